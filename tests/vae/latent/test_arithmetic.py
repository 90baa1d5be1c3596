"""Arithmetic with codes against computations written out."""

import math

import numpy as np
import pytest

from vae.latent import arithmetic


@pytest.fixture(scope="module")
def held_out():
    """Return (codes, labels): three clouds of 40 codes at (0, 0), (4, 0) and (0, 4), and a class 3 of a single code."""
    rng = np.random.default_rng(1)
    middles = np.repeat([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]], 40, axis=0)
    codes = np.concatenate([middles + rng.normal(scale=0.5, size=middles.shape), [[9.0, 9.0]]])
    return codes, np.append(np.repeat([0, 1, 2], 40), 3).astype(np.uint8)


def test_class_means_are_those_of_a_loop_and_nan_without_codes(held_out):
    codes, labels = held_out
    means = arithmetic.class_means(codes.astype(np.float32), labels, 6)
    for label in range(4):
        own = [code for code, number in zip(codes, labels, strict=True) if number == label]
        np.testing.assert_allclose(means[label], np.sum(own, axis=0) / len(own), atol=1e-6)
    assert np.isnan(means[4:]).all() and means.shape == (6, 2)


def test_an_attribute_leads_from_one_mean_to_the_other(held_out):
    means = arithmetic.class_means(*held_out, 5)
    step = arithmetic.attribute_direction(means, 1, 0)
    np.testing.assert_allclose(means[0] + step, means[1])
    np.testing.assert_array_equal(arithmetic.attribute_direction(means, 0, 1), -step)
    for absent in (4, 5, -1):
        with pytest.raises(ValueError, match=f"class {absent} has no codes"):
            arithmetic.attribute_direction(means, 0, absent)


def test_an_analogy_adds_what_tells_a_from_b():
    np.testing.assert_array_equal(arithmetic.analogy([1, 2], [3, 5], [10, 20]), [8, 17])
    np.testing.assert_array_equal(arithmetic.analogy([1, 2], [1, 2], [10, 20]), [10, 20])


@pytest.mark.parametrize("dims", [1, 2, 16])
def test_random_directions_are_of_one_length_and_lean_nowhere(dims):
    drawn = arithmetic.random_directions(4000, dims, 2.5, seed=3)
    assert drawn.shape == (4000, dims)
    np.testing.assert_allclose([math.hypot(*direction) for direction in drawn], 2.5)
    assert np.abs(drawn.mean(axis=0)).max() < 2.5 * 4 / math.sqrt(4000)
    np.testing.assert_allclose(drawn.T @ drawn / 4000, 2.5**2 / dims * np.eye(dims), atol=0.3)
    np.testing.assert_array_equal(drawn, arithmetic.random_directions(4000, dims, 2.5, seed=3))
    assert (drawn != arithmetic.random_directions(4000, dims, 2.5, seed=4)).any()


@pytest.mark.parametrize("count", [(0, 2), (2, 0)])
def test_no_directions_are_refused(count):
    with pytest.raises(ValueError, match="must be at least 1, got"):
        arithmetic.random_directions(*count, 1.0, seed=0)


def test_the_neighbours_class_is_the_commonest_and_of_equals_the_nearest(held_out):
    codes, labels = held_out
    for z in np.random.default_rng(2).uniform(-1, 5, size=(50, 2)):
        order = np.argsort(((codes - z) ** 2).sum(axis=1))[: arithmetic.NUM_NEIGHBOURS]
        found = labels[order]
        counts = np.bincount(found)
        expected = next(label for label in found if counts[label] == counts.max())
        assert arithmetic.neighbours_classes(codes, labels, [z]) == [expected]
    line = np.arange(4.0)[:, None]
    assert arithmetic.neighbours_classes(line, np.array([7, 2, 2, 7]), [[-1.0], [4.0]]).tolist() == [7, 7]
    assert arithmetic.neighbours_classes(line, np.array([2, 7, 7, 2]), [[1.4]]).tolist() == [7]


def test_the_clearest_turn_gains_nearly_what_the_best_pair_does_over_random_steps():
    rng = np.random.default_rng(5)
    labels = np.repeat([0, 1, 2, 3], 60)
    codes = rng.normal(size=(240, 2)) * np.array([[9, 9], [0.3, 0.3], [0.3, 0.3], [4, 4]])[labels]
    codes += np.array([[0, 0], [6, 0], [6, 5], [-8, -8]])[labels]
    means = arithmetic.class_means(codes, labels, 5)

    def gain(a, b):
        starts, step = codes[labels == b], means[a] - means[b]
        controls = arithmetic.random_directions(16, 2, np.linalg.norm(step), seed=1)
        shares = [arithmetic.share_turned(codes, labels, starts, direction, a) for direction in (step, *controls)]
        return shares[0] - np.mean(shares[1:])

    a, b, code = arithmetic.clearest_turn(codes, labels, means, seed=0)
    assert gain(a, b) > max(gain(i, j) for i in range(4) for j in range(4) if i != j) * 0.75 - 0.1
    start = codes[code]
    ends = arithmetic.neighbours_classes(codes, labels, [start, start + means[a] - means[b]])
    assert labels[code] == b and ends.tolist() == [b, a]


def test_the_share_turned_counts_ends_of_steps(held_out):
    codes, labels = held_out
    starts = codes[labels == 0]
    assert arithmetic.share_turned(codes, labels, starts, [0, 0], 0) == 1
    assert arithmetic.share_turned(codes, labels, starts, [4, 0], 1) == 1
    assert arithmetic.share_turned(codes, labels, starts, [4, 0], 2) == 0
    mixed = np.concatenate([starts[:10], codes[labels == 2][:30]])
    assert arithmetic.share_turned(codes, labels, mixed, [0, 0], 2) == 0.75


def test_pixel_change_is_a_mean_over_all_pixels():
    before = np.zeros((2, 2, 2))
    after = np.array([[[0.5, 0], [0, 0]], [[0, -0.5], [1, 0]]])
    assert arithmetic.pixel_change(before, after) == arithmetic.pixel_change(after, before) == 0.25
    assert arithmetic.pixel_change(after, after) == 0


def test_the_effect_size_is_in_standard_deviations_of_the_controls():
    assert arithmetic.effect_size(5, [1, 2, 3]) == 3  # mean 2, sd 1
    assert arithmetic.effect_size(0, [1, 2, 3]) == -2
    assert math.isnan(arithmetic.effect_size(5, [2, 2, 2]))
    assert math.isnan(arithmetic.effect_size(5, [2]))


def test_more_and_less_of_something_are_the_means_of_the_fifths_and_a_code_below_the_middle():
    values = np.arange(20.0)
    codes = np.stack([values, -values], axis=1)
    much, little, code = arithmetic.more_and_less(codes, values, np.array([19, 1, 7, 5]))
    np.testing.assert_allclose(much, [17.5, -17.5])
    np.testing.assert_allclose(little, [1.5, -1.5])
    np.testing.assert_allclose(code, codes[7])
    assert arithmetic.more_and_less(codes[:2], np.zeros(2), np.array([1, 0]))[2][0] == 1.0, "all have as much"
    with_it, without, _ = arithmetic.more_and_less(codes[:10], (np.arange(10) == 9).astype(float), np.arange(10))
    assert with_it[0] == 9.0 and without[0] == 4.0, "what few have"
