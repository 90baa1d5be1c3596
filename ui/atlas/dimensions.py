"""Cards of the latent dimensions: what each carries, the pictures along it, where it changes them, and its name."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import streamlit as st

from ui import engine
from ui.atlas import base_codes
from ui.faults import fragment
from ui.live import component
from ui.live.told import fits
from ui.memory import remembered
from ui.shell import address_bar
from vae.access import access, readable
from vae.data.wording import said_of
from vae.kind import kind_of
from vae.latent import grids
from vae.latent.latents import Latents
from vae.runs import dimensions
from vae.runs.dimension_names import load_names, save_name
from vae.runs.run_files import RunError
from vae.runs.store import Run, changed_at, load_latents
from vae.shape import PictureShape
from vae.words import plain_sentence, sentence, signed

NUM_STEPS = 11
EXTENT = 3.0
_FOLDER = Path(__file__).parent
_CARDS = component.read("dimensions", _FOLDER / "dimensions.js", _FOLDER / "dimensions.css")


@dataclass(frozen=True)
class Measures:
    """What a run's dimensions carry.

    Attributes:
        order: their numbers from 0, most telling first.
        unused: those of them that tell nothing about the picture, in the same order.
        amounts: KL in nats, or the codes' variance for a plain autoencoder, float64 [latent_dim].
        is_kl: whether the amounts are KL.
        information: share of the classes' entropy that each tells, float64 [latent_dim].
        bias: about what that share is for a dimension that tells nothing.
        values: where the strips go, float64 [latent_dim, NUM_STEPS].
    """

    order: list[int]
    unused: list[int]
    amounts: np.ndarray
    is_kl: bool
    information: np.ndarray
    bias: float
    values: np.ndarray


@dataclass(frozen=True)
class Strips:
    """Pictures along every dimension.

    Attributes:
        pictures: uint8 [latent_dim, NUM_STEPS, *shape].
        base: the picture in their middle, uint8 [*shape].
        heats: where each dimension changes the picture, uint8 [latent_dim, height, width] on one scale for all.
        places: the same in words.
        fingerprint: names the strips.
    """

    pictures: np.ndarray
    base: np.ndarray
    heats: np.ndarray
    places: list[str]
    fingerprint: str


@dataclass(frozen=True)
class Figure:
    """A figure in words, and the length of its bar: the share of the largest on any card."""

    text: str
    share: float


@dataclass(frozen=True)
class Card:
    """One dimension.

    Attributes:
        index: its number from 0.
        title: what it is called, such as z1.
        name: what somebody has called it, or nothing.
        measures: what it carries.
        ticks: under the strip's first, middle and last picture.
        where: where it changes the picture, "" where that is as with the others.
        strip: pixels of the pictures along it, base64 of bytes.
        heat: where it changes them.
        base: the picture in their middle.
        strip_text: for those who listen.
        heat_text: the same.
    """

    index: int
    title: str
    name: str
    measures: list[Figure]
    ticks: list[str]
    where: str
    strip: str
    heat: str
    base: str
    strip_text: str
    heat_text: str


class NameProblem(TypedDict):
    """What is wrong with the name that a dimension was given."""

    dimension: int
    text: str


@dataclass(frozen=True)
class DimensionFacts:
    """What the cards are told: other pictures have another id; `shape` is a picture's height, width and channels."""

    id: str
    shape: PictureShape
    cards: list[Card]
    unused: list[Card]
    unused_text: str
    problem: NameProblem | None
    may_name: bool


class Naming(TypedDict):
    """The name that a dimension is given, and when."""

    dimension: int
    name: str
    at: int


class DimensionTells(TypedDict):
    """What the cards tell."""

    named: Naming


_TICK = ".2g"
_VIEW = "atlas_dimensions"
_HEARD = "atlas_dimension_named_at"


def show(run: Run) -> None:
    """Draw one card a dimension of the run, most telling first; the address follows.

    Raises:
        RunError: a file of the run is damaged.
    """
    address_bar.take(_VIEW, [base_codes.part(run, _VIEW)])
    _live(run)


@fragment
def _live(run: Run) -> None:
    st.title("What each number does", anchor=False)
    measures = _measures(str(run.folder), changed_at(run, "latents.npz"), run)
    has_rest = run.config.latent_dim > 1 or run.config.conditional
    base = base_codes.choose(run, _VIEW) if has_rest else base_codes.Base((0.0,), None)
    own = base_codes.part(run, _VIEW)
    address_bar.write(_VIEW, "atlas", ["run", own.name], {"run": run.name, **address_bar.said([own])})
    address_bar.show_problem(_VIEW)
    st.caption(explanation(run, measures))
    with st.spinner("Decoding the strips", show_time=False):
        strips = _strips(str(run.folder), base_codes.changed(run), base, run, measures)
    problem = st.session_state.pop("atlas_name_problem", None)
    try:
        names = load_names(run)
    except RunError as error:
        names = {}
        st.warning(plain_sentence(error), icon=":material/label_off:")
    facts = _facts(run, measures, strips, names, problem)
    named = component.mount(_CARDS, f"atlas_dimensions_{run.name}", facts, DimensionTells).get("named")
    if named is not None and fits(named, Naming) and is_news(named) and access().may_annotate:
        keep_name(run, named)
        st.rerun()


def is_news(named: Naming) -> bool:
    """Return whether a name was not heard yet: the browser goes on saying it, so that none is lost on a dead line."""
    heard, st.session_state[_HEARD] = st.session_state.get(_HEARD), named["at"]
    return named["at"] != heard


