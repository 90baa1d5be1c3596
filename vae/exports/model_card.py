"""A run's model card: what it is, what it learned from, its figures, and how other programs load it, as Markdown."""

from collections.abc import Iterable

from vae.data import datasets
from vae.data.wording import names_of, said_of
from vae.fields import FIELDS, TRAINING_FIELDS
from vae.kind import kind_of
from vae.likelihoods import LIKELIHOODS
from vae.runs.store import Run

CARD_FILE = "model-card.md"
_TITLES = {
    "neg_elbo": "−ELBO, nats",
    "exact_nll": "−log p(x), integrated, nats",
    "importance_weighted_nll": "Importance-weighted bound, nats",
    "importance_weighted_nll_5000": "Importance-weighted bound, nats",
    "reconstruction": "Reconstruction, nats",
    "kl": "KL, nats",
    "squared_error": "Squared error a picture",
    "pixel_sigma": "Width of a pixel's Gaussian",
    "active_units": "Dimensions in use",
    "inside_prior": "Codes in the drawn prior",
    "knn_accuracy": "Neighbours' class right",
    "class_consistency": "Wanted class drawn",
}

_KERAS = """```python
import keras
import numpy as np

decoder = keras.saving.load_model("decoder.keras")
outputs = keras.activations.{closing}(decoder({inputs}, training=False))  # {shape}, 0 to 1
```"""

_ONNX = """```python
import numpy as np
import onnxruntime

decoder = onnxruntime.InferenceSession("decoder.onnx")
(outputs,) = decoder.run(None, {inputs})  # {shape}, 0 to 1
```"""

_GRAPH = """```python
import onnxruntime
from safetensors.numpy import load_file

(graph,) = (tensor for tensor in load_file("web.safetensors").values() if tensor.dtype == "uint8")
decoder = onnxruntime.InferenceSession(graph.tobytes())
```"""

_JAVASCRIPT = """```javascript
import {{ Network, parseSafetensors }} from "./ui/live/network.js"; // of this project, with the modules beside it

const bytes = new Uint8Array(await (await fetch("decoder.safetensors")).arrayBuffer());
const {{ metadata, tensors }} = parseSafetensors(bytes);
const outputs = new Network(metadata, tensors).forward({code}); // {size} numbers, 0 to 1, row by row
```"""


def model_card(run: Run) -> str:
    """Return a run's model card."""
    parts = [f"# {run.name}", _summary(run), "## Data", _data(run), "## Settings", _settings(run)]
    if run.origin is not None:
        parts += ["## Origin", _origin(run)]
    parts += ["## Figures", _figures(run), "## How to load", _loading(run)]
    return "\n\n".join(parts) + "\n"


def _summary(run: Run) -> str:
    config = run.config
    kind = config.phrase_at_start if run.has_encoder else f"The decoder of {config.phrase}"
    told = ", told the class," if config.conditional else ""
    numbers = "1 number" if config.latent_dim == 1 else f"{config.latent_dim} numbers"
    what = names_of(config)[1] + (f" of {config.shape.text}" if kind_of(config).are_pictures else "")
    return f"{kind}{told} of {what}, each {numbers} in latent space."


def _data(run: Run) -> str:
    if not run.has_pictures:
        return said_of(run.config, "Nothing is known of the pictures that it learned from.")
    text = f"{datasets.title(run.config.dataset)}, {len(run.class_names)} classes: {', '.join(run.class_names)}."
    if run.provenance is not None and run.provenance.num_train:
        counts = (
            f"{run.provenance.num_train:,} training and {run.provenance.num_test:,} held-out {names_of(run.config)[1]}"
        )
        text += f" {counts}, fingerprint `{run.provenance.fingerprint}`."
    return text


def _settings(run: Run) -> str:
    unknown = TRAINING_FIELDS if run.origin is not None else ()
    rows = [
        (field.label, _setting(getattr(run.config, name)))
        for name, field in FIELDS.items()
        if name not in ("name", *unknown)
    ]
    return _table(("Setting", "Value"), rows)


def _setting(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " × ".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _origin(run: Run) -> str:
    assert run.origin is not None
    table = _table(("What", "Understood as"), run.origin.facts)
    notes = "".join(f"\n- {note}" for note in run.origin.notes)
    return f"Read from {' and '.join(run.origin.sources)}.\n\n{table}\n{notes}"


def _figures(run: Run) -> str:
    rows = []
    own = {name: measure.title for name, measure in kind_of(run.config).measured.items()}
    for name, title in {**_TITLES, **own}.items():
        figure = run.metrics.get(name)
        if figure is not None:
            samples = figure.get("num_samples")
            title, data = (said_of(run.config, text) for text in (title, str(figure["data"])))
            rows.append((title, f"{figure['value']:.4g}", data, f"{figure['num_images']:,}",
                         "–" if samples is None else f"{samples:,}"))  # fmt: skip
    if not rows:
        return said_of(run.config, "None were measured: that needs its encoder and pictures.")
    return _table(("Figure", "Value", "Measured on", said_of(run.config, "Pictures"), "Samples"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _loading(run: Run) -> str:
    config = run.config
    inputs = f'{{"z": np.zeros((1, {config.latent_dim}), np.float32)'
    if config.conditional:
        inputs += f', "labels": np.eye({config.num_classes}, dtype=np.float32)[:1]'
    inputs += "}"
    shape = f"[1, {', '.join(map(str, config.shape.array))}]"
    code = "[" + ", ".join(["0"] * config.latent_dim) + "]" + (", 0" if config.conditional else "")
    export = f"python -m vae export {run.name} --format"
    again = (
        f'**Latent Explorer**, after `{export} run`, on the page "Bring your own", or '
        f"`python -m vae import {run.name}-run`: the same run again."
    )
    if run.is_remote:
        return "\n\n".join(("**ONNX Runtime**:", _GRAPH, again))
    return "\n\n".join(
        (
            f"**Keras**, after `{export} keras`; decoder.keras gives logits:",
            _KERAS.format(inputs=inputs, shape=shape, closing=LIKELIHOODS[config.likelihood].output),
            f"**ONNX Runtime**, after `{export} onnx`:",
            _ONNX.format(inputs=inputs, shape=shape),
            f"**JavaScript**, after `{export} web`:",
            _JAVASCRIPT.format(code=code, size=config.shape.size),
            again,
        )
    )
