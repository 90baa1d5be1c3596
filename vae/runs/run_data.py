"""The data set that a run was trained on, what its classes are called, and what its codes are of."""

from vae.data import datasets
from vae.data.attributes import Attribute
from vae.data.dataset import DataError, Dataset
from vae.data.datasets import load
from vae.runs.store import Run


def class_names_of(run: Run) -> tuple[str, ...]:
    """Return the name of every class a run was trained on, whether or not its data set is still there."""
    return run.class_names


def codes_text(run: Run, count: int) -> str:
    """Return in words what a run's codes are of, such as "10,000 test digits from MNIST"."""
    if run.origin is not None and run.origin.codes == "prior":
        return f"{count:,} draws from the prior, since no data is known"
    if run.origin is not None and run.origin.codes == "given":
        return f"{count:,} codes that came with the model"
    dataset = run.config.dataset
    kind = "" if run.origin is not None and datasets.is_own(dataset) else "test "
    nouns, title = datasets.nouns(dataset), datasets.title(dataset)
    if title.lower().endswith(nouns):  # "digits from scikit-learn digits"
        title = title[: -len(nouns)].rstrip()
    return f"{count:,} {kind}{nouns}{f' from {title}' if title else ''}"


def attributes_of(run: Run, num_codes: int) -> tuple[Attribute, ...]:
    """Return what is known of the held-out pictures of a run's codes beside their classes; mostly nothing.

    Args:
        run: a run.
        num_codes: how many codes there are.
    """
    if run.origin is not None:
        return ()
    try:
        found = datasets.attributes_of(run.config.dataset)
    except DataError:
        return ()
    return tuple(one for one in found if len(one.values) == num_codes)


def load_of(run: Run, download: bool = True) -> Dataset:
    """Load the data set a run was trained on, with the same split.

    Args:
        run: a run.
        download: as for `load`.

    Raises:
        DataError: it cannot be had, or is no longer the one that the run saw, or nobody knows which it was.
    """
    if not run.has_pictures:
        raise DataError(f"run {run.name!r} came from elsewhere without pictures: there are none to measure it on")
    dataset = load(run.config.dataset, download)
    if dataset.fingerprint != run.data_fingerprint:
        raise DataError(
            f"{run.config.dataset} is not the data that run {run.name!r} was trained on: it was added anew "
            f"(fingerprint {dataset.fingerprint[:12]} instead of {run.data_fingerprint[:12]})"
        )
    return dataset
