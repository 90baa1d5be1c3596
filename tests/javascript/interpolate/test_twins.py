"""Paths, routes, blends, densities and effects are in JavaScript what they are in vae.latent."""

import numpy as np
import pytest

from tests.support.node import in_node
from vae.latent import arithmetic, density, interpolation, paths
from vae.latent.neighbours import nearest_many

CODES = """([codes, shares]) => codes.map(([a, b]) => shares.map((t) => [lerpCode, slerpCode].map((path) =>
  Array.from(path(Float64Array.from(a), Float64Array.from(b), t, new Float64Array(a.length))))))"""
ROUTE = """([start, shares, curves, changes]) => {
  const route = new Route({ start, z_limit: 10, most_points: 8 }, 10);
  route.curves = curves.map((curve) => curve.map((z) => Float64Array.from(z)));
  const along = (path) => shares.map((t) => Array.from(route.codeAt(path, t)));
  return { linear: along("linear"), spherical: along("spherical"), geodesic: along("geodesic"), state: route.toState(),
    mixture: shares.map((t) => Array.from(route.classAt(t))), even: shares.map((u) => evenInPicture(changes, u)),
    smooth: shares.map(smoothStep) };
}"""
DENSITY = """([codes, logVars, places]) => {
  const tensors = logVars ? { "map.log_vars": { data: logVars } } : {};
  const density = new Density(tensors, { codes, labels: new Uint8Array(codes.length / 2) }, { latent_dim: 2 });
  return places.map((z) => density.at(z, null));
}"""
BLENDS = """([corners, places]) => {
  const codes = corners.map((z) => Float64Array.from(z));
  const into = new Float64Array(codes[0].length);
  return places.map(([u, v]) => Array.from(bilinearCode(codes, u, v, into)));
}"""
SUMS = """([a, b, c, t]) => [analogyCode(a, b, c, [0, 0, 0]), steppedCode(a, b, t, [0, 0, 0])]"""
EFFECT = """([codes, labels, candidates, directions, direction, from, to, values = null]) => {
  const dims = direction.length;
  const places = new Places(Float32Array.from(codes.flat()), Uint8Array.from(labels), { has_data: true, levels: [] });
  const run = { decode: (z) => Float32Array.from(z, (value) => 1 / (1 + Math.exp(-value))), places,
    heldOut: (index) => Float64Array.from(places.codes.subarray(index * dims, (index + 1) * dims)),
    candidates, directions };
  const gauge = values && ((z) => places.meanOf(values, z, null));
  const steps = measureEffect(run, Float64Array.from(direction), from, to, gauge);
  const done = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { ...step.value, done };
    done.push(step.value);
  }
}"""
PAIRS = [
    [[1, 2], [-1, -2]],
    [[0, 0, 3], [0, 0, -1]],
    [[1, 1], [2, 2]],
    [[0, 0], [1, 2]],
    [[1, 0], [1, 0]],
    [[-10, 10], [10, -9.999]],
]


def test_the_paths_are_those_of_vae_latent():
    rng = np.random.default_rng(0)
    pairs = [rng.normal(size=(2, dims)) for dims in (1, 2, 3, 16, 64)] + [np.array(pair, float) for pair in PAIRS]
    shares = [0.0, 0.1, 0.5, 0.9, 1.0]
    modules = {"ui/interpolate/paths.js": "lerpCode, slerpCode"}
    found = in_node(modules, CODES, [[pair.tolist() for pair in pairs], shares])
    for (start, end), codes in zip(pairs, found, strict=True):
        for number, path in enumerate((interpolation.lerp, interpolation.slerp)):
            in_javascript = np.array([both[number] for both in codes])
            np.testing.assert_allclose(in_javascript, path(start, end, shares), atol=1e-9)


def test_a_route_is_that_of_vae_paths():
    rng = np.random.default_rng(1)
    points = rng.normal(size=(4, 3)).round(3)
    curves = rng.normal(size=(3, 32, 3))
    changes = rng.uniform(0, 1, 64) ** 3
    shares = np.linspace(0, 1, 41)
    start = {"z": points[0].tolist(), "via": points[1:3].tolist(), "to": points[3].tolist(), "label": 1, "to_label": 4}
    modules = {"ui/interpolate/route.js": "Route", "ui/interpolate/paths.js": "evenInPicture, smoothStep"}
    found = in_node(modules, ROUTE, [start, shares.tolist(), curves.tolist(), changes.tolist()])
    for kind in ("linear", "spherical", "geodesic"):
        np.testing.assert_allclose(found[kind], paths.codes_along(points, shares, kind, list(curves)), atol=1e-9)
    np.testing.assert_allclose(found["mixture"], paths.class_mixture(1, 4, shares, 10), atol=1e-12)
    np.testing.assert_allclose(found["even"], paths.eased(shares, "picture", changes), atol=1e-9)
    np.testing.assert_allclose(found["smooth"], paths.eased(shares, "smooth"), atol=1e-12)
    assert found["state"] == start


