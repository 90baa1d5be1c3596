"""What own data a run was trained on, kept in the run's folder so that it opens when the data is gone."""

import json
from dataclasses import asdict, dataclass

from vae.data.dataset import Dataset

_VERSION = 1


@dataclass(frozen=True)
class Provenance:
    """The data a run saw.

    Attributes:
        fingerprint: SHA-256 of the data set's content.
        class_names: one name a label.
        num_train: training images.
        num_test: held-out images.
    """

    fingerprint: str
    class_names: tuple[str, ...]
    num_train: int
    num_test: int

    def to_json(self) -> str:
        """Return what a run's data.json holds."""
        return json.dumps({"version": _VERSION, **asdict(self)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Provenance":
        """Read what `to_json` wrote.

        Raises:
            ValueError: the text is nothing of the kind.
        """
        fields = json.loads(text)
        if not isinstance(fields, dict) or fields.pop("version", None) != _VERSION:
            raise ValueError(f"expected version {_VERSION}")
        try:
            provenance = cls(**{**fields, "class_names": tuple(fields["class_names"])})
        except (KeyError, TypeError) as error:
            raise ValueError(str(error)) from error
        if not provenance.class_names or not all(isinstance(name, str) for name in provenance.class_names):
            raise ValueError("expected class names")
        return provenance


def provenance_of(dataset: Dataset) -> Provenance | None:
    """Return what to keep of a data set; None for those that ship with a library and never change."""
    if not dataset.fingerprint:
        return None
    counts = len(dataset.train_labels), len(dataset.test_labels)
    return Provenance(dataset.fingerprint, dataset.class_names, *counts)
