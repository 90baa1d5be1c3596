"""The encoder alone trained on, the decoder frozen, on training images moved anew at every look."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from vae.model import losses
from vae.model.step_loop import uses_xla
from vae.model.vae import VAE
from vae.network.resizing import cubic
from vae.optimizing import seeded
from vae.optimizing.products import as_configured

Tensor = Any
Progress = Callable[[float], None]

BATCH_SIZE = 2048
LEARNING_RATE = 2e-3
_WARMUP_STEPS = 500
_WEIGHT_DECAY = 0.01
_CLIP_NORM = 200.0
_BUMPS_A_SIDE = 5


@dataclass(frozen=True)
class Moves:
    """How far a picture may be moved; how far each is, is drawn anew for every look at it.

    Attributes:
        turn: degrees to either side.
        stretch: share of its height and of its width, longer or shorter.
        shear: pixels that a row goes aside for every row it lies off the middle.
        shift: pixels up or down, and to the sides.
        bend: root mean square of a smooth displacement, in pixels.
        still: share of the pictures that stay as they are.
    """

    turn: float = 9.0
    stretch: float = 0.06
    shear: float = 0.09
    shift: float = 0.9
    bend: float = 0.4
    still: float = 0.125


def tune_encoder(
    model: VAE, images: np.ndarray, labels: np.ndarray, epochs: int, seed: int = 0, progress: Progress | None = None
) -> None:
    """Go on training the encoder of a trained model; its decoder stays as it is.

    Trained together, the encoder comes to know the training images, and its posterior for a new one is off by more
    nats than the decoder is (the amortisation gap; Cremer, Li and Duvenaud, 2018, arXiv:1801.03558). The decoder says
    of any picture which code is right, so that copies which nobody has seen go on teaching the encoder.

    Args:
        model: a trained variational model; its encoder's weights change.
        images: training images, uint8 [n, *shape].
        labels: their classes, int [n]; a conditional model uses them.
        epochs: passes over the images, at least 1.
        seed: source of the order, the moves and the noise.
        progress: called with the share done, 0 to 1; what it raises ends the training.

    Raises:
        ValueError: the model is a plain autoencoder, whose encoder has no posterior to mend, or epochs is below 1.
    """
    if not (model.config.variational and model.config.has_prior) or epochs < 1:
        raise ValueError(
            f"tuning an encoder needs the prior N(0, I) of a variational run and at least 1 epoch, got {epochs}"
        )
    batch_size = min(BATCH_SIZE, len(images))
    steps = len(images) // batch_size
    tuner = _Tuner(model, images, labels, seed)
    tuner.compile(
        optimizer=keras.optimizers.AdamW(
            _Schedule(epochs * steps), weight_decay=_WEIGHT_DECAY, global_clipnorm=_CLIP_NORM
        ),
        jit_compile=uses_xla(model),
    )
    rows = _Rows(len(images), batch_size, steps, seed)
    try:
        tuner.fit(rows, epochs=epochs, verbose=0, shuffle=False, callbacks=[_Told(epochs * steps, progress)])
    finally:
        model.decoder.trainable = True
        if model.width is not None:
            model.width.trainable = True


def moved(images: Tensor, moves: Moves, seeds: keras.random.SeedGenerator) -> Tensor:
    """Turn, stretch, shear, shift and bend pictures, each in its own way.

    Args:
        images: pixels in [0, 1], [n, height, width] or, in colour, [n, height, width, 3].
        moves: how far.
        seeds: source of the draws.

    Returns:
        Pixels in [0, 1] of the same shape; what comes in from outside is black, in colour as the rim is.
    """
    count, (height, width) = ops.shape(images)[0], images.shape[1:3]
    has_color = len(images.shape) == 4
    is_still = seeded.uniform((count, 1), seeds) < moves.still
    size = ops.where(is_still, 0.0, ops.sqrt(seeded.uniform((count, 1), seeds)))
    drawn = seeded.uniform((count, 6), seeds, -1.0) * size
    row, column = np.mgrid[:height, :width].astype(np.float32).reshape(2, 1, -1)
    row, column = row - (height - 1) / 2, column - (width - 1) / 2
    rows = (1.0 + moves.stretch * drawn[:, :1]) * row
    columns = (1.0 + moves.stretch * drawn[:, 1:2]) * (column + moves.shear * drawn[:, 2:3] * row)
    angle = math.radians(moves.turn) * drawn[:, 3:4]
    rows, columns = (
        ops.cos(angle) * rows - ops.sin(angle) * columns,
        ops.sin(angle) * rows + ops.cos(angle) * columns,
    )
    bumps = _bumps(height, width)
    heights = seeded.normal((count, 2, len(bumps)), seeds) * (moves.bend * size[:, :, None])
    bent = ops.matmul(heights, bumps)
    rows = rows + moves.shift * drawn[:, 4:5] + bent[:, 0]
    columns = columns + moves.shift * drawn[:, 5:6] + bent[:, 1]
    # Read from a grid twice as fine, on which a straight line between two pixels blurs a stroke but little.
    fine = _twice_as_fine(images if has_color else images[..., None])
    rows, columns = 2.0 * rows + height - 0.5, 2.0 * columns + width - 0.5
    if has_color:
        rows, columns = ops.clip(rows, 0.0, 2.0 * height - 1.0), ops.clip(columns, 0.0, 2.0 * width - 1.0)
    read = ops.reshape(_read(fine, rows, columns), (-1, *images.shape[1:]))
    is_kept = ops.reshape(is_still, (-1, *(1 for _ in images.shape[1:])))
    return ops.where(is_kept, images, ops.clip(read, 0.0, 1.0))


def _twice_as_fine(pictures: Tensor) -> Tensor:
    """Return pictures [n, h, w, c] with twice the rows and columns, [n, 2h, 2w, c], by bicubic interpolation.

    As two matrix products: what resizes for Keras stands in no program that XLA compiles for a processor.
    """
    rows, columns = (cubic(side, 2 * side, "half_pixel") for side in pictures.shape[1:3])
    planes = ops.moveaxis(pictures, -1, 1)
    return ops.moveaxis(ops.matmul(ops.matmul(rows, planes), columns.T), 1, -1)


def _read(pictures: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Return what pictures [n, h, w, c] show at places [n, m] between their pixels, black outside, [n, m, c]."""
    height, width, channels = pictures.shape[1:]
    flat = ops.reshape(pictures, (-1, height * width, channels))
    top, left = ops.floor(rows), ops.floor(columns)
    total = 0.0
    for row, beside_row in ((top, top + 1.0 - rows), (top + 1.0, rows - top)):
        for column, beside_column in ((left, left + 1.0 - columns), (left + 1.0, columns - left)):
            is_inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            index = ops.cast(ops.where(is_inside, row * width + column, 0.0), "int32")
            weight = ops.where(is_inside, beside_row * beside_column, 0.0)
            total = total + weight[..., None] * ops.take_along_axis(flat, index[..., None], axis=1)
    return total


