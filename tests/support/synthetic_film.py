"""A film that no training made, in the shape of one: codes that drift apart, pictures that say where they belong."""

import numpy as np

from vae.film.replay import Film

NUM_CODES = 1000
SIDE = 10


def synthetic_film(num_frames: int, latent_dim: int = 2, with_pictures: bool = True, seed: int = 0) -> Film:
    """Return a film of epochs 1 to `num_frames`.

    Every picture is of one grey: tile t of the grid at epoch e has (37 e + 3 t) % 256, reconstruction k has
    (53 e + 20 k) % 256 and original k has 25 k.
    """
    rng = np.random.default_rng(seed)
    labels = (np.arange(NUM_CODES) % 10).astype(np.uint8)
    middles = rng.normal(size=(10, latent_dim)) * 1.5
    noise = rng.normal(size=(NUM_CODES, latent_dim)) * 0.4
    epochs = np.arange(1, num_frames + 1, dtype=np.int32)
    share = 1 - np.exp(-epochs / 10)
    codes = (share[:, None, None] * middles[labels] + noise).astype(np.float16)
    pictures = (
        {}
        if not with_pictures
        else {
            "grids": _greys(37 * epochs[:, None] + 3 * np.arange(SIDE**2)).reshape(-1, SIDE, SIDE, 28, 28),
            "grid_dimensions": np.tile([0, 1], (num_frames, 1)),
            "grid_xs": np.tile(np.linspace(-2.5, 2.5, SIDE), (num_frames, 1)),
            "grid_ys": np.tile(np.linspace(2.5, -2.5, SIDE), (num_frames, 1)),
            "originals": _greys(25 * np.arange(10)),
            "original_labels": np.arange(10, dtype=np.uint8),
            "reconstructions": _greys(53 * epochs[:, None] + 20 * np.arange(10)),
        }
    )
    return Film(
        num_epochs=num_frames,
        epochs=epochs,
        codes=codes,
        labels=labels,
        class_names=tuple(map(str, range(10))),
        best_epoch=max(1, num_frames // 2),
        history={
            "epoch": epochs.astype(np.float64),
            "reconstruction": 140 + 60 * np.exp(-epochs / 6),
            "kl": 6 - 3 * np.exp(-epochs / 6),
            "val_reconstruction": 142 + 58 * np.exp(-epochs / 6),
            "val_kl": 6 - 3 * np.exp(-epochs / 5),
            "kl_weight": np.minimum(1.0, epochs / 5),
        },
        **pictures,
    )


def first_frames(film: Film, num_frames: int) -> Film:
    """Return a film as it was when it had fewer frames."""
    moving = ("epochs", "codes", "grids", "grid_dimensions", "grid_xs", "grid_ys", "reconstructions")
    cut = {name: None if getattr(film, name) is None else getattr(film, name)[:num_frames] for name in moving}
    history = {name: column[:num_frames] for name, column in film.history.items()}
    return Film(**{**vars(film), **cut, "history": history})


def _greys(levels: np.ndarray) -> np.ndarray:
    return np.broadcast_to((levels % 256).astype(np.uint8)[..., None, None], (*levels.shape, 28, 28)).copy()
