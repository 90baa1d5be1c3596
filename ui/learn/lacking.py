"""What the lesson cannot show, said in the visitor's language; what is wrong with a file is for the app's log."""

import logging

from ui.learn.catalogue import Translate, _
from vae.runs.run_files import RunError
from vae.words import quoted

RUN = _("The machine {run} cannot be shown: it is missing or damaged. The app's log says what is wrong.")
FIGURES = _("The figures of this step are missing or damaged. The app's log says what is wrong.")
LESSON = _("The lesson cannot be shown: one of its files is damaged. The app's log says what is wrong.")

_log = logging.getLogger(__name__)


def told(text: str, error: RunError, translate: Translate, run: str = "") -> str:
    """Return one of the sentences above in the visitor's language, and log what is wrong.

    Args:
        text: the sentence.
        error: what is wrong.
        translate: gives it in the visitor's language.
        run: the name of the run that it is about.
    """
    _log.warning("Learn: %s", error)
    return translate(text).format(run=quoted(run))
