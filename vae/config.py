"""What a run is made from: one validated, frozen configuration."""

import dataclasses
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vae.documents import DocumentError, parse, shown
from vae.families import FAMILIES, STANDARD
from vae.kind import KINDS
from vae.likelihoods import LIKELIHOODS, PICTURE
from vae.priors import NORMAL, PAINTED, PRIORS, painting_problem
from vae.shape import MNIST, PictureShape

ARCHITECTURES = ("dense", "convolutional")
IMPORTED = "imported"
"""The architecture of a run whose networks were made elsewhere: it cannot be trained."""
ACTIVATIONS = ("relu", "gelu", "silu", "elu", "tanh")
SCHEDULES = ("cosine", "constant", "step")
PRODUCTS = ("float32", "bfloat16")
CONFIG_VERSION = 1
# The lowest and the highest value of every number in a configuration.
LIMITS: dict[str, tuple[float, float]] = {
    "latent_dim": (1, 64),
    "beta": (0.0, 1e6),
    "kl_warmup_epochs": (0, 100_000),
    "num_classes": (1, 1000),
    "epochs": (1, 100_000),
    "encoder_epochs": (0, 100_000),
    "batch_size": (1, 65_536),
    "learning_rate": (1e-8, 10.0),
    "early_stopping": (0, 100_000),
    "weight_average": (0.0, 0.9999),
    "seed": (0, 2**31 - 1),
}
# Left out where they have their default, so that programs from before them read every run that does without.
_LATER_FIELDS = (
    "encoder_epochs", "family", "prior", "painting", "kind", "shape", "learning_rate_schedule", "early_stopping",
    "weight_average", "products",
)  # fmt: skip
MOST_PARTS = 40  # of a prior in the plane
MAX_HIDDEN_LAYERS, MAX_HIDDEN_SIZE = 16, 8192
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_NOT_NAME = re.compile(r"[^a-z0-9_-]+")


class ConfigError(ValueError):
    """A configuration says something that cannot be trained; the message says what was expected."""


def name_for(file_name: str, otherwise: str) -> str:
    """Return a name such as runs and data sets have, made of a file's; `otherwise` where nothing of it is left."""
    return _NOT_NAME.sub("-", Path(file_name).stem.lower()).strip("-_")[:40] or otherwise


