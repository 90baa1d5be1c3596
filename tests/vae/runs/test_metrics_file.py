"""metrics.json: right figures pass, and every wrong value is named."""

import json

import pytest

from vae.config import RunConfig
from vae.runs import store
from vae.runs.metrics_file import read_metrics
from vae.runs.run_files import RunError

CONFIG = RunConfig(name="tiny", latent_dim=2)
METRIC = {"value": 123.4, "data": "digits test", "num_images": 5, "num_samples": 1, "seed": 0}


def written(folder, metrics, **fields):
    folder = folder / "tiny"
    folder.mkdir(exist_ok=True)
    (folder / "metrics.json").write_text(json.dumps({"version": 1, "metrics": metrics, **fields}))
    return folder


def test_figures_come_back_as_they_are(tmp_path):
    metrics = {
        "neg_elbo": METRIC,
        "kl": {**METRIC, "num_samples": None},
        "kl_per_dimension": {**METRIC, "value": [1.0, 2]},
        "judged": {"value": 1, "data": "digits test", "num_images": 5, "judge": "more facts", "k": 10},
    }
    assert read_metrics(written(tmp_path, metrics), CONFIG) == metrics
    assert read_metrics(written(tmp_path, {}), CONFIG) == {}


@pytest.mark.parametrize("name", ["mnist-2d", "mnist-2d-conditional", "mnist-16d", "fashion-2d"])
def test_the_shipped_figures_pass(name):
    run = store.load_run(name)
    assert read_metrics(run.folder, run.config) == run.metrics


@pytest.mark.parametrize(
    ("metrics", "message"),
    [
        ({"kl": None}, "kl must be an object, got None"),
        ({"kl": {}}, "the value of kl must be a finite number, got None"),
        ({"kl": {**METRIC, "value": "1"}}, "the value of kl must be a finite number, got '1'"),
        ({"kl": {**METRIC, "value": [1.0]}}, "the value of kl must be a finite number"),
        ({"kl": {**METRIC, "value": float("nan")}}, "the value of kl must be a finite number, got nan"),
        ({"kl": {**METRIC, "data": 3}}, "data of kl must be text"),
        ({"kl": {**METRIC, "num_images": None}}, "num_images of kl must be a whole number from 1, got None"),
        ({"kl": {**METRIC, "num_images": 0}}, "num_images of kl must be a whole number from 1, got 0"),
        ({"kl": {**METRIC, "num_samples": "64"}}, "num_samples of kl must be a whole number from 1"),
        ({"kl": {**METRIC, "seed": 0.5}}, "the seed of kl must be a whole number"),
        ({"knn_accuracy": {**METRIC, "k": []}}, "k of knn_accuracy must be a whole number"),
        ({"kl_per_dimension": METRIC}, "the value of kl_per_dimension must be a list of 2 numbers"),
        ({"kl_per_dimension": {**METRIC, "value": [1.0]}}, "must be a list of 2 numbers"),
        ({"\x1b[2J": METRIC}, "each name must be text"),
        ({"typicality_neg_elbo": METRIC}, "typicality_neg_elbo is incomplete"),
        ([], "metrics must be an object"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, metrics, message):
    with pytest.raises(RunError, match="run 'tiny': metrics.json is damaged .*; train the run again") as caught:
        read_metrics(written(tmp_path, metrics), CONFIG)
    assert message in str(caught.value)


def test_another_version_is_named_and_not_read(tmp_path):
    with pytest.raises(RunError, match="must have version 1, got 2"):
        read_metrics(written(tmp_path, [], version=2), CONFIG)
