import io
import json
import zipfile

import numpy as np
import pytest

from tests.support.foreign import codes
from vae.foreign.description import ForeignError
from vae.network.evaluation import evaluate
from vae.readers.reading import read_models

KERNELS = {"dense": (2, 8), "out": (8, 64)}


def files(quantised=False, shards=2, topology=None):
    """Return a layers model as tensorflowjs_converter writes it, and its arrays."""
    arrays, entries, content = {}, [], b""
    for seed, (name, shape) in enumerate(KERNELS.items()):
        rng = np.random.default_rng(seed)
        for part, size in (("kernel", shape), ("bias", shape[1:])):
            array = rng.normal(size=size).astype(np.float32)
            entry = {"name": f"{name}/{part}", "shape": list(size), "dtype": "float32"}
            if quantised:
                low, step = array.min(), (array.max() - array.min()) / 255
                packed = np.round((array - low) / step).astype(np.uint8)
                entry["quantization"] = {"dtype": "uint8", "min": float(low), "scale": float(step)}
                array, content = packed * step + low, content + packed.tobytes()
            else:
                content += array.tobytes()
            arrays[entry["name"]] = array
            entries.append(entry)
    body = [
        {"class_name": "Dense", "config": {"name": "dense", "activation": "relu", "batch_input_shape": [None, 2]}},
        {"class_name": "Dense", "config": {"name": "out", "activation": "sigmoid"}},
    ]
    config = {"class_name": "Sequential", "config": {"name": "decoder", "layers": body}}
    cuts = np.linspace(0, len(content), shards + 1).astype(int)
    names = [f"group1-shard{k + 1}of{shards}.bin" for k in range(shards)]
    document = {
        "format": "layers-model",
        "modelTopology": topology or {"keras_version": "2.11.0", "model_config": config},
        "weightsManifest": [{"paths": names, "weights": entries}],
    }
    parts = {name: content[cuts[k] : cuts[k + 1]] for k, name in enumerate(names)}
    return {"model.json": json.dumps(document).encode(), **parts}, arrays


def zipped(given):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, each in given.items():
            archive.writestr(f"folder/{name}", each)
    return {"decoder.zip": content.getvalue()}


@pytest.mark.parametrize("quantised", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_a_layers_model_is_read_with_its_weights_beside_it_or_in_one_zip_file(quantised, packed):
    given, arrays = files(quantised)
    (model,) = read_models(zipped(given) if packed else given)
    assert model.format == "TensorFlow.js layers model" and model.role == "decoder"
    z = codes(3, 2)
    h = np.maximum(z @ arrays["dense/kernel"] + arrays["dense/bias"], 0)
    expected = 1 / (1 + np.exp(-(h @ arrays["out/kernel"] + arrays["out/bias"])))
    np.testing.assert_allclose(evaluate(model.network(), z), expected, atol=1e-5)


def test_a_missing_file_of_weights_gets_a_sentence():
    given, _ = files()
    del given["group1-shard2of2.bin"]
    with pytest.raises(
        ForeignError, match="its weights lie in group1-shard2of2.bin, which is missing: drop model.json"
    ):
        read_models(given)


def test_weights_that_are_cut_off_get_a_sentence():
    given, _ = files()
    given["group1-shard2of2.bin"] = given["group1-shard2of2.bin"][:-40]
    with pytest.raises(ForeignError, match="its files of weights are cut off"):
        read_models(given)


def test_files_of_weights_are_counted_before_they_are_joined_however_often_they_are_named(monkeypatch):
    given, _ = files()
    monkeypatch.setattr("vae.readers.reading.MOST_BYTES", 2 * sum(map(len, given.values())))
    document = json.loads(given["model.json"])
    document["weightsManifest"] += 20 * [{"paths": ["group1-shard1of2.bin"], "weights": []}]
    with pytest.raises(ForeignError, match="the network is larger than .* GB, which is refused"):
        read_models({**given, "model.json": json.dumps(document).encode()})


def test_a_graph_model_gets_a_sentence():
    given, _ = files(topology={"node": [], "library": {}})
    with pytest.raises(ForeignError, match="it is a graph model, which holds no layers"):
        read_models(given)
