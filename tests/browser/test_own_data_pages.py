"""The live map of a run on unlabelled pictures of one's own, in a real Chromium, with the data gone."""

import json
import shutil

import numpy as np
import pytest

from vae.data.provenance import Provenance


@pytest.fixture
def unlabelled_run(home, save_tiny_run):
    """A run as one on "own:holiday" without labels leaves it; there is no such data set."""
    folder = save_tiny_run(home / "runs" / "own-pictures").folder
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"dataset": "own:holiday", "num_classes": 1}))
    (folder / "data.json").write_text(Provenance("0" * 64, ("pictures",), 100, 25).to_json())
    _relabel(folder)
    yield folder.name
    shutil.rmtree(folder)


def _relabel(folder):
    with np.load(folder / "latents.npz") as file:
        arrays = dict(file)
    np.savez_compressed(folder / "latents.npz", **arrays | {"labels": np.zeros_like(arrays["labels"])})


def test_a_single_class_is_neither_named_nor_listed(page, server, unlabelled_run):
    page.goto(f"{server}/?run={unlabelled_run}")
    page.get_by_test_id("latent-map").wait_for()
    page.get_by_text("test pictures from holiday").wait_for()
    page.get_by_text("so pictures like this were seen").first.wait_for(state="attached")
    assert page.get_by_text("“pictures”").count() == 0 and page.locator(".legend-entry").count() == 0
