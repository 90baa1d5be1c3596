"""The fog lies where no code is, and `near_distance` is what it says, against SciPy's tree and by hand."""

import numpy as np
import pytest
from scipy.spatial import KDTree

from vae.latent.fog import NEAR_QUANTILE, fog, near_distance, rows_at_once
from vae.latent.planes import principal_plane


def codes(count=600, dims=2, seed=0):
    return np.random.default_rng(seed).normal(size=(count, dims))


@pytest.mark.parametrize("dims", [1, 2, 16])
def test_near_distance_agrees_with_a_tree(dims):
    points = codes(dims=dims).astype(np.float32)
    distances = KDTree(points).query(points, k=2)[0][:, 1]
    assert near_distance(points) == pytest.approx(np.quantile(distances, NEAR_QUANTILE), rel=1e-3, abs=1e-3)


def test_near_distance_counts_only_the_same_class_when_there_are_labels():
    points = np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 0.0], [5.1, 0.0]])
    assert near_distance(points) == pytest.approx(0.1, rel=1e-3)
    assert near_distance(points, [0, 1, 0, 1]) == pytest.approx(5.0, rel=1e-3)


def test_near_distance_needs_two_codes():
    with pytest.raises(ValueError, match=r"n at least 2, got \[1, 2\]"):
        near_distance(codes(1))


@pytest.mark.parametrize("has_variance", [True, False])
def test_the_fog_is_clear_among_the_codes_and_full_far_away(has_variance):
    means = codes()
    log_var = np.full(means.shape, -3.0) if has_variance else None
    axis = np.linspace(-9, 9, 37)
    thickness = fog(principal_plane(means), means, log_var, axis, axis)
    assert thickness.dtype == np.uint8
    assert thickness[18, 18] == 0
    assert thickness[0, 0] == thickness[-1, 0] == thickness[0, -1] == 255


def test_the_fogs_rows_are_the_second_axis():
    means = codes() * 0.1 + [3.0, 0.0]
    axis = np.linspace(-5, 5, 11)
    thickness = fog(principal_plane(means), means, np.full(means.shape, -4.0), axis, axis)
    assert thickness[5, 8] == 0
    assert thickness[8, 5] == 255


def test_one_dimension_makes_equal_rows():
    means = codes(dims=1)
    thickness = fog(principal_plane(means), means, np.full(means.shape, -3.0), np.linspace(-9, 9, 19), np.zeros(4))
    assert thickness.shape == (4, 19)
    assert (thickness == thickness[0]).all()
    assert thickness[0, 9] == 0
    assert thickness[0, 0] == 255


def test_distances_are_worked_out_in_products_too_small_for_threads():
    assert [rows_at_once(*shape) for shape in ((1000, 2), (1000, 16), (10_000, 64), (10**7, 64))] == [100, 15, 1, 1]
