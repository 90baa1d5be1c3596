"""Which runs compare, and where they differ."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load as load_safetensors

from tests.support.histories import history
from vae.config import RunConfig
from vae.figures.comparison_figures import RUN_COLORS, history_figure
from vae.latent.latents import Latents
from vae.runs import comparison, store
from vae.runs.store import Run
from vae.shape import PictureShape


def made_up(name="own", shipped=False, metrics=None, **fields):
    figures = {key: {"value": value} for key, value in (metrics or {}).items()}
    return Run(Path(name), RunConfig(name=name, **fields), figures, shipped)


def test_the_most_comparable_run_shares_data_then_likelihood_then_family_then_size():
    run = made_up(latent_dim=3)
    others = [
        made_up("fashion", dataset="fashion_mnist", latent_dim=3),
        made_up("binarized", likelihood="bernoulli_binarized", latent_dim=3),
        made_up("told", conditional=True, latent_dim=3),
        made_up("clouds", family="mixture", latent_dim=3),
        made_up("large", latent_dim=16),
        made_up("near", latent_dim=2),
    ]
    for length, best in enumerate(("fashion", "binarized", "told", "clouds", "large", "near"), start=1):
        assert comparison.most_comparable(run, [run, *others[:length]]).name == best
    assert comparison.most_comparable(run, [run]) is None


def test_names_and_tunes_are_not_comparable_though_all_else_is_alike():
    word = {"kind": "word", "shape": PictureShape(10, 27), "likelihood": "categorical", "latent_dim": 16}
    melody = {"kind": "melody", "shape": PictureShape(32, 50), "likelihood": "categorical", "latent_dim": 16}
    names, tunes, towns = (
        made_up("names", **word),
        made_up("tunes", **melody),
        made_up("towns", dataset="digits", **word),
    )
    assert comparison.most_comparable(names, [names, tunes]) is None
    assert comparison.most_comparable(names, [names, tunes, towns]).name == "towns"


def test_an_own_run_is_held_against_the_shipped_one_of_its_data():
    shipped = [made_up("a", True, latent_dim=16), made_up("b", True), made_up("c", True, dataset="digits")]
    assert comparison.shipped_reference(made_up(), [made_up("own2"), *shipped]).name == "b"
    assert comparison.shipped_reference(made_up(dataset="fashion_mnist"), shipped) is None
    assert comparison.shipped_reference(shipped[0], shipped) is None


def test_nats_compare_within_a_data_set_and_a_likelihood():
    run, other = made_up(), made_up("b", likelihood="gaussian")
    assert comparison.is_same_data(run, other) and not comparison.is_same_measure(run, other)
    assert comparison.is_same_measure(run, made_up("c", conditional=True))
    assert not comparison.is_same_measure(run, made_up("d", dataset="digits"))


def test_only_differing_fields_are_listed_and_never_the_name():
    found = comparison.differing_fields([made_up("a"), made_up("b", latent_dim=5), made_up("c", seed=1)])
    assert found == {"latent_dim": [2, 5, 2], "seed": [0, 0, 1]}


def test_pictures_are_the_same_when_labels_are():
    codes = np.zeros((3, 2), np.float32)
    one, other = Latents(codes, codes, np.array([1, 2, 3])), Latents(codes, codes, np.array([1, 3, 2]))
    assert comparison.has_same_pictures([one, one]) and not comparison.has_same_pictures([one, one, other])


def test_sizes_and_seconds_of_a_saved_run(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))
    run = store.load_run("tiny-conditional")
    tensors = load_safetensors(store.load_bundle(run))
    assert comparison.num_decoder_parameters(run) == sum(tensor.size for tensor in tensors.values())
    assert comparison.num_decoder_parameters(run) == (2 + 10) * 16 + 16 + 16 * 784 + 784
    assert comparison.training_seconds(run) == 2.0


def test_curves_of_runs_over_epochs_and_seconds():
    plain = history([90.0] * 40, [89.0] * 40) | {"kl": np.zeros(40), "val_kl": np.zeros(40)}
    slow = history(np.linspace(200, 100, 20), np.linspace(190, 95, 20))
    figure = history_figure({"slow": slow, "plain": plain})
    assert len(figure.data) == 2 + 4 + 2  # a plain autoencoder has a reconstruction alone
    assert {trace.line.color for trace in figure.data if trace.name == "plain"} == {RUN_COLORS[1]}
    first = figure.data[0]
    np.testing.assert_allclose(first.y, slow["val_reconstruction"] + slow["val_kl"])
    assert (first.line.dash, figure.data[1].line.dash) == ("solid", "dot")
    assert sum(bool(trace.showlegend) for trace in figure.data) == 2
    assert figure.layout.yaxis.range[1] < 200
    np.testing.assert_allclose(history_figure({"slow": slow}, "seconds").data[0].x, np.arange(2.0, 42.0, 2.0))
    with pytest.raises(ValueError, match="axis must be"):
        history_figure({"slow": slow}, "hours")
    with pytest.raises(ValueError, match="at most 4"):
        history_figure({str(number): slow for number in range(5)})


@pytest.mark.parametrize("page", ["#fbfbf9", "#12141a"])
def test_curves_keep_their_contrast_on_both_pages(page):
    def luminance(color):
        parts = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
        return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]

    for color in RUN_COLORS:
        low, high = sorted((luminance(color), luminance(page)))
        assert (high + 0.05) / (low + 0.05) >= 3, color