def keep_name(run: Run, told: Naming) -> None:
    """Give a dimension the name that a card told, or keep what is wrong with it for the card to show."""
    try:
        save_name(run, int(told["dimension"]), told["name"])
    except ValueError as error:
        st.session_state["atlas_name_problem"] = NameProblem(
            dimension=told["dimension"], text=sentence(readable(str(error)))
        )


@remembered(max_entries=8)
def _measures(folder: str, changed: int, _run: Run) -> Measures:
    return measure(_run, load_latents(_run))


def measure(run: Run, latents: Latents) -> Measures:
    """Compute what the dimensions of a run carry."""
    kl = dimensions.kl_per_dimension(run, latents)
    amounts = np.asarray(latents.z_mean, np.float64).var(axis=0) if kl is None else kl
    return Measures(
        dimensions.order(run, latents),
        dimensions.unused(run, latents),
        amounts,
        kl is not None,
        dimensions.class_information(latents.z_mean, latents.labels),
        dimensions.class_information_bias(latents.labels),
        grids.traversal_values(latents if run.config.has_prior else latents.as_places, NUM_STEPS, EXTENT),
    )


@remembered(max_entries=12)
def _strips(folder: str, changed: int, base: base_codes.Base, _run: Run, _measures: Measures) -> Strips:
    codes = grids.traversal_codes(base.z, _measures.values)
    z = np.concatenate([codes.reshape(-1, codes.shape[-1]), np.asarray([base.z], np.float32)])
    labels = None if base.label is None else np.full(len(z), base.label, np.int32)
    pictures = kind_of(_run.config).draw(engine.decode(_run.folder, z, labels))
    name = hashlib.sha256(f"{folder} {changed} {base}".encode()).hexdigest()[:16]
    strips = pictures[:-1].reshape(*codes.shape[:2], *_run.config.raster.array)
    heats = dimensions.sensitivity(strips / np.float32(255), _run.config.raster)
    # One scale for all, so that cards compare; from the brightest pixels but a few.
    scale = max(float(np.quantile(heats, 0.9995)), 1e-3)
    scaled = np.round(255 * np.clip(heats / scale, 0, 1)).astype(np.uint8)
    return Strips(strips, pictures[-1], scaled, dimensions.where_each(heats), name)


def explanation(run: Run, measures: Measures) -> str:
    """Say how the cards are sorted, and from where to where their strips go."""
    is_sorted = run.config.latent_dim > 2
    if measures.is_kl:
        amount = said_of(run.config, "KL, the most that a coordinate can tell about a picture")
        amount = f"Sorted by {amount}" if is_sorted else amount.replace(",", " is", 1)
    else:
        amount = "the variance of the codes"
        amount = f"{run.config.phrase_at_start} has no KL: {'sorted by' if is_sorted else 'told is'} {amount}"
    along = "of the prior" if measures.is_kl and run.config.has_prior else "of the codes around their mean"
    held = ", the rest held" if run.config.latent_dim > 1 else ""
    return (
        f"{amount}. Strips go from −{EXTENT:g} to {EXTENT:g} standard deviations {along}{held}. How much of "
        "the class: the share of the classes' entropy that the coordinate alone tells (mutual information over bins of "
        f"equal counts; one that tells nothing reads about {measures.bias:.1%})."
    )


def _facts(
    run: Run, measures: Measures, strips: Strips, names: dict[int, str], problem: NameProblem | None
) -> DimensionFacts:
    cards = {index: _card(run, index, measures, strips, names.get(index, "")) for index in measures.order}
    return DimensionFacts(
        id=strips.fingerprint,
        shape=PictureShape(*strips.base.shape),
        cards=[cards[index] for index in measures.order if index not in measures.unused],
        unused=[cards[index] for index in measures.unused],
        unused_text=dimensions.unused_text(len(measures.unused), measures.is_kl),
        problem=problem,
        may_name=access().may_annotate,
    )


def _card(run: Run, index: int, measures: Measures, strips: Strips, name: str) -> Card:
    amount, total = float(measures.amounts[index]), max(float(measures.amounts.sum()), np.finfo(np.float64).tiny)
    first, last = measures.values[index, 0], measures.values[index, -1]
    middle = (first + last) / 2
    place = strips.places[index]
    unit = f"{amount:.2f} nats of KL" if measures.is_kl else f"variance {amount:.3g}"
    told, title = float(measures.information[index]), f"z{index + 1}"
    return Card(
        index=index,
        title=title,
        name=name,
        measures=[
            Figure(f"{unit}, {amount / total:.0%}", _compared(measures.amounts, index)),
            Figure(f"tells {told:.0%} of the class", _compared(measures.information, index)),
        ],
        ticks=[signed(value, _TICK) for value in (first, middle, last)],
        where=f"changes {place}" if place else "",
        strip=_text(strips.pictures[index]),
        heat=_text(strips.heats[index]),
        base=_text(strips.base),
        strip_text=said_of(
            run.config, f"{NUM_STEPS} pictures along {title}, from {signed(first, _TICK)} to {signed(last, _TICK)}"
        ),
        heat_text=f"{said_of(run.config, f'Where {title} changes the picture')}: {place or 'as the others'}",
    )


def _compared(values: np.ndarray, index: int) -> float:
    """Return the length of a bar that compares the cards: the share of the largest value."""
    return float(values[index] / max(float(values.max()), np.finfo(np.float64).tiny))


def _text(pixels: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(pixels).tobytes()).decode("ascii")
