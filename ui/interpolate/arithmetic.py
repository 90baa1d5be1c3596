"""Latent arithmetic: a − b + c, the direction a − b beside random ones, and its part of the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np

from ui.interpolate import live
from ui.live.contract import RunFacts
from ui.live.facts import LiveMap
from ui.shell import address
from vae.config import RunConfig
from vae.data import datasets
from vae.data.attributes import Attribute
from vae.kind import kind_of
from vae.latent import arithmetic
from vae.latent.latents import Latents
from vae.runs import run_data
from vae.runs.store import Run
from vae.words import quoted

OPERANDS = ("a", "b", "c")
NUM_DIRECTIONS = 64
NUM_CANDIDATES = 2000
"""Held-out codes among which the browser finds starting codes of class b."""
_SEED = 0
_DIGITS_SENT = 6


class Equation(TypedDict):
    """a − b + c as the address holds it: each a class number, the word of a pole, or a code."""

    a: int | str | list[float]
    b: int | str | list[float]
    c: int | str | list[float]
    label: int | None


@dataclass(frozen=True)
class Pole:
    """The middle of the codes with most, or least, of something that is measured of pictures.

    Attributes:
        word: in the address.
        text: what people choose it by.
        attribute: which of the run's attributes that is.
        z: the code.
    """

    word: str
    text: str
    attribute: int
    z: list[float]


@dataclass(frozen=True)
class ArithmeticFacts(RunFacts):
    """What the equation is told: the map, mean codes, random directions of length 1, and codes to try."""

    poles: list[Pole]
    class_means: list[list[float] | None]
    directions: list[list[float]]
    candidates: list[int]
    start: Equation


class ArithmeticTells(TypedDict):
    """What the equation tells: how it was left."""

    place: Equation


def show(run: Run) -> None:
    """Draw the equation and what its direction does.

    Raises:
        RunError: a file of the run is damaged.
    """
    live.show(_VIEW, run)


def _facts(run: Run, ready: LiveMap) -> ArithmeticFacts:
    config, latents = run.config, ready.numbers.latents
    means = arithmetic.class_means(latents.z_mean, latents.labels, len(ready.numbers.class_names))
    directions = arithmetic.random_directions(NUM_DIRECTIONS, config.latent_dim, 1.0, _SEED)
    order = np.random.default_rng(_SEED).permutation(len(latents.labels))
    attributes = run_data.attributes_of(run, len(latents.labels))
    known = [None if np.isnan(mean).any() else np.round(mean, _DIGITS_SENT).tolist() for mean in means]
    if config.conditional or sum(mean is not None for mean in known) < 2:
        known = [None] * len(known)
    return ArithmeticFacts(
        **{**vars(ready.facts), "subtitle": _subtitle(config, any(known), attributes)},
        poles=poles(latents, attributes),
        class_means=known,
        directions=np.round(directions, _DIGITS_SENT).tolist(),
        candidates=order[:NUM_CANDIDATES].tolist(),
        start=default(config, known, latents, order, attributes),
    )


def poles(latents: Latents, attributes: tuple[Attribute, ...]) -> list[Pole]:
    """Return much and little of each thing that is measured of pictures."""
    found = []
    for number, attribute in enumerate(attributes):
        ends = arithmetic.more_and_less(latents.z_mean, attribute.values, np.arange(len(latents.labels)))[:2]
        words = ("with", "without") if attribute.is_there_or_not else ("most", "least")
        for word, z in zip(words, ends, strict=True):
            name = attribute.name.lower()
            text = f"{word.capitalize()} {name}"
            found.append(Pole(f"{word}-{name.replace(' ', '-')}", text, number, np.round(z, _DIGITS_SENT).tolist()))
    return found


def default(
    config: RunConfig, means: list[list[float] | None], latents: Latents, order: np.ndarray,
    attributes: tuple[Attribute, ...] = (),
) -> Equation:  # fmt: skip
    """Return the start: two classes whose difference turns a picture of the second into the first, or three codes.

    Where something is measured of the pictures, a - b is the first such thing: much of it less little of it.

    Args:
        config: of the run.
        means: one code a class, all None where classes are not in the codes.
        latents: the held-out codes.
        order: their order, at random.
        attributes: what is measured of the pictures of these codes.
    """
    if any(means):
        missing = [np.nan] * config.latent_dim
        known = np.array([missing if mean is None else mean for mean in means])
        a, b, code = arithmetic.clearest_turn(latents.z_mean, latents.labels, known, _SEED)
        operands: list[Any] = [a, b, _rounded(latents.z_mean[code])]
    elif attributes:
        middling = arithmetic.more_and_less(latents.z_mean, attributes[0].values, order)[2]
        operands = [*(pole.word for pole in poles(latents, attributes[:1])), _rounded(middling)]
    else:
        operands = [_rounded(latents.z_mean[code]) for code in np.resize(order, len(OPERANDS))]
    a, b, c = operands
    return {"a": a, "b": b, "c": c, "label": 0 if config.conditional else None}


def _rounded(code: np.ndarray) -> list[float]:
    return (np.round(code.astype(np.float64), address.DECIMALS) + 0.0).tolist()


def _readers(run: Run, ready: LiveMap, facts: ArithmeticFacts) -> address.Readers:
    config = run.config

    def reader(name: str) -> Callable[[str], Any]:
        words = {pole.word for pole in facts.poles}
        return lambda text: (
            text if text in words else parse_operand(name, text, config.latent_dim, ready.z_limit, facts.class_means)
        )

    readers: address.Readers = {name: reader(name) for name in OPERANDS}
    if config.conditional:
        readers["label"] = lambda text: address.parse_label(text, config.num_classes)
    return readers


def parse_operand(name: str, text: str, dims: int, limit: float, means: list[list[float] | None]) -> int | list[float]:
    """Read a class number, or a code; a code of one dimension has a decimal point.

    Args:
        name: what the address calls the operand.
        text: what stands there.
        dims: the run's latent_dim.
        limit: the largest coordinate that may be asked for.
        means: one code a class; where all are None only a code will do.

    Raises:
        AddressError: it is neither.
    """
    is_whole = text.isascii() and text.isdigit()
    if not any(means) or (dims > 1 and "," in text) or (dims == 1 and not is_whole):
        return address.parse_numbers(text, dims, limit, name)
    if is_whole and len(text) <= 4 and int(text) < len(means) and means[int(text)] is not None:
        return int(text)
    code = f"{dims} numbers separated by commas" if dims > 1 else "a number with a decimal point"
    raise address.AddressError(
        f"{name} in the address must be a class number from 0 to {len(means) - 1} or {code}, got {quoted(text)}: "
        "showing the start instead."
    )


def _subtitle(config: RunConfig, has_classes: bool, attributes: tuple[Attribute, ...]) -> str:
    if attributes and config.conditional:
        return (
            f"a begins as the middle of the fifth of test {datasets.nouns(config.dataset)} with the most "
            f"{attributes[0].name.lower()}, b as that with the least: add to c what tells them apart, in the class you "
            "choose."
        )
    nouns = kind_of(config).nouns
    if config.conditional:
        return (
            f"This network is told the class, so classes are not in its codes: a, b and c are styles of test {nouns}, "
            "all drawn as the class you choose."
        )
    if not has_classes:
        return f"Fewer than two classes have codes here: choose test {nouns} for a, b and c."
    others = f", {attributes[0].name.lower()} and the like by those with most and least" if attributes else ""
    return f"Add to c what tells a from b: take classes by their mean codes{others}, or choose single test {nouns}."


_VIEW = live.view("arithmetic", _facts, ArithmeticTells, _readers)
