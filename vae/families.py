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
    """

    name: str
    title: str
    phrase: str
    description: str
    model: str
    has_posterior: bool = True
    takes_prior: bool = False
    terms: tuple[str, ...] = ()

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
        level_name: what that is.
    """

    title: str
    level: float | None = None
    level_name: str = ""


TERMS: dict[str, Term] = {
    "critic": Term("Critic's loss", math.log(2.0), "what it has where it can only guess"),
    "bound": Term("Bound of 8 draws, nats"),
    "mismatch": Term("Distance from the prior, MMD²", 0.0, "what it is where both lie alike"),
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
        ),
    )
}
