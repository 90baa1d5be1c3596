"""The explorer's own bundles, read as foreign networks, which they are when they come from elsewhere."""

from dataclasses import replace

from vae.foreign.description import Choices, ForeignError, ForeignInput, ForeignModel, ForeignOutput, Head
from vae.foreign.models import likely_shape
from vae.network import network
from vae.network.bundles import BundleError
from vae.network.network import Network

FORMAT = "bundle of this explorer"


def read(name: str, content: bytes) -> ForeignModel:
    """Read a bundle: what it gives is pixels, or mean and log variance, as the format says.

    Args:
        name: of the file.
        content: of it.

    Raises:
        ForeignError: it is damaged, or its layers do not fit its weights.
    """
    try:
        found = network.read(content)
    except BundleError as error:
        raise ForeignError(str(error)) from error
    (size,), (given,) = found.input_shape, found.output_shape
    is_decoder = given > size
    output = ForeignOutput("output", (given,), "picture" if is_decoder else "several", "linear", "unbounded")
    if is_decoder:
        output = replace(output, range="unit", activation="sigmoid")
        proposal = Choices("decoder", picture="output", shape=likely_shape((given,)))
    else:
        heads = (Head("output", "first", 2), Head("output", "second", 2)) if given % 2 == 0 else (Head("output"), None)
        proposal = Choices("encoder", mean=heads[0], log_variance=heads[1], shape=likely_shape((size,)))
    inputs = [ForeignInput("input", (size,), "codes" if is_decoder else "pictures")]
    if found.num_classes:
        inputs.append(ForeignInput("labels", (found.num_classes,), "labels"))

    def build(choices: Choices) -> Network:
        if choices.role != proposal.role:
            raise ForeignError(f"this bundle takes {size} numbers and gives {given}: it is the {proposal.role}")
        if choices.mean and choices.log_variance is None and proposal.log_variance and choices.mean.part != "all":
            raise ForeignError("a bundle's mean and log variance come together: choose all of its numbers as the mean")
        return found

    return ForeignModel(
        FORMAT, name, proposal.role, tuple(inputs), (output,), "flat", (), proposal, build, is_settled=True
    )
