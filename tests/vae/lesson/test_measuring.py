"""What the lesson tells of a run is measured as it says."""

import io
import math
import os

import numpy as np
import pytest
from PIL import Image
from sklearn.decomposition import PCA

from vae.health.signs import hole_share
from vae.lesson import measuring
from vae.lesson.figures import Measured
from vae.lesson.judge import Judge
from vae.model import inference
from vae.runs import store
from vae.runs.store import load_latents


def test_principal_components_are_those_of_the_training_pictures(digits):
    train, test = (images.reshape(len(images), -1) / 255.0 for images in (digits.train_images, digits.test_images))
    pca = PCA(5, svd_solver="full").fit(train)
    left = test - pca.inverse_transform(pca.transform(test))
    found = measuring.pca_errors(digits, (2, 5))
    assert found[5].value == pytest.approx(np.square(left).sum(axis=1).mean(), rel=1e-4)
    assert found[2].value > found[5].value and found[5].num_images == len(test)


def test_jpeg_is_counted_with_its_head_and_without(digits, monkeypatch):
    monkeypatch.setattr(measuring, "JPEG_QUALITIES", (5, 90))
    rows = measuring.jpeg_figures(digits.test_images[:20])
    assert list(rows) == ["5", "90"]
    for quality, row in rows.items():
        files = []
        for image in digits.test_images[:20]:
            Image.fromarray(image).save(content := io.BytesIO(), "JPEG", quality=int(quality))
            files.append(content.getvalue())
        assert row["file_bits"] == Measured(8 * np.mean([len(file) for file in files]), 20)
        head = len(os.path.commonprefix(files))
        assert row["file_bits"].value - row["bits"].value <= 8 * (head + 2), "what is not counted is alike in all"
    assert rows["5"]["squared_error"].value > rows["90"]["squared_error"].value > 0
    assert rows["5"]["bits"].value < rows["90"]["bits"].value


def test_a_code_is_as_large_as_its_numbers_or_as_what_it_tells(save_tiny_run, tmp_path):
    run = save_tiny_run(tmp_path / "tiny", latent_dim=4)
    run.metrics["squared_error"] = {"value": 30.0, "num_images": 360}
    jpeg = {
        quality: {"bits": Measured(bits, 360), "squared_error": Measured(error, 360)}
        for quality, bits, error in (("1", 100.0, 20.0), ("5", 120.0, 15.0), ("9", 500.0, 5.0))
    }
    pca = Measured(37.0, 360)
    found = measuring.squeeze_figures(run, pca, jpeg)
    assert found["float_bits"].value == 128.0 and found["kl_bits"].value == pytest.approx(10.0 / math.log(2))
    assert found["squared_error"].value == 30.0 and found["pca_squared_error"] == pca
    assert (found["jpeg_bits"].value, found["jpeg_squared_error"].value) == (120.0, 15.0)
    assert "jpeg_bits" not in measuring.squeeze_figures(run, pca, {"9": jpeg["9"]})


def test_holes_of_a_plain_autoencoder_are_those_between_points(save_tiny_run, tmp_path):
    run, plain = (save_tiny_run(tmp_path / name, variational=name == "own") for name in ("own", "plain"))
    draws = np.random.default_rng(0).normal(size=(20, 2))
    assert measuring.holes(run, draws) == hole_share(load_latents(run), False, draws=draws)
    codes = load_latents(plain).z_mean
    assert measuring.holes(plain, codes) < 0.02 and measuring.holes(plain, codes + 100.0) == 1.0


def test_new_digits_are_drawn_from_the_prior_and_judged(digits, save_tiny_run, tmp_path, monkeypatch):
    monkeypatch.setattr(measuring, "NUM_DRAWN", 50)
    run = save_tiny_run(tmp_path / "tiny")
    judge = Judge(((np.eye(784, 3, dtype=np.float32), np.zeros(3, np.float32)), (np.eye(3), np.zeros(3))), 0.0)
    found = measuring.beta_figures(run, judge, digits)
    assert found["sure"] == Measured(1.0, 50, 50) and 1.0 <= found["kinds"].value <= 3.0
    assert "fitted_sure" not in found and found["distance"].num_samples == 50
    assert found["neg_elbo"].value == 200.0 and found["holes"].num_images == 360
    assert found["distance"] == measuring.beta_figures(run, judge, digits)["distance"], "drawn with a seed"


def test_a_plain_autoencoder_is_asked_for_its_own_kind_of_codes_too(digits, save_tiny_run, tmp_path, monkeypatch):
    monkeypatch.setattr(measuring, "NUM_DRAWN", 1000)
    run = save_tiny_run(tmp_path / "plain", variational=False)
    judge = Judge(((np.eye(784, 3, dtype=np.float32), np.zeros(3, np.float32)), (np.eye(3), np.zeros(3))), 0.0)
    found = measuring.beta_figures(run, judge, digits)
    assert found["fitted_holes"].value < 0.3 and found["fitted_sure"].num_samples == 1000
    fitted = measuring._as_training_codes(run, digits, np.random.default_rng(0).normal(size=(5000, 2)))
    codes, _ = inference.encode(run.folder, digits.train_images[:1000])
    np.testing.assert_allclose(np.cov(fitted, rowvar=False), np.cov(codes, rowvar=False), rtol=0.1, atol=1e-3)


def test_signs_are_the_findings_of_the_health_card(save_tiny_run, tmp_path):
    run = save_tiny_run(tmp_path / "line", latent_dim=1)
    assert measuring.signs(store.open_run(run.folder))
