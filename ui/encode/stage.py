"""The live stage of the Encode page: drawing pad (or picture), map and reconstruction, all in the browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict

from ui.live import component
from ui.live.contract import DrawnSample, EncodingFacts, RunFacts
from ui.live.encoding import drawn_samples, encoding_facts
from ui.live.facts import LiveMap
from ui.live.prepared import prepared
from ui.live.styles import LIVE
from ui.live.told import told
from vae.data import datasets
from vae.kind import kind_of
from vae.runs.store import Run

_FOLDER = Path(__file__).parent
_STAGE = component.read("stage", _FOLDER / "stage.js", *LIVE, _FOLDER / "stage.css")


_MOST_NUMBERS = 300_000
"""In the strokes of a drawing, which go back to the browser with every run: an hour of the pen has fewer."""


class Stroke(TypedDict):
    """A line of the pen or the eraser: x, y and width of its points one after another, in widths of the pad.

    Its colour, such as "#d62728", counts on pads in colour; None is the pen's first.
    """

    points: list[float]
    erases: bool
    color: str | None


class Drawing(TypedDict):
    """What is on the pad; its picture is a PNG data address, None where there is nothing."""

    revision: str
    strokes: list[Stroke]
    picture: str | None


class PastedPicture(TypedDict):
    """A picture file from the clipboard, its content as base64."""

    name: str
    content: str


class Pasted(TypedDict):
    """Pictures pasted at once, and how many more had no room; the id tells them from the same ones again."""

    id: str
    pictures: list[PastedPicture]
    num_left_out: int


class StageTells(TypedDict):
    """What the stage tells: the drawing, the class that a conditional run is told (None guesses), pasted pictures."""

    drawing: Drawing
    choice: int | None
    pasted: Pasted


@dataclass(frozen=True)
class GivenPicture:
    """A picture to encode, its numbers as `gallery.values_text`."""

    name: str
    pixels: str


@dataclass(frozen=True)
class Settled:
    """The drawing of a revision as Python prepared it, its numbers as `gallery.values_text`."""

    revision: str
    pixels: str


@dataclass(frozen=True)
class Shown:
    """What the stage shows besides the drawing.

    Attributes:
        mode: what is shown, a drawing or given pictures.
        subtitle: one sentence below the heading.
        empty: what to say while there is nothing to encode.
        pictures: the given ones.
        selected: number of the picture in the middle of attention.
        settled: the drawing as Python prepared it, or None.
    """

    mode: Literal["draw", "show"]
    subtitle: str
    empty: str
    pictures: list[GivenPicture]
    selected: int
    settled: Settled | None


@dataclass(frozen=True)
class StageFacts(Shown, EncodingFacts, RunFacts):
    """What the stage is told: what it shows, the map, how this run takes pictures, what its encoder sees in words."""

    strokes: list[Stroke]
    revision: str
    choice: int | None
    samples: list[DrawnSample]
    seen: str


def heard(run: Run) -> dict[str, Any]:
    """Return what the stage has told last: `drawing`, `choice` and `pasted`, where there is any."""
    values = told(_key(run), StageTells)
    if sum(len(stroke["points"]) for stroke in values.get("drawing", {}).get("strokes", [])) > _MOST_NUMBERS:
        del values["drawing"]
    return values


def show(run: Run, ready: LiveMap, shown: Shown, drawing: Drawing, choice: int | None) -> None:
    """Mount the stage.

    Args:
        run: the run to encode with.
        ready: what the map shows.
        shown: what changes with every run of the page.
        drawing: the drawing kept in the session: strokes and revision.
        choice: the class a conditional run is told; None guesses.
    """
    facts = StageFacts(
        **{**vars(ready.facts), **vars(encoding_facts(run)), **vars(shown)},
        strokes=drawing["strokes"],
        revision=drawing["revision"],
        choice=choice,
        samples=drawn_samples() if datasets.shows_digits(run.config.dataset) else [],
        seen=_seen(run),
    )
    component.mount(_STAGE, _key(run), facts, StageTells)


def _seen(run: Run) -> str:
    shape = run.config.shape
    if not kind_of(run.config).are_pictures:
        return "What the encoder sees"
    recipe = datasets.digit_recipe(run.config.dataset)
    placed = "" if recipe is None else f", {'the centre of mass' if recipe.center_mass else 'the ink'} in the middle"
    return f"What the encoder sees: {shape.pixels_text}{' in colour' if shape.has_color else ''}{placed}."


def mount_decoder(run: Run) -> LiveMap:
    """Hand the browser the decoder and the map's arrays; return what the map shows.

    Raises:
        RunError: a file of the run is damaged.
    """
    ready = prepared(run)
    component.hand_over({ready.fingerprint: ready.blob})
    return ready


def _key(run: Run) -> str:
    return f"encode_stage_{run.name}"