@pytest.mark.parametrize("has_variances", [True, False])
def test_the_density_is_that_of_vae_latent(has_variances):
    rng = np.random.default_rng(2)
    codes, log_vars = rng.normal(size=(300, 2)).astype(np.float32), rng.normal(-3, 1, (300, 2)).astype(np.float32)
    grid = np.linspace(-2, 2, 5)
    arrays = [codes.ravel().tolist(), log_vars.ravel().tolist() if has_variances else None]
    places = [[x, y] for y in grid.tolist() for x in grid.tolist()]
    found = in_node({"ui/interpolate/density.js": "Density"}, DENSITY, [*arrays, places])
    expected = density.aggregate_posterior_density(codes, log_vars if has_variances else None, grid, grid)
    np.testing.assert_allclose(np.reshape(found, (5, 5)), expected, rtol=1e-4, atol=1e-9)


def test_the_blend_is_that_of_vae_latent():
    rng = np.random.default_rng(0)
    places = [[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.5], *rng.uniform(size=(20, 2)).tolist()]
    for dims in (1, 2, 16):
        corners = rng.normal(size=(4, dims))
        found = in_node({"ui/interpolate/blend.js": "bilinearCode"}, BLENDS, [corners.tolist(), places])
        np.testing.assert_allclose(found, interpolation.bilinear(corners, *np.transpose(places)), atol=1e-12)


def test_sums_of_codes_are_those_of_vae_latent():
    a, b, c = np.random.default_rng(3).normal(size=(3, 3))
    modules = {"ui/interpolate/blend.js": "analogyCode, steppedCode"}
    total, stepped = in_node(modules, SUMS, [a.tolist(), b.tolist(), c.tolist(), 1.5])
    np.testing.assert_allclose(total, arithmetic.analogy(a, b, c), atol=1e-12)
    np.testing.assert_allclose(stepped, a + 1.5 * b, atol=1e-12)


@pytest.mark.parametrize(("before", "label"), [(1, 3), (None, None), (1, None)])
def test_an_effect_is_that_of_vae_latent(before, label):
    rng = np.random.default_rng(4)
    codes, labels = rng.normal(size=(400, 3)).astype(np.float32), rng.integers(5, size=400)
    codes[labels == 3] += (2, 0, 0)
    direction, units = np.array([1.5, 0.2, 0.0]), arithmetic.random_directions(4, 3, 1.0, seed=0)
    candidates = rng.permutation(400)
    modules = {"ui/interpolate/effect.js": "measureEffect", "ui/live/places.js": "Places"}
    given = [codes.tolist(), labels.tolist(), candidates.tolist(), units.tolist(), direction.tolist(), before, label]
    found = in_node(modules, EFFECT, given)
    starts = codes[candidates if before is None else candidates[labels[candidates] == before]][:200].astype(float)
    steps = [direction, *(units * np.linalg.norm(direction))]
    pictures = [1 / (1 + np.exp(-place)) for place in (starts[:50], *(starts[:50] + step for step in steps))]
    changed = [arithmetic.pixel_change(pictures[0], after) for after in pictures[1:]]
    np.testing.assert_allclose([found["changed"], *found["randomChanged"]], changed, atol=1e-6)
    assert (found["numChanged"], found["numTurned"]) == (50, 0 if label is None else len(starts))
    if label is not None:
        turned = [arithmetic.share_turned(codes, labels, starts, step, label) for step in ([0, 0, 0], *steps)]
        # the last of ten neighbours that are equally far may be another one
        shares = [found["before"], found["turned"], *found["randomTurned"]]
        np.testing.assert_allclose(shares, turned, atol=1.1 / len(starts))
        assert turned[1] > max(turned[2:]) > turned[0]
    assert found["done"] == sorted(found["done"]) and found["done"][0] >= 0 and found["done"][-1] < 1


def test_what_a_direction_changes_is_measured_at_the_nearest_codes():
    rng = np.random.default_rng(5)
    codes = rng.normal(size=(300, 2)).astype(np.float32)
    values, direction, units = (
        codes[:, 0] * 2 + 1,
        np.array([1.0, 0.0]),
        arithmetic.random_directions(3, 2, 1.0, seed=0),
    )
    modules = {"ui/interpolate/effect.js": "measureEffect", "ui/live/places.js": "Places"}
    given = [
        codes.tolist(),
        [0] * 300,
        list(range(300)),
        units.tolist(),
        direction.tolist(),
        None,
        None,
        values.tolist(),
    ]
    found = in_node(modules, EFFECT, given)
    starts = codes[:200].astype(float)
    expected = [
        values[nearest_many(codes, starts + step, 10)].mean()
        for step in ([0, 0], direction, *(units * np.linalg.norm(direction)))
    ]
    np.testing.assert_allclose([found["before"], found["turned"], *found["randomTurned"]], expected, atol=1e-3)
    assert found["numTurned"] == 200 and found["turned"] > found["before"] + 0.5
