"""Configurations to start a training from: what each is called, what it is for, and whether its run ships."""

from dataclasses import dataclass, field, replace
from typing import Any

from vae.config import RunConfig
from vae.kind import KINDS
from vae.likelihoods import PICTURE
from vae.shape import PictureShape


@dataclass(frozen=True)
class Preset:
    """One configuration to start from.

    Attributes:
        config: what is trained; its name is the preset's.
        title: what people choose it by, a few words.
        description: what it shows, one sentence.
        ships: whether its run comes with the app, which `python -m vae pretrained` trains.
        shipped_with: what the configuration of that run has in place of this one's.
    """

    config: RunConfig
    title: str
    description: str
    ships: bool = False
    shipped_with: dict[str, Any] = field(default_factory=dict)

    @property
    def shipped_config(self) -> RunConfig:
        """What the run that ships is trained from."""
        return replace(self.config, **self.shipped_with)


_FACES: dict[str, Any] = {
    "dataset": "avatars", "shape": PictureShape(16, 16, 3), "num_classes": 8, "likelihood": "gaussian_learnt",
    "kl_warmup_epochs": 10, "epochs": 150, "batch_size": 128,
}  # fmt: skip
_LETTERS: dict[str, Any] = {
    "dataset": "letters", "shape": PictureShape(32, 32), "num_classes": 26, "conditional": True,
    "hidden_sizes": (256, 256, 256), "kl_warmup_epochs": 10, "epochs": 80, "batch_size": 128, "learning_rate": 2e-3,
}  # fmt: skip
_NARROW: dict[str, Any] = {"hidden_sizes": (128, 128, 128, 128), "learning_rate": 2e-3}
_FILTERS: dict[str, Any] = {
    "architecture": "convolutional", "kl_warmup_epochs": 5, "epochs": 60, "batch_size": 128, "learning_rate": 2e-3,
}  # fmt: skip
PRESETS: dict[str, Preset] = {
    preset.config.name: preset
    for preset in (
        Preset(
            RunConfig(name="mnist-2d", kl_warmup_epochs=20, epochs=250),
            "MNIST on a map",
            "Handwritten digits in two dimensions, trained for long.",
            ships=True,
            shipped_with={"encoder_epochs": 70, "products": "bfloat16"},
        ),
        Preset(
            RunConfig(name="mnist-2d-conditional", conditional=True, kl_warmup_epochs=10, epochs=60),
            "MNIST, class chosen apart",
            "Both networks are told the digit, so that the two dimensions are left for its style.",
            ships=True,
        ),
        Preset(
            RunConfig(
                name="mnist-16d",
                hidden_sizes=(512, 512),
                latent_dim=16,
                likelihood="bernoulli_binarized",
                kl_warmup_epochs=20,
                epochs=150,
                learning_rate=2e-3,
            ),
            "MNIST in 16 dimensions",
            "More dimensions than a map has, and pixels black or white, as in the literature.",
            ships=True,
        ),
        Preset(
            RunConfig(
                name="mnist-petals",
                family="adversarial",
                prior="petals",
                hidden_sizes=(112, 96),
                epochs=60,
                learning_rate=2e-3,
            ),
            "MNIST in ten petals",
            "A critic pulls the codes of each digit into a petal of its own.",
            ships=True,
        ),
        Preset(
            RunConfig(
                name="mnist-ladder",
                family="ladder",
                hidden_sizes=(128, 128, 128, 128),
                latent_dim=6,
                kl_warmup_epochs=5,
                epochs=60,
            ),
            "MNIST on three maps",
            "A ladder VAE: three levels of two dimensions, from strokes to which digit it is.",
            ships=True,
        ),
        Preset(
            RunConfig(
                name="mnist-layers",
                family="hierarchical",
                hidden_sizes=(256, 128, 64, 64),
                latent_dim=18,
                kl_warmup_epochs=5,
                epochs=40,
                learning_rate=2e-3,
            ),
            "MNIST in two layers",
            "A hierarchical VAE: two numbers on a map say where to look for the sixteen below them.",
            ships=True,
        ),
        Preset(
            RunConfig(name="mnist-clouds", family="mixture", kl_warmup_epochs=5, epochs=40, **_NARROW),
            "MNIST in clouds",
            "The prior is learnt, too: clouds that moved to where the codes lie.",
            ships=True,
        ),
        Preset(
            RunConfig(name="mnist-star", family="wasserstein", prior="star", kl_warmup_epochs=10, epochs=60, **_NARROW),
            "MNIST in a star",
            "All codes together fill a star, without noise, KL or critic.",
            ships=True,
        ),
        Preset(
            RunConfig(name="mnist-eight-draws", family="importance", kl_warmup_epochs=5, epochs=30, **_NARROW),
            "MNIST by eight draws",
            "An importance-weighted VAE: of eight codes drawn for a picture the better ones count more.",
            ships=True,
        ),
        Preset(
            RunConfig(name="fashion-2d", dataset="fashion_mnist", kl_warmup_epochs=10, epochs=60),
            "Fashion-MNIST on a map",
            "Pictures of clothes in two dimensions.",
            ships=True,
        ),
        Preset(
            RunConfig(name="avatars-2d", hidden_sizes=(256, 256, 256), **_FACES),
            "Pixel faces on a map",
            "Faces of 16 × 16 pixels in colour, in two dimensions.",
            ships=True,
        ),
        Preset(
            RunConfig(name="avatars-16d", hidden_sizes=(384, 256), latent_dim=16, **_FACES),
            "Pixel faces in 16 dimensions",
            "The same faces with room for hair, skin, clothes and what is worn.",
            ships=True,
        ),
        Preset(
            RunConfig(name="letters-2d", **_LETTERS),
            "Typefaces on a map",
            "Places are typefaces: one code draws all letters in one style.",
            ships=True,
        ),
        Preset(
            RunConfig(name="letters-16d", latent_dim=16, **_LETTERS),
            "Typefaces in 16 dimensions",
            "The same letters with room for more than weight, slant and serifs.",
            ships=True,
        ),
        Preset(
            RunConfig(
                name="names-16d",
                dataset="names",
                kind="word",
                shape=PictureShape(10, 27),
                num_classes=3,
                likelihood="categorical",
                hidden_sizes=(512, 256),
                latent_dim=16,
                beta=0.6,
                kl_warmup_epochs=10,
                epochs=60,
                learning_rate=2e-3,
            ),
            "Names in 16 dimensions",
            "First names and surnames, letter by letter: places are names, and between two lie others.",
            ships=True,
        ),
        Preset(
            RunConfig(
                name="melodies-24d",
                dataset="melodies",
                kind="melody",
                shape=PictureShape(32, 38),
                num_classes=4,
                hidden_sizes=(384, 256),
                latent_dim=24,
                beta=0.4,
                likelihood="categorical",
                kl_warmup_epochs=5,
                epochs=30,
                batch_size=128,
                learning_rate=2e-3,
            ),
            "Melodies in 24 dimensions",
            "Two bars of reels, hornpipes, strathspeys and airs, to hear while you drag.",
            ships=True,
        ),
        Preset(
            RunConfig(
                name="motion-8d",
                dataset="motions",
                kind="motion",
                shape=PictureShape(40, 2),
                num_classes=5,
                hidden_sizes=(512, 256),
                latent_dim=8,
                likelihood="gaussian_learnt",
                kl_warmup_epochs=10,
                epochs=250,
                learning_rate=4e-3,
            ),
            "Motions of an arm in 8 dimensions",
            "Places are motions: an arm reaches, waves, draws, writes and goes round things.",
            ships=True,
        ),
        Preset(
            RunConfig(name="digits-2d", dataset="digits", hidden_sizes=(256, 128), epochs=60, batch_size=64),
            "Small digits, no download",
            "A small data set that comes with scikit-learn, in two dimensions.",
        ),
        Preset(
            RunConfig(
                name="digits-star",
                dataset="digits",
                family="wasserstein",
                prior="star",
                hidden_sizes=(256, 128),
                epochs=60,
                batch_size=64,
            ),
            "Small digits in a star",
            "Codes fill a shape, which may be one that you paint; without noise, KL or critic.",
        ),
        Preset(
            RunConfig(name="mnist-convolutional", architecture="convolutional", hidden_sizes=(32, 64), epochs=20),
            "MNIST, convolutional",
            "Filters that look at small parts of a picture, in place of layers that see all of it.",
        ),
        Preset(
            RunConfig(name="mnist-autoencoder", hidden_sizes=(), latent_dim=32, variational=False, epochs=20),
            "MNIST, plain autoencoder",
            "No noise and no KL term: what a variational autoencoder adds shows beside it.",
        ),
        Preset(
            RunConfig(
                name="colour-16",
                shape=PictureShape(16, 16, 3),
                hidden_sizes=(512, 256, 256),
                likelihood="gaussian_learnt",
                kl_warmup_epochs=5,
                epochs=60,
            ),
            "Your pictures, 16 × 16 in colour",
            "Sprites and icons of your own on a map of two dimensions.",
        ),
        Preset(
            RunConfig(
                name="colour-32",
                shape=PictureShape(32, 32, 3),
                hidden_sizes=(32, 64, 128),
                latent_dim=16,
                likelihood="gaussian_learnt",
                **_FILTERS,
            ),
            "Your pictures, 32 × 32 in colour",
            "Small pictures of your own, with filters and 16 dimensions.",
        ),
        Preset(
            RunConfig(
                name="colour-64",
                shape=PictureShape(64, 64, 3),
                hidden_sizes=(32, 64, 128, 128),
                latent_dim=32,
                likelihood="gaussian_learnt",
                **_FILTERS,
            ),
            "Your pictures, 64 × 64 in colour",
            "Faces and things of your own, with filters and 32 dimensions.",
        ),
        Preset(
            RunConfig(
                name="grey-64",
                shape=PictureShape(64, 64),
                hidden_sizes=(32, 64, 128, 128),
                latent_dim=16,
                **_FILTERS,
            ),
            "Your pictures, 64 × 64 in grey",
            "Drawings, letters and scans of your own, with filters and 16 dimensions.",
        ),
    )
}


def fitting(shape: PictureShape, kind: str = PICTURE) -> str | None:
    """Return the first preset made for pictures of a shape, whatever they show, or for a kind; None for none."""
    configs = [preset.config for preset in PRESETS.values() if preset.config.kind == kind]
    if KINDS[kind].are_pictures:
        # Those that name no data set of their own: any may take its place.
        configs = [one for one in configs if one.shape == shape and one.dataset == RunConfig.dataset]
    return next((one.name for one in configs), None)


def shipped() -> tuple[str, ...]:
    """Return the presets whose runs come with the app."""
    return tuple(name for name, preset in PRESETS.items() if preset.ships)
