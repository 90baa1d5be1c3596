"""Selections: their figures against plain NumPy, and their names."""

import numpy as np
import pytest

from vae.latent import selection
from vae.latent.latents import Latents
from vae.latent.selection import SelectionError, checked_name, compare, mean_pairwise_distance, others, summarise

RNG = np.random.default_rng(0)
LATENTS = Latents(
    RNG.normal(size=(50, 3)).astype(np.float32),
    RNG.normal(size=(50, 3)).astype(np.float32),
    RNG.integers(0, 4, 50).astype(np.uint8),
    RNG.uniform(80, 200, 50).astype(np.float32),
    RNG.uniform(1, 9, 50).astype(np.float32),
)


def test_a_summary_holds_the_figures_of_its_images():
    indices = np.array([3, 8, 20, 41])
    found = summarise(LATENTS, indices, 6)
    codes = LATENTS.z_mean[indices].astype(np.float64)
    assert found.count == 4
    assert found.class_counts.tolist() == [int((LATENTS.labels[indices] == label).sum()) for label in range(6)]
    assert found.class_shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(found.centre, codes.mean(axis=0))
    np.testing.assert_allclose(found.spread, codes.std(axis=0))
    pairs = [np.linalg.norm(codes[a] - codes[b]) for a in range(4) for b in range(a)]
    assert found.mean_distance == pytest.approx(np.mean(pairs))
    assert found.reconstruction == pytest.approx(LATENTS.reconstruction[indices].mean(dtype=np.float64))
    assert found.neg_elbo == pytest.approx((LATENTS.reconstruction + LATENTS.kl)[indices].mean(dtype=np.float64))


def test_a_run_without_scores_has_none_and_one_point_no_distance():
    found = summarise(Latents(LATENTS.z_mean, None, LATENTS.labels), np.array([7]), 4)
    assert found.reconstruction is None and found.kl is None and found.neg_elbo is None
    assert found.mean_distance is None and found.spread.tolist() == [0, 0, 0]


def test_an_empty_selection_is_refused():
    with pytest.raises(SelectionError, match="at least one point"):
        summarise(LATENTS, np.array([], int), 4)


def test_the_distance_of_many_is_estimated_alike_every_time(monkeypatch):
    codes = RNG.normal(size=(400, 2))
    exact = mean_pairwise_distance(codes)
    monkeypatch.setattr(selection, "_MAX_PAIRED", 200)
    estimate = mean_pairwise_distance(codes)
    assert estimate == mean_pairwise_distance(codes)
    assert estimate != exact and estimate == pytest.approx(exact, rel=0.15)


def test_others_are_all_the_rest():
    assert others(np.array([4, 0]), 5).tolist() == [1, 2, 3]
    assert others(np.arange(3), 3).tolist() == []


def test_a_comparison_tells_overlap_and_distance():
    first, second = np.array([1, 2, 3]), np.array([3, 4])
    found = compare(LATENTS, first, second)
    codes = LATENTS.z_mean.astype(np.float64)
    assert found.num_shared == 1
    assert found.centre_distance == pytest.approx(
        np.linalg.norm(codes[first].mean(axis=0) - codes[second].mean(axis=0))
    )


def test_a_name_is_trimmed():
    assert checked_name("  odd fours ", ["others"]) == "odd fours"


@pytest.mark.parametrize(
    ("name", "message"),
    [("  ", "needs a name"), ("x" * 41, "1 to 40"), ("a\nb", "printable"), ("Odd", "already: choose another")],
)
def test_a_name_that_cannot_be_is_refused(name, message):
    with pytest.raises(SelectionError, match=message):
        checked_name(name, ["odd"])
