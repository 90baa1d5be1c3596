"""The fields of a configuration in words: what each is called and what it does."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from vae.config import ACTIVATIONS, ARCHITECTURES, PRODUCTS, SCHEDULES
from vae.families import FAMILIES
from vae.likelihoods import LIKELIHOODS
from vae.priors import PRIORS


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
    "dataset": Field("Data set", "what to learn"),
    "architecture": Field("Networks", "kind of networks", ARCHITECTURES),
    "hidden_sizes": Field("Hidden layers", "units or filters of the encoder's hidden layers; the decoder mirrors them"),
    "activation": Field("Activation", "non-linearity", ACTIVATIONS),
    "latent_dim": Field("Latent dimensions", "latent dimensions, 1-64"),
    "beta": Field("Beta", "weight of the KL term, 1 is the evidence lower bound; or of what pulls codes to a prior"),
    "kl_warmup_epochs": Field("KL warm-up epochs", "epochs over which the weight of the KL term rises to beta"),
    "likelihood": Field("Likelihood", "how errors count", LIKELIHOODS, lambda name: LIKELIHOODS[name].title),
    "variational": Field("Variational", "a plain autoencoder with --no-variational"),
    "conditional": Field("Conditional", "give the class label to both networks"),
    "num_classes": Field("Classes", "number of classes the labels come from"),
    "epochs": Field("Epochs", "passes over the training images"),
    "encoder_epochs": Field(
        "Epochs of the encoder alone", "further passes over moved copies of the images, the decoder frozen; 0 for none"
    ),
    "batch_size": Field("Batch size", "images a training step"),
    "learning_rate": Field("Learning rate", "peak of Adam's learning rate"),
    "learning_rate_schedule": Field(
        "Learning rate later",
        "what becomes of the learning rate: it falls to zero as a cosine, stays, or falls in steps",
        SCHEDULES,
        lambda name: {"cosine": "Falls to zero", "constant": "Stays", "step": "Falls in two steps"}[name],
    ),
    "early_stopping": Field(
        "Stop early after",
        "epochs without gain on pictures held back from training, after which training ends with the "
        "weights of the best epoch; 0 for all epochs",
    ),
    "weight_average": Field(
        "Averaged weights",
        "share of the weights' running average that each step keeps, such as 0.999; the run has the "
        "average; 0 for the weights themselves",
    ),
    "products": Field(
        "Matrix products",
        "what dense layers multiply in while they are trained: float32, or bfloat16 with three significant digits, "
        "which is faster on processors with AMX; weights are float32 either way",
        PRODUCTS,
        lambda name: {"float32": "float32, exact", "bfloat16": "bfloat16, faster"}[name],
    ),
    "seed": Field("Seed", "source of every random draw"),
    "family": Field("Family", "kind of autoencoder", FAMILIES, lambda name: FAMILIES[name].title),
    "prior": Field("Prior", "what codes are to fill", PRIORS, lambda name: PRIORS[name].title),
    "painting": Field("Painting", "what a painted prior looks like: 32 by 32 cells, four a hexadecimal digit"),
    "kind": Field("Kind", "what an output is: a picture, or something else, which is the data set's"),
    "shape": Field("Shape", "height, width and channels of an output, which are the data set's"),
}


TRAINING_FIELDS = (
    "hidden_sizes", "activation", "beta", "kl_warmup_epochs", "epochs", "encoder_epochs", "batch_size", "learning_rate",
    "learning_rate_schedule", "early_stopping", "weight_average", "products", "seed",
)  # fmt: skip
"""What says how a run was trained: of an imported one nobody knows."""


def changes_text(changes: Mapping[str, Any]) -> str:
    """Return values of fields as advice lists them, such as "batches of 8 and 60 epochs".

    Args:
        changes: values by field, at least one.
    """
    words = [_change(name, value) for name, value in changes.items()]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _change(name: str, value: Any) -> str:
    if name == "hidden_sizes":
        return f"hidden layers of {', '.join(map(str, value))}"
    if name == "family":
        return f'the family "{FAMILIES[value].title}"'
    if value == 0 and name == "kl_warmup_epochs":
        return "no KL warm-up"
    if value == 0 and name == "early_stopping":
        return "no early stopping"
    plural = "" if value == 1 else "s"
    texts = {
        "beta": "beta {:g}", "learning_rate": "a learning rate of {:g}", "batch_size": "batches of {:,}",
        "epochs": "{:,} epoch" + plural, "kl_warmup_epochs": "a KL warm-up of {:,} epoch" + plural,
        "latent_dim": "{:,} latent dimension" + plural, "early_stopping": "early stopping after {:,} epoch" + plural,
    }  # fmt: skip
    return texts[name].format(value)
