"""The film on a page: reels that never change while it grows, and what the viewer is told."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from safetensors.numpy import load
from streamlit.testing.v1 import AppTest

from tests.support.pages import told_live
from tests.support.synthetic_film import first_frames, synthetic_film
from ui.train import film as viewer
from ui.train.reels import FRAMES_A_REEL, reels_of
from vae.film.replay import film_box
from vae.latent.planes import Plane, principal_plane
from vae.prior.mixture import MixturePrior
from vae.prior.shapes import CELLS

PAGE = Path(__file__).resolve().parents[2] / "tests" / "support" / "film_page.py"
FILM = synthetic_film(20)


def told(page):
    """What the page told the viewer."""
    (facts,), _ = told_live(page)
    return facts


def blobs(page):
    return told_live(page)[1]


def test_reels_hold_the_whole_film():
    still, *moving = reels_of(FILM)
    tensors = load(still.blob)
    np.testing.assert_array_equal(tensors["labels"], FILM.labels)
    np.testing.assert_array_equal(tensors["originals"], FILM.originals)
    assert [epoch for reel in moving for epoch in reel.epochs] == FILM.epochs.tolist()
    for name in ("codes", "grids", "reconstructions"):
        whole = np.concatenate([load(reel.blob)[name] for reel in moving])
        np.testing.assert_array_equal(whole, getattr(FILM, name))
    assert all(reel.fingerprint in reel.blob[:4000].decode(errors="replace") for reel in (still, *moving))


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_growing_film_has_few_reels_and_its_viewer_fetches_one_a_look_with_what_it_lacks(step):
    film, has, told = synthetic_film(40), set(), 0
    for count in range(step, 41, step):
        reels = reels_of(first_frames(film, count), told=told)[1:]
        assert [epoch for reel in reels for epoch in reel.epochs] == list(range(1, count + 1))
        assert all(set(reel.epochs) <= set(range(count - 2, count + 1)) for reel in reels if count in reel.epochs)
        assert len(reels) <= count // FRAMES_A_REEL + 7
        (fetched,) = (reel.epochs for reel in reels if not has.issuperset(reel.epochs))
        assert fetched == tuple(range(told + 1, count + 1))
        has |= set(fetched)
        told = count


def test_a_viewer_is_told_of_the_same_reels_until_there_are_new_epochs(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    film = synthetic_film(12)

    def epochs(count):
        return [reel.epochs for reel in viewer.ready(first_frames(film, count), "train", 1.0, "one").reels[1:]]

    assert epochs(5) == epochs(5) == [(1, 2), (3, 4, 5)]
    assert epochs(7) == epochs(7) == [(1, 2, 3, 4), (5,), (6, 7)]
    assert epochs(12)[-1] == (10, 11, 12)


def test_a_film_that_comes_whole_has_as_few_reels_as_can_be():
    film = synthetic_film(40)
    _, *moving = reels_of(film, is_whole=True)
    assert [epoch for reel in moving for epoch in reel.epochs] == film.epochs.tolist()
    assert [len(reel.epochs) for reel in moving] == [16, 16, 8]
    assert reels_of(film, is_whole=True)[1].blob is moving[0].blob
    assert len(reels_of(film)) > len(moving) + 1


def test_another_training_has_other_reels():
    prints = [{reel.fingerprint for reel in reels_of(synthetic_film(3, seed=seed))[1:]} for seed in (0, 1)]
    assert not prints[0] & prints[1]
    bare = reels_of(synthetic_film(3, with_pictures=False))
    assert not {reel.fingerprint for reel in bare} & {reel.fingerprint for reel in reels_of(synthetic_film(3))}
    assert set(load(bare[0].blob)) == {"labels"} and set(load(bare[1].blob)) == {"codes"}


def test_a_film_in_a_drawn_prior_tells_the_share_inside_with_every_frame():
    whole = np.ones((CELLS, CELLS), np.uint8)
    film = replace(synthetic_film(5, seed=7), has_prior=False, prior=whole)
    still, *moving = reels_of(film)
    np.testing.assert_array_equal(load(still.blob)["prior"], whole)
    np.testing.assert_array_equal(np.concatenate([load(reel.blob)["inside"] for reel in moving]), film.inside)
    words = [viewer.where_inside(each) for each in (FILM, film, replace(film, prior=2 * whole))]
    assert words == ["", "in the grey shape", "in the grey part of their class"]


def test_the_viewer_is_told_of_growth():
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.query_params.update(frames="12", shown="11")
    page.run()
    first, reels = told(page), blobs(page)
    assert first["is_live"] and first["num_epochs"] == 12 and first["history"]["epoch"] == list(range(1, 12))
    assert [epoch for reel in first["reels"] for epoch in reel["epochs"]] == list(range(1, 12))
    page.button[1].click().run()
    assert told(page) == first and blobs(page) == reels
    page.button[0].click().run()
    last = told(page)
    assert not last["is_live"] and last["reels"][-1]["epochs"] == [12]
    # The viewer asks for the reels of which it lacks a frame: those packed anew hold what it has.
    assert [json.loads(blob)["is_needed"] for blob in reels] == [True] + [False] * (len(reels) - 1)


def shipped_films():
    from ui.train import film
    from vae.runs.store import list_runs

    film.show_shipped_films(list_runs()[0])


def no_films():
    from ui.train import film

    film.show_shipped_films([])


def test_shipped_runs_can_be_watched(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))
    page = AppTest.from_function(shipped_films, default_timeout=60).run()
    names = page.selectbox[0].options
    assert "mnist-2d" in names and "tiny-3d" not in names
    assert told(page)["name"] == names[0]
    page.selectbox[0].select("mnist-16d").run()
    assert all(json.loads(blob)["is_needed"] for blob in blobs(page))
    facts = told(page)
    assert facts["name"] == "mnist-16d" and facts["num_epochs"] == 150 and len(facts["axes"][0]) == 16
    assert [button.proto.label for button in page.get("download_button")][:2] == ["Film as GIF", "Film as WebP"]


def test_without_runs_there_is_a_sentence():
    page = AppTest.from_function(no_films, default_timeout=60).run()
    assert not page.exception and "No run ships" in page.info[0].value


@pytest.mark.parametrize("is_seen", [True, False])
def test_the_plane_keeps_the_axes_that_the_visitor_sees(is_seen, monkeypatch):
    film = synthetic_film(6, latent_dim=4)
    end = principal_plane(film.codes[-1])
    turned = Plane(end.mean, -end.axes[::-1], end.explained[::-1])
    shown = turned if is_seen else end
    monkeypatch.setattr(st, "session_state", {"train_outlook": ("before", turned, [])} if is_seen else {})
    plane, box = viewer._outlook(film, "train", "now")
    np.testing.assert_allclose(plane.axes, shown.axes, atol=1e-9)
    assert box == film_box(film, plane)
    assert viewer._outlook(first_frames(film, 2), "train", "now")[0] is plane  # nothing new: nothing is computed


def test_the_viewer_is_told_of_the_clouds_of_a_prior_that_is_learnt_as_they_lie_on_its_plane():
    means, shares = np.array([[1.0, -2.0], [0.5, 0.0]]), np.array([0.75, 0.25])
    mixture = MixturePrior(means, np.log([[4.0, 1.0], [0.25, 1.0]]), np.log(shares))
    flat = Plane(np.array([0.5, 0.0]), np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0.6, 0.4]))  # mirrored
    facts = viewer._facts(replace(FILM, mixture=mixture), flat, [-3, 3, -3, 3], reels_of(FILM), 1.0, "clouds")
    np.testing.assert_allclose(facts.clouds, [-2, 0.5, 1, 0, 4, 0.75, 0, 0, 1, 0, 0.25, 0.25], atol=1e-4)
    assert viewer._facts(FILM, flat, [-3, 3, -3, 3], reels_of(FILM), 1.0, "clouds").clouds == []
