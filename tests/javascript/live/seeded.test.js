import assert from "node:assert/strict";
import { test } from "node:test";

import { seededRandom } from "../../../ui/live/seeded.js";

/** The first numbers of a seed. */
function first(count, seed) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
}

test("a seed draws the same numbers again, and another one others", () => {
  assert.deepEqual(first(5, 3), first(5, 3));
  assert.notDeepEqual(first(5, 3), first(5, 4));
  assert.ok(Math.abs(first(1, 0)[0] - 0.26642920868471265) < 1e-12); // as published for mulberry32
});

test("the numbers are spread evenly over [0, 1)", () => {
  const drawn = first(20_000, 1);
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const tenths = Array.from({ length: 10 }, (_, tenth) => drawn.filter((value) => Math.floor(10 * value) === tenth).length);
  assert.ok(Math.abs(mean - 0.5) < 0.01);
  assert.ok(tenths.every((count) => Math.abs(count - 2000) < 200), String(tenths));
});
