// The search for the best place, on costs whose lowest place is known.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bestPlace, widthAt } from "../../../ui/encode/best_place.js";
import { searchReach } from "../../../ui/encode/finder.js";

function searched(question) {
  const search = bestPlace(question);
  const shares = [];
  let next = search.next();
  for (; !next.done; next = search.next()) shares.push(next.value);
  return { ...next.value, shares };
}

/** Valleys [place, depth, width] in a plain of cost 0. */
function valleys(...all) {
  return (z) => -Math.max(...all.map(([place, depth, width]) =>
    depth * Math.exp(-0.5 * place.reduce((sum, value, k) => sum + ((z[k] - value) / width) ** 2, 0))));
}

test("the deepest of several narrow valleys is found, far from where the encoder is", () => {
  const cost = valleys([[1.93, -0.71], 20, 0.06], [[-2.21, 1.37], 30, 0.06], [[0.5, 0.5], 25, 0.3]);
  const found = searched({ cost, start: Float32Array.of(1.9, -0.7), width: 0.02 });
  assert.ok(Math.hypot(found.z[0] + 2.21, found.z[1] - 1.37) < 0.01, String(found.z));
  assert.ok(found.cost < -29.9);
});

test("one dimension is searched whole, too", () => {
  const found = searched({ cost: valleys([[3.111], 9, 0.03], [[-1], 8, 0.5]), start: Float32Array.of(-1) });
  assert.ok(Math.abs(found.z[0] - 3.111) < 0.005);
});

test("codes of another prior are looked for as far as they lie", () => {
  const cost = valleys([[9.3, -8.1], 20, 0.8], [[0, 0], 5, 0.5]);
  const reach = searchReach({ has_prior: false, slider_range: 10, latent_dim: 2 });
  assert.equal(searchReach({ has_prior: true, slider_range: 10, latent_dim: 2 }), 4);
  const found = searched({ cost, start: Float32Array.of(0, 0), reach });
  assert.ok(Math.hypot(found.z[0] - 9.3, found.z[1] + 8.1) < 0.01, String(found.z));
});

test("in many dimensions it goes downhill from the encoder's place, never up", () => {
  const target = Float32Array.from({ length: 16 }, (_, k) => Math.sin(k));
  const cost = (z) => z.reduce((sum, value, k) => sum + (1 + k) * (value - target[k]) ** 2, 0) + 0.5 * z[0] * z[1];
  const start = new Float32Array(16);
  const found = searched({ cost, start, width: 0.2 });
  assert.ok(found.cost < 0.01 * cost(start));
  assert.deepEqual([...start], [...new Float32Array(16)]);
});

test("a place that cannot be bettered stays", () => {
  const start = Float32Array.of(0.25, -0.5);
  const found = searched({ cost: valleys([[0.25, -0.5], 10, 0.05]), start, width: 0.05 });
  assert.deepEqual([...found.z], [...start]);
});

test("the share done rises to one", () => {
  const { shares } = searched({ cost: valleys([[0, 1], 10, 0.2]), start: Float32Array.of(0, 0) });
  assert.ok(shares.length > 50 && shares.every((share, i) => share <= 1 && (i === 0 || share >= shares[i - 1] - 1e-9)));
});

test("the width is that of the Gaussian whose cost it is, at most the prior's", () => {
  const deviations = [0.02, 0.3, 5];
  const cost = (z) => z.reduce((sum, value, k) => sum + 0.5 * ((value - 1) / deviations[k]) ** 2, 0);
  const width = widthAt(cost, Float32Array.of(1, 1, 1));
  for (const [k, expected] of [0.02, 0.3, 1].entries()) assert.ok(Math.abs(width[k] / expected - 1) < 0.05, String(width));
  const wide = widthAt(cost, Float32Array.of(1, 1, 1), 6);
  for (const [k, expected] of deviations.entries()) assert.ok(Math.abs(wide[k] / expected - 1) < 0.05, String(wide));
});
