"""What own data a run was trained on, kept in the run's folder so that it opens when the data is gone."""

import json
from dataclasses import asdict, dataclass

from vae import documents
from vae.data.dataset import Dataset

_VERSION = 1


@dataclass(frozen=True)
class Provenance:
    """The data a run saw.

    Attributes:
        fingerprint: SHA-256 of the data set's content.
        class_names: one name a label.
        num_train: training images; 0 where nobody knows, of an imported run.
        num_test: held-out images; likewise.
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
        fields = documents.mapping("the document", documents.parse(text))
        if fields.get("version") != _VERSION:
            raise ValueError(f"expected version {_VERSION}, got {documents.shown(fields.get('version'))}")
        unknown = sorted(set(fields) - {"version", *cls.__dataclass_fields__})
        if unknown:
            raise ValueError(f"unknown field {documents.shown(unknown[0])}")
        class_names = documents.texts("class_names", fields.get("class_names"))
        if not class_names:
            raise ValueError("expected class names")
        return cls(
            documents.text("fingerprint", fields.get("fingerprint")),
            class_names,
            documents.whole("num_train", fields.get("num_train"), low=0),
            documents.whole("num_test", fields.get("num_test"), low=0),
        )


def provenance_of(dataset: Dataset) -> Provenance | None:
    """Return what to keep of a data set; None for those that ship with a library and never change."""
    if not dataset.fingerprint:
        return None
    counts = len(dataset.train_labels), len(dataset.test_labels)
    return Provenance(dataset.fingerprint, dataset.class_names, *counts)
