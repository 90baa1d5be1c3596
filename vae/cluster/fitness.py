"""Which workers of a cluster can do trainings of this machine's studies, and which does the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PROGRAM = "vae"
PACKAGES = ("numpy", "keras", "tensorflow")
# Of every version that many numbers: what comes behind mends faults. Of the program all, for its functions are called.
_NUMBERS = {PROGRAM: 99, "python": 2, "distributed": 2, **dict.fromkeys(PACKAGES, 2)}
_TITLES = {
    PROGRAM: "Latent Explorer", "python": "Python", "numpy": "NumPy", "keras": "Keras", "tensorflow": "TensorFlow",
}  # fmt: skip


@dataclass(frozen=True)
class Worker:
    """A worker that could do a training.

    Attributes:
        address: where it listens.
        threads: how many of it compute.
        tasks: what it has to do for others.
        holds: whether the data are known to be there.
    """

    address: str
    threads: int
    tasks: int = 0
    holds: bool = False


def choose(workers: Iterable[Worker]) -> str:
    """Return the address of the worker that does a training, of one or more.

    One with nothing else to do comes first, then one that holds the data, then the one with the most threads.
    """
    return min(workers, key=lambda one: (one.tasks, not one.holds, -one.threads, one.address)).address


def misfit(who: str, theirs: Mapping[str, str | None], ours: Mapping[str, str | None]) -> str | None:
    """Return in a sentence what keeps a worker from doing trainings of this machine, None where nothing does.

    Args:
        who: what to call it.
        theirs: its versions by name; a name that is missing was not asked for.
        ours: this machine's.
    """
    wrong = []
    for name, numbers in _NUMBERS.items():
        if name in theirs and ours.get(name) is not None:
            there, here = (_first(one[name], numbers) for one in (theirs, ours))
            title = _TITLES.get(name, name)
            if there is None:
                wrong.append(f"no {title}")
            elif there != here:
                wrong.append(f"{title} {there} instead of {here}")
    return f"{who} has {' and '.join(wrong)}: install there what is installed here" if wrong else None


def _first(version: str | None, numbers: int) -> str | None:
    return None if version is None else ".".join(version.split(".")[:numbers])
