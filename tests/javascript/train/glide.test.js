import assert from "node:assert/strict";
import { test } from "node:test";

import { Glide } from "../../../ui/train/glide.js";

/** A map of one point and its class's name, on the way from 1 to other places. */
function glideFrom1(isReduced = false) {
  globalThis.matchMedia = /** @type {any} */ (() => ({ matches: isReduced }));
  const map = /** @type {any} */ ({ points: { x: [], y: [] }, names: [] });
  const glide = new Glide(map, true);
  glide.to(at(1), 1000);
  const look = (now) => [glide.step(now), map.points.x[0], map.points.y[0], map.names[0].x];
  return { glide, look };
}

function at(x) {
  return { x: Float32Array.of(x), y: Float32Array.of(-x), names: [{ text: "0", label: 0, x, y: -x }] };
}

test("codes glide to where they belong, evenly while a film plays", () => {
  const { glide, look } = glideFrom1();
  assert.deepEqual(look(1000), [false, 1, -1, 1]); // the first places are taken at once
  glide.to(at(2), 1000, 100, true);
  assert.deepEqual(look(1050), [true, 1.5, -1.5, 1.5]);
  glide.to(at(0), 1050, 200);
  const [goesOn, x, y] = look(1150);
  assert.ok(goesOn && x > 0 && x < 0.75 && y === -x);
  assert.deepEqual(look(1260), [false, 0, 0, 0]);
});

test("with reduced motion they jump", () => {
  const { glide, look } = glideFrom1(true);
  look(1000);
  glide.to(at(5), 1300);
  assert.deepEqual(look(1300), [false, 5, -5, 5]);
});
