"""Bring your own: an autoencoder that was made elsewhere becomes a run."""

from ui.bring import bringing
from ui.shell.page import set_up

TITLE = "Bring your own"
ICON = ":material/upload_file:"
ORDER = 45

set_up(TITLE)
bringing.show()
