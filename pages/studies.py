"""Studies: many trainings of one plan, with several seeds, and what their figures say together."""

from ui.shell.page import set_up
from ui.studies import studies

TITLE = "Studies"
ICON = ":material/query_stats:"
ORDER = 60

set_up(TITLE)
studies.show()
