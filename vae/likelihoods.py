"""The likelihoods of pixels that a run can be trained with: one row each, which everything else looks up.

A new one is a row here, its negative log-likelihood in `vae.model.losses`, and the same formula in
ui/live/likelihoods.js for the live -ELBO, which refuses one it does not know.
"""

from dataclasses import dataclass

LEAST_SIGMA = 0.5 / 255
"""Half a step between two levels: a width below it would tell pixels more finely than pictures hold them."""


PICTURE = "picture"
"""The name of the kind that most runs are of, see `vae.kind`."""


@dataclass(frozen=True)
class Likelihood:
    """One likelihood of pixels.

    Attributes:
        name: what a configuration says.
        title: what a form and a table say.
        phrase: what a sentence says after "the".
        function: name of the negative log-likelihood in `vae.model.losses` and in ui/live/likelihoods.js. It takes
            pixels and what the decoder says of them, [batch, *shape] each, and returns nats per image, [batch].
        source: a part of the statement of that function that Encode's trace shows.
        takes_pixels: whether the function is given the predicted pixels, sigmoid(logit), and not the logits.
        is_binarized: whether the run knows no grey: it trains on pixels drawn white or black anew for every batch, with
            the grey value as the probability, and sees a given picture cut at one half.
        output: what makes predictions of the decoder's logits: "sigmoid" of each, or "softmax" along the last axis.
        kinds: what outputs it is for, names in `vae.kind`.
        has_width: whether the function is given a third argument, `sigma`, one width for all numbers of all pictures,
            which is learnt with the networks.
    """

    name: str
    title: str
    phrase: str
    function: str
    source: str
    takes_pixels: bool = False
    is_binarized: bool = False
    has_width: bool = False
    output: str = "sigmoid"
    kinds: tuple[str, ...] = (PICTURE,)

    @property
    def is_density(self) -> bool:
        """Whether it is a density of numbers and no probability: its nats may lie below 0, and have no zero."""
        return self.function == "gaussian_nll"


LIKELIHOODS: dict[str, Likelihood] = {
    likelihood.name: likelihood
    for likelihood in (
        Likelihood(
            name="bernoulli",
            title="Bernoulli, grey pixels",
            phrase="Bernoulli likelihood of grey pixels",
            function="bernoulli_nll",
            source="softplus",
        ),
        Likelihood(
            name="bernoulli_binarized",
            title="Bernoulli, black or white pixels",
            phrase="Bernoulli likelihood of pixels made black or white",
            function="bernoulli_nll",
            source="softplus",
            is_binarized=True,
        ),
        Likelihood(
            name="gaussian",
            title="Gaussian, squared error",
            phrase="Gaussian likelihood",
            function="gaussian_nll",
            source="square",
            takes_pixels=True,
        ),
        Likelihood(
            name="gaussian_learnt",
            title="Gaussian, learnt width",
            phrase="Gaussian likelihood of a learnt width",
            function="gaussian_nll",
            source="square",
            takes_pixels=True,
            has_width=True,
            kinds=(PICTURE, "motion"),
        ),
        Likelihood(
            name="categorical",
            title="Categorical, one symbol at each place",
            phrase="categorical likelihood of symbols",
            function="categorical_nll",
            source="log_softmax",
            output="softmax",
            kinds=("word", "melody"),
        ),
    )
}
