"""What a visitor has chosen on the map, kept for the session: one point, many, or nothing."""

import re
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
import streamlit as st

from ui.atlas.outline import NUMBER
from ui.atlas.points import Points
from vae.data.wording import said_of
from vae.latent.selection import MAX_KEPT, SelectionError, checked_name

VIEW = "atlas_map"
CHART = "chart"
MOST_NAMED = 60
"""Points, of which an address names every one."""
_serials = count(1)
BOX = re.compile(f"{NUMBER}(?:,{NUMBER}){{3}}")
"""The corners of a box in an address."""


@dataclass(frozen=True)
class Choice:
    """Some points.

    Attributes:
        indices: which, int [n]; empty for a lasso around nothing.
        title: what they are, for the panel's heading.
        is_point: whether a single point was asked for, and so is shown in detail.
        source: CHART when the chart itself shows them as selected.
        serial: another one for every choice; names the elements that belong to it.
        back: the many that this point was picked from.
        name: what an address calls many, where it has a name for them, such as "class-3".
        num_missed: how many points such an address chooses more or fewer.
    """

    indices: np.ndarray
    title: str
    is_point: bool
    source: str
    serial: int
    back: "Choice | None" = None
    name: str = ""
    num_missed: int = 0

    @property
    def word(self) -> str:
        """What an address calls it; nothing where it is too long for one."""
        if self.is_point:
            return f"point-{self.indices[0]}"
        if self.name or not 0 < len(self.indices) <= MOST_NAMED:
            return self.name
        return "points-" + "-".join(map(str, self.indices))


def current(points: Points) -> Choice | None:
    """Return what is chosen."""
    return st.session_state.get(f"atlas_choice:{points.key}")


def choose_point(points: Points, index: int, source: str = "", back: Choice | None = None) -> None:
    """Choose a single point."""
    part = "Training" if points.part == "training" else "Test"
    title = f"{part} {said_of(points.run.config, 'image')} {index}"
    choice = Choice(np.array([index]), title, True, source, next(_serials), back)
    st.session_state[f"atlas_choice:{points.key}"] = choice


def choose_many(
    points: Points, indices: np.ndarray, title: str, source: str = "", word: str = "", num_missed: int = 0
) -> None:
    """Choose many points; `word` is what an address calls them, where it has a name for them, but for a few."""
    rows = np.asarray(indices, np.int64)
    choice = Choice(rows, title, False, source, next(_serials), name=word, num_missed=num_missed)
    st.session_state[f"atlas_choice:{points.key}"] = choice


def go_back(points: Points, choice: Choice) -> None:
    """Choose again what a point was picked from."""
    if choice.back is not None:
        st.session_state[f"atlas_choice:{points.key}"] = replace(choice.back, serial=next(_serials))


def clear(points: Points) -> None:
    """Choose nothing."""
    st.session_state.pop(f"atlas_choice:{points.key}", None)


def kept(points: Points) -> dict[str, np.ndarray]:
    """Return the kept selections by name, in the order they were kept."""
    return dict(st.session_state.get(f"atlas_kept:{points.key}", {}))


def keep(points: Points, name: str, indices: np.ndarray) -> str:
    """Keep a selection for the session and return the name it has.

    Raises:
        SelectionError: the name cannot be given, there are as many as can be, or the selection is empty.
    """
    selections = kept(points)
    if not len(indices):
        raise SelectionError("There is nothing to keep: the selection is empty.")
    if len(selections) >= MAX_KEPT:
        raise SelectionError(f"At most {MAX_KEPT} selections can be kept: delete one first.")
    name = checked_name(name, list(selections))
    st.session_state[f"atlas_kept:{points.key}"] = selections | {name: np.sort(indices)}
    return name


def rename(points: Points, old: str, new: str) -> None:
    """Give a kept selection another name; it keeps its place.

    Raises:
        SelectionError: the name cannot be given.
    """
    selections = kept(points)
    name = checked_name(new, [other for other in selections if other != old])
    st.session_state[f"atlas_kept:{points.key}"] = {
        name if other == old else other: indices for other, indices in selections.items()
    }


def delete(points: Points, name: str) -> None:
    """Forget a kept selection."""
    selections = kept(points)
    selections.pop(name, None)
    st.session_state[f"atlas_kept:{points.key}"] = selections


def box_word(xy: np.ndarray, box: tuple[float, float, float, float], indices: np.ndarray) -> str:
    """Return how the address calls the points in a box, (x0, x1, y0, y1), or nothing where they are not all in it."""
    numbers = ",".join(f"{value:.6g}" for value in box)
    found = inside(xy, numbers)
    return f"box-{numbers}" if BOX.fullmatch(numbers) and np.array_equal(found, np.sort(indices)) else ""


def inside(xy: np.ndarray, numbers: str) -> np.ndarray:
    """Return the points of float [n, 2] in a box, as an address writes its corners: "x0,x1,y0,y1"."""
    x0, x1, y0, y1 = map(float, numbers.split(","))
    (left, right), (low, high) = sorted((x0, x1)), sorted((y0, y1))
    is_inside = (xy[:, 0] >= left) & (xy[:, 0] <= right) & (xy[:, 1] >= low) & (xy[:, 1] <= high)
    return np.flatnonzero(is_inside)
