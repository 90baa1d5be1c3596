"""A run damaged in thousands of ways, as readers, pages and commands take it: `python -m benchmarks damage`."""

import contextlib
import io
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.tables import Row, print_table
from tests.support.damage import Damage, damages, harmed
from tests.support.pages import visit
from tests.support.victim import SENTENCE, use

PAGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}), ("encode", {}), ("interpolate", {}), ("interpolate", {"view": "corners"}),
    ("interpolate", {"view": "arithmetic"}), ("atlas", {}), ("atlas", {"view": "dimensions"}),
    ("atlas", {"view": "manifold"}), ("compare", {"runs": "victim,good"}), ("train", {}),
)  # fmt: skip
COMMANDS = (
    ("list",),
    ("jobs",),
    ("evaluate", "victim"),
    ("evaluate", "victim", "--scores"),
    ("export", "victim", "--format", "keras"),
    ("export", "victim", "--format", "web"),
    ("project", "victim", "--method", "pca"),
)
NUM_ON_PAGES = 1
"""How many damages of a kind and file are opened on every page."""


def main() -> None:
    """Train two small runs, damage one of them and print how many damages were more than a sentence."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with tempfile.TemporaryDirectory() as home:
        os.environ["VAE_HOME"] = home
        with _working_in(home):
            _train("good")
            _train("victim")
            victim = Path(home) / "runs" / "victim"
            every = damages(victim)
            some = _some_of_each(every)
            tables = {
                "readers": _failures(victim, every, [_read]),
                "commands": _failures(victim, some, [_command(words) for words in COMMANDS]),
                "pages": _failures(victim, some, [_page(*page) for page in PAGES]),
            }
    for what, (tried, failed) in tables.items():
        rows = [Row(f"{kind}, {count:,} tried", failed[kind], "failed", 0) for kind, count in tried.items()]
        print_table(f"A damaged run and {what}: {tried.total():,} tried, more than a sentence", rows)


@contextlib.contextmanager
def _working_in(folder: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _train(name: str) -> None:
    from vae.__main__ import main as command
    from vae.runs import dimension_names, store

    words = f"train --dataset digits --hidden-sizes 16 --latent-dim 3 --epochs 2 --name {name}"
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        if command(words.split()):
            raise RuntimeError(f"the run {name} could not be trained")
    dimension_names.save_name(store.load_run(name), 0, "slant")


def _some_of_each(every: Sequence[Damage]) -> list[Damage]:
    by_kind: dict[tuple[str, str], list[Damage]] = {}
    for damage in every:
        by_kind.setdefault((damage.kind, damage.file), []).append(damage)
    return [damage for found in by_kind.values() for damage in random.Random(0).sample(found, NUM_ON_PAGES)]


def _failures(
    victim: Path, tried: Sequence[Damage], looks: Sequence[Callable[[Path], str | None]]
) -> tuple[Counter[str], Counter[str]]:
    """Return by kind how many looks were taken, and how many of them brought more than a sentence."""
    counted: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for damage in tried:
        for look in looks:
            with harmed(victim, damage):
                try:
                    problem = look(victim)
                except Exception as error:
                    problem = repr(error)
            counted[damage.kind] += 1
            if problem is not None:
                failed[damage.kind] += 1
                print(f"{damage.kind}: {damage.name}: {problem[:300]}")
    return counted, failed


def _read(victim: Path) -> str | None:
    from vae.runs import store
    from vae.runs.run_files import RunError

    try:
        use(store.open_run(victim))
    except RunError as error:
        return None if SENTENCE.fullmatch(str(error)) and "victim" in str(error) else f"no sentence: {error}"
    return None


def _command(words: Sequence[str]) -> Callable[[Path], str | None]:
    def look(victim: Path) -> str | None:
        from vae.__main__ import main as command

        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as complaints:
            code = command(words)
        for written in Path().glob("victim-*"):
            for path in written.iterdir():
                path.unlink()
            written.rmdir()
        return None if code in (0, 2) else f"{' '.join(words)} ended with {code}: {complaints.getvalue()[-200:]}"

    return look


def _page(name: str, query: dict[str, str]) -> Callable[[Path], str | None]:
    def look(victim: Path) -> str | None:
        page = visit(name, {**query, "run": "victim"}, seconds=300)
        if page.exception:
            return f"page {name!r} {query}: {page.exception[0].value}"
        said = [text for element in (*page.error, *page.warning) if "victim" in (text := element.value)]
        return f"page {name!r} said something twice: {said}" if len(set(said)) < len(said) else None

    return look
