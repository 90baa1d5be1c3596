"""Learn: a lesson on what a VAE is, for people who have never seen one."""

from ui.learn import lesson, plan
from ui.shell.page import set_up
from ui.site import taking

TITLE = "Learn"
ICON = ":material/school:"
ORDER = 5

set_up(TITLE)
lesson.show()
taking.show()
plan.show()
