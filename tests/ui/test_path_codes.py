"""What exports get of a path's codes, and the search for the shortest path as pages run it."""

from concurrent.futures import BrokenExecutor

import numpy as np
import pytest

from ui import engine
from ui.interpolate import codes, geodesic
from vae.latent import interpolation
from vae.latent.paths import class_mixture, codes_along, knots, picture_changes
from vae.model import inference
from vae.runs import store

STATE = {"z": [-1.0, 0.5], "via": [[0.0, -1.5]], "to": [2.0, 1.0], "label": 1, "to_label": 1, "easing": "even"}


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Let the tests' own process do what the worker does: it has Keras loaded already."""
    for name in ("decode", "begin_geodesic", "shorten"):
        monkeypatch.setattr(engine, name, getattr(inference, name))


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))
    return store.load_run("tiny-conditional")


def test_a_path_of_two_points_is_that_of_vae_latent(run):
    found = codes.path_codes(run, {**STATE, "via": []}, 9)
    assert set(found) == {"linear", "spherical"}
    for name, path in (("linear", interpolation.lerp), ("spherical", interpolation.slerp)):
        z, labels = found[name]
        np.testing.assert_allclose(z, path(STATE["z"], STATE["to"], np.linspace(0, 1, 9)))
        assert labels.tolist() == [1] * 9


def test_a_changing_class_is_a_mixture_and_even_steps_are_even(run):
    state = {**STATE, "via": [], "to_label": 4, "easing": "picture"}
    for z, mixture in codes.path_codes(run, state, 12).values():
        assert mixture.shape == (12, 10) and mixture[0, 1] == mixture[-1, 4] == 1
        np.testing.assert_allclose(mixture.sum(axis=1), 1)
        changes = picture_changes(inference.decode(run.folder, z, mixture))
        assert changes.std() / changes.mean() < 0.05
    even = codes.path_codes(run, {**state, "easing": "even"}, 12)["linear"]
    np.testing.assert_allclose(even[1], class_mixture(1, 4, np.linspace(0, 1, 12), 10))


def test_a_run_without_labels_has_none(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))
    state = {**STATE, "z": [1.0, 0.0, 0.0], "via": [], "to": [0.0, 1.0, 0.0], "label": None, "to_label": None}
    assert all(labels is None for _, labels in codes.path_codes(store.load_run("tiny-3d"), state, 3).values())


def test_a_cross_fade_shows_the_points_pictures(run):
    for easing in ("even", "picture"):
        pictures = codes.fade_pictures(run, {**STATE, "easing": easing}, 21)
        ends = inference.decode(run.folder, np.array([STATE["z"], STATE["to"]]), np.array([1, 1]))
        np.testing.assert_allclose(pictures[[0, -1]], ends, atol=1e-6)
    # all steps are alike but the one round the way point's corner
    changes = np.sort(picture_changes(pictures))
    np.testing.assert_allclose(changes[1:], changes[-1], rtol=0.01)


def test_the_search_tightens_every_leg_and_the_export_gets_what_was_found(run):
    state = {**STATE, "z": [-1.125, 0.5]}
    assert geodesic.curves(run, state) is None
    answer = geodesic.advance(run, state, 1)
    assert not answer.is_done and answer.curves[1] is None
    for _ in range(200):
        if answer.is_done:
            break
        answer = geodesic.advance(run, state, 1)
    assert answer.is_done and answer.energy < 1 and answer.length < 1
    assert answer.points == [state["z"], *state["via"], state["to"]] and answer.labels == (1, 1)
    again = geodesic.advance(run, state, 1)
    assert again == answer
    z, _ = codes.path_codes(run, state, 17)["geodesic"]
    t = np.linspace(0, 1, 17)
    np.testing.assert_array_equal(
        z, codes_along(geodesic.points(state), t, "geodesic", [np.array(curve) for curve in answer.curves])
    )
    np.testing.assert_allclose(
        codes_along(geodesic.points(state), knots(geodesic.points(state)), "geodesic", geodesic.curves(run, state)),
        geodesic.points(state),
    )


def test_where_the_worker_ends_the_search_says_so_and_goes_on_when_asked_again(run, monkeypatch):
    def ends(*_):
        raise BrokenExecutor

    state = {**STATE, "z": [-1.375, 0.5], "via": []}
    with monkeypatch.context() as patch:
        patch.setattr(engine, "begin_geodesic", ends)
        answer = geodesic.advance(run, state, 1)
    assert "has ended twice" in answer.problem and answer.curves == [None] and not answer.is_done
    assert answer.points == [state["z"], state["to"]] and answer.turn == 1
    again = geodesic.advance(run, state, 2)
    assert again.problem == "" and again.curves != [None]


def test_no_piece_of_a_search_raises_the_energy(run):
    state = {**STATE, "z": [-1.25, 0.5], "via": []}
    energies = [geodesic.advance(run, state, 1).energy for _ in range(8)]
    assert energies == sorted(energies, reverse=True) and energies[0] <= 1


@pytest.mark.parametrize(
    "change",
    [{"z": [1.0]}, {"z": [1.0, float("nan")]}, {"z": ["a", "b"]}, {"label": 10}, {"label": None}, {"via": None}],
)
def test_what_is_no_path_of_a_run_is_not_searched(run, change):
    assert geodesic.is_path(run, STATE)
    assert not geodesic.is_path(run, {**STATE, **change})
    assert not geodesic.is_path(run, None)
