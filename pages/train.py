"""Train: teach a VAE of your own and watch its latent map form, on the local GPU where there is one."""

from ui.shell.page import set_up
from ui.train import trainer

TITLE = "Train"
ICON = ":material/model_training:"
ORDER = 40

set_up(TITLE)
trainer.show()
