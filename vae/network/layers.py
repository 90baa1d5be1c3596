"""The layers that a network of the browser's format is made of, as its JSON has them.

Values are channels last: [height, width, channels], or a list of numbers. The four numbers of a margin are top, bottom,
left and right. Tensors lie beside the layers and are called by their names.
"""

from typing import Any, Literal, TypedDict, get_args

FirstActivation = Literal["relu", "gelu", "silu", "elu", "tanh", "sigmoid"]
LaterActivation = Literal[
    "leaky_relu",
    "prelu",
    "selu",
    "softplus",
    "softsign",
    "exponential",
    "hard_sigmoid",
    "relu6",
    "gelu_tanh",
    "mish",
    "softmax",
]
FIRST_ACTIVATIONS: tuple[FirstActivation, ...] = get_args(FirstActivation)
"""Those of version 1, which take no parameters there."""
ACTIVATIONS: tuple[str, ...] = FIRST_ACTIVATIONS + get_args(LaterActivation)


class DenseLayer(TypedDict):
    """A product with a kernel of [inputs, outputs]; kernel and bias are names of tensors."""

    type: Literal["dense"]
    kernel: str
    bias: str


class ConvolutionLayer(TypedDict):
    """A 3x3 convolution as Keras has it, channels last, "same" padding; kernel and bias are names of tensors."""

    type: Literal["conv2d", "conv2d_transpose"]
    kernel: str
    bias: str
    strides: int


class _NamedActivation(TypedDict):
    type: Literal["activation"]
    name: FirstActivation | LaterActivation


class ActivationLayer(_NamedActivation, total=False):
    """A function of every number, some with a slope or an offset; `slopes` names the tensor of prelu's.

    Softmax alone is one of the numbers of the last axis together.
    """

    slope: float
    offset: float
    slopes: str


class _Labels(TypedDict):
    type: Literal["concatenate_labels"]


class LabelLayer(_Labels, total=False):
    """Appends the class, or with `first` puts it first: a one among zeros for the others, or a share of each."""

    first: bool


class ReshapeLayer(TypedDict):
    """Gives the same numbers another shape."""

    type: Literal["reshape"]
    shape: list[int]


class AnyConvolutionLayer(TypedDict):
    """A convolution, kernel [height, width, inputs / groups, outputs]; kernel and bias are names of tensors."""

    type: Literal["convolution"]
    kernel: str
    bias: str
    strides: list[int]
    padding: list[int]
    dilation: list[int]
    groups: int


class AnyTransposedLayer(TypedDict):
    """A transposed convolution, kernel [height, width, outputs, inputs]: (n - 1) * stride + height rows, then cropped.

    A negative number in `crop` adds rows or columns that hold the bias alone.
    """

    type: Literal["transposed_convolution"]
    kernel: str
    bias: str
    strides: list[int]
    crop: list[int]


class ScaleLayer(TypedDict):
    """x * scale + shift; both name tensors of one number, or of the shape that the values have in their last axes."""

    type: Literal["scale"]
    scale: str
    shift: str


class NormaliseLayer(TypedDict):
    """Takes the mean and divides by the deviation of each of some groups of channels, then x * scale + shift.

    They are those of a whole picture, or, with `each_place`, of one place's channels.
    """

    type: Literal["normalise"]
    groups: int
    each_place: bool
    epsilon: float
    scale: str
    shift: str


class UpsampleLayer(TypedDict):
    """So many times as many rows and columns, repeated, or between the centres of pixels in straight lines."""

    type: Literal["upsample"]
    factors: list[int]
    method: Literal["nearest", "bilinear"]


class ResampleLayer(TypedDict):
    """Another size: each new row is a mixture of the old ones, each column, too.

    Both name tensors of shares: rows [new height, height], columns [new width, width].
    """

    type: Literal["resample"]
    rows: str
    columns: str


class PoolLayer(TypedDict):
    """The largest number or the mean of each window of `size`, of what lies in the picture."""

    type: Literal["pool"]
    method: Literal["max", "average"]
    size: list[int]
    strides: list[int]
    padding: list[int]


class PadLayer(TypedDict):
    """A margin of zeros."""

    type: Literal["pad"]
    padding: list[int]


class CropLayer(TypedDict):
    """Cuts a margin off."""

    type: Literal["crop"]
    crop: list[int]


class TransposeLayer(TypedDict):
    """Another order of the axes, those of one point's values, from 0."""

    type: Literal["transpose"]
    axes: list[int]


# A keyword of Python is a key of these two.
KeepLayer = TypedDict("KeepLayer", {"type": Literal["keep"], "as": str})
KeepLayer.__doc__ = "Gives values a name, under which a later layer finds them as they are here."
JoinLayer = TypedDict("JoinLayer", {"type": Literal["add", "multiply"], "with": str})
JoinLayer.__doc__ = "Adds or multiplies kept values; a side of 1 is repeated, both ways."
_Concatenate = TypedDict("_Concatenate", {"type": Literal["concatenate"], "with": str})


class ConcatenateLayer(_Concatenate, total=False):
    """Appends kept values along the last axis, or with `first` puts them first."""

    first: bool


class PartLayer(TypedDict):
    """Goes on with so many numbers of kept values, counted along the last axis, in the place of what comes in."""

    type: Literal["part"]
    of: str
    start: int
    size: int


class _Graph(TypedDict):
    type: Literal["graph"]
    model: str
    inputs: list[str]
    shapes: list[list[int]]
    outputs: list[str]
    size: int


class GraphLayer(_Graph, total=False):
    """A graph of ONNX, which ONNX Runtime evaluates and a browser does not; `model` names a tensor of its bytes.

    A list of numbers is cut into its inputs in order, of these shapes, and what its outputs give for a point is put one
    after another, `size` numbers in all. An input for a class number is given a share of each class. `ends` is the
    function that all of them end with, where that is known, and `numbers` how many weights it has.
    """

    ends: str
    numbers: int


FirstLayer = DenseLayer | ConvolutionLayer | ActivationLayer | LabelLayer | ReshapeLayer
LaterLayer = (
    AnyConvolutionLayer | AnyTransposedLayer | ScaleLayer | NormaliseLayer | UpsampleLayer | ResampleLayer
    | PoolLayer | PadLayer | CropLayer | TransposeLayer | KeepLayer | JoinLayer | ConcatenateLayer
    | PartLayer
)  # fmt: skip
Layer = FirstLayer | LaterLayer | GraphLayer
TENSOR_KEYS = ("kernel", "bias", "scale", "shift", "slopes", "rows", "columns", "model")
BYTES_KEY = "model"
"""The one of them whose tensor holds bytes, not weights."""


def _kinds(layers: Any) -> dict[str, Any]:
    return {kind: layer for layer in get_args(layers) for kind in get_args(layer.__annotations__["type"])}


LAYERS: dict[str, Any] = _kinds(Layer)
"""The typed dict of each type of layer."""
_FIRST_KINDS = _kinds(FirstLayer)
_LATER_KINDS = _kinds(LaterLayer)


def version_of(layer: dict[str, Any]) -> int:
    """Return the first version of the format that knows a layer, 1 to 3."""
    if layer["type"] not in _FIRST_KINDS and layer["type"] not in _LATER_KINDS:
        return 3
    known = layer["type"] in _FIRST_KINDS and not {"slope", "offset", "slopes", "first"} & set(layer)
    return 1 if known and (layer["type"] != "activation" or layer["name"] in FIRST_ACTIVATIONS) else 2
