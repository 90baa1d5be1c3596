"""What does the trainings of a study, told apart from which are done: it is given trials and says how each ended."""

from dataclasses import dataclass
from typing import Protocol

from vae.studies.study import Trial


@dataclass(frozen=True)
class Ended:
    """What became of a training that an engine was given.

    Attributes:
        trial: the training, whose folder says how it ended unless there is a problem.
        problem: why it is gone without a word of its own, in a sentence; empty where it ended in order.
        goes_on: whether it is to be given again, to go on after its last finished epoch.
    """

    trial: Trial
    problem: str = ""
    goes_on: bool = False


class Engine(Protocol):
    """Does trainings, some at once; the files of each are in the study's folder as they come."""

    @property
    def scheduler(self) -> str | None:
        """By what to name the scheduler on whose workers it trains; None for this machine."""

    @property
    def where(self) -> str:
        """How many at once or where, in words, such as "2 at once"."""

    @property
    def is_at_work(self) -> bool:
        """Whether a training is under way, or what became of one is not told yet."""

    @property
    def waits_for(self) -> str | None:
        """What goes first where it is not the study's turn now, or else is waited for."""

    def open(self) -> None:
        """Get ready.

        Raises:
            StudyError: nothing can be trained.
        """

    def start(self, trial: Trial) -> bool:
        """Begin a training, or go on with it, and return True; False where there is no room for it now."""

    def ended(self) -> list[Ended]:
        """Return what became of trainings since the last call.

        Raises:
            StudyError: nothing more can be trained.
            OSError: the study's folder cannot be written.
        """

    def stop(self) -> None:
        """End what is under way; it goes on after its last finished epoch when it is given again."""
