"""Four corners: a square of pictures blended between four codes, and its part of the address."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ui.interpolate import live
from ui.live.contract import RunFacts
from ui.live.facts import LiveMap
from ui.shell import address
from ui.shell.typical_codes import representatives
from vae.config import RunConfig
from vae.kind import kind_of
from vae.latent.planes import Plane, map_plane
from vae.runs.store import Run
from vae.words import quoted

NUM_CORNERS = 4
DEFAULT_SIDE = 9
MIN_SIDE, MAX_SIDE = 3, 15


class Corners(TypedDict):
    """The square as the address holds it: codes of the corners, the point's place from 0 to 1, pictures a side."""

    c: list[list[float]]
    at: list[float]
    n: int
    label: int | None


@dataclass(frozen=True)
class CornersFacts(RunFacts):
    """What the square is told: the map, and a code a class (None where it has none)."""

    representatives: list[list[float] | None]
    start: Corners


class CornersTells(TypedDict):
    """What the square tells: how it was left."""

    place: Corners


def show(run: Run) -> None:
    """Draw the square between four corners of a run.

    Raises:
        RunError: a file of the run is damaged.
    """
    live.show(_VIEW, run)


def _facts(run: Run, ready: LiveMap) -> CornersFacts:
    latents = ready.numbers.latents
    codes = representatives(latents, len(ready.numbers.class_names))
    return CornersFacts(
        **{**vars(ready.facts), "subtitle": _subtitle(run)},
        representatives=codes,
        start=default(run.config, codes, latents.z_mean),
    )


def default(config: RunConfig, codes: list[list[float] | None], z_mean: np.ndarray) -> Corners:
    """Return the start: four classes far apart that lie in their corners of the map, or four styles around the middle.

    Args:
        config: of the run.
        codes: one code a class, as `representatives` returns them; with fewer than four the held-out codes do.
        z_mean: held-out codes [n, latent_dim], which say how the map lies.
    """
    plane = map_plane(config.family, z_mean)
    if config.conditional:
        # On a line the lower row lies within the upper one, that they differ.
        below = 0.5 if config.latent_dim == 1 else 1.5
        corners = np.array([[-1.5, 1.5], [1.5, 1.5], [-below, -1.5], [below, -1.5]]) @ plane.axes
    else:
        known = np.array([code for code in codes if code is not None])
        corners = _as_on_map(_far_apart(known if len(known) >= NUM_CORNERS else np.asarray(z_mean, float)), plane)
    corners = np.round(corners, address.DECIMALS) + 0.0
    return {
        "c": corners.tolist(),
        "at": [0.5, 0.5],
        "n": DEFAULT_SIDE,
        "label": 0 if config.conditional else None,
    }


def _far_apart(codes: np.ndarray) -> np.ndarray:
    """Return four of the codes: the one farthest from the middle, then each time the farthest from those taken."""
    distances = np.linalg.norm(codes - codes.mean(axis=0), axis=1)
    taken = [int(distances.argmax())]
    nearest = np.full(len(codes), np.inf)
    while len(taken) < NUM_CORNERS:
        nearest = np.minimum(nearest, np.linalg.norm(codes - codes[taken[-1]], axis=1))
        taken.append(int(nearest.argmax()))
    return codes[taken]


def _as_on_map(codes: np.ndarray, plane: Plane) -> np.ndarray:
    """Return four codes as top left, top right, bottom left, bottom right of the map."""
    places = plane.project(codes)
    rows = np.argsort(-places[:, 1], kind="stable").reshape(2, 2)
    return codes[[row[k] for row in rows for k in np.argsort(places[row, 0], kind="stable")]]


def _readers(run: Run, ready: LiveMap, facts: CornersFacts) -> address.Readers:
    config = run.config
    readers: address.Readers = {
        "c": lambda text: _corners(text, config.latent_dim, ready.z_limit),
        "at": _place,
        "n": _side,
    }
    if config.conditional:
        readers["label"] = lambda text: address.parse_label(text, config.num_classes)
    return readers


def _corners(text: str, dims: int, limit: float) -> list[list[float]]:
    parts = text.split(";")
    if len(parts) != NUM_CORNERS:
        raise address.AddressError(
            f"c in the address must be {NUM_CORNERS} codes separated by semicolons, got {len(parts)}: "
            "showing the start instead."
        )
    return [address.parse_numbers(part, dims, limit, "every corner of c") for part in parts]


def _place(text: str) -> list[float]:
    place = address.parse_numbers(text, 2, 1.0, "at")
    if min(place) < 0:
        raise address.AddressError(
            f"at in the address must be 2 numbers from 0 to 1, got {quoted(text)}: showing the middle instead."
        )
    return place


def _side(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 4 and MIN_SIDE <= int(text) <= MAX_SIDE:
        return int(text)
    raise address.AddressError(
        f"n in the address must be a whole number from {MIN_SIDE} to {MAX_SIDE}, got {quoted(text)}: "
        f"showing {DEFAULT_SIDE} instead."
    )


def _subtitle(run: Run) -> str:
    every = f"Drag the point: every {kind_of(run.config).noun} is"
    if run.config.conditional:
        return f"{every} a blend of four styles of the chosen class, weighted by nearness."
    return f"{every} decoded from a blend of the four corner codes, weighted by nearness."


_VIEW = live.view("corners", _facts, CornersTells, _readers)
