"""Lines of this project's own code, read from the files as they are now and never imported: some bring Keras."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import vae

ROOT = Path(vae.__file__).resolve().parents[1]


class CodeLineError(LookupError):
    """The code that a page wants to show is not where it was."""


@dataclass(frozen=True)
class CodeLine:
    """One statement: its file from where vae/ lies, its first line number and its text on one line."""

    file: str
    number: int
    text: str


def code_line(file: str, function: str, part: str) -> CodeLine:
    """Return the innermost statement of a function that contains a part.

    Args:
        file: path from where vae/ lies, such as "vae/model/vae.py".
        function: its name, with the class before it where it is a method: "VAE.encode".
        part: text that the statement contains, spaces as Python writes them.

    Raises:
        CodeLineError: there is no such function, or none of its statements contains the part.
    """
    path = ROOT / file
    return _code_line(file, function, part, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _code_line(file: str, function: str, part: str, changed: int) -> CodeLine:
    source = (ROOT / file).read_text(encoding="utf-8")
    node: ast.AST = ast.parse(source)
    for name in function.split("."):
        named = (child for child in ast.iter_child_nodes(node) if getattr(child, "name", None) == name)
        inner = next(named, None)
        if inner is None:
            raise CodeLineError(f"{file} has no function {function}")
        node = inner
    statements = [
        child
        for child in ast.walk(node)
        if isinstance(child, (ast.Return, ast.Assign, ast.AugAssign, ast.Expr)) and part in ast.unparse(child)
    ]
    docstrings = [
        child for child in statements if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
    ]
    found = [child for child in statements if child not in docstrings]
    if not found:
        raise CodeLineError(f"{function} in {file} has no statement with {part!r}")
    written = ast.get_source_segment(source, found[0]) or ast.unparse(found[0])
    return CodeLine(file, found[0].lineno, " ".join(written.split()))
