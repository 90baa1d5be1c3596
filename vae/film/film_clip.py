"""The film of a training as a file: map, decoded grid, digits and figures of every epoch composed into one picture."""

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vae.figures.palette import class_colors
from vae.figures.views import View, versions
from vae.film.replay import Film, film_box, film_plane
from vae.latent.manifold import montage
from vae.latent.planes import Plane
from vae.prior.shapes import EXTENT
from vae.shape import MNIST

SECONDS = 8.0
"""How long a film takes from its first epoch to its last."""
_FASTEST, _SLOWEST = 60, 400
_REST = 1200
_GAP = 20
_HEADER = 40
_BETWEEN = 12
_MIN_TILES = 10
_SHARP = 2
_PAPER, _INK, _MUTED, _LINE, _ACCENT = "#fbfbf9", "#1d2129", "#5f646d", "#dedcd5", "#2a53c8"
_PICTURE_INK, _PICTURE_PAPER = np.array([17, 20, 26]), np.array([255, 255, 255])

Maker = Callable[[Sequence[Image.Image], View, int], bytes]
"""`clips.gif`, `clips.webp` or `clips.mp4`."""


def film_clip(film: Film, make: Maker, view: View) -> bytes:
    """Return a film as a file.

    Args:
        film: the film.
        make: what writes the file: `clips.gif`, `clips.webp` or `clips.mp4`.
        view: what a page opens when the file is dropped on it.

    Raises:
        ClipError: the file cannot be written.
    """
    frames = composed(film)
    duration = int(np.clip(round(1000 * SECONDS / len(frames)), _FASTEST, _SLOWEST))
    about = {"shows": "training", "epochs": film.epochs.tolist(), "versions": versions()}
    # The end stands for a moment before the film begins again.
    frames += [frames[-1]] * (_REST // duration)
    return make(frames, View(view.page, view.query, about | view.about), duration)


def composed(film: Film) -> list[Image.Image]:
    """Return a picture of every epoch of a film, RGB, all of one size with even sides."""
    plane = film_plane(film)
    box = film_box(film, plane)
    originals = None if film.originals is None else _row(film.originals)
    return [_compose(film, index, plane, box, originals) for index in range(len(film.epochs))]


def _compose(film: Film, index: int, plane: Plane, box: list[float], originals: np.ndarray | None) -> Image.Image:
    rows, columns = (_MIN_TILES, 0) if film.grids is None else film.grids.shape[1:3]
    height, width = _tile(film)
    grid_height = height * max(rows, _MIN_TILES)
    map_side = grid_height + _BETWEEN + 2 * height + 2
    left = 2 * _GAP + map_side
    least = max(1, _MIN_TILES // film.shape.stretch)
    right = left + width * max(columns, least) + _GAP if columns else left
    frame = Image.new("RGB", (right, _HEADER + map_side + 2 * _GAP), _PAPER)
    draw = ImageDraw.Draw(frame)
    _write_header(film, index, draw, frame.width)
    frame.paste(_map(film, index, plane, box, map_side), (_GAP, _HEADER))
    if film.grids is not None and film.reconstructions is not None:
        top = _HEADER + grid_height + _BETWEEN
        factor = height // film.grids.shape[3]
        frame.paste(_drawn(montage(film.grids[index]), factor), (left, _HEADER))
        if originals is not None:
            frame.paste(_drawn(originals, factor), (left, top))
        frame.paste(_drawn(_row(film.reconstructions[index]), factor), (left, top + height + 2))
    _draw_progress(film, index, draw, frame)
    return frame


def _tile(film: Film) -> tuple[int, int]:
    """Return height and width of a picture in the film: small ones are enlarged to about the size of MNIST's."""
    if film.grids is None:
        return MNIST.height, MNIST.width
    height, width = film.grids.shape[3:5]
    factor = max(1, round(MNIST.height / height))
    return factor * height, factor * width


def _write_header(film: Film, index: int, draw: ImageDraw.ImageDraw, width: int) -> None:
    epoch = film.epochs[index]
    baseline = _HEADER - 14
    draw.text((_GAP, baseline), f"Epoch {epoch}", _INK, ImageFont.load_default(18), anchor="ls")
    known = np.flatnonzero(film.history["epoch"] == epoch)
    if not len(known):
        return
    name = "-ELBO" if film.has_kl else "Reconstruction"  # Pillow's font has no minus sign
    text = f"{name} {film.neg_elbo[known[0]]:.1f} nats"
    draw.text((width - _GAP, baseline), text, _MUTED, ImageFont.load_default(15), anchor="rs")


def _map(film: Film, index: int, plane: Plane, box: list[float], map_side: int) -> Image.Image:
    """Draw the codes in their classes' colours over the prior's circles or shape, smooth by twice the size."""
    side = map_side * _SHARP
    scale = side / max(box[1] - box[0], box[3] - box[2])
    middle = np.array([box[0] + box[1], box[2] + box[3]]) / 2

    def to_pixels(places: np.ndarray) -> np.ndarray:
        return side / 2 + (places - middle) * scale * (1, -1)

    drawn = Image.new("RGB", (side, side), _PAPER)
    draw = ImageDraw.Draw(drawn)
    if film.has_prior:
        x, y = to_pixels(plane.project(np.zeros(film.latent_dim)))
        for sigma in (1, 2, 3):
            draw.circle((x, y), sigma * scale, outline=_LINE, width=_SHARP)
    elif film.prior is not None:
        corner, opposite = to_pixels(np.array([[-EXTENT, EXTENT], [EXTENT, -EXTENT]])).round().astype(int)
        shape = Image.fromarray(np.uint8(255 * (film.prior[::-1] > 0))).resize(tuple(opposite - corner))
        drawn.paste(_LINE, tuple(corner), shape)
    places = plane.project(film.codes[index])
    if film.latent_dim == 1:
        places[:, 1] = _rows_of_classes(film.labels, len(film.class_names))
    colors = class_colors(len(film.class_names))
    for (x, y), label in zip(to_pixels(places), film.labels, strict=True):
        draw.circle((x, y), 1.8 * _SHARP, fill=colors[label])
    small = drawn.resize((map_side, map_side), Image.Resampling.BOX)
    ImageDraw.Draw(small).rectangle((0, 0, map_side - 1, map_side - 1), outline=_LINE)
    return small


def _rows_of_classes(labels: np.ndarray, num_classes: int) -> np.ndarray:
    """Return heights that put the classes of a single dimension in rows, spread a little, as the live map does."""
    spread = (np.arange(len(labels)) * 0.618) % 1 - 0.5
    return 2.2 - 4.4 * labels / max(1, num_classes - 1) + 0.3 * spread


def _draw_progress(film: Film, index: int, draw: ImageDraw.ImageDraw, frame: Image.Image) -> None:
    left, right, y = _GAP, frame.width - _GAP, frame.height - _GAP
    draw.line((left, y, right, y), _LINE, 2)
    if len(film.epochs) > 1:
        draw.line((left, y, left + (right - left) * index / (len(film.epochs) - 1), y), _ACCENT, 2)


def _row(pictures: np.ndarray) -> np.ndarray:
    return np.concatenate(list(pictures), axis=1)


def _drawn(values: np.ndarray, factor: int) -> Image.Image:
    """Return pictures uint8 enlarged by a whole factor: [height, width] as dark ink on white paper, else in colour."""
    values = values.repeat(factor, axis=0).repeat(factor, axis=1)
    if values.ndim == 3:
        return Image.fromarray(values)
    share = values[..., None] / 255.0
    return Image.fromarray(np.round(_PICTURE_PAPER + share * (_PICTURE_INK - _PICTURE_PAPER)).astype(np.uint8))
