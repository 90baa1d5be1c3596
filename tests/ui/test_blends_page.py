"""Interpolate beside the path: both views start well and answer a wrong address with a sentence."""

import numpy as np
import pytest

from tests.support.pages import told_live, visit
from ui.interpolate import arithmetic, corners
from ui.shell.address import AddressError
from vae.config import RunConfig
from vae.latent.arithmetic import analogy, class_means, neighbours_classes
from vae.latent.latents import Latents
from vae.runs import store


@pytest.fixture(autouse=True)
def own_home(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))


def opened(**query):
    return visit("interpolate", query)


def shown(page):
    """What the page told the view."""
    (facts,), _ = told_live(page)
    return facts


def query_of(page):
    values = page.query_params
    return {name: values[name] if isinstance(values[name], str) else values[name][0] for name in values}


def warnings(page):
    return [warning.value for warning in page.warning]


@pytest.mark.parametrize("name", ["mnist-2d", "mnist-2d-conditional", "tiny-3d"])
def test_every_run_starts_with_four_corners(name):
    page = opened(run=name, view="corners")
    facts, config = shown(page), store.load_run(name).config
    start = facts["start"]
    assert warnings(page) == []
    assert np.shape(start["c"]) == (4, config.latent_dim) and len(np.unique(start["c"], axis=0)) == 4
    assert (start["at"], start["n"]) == ([0.5, 0.5], 9)
    assert start["label"] == (0 if config.conditional else None)
    if not config.conditional:
        assert all(corner in facts["representatives"] for corner in start["c"])


@pytest.mark.parametrize("name", ["mnist-2d", "tiny-3d", "tiny-conditional"])
def test_every_run_starts_with_an_equation(name):
    page = opened(run=name, view="arithmetic")
    facts, config, latents = shown(page), store.load_run(name).config, store.load_latents(store.load_run(name))
    start = [facts["start"][operand] for operand in "abc"]
    assert warnings(page) == []
    directions = np.array(facts["directions"])
    assert directions.shape == (64, config.latent_dim)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, atol=1e-5)
    assert len(set(facts["candidates"])) == min(2000, len(latents.labels))
    if config.conditional:
        assert not any(facts["class_means"]) and "classes are not in its codes" in facts["subtitle"]
        assert all(np.abs(latents.z_mean - code).max(axis=1).min() <= 0.0005 for code in start)
    else:
        means = class_means(latents.z_mean, latents.labels, 10)
        np.testing.assert_allclose(facts["class_means"], means, atol=1e-5)
        # The picture of class b that c is becomes one of class a, by its neighbours' class.
        a, b, c = start
        ends = [c, analogy(means[a], means[b], c)]
        assert neighbours_classes(latents.z_mean, latents.labels, ends).tolist() == [b, a]
        assert np.abs(latents.z_mean[latents.labels == b] - c).max(axis=1).min() <= 0.0005


def test_the_corners_lie_as_on_the_map():
    codes = [[0.0, 3.0], [3.0, 0.1], [0.1, 0.0], [-3.0, 0.0], [0.0, -3.0], None]
    z_mean = np.array([code for code in codes if code])
    start = corners.default(RunConfig(name="a"), codes, z_mean)
    assert start["c"] == [codes[0], codes[1], codes[3], codes[4]]


@pytest.mark.parametrize("conditional", [False, True])
@pytest.mark.parametrize("dims", [1, 2, 64])
def test_there_are_corners_and_operands_for_any_codes(dims, conditional):
    config = RunConfig(name="a", latent_dim=dims, conditional=conditional)
    for count in (1, 3, 50):
        z_mean = np.random.default_rng(0).normal(size=(count, dims)).astype(np.float32)
        latents = Latents(z_mean, None, np.zeros(count, np.uint8))
        start = corners.default(config, [z_mean[0].tolist()], z_mean)
        assert np.shape(start["c"]) == (4, dims) and np.isfinite(start["c"]).all()
        assert count == 1 and not conditional or len({str(corner) for corner in start["c"]}) >= 2
        start = arithmetic.default(config, [None], latents, np.arange(count))
        assert np.shape([start[name] for name in "abc"]) == (3, dims)
    two = Latents(z_mean, None, np.arange(50, dtype=np.uint8) % 2 * 2)
    start = arithmetic.default(config, [[0.0] * dims, None, [1.0] * dims], two, np.arange(count))
    assert {start["a"], start["b"]} == {0, 2}


