import assert from "node:assert/strict";
import { test } from "node:test";

import { Plane, rounded, rowOf } from "../../../ui/live/plane.js";

const MEAN = Float64Array.of(1, 2, 3);
const PLANE = new Plane(MEAN, Float64Array.of(0.6, 0.8, 0, 0, 0, 1));

test("a code's place is its part along the axes, and moving it leaves what is orthogonal to them", () => {
  const z = Float64Array.of(2, 4, 5);
  assert.ok(Math.abs(PLANE.along(0, z) - 2.2) < 1e-12);
  assert.ok(Math.abs(PLANE.along(1, z) - 2) < 1e-12);
  const moved = PLANE.moved(z, -1, 0.5, new Float64Array(3));
  assert.ok(Math.abs(PLANE.along(0, moved) + 1) < 1e-12);
  assert.ok(Math.abs(PLANE.along(1, moved) - 0.5) < 1e-12);
  const across = (code) => 0.8 * code[0] - 0.6 * code[1];
  assert.ok(Math.abs(across(moved) - across(z)) < 1e-12);
});

test("many codes are projected as one is", () => {
  const codes = Float64Array.of(1, 2, 3, 2, 4, 5);
  const { x, y } = PLANE.project(codes, [0, 0], 1);
  assert.deepEqual([...x, ...y].map((value) => Math.round(1e6 * value) / 1e6), [0, 2.2, 0, 2]);
});

test("of a single dimension each class has a row", () => {
  const line = new Plane(Float64Array.of(0), Float64Array.of(1, 0));
  const { x, y } = line.project(Float64Array.of(-1, 2, 3), [0, 1, 1], 2);
  assert.deepEqual([...x], [-1, 2, 3]);
  [...y].forEach((height, i) => assert.ok(Math.abs(height - rowOf([0, 1, 1][i], 2)) <= 0.1501));
  assert.equal(rowOf(0, 2), 2.2);
  assert.ok(Math.abs(rowOf(9, 10) + 2.2) < 1e-9);
});

test("codes are rounded to 0.001 within a limit, never to minus zero", () => {
  const z = rounded(Float64Array.of(0.12345, -0.0004, 12, -12), 10);
  assert.deepEqual([...z], [0.123, 0, 10, -10]);
  assert.ok(Object.is(z[1], 0));
});
