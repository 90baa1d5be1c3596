import assert from "node:assert/strict";
import { test } from "node:test";

import { Density } from "../../../ui/interpolate/density.js";
import { hundredths, knowledge } from "../../../ui/interpolate/path_measures.js";
import { Places } from "../../../ui/live/places.js";

const [COUNT, SIGMA, NEAR] = [400, 0.02, 0.15];

/** Codes strewn about a square, each a small Gaussian, as an encoder makes them. */
function strewn(dims = 2, label = (_) => 0) {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const codes = Float32Array.from({ length: COUNT * dims }, () => 2 * random() - 1);
  const facts = /** @type {any} */ ({ latent_dim: dims, near_distance: NEAR, class_names: ["a"], noun: "digit", nouns: "digits", has_data: true, levels: [] });
  const places = new Places(codes, Uint8Array.from({ length: COUNT }, (_, i) => label(i)), facts);
  const logVars = new Float32Array(COUNT * dims).fill(2 * Math.log(SIGMA));
  return { places, density: new Density(/** @type {any} */ ({ "map.log_vars": { data: logVars } }), places, facts) };
}

/** @template T @param {Generator<null, T, void>} steps @returns {T} */
function done(steps) {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

const line = { codeAt: (t) => Float64Array.of(-1.5 + 3 * t, 0.3 * t - 0.1), classAt: () => null };

test("the thinnest place is that of a far finer look, where few places say something else", () => {
  const { places, density } = strewn();
  const inside = { ...line, codeAt: (t) => Float64Array.of(-0.6 + 1.2 * t, 0.3 * t - 0.1) };
  const at = (t) => density.relative(inside.codeAt(t), null);
  const lowest = (count) => Array.from({ length: count + 1 }, (_, i) => at(i / count)).reduce((a, b) => Math.min(a, b));
  const { extreme } = done(knowledge(inside, density, places, NEAR));
  assert.ok(Math.abs(Math.log(extreme / lowest(100_000))) < 0.05, `${extreme} against ${lowest(100_000)}`);
  assert.ok(lowest(32) > 3 * lowest(100_000));
});

test("the share of unseen places is that of a far finer look, of the length", () => {
  const { places, density } = strewn();
  const far = Array.from({ length: 100_001 }, (_, i) => places.nearest(line.codeAt(i / 100_000), null).distance > NEAR);
  const { unseen, places: shown } = done(knowledge(line, density, places, NEAR));
  const expected = far.filter(Boolean).length / far.length;
  assert.ok(expected > 0.2 && Math.abs(unseen - expected) < 0.001, `${unseen} against ${expected}`);
  assert.ok(shown.every(([t], i) => i === 0 || t >= shown[i - 1][0]) && shown.length <= 600);
});

test("a class that changes half-way changes whose codes count", () => {
  const { places, density } = strewn(2, (i) => Number(i % 3 === 0));
  const morph = { ...line, classAt: (t) => (t < 0.5 ? 0 : 1) };
  const far = Array.from({ length: 20_001 }, (_, i) => places.nearest(line.codeAt(i / 20_000), morph.classAt(i / 20_000)).distance > NEAR);
  const { unseen } = done(knowledge(morph, density, places, NEAR));
  assert.ok(Math.abs(unseen - far.filter(Boolean).length / far.length) < 0.002);
});

test("in many dimensions the farthest place is told in near distances", () => {
  const { places, density } = strewn(5);
  const way = { codeAt: (t) => Float64Array.of(4 * t, 0, 0, 0, 0), classAt: () => null };
  const { extreme } = done(knowledge(way, density, places, NEAR));
  assert.equal(extreme, places.nearest(Float64Array.of(4, 0, 0, 0, 0), null).distance / NEAR);
});

test("the picture's change is that of hundredths of the way, whatever is drawn of them", () => {
  const changes = done(hundredths((u) => [u * u, u * u]));
  assert.equal(changes.length, 100);
  assert.ok(Math.abs(changes[99] - (1 - 0.99 ** 2)) < 1e-6 && Math.abs(changes[0] - 0.0001) < 1e-6);
});

test("densities are the same with the cells as without, and the usual one is the median at codes", () => {
  const { places, density } = strewn();
  const found = Array.from({ length: 50 }, (_, i) => density.at(line.codeAt(i / 50), null));
  density.cells = null;
  assert.deepEqual(found, Array.from({ length: 50 }, (_, i) => density.at(line.codeAt(i / 50), null)));
  const all = Array.from({ length: COUNT }, (_, i) => density.at(places.codes.subarray(2 * i, 2 * i + 2), null)).sort((a, b) => a - b);
  assert.equal(density.usual(null), all[COUNT >> 1]);
});

