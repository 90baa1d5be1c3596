"""The map's part of the address: its colours, its projection, its points and what is chosen of them."""

import re
from collections.abc import Callable

import numpy as np
import streamlit as st

from ui.atlas import choice, coloring, outline, picker, projection
from ui.atlas.points import Points
from ui.shell import address_bar
from ui.shell.address import AddressError
from ui.shell.address_bar import Part, one_of, whole_number, word_for
from vae.runs.store import Run
from vae.words import quoted

_COLORS = {
    "class": coloring.CLASS, "error": coloring.ERROR, "kl": coloring.KL, "elbo": coloring.NEG_ELBO,
    "gap": coloring.GAP, "density": coloring.DENSITY, "disagreement": coloring.DISAGREEMENT, "moved": coloring.MOVED,
}  # fmt: skip
_IMAGES = {"test": False, "training": True}
_SELECT, _OF = "atlas_select", "atlas_select_of"
_MOST_EPOCHS = 1_000_000
_NUMBERS = re.compile(r"\d{1,9}(?:-\d{1,9})*")


def parts(run: Run) -> list[Part]:
    """Return what the address may say of the map of a run."""
    colors = _COLORS | {name.lower(): name for name in coloring.attributes_of(run)}
    usual = coloring.usual_of(run)
    found = [
        Part("color", "atlas_by", usual, one_of("color", colors, "showing the usual colours"), word_for(colors)),
        Part("k", "atlas_k", 10, whole_number("k", 1, 100, "showing 10")),
        Part("epoch", "atlas_epoch", None, whole_number("epoch", 0, _MOST_EPOCHS, "showing the first")),
        Part("images", "atlas_training", False, one_of("images", _IMAGES, "showing the test set"), word_for(_IMAGES)),
        Part("size", "atlas_size", None, _steps("size", 1.0, 14.0, 0.5), "{:g}".format),
        Part("opacity", "atlas_opacity", None, _steps("opacity", 0.05, 1.0, 0.05), "{:g}".format),
        Part("select", _SELECT, "", str),
        Part("of", _OF, "", str),
    ]
    return found if run.config.latent_dim <= 2 else [*found, *projection.parts(run.config.latent_dim)]


def take(run: Run) -> None:
    """Take what a changed address says; what it says of the points is for `choose`, once they are there."""
    if not address_bar.take(choice.VIEW, parts(run)):
        st.session_state.pop(_SELECT, None)
        st.session_state.pop(_OF, None)


def choose(run_points: Points, xy: np.ndarray) -> None:
    """Choose what a changed address has asked for.

    Args:
        run_points: what the map shows.
        xy: where it shows them, float [n, 2].
    """
    text, of = st.session_state.pop(_SELECT, None), st.session_state.pop(_OF, "")
    if text is None:
        return
    choice.clear(run_points)
    try:
        if of:
            _choose(run_points, xy, of)
        if text:
            _choose(run_points, xy, text)
    except AddressError as error:
        address_bar.add_problem(choice.VIEW, str(error))


def write(run_points: Points) -> None:
    """Let the address say what the map shows."""
    known = parts(run_points.run)
    query = {"run": run_points.run.name, **address_bar.said([part for part in known if part.key not in (_SELECT, _OF)])}
    by = st.session_state.get("atlas_by")
    idle = {"k"} if by != coloring.DISAGREEMENT else set()
    idle |= {"epoch"} if by != coloring.MOVED else set()
    idle |= projection.idle_parts()
    chosen = choice.current(run_points)
    if chosen is not None:
        query["select"] = chosen.word
        query["of"] = "" if chosen.back is None else chosen.back.word
    names = ["run", *(part.name for part in known)]
    address_bar.write(
        choice.VIEW, "atlas", names, {name: text for name, text in query.items() if text and name not in idle}
    )


def _choose(run_points: Points, xy: np.ndarray, text: str) -> None:
    kind, _, rest = text.partition("-")
    if kind not in _KINDS or not _FORMS.get(kind, _NUMBERS).fullmatch(rest):
        raise AddressError(
            f"select in the address must be {', '.join(f'{one}-' for one in list(_KINDS)[:-1])} or {list(_KINDS)[-1]}- "
            f"and numbers, got {quoted(text)}: nothing is chosen."
        )
    _KINDS[kind](run_points, xy, rest)


def _choose_points(run_points: Points, xy: np.ndarray, rest: str) -> None:
    numbers = np.array([int(part) for part in rest.split("-")])
    _check(numbers.max(), len(run_points), "point")
    choice.choose_many(run_points, np.unique(numbers), f"{len(np.unique(numbers)):,} points of the address")


def _choose_point(run_points: Points, xy: np.ndarray, rest: str) -> None:
    _check(_only(rest), len(run_points), "point")
    choice.choose_point(run_points, int(rest), back=choice.current(run_points))


def _choose_class(run_points: Points, xy: np.ndarray, rest: str) -> None:
    _check(_only(rest), len(run_points.names), "class")
    picker.choose_class(run_points, int(rest))


def _choose_misplaced(run_points: Points, xy: np.ndarray, rest: str) -> None:
    most = picker.most_misplaced_at_once(run_points)
    if not 1 <= _only(rest) <= most:
        raise AddressError(f"misplaced in the address must be from 1 to {most}, got {rest}: nothing is chosen.")
    picker.choose_misplaced(run_points, int(rest))


def _choose_box(run_points: Points, xy: np.ndarray, rest: str) -> None:
    choice.choose_many(run_points, choice.inside(xy, rest), "Inside the box", word=f"box-{rest}")


def _choose_lasso(run_points: Points, xy: np.ndarray, rest: str) -> None:
    if rest.count(",") + rest.count(";") >= 2 * outline.MOST_CORNERS:
        raise AddressError(
            f"an outline in the address must have at most {outline.MOST_CORNERS} corners, got "
            f"{(rest.count(',') + rest.count(';') + 1) // 2}: nothing is chosen."
        )
    inside = outline.inside(xy, run_points.latents.labels, rest)
    choice.choose_many(run_points, inside, "Inside the lasso", word=f"lasso-{rest}")


_FORMS = {"box": choice.BOX, "lasso": outline.TEXT}
_KINDS: dict[str, Callable[[Points, np.ndarray, str], None]] = {
    "point": _choose_point, "points": _choose_points, "class": _choose_class, "misplaced": _choose_misplaced,
    "box": _choose_box, "lasso": _choose_lasso,
}  # fmt: skip


def _only(rest: str) -> int:
    if "-" in rest:
        raise AddressError(f"select in the address must name one number here, got {quoted(rest)}: nothing is chosen.")
    return int(rest)


def _check(number: int, count: int, what: str) -> None:
    if number >= count:
        raise AddressError(
            f"select in the address must name a {what} from 0 to {count - 1:,}, got {number}: nothing is chosen."
        )


def _steps(name: str, low: float, high: float, step: float) -> Callable[[str], float]:
    """Return what reads a number of a slider."""
    values = [round(low + step * index, 2) for index in range(round((high - low) / step) + 1)]
    return one_of(name, {f"{value:g}": value for value in values}, "showing the usual one")
