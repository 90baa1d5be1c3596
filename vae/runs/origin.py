"""Where an imported run comes from, kept in its folder: its files, what was understood of them, what its codes are."""

import json
from dataclasses import asdict, dataclass

from vae import documents

ORIGIN_FILE = "import.json"
ORIGIN_VERSION = 1
CODES = ("encoded", "given", "prior")
_MOST_TEXTS = 100
_MOST_LETTERS = 1000


@dataclass(frozen=True)
class Origin:
    """Where an imported run comes from.

    Attributes:
        sources: one text for each network, such as "decoder.onnx (ONNX)".
        codes: what its codes are: "encoded", of pictures by its encoder; "given", they came with it; "prior", nothing
            is known of its data, so they are draws from N(0, I).
        facts: what was understood of the networks, as a table: what, and how it is.
        notes: what was cut off, folded or decided, in sentences.
    """

    sources: tuple[str, ...]
    codes: str
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return what a run's import.json holds."""
        return json.dumps({"version": ORIGIN_VERSION, **asdict(self)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Origin":
        """Read what `to_json` wrote.

        Raises:
            DocumentError: the text is nothing of the kind.
        """
        fields = documents.mapping("the document", documents.parse(text))
        documents.whole("its version", fields.get("version"), ORIGIN_VERSION, ORIGIN_VERSION)
        unknown = sorted(set(fields) - {"version", *cls.__dataclass_fields__})
        if unknown:
            raise documents.DocumentError(f"unknown field {documents.shown(unknown[0])}")
        codes = documents.text("codes", fields.get("codes"))
        if codes not in CODES:
            raise documents.DocumentError(f"codes must be one of {', '.join(CODES)}, got {documents.shown(codes)}")
        rows = fields.get("facts")
        if not isinstance(rows, list) or len(rows) > _MOST_TEXTS:
            raise documents.DocumentError(f"facts must be a list of pairs, got {documents.shown(rows)}")
        facts = [documents.texts("a fact", row, _MOST_LETTERS) for row in rows]
        if any(len(fact) != 2 for fact in facts):
            raise documents.DocumentError("facts must be pairs of texts")
        return cls(
            documents.texts("sources", fields.get("sources")),
            codes,
            tuple((what, how) for what, how in facts),
            documents.texts("notes", fields.get("notes"), _MOST_LETTERS)[:_MOST_TEXTS],
        )
