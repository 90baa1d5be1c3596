"""The families of autoencoders that a run can be of: one row each, which everything else looks up.

What varies between them is what codes are pulled to, the prior; what an encoder says of a picture, the posterior; and
how a code becomes a picture, the chain of the decoder. A new one is a module with a class that extends
`vae.model.vae.VAE`, and a row here.
"""

import math
from dataclasses import dataclass

STANDARD = "vae"
"""The family of all runs that name none: codes have the prior N(0, I), or none where the run is not variational."""


@dataclass(frozen=True)
class Level:
    """Some dimensions of a code that the encoder tells and the decoder takes at a depth of their own.

    Attributes:
        title: what pages call it.
        size: how many dimensions it has.
    """

    title: str
    size: int


@dataclass(frozen=True)
class Family:
    """One family.

    Attributes:
        name: what a configuration says.
        title: what a form and a table say.
        phrase: what a sentence says after "a" or "an", with it.
        description: what it does that the others do not, one sentence.
        model: the module and the class that build it; imported by the processes that train and ask networks alone.
        has_posterior: whether the encoder may give a distribution; without one `RunConfig.variational` is False.
        takes_prior: whether codes may be pulled to any prior of `vae.priors`.
        terms: figures of an epoch that no other family has, as its class' `terms` names them; columns of its history,
            once for pictures trained on and once, with "val_" before, for held-out ones.
        levels: of its codes, in the order of their dimensions: the first is told and taken next to the picture, the
            last in the middle; none where all dimensions are alike.
        least_layers: how many hidden layers it needs.
        shares_layers: whether encoder and decoder have layers in common, so that none can be trained alone.
        has_shared_noise: whether all noise of a training step is drawn before it, so that devices can share it out.
        learns_prior: whether what codes are pulled to is learnt with the networks, in the place of N(0, I).
        aside: what a list of runs says of it after what their codes are of, with a preposition; "" where another word
            says what it shows.
    """

    name: str
    title: str
    phrase: str
    description: str
    model: str
    has_posterior: bool = True
    takes_prior: bool = False
    terms: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    least_layers: int = 0
    shares_layers: bool = False
    has_shared_noise: bool = False
    learns_prior: bool = False
    aside: str = ""

    @property
    def latent_dim(self) -> int | None:
        """How many dimensions its codes must have; None where anybody may choose."""
        return sum(level.size for level in self.levels) or None

    @property
    def dimensions(self) -> tuple[range, ...]:
        """The dimensions of each level, from 0."""
        ends = [sum(level.size for level in self.levels[: index + 1]) for index in range(len(self.levels))]
        return tuple(range(end - level.size, end) for end, level in zip(ends, self.levels, strict=True))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its history beside those that all runs have."""
        return tuple(prefix + term for prefix in ("", "val_") for term in self.terms)


@dataclass(frozen=True)
class Term:
    """A figure that only some families tell of each epoch.

    Attributes:
        title: what a curve of it is called.
        level: a value that it is held against, or None.
        level_name: where it has that value, what a sentence says after "where".
    """

    title: str
    level: float | None = None
    level_name: str = ""


TERMS: dict[str, Term] = {
    "critic": Term("Critic's loss", math.log(2.0), "the critic can only guess"),
    "bound": Term("Bound of 8 draws, nats"),
    "kl_level_1": Term("KL of level 1"),
    "kl_level_2": Term("KL of level 2"),
    "kl_level_3": Term("KL of level 3"),
    "kl_lower": Term("KL of the lower layer"),
    "kl_top": Term("KL of the top layer"),
    "mismatch": Term("Distance from the prior, MMD²", 0.0, "both lie alike"),
}


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            name=STANDARD,
            title="Variational autoencoder",
            phrase="a variational autoencoder",
            description="Each picture is a cloud of codes, and the KL term pulls all to one normal distribution.",
            model="vae.model.vae.VAE",
            has_shared_noise=True,
        ),
        Family(
            name="adversarial",
            title="Adversarial autoencoder",
            phrase="an adversarial autoencoder",
            description="A critic tells codes from draws of a prior of any shape; the encoder learns to deceive it.",
            model="vae.variants.adversarial.AdversarialAutoencoder",
            has_posterior=False,
            takes_prior=True,
            terms=("critic",),
        ),
        Family(
            name="wasserstein",
            title="Wasserstein autoencoder",
            phrase="a Wasserstein autoencoder",
            description="All codes together are made to lie as draws of a prior of any shape do; no critic is needed.",
            model="vae.variants.wasserstein.WassersteinAutoencoder",
            has_posterior=False,
            takes_prior=True,
            terms=("mismatch",),
        ),
        Family(
            name="importance",
            title="Importance-weighted autoencoder",
            phrase="an importance-weighted autoencoder",
            description="A variational one that draws 8 codes for each picture, of which the better ones count more.",
            model="vae.variants.importance.ImportanceWeightedAutoencoder",
            terms=("bound",),
            aside="by eight draws",
        ),
        Family(
            name="mixture",
            title="VAE with a learnt prior",
            phrase="a variational autoencoder with a learnt prior",
            description="Codes are pulled to 32 clouds in the place of one, which move to where the codes lie.",
            model="vae.variants.mixture.MixtureVAE",
            learns_prior=True,
            aside="in clouds",
        ),
        Family(
            name="ladder",
            title="Ladder VAE",
            phrase="a ladder VAE",
            description="Codes of two numbers enter the decoder at three depths; each learns what its depth can do.",
            model="vae.variants.ladder.LadderVAE",
            terms=("kl_level_1", "kl_level_2", "kl_level_3"),
            levels=(Level("Level 1", 2), Level("Level 2", 2), Level("Level 3", 2)),
            least_layers=3,
            aside="on three maps",
        ),
        Family(
            name="hierarchical",
            title="Hierarchical VAE, 2 to 16",
            phrase="a hierarchical VAE",
            description="Two numbers at the top say where to look for the sixteen below them, which draw the picture.",
            model="vae.variants.hierarchical.HierarchicalVAE",
            terms=("kl_lower", "kl_top"),
            levels=(Level("Lower layer", 16), Level("Top layer", 2)),
            least_layers=2,
            aside="in two layers",
            shares_layers=True,
        ),
    )
}
