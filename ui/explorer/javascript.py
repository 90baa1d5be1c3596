"""One inline module out of the JavaScript files: a component takes text, and imports between files need a server."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(?P<name>\w+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def joined(entry: str) -> str:
    """Return a file of this folder with all it imports before it, each once, as the text of one module.

    Top-level names must differ between files. Of exports only the entry's default one remains.

    Args:
        entry: file name, such as "explorer.js".
    """
    texts: dict[str, str] = {}
    _collect(entry, texts)
    return "\n".join(texts.values())


def _collect(name: str, texts: dict[str, str]) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    for imported in _IMPORT.finditer(text):
        if imported["name"] not in texts:
            _collect(imported["name"], texts)
    texts[name] = _EXPORT.sub("", _IMPORT.sub("", text))
