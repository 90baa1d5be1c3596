"""The variational autoencoder: two networks, the reparameterisation between them and the loss, written once."""

from importlib import import_module
from typing import Any

import keras
from keras import ops

from vae.config import RunConfig
from vae.families import FAMILIES
from vae.model import losses, networks
from vae.optimizing import seeded
from vae.pictures.white import is_white
from vae.prior.draws import Prior, prior_of

Tensor = Any


class VAE(keras.Model):
    """A (conditional, beta-) variational autoencoder, Kingma and Welling (2014), arXiv:1312.6114.

    Inputs are a dict: `images` [batch, *shape], uint8 in 0-255 or float in [0, 1], and, for conditional runs, `labels`
    int [batch]. `compute_loss` is the mean of reconstruction + kl_weight * KL in nats per image, the same for training,
    validation and `evaluate`.

    Other families extend it: they say how networks are built (`build_encoder`, `build_decoder`), what the codes cost
    (`kl_per_dimension`, or all of `compute_loss`), and what else an epoch is to tell of (`terms`).
    """

    build_encoder = staticmethod(networks.build_encoder)
    build_decoder = staticmethod(networks.build_decoder)

    def __init__(
        self, config: RunConfig, encoder: keras.Model | None = None, decoder: keras.Model | None = None
    ) -> None:
        """Build both networks from the configuration, or take loaded ones; an imported run has no others."""
        super().__init__(name="vae")
        self.config = config
        if config.is_imported and decoder is None:
            raise ValueError(f"run {config.name!r} has imported networks, which can be opened, not built and trained")
        can_build = not config.is_imported
        self.encoder: Any = self.build_encoder(config) if encoder is None and can_build else encoder
        self.decoder = self.build_decoder(config) if decoder is None else decoder
        self.seed_generator = keras.random.SeedGenerator(config.seed)
        self.kl_weight = self.add_weight(
            name="kl_weight", shape=(), initializer=keras.initializers.Constant(config.beta), trainable=False
        )
        self.width = self.add_weight(name="width", shape=(), initializer="zeros") if config.has_width else None
        self.reconstruction_tracker = keras.metrics.Mean(name="reconstruction")
        self.kl_tracker = keras.metrics.Mean(name="kl")
        self.term_trackers = {term: keras.metrics.Mean(name=term) for term in FAMILIES[config.family].terms}

    @property
    def sigma(self) -> float | None:
        """The learnt width of a pixel's Gaussian, in units of full white; None where the likelihood has none."""
        return None if self.width is None else float(losses.sigma_of(self.width))

    def set_sigma(self, sigma: float) -> None:
        """Take a width of a pixel's Gaussian, above `vae.likelihoods.LEAST_SIGMA`."""
        assert self.width is not None, "the likelihood has no width"
        self.width.assign(losses.width_of(sigma))

    def set_prior(self, prior: Prior | None) -> None:
        """Take a prior that was learnt; only families that learn one have a place for it."""
        raise ValueError(f"{FAMILIES[self.config.family].phrase} learns no prior")

    @property
    def parameters(self) -> list[Any]:
        """The variables that training changes: both networks', and the width where one is learnt."""
        widths = [] if self.width is None else [self.width]
        both = (network for network in (self.encoder, self.decoder) if network is not None)
        return [*(variable for network in both for variable in network.variables), *widths]

    @property
    def takes_labels(self) -> bool:
        """Whether training looks at the classes of pictures."""
        return self.config.conditional

    def encode(self, images: Tensor, labels: Tensor = None, training: bool = False) -> tuple[Tensor, Tensor | None]:
        """Return (z_mean, z_log_var) of the posterior, [batch, latent_dim] each.

        Args:
            images: pixels, uint8 in 0-255 or float in [0, 1], [batch, *shape]; a binarised run, which knows no grey,
                sees them cut at one half.
            labels: class numbers, int [batch]; needed by conditional runs only.
            training: whether batch normalisation uses the batch's statistics.

        Returns:
            Means and log variances; a plain autoencoder has no variance and returns None in its place.

        Raises:
            ValueError: the run was imported without an encoder.
        """
        if self.encoder is None:
            raise ValueError(f"run {self.config.name!r} was imported without an encoder, so it cannot encode pictures")
        pixels = as_unit_interval(images)
        if self.config.is_binarized:
            pixels = ops.cast(is_white(pixels), "float32")
        inputs = {"images": pixels, **self._one_hot(labels)}
        outputs = self.encoder(inputs, training=training)
        return outputs["z_mean"], outputs.get("z_log_var")

    def reparameterize(self, z_mean: Tensor, z_log_var: Tensor, epsilon: Tensor = None) -> Tensor:
        """Return z = z_mean + exp(z_log_var / 2) * epsilon; epsilon ~ N(0, I) is drawn unless it is given.

        All are [batch, latent_dim].
        """
        if epsilon is None:
            epsilon = seeded.normal(ops.shape(z_mean), self.seed_generator)
        return z_mean + ops.exp(0.5 * z_log_var) * epsilon

    def draw(self, z_mean: Tensor, z_log_var: Tensor, epsilon: Tensor = None) -> tuple[Tensor, Tensor]:
        """Return z as `reparameterize` does, and the log variances that it was drawn with.

        Args:
            z_mean: what `encode` returned, [..., batch, latent_dim].
            z_log_var: beside it.
            epsilon: the noise, [..., batch, latent_dim]; drawn unless it is given.
        """
        return self.reparameterize(z_mean, z_log_var, epsilon), z_log_var

    @property
    def prior(self) -> Prior | None:
        """What codes are pulled to; None for a plain autoencoder, whose codes lie anywhere."""
        return prior_of(self.config)

    def log_prior(self, z: Tensor) -> Tensor:
        """Return log p(z) without its 2 pi, which that of log q(z | x) cancels, nats.

        Args:
            z: codes, [..., latent_dim].
        """
        return -0.5 * ops.sum(ops.square(z), axis=-1)

    def expected_kl_per_dimension(self, z_mean: Tensor, z_log_var: Tensor) -> Tensor:
        """Return KL(q(z | x) || p(z)) of every dimension from what `encode` returned, nats [batch, latent_dim]."""
        return losses.gaussian_kl_per_dimension(z_mean, z_log_var)

    def decode(self, z: Tensor, labels: Tensor = None) -> Tensor:
        """Return the decoded pictures, pixels in [0, 1], [batch, *shape]; arguments as of `decode_logits`."""
        return losses.predicted(self.config.likelihood, self.decode_logits(z, labels))

    def decode_logits(self, z: Tensor, labels: Tensor = None, training: bool = False) -> Tensor:
        """Return one logit a pixel, [batch, *shape].

        Args:
            z: codes [batch, latent_dim].
            labels: class numbers, int [batch], or mixtures of classes, float [batch, num_classes]; needed by
                conditional runs only.
            training: whether batch normalisation uses the batch's statistics.
        """
        inputs = {"z": ops.convert_to_tensor(z, "float32"), **self._one_hot(labels)}
        return self.decoder(inputs, training=training)

    def call(
        self, inputs: dict[str, Tensor], training: bool = False, sample: bool | None = None
    ) -> dict[str, Tensor | None]:
        """Encode, reparameterise, decode.

        Args:
            inputs: `images` and, for conditional runs, `labels`; `epsilon`, where the noise was drawn already;
                `sources`, int [batch], where pictures are drawn from the codes of others, see `vae.data.pairs`.
            training: whether batch normalisation uses the batch's statistics.
            sample: whether z is a draw from the posterior; otherwise it is the mean. Default: only while training.

        Returns:
            A dict: `images`, the target pixels in [0, 1]; `z_mean` and `z_log_var` (None for a plain autoencoder);
            `z` [batch, latent_dim]; `logits` [batch, *shape]; `labels` as they were given, or None.
        """
        sample = training if sample is None else sample
        images, labels = as_unit_interval(inputs["images"]), inputs.get("labels")
        z_mean, z_log_var = self.encode(images, labels, training=training)
        z = z_mean
        if sample and z_log_var is not None:
            z = self.reparameterize(z_mean, z_log_var, inputs.get("epsilon"))
        if "sources" in inputs:
            z = ops.take(z, inputs["sources"], axis=0)
        logits = self.decode_logits(z, labels, training=training)
        return {"images": images, "z_mean": z_mean, "z_log_var": z_log_var, "z": z, "logits": logits, "labels": labels}

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Tensor:
        """Return the mean of reconstruction + kl_weight * KL over the batch, in nats per image."""
        reconstruction = self.reconstruction_nll(y_pred["images"], y_pred["logits"])
        per_dimension = self.kl_per_dimension(y_pred)
        kl = ops.zeros_like(reconstruction) if per_dimension is None else ops.sum(per_dimension, axis=-1)
        self.track(reconstruction, kl, self.terms(y_pred))
        return ops.mean(reconstruction + self.kl_weight * kl)

    def kl_per_dimension(self, outputs: dict[str, Tensor | None]) -> Tensor | None:
        """Return KL(q(z | x) || p(z)) of every dimension of the codes, in nats.

        Args:
            outputs: what `call` returned.

        Returns:
            Nats, [batch, number of dimensions]; None where codes are places, which have no such distance.
        """
        if outputs["z_log_var"] is None:
            return None
        return losses.gaussian_kl_per_dimension(outputs["z_mean"], outputs["z_log_var"])

    def terms(self, outputs: dict[str, Tensor | None]) -> dict[str, Tensor]:
        """Return what this family alone tells of a batch, by the names in its row of `vae.families`.

        Args:
            outputs: what `call` returned.

        Returns:
            Figures, [batch], or one for all of it, of which an epoch's history has the mean.
        """
        return {}

    def track(self, reconstruction: Tensor, kl: Tensor, terms: dict[str, Tensor]) -> None:
        """Take a batch of a training into the means that the epoch's history has."""
        self.reconstruction_tracker.update_state(reconstruction)
        self.kl_tracker.update_state(kl)
        for term, values in terms.items():
            self.term_trackers[term].update_state(values)

    @property
    def trackers(self) -> list[keras.metrics.Mean]:
        """What keeps the means over an epoch."""
        return [self.reconstruction_tracker, self.kl_tracker, *self.term_trackers.values()]

    def reconstruction_nll(self, images: Tensor, logits: Tensor) -> Tensor:
        """Return -log p(x | z) under the run's likelihood, in nats per image, [..., batch].

        The one way to it: a likelihood with a width that is learnt gets it here.

        Args:
            images: target pixels in [0, 1], [batch, *shape]; 0 or 1 where the run is binarised.
            logits: the decoder's output, [..., batch, *shape].
        """
        sigma = None if self.width is None else losses.sigma_of(self.width)
        return losses.reconstruction_nll(self.config.likelihood, images, logits, sigma)

    def _one_hot(self, labels: Tensor) -> dict[str, Tensor]:
        if not self.config.conditional:
            return {}
        if labels is None:
            raise ValueError(f"run {self.config.name!r} is conditional: labels must be given, got None")
        if len(labels.shape) == 2:
            return {"labels": ops.cast(labels, "float32")}
        return {"labels": ops.one_hot(labels, self.config.num_classes)}


def build(config: RunConfig, encoder: keras.Model | None = None, decoder: keras.Model | None = None) -> VAE:
    """Return a new model of a configuration's family; arguments as of `VAE`."""
    module, _, name = FAMILIES[config.family].model.rpartition(".")
    model: VAE = getattr(import_module(module), name)(config, encoder, decoder)
    return model


def as_unit_interval(images: Tensor) -> Tensor:
    """Return pixels as float32 in [0, 1]: uint8 is divided by 255, float is taken as it is."""
    if keras.backend.standardize_dtype(images.dtype) == "uint8":
        return ops.cast(images, "float32") / 255.0
    return ops.cast(images, "float32")
