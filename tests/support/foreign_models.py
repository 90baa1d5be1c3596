"""Foreign networks as a reader gives them, made by hand: linear autoencoders that undo themselves."""

import numpy as np

from vae.foreign.description import Choices, ForeignInput, ForeignModel, ForeignOutput, Head
from vae.network.network import Network
from vae.shape import PictureShape

RANGES = {"sigmoid": "unit", "tanh": "signed", "linear": "unbounded"}


def basis(latent_dim, size, seed=0):
    """Return smooth pictures that stand at right angles to each other, float32 [latent_dim, size]."""
    rng = np.random.default_rng(seed)
    return (np.linalg.qr(rng.normal(size=(size, latent_dim)))[0].T).astype(np.float32)


def dense(layers, tensors, kernel, bias):
    name = f"{len(tensors)}"
    tensors |= {f"{name}.kernel": kernel.astype(np.float32), f"{name}.bias": bias.astype(np.float32)}
    layers.append({"type": "dense", "kernel": f"{name}.kernel", "bias": f"{name}.bias"})


def order_of(layout, shape):
    """Return where each of our numbers, pixel by pixel, lies in the file's list."""
    numbers = np.arange(shape.size)
    if layout == "channels_first":
        return numbers.reshape(shape.channels, shape.height, shape.width).transpose(1, 2, 0).ravel()
    return numbers


def decoder(pictures, closing="sigmoid", shape=(28, 28), num_classes=0, mixed=False, flat=True, layout="channels_last",
            gain=4.0, name="decoder", **proposal):  # fmt: skip
    """Return a decoder whose pictures are sums of those given, [latent_dim, size], in the file's order."""
    latent_dim, size = pictures.shape
    real = None if flat else PictureShape.of(shape)

    def build(choices):
        layers, tensors = [], {}
        told = num_classes
        if num_classes:
            assert not mixed or choices.num_classes == num_classes
            layers.append({"type": "concatenate_labels", **({"first": True} if choices.labels_first else {})})
        kernel = np.concatenate([gain * pictures, np.zeros((told, size), np.float32)])
        if choices.labels_first:
            kernel = np.roll(kernel, told, axis=0)
        kernel = kernel[:, order_of(choices.layout, choices.shape or real or PictureShape.of(shape))]
        dense(layers, tensors, kernel, np.zeros(size))
        if closing != "linear":
            layers.append({"type": "activation", "name": closing})
        scale = {"signed": (0.5, 0.5), "bytes": (1 / 255, 0.0)}.get(choices.pixels)
        if scale:
            tensors |= {"scale": np.float32([scale[0]]), "shift": np.float32([scale[1]])}
            layers.append({"type": "scale", "scale": "scale", "shift": "shift"})
        if choices.pixels == "logits":
            layers.append({"type": "activation", "name": "sigmoid"})
        return Network(layers, tensors, (latent_dim,), told)

    inputs = (ForeignInput("z", (latent_dim + (num_classes if mixed else 0),), "codes"),)
    if num_classes and not mixed:
        inputs += (ForeignInput("y", (num_classes,), "labels"),)
    output = ForeignOutput("x", (size,) if flat else tuple(shape), "picture", closing, RANGES[closing])
    choices = Choices("decoder", picture="x", **proposal)
    return ForeignModel(
        "ONNX", name, "decoder", inputs, (output,), "flat" if flat else "channels_last", (), choices, build
    )


def encoder(pictures, closing="sigmoid", order="mean-first", pixels="unit", heads="together", gain=4.0, shape=(28, 28),
            output_range="unbounded", num_classes=0, name="encoder"):  # fmt: skip
    """Return the encoder that undoes a linear decoder of the same pictures, as well as a linear one can."""
    latent_dim, size = pictures.shape
    slope = {"sigmoid": 4.0, "tanh": 2.0, "linear": 1.0}[closing]
    middle = 0.5 if closing != "linear" else 0.0
    real = {"unit": (1.0, 0.0), "signed": (2.0, -1.0), "bytes": (255.0, 0.0)}[pixels]

    def build(choices):
        layers, tensors = [], {}
        if num_classes:
            layers.append({"type": "concatenate_labels"})
        given = {"unit": (1.0, 0.0), "signed": (2.0, -1.0), "bytes": (255.0, 0.0)}[choices.pixels]
        # What the file's own weights make of pixels written as `pixels`, given as the choices say.
        own = pictures.T * slope / gain / real[0]
        mean = own * given[0]
        bias = own.sum(axis=0) * (given[1] - real[1] - middle * real[0])
        width = np.full((size, latent_dim), 0.0)
        parts = {"mean": (mean, bias), "width": (width, np.full(latent_dim, -6.0))}
        names = ("mean", "width") if heads != "alone" else ("mean",)
        if heads == "together":
            file_order = names if order == "mean-first" else names[::-1]
            chosen_first = choices.mean.part == "first"
            names = file_order if chosen_first else file_order[::-1]
        kernel = np.concatenate([parts[one][0] for one in names], axis=1)
        kernel = np.concatenate([kernel, np.zeros((num_classes, kernel.shape[1]))])
        dense(layers, tensors, kernel, np.concatenate([parts[one][1] for one in names]))
        return Network(layers, tensors, (size,), num_classes)

    inputs = (ForeignInput("x", (size,), "pictures"),)
    if num_classes:
        inputs += (ForeignInput("y", (num_classes,), "labels"),)
    outputs = {
        "together": (ForeignOutput("h", (2 * latent_dim,), "several", "linear", "unbounded"),),
        "apart": (ForeignOutput("mean", (latent_dim,), "mean", "linear", "unbounded"),
                  ForeignOutput("log_var", (latent_dim,), "log_variance", "linear", "unbounded")),
        "alone": (ForeignOutput("m", (latent_dim,), "mean", "linear", output_range),),
    }[heads]  # fmt: skip
    proposal = {
        "together": Choices("encoder", Head("h", "first", 2), Head("h", "second", 2)),
        "apart": Choices("encoder", Head("mean"), Head("log_var")),
        "alone": Choices("encoder", Head("m")),
    }[heads]
    return ForeignModel("Keras 3", name, "encoder", inputs, outputs, "flat", (), proposal, build)
