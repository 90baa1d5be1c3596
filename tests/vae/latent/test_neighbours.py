"""Neighbours, against the plain computation over all pairs."""

import numpy as np
import pytest

from vae.latent.neighbours import knn_disagreement, most_misplaced, nearest, nearest_many, nearest_others

RNG = np.random.default_rng(0)


def brute_force(codes, k):
    distances = np.linalg.norm(codes[:, None] - codes[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, :k]


@pytest.mark.parametrize("dims", [1, 2, 12])
def test_the_nearest_others_are_those_of_all_pairs(dims):
    codes = RNG.normal(size=(120, dims)).astype(np.float32) + 5
    np.testing.assert_array_equal(nearest_others(codes, 7), brute_force(codes.astype(np.float64), 7))


@pytest.mark.parametrize("dims", [2, 12])
def test_equal_codes_are_neighbours_but_no_code_is_its_own(dims):
    codes = np.repeat(RNG.normal(size=(3, dims)), 5, axis=0)
    others = nearest_others(codes, 4)
    assert others.shape == (15, 4)
    for row, found in enumerate(others):
        assert row not in found and set(found) <= set(range(row // 5 * 5, row // 5 * 5 + 5))


def test_few_codes_have_few_neighbours():
    assert nearest_others(np.zeros((1, 2)), 3).shape == (1, 0)
    assert nearest_others(np.array([[0.0], [1.0]]), 9).tolist() == [[1], [0]]
    assert knn_disagreement(np.zeros((1, 2)), np.zeros(1), 3).tolist() == [0.0]


@pytest.mark.parametrize("dims", [2, 9])
def test_disagreement_is_the_share_of_other_labels(dims):
    codes, labels = RNG.normal(size=(80, dims)), RNG.integers(0, 3, 80)
    expected = [(labels[found] != labels[row]).mean() for row, found in enumerate(brute_force(codes, 5))]
    np.testing.assert_allclose(knn_disagreement(codes, labels, 5), expected)


def test_a_wrong_label_is_the_most_misplaced():
    codes = np.concatenate([RNG.normal(0, 0.1, (40, 2)), RNG.normal(5, 0.1, (40, 2))])
    labels = np.repeat([0, 1], 40)
    labels[3], labels[50] = 1, 0
    codes[50] += 0.6  # farther from its own class than the other
    found = most_misplaced(codes, labels, knn_disagreement(codes, labels, 6), 2)
    assert found.tolist() == [50, 3]


def test_a_class_of_one_comes_first_and_there_are_no_more_than_all():
    codes, labels = RNG.normal(size=(10, 2)), np.array([0] * 9 + [1])
    found = most_misplaced(codes, labels, knn_disagreement(codes, labels, 3), 99)
    assert found[0] == 9 and sorted(found) == list(range(10))


def test_nearest_to_a_place_comes_first():
    codes = np.array([[3.0, 0], [1, 0], [2, 0]])
    indices, distances = nearest(codes, np.zeros(2), 2)
    assert indices.tolist() == [1, 2] and distances.tolist() == [1, 2]


def test_the_nearest_of_many_places_are_those_of_each():
    rng = np.random.default_rng(8)
    codes, places = rng.normal(size=(50, 3)), rng.normal(size=(7, 3))
    found = nearest_many(codes, places, 4)
    np.testing.assert_array_equal(found, [nearest(codes, place, 4)[0] for place in places])
    assert nearest_many(codes[:2], places, 4).shape == (7, 2)
