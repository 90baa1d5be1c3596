"""Networks that were understood become runs: with codes of pictures, with codes that came along, or with draws."""

import dataclasses

import numpy as np
import pytest

from tests.support import imported_runs
from tests.support.broken_disk import FULL, broken
from tests.support.foreign_models import basis, decoder, encoder
from vae.foreign.description import ForeignError
from vae.imports import adding
from vae.imports.adding import add_figures, add_run, samples_of, understand_files
from vae.imports.codes import Codes
from vae.imports.contract import understand
from vae.imports.making import NUM_DRAWS, Beside, imported_run
from vae.imports.questions import Answers
from vae.runs import store
from vae.runs.run_files import RunError
from vae.runs.saving import save_imported

GREY = basis(2, 784)


def codes(latent_dim=2, classes=("a", "b"), count=60):
    z = np.random.default_rng(0).normal(size=(count, latent_dim)).astype(np.float32)
    return Codes(z, (np.arange(count) % len(classes)).astype(np.uint8), classes)


def saved(tmp_path, models, beside=None, answers=None, samples=None, name="mine"):
    return save_imported(tmp_path, imported_run(understand(models, answers, samples), beside or Beside(), name))


def test_of_a_decoder_alone_codes_are_draws_from_the_prior(tmp_path):
    run = saved(tmp_path, [decoder(GREY)])
    latents = store.load_latents(run)
    assert run.origin.codes == "prior" and run.config.dataset == "own:mine" and run.config.variational
    assert len(latents.labels) == NUM_DRAWS and abs(latents.z_mean.std() - 1) < 0.05
    assert run.config.likelihood == "bernoulli" and run.class_names == ("draws",)


def test_codes_that_came_with_it_keep_their_classes(tmp_path):
    run = saved(tmp_path, [decoder(GREY)], Beside(codes=codes()), Answers(variational=False))
    assert run.origin.codes == "given" and run.class_names == ("a", "b") and not run.config.variational
    assert np.array_equal(store.load_latents(run).z_mean, codes().z)


def test_pictures_are_encoded(tmp_path, digits):
    models = [decoder(GREY), encoder(GREY)]
    run = saved(tmp_path, models, Beside(dataset=digits), samples=samples_of(digits))
    latents = store.load_latents(run)
    assert run.origin.codes == "encoded" and run.config.dataset == "digits" and run.provenance is None
    assert np.array_equal(latents.labels, digits.test_labels) and np.allclose(latents.z_log_var, -6, atol=0.1)
    assert run.class_names == digits.class_names and run.config.num_classes == 10

    def score(folder, images, labels=None):
        assert images is not None and labels is None
        return np.full(360, 12.0), np.full(360, 10.0), np.full(360, 2.0)

    add_figures(run, score, lambda folder, z, labels=None: np.zeros((len(z), 28, 28), np.float32))
    again = store.open_run(run.folder)
    values = {name: metric["value"] for name, metric in again.metrics.items()}
    assert (values["neg_elbo"], values["reconstruction"], values["kl"]) == (12, 10, 2)
    blank = np.square(digits.test_images / 255).sum(axis=(1, 2)).mean()
    assert values["squared_error"] == pytest.approx(blank, rel=1e-4)
    mean, log_var = latents.z_mean.astype(float), latents.z_log_var.astype(float)
    expected = 0.5 * (mean**2 + np.exp(log_var) - 1 - log_var).mean(axis=0)
    np.testing.assert_allclose(values["kl_per_dimension"], expected, rtol=1e-4)
    assert store.load_latents(again).neg_elbo[0] == 12


def black(folder, z, labels=None):
    return np.zeros((len(z), 28, 28), np.float32)


@pytest.mark.parametrize("cost", [np.inf, np.nan, 1e39])
def test_figures_beyond_measure_are_not_kept(cost, tmp_path, digits):
    run = save_imported(tmp_path, imported_runs.whole(digits))
    kept = (run.folder / "latents.npz").read_bytes(), (run.folder / "metrics.json").read_bytes()
    with pytest.raises(RunError, match="figures of run 'whole' are beyond measure, so none are kept"):
        add_figures(run, lambda *given: (np.full(360, cost), np.full(360, cost), np.full(360, 2.0)), black)
    assert kept == ((run.folder / "latents.npz").read_bytes(), (run.folder / "metrics.json").read_bytes())
    assert store.open_run(run.folder).metrics == {}


def test_where_there_is_no_room_for_figures_the_run_stays(tmp_path, digits):
    run = save_imported(tmp_path, imported_runs.whole(digits))
    with broken(tmp_path, FULL), pytest.raises(RunError, match="no room is left in"):
        add_figures(run, lambda *given: (np.full(360, 1.0),) * 3, black)
    assert store.open_run(run.folder).metrics == {}


