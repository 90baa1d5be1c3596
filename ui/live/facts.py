"""What the live map is told about a run: one blob of weights and arrays, and the small values beside it."""

import hashlib
import json
from dataclasses import dataclass

import numpy as np
from safetensors.numpy import load as load_safetensors
from safetensors.numpy import save as save_safetensors

from ui.live import levels
from ui.live.contract import AttributeFacts, LevelFacts, RunFacts
from vae.data import datasets
from vae.data.attributes import Attribute
from vae.data.wording import names_of
from vae.families import FAMILIES
from vae.figures.palette import class_colors
from vae.figures.run_map import RunMap, run_map
from vae.glossary import meaning
from vae.kind import kind_of
from vae.network.bundles import read_header
from vae.network.graphs import has_graph
from vae.prior.shapes import EXTENT
from vae.runs import dimensions, run_data
from vae.runs.store import Run, load_bundle


@dataclass(frozen=True)
class LiveMap:
    """A run made ready for the browser.

    Attributes:
        blob: a safetensors file: the decoder's bundle and the arrays map.codes, map.labels, map.mean, map.axes,
            map.fog, map.walk and map.walk_labels; map.log_vars with one or two dimensions, map.shape where the prior
            is one, map.draws from one that is learnt and map.clouds, its parts, map.attributes where more than the
            class is known of pictures, map.fog_0 and so on of all maps of levels but the last, after their first
            dimension.
        facts: the small values.
        numbers: what both were made of.
        is_remote: whether no browser decodes it, so that the blob has no weights and live views ask for pictures.
    """

    blob: bytes
    facts: RunFacts
    numbers: RunMap
    is_remote: bool = False

    @property
    def fingerprint(self) -> str:
        """What names the blob."""
        return self.facts.fingerprint

    @property
    def z_limit(self) -> float:
        """The largest coordinate that may be asked for."""
        return self.facts.z_limit


def live_map(run: Run) -> LiveMap:
    """Read a run and compute what its map shows.

    Raises:
        RunError: a file of the run is damaged.
    """
    numbers, bundle = run_map(run), load_bundle(run)
    attributes = run_data.attributes_of(run, len(numbers.latents.labels))
    header, weights = read_header(bundle), load_safetensors(bundle)
    is_remote = has_graph(json.loads(header["layers"]))
    tensors = {**weights, **_arrays(numbers)}
    if attributes:
        tensors["map.attributes"] = np.stack([attribute.values for attribute in attributes])
    fingerprint = _fingerprint(run.name, tensors)
    if is_remote:
        header["output_size"] = str(run.config.shape.size)
        tensors = {name: tensor for name, tensor in tensors.items() if name not in weights}
    blob = save_safetensors(tensors, {**header, "fingerprint": fingerprint})
    return LiveMap(blob, _facts(run, numbers, fingerprint, attributes), numbers, is_remote)