def check_run_name(name: object) -> None:
    """Check that something may be the name of a run, before any folder is looked for by it.

    Raises:
        ConfigError: it may not.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigError(
            "name must be 1-64 characters from a-z, 0-9, '-' and '_', starting with a letter or digit, "
            f"got {shown(name)}"
        )


@dataclass(frozen=True)
class RunConfig:
    """Everything needed to train one run again.

    Attributes:
        name: 1-64 characters from a-z, 0-9, "-" and "_", starting with a letter or digit; also the folder's name.
        dataset: name of a data set known to `vae.data.datasets`.
        architecture: "dense" (hidden layers of units) or "convolutional" (hidden layers of 3x3 filters, the first ones
            with stride 2 until a picture has about 7 pixels a side). "imported": networks made elsewhere, as their
            files have them; hidden_sizes is empty then and epochs 0.
        hidden_sizes: units or filters of the encoder's hidden layers, input to code; the decoder mirrors them. May be
            empty for a dense network.
        activation: non-linearity after every hidden layer.
        latent_dim: number of latent dimensions, 1-64.
        beta: weight of the KL term, 0 and up; 1 is the evidence lower bound (Higgins et al., 2017).
        kl_warmup_epochs: epochs over which the weight rises linearly from 0 to beta; 0 for none.
        likelihood: how errors count, a name in `vae.likelihoods`.
        variational: False trains a plain autoencoder: no noise, no KL term. Always False in a family whose encoder
            gives places alone.
        conditional: True gives the class label to encoder and decoder; where pictures come in groups that share all but
            the class, training then finds one code a group, see `vae.data.pairs`.
        num_classes: number of classes the labels come from.
        epochs: passes over the training data.
        encoder_epochs: further passes after those for the encoder alone, over moved copies, as
            `vae.model.encoder_tuning` takes them; 0 for none.
        batch_size: examples a training step.
        learning_rate: peak of Adam's learning rate; it warms up over one epoch.
        learning_rate_schedule: what becomes of it then: "cosine" to zero at the last epoch, "constant", or "step": a
            tenth of it after half of the epochs and a hundredth after three quarters.
        early_stopping: after how many epochs without gain the training ends, as `vae.early_stopping` has it; the run
            has the weights of the best epoch. 0 for training to the end, whose weights it has then.
        weight_average: share of the average of all weights that stays in each step, see
            `vae.optimizing.weight_average`; the run has the average. 0 for the weights as they are.
        products: what a training step multiplies the matrices of dense layers in, "float32" or "bfloat16", see
            `vae.optimizing.products`; weights and sums are float32 either way.
        seed: source of every random draw: weights, order of the data, noise.
        family: what kind of autoencoder it is, a name in `vae.families`.
        prior: what codes are pulled to, a name in `vae.priors`; only some families take another than the normal one.
        painting: of a painted prior, as `vae.priors.painting_problem` reads it; "" with any other.
        kind: what outputs are, a name in `vae.kind`; like the shape it follows the data set.
        shape: of the data set's pictures, which it follows, see `vae.data.datasets.with_shape`.

    Raises:
        ConfigError: a value is out of its range.
    """

    name: str
    dataset: str = "mnist"
    architecture: str = "dense"
    hidden_sizes: tuple[int, ...] = (512, 256, 256, 256)
    activation: str = "gelu"
    latent_dim: int = 2
    beta: float = 1.0
    kl_warmup_epochs: int = 0
    likelihood: str = "bernoulli"
    variational: bool = True
    conditional: bool = False
    num_classes: int = 10
    epochs: int = 40
    encoder_epochs: int = 0
    batch_size: int = 256
    learning_rate: float = 3e-3
    learning_rate_schedule: str = "cosine"
    early_stopping: int = 0
    weight_average: float = 0.0
    products: str = "float32"
    seed: int = 0
    family: str = STANDARD
    prior: str = NORMAL
    painting: str = ""
    kind: str = PICTURE
    shape: PictureShape = MNIST

    def __post_init__(self) -> None:
        """Normalise the hidden sizes to a tuple and check every field."""
        sizes = self.hidden_sizes
        if not isinstance(sizes, (list, tuple)):
            raise ConfigError(f"hidden_sizes must be a list of whole numbers, got {shown(sizes)}")
        object.__setattr__(self, "hidden_sizes", tuple(sizes))
        check_run_name(self.name)
        if not isinstance(self.dataset, str) or not self.dataset:
            raise ConfigError(f"dataset must be the name of a data set, got {shown(self.dataset)}")
        _check_choice("kind", self.kind, tuple(KINDS))
        try:
            object.__setattr__(self, "shape", PictureShape.of(self.shape, KINDS[self.kind].least))
        except ValueError as error:
            raise ConfigError(str(error)) from error
        _check_choice("architecture", self.architecture, (*ARCHITECTURES, IMPORTED))
        _check_choice("activation", self.activation, ACTIVATIONS)
        _check_choice("learning_rate_schedule", self.learning_rate_schedule, SCHEDULES)
        _check_choice("products", self.products, PRODUCTS)
        if self.products != "float32" and self.architecture == "convolutional":
            raise ConfigError(f"products must be float32 for a convolutional network, got {self.products}")
        _check_choice("likelihood", self.likelihood, tuple(LIKELIHOODS))
        if self.likelihood not in KINDS[self.kind].likelihoods:
            fitting = ", ".join(KINDS[self.kind].likelihoods)
            raise ConfigError(f"likelihood of {KINDS[self.kind].nouns} must be one of {fitting}, got {self.likelihood}")
        for index, size in enumerate(self.hidden_sizes):
            _check_whole(f"hidden_sizes[{index}]", size, 1, MAX_HIDDEN_SIZE)
        if len(self.hidden_sizes) > MAX_HIDDEN_LAYERS:
            raise ConfigError(
                f"hidden_sizes must have at most {MAX_HIDDEN_LAYERS} entries, got {len(self.hidden_sizes)}"
            )
        if self.architecture == "convolutional" and not self.hidden_sizes:
            raise ConfigError("hidden_sizes must name at least one filter count for a convolutional network, got none")
        _check_choice("family", self.family, tuple(FAMILIES))
        _check_bool("variational", self.variational)
        if not FAMILIES[self.family].has_posterior:
            object.__setattr__(self, "variational", False)
        elif not self.variational and self.family != STANDARD:
            raise ConfigError(f"variational must be true for {FAMILIES[self.family].phrase}, got false")
        self._check_prior()
        _check_bool("conditional", self.conditional)
        self._check_levels()
        if self.encoder_epochs and not self.variational:
            raise ConfigError(f"encoder_epochs must be 0 for {self.phrase}, whose encoder has no posterior")
        if self.encoder_epochs and self.learns_prior:
            raise ConfigError(f"encoder_epochs must be 0 for {self.phrase}, which the encoder learns with")
        for field, (low, high) in LIMITS.items():
            check = _check_real if isinstance(low, float) else _check_whole
            least = 0 if field == "epochs" and self.is_imported else low
            check(field, getattr(self, field), least, high)

    def _check_prior(self) -> None:
        _check_choice("prior", self.prior, tuple(PRIORS))
        if not isinstance(self.painting, str):
            raise ConfigError(f"painting must be a text, got {shown(self.painting)}")
        family, prior = FAMILIES[self.family], PRIORS[self.prior]
        if prior.name != PAINTED:
            object.__setattr__(self, "painting", "")
        elif problem := painting_problem(self.painting):
            raise ConfigError(problem)
        if prior.name != NORMAL and not family.takes_prior:
            raise ConfigError(
                f"prior must be normal for {family.phrase}, whose KL term knows no other, got {prior.name}"
            )
        if prior.is_drawn and self.latent_dim != 2:
            raise ConfigError(
                f"latent_dim must be 2 for a prior that is drawn in the plane, got {shown(self.latent_dim)}"
            )
        if prior.has_classes and isinstance(self.num_classes, int) and self.num_classes > MOST_PARTS:
            raise ConfigError(
                f"num_classes must be at most {MOST_PARTS} for {prior.phrase}, got {shown(self.num_classes)}"
            )

    @property
    def phrase(self) -> str:
        """What the run is, with its article: "a plain autoencoder", "an adversarial autoencoder"."""
        is_plain = self.family == STANDARD and not self.variational
        return "a plain autoencoder" if is_plain else FAMILIES[self.family].phrase

    @property
    def phrase_at_start(self) -> str:
        """The same at the start of a sentence."""
        return self.phrase[0].upper() + self.phrase[1:]

    @property
    def has_prior(self) -> bool:
        """Whether codes are pulled to the normal distribution N(0, I)."""
        family = FAMILIES[self.family]
        return self.prior == NORMAL and not family.learns_prior and (self.variational or family.takes_prior)

    @property
    def learns_prior(self) -> bool:
        """Whether what codes are pulled to is learnt with the networks, see `vae.prior.mixture`."""
        return FAMILIES[self.family].learns_prior

    def _check_levels(self) -> None:
        """Check what a family of several levels asks for."""
        family = FAMILIES[self.family]
        if not family.levels:
            return
        if self.architecture != "dense":
            raise ConfigError(f"architecture must be dense for {family.phrase}, got {shown(self.architecture)}")
        if self.latent_dim != family.latent_dim:
            given = f"{family.latent_dim} for {family.phrase} of {len(family.levels)} levels"
            raise ConfigError(f"latent_dim must be {given}, got {shown(self.latent_dim)}")
        if family.shares_layers and self.encoder_epochs:
            raise ConfigError(f"encoder_epochs must be 0 for {family.phrase}, whose networks share layers")
        if len(self.hidden_sizes) < family.least_layers:
            layers = f"{family.least_layers} hidden layers for {family.phrase}"
            raise ConfigError(f"hidden_sizes must name at least {layers}, got {len(self.hidden_sizes)}")

    @property
    def features_shape(self) -> tuple[int, int, int]:
        """Height, width and filters of what the last convolution of a convolutional encoder gives."""
        scale = 2 ** min(self.shape.num_halvings, len(self.hidden_sizes))
        return self.shape.height // scale, self.shape.width // scale, self.hidden_sizes[-1]

    @property
    def raster(self) -> PictureShape:
        """The shape of a picture of one output: its own, unless outputs are no pictures."""
        return KINDS[self.kind].raster(self.shape)

    @property
    def is_imported(self) -> bool:
        """Whether the networks were made elsewhere: how they were trained is not known."""
        return self.architecture == IMPORTED

    @property
    def is_binarized(self) -> bool:
        """Whether the run knows no grey: its likelihood is that of pixels made black or white."""
        return LIKELIHOODS[self.likelihood].is_binarized

    @property
    def has_width(self) -> bool:
        """Whether the run learns the width of its pixels' Gaussians."""
        return LIKELIHOODS[self.likelihood].has_width

    def to_json(self) -> str:
        """Return the configuration as indented JSON, with the format's version."""
        fields = dataclasses.asdict(self)
        for name in _LATER_FIELDS:
            if getattr(self, name) == getattr(RunConfig, name):
                del fields[name]
        return json.dumps({"version": CONFIG_VERSION, **fields}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "RunConfig":
        """Read what `to_json` wrote.

        Raises:
            ConfigError: the text is no JSON object, comes from a newer version, or has an unknown or wrong field.
        """
        try:
            fields = parse(text, "the configuration must be JSON")
        except DocumentError as error:
            raise ConfigError(str(error)) from error
        if not isinstance(fields, dict):
            raise ConfigError(f"the configuration must be a JSON object, got {type(fields).__name__}")
        version = fields.pop("version", None)
        if type(version) is not int or version < 1:
            raise ConfigError(f"the configuration must name its version, a whole number from 1, got {shown(version)}")
        if version > CONFIG_VERSION:
            raise ConfigError(
                f"the configuration has version {shown(version)}, this program reads up to {CONFIG_VERSION}: "
                "update the program to open it"
            )
        return cls.from_fields(fields)

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> "RunConfig":
        """Build a configuration from field values by name.

        Raises:
            ConfigError: a field is unknown, the name is missing, or a value is out of range.
        """
        known = {field.name for field in dataclasses.fields(cls)}
        unknown = sorted(set(fields) - known)
        if unknown:
            raise ConfigError(f"unknown configuration field {shown(unknown[0])}; known are {', '.join(sorted(known))}")
        if "name" not in fields:
            raise ConfigError("the configuration must have a name, got none")
        return cls(**fields)


def chosen_fields() -> tuple[dataclasses.Field, ...]:
    """Return the fields of a configuration that somebody chooses: all but kind and shape, which are the data set's."""
    return tuple(field for field in dataclasses.fields(RunConfig) if field.name not in ("kind", "shape"))


def _check_choice(field: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ConfigError(f"{field} must be one of {', '.join(choices)}, got {shown(value)}")


def _check_bool(field: str, value: object) -> None:
    if not isinstance(value, bool):
        raise ConfigError(f"{field} must be true or false, got {shown(value)}")


def _check_whole(field: str, value: object, low: float, high: float) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ConfigError(f"{field} must be a whole number, got {shown(value)}")
    if value < low:
        raise ConfigError(f"{field} must be at least {low}, got {shown(value)}")
    if value > high:
        raise ConfigError(f"{field} must be at most {high}, got {shown(value)}")


def _check_real(field: str, value: object, low: float, high: float) -> None:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not abs(value) < math.inf:
        raise ConfigError(f"{field} must be a finite number, got {shown(value)}")
    if not low <= value <= high:
        raise ConfigError(f"{field} must be between {low:g} and {high:g}, got {shown(value)}")
