"""What every live view of a run is told, and the place that it tells: shapes that Python and JavaScript share.

Frozen dataclasses go to JavaScript, typed dicts come from it as JSON has them. Pages have theirs beside their views;
`python -m docs.declarations` writes all of them down for JavaScript's checker.
"""

from dataclasses import dataclass, is_dataclass
from typing import Any, TypedDict

from vae.figures.run_map import Box
from vae.shape import PictureShape


class Place(TypedDict):
    """A place in latent space: a code, and the class that a conditional run draws there."""

    z: list[float]
    label: int | None


@dataclass(frozen=True)
class AttributeFacts:
    """What is measured of pictures beside their classes; the numbers themselves lie in the run's bundle.

    Attributes:
        name: what people choose it by.
        unit: of the numbers.
        meaning: what was measured.
        low, high: nearly all numbers lie between them.
    """

    name: str
    unit: str
    meaning: str
    low: float
    high: float


@dataclass(frozen=True)
class LevelFacts:
    """One level of the codes of a run that has several; the fog of its map lies in the run's bundle.

    Attributes:
        title: what it is called, and what it holds.
        figures: by how much pictures change with it, perhaps "".
        dimensions: those that it has, from 0.
        home_box: what its map shows at first: x0, x1, y0, y1; None for more than two dimensions, which have no map.
        fog_box: the part of its map that the fog was computed for.
    """

    title: str
    figures: str
    dimensions: list[int]
    home_box: Box | None
    fog_box: Box | None


@dataclass(frozen=True)
class RunFacts:
    """The small values of a run's map, beside the arrays of its bundle.

    Attributes:
        run: its name.
        fingerprint: names its bundle.
        subtitle: one sentence on what the map shows.
        lead: what a place on it is, the one sentence that phones have room for.
        kind: what its outputs are, a name in `vae.kind`.
        shape: of one output: height, width and channels.
        latent_dim: how many dimensions a code has.
        class_names: of the classes, in order.
        colors: of the classes, on light paper.
        colors_dark: the same on dark paper.
        noun: what the data set shows: "digit" or "picture".
        nouns: several of them.
        meanings: of terms on the map, by the names of `vae.glossary`.
        near_distance: within it nearly every code has another one.
        has_prior: whether codes have the normal distribution as their prior.
        shape_extent: of a prior that is drawn in its place, map.shape in the bundle, which lies between minus and plus
            this; None without one. Of a plain autoencoder there is neither.
        has_data: whether the codes are of pictures; of an imported run they may be draws from the prior.
        kl_per_dimension: nats, or None where there are none.
        order: the dimensions from 0, most telling first.
        unused: those of them that tell nothing.
        unused_text: how many these are, in words.
        slider_range: a slider goes from minus this to this.
        z_limit: the largest coordinate.
        home_box: what the map shows at first: x0, x1, y0, y1.
        fog_box: the part of the plane that the fog was computed for.
        home: where a visitor begins.
        attributes: what is measured of the pictures, mostly nothing.
        levels: of the codes, where they have several; the last has the run's own map.
    """

    run: str
    fingerprint: str
    subtitle: str
    lead: str
    kind: str
    shape: PictureShape
    latent_dim: int
    class_names: tuple[str, ...]
    colors: tuple[str, ...]
    colors_dark: tuple[str, ...]
    noun: str
    nouns: str
    meanings: dict[str, str]
    near_distance: float
    has_prior: bool
    shape_extent: float | None
    has_data: bool
    kl_per_dimension: list[float] | None
    order: list[int]
    unused: list[int]
    unused_text: str
    slider_range: float
    z_limit: float
    home_box: Box
    fog_box: Box
    home: Place
    attributes: tuple[AttributeFacts, ...]
    levels: tuple[LevelFacts, ...]


@dataclass(frozen=True)
class PointFacts(RunFacts):
    """What a map with a point on it is told: the map, and where the point begins."""

    start: Place


@dataclass(frozen=True)
class MixtureFacts:
    """A prior that is learnt, see `vae.prior.mixture`: numbers of its parts, one part after another."""

    means: list[float]
    log_vars: list[float]
    log_weights: list[float]


@dataclass(frozen=True)
class InkFacts:
    """How ink becomes a picture like a data set's digits, as `vae.pictures.recipes.Recipe` has it.

    Attributes:
        box: side of the square that it just fits into, pixels.
        widths: the least and the most that strokes are wide, pixels.
        by_mass: whether its centre of mass comes to the middle, not that of the box around it.
    """

    box: int
    widths: list[float]
    by_mass: bool


@dataclass(frozen=True)
class EncodingFacts:
    """How a run takes pictures, for the encoder in the browser.

    Attributes:
        encoder: names the encoder's bundle.
        is_conditional: whether both networks are told a class.
        is_binarized: whether pixels are made black or white.
        nll: the reconstruction term, as ui/live/likelihoods.js names it, which refuses a name that it does not know.
        sigma: the learnt width of a pixel, which that formula is given then, or None.
        mixture: what codes are pulled to in place of N(0, I), where that is learnt.
        noise: that over which every -ELBO is averaged, one draw after another.
        ink: how ink becomes a digit; None where the whole pad is the picture, neither cropped nor centred.
    """

    encoder: str
    is_conditional: bool
    is_binarized: bool
    nll: str
    sigma: float | None
    mixture: MixtureFacts | None
    noise: list[float]
    ink: InkFacts | None


@dataclass(frozen=True)
class DrawnSample:
    """A drawing to begin with: its lines as points (x, y) on the pad."""

    name: str
    strokes: list[list[list[float]]]


class QuietTells(TypedDict):
    """What the watcher for quiet tells: that there is some."""

    quiet: bool


def as_json(value: Any) -> Any:
    """Return facts as JSON has them: dataclasses as dicts, wherever they are; numbers are not copied one by one."""
    if is_dataclass(value):
        return {name: as_json(part) for name, part in vars(value).items()}
    if isinstance(value, (list, tuple)) and value and is_dataclass(value[0]):
        return [as_json(part) for part in value]
    if isinstance(value, dict) and is_dataclass(next(iter(value.values()), None)):
        return {name: as_json(part) for name, part in value.items()}
    return value
