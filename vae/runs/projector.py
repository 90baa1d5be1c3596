"""A run's codes for TensorFlow's Embedding Projector: vectors, labels, thumbnails and the file that ties them."""

import json
import math
from pathlib import Path

import numpy as np

from vae.data.dataset import Dataset
from vae.latent.latents import Latents

_SPRITE_LIMIT = 8192


def write_projector(folder: Path, latents: Latents, dataset: Dataset) -> None:
    """Write the held-out codes for the Embedding Projector.

    `vectors.tsv` and `metadata.tsv` can be loaded at https://projector.tensorflow.org as they are;
    `projector_config.json` is for a copy of that page served next to the files, `projector_config.pbtxt` for
    `tensorboard --logdir` on this folder. Grey thumbnails are dark on white, as the page's background wants them.

    Args:
        folder: an existing folder.
        latents: codes of the held-out images, in data set order.
        dataset: the data set they come from, its images pictures, whatever its kind.
    """
    z_mean, names = latents.z_mean, dataset.class_names
    np.savetxt(folder / "vectors.tsv", z_mean, fmt="%.6g", delimiter="\t")
    rows = [f"{names[label]}\t{index}" for index, label in enumerate(latents.labels)]
    (folder / "metadata.tsv").write_text("class\tnumber\n" + "\n".join(rows) + "\n", encoding="utf-8")
    height, width = _write_sprite(folder / "sprite.png", dataset.test_images[: len(z_mean)])
    embedding = {
        "tensorName": f"{dataset.name} codes",
        "tensorShape": list(z_mean.shape),
        "tensorPath": "vectors.tsv",
        "metadataPath": "metadata.tsv",
        "sprite": {"imagePath": "sprite.png", "singleImageDim": [width, height]},
    }
    (folder / "projector_config.json").write_text(json.dumps({"embeddings": [embedding]}, indent=2) + "\n")
    (folder / "projector_config.pbtxt").write_text(
        "embeddings {\n"
        f'  tensor_name: "{dataset.name} codes"\n'
        '  tensor_path: "vectors.tsv"\n'
        '  metadata_path: "metadata.tsv"\n'
        "  sprite {\n"
        '    image_path: "sprite.png"\n'
        f"    single_image_dim: {width}\n    single_image_dim: {height}\n"
        "  }\n}\n"
    )


def _write_sprite(path: Path, images: np.ndarray) -> tuple[int, int]:
    """Write all images into one square picture, row by row, and return the height and width of one."""
    from PIL import Image

    per_row = math.ceil(math.sqrt(len(images)))
    step = math.ceil(per_row * images.shape[1] / _SPRITE_LIMIT)  # the projector takes 8192 pixels a side
    small = images[:, ::step, ::step]
    height, width = small.shape[1:3]
    sprite = np.full((per_row * height, per_row * width, *small.shape[3:]), 255, np.uint8)
    for index, image in enumerate(small):
        row, column = divmod(index, per_row)
        sprite[row * height : (row + 1) * height, column * width : (column + 1) * width] = (
            image if image.ndim == 3 else 255 - image
        )
    Image.fromarray(sprite).save(path, optimize=True)
    return height, width