def _arrays(numbers: RunMap) -> dict[str, np.ndarray]:
    arrays = {
        "map.codes": numbers.latents.z_mean.astype(np.float32),
        "map.labels": numbers.latents.labels.astype(np.uint8),
        "map.mean": numbers.plane.mean.astype(np.float32),
        "map.axes": numbers.plane.axes.astype(np.float32),
        "map.fog": numbers.fog,
        "map.walk": numbers.walk,
        "map.walk_labels": numbers.walk_labels,
    }
    if numbers.shape is not None:
        arrays["map.shape"] = numbers.shape
    if numbers.draws is not None:
        arrays["map.draws"] = numbers.draws
    if numbers.clouds is not None:
        arrays["map.clouds"] = numbers.clouds
    for level in numbers.levels:
        arrays[f"map.fog_{level.dimensions.start}"] = level.fog
    if numbers.density_log_vars is not None:
        arrays["map.log_vars"] = numbers.density_log_vars.astype(np.float32)
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def _facts(run: Run, numbers: RunMap, fingerprint: str, attributes: tuple[Attribute, ...]) -> RunFacts:
    config, names, kl = run.config, numbers.class_names, numbers.kl_per_dimension
    return RunFacts(
        run=run.name,
        fingerprint=fingerprint,
        subtitle=_subtitle(run, numbers),
        lead=_lead(run),
        kind=config.kind,
        shape=config.shape,
        latent_dim=config.latent_dim,
        class_names=names,
        colors=class_colors(len(names)),
        colors_dark=class_colors(len(names), dark=True),
        noun=datasets.noun(config.dataset),
        nouns=datasets.nouns(config.dataset),
        meanings=_meanings(run),
        near_distance=numbers.near_distance,
        has_prior=config.has_prior,
        shape_extent=None if numbers.shape is None else EXTENT,
        has_data=run.origin is None or run.origin.codes != "prior",
        kl_per_dimension=None if kl is None else kl.tolist(),
        order=numbers.order,
        unused=numbers.unused,
        unused_text=dimensions.unused_text(len(numbers.unused), kl is not None),
        slider_range=numbers.slider_range,
        z_limit=numbers.z_limit,
        home_box=numbers.home_box,
        fog_box=numbers.fog_box,
        home={"z": numbers.home.tolist(), "label": numbers.home_label},
        attributes=tuple(map(_attribute_facts, attributes)),
        levels=_levels(run, numbers),
    )


def _levels(run: Run, numbers: RunMap) -> tuple[LevelFacts, ...]:
    """Return the levels of a run's codes; the last has the run's own map."""
    dimensions_of = FAMILIES[run.config.family].dimensions
    boxes = {level.dimensions: (level.home_box, level.fog_box) for level in numbers.levels}
    boxes |= dict.fromkeys(dimensions_of[-1:], (numbers.home_box, numbers.fog_box))
    return tuple(
        LevelFacts(text.title, text.figures, list(own), *boxes.get(own, (None, None)))
        for text, own in zip(levels.level_texts(run), dimensions_of, strict=True)
    )


def _attribute_facts(attribute: Attribute) -> AttributeFacts:
    low, high = np.quantile(attribute.values, (0.02, 0.98)).tolist()
    return AttributeFacts(attribute.name, attribute.unit, attribute.meaning, low, high)


def _meanings(run: Run) -> dict[str, str]:
    pictures = "pictures" if run.config.latent_dim <= 2 else "pictures_of_many"
    points = "points" if run.origin is None else f"points_{run.origin.codes}"
    return {
        "pictures": meaning(pictures),
        "points": meaning(points),
        **{term: meaning(term) for term in ("circles", "shape", "clouds", "fog", "neg_elbo", "kl", "nat")},
    }


def _subtitle(run: Run, numbers: RunMap) -> str:
    config, lead = run.config, _lead(run)
    dots = f"The dots are {run_data.codes_text(run, len(numbers.latents.labels))}"
    if FAMILIES[config.family].levels:
        return f"{lead} {dots}. {levels.measured_text(run)}".rstrip()
    if config.latent_dim > 2:
        explained = f"{numbers.plane.explained.sum():.0%} of the spread"
        shown = f"{dots}; the map shows the two main of {config.latent_dim} dimensions, {explained}"
        if kind_of(config).lead:
            return f"{lead} {shown}, the sliders all."
        return f"{shown}. Its {names_of(config)[1]} follow the other dimensions, too."
    if config.conditional:
        return f"{lead} {dots}."
    return f"{lead} {dots}; the decoder draws whatever lies between them."


def _lead(run: Run) -> str:
    """Say what a place of the map is, in one sentence."""
    family, noun = FAMILIES[run.config.family], names_of(run.config)[0]
    if family.levels:
        return family.description
    if run.config.conditional:
        return "Choose what to draw, then drag: places are styles."
    return kind_of(run.config).lead.format(noun=noun) or f"Every place on this map is a {noun}."


def _fingerprint(name: str, tensors: dict[str, np.ndarray]) -> str:
    digest = hashlib.sha256(json.dumps([name, sorted(tensors)]).encode())
    for tensor in sorted(tensors):
        digest.update(tensors[tensor].tobytes())
    return digest.hexdigest()[:16]
