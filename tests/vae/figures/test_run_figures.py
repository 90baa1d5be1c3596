"""Figures show the numbers they were given."""

import numpy as np
import pytest

from vae.figures.run_figures import history_figure, kl_figure


def history(weights, kl=20.0):
    epochs = np.arange(1.0, len(weights) + 1)
    return {
        "epoch": epochs,
        "reconstruction": 150 - epochs,
        "kl": np.full(len(weights), kl),
        "val_reconstruction": 151 - epochs,
        "val_kl": np.full(len(weights), kl),
        "kl_weight": np.array(weights),
    }


def test_history_shows_the_negative_elbo_and_its_parts():
    figure = history_figure(history([1.0, 1.0, 1.0]))
    held_out = [trace.y for trace in figure.data if trace.name == "held-out images"]
    np.testing.assert_allclose(held_out, [[170, 169, 168], [150, 149, 148], [20, 20, 20]])
    training = [trace.y for trace in figure.data if trace.name == "training images"]
    np.testing.assert_allclose(training[0], [169, 168, 167])
    assert figure.layout.yaxis.title.text == "nats per image"
    assert figure.layout.xaxis3.title.text == "epoch"
    assert not figure.layout.shapes


def test_history_shades_the_warm_up():
    figure = history_figure(history([0.5, 1.0, 1.5, 2.0, 2.0]))
    assert {(shape.x0, shape.x1) for shape in figure.layout.shapes} == {(1, 4)}
    assert any(text.text == "KL weight rises to 2" for text in figure.layout.annotations)


def test_history_of_a_plain_autoencoder_is_one_panel():
    figure = history_figure(history([1.0, 1.0], kl=0.0))
    assert [trace.name for trace in figure.data] == ["training images", "held-out images"]
    assert figure.data[0].mode == "lines+markers"


def test_kl_bars_are_sorted_and_unused_dimensions_named():
    figure = kl_figure(np.array([0.001, 3.0, 5.0, 0.02]))
    (bars,) = figure.data
    assert list(bars.x) == ["z3", "z2", "z4", "z1"]
    np.testing.assert_allclose(bars.y, [5.0, 3.0, 0.02, 0.001])
    assert list(bars.text) == ["5.00", "3.00", "0.02", "unused"]
    assert list(bars.marker.pattern.shape) == ["", "", "", "/"]
    assert figure.layout.title.text == "KL per latent dimension: 3 of 4 in use"


@pytest.mark.parametrize("figure", [kl_figure(np.ones(2)), history_figure(history([1.0, 1.0]))])
def test_the_page_theme_decides_on_backgrounds_and_text(figure):
    assert figure.layout.paper_bgcolor is None and figure.layout.font.color is None
