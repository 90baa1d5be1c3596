"""A selection as a file to take away: a table, arrays, or a sheet of its pictures."""

import csv
import io
import math

import numpy as np
from PIL import Image

from vae.figures import views
from vae.figures.views import View
from vae.latent.latents import Latents

MAX_SHEET_PICTURES = 2500
_GAP = 2


def to_csv(latents: Latents, indices: np.ndarray) -> bytes:
    """Return the codes as CSV with the columns index, label, z1, z2, ... and the scores that there are, in nats."""
    scores = _scores(latents)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["index", "label", *(f"z{number + 1}" for number in range(latents.z_mean.shape[1])), *scores])
    for index in indices:
        figures = [*latents.z_mean[index], *(values[index] for values in scores.values())]
        writer.writerow([index, latents.labels[index], *(f"{value:.6g}" for value in figures)])
    return text.getvalue().encode()


def to_npz(latents: Latents, indices: np.ndarray, view: View) -> bytes:
    """Return index, label, z_mean, z_log_var (where there is one) and the scores there are as an .npz with a view."""
    arrays = {"index": np.asarray(indices, np.int64), "label": latents.labels[indices]}
    arrays["z_mean"] = latents.z_mean[indices]
    if latents.z_log_var is not None:
        arrays["z_log_var"] = latents.z_log_var[indices]
    arrays |= {name: values[indices] for name, values in _scores(latents).items()}
    return views.npz(arrays, view)


def sheet(pictures: np.ndarray) -> np.ndarray:
    """Lay pictures out in a nearly square sheet, row by row, white on black with grey lines between.

    Args:
        pictures: uint8 or float in [0, 1], [n, *shape], n at least 1; of more than 2500 the first are taken.

    Returns:
        uint8 [height, width], or [height, width, 3] of pictures in colour.
    """
    pictures = pictures[:MAX_SHEET_PICTURES]
    if pictures.dtype != np.uint8:
        pictures = np.round(255 * np.clip(pictures, 0, 1)).astype(np.uint8)
    count, height, width, *channels = pictures.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    size = (rows * (height + _GAP) - _GAP, columns * (width + _GAP) - _GAP, *channels)
    drawn = np.full(size, 96, np.uint8)
    for number, picture in enumerate(pictures):
        top, left = (number // columns) * (height + _GAP), (number % columns) * (width + _GAP)
        drawn[top : top + height, left : left + width] = picture
    return drawn


def to_png(pictures: np.ndarray, view: View) -> bytes:
    """Return the sheet of pictures as a PNG file with the view that it is from."""
    return views.png(Image.fromarray(sheet(pictures)), view)


def _scores(latents: Latents) -> dict[str, np.ndarray]:
    found = {
        name: values
        for name, values in (("reconstruction", latents.reconstruction), ("kl", latents.kl))
        if values is not None
    }
    if len(found) == 2:
        found["neg_elbo"] = found["reconstruction"] + found["kl"]
    return found
