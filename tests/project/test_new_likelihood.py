"""A likelihood is a row, a function and a formula: one that is added works everywhere, with nothing else changed."""

import json
import shutil

import numpy as np
import pytest
from scipy import stats

from tests.support.laplace import LAPLACE, PYTHON, SCALE, add
from tests.support.pages import visit
from tests.support.quick import quick_training, without_xla
from tests.support.repository import ROOT
from ui import code_lines, engine
from ui.live.quiet import QUIET_KEY
from vae.cli.config_text import as_command, read_config
from vae.config import RunConfig
from vae.data.dataset import Dataset
from vae.film import recording
from vae.model import inference, loading
from vae.model.bounds import estimate_bounds, targets
from vae.model.scores import score
from vae.model.training import train
from vae.model.vae import VAE
from vae.pictures.samples import sample_images
from vae.runs import store
from vae.runs.comparison import is_same_measure

FEW = slice(0, 120)


@pytest.fixture(scope="module", autouse=True)
def laplace(tmp_path_factory):
    """Add the likelihood, and show pages a copy of the code that has its function; no run ships."""
    folder = tmp_path_factory.mktemp("laplace")
    shutil.copytree(ROOT / "vae", folder / "vae", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "vae" / "model" / "losses.py").open("a", encoding="utf-8") as file:
        file.write(PYTHON)
    with without_xla(), pytest.MonkeyPatch.context() as patch:
        add(patch)
        patch.setenv("VAE_HOME", str(folder))
        patch.setenv("VAE_DATA_DIR", str(folder))
        patch.setenv("KERAS_HOME", str(folder))
        patch.setattr(code_lines, "ROOT", folder)
        patch.setattr(store, "SHIPPED_FOLDER", folder / "shipped")
        for name in ("decode", "encode", "explain", "score", "encoder_bundle"):
            patch.setattr(engine, name, getattr(inference, name))
        yield folder


@pytest.fixture(scope="module")
def few(digits):
    """Return a few digits."""
    train_part, test_part = ((digits.train_images, digits.train_labels), (digits.test_images, digits.test_labels))
    parts = (part[FEW] for part in (*train_part, *test_part))
    return Dataset("digits", *parts, digits.class_names)


@pytest.fixture(scope="module")
def runs(laplace, few):
    """Return two runs trained alike but for the likelihood, the new one first."""
    made = []
    for name in ("laplace", "bernoulli"):
        config = RunConfig(
            name=f"tiny-{name}", dataset="digits", hidden_sizes=(16,), epochs=2, batch_size=32, likelihood=name
        )
        model = VAE(config)
        results = list(train(model, few))
        assert np.isfinite([result.val_loss for result in results]).all()
        with quick_training():
            made.append(recording.record(laplace / "runs" / config.name, model, few, results))
    return made


def log_density(images, pictures):
    """Return log p(x) of images under Laplace distributions around pictures, as SciPy has it."""
    return stats.laplace.logpdf(np.asarray(images, np.float64), np.asarray(pictures, np.float64), SCALE).sum((-2, -1))


def components(page):
    assert not page.exception
    return [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]


def test_it_can_be_asked_for_from_a_terminal_and_in_the_form():
    config = RunConfig(name="mine", likelihood="laplace")
    assert "--likelihood laplace" in as_command(config) and read_config(as_command(config)) == config
    assert RunConfig.from_json(config.to_json()) == config
    page = visit("train", {})
    assert not page.exception
    (box,) = [box for box in page.selectbox if box.label == "Likelihood"]
    assert LAPLACE.title in box.options
    box.select("laplace").run()
    assert any('"likelihood": "laplace"' in code.value for code in page.code)


def test_a_run_is_trained_measured_saved_and_opened_with_it(runs, few):
    run = store.open_run(runs[0].folder)
    assert run.config.likelihood == "laplace"
    model = loading.load_model(run)
    images, labels = targets("laplace", few.test_images, 0), few.test_labels
    z_mean = np.asarray(model.encode(images)[0])
    nll = np.asarray(model.reconstruction_nll(images, model.decode_logits(z_mean)))
    np.testing.assert_allclose(nll, -log_density(images, model.decode(z_mean)), rtol=1e-4)
    bounds = estimate_bounds(model, images, labels, 32)
    assert run.metrics["reconstruction"]["value"] == pytest.approx(bounds.reconstruction.mean(), rel=0.02)
    assert bounds.importance_weighted_nll.mean() < (bounds.reconstruction + bounds.kl).mean()
    scored = score(model, few.test_images)
    np.testing.assert_allclose(scored.reconstruction, bounds.reconstruction, rtol=0.05)
    assert run.metrics["typicality_neg_elbo"]["value"] > 0


def test_encode_answers_with_it_and_shows_its_line(runs):
    picture = sample_images(28)[0][3]
    page = visit("encode", {"run": runs[0].name}, {"encode_source": "Samples"})
    facts = next(data for data in components(page) if "settled" in data)
    assert facts["nll"] == "laplace_nll" and facts["is_binarized"] is False
    table = next(text.value for text in page.markdown if "D_" in text.value)
    assert "`return ops.sum(ops.abs(images - means) / scale" in table and "vae/model/losses.py, line" in table
    told = inference.explain(runs[0].folder, picture[None], epsilon=np.zeros((1, 2), np.float32))
    assert told.sample_nll[0] == pytest.approx(-log_density(told.images[0], told.sample_pictures[0]), rel=1e-4)


def test_compare_does_not_hold_its_nats_against_others(runs):
    assert not is_same_measure(*runs)
    names = [run.name for run in runs]
    page = visit("compare", {"runs": ",".join(names)}, {QUIET_KEY: True}, seconds=120)
    assert not page.exception
    text = " ".join(element.value for element in (*page.markdown, *page.caption, *page.info, *page.warning))
    assert f"{names[1]} measures pictures by the Bernoulli likelihood of grey pixels, {names[0]} by the Laplace" in text
    assert f"| Likelihood | {LAPLACE.title} | Bernoulli, grey pixels |" in text
