"""Writes the catalogue of the lesson's words for translators: `python -m docs.catalogue`."""

import ast
from pathlib import Path

from ui.learn.catalogue import DOMAIN, FOLDER
from ui.learn.lesson import WORDS
from vae.glossary import meaning

FILE = FOLDER / f"{DOMAIN}.pot"
_SOURCES = Path(FOLDER).parent
_HEADER = """# The words of the lesson, written by `python -m docs.catalogue` from the Python files of ui/learn.
# For a language: copy this to LANGUAGE/LC_MESSAGES/learn.po, fill in msgstr, and compile it with msgfmt to learn.mo.
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"""


def texts() -> list[str]:
    """Return every text that is marked for the catalogue, each once."""
    found: dict[str, None] = {}
    for path in sorted(_SOURCES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                (text,) = node.args
                found[ast.literal_eval(text)] = None
    found |= dict.fromkeys(meaning(term) for term in WORDS)
    return list(found)


def catalogue() -> str:
    """Return the catalogue as gettext's tools read it."""
    parts = [_HEADER]
    parts += [f'msgid {_quoted(text)}\nmsgstr ""\n' for text in texts()]
    return "\n".join(parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(catalogue(), encoding="utf-8")
