"""Turning maps onto one another and shared neighbours, against SciPy, known turns and brute force."""

import numpy as np
import pytest
from scipy import spatial

from vae.latent.alignment import align, chosen_pictures, common_share, nearest_neighbours, one_of_each

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("mirrors", [False, True])
@pytest.mark.parametrize("scales", [False, True])
def test_a_known_turn_is_found_and_undone(mirrors, scales):
    reference = RNG.normal(size=(50, 2)) * [2.0, 0.7] + [1.0, -3.0]
    angle, size = 2.2, 1.7 if scales else 1.0
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    if mirrors:
        turn = turn * [[1.0], [-1.0]]
    places = size * reference @ turn + [4.0, 5.0]
    found = align(reference, places, scales)
    np.testing.assert_allclose(found.apply(places), reference, atol=1e-9)
    np.testing.assert_allclose(found.undo(found.apply(places)), places, atol=1e-9)
    assert np.sign(np.linalg.det(found.rotation)) == (-1 if mirrors else 1)
    assert found.scale == pytest.approx(1 / size)
    assert found.disparity == pytest.approx(0.0, abs=1e-9) and found.correlation == pytest.approx(1.0)


def test_disparity_and_turned_places_are_scipys():
    reference, places = RNG.normal(size=(2, 80, 3))
    places = places + 0.5 * reference
    fixed, moved, disparity = spatial.procrustes(reference, places)
    found = align(reference, places, scales=True)
    assert found.disparity == pytest.approx(disparity)
    assert align(reference, places).disparity == pytest.approx(disparity)
    # SciPy returns both centred and the reference scaled to length 1.
    length = np.linalg.norm(reference - reference.mean(axis=0))
    np.testing.assert_allclose(found.apply(places), moved * length + reference.mean(axis=0), atol=1e-9)


def test_without_scaling_distances_stay():
    reference, places = RNG.normal(size=(2, 20, 2))
    turned = align(reference, 3.0 * places).apply(3.0 * places)
    np.testing.assert_allclose(spatial.distance.pdist(turned), spatial.distance.pdist(3.0 * places))


def test_places_that_are_all_the_same_are_only_shifted():
    found = align(RNG.normal(size=(5, 2)), np.ones((5, 2)))
    assert found.disparity == 1.0 and found.correlation == 0.0
    np.testing.assert_array_equal(found.rotation, np.eye(2))


@pytest.mark.parametrize("shapes", [((3, 2), (4, 2)), ((0, 2), (0, 2)), ((3,), (3,))])
def test_other_shapes_are_refused(shapes):
    with pytest.raises(ValueError, match="must be"):
        align(*map(np.zeros, shapes))


def test_neighbours_and_their_common_share_against_brute_force():
    first, second = RNG.normal(size=(2, 60, 3))
    second += first
    k, shares, found = 7, [], []
    for codes in (first, second):
        distances = spatial.distance.cdist(codes, codes)
        np.fill_diagonal(distances, np.inf)
        found.append([set(row) for row in np.argsort(distances, axis=1)[:, :k].tolist()])
        assert [set(row) for row in nearest_neighbours(codes, k).tolist()] == found[-1]
    shares = [len(one & other) / k for one, other in zip(*found, strict=True)]
    neighbours = [nearest_neighbours(codes, k) for codes in (first, second)]
    assert common_share(*neighbours) == pytest.approx(np.mean(shares))
    assert 0.1 < common_share(*neighbours) < 1.0 == common_share(neighbours[0], neighbours[0])
    with pytest.raises(ValueError, match="k from 1"):
        nearest_neighbours(first[:3], 3)


def test_pictures_are_drawn_with_a_seed():
    numbers = chosen_pictures(1000, 30, seed=4)
    assert len(set(numbers)) == 30 and (np.diff(numbers) > 0).all() and numbers[-1] < 1000
    np.testing.assert_array_equal(numbers, chosen_pictures(1000, 30, seed=4))
    assert (numbers != chosen_pictures(1000, 30, seed=5)).any()
    np.testing.assert_array_equal(chosen_pictures(3, 30), [0, 1, 2])


def test_one_picture_of_every_class_that_has_any():
    labels = np.array([2, 0, 2, 0, 3] * 20)
    found = one_of_each(labels, 5, seed=1)
    assert labels[found].tolist() == [0, 2, 3]
    assert found == one_of_each(labels, 5, seed=1)
    assert len({tuple(one_of_each(labels, 5, seed)) for seed in range(5)}) > 1
