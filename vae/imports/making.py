"""What was understood of foreign networks becomes a run: its configuration, its codes and where they come from."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vae.config import ConfigError, RunConfig
from vae.data.dataset import OWN_PREFIX, Dataset
from vae.data.found import UNLABELLED, short
from vae.data.provenance import Provenance, provenance_of
from vae.foreign.description import ForeignError
from vae.imports.codes import Codes
from vae.imports.contract import Understood
from vae.imports.steps import Steps, finished
from vae.imports.trials import values_of, within_memory
from vae.latent.latents import Latents
from vae.likelihoods import LEAST_SIGMA
from vae.runs.origin import Origin
from vae.runs.saving import Imported
from vae.runs.store import MOST_Z_LOG_VAR, MOST_Z_MEAN

NUM_DRAWS = 2000
_AT_ONCE = 128
_SEED = 0
_MOST_SIGMA = 9.0
_MOST_WHOLE = 8_000_000


@dataclass(frozen=True)
class Beside:
    """What is known beside the networks.

    Attributes:
        dataset: pictures that they are for, of which the held-out ones are encoded; or None.
        codes: that came with them, or None.
        class_names: of the classes that a decoder is told; or empty, then these are numbers.
    """

    dataset: Dataset | None = None
    codes: Codes | None = None
    class_names: tuple[str, ...] = ()


def imported_run(understood: Understood, beside: Beside, name: str) -> Imported:
    """Return the run that networks become.

    Args:
        understood: the networks.
        beside: what else there is.
        name: what the run is to be called.

    Raises:
        ForeignError: codes, pictures or classes do not fit the networks, or there is nothing to draw a map of.
    """
    return finished(steps_to_run(understood, beside, name))


def steps_to_run(understood: Understood, beside: Beside, name: str) -> Steps[Imported]:
    """Make the same in steps, between which others may be served: encoding many pictures takes long."""
    with within_memory():
        latents, kind, provenance = yield from _latents(understood, beside)
        return _imported(understood, beside, name, latents, kind, provenance)


def _imported(
    understood: Understood, beside: Beside, name: str, latents: Latents, kind: str, provenance: Provenance | None
) -> Imported:
    sigma = _sigma(understood)
    likelihood = "bernoulli" if understood.is_exact and not understood.shape.has_color else "gaussian"
    dataset = beside.dataset.name if kind == "encoded" and beside.dataset is not None else f"{OWN_PREFIX}{name}"
    try:
        config = RunConfig(
            name=name, dataset=dataset, architecture="imported", hidden_sizes=(), latent_dim=understood.latent_dim,
            likelihood="gaussian_learnt" if likelihood == "gaussian" and sigma is not None else likelihood,
            variational=understood.variational, conditional=understood.num_classes > 0, epochs=0,
            num_classes=understood.num_classes or len(_names(provenance, beside)), shape=understood.shape,
        )  # fmt: skip
    except ConfigError as error:
        raise ForeignError(str(error)) from error
    return Imported(
        config,
        _bundle(understood.decoder),
        None if understood.encoder is None else _bundle(understood.encoder),
        latents,
        Origin(understood.sources, kind, understood.facts, understood.notes),
        provenance,
        sigma=sigma if config.has_width else None,
    )


def _bundle(network: Any) -> bytes:
    """Return a network as it is, a large one with its weights rounded: the browser fetches it."""
    blob: bytes = network.to_bundle()
    return blob if len(blob) <= _MOST_WHOLE else network.to_bundle("float16")


def _names(provenance: Provenance | None, beside: Beside) -> tuple[str, ...]:
    if provenance is not None:
        return provenance.class_names
    return () if beside.dataset is None else beside.dataset.class_names


def _sigma(understood: Understood) -> float | None:
    """Return the width of a pixel that real pictures show, the root mean square of what comes back."""
    if understood.round_trip is None or understood.is_drawn:
        return None
    return float(np.clip(np.sqrt(understood.round_trip), 1.01 * LEAST_SIGMA, _MOST_SIGMA))


def _latents(understood: Understood, beside: Beside) -> Steps[tuple[Latents, str, Provenance | None]]:
    """Return codes, what they are, and what is known of their classes."""
    if beside.codes is not None:
        return _given(understood, beside, beside.codes)
    if understood.encoder is not None and beside.dataset is not None:
        return (yield from _encoded(understood, beside.dataset)), "encoded", provenance_of(beside.dataset)
    if not understood.variational:
        raise ForeignError(
            "a plain autoencoder has no prior to draw codes from: give some codes, or pictures for its encoder"
        )
    return _drawn(understood, beside)


def _given(understood: Understood, beside: Beside, codes: Codes) -> tuple[Latents, str, Provenance]:
    if codes.z.shape[1] != understood.latent_dim:
        raise ForeignError(f"the codes have {codes.z.shape[1]} numbers each, the decoder takes {understood.latent_dim}")
    if np.abs(codes.z).max() > MOST_Z_MEAN:
        raise ForeignError(f"codes must be numbers up to {MOST_Z_MEAN:g}")
    labels, names = codes.labels, codes.class_names
    if understood.num_classes:
        if len(names) > understood.num_classes:
            raise ForeignError(f"the codes have {len(names)} classes, the decoder is told {understood.num_classes}")
        names = _told_names(understood, beside)
        labels = _told_classes(codes.class_names, names)[labels]
    return Latents(codes.z, None, labels), "given", Provenance("none", names, 0, len(codes.z))


def _told_classes(given: tuple[str, ...], names: tuple[str, ...]) -> np.ndarray:
    """Return which class, as the decoder numbers them, each label is that came with codes, uint8 [len(given)]."""
    if given == (UNLABELLED,):
        raise ForeignError(
            f"the decoder is told one of {len(names)} classes for each code: give the codes' labels, too"
        )
    by_name = {short(name): number for number, name in enumerate(names)}
    by_number = {str(number): number for number in range(len(names))}
    for numbers in (by_name, by_number):
        if all(label in numbers for label in given):
            return np.array([numbers[label] for label in given], np.uint8)
    other = next(label for label in given if label not in by_name)
    raise ForeignError(
        f"the codes have the label {other!r}, which is no class that the decoder is told: label codes by numbers of 0 "
        f"to {len(names) - 1}, or give the names of all classes in the decoder's order"
    )


def _told_names(understood: Understood, beside: Beside) -> tuple[str, ...]:
    """Return a name for each class that the decoder is told."""
    count = understood.num_classes
    if beside.class_names and len(beside.class_names) != count:
        raise ForeignError(f"the decoder is told {count} classes, there are names for {len(beside.class_names)}")
    return beside.class_names or tuple(map(str, range(count)))


def _encoded(understood: Understood, dataset: Dataset) -> Steps[Latents]:
    if dataset.shape != understood.shape:
        raise ForeignError(
            f"the pictures of {dataset.name} are {dataset.shape.text}, the networks are for {understood.shape.text}"
        )
    labels = dataset.test_labels
    if understood.num_classes and len(dataset.class_names) > understood.num_classes:
        raise ForeignError(
            f"{dataset.name} has {len(dataset.class_names)} classes, the networks are told {understood.num_classes}"
        )
    told = labels.astype(np.int64) if understood.num_classes else None
    parts = []
    for start in range(0, len(labels), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        pixels = dataset.test_images[rows].astype(np.float32) / 255.0
        part = pixels.reshape(len(pixels), -1)
        parts.append(values_of(understood.encoder, part, None if told is None else told[rows]))
        yield
    heads = np.concatenate(parts)
    if not np.isfinite(heads).all() or np.abs(heads[:, : understood.latent_dim]).max() > MOST_Z_MEAN:
        raise ForeignError("the encoder gives codes that are no usable numbers for some pictures")
    mean, width = heads[:, : understood.latent_dim], heads[:, understood.latent_dim :]
    log_var = np.clip(width, -MOST_Z_LOG_VAR, MOST_Z_LOG_VAR) if understood.variational else None
    return Latents(mean, log_var, labels)


def _drawn(understood: Understood, beside: Beside) -> tuple[Latents, str, Provenance]:
    z = np.random.default_rng(_SEED).normal(size=(NUM_DRAWS, understood.latent_dim)).astype(np.float32)
    labels = np.arange(NUM_DRAWS) % max(1, understood.num_classes)
    names = _told_names(understood, beside) if understood.num_classes else ("draws",)
    return Latents(z, None, labels.astype(np.uint8)), "prior", Provenance("none", names, 0, NUM_DRAWS)
