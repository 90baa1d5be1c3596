"""The fields of a configuration in words: what each is called and what it does."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from vae.config import ACTIVATIONS, ARCHITECTURES
from vae.likelihoods import LIKELIHOODS


@dataclass(frozen=True)
class Field:
    """One field of `RunConfig`.

    Attributes:
        label: what a form calls it.
        meaning: what it does, a phrase without a full stop.
        choices: the values it can have; empty where any within its limits will do.
        title: what people read for one of them.
    """

    label: str
    meaning: str
    choices: Collection[str] = ()
    title: Callable[[str], str] = str


FIELDS: dict[str, Field] = {
    "name": Field("Name", "the run's name; default: the preset's"),
    "dataset": Field("Data set", "images to learn"),
    "architecture": Field("Networks", "kind of networks", ARCHITECTURES),
    "hidden_sizes": Field("Hidden layers", "units or filters of the encoder's hidden layers; the decoder mirrors them"),
    "activation": Field("Activation", "non-linearity", ACTIVATIONS),
    "latent_dim": Field("Latent dimensions", "latent dimensions, 1-64"),
    "beta": Field("Beta", "weight of the KL term; 1 is the evidence lower bound"),
    "kl_warmup_epochs": Field("KL warm-up epochs", "epochs over which the weight of the KL term rises to beta"),
    "likelihood": Field("Likelihood", "how a pixel's error counts", LIKELIHOODS, lambda name: LIKELIHOODS[name].title),
    "variational": Field("Variational", "a plain autoencoder with --no-variational"),
    "conditional": Field("Conditional", "give the class label to both networks"),
    "num_classes": Field("Classes", "number of classes the labels come from"),
    "epochs": Field("Epochs", "passes over the training images"),
    "encoder_epochs": Field(
        "Epochs of the encoder alone", "further passes over moved copies of the images, the decoder frozen; 0 for none"
    ),
    "batch_size": Field("Batch size", "images a training step"),
    "learning_rate": Field("Learning rate", "peak of Adam's learning rate"),
    "seed": Field("Seed", "source of every random draw"),
}
