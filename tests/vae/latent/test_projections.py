"""Codes on a plane: PCA, raw dimensions, t-SNE and UMAP, and how far neighbours on the map can be trusted."""

import sys
import types

import numpy as np
import pytest
from sklearn import manifold as sklearn_manifold
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from vae.latent import projections
from vae.latent.projections import ProjectionError, Setting, project, trustworthiness


@pytest.fixture(scope="module")
def codes():
    """Return 300 codes of 5 dimensions, unequally spread."""
    return (np.random.default_rng(0).normal(size=(300, 5)) * [3, 1, 2, 0.5, 0.1]).astype(np.float32)


def test_pca_is_that_of_a_singular_value_decomposition(codes):
    xy = project(codes, Setting("pca"))
    assert xy.dtype == np.float32
    centred = codes.astype(np.float64) - codes.astype(np.float64).mean(axis=0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    for independent in (left[:, :2] * values[:2], PCA(2).fit_transform(codes)):
        signs = np.sign((independent * xy).sum(axis=0))
        np.testing.assert_allclose(xy, independent * signs, atol=1e-4)


def test_trustworthiness_is_scikit_learns(codes):
    rng = np.random.default_rng(1)
    for xy in (codes[:, :2], codes[:, 3:], rng.normal(size=(300, 2))):
        expected = sklearn_manifold.trustworthiness(codes, xy, n_neighbors=10)
        assert trustworthiness(codes, xy) == pytest.approx(expected, abs=1e-9)
    assert trustworthiness(codes[:, :2], codes[:, :2]) == 1
    few = codes[:8]
    assert trustworthiness(few, few[:, 3:]) == pytest.approx(
        sklearn_manifold.trustworthiness(few, few[:, 3:], n_neighbors=2), abs=1e-9
    )
    with pytest.raises(ProjectionError, match="at least 4 codes, got 3"):
        trustworthiness(codes[:3], codes[:3, :2])


def test_trustworthiness_of_many_codes_is_taken_on_a_seeded_part(codes, monkeypatch):
    monkeypatch.setattr(projections, "NUM_SCORED", 100)
    chosen = np.random.default_rng(7).permutation(300)[:100]
    expected = sklearn_manifold.trustworthiness(codes[chosen], codes[chosen, 3:], n_neighbors=10)
    assert trustworthiness(codes, codes[:, 3:], seed=7) == pytest.approx(expected, abs=1e-9)
    assert trustworthiness(codes, codes[:, 3:], seed=8) != pytest.approx(expected, abs=1e-9)


def test_tsne_keeps_groups_apart_repeats_with_its_seed_and_reports_iterations(monkeypatch):
    monkeypatch.setattr(projections, "_MAX_ITERATIONS", 300)
    rng = np.random.default_rng(2)
    groups = np.concatenate([rng.normal(size=(30, 4)), rng.normal(size=(30, 4)) + 20])
    told = []
    setting = Setting("tsne", perplexity=5)
    with threadpool_limits(1):
        xy = project(groups, setting, lambda share, text: told.append((share, text)))
        again = project(groups, setting)
    assert xy.shape == (60, 2) and xy.dtype == np.float32
    middles = xy[:30].mean(axis=0), xy[30:].mean(axis=0)
    own, other = (np.linalg.norm(xy[:30] - middle, axis=1) for middle in middles)
    assert (own < other).all()
    np.testing.assert_array_equal(again, xy)
    assert told[0] == (0.0, "finding neighbours")
    assert (0.5, "iteration 150 of at most 300") in told
    assert all(0 <= share <= 1 for share, _ in told)


def test_umap_is_handed_its_settings_and_reports_epochs(codes, monkeypatch):
    asked = {}

    class Umap:
        def __init__(self, **settings):
            asked.update(settings)

        def fit_transform(self, z):
            print("words for a terminal")
            asked["tqdm_kwds"]["file"].write("\repoch 3/10 ")
            return z[:, :2].astype(np.float64)

    monkeypatch.setattr(projections, "has_umap", lambda: True)
    monkeypatch.setitem(sys.modules, "umap", types.SimpleNamespace(UMAP=Umap))
    told = []
    xy = project(codes, Setting("umap", num_neighbours=7, min_dist=0.3, seed=4), lambda *report: told.append(report))
    np.testing.assert_array_equal(xy, codes[:, :2])
    assert (asked["n_neighbors"], asked["min_dist"], asked["random_state"]) == (7, 0.3, 4)
    assert told[-1] == (0.3, "epoch 3 of 10")


def test_without_umap_a_sentence_says_how_to_get_it(codes, monkeypatch):
    monkeypatch.setattr(projections.importlib.util, "find_spec", lambda name: None)
    assert not projections.has_umap()
    with pytest.raises(ProjectionError, match="pip install umap-learn"):
        project(codes, Setting("umap"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"method": "lda"}, "method must be one of pca, tsne, umap, got 'lda'"),
        ({"perplexity": 1.0}, "perplexity must be between 2 and 200, got 1"),
        ({"perplexity": float("nan")}, "perplexity must be between 2 and 200, got nan"),
        ({"num_neighbours": 500}, "num_neighbours must be between 2 and 200, got 500"),
        ({"min_dist": -0.1}, "min_dist must be between 0 and 0.99"),
        ({"seed": -1}, "seed must be between 0"),
    ],
)
def test_a_wrong_setting_is_a_sentence(fields, sentence):
    with pytest.raises(ProjectionError, match=sentence):
        Setting(**fields)


def test_too_few_codes_for_a_perplexity_is_a_sentence(codes):
    with pytest.raises(ProjectionError, match="t-SNE needs more than 30 codes, got 20"):
        project(codes[:20], Setting("tsne"))


def test_a_key_names_what_the_method_listens_to():
    assert Setting("pca", perplexity=5).key == Setting("pca").key == "pca"
    assert Setting("tsne", perplexity=5, seed=3).key == "tsne-perplexity-5-seed-3"
    assert Setting("tsne", min_dist=0.5).key == Setting("tsne").key != Setting("tsne", seed=1).key
    assert Setting("umap", num_neighbours=5, min_dist=0.25).key == "umap-neighbours-5-distance-0.25-seed-0"


def test_raw_dimensions_and_rows_of_classes(codes):
    np.testing.assert_array_equal(projections.raw_xy(codes, (3, 0)), codes[:, [3, 0]])
    labels = np.array([0, 9, 0, 9], np.uint8)
    xy = projections.line_xy(np.array([[1.0], [2.0], [3.0], [4.0]]), labels, 10)
    np.testing.assert_allclose(xy[:, 0], [1, 2, 3, 4])
    # as `project` and `rowOf` in ui/live/plane.js: rows from 2.2 to -2.2, spread by the golden ratio
    spread = [((i * 0.618) % 1 - 0.5) * 0.3 for i in range(4)]
    np.testing.assert_allclose(xy[:, 1], np.array([2.2, -2.2, 2.2, -2.2]) + spread, atol=1e-6)


def test_a_dimension_is_called_by_its_number_and_its_name():
    assert projections.dimension_title(2) == "z3"
    assert projections.dimension_title(2, {2: "slant", 0: "width"}) == "z3, slant"
