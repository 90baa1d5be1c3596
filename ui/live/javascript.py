"""One inline module out of the JavaScript files: a component takes text, and imports between files need a server."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>\.{1,2}/[\w./]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def joined(entry: str | Path) -> str:
    """Return a file with all it imports before it, each once, as the text of one module.

    Top-level names must differ between files, and an import cannot give another name. Of exports only the entry's
    default one remains.

    Args:
        entry: a file name in this folder, such as "explorer.js", or the path of a file elsewhere.

    Raises:
        ValueError: a file imports something under another name.
    """
    texts: dict[Path, str] = {}
    _collect((FOLDER / entry).resolve(), texts)
    return "\n".join(texts.values())


def _collect(path: Path, texts: dict[Path, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for match in _IMPORT.finditer(text):
        if " as " in match[0]:
            raise ValueError(f"{path.name}: {match[0].strip()} gives another name, lost where files are joined")
        imported = (path.parent / match["path"]).resolve()
        if imported not in texts:
            _collect(imported, texts)
    texts[path] = _EXPORT.sub("", _IMPORT.sub("", text))
