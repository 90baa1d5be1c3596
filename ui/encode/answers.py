"""What the page answers about pictures: asked of the worker process once, kept for the next rerun."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from ui import engine
from ui.encode.given import Given
from ui.memory import remembered
from ui.shell import held_out
from vae.latent.neighbours import class_probabilities, class_shares, nearest
from vae.model.explanation import Explanation, draw_epsilon
from vae.pictures.preparation import ImageError, Step, prepare
from vae.pictures.recipes import Recipe
from vae.runs.run_data import class_names_of
from vae.runs.store import Run, encoder_changed_at
from vae.shape import PictureShape

_PICTURES_AT_ONCE = 50


@dataclass(frozen=True)
class Prepared:
    """A picture ready for the encoder: what it was made from, and uint8 [*shape]."""

    given: Given
    image: np.ndarray


@dataclass(frozen=True)
class Neighbours:
    """The nearest held-out codes.

    Attributes:
        indices: int [k], in data set order.
        distances: float64 [k].
        labels: uint8 [k].
        pictures: [k, *shape]: the test images, or their reconstructions.
        are_reconstructions: which of the two.
        probabilities: float64 [num_classes]: shares among the k; for conditional runs Bayes' rule over -ELBO at the
            mean.
    """

    indices: np.ndarray
    distances: np.ndarray
    labels: np.ndarray
    pictures: np.ndarray
    are_reconstructions: bool
    probabilities: np.ndarray


def prepared(given: tuple[Given, ...], recipe: Recipe) -> tuple[list[Prepared], list[str]]:
    """Prepare pictures, without their steps; returns those that could be, and a sentence for each that could not."""
    done, problems = [], []
    is_alone = len(given) == 1  # then its steps are shown below, and both come of one preparation
    for picture in given:
        try:
            if picture.is_prepared:
                image = picture.picture
            elif is_alone:
                image = steps(picture, recipe)[-1].picture
            else:
                image = _prepared_image(_digest(picture), recipe, picture)
            done.append(Prepared(picture, image))
        except ImageError as error:
            problems.append(f"{error}.")
    return done, problems


def steps(given: Given, recipe: Recipe) -> tuple[Step, ...]:
    """Return the steps of a picture's preparation, none for one that is prepared already."""
    return () if given.is_prepared else _steps(_digest(given), recipe, given)


def _digest(given: Given) -> str:
    """Name a picture by what it holds: the keys of a source come from browsers, and what is kept is every visitor's."""
    digest = hashlib.blake2b(given.picture.tobytes(), digest_size=16)
    digest.update(repr((given.picture.shape, given.name)).encode())
    return digest.hexdigest()


@remembered(max_entries=512)
def _prepared_image(digest: str, recipe: Recipe, _given: Given) -> np.ndarray:
    return prepare(_given.picture, recipe, _given.name).image


@remembered(max_entries=16)
def _steps(digest: str, recipe: Recipe, _given: Given) -> tuple[Step, ...]:
    return prepare(_given.picture, recipe, _given.name).steps


def explained(run: Run, images: np.ndarray, choice: int | None, num_samples: int = 0, seed: int = 0) -> Explanation:
    """Explain pictures [n, *shape]; a conditional run without a choice guesses each one's class by its -ELBO."""
    return _explained(run.name, _version(run), images, choice, num_samples, seed, run)


@st.cache_data(max_entries=32, show_spinner=False)
def _explained(
    name: str, version: int, images: np.ndarray, choice: int | None, num_samples: int, seed: int, _run: Run
) -> Explanation:
    labels = None
    if _run.config.conditional:
        labels = np.full(len(images), choice or 0, np.int32)
        if choice is None:
            labels = class_losses(_run, images).argmin(axis=1).astype(np.int32)
    return engine.explain(_run.folder, images, labels, draw_epsilon(num_samples, _run.config.latent_dim, seed))


def class_losses(run: Run, images: np.ndarray) -> np.ndarray:
    """Return -ELBO at the mean of pictures under every class of a conditional run, nats [n, num_classes]."""
    return _class_losses(run.name, _version(run), images, run)


@st.cache_data(max_entries=32, show_spinner=False)
def _class_losses(name: str, version: int, images: np.ndarray, _run: Run) -> np.ndarray:
    count, found = _run.config.num_classes, []
    for start in range(0, len(images), _PICTURES_AT_ONCE):  # between which other visitors are answered
        some = images[start : start + _PICTURES_AT_ONCE]
        labels = np.tile(np.arange(count, dtype=np.int32), len(some))
        asked = engine.explain(_run.folder, np.repeat(some, count, axis=0), labels)
        found.append(asked.neg_elbo.reshape(len(some), count))
    return np.concatenate(found)


def scores(run: Run, told: Explanation) -> dict[str, np.ndarray]:
    """Return the scores that have yardsticks in metrics.json: neg_elbo (variational runs) and reconstruction.

    They are of the pictures and the classes that were explained, so that one answer speaks of one class.
    """
    return _scores(run.name, _version(run), told.images, told.labels, run)


@st.cache_data(max_entries=32, show_spinner=False)
def _scores(name: str, version: int, images: np.ndarray, labels: np.ndarray | None, _run: Run) -> dict[str, np.ndarray]:
    neg_elbo, reconstruction, _ = engine.score(_run.folder, images, labels)
    found = {"reconstruction": reconstruction}
    return found if neg_elbo is None else {"neg_elbo": neg_elbo, **found}


def neighbours(run: Run, explanation: Explanation, image: np.ndarray, k: int) -> Neighbours:
    """Find the held-out codes nearest to the first picture's; conditional runs look among those of its class."""
    latents = held_out.latents(run)
    config = run.config
    candidates = np.arange(len(latents.labels))
    if explanation.labels is not None:
        candidates = candidates[latents.labels == explanation.labels[0]]
    found, distances = nearest(latents.z_mean[candidates], explanation.z_mean[0], k)
    indices = candidates[found]
    labels = latents.labels[indices]
    images, _ = held_out.test_images(config.dataset, run.data_fingerprint)
    if images is not None and len(images) == len(latents.labels):
        pictures, are_decoded = images[indices], False
    else:
        classes = labels.astype(np.int32) if config.conditional else None
        pictures, are_decoded = engine.decode(run.folder, latents.z_mean[indices], classes), True
    probabilities = (
        class_probabilities(class_losses(run, image[None])[0])
        if config.conditional
        else class_shares(labels, len(class_names_of(run)))
    )
    return Neighbours(indices, distances, labels, pictures, are_decoded, probabilities)


def step_images(steps: tuple[Step, ...], shape: PictureShape) -> np.ndarray:
    """Return the picture after every step as the encoder would get it if the rest were left out, [n, *shape]."""
    return np.stack([_squeezed(step.picture, shape) for step in steps])


def with_steps(recipe: Recipe, switches: dict[str, bool]) -> Recipe:
    """Return the recipe with the named steps on or off."""
    changes: dict[str, Any] = {**switches}
    return replace(recipe, **changes)


def _squeezed(picture: np.ndarray, shape: PictureShape) -> np.ndarray:
    """Fit a whole picture into a shape, proportions kept, black around it."""
    image = Image.fromarray(picture).convert(shape.mode)
    scale = min(shape.width / image.width, shape.height / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    canvas = Image.new(shape.mode, (shape.width, shape.height))
    free = (shape.width - size[0]) // 2, (shape.height - size[1]) // 2
    canvas.paste(image.resize(size, Image.Resampling.BOX), free)
    return np.asarray(canvas)


def _version(run: Run) -> int:
    return encoder_changed_at(run)