def test_a_link_opens_its_place():
    page = opened(run="tiny-conditional", view="corners", c="1,2;3,-4;0,0;-0.0004,1", at="0,0.25", n="15", label="7")
    corner_codes = [[1.0, 2.0], [3.0, -4.0], [0.0, 0.0], [0.0, 1.0]]
    assert shown(page)["start"] == {"c": corner_codes, "at": [0.0, 0.25], "n": 15, "label": 7}
    assert warnings(page) == []
    page = opened(run="tiny-3d", view="arithmetic", a="3", b="1,2,-3.5", c="0")
    assert shown(page)["start"] == {"a": 3, "b": [1.0, 2.0, -3.5], "c": 0, "label": None}
    assert warnings(page) == []


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        ({"view": "corners", "c": "1,1,1;2,2,2", "n": "4"}, "must be 4 codes separated by semicolons, got 2", {"n": 4}),
        ({"view": "corners", "c": "1,1,1;2,2;3,3,3;4,4,4"}, "every corner of c in the address must be 3 numbers", {}),
        ({"view": "corners", "at": "-0.1,0"}, "numbers from 0 to 1, got '-0.1,0'", {}),
        ({"view": "corners", "n": "16", "at": "0,1"}, "whole number from 3 to 15, got '16'", {"at": [0, 1]}),
        ({"view": "arithmetic", "a": "10", "b": "2"}, "a class number from 0 to 9 or 3 numbers", {"b": 2}),
        ({"view": "arithmetic", "c": "1,2"}, "c in the address must be 3 numbers separated by commas, got 2", {}),
        ({"view": "arithmetic", "run": "tiny-conditional", "a": "7"}, "a in the address must be 2 numbers", {}),
    ],
)
def test_a_wrong_address_is_one_sentence_and_the_start_stands_in(query, sentence, kept):
    page = opened(**{"run": "tiny-3d", **query})
    assert len(warnings(page)) == 1
    assert sentence in warnings(page)[0]
    start = shown(page)["start"]
    for name, value in kept.items():
        assert start[name] == value


def test_a_number_is_a_class_without_a_decimal_point_and_a_code_with_one():
    means = [[0.5], None, [2.0]]
    for text, operand in (("2", 2), ("2.0", [2.0]), ("-1", [-1.0])):
        assert arithmetic.parse_operand("a", text, 1, 10.0, means) == operand
    with pytest.raises(AddressError, match="b in the address .* or a number with a decimal point, got '1'"):
        arithmetic.parse_operand("b", "1", 1, 10.0, means)
    assert arithmetic.parse_operand("a", "2", 1, 10.0, [None, None]) == [2.0]


def test_the_switch_changes_the_view_and_leaves_the_run():
    page = opened(run="tiny-3d", view="corners", n="4")
    (switch,) = page.get("button_group")
    page = switch.set_value("arithmetic").run()
    assert "class_means" in shown(page)
    assert query_of(page) == {"run": "tiny-3d", "view": "arithmetic"}


def test_an_unknown_view_is_a_sentence_and_the_path():
    page = opened(run="tiny-3d", view="circle")
    assert "'path', 'corners', 'arithmetic', got 'circle'" in warnings(page)[0]
    assert "to" in shown(page)["start"]


def test_another_run_keeps_the_view_and_drops_the_place():
    page = opened(run="tiny-3d", view="corners", c="1,1,1;2,2,2;3,3,3;4,4,4", at="0,0", n="4")
    page = page.selectbox[0].set_value("tiny-conditional").run()
    assert np.shape(shown(page)["start"]["c"]) == (4, 2) and warnings(page) == []
    assert query_of(page) == {"run": "tiny-conditional", "view": "corners"}


def test_the_view_is_told_the_same_again_in_a_rerun():
    page = opened(run="tiny-3d", view="arithmetic", a="3")
    before = [element.proto.SerializeToString() for element in page.main.get("bidi_component")]
    assert [element.proto.SerializeToString() for element in page.run().main.get("bidi_component")] == before
