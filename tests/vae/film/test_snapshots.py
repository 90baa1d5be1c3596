"""The networks of some epochs: each is in the file as the browser gets it, with what it cost then."""

import json
from dataclasses import replace

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load

from vae.config import RunConfig
from vae.film.snapshots import SNAPSHOTS_FILE, Snapshots
from vae.model.training import EpochResult, evaluate_held_out
from vae.model.vae import VAE
from vae.network.bundles import read_header
from vae.runs.web import bundle

CONFIG = RunConfig(name="tiny", dataset="digits", hidden_sizes=(8,), epochs=3)
RESULT = EpochResult(1, 0, 0, 0, 0, 190.123456, 7.5, 1, 1, 1, np.ones((360, 2), np.float16))


def test_snapshots_hold_each_network_and_its_figures(digits, tmp_path):
    model, kept = VAE(CONFIG), tmp_path / "kept"
    snapshots = Snapshots(kept, (0, 2))
    snapshots.begin(model, digits)
    untrained = {part: bundle(getattr(model, part)) for part in ("encoder", "decoder")}
    for variable in (*model.encoder.trainable_variables, *model.decoder.trainable_variables):
        variable.assign(2.0 * variable)
    snapshots.take(model, RESULT)
    Snapshots(kept, (0, 2)).begin(model, digits)  # as a training that is taken up again: what is kept stays
    snapshots.take(model, replace(RESULT, epoch=2))
    snapshots.write(tmp_path)
    assert not kept.exists()
    networks = {0: untrained, 2: {part: bundle(getattr(model, part)) for part in ("encoder", "decoder")}}
    with safe_open(tmp_path / SNAPSHOTS_FILE, "numpy") as file:
        metadata = file.metadata()
    assert [metadata[name] for name in ("format", "version", "epochs")] == ["vae-snapshots", "1", "[0, 2]"]
    tensors = load((tmp_path / SNAPSHOTS_FILE).read_bytes())
    for epoch, parts in networks.items():
        for part, blob in parts.items():
            assert json.loads(metadata[part]) == read_header(blob)
            for name, tensor in load(blob).items():
                np.testing.assert_array_equal(tensors.pop(f"{epoch}.{part}.{name}"), tensor)
    found = evaluate_held_out(VAE(CONFIG), digits)
    np.testing.assert_array_equal(tensors.pop("0.codes"), found.codes)
    np.testing.assert_array_equal(tensors.pop("2.codes"), RESULT.codes)
    np.testing.assert_array_equal(tensors.pop("labels"), digits.test_labels[:360])
    assert tensors == {} and found.codes.dtype == np.float16
    assert json.loads(metadata["reconstruction"]) == [round(found.reconstruction, 4), 190.1235]
    assert json.loads(metadata["kl"]) == [round(float(found.kl_per_dimension.sum()), 4), 7.5]