def test_a_decoder_without_a_sigmoid_has_a_gaussian_likelihood_as_wide_as_pictures_show(tmp_path, digits):
    models = [decoder(GREY, "tanh"), encoder(GREY, "tanh", pixels="signed")]
    assert saved(tmp_path, models, name="alone").config.likelihood == "gaussian"
    run = saved(tmp_path, models, Beside(dataset=digits), samples=samples_of(digits))
    assert run.config.likelihood == "gaussian_learnt" and 0.05 < store.load_sigma(run) < 1


def test_classes_that_are_told_have_names(tmp_path):
    models = [decoder(GREY, num_classes=3)]
    run = saved(tmp_path, models)
    assert run.config.conditional and run.class_names == ("0", "1", "2")
    assert set(store.load_latents(run).labels) == {0, 1, 2}
    assert saved(tmp_path, models, Beside(class_names=("x", "y", "z")), name="named").class_names == ("x", "y", "z")


@pytest.mark.parametrize(
    ("labels", "names", "expected"),
    [
        (("1", "4"), (), (1, 4)),
        (("1", "4"), ("4", "3", "2", "1", "0"), (3, 0)),
        (("1", "4"), ("u", "v", "w", "x", "y"), (1, 4)),
        (("cat", "dog"), ("dog", "ant", "cat", "bee", "elk"), (2, 0)),
    ],
)
def test_codes_keep_the_classes_that_the_decoder_is_told(tmp_path, labels, names, expected):
    run = saved(tmp_path, [decoder(GREY, num_classes=5)], Beside(codes=codes(classes=labels), class_names=names))
    assert run.class_names == (names or ("0", "1", "2", "3", "4"))
    assert store.load_latents(run).labels[:2].tolist() == list(expected)


@pytest.mark.parametrize(
    ("models", "beside", "message"),
    [
        ([decoder(GREY)], Beside(codes=codes(3)), "the codes have 3 numbers each, the decoder takes 2"),
        ([decoder(GREY, num_classes=1)], Beside(codes=codes()), "codes have 2 classes, the decoder is told 1"),
        (
            [decoder(GREY, num_classes=3)],
            Beside(codes=codes()),
            "the label 'a', which is no class .* numbers of 0 to 2",
        ),
        ([decoder(GREY, num_classes=3)], Beside(codes=codes(classes=("0", "3"))), "the label '3', which is no class"),
        ([decoder(GREY, num_classes=3)], Beside(codes=codes(classes=("pictures",))), "told one of 3 classes for each"),
        ([decoder(GREY, num_classes=3)], Beside(class_names=("a",)), "told 3 classes, there are names for 1"),
        ([decoder(GREY), encoder(GREY, heads="alone")], Beside(), "plain autoencoder has no prior to draw codes from"),
    ],
)
def test_what_does_not_fit_is_refused(models, beside, message, tmp_path):
    with pytest.raises(ForeignError, match=message):
        saved(tmp_path, models, beside)
    assert not list(tmp_path.iterdir())


def test_pictures_of_another_shape_or_with_more_classes_are_refused(tmp_path, digits):
    test, train = digits.test_images[:, :16, :16], digits.train_images[:, :16, :16]
    small = dataclasses.replace(digits, test_images=test, train_images=train)
    with pytest.raises(ForeignError, match="are 16 × 16 in grey, the networks are for 28 × 28 in grey"):
        saved(tmp_path, [decoder(GREY), encoder(GREY)], Beside(dataset=small))
    with pytest.raises(ForeignError, match="digits has 10 classes, the networks are told 3"):
        saved(tmp_path, [decoder(GREY, num_classes=3), encoder(GREY, num_classes=3)], Beside(dataset=digits))


def test_from_files_to_a_run(tmp_path, monkeypatch):
    monkeypatch.setattr(adding, "read_models", lambda files: [decoder(GREY), encoder(GREY)])
    found = understand_files({"a": b""}, Answers())
    assert found.decoder is None and found.encoder is None and len(found.facts) > 5
    run = add_run(tmp_path, "mine", {"a": b""}, Answers(), Beside(), "digits")
    assert run.has_encoder and len(store.load_latents(run).labels) == 360
    with pytest.raises(RunError, match="a run named 'mine' already"):
        add_run(tmp_path, "mine", {"a": b""}, Answers(), Beside())
    with pytest.raises(RunError, match="name must be"):
        add_run(tmp_path, "not a name", {"a": b""}, Answers(), Beside())
