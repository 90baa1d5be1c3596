"""Writes the live pages as files: a folder for any web server, or one file to take home."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ui.explore import explorer
from ui.learn import lesson
from ui.learn.catalogue import translator
from ui.learn.interface import INTERFACE
from ui.live.facts import LiveMap
from ui.live.prepared import prepared
from ui.shell.known_runs import known_run
from ui.site.packing import packed
from ui.site.page import Link, Part, page
from vae import files
from vae.lesson.runs import BETAS, BROKEN
from vae.runs.run_files import RunError
from vae.runs.store import Run, list_runs
from vae.words import sentence

EXPLORE, LEARN, BUNDLES = "index.html", "learn.html", "bundles"
SMALL, TAKEN_HOME = "beta-1", ("mnist-ae-2d", *BETAS, *BROKEN.values())
"""Runs of the lesson that a file to take home brings, the first one whole, as long as there is room."""
MOST_BYTES = 4_000_000
_SCRIPTS = 650_000
"""Bytes that all but the bundles takes, about."""


def write_site(folder: Path, language: str | None = None) -> list[Path]:
    """Write Explore for every run that ships, and the lesson, for any web server; return the files written.

    Args:
        folder: is made where it is missing; files of the same names are replaced.
        language: of the lesson, as browsers name it; English where there is no catalogue for it.

    Raises:
        OSError: the folder cannot be written.
        RunError: a run is damaged.
    """
    (folder / BUNDLES).mkdir(parents=True, exist_ok=True)
    runs = [run for run in list_runs()[0] if run.shipped]
    written = []
    for index, run in enumerate(runs):
        ready = prepared(run)
        addresses = _write_bundles(folder, {ready.fingerprint: ready.blob})
        part = Part(explorer.MAP, explorer.standing_facts(ready))
        text = page(f"{run.name} · Latent Explorer", [part], _links(runs, run.name), INTERFACE["site_note"], addresses)
        written.append(_write(folder / _explore_file(index, run), text))
    written.append(_write_lesson(folder, _links(runs, None), language))
    return written


def _write_lesson(folder: Path, links: Sequence[Link], language: str | None) -> Path:
    """Write the lesson with all of its runs, in a language."""
    translate = translator(language)
    shown = [known_run(name) for name in _lesson_names()]
    addresses: dict[str, str] = {}
    for run in shown:
        addresses |= _write_bundles(folder, lesson.bundles(run))
    facts = lesson.lesson_facts(lesson.VIEWS[0], shown, language=language, standing=lesson.Standing())
    title = f"{translate(INTERFACE['page'])} · Latent Explorer"
    note = translate(INTERFACE["site_note"])
    return _write(folder / LEARN, page(title, [Part(lesson.LESSON, facts)], links, note, addresses, language=language))


def take_home(run: Run, language: str | None = None) -> bytes:
    """Return one HTML file with the lesson and the live map of a run, which a double click opens without a network.

    The lesson has the runs that fit into 4 MB beside it, its first steps with the smallest run. Of the others the last
    step and the machines that went wrong tell their figures; a step that cannot do without says that it needs the app.
    The chosen run's map stands below it.

    Args:
        run: any with a map.
        language: of the lesson, as browsers name it; English where there is no catalogue for it.

    Raises:
        RunError: a run is damaged, or no browser decodes it.
    """
    if run.is_remote:
        raise RunError(f"run {run.name!r} cannot be taken home: the worker draws its pictures with ONNX Runtime")
    shown = {name: known_run(name) for name in dict.fromkeys((SMALL, *TAKEN_HOME))}
    ready = prepared(run)
    texts = {name: _packed_bundles(one) for name, one in shown.items()}
    inside = {ready.fingerprint: packed(ready.blob)}
    for name, one in list(texts.items()):
        if sum(map(len, (inside | one).values())) > MOST_BYTES - _SCRIPTS:
            del shown[name]
        else:
            inside |= one
    content = _file_to_take_home(ready, shown, inside, language)
    while len(content) > MOST_BYTES and len(shown) > 1:
        # Those of the last run, but for what another has, too.
        del texts[shown.popitem()[0]]
        kept = {key for name in shown for key in texts[name]} | {ready.fingerprint}
        inside = {key: text for key, text in inside.items() if key in kept}
        content = _file_to_take_home(ready, shown, inside, language)
    return content


def _packed_bundles(run: Run) -> dict[str, str]:
    bundles = lesson.bundles(run, is_whole=run.name == SMALL, with_training=False)
    return {key: packed(content) for key, content in bundles.items()}


def _file_to_take_home(ready: LiveMap, shown: dict[str, Run], inside: dict[str, str], language: str | None) -> bytes:
    """Return the file with the map of a run and some runs of the lesson, whose bundles are inside."""
    absent = [known_run(name) for name in _lesson_names() if name not in {*shown, lesson.MAIN}]
    translate = translator(language)
    problems = dict.fromkeys([*(run.name for run in absent), lesson.SNAPSHOTS], translate(INTERFACE["offline"]))
    standing = lesson.Standing(SMALL, encoders={SMALL}, absent=absent)
    facts = lesson.lesson_facts(lesson.VIEWS[0], list(shown.values()), problems, language, standing=standing)
    parts = [Part(lesson.LESSON, facts), Part(explorer.MAP, explorer.standing_facts(ready))]
    return page("Latent Explorer", parts, [], translate(INTERFACE["site_note"]), {}, inside, language).encode()


def _write(path: Path, text: str) -> Path:
    files.write_bytes(path, text.encode())
    return path


def _write_bundles(folder: Path, bundles: dict[str, bytes]) -> dict[str, str]:
    """Write bundles and return where pages beside their folder fetch them."""
    for name, content in bundles.items():
        files.write_bytes(folder / BUNDLES / f"{name}.bin", content)
    return {name: f"{BUNDLES}/{name}.bin" for name in bundles}


def _explore_file(index: int, run: Run) -> str:
    return EXPLORE if index == 0 else f"explore-{run.name}.html"


def _links(runs: Sequence[Run], here: str | None) -> list[Link]:
    explore = [
        Link(f"Explore {run.name}", None if run.name == here else _explore_file(index, run))
        for index, run in enumerate(runs)
    ]
    return [*explore, Link("Learn", None if here is None else LEARN)]


def _lesson_names() -> Iterable[str]:
    return dict.fromkeys(name for view in lesson.VIEWS for name in lesson.RUNS.get(view, ()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the site into the folder that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="latent-explorer site", description="Write Explore and Learn as static files for any web server."
    )
    parser.add_argument("folder", type=Path, help="where to; made where it is missing")
    parser.add_argument("--language", help="of the lesson, such as de; English where there is no catalogue for it")
    given = parser.parse_args(arguments)
    folder: Path = given.folder
    try:
        written = write_site(folder, given.language)
    except (OSError, RunError) as error:
        print(sentence(error), file=sys.stderr)
        return 1
    print(f"{len(written)} pages in {folder}: open {EXPLORE} from a web server.")
    return 0
