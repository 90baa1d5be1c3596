"""All numbers of a run's map: each against what it is made of, from one reading of the run."""

import numpy as np
import pytest

from vae.figures import run_map
from vae.figures.run_map import FOG_CELLS, WALK_POINTS
from vae.latent import fog, planes
from vae.prior.mixture import MixturePrior
from vae.runs import store


@pytest.mark.parametrize("dims", [1, 2, 3, 16])
def test_the_map_shows_nearly_all_codes_and_the_priors_circles(saved, dims):
    run = saved(f"dims-{dims}", latent_dim=dims)
    found = run_map.run_map(run)
    x0, x1, y0, y1 = found.home_box
    assert x0 <= -3.25 and x1 >= 3.25 and y0 <= -3.25 and y1 >= 3.25
    places = planes.principal_plane(found.latents.z_mean).project(found.latents.z_mean)
    inside = (places >= (x0, y0)) & (places <= (x1, y1))
    assert inside.all(axis=1).mean() >= 0.98
    margin = (x1 - x0) / 4
    assert found.fog_box == pytest.approx((x0 - margin, x1 + margin, y0 - margin, y1 + margin))


def test_the_fog_is_that_of_the_middles_of_its_cells(saved):
    found = run_map.run_map(saved("dims-2", latent_dim=2))
    assert found.fog.shape == (FOG_CELLS, FOG_CELLS)
    x0, x1, y0, y1 = found.fog_box
    middles = (np.arange(FOG_CELLS) + 0.5) / FOG_CELLS
    latents = found.latents
    expected = fog.fog(
        found.plane, latents.z_mean, latents.z_log_var, x0 + (x1 - x0) * middles, y0 + (y1 - y0) * middles
    )
    np.testing.assert_array_equal(found.fog, expected)


def test_a_visitor_begins_where_the_walk_does_or_in_the_middle_of_all_styles(saved):
    found = run_map.run_map(saved("dims-3", latent_dim=3))
    assert found.walk.shape == (WALK_POINTS, 3) and found.walk.dtype == np.float32
    np.testing.assert_allclose(found.home, found.walk[0], atol=0.0005)
    assert found.home_label is None
    conditional = run_map.run_map(saved("conditional", latent_dim=2, conditional=True))
    assert conditional.home.tolist() == [0.0, 0.0] and conditional.home_label == conditional.walk_labels[0]
    learnt = run_map.run_map(saved("learnt", latent_dim=2, conditional=True, family="mixture"))
    np.testing.assert_allclose(learnt.home, learnt.walk[0], atol=0.0005)


@pytest.mark.parametrize("dims", [2, 3])
def test_clouds_lie_on_the_plane_as_draws_of_a_learnt_prior_do(saved, dims):
    run = saved(f"clouds-{dims}", latent_dim=dims, family="mixture")
    found, prior = run_map.run_map(run), store.load_prior(run)
    assert found.clouds.dtype == np.float32 and found.clouds[:, 5].sum() == pytest.approx(1, abs=1e-5)
    for part in (0, 5):
        alone = MixturePrior(prior.means[[part]], prior.log_vars[[part]], np.zeros(1))
        places = found.plane.project(alone.sample(200_000, np.random.default_rng(0)))
        x, y, xx, xy, yy, _ = found.clouds[part].astype(float)
        np.testing.assert_allclose(places.mean(axis=0), [x, y], atol=0.02)
        np.testing.assert_allclose(np.cov(places.T), [[xx, xy], [xy, yy]], atol=0.03)
    assert run_map.run_map(saved("dims-2", latent_dim=2)).clouds is None


def test_limits_hold_all_codes(saved):
    found = run_map.run_map(saved("plain", latent_dim=2, variational=False))
    largest = np.abs(found.latents.z_mean).max()
    assert found.z_limit >= max(10, 1.5 * largest) and found.slider_range >= 3
    assert (np.abs(found.latents.z_mean) <= found.slider_range).mean() >= 0.998
    assert found.kl_per_dimension is None and found.density_log_vars is None
    assert found.class_names == tuple(str(digit) for digit in range(10))


def test_density_is_told_where_there_are_at_most_two_dimensions(saved):
    assert run_map.run_map(saved("dims-3", latent_dim=3)).density_log_vars is None
    flat = run_map.run_map(saved("dims-2", latent_dim=2))
    np.testing.assert_array_equal(flat.density_log_vars, flat.latents.z_log_var)


def test_the_held_out_codes_are_read_once(saved, monkeypatch):
    run, reads = saved("dims-2", latent_dim=2), []
    load = store.load_latents
    monkeypatch.setattr(run_map, "load_latents", lambda run: reads.append(run) or load(run))
    run_map.run_map(run)
    assert reads == [run]


def test_a_ladder_has_a_map_for_each_level(saved):
    run = saved("ladder", family="ladder", latent_dim=6, hidden_sizes=(8, 8, 8))
    found = run_map.run_map(run)
    places = found.plane.project(found.latents.z_mean)
    np.testing.assert_allclose(places, found.latents.z_mean[:, 4:], rtol=0, atol=1e-6)
    assert [level.dimensions for level in found.levels] == [range(2), range(2, 4)]
    x0, x1, y0, y1 = found.levels[1].fog_box
    middles = (np.arange(FOG_CELLS) + 0.5) / FOG_CELLS
    own = planes.level_plane(found.latents.z_mean, (2, 3))
    grid = x0 + (x1 - x0) * middles, y0 + (y1 - y0) * middles
    np.testing.assert_array_equal(
        found.levels[1].fog, fog.fog(own, found.latents.z_mean, found.latents.z_log_var, *grid)
    )


def test_a_layer_without_a_map_is_at_its_mean_and_nothing_is_near_by_it(saved):
    run = saved("hierarchical", family="hierarchical", latent_dim=18, hidden_sizes=(8, 8, 8))
    found = run_map.run_map(run)
    assert found.levels == () and not found.walk[:, :16].any() and not found.home[:16].any()
    np.testing.assert_allclose(found.plane.axes[:, 16:], np.eye(2))
    assert found.near_distance == pytest.approx(fog.near_distance(found.latents.z_mean[:, 16:]))