def _bumps(height: int, width: int) -> np.ndarray:
    """Return smooth hills at the crossings of a grid, [25, pixels]; standard normal heights add up to about 1."""
    both = np.einsum("ai,bj->abij", _hills(height), _hills(width)).reshape(_BUMPS_A_SIDE**2, -1)
    return (both / np.sqrt(np.square(both).sum(axis=0).mean())).astype(np.float32)


def _hills(side: int) -> np.ndarray:
    """Return hills as wide as they lie apart along one side, [5, side]."""
    middles = np.linspace(0, side - 1, _BUMPS_A_SIDE)
    return np.exp(-0.5 * np.square((np.arange(side) - middles[:, None]) / (side / _BUMPS_A_SIDE)))


class _Tuner(keras.Model):
    """-ELBO of moved training images, chosen by their rows; only the encoder is trained."""

    def __init__(self, model: VAE, images: np.ndarray, labels: np.ndarray, seed: int) -> None:
        super().__init__(name="encoder_tuner")
        self.model = model
        model.decoder.trainable = False
        if model.width is not None:
            model.width.trainable = False
        self.seeds = keras.random.SeedGenerator(seed)
        self.images = self.add_weight(name="images", shape=images.shape, dtype="uint8", trainable=False)
        self.labels = self.add_weight(name="labels", shape=labels.shape, dtype="int32", trainable=False)
        self.images.assign(images)
        self.labels.assign(labels.astype(np.int32))
        self.built = True

    def call(self, inputs: dict[str, Tensor], training: bool = False) -> Tensor:
        model, rows = self.model, inputs["rows"]
        labels = ops.take(self.labels, rows, axis=0) if model.config.conditional else None
        pixels = moved(ops.cast(ops.take(self.images, rows, axis=0), "float32") / 255.0, Moves(), self.seeds)
        if model.config.is_binarized:
            pixels = ops.cast(seeded.uniform(ops.shape(pixels), self.seeds) < pixels, "float32")
        with as_configured(model):
            return self._cost(pixels, labels, training)

    def _cost(self, pixels: Tensor, labels: Tensor | None, training: bool) -> Tensor:
        model = self.model
        z_mean, z_log_var = model.encode(pixels, labels, training=training)
        noise = seeded.normal(ops.shape(z_mean), self.seeds)
        logits = model.decode_logits(model.reparameterize(z_mean, z_log_var, noise), labels)
        return model.reconstruction_nll(pixels, logits) + losses.gaussian_kl(z_mean, z_log_var)

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        return ops.mean(y_pred)


class _Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """A tenth of the rate while the moments of the gradient are learnt, then a cosine from the rate to zero."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._warmup = min(_WARMUP_STEPS, steps // 10)

    def __call__(self, step: Tensor) -> Tensor:
        step = ops.cast(step, "float32")
        cosine = 0.5 + 0.5 * ops.cos(math.pi * ops.minimum(1.0, step / self._steps))
        return LEARNING_RATE * ops.where(step < self._warmup, 0.1, cosine)

    def get_config(self) -> dict[str, Any]:
        return {"steps": self._steps}


class _Rows(keras.utils.PyDataset):
    """Rows of the training images in a new random order every epoch; those that fill no batch sit it out."""

    def __init__(self, count: int, batch_size: int, steps: int, seed: int) -> None:
        super().__init__()
        self._count, self._batch_size, self._steps = count, batch_size, steps
        self._rng = np.random.default_rng(seed)
        self.on_epoch_end()

    def __len__(self) -> int:
        return self._steps

    def __getitem__(self, index: int) -> tuple[dict[str, np.ndarray]]:
        return ({"rows": self._order[index * self._batch_size : (index + 1) * self._batch_size]},)

    def on_epoch_end(self) -> None:
        self._order = self._rng.permutation(self._count).astype(np.int32)


class _Told(keras.callbacks.Callback):
    def __init__(self, steps: int, progress: Progress | None) -> None:
        super().__init__()
        self._steps, self._progress, self._done = steps, progress, 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done / self._steps)
