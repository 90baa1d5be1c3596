import assert from "node:assert/strict";
import { test } from "node:test";

import { lengthOfWay, thinned } from "../../../ui/encode/motion_path.js";

test("a way is as long as its pieces", () => {
  assert.equal(lengthOfWay([[0, 0], [3, 4], [3, 5]]), 6);
  assert.equal(lengthOfWay([[1, 1]]), 0);
});

test("a long path keeps its ends and as many places as it may have", () => {
  const path = Array.from({ length: 1001 }, (_, index) => [index / 1000.0001, 1]);
  const few = thinned(path, 11);
  assert.equal(few.length, 11);
  assert.deepEqual([few[0], few[5], few[10]], [[0, 1], [0.5, 1], [1, 1]]);
  assert.deepEqual(thinned([[0.12345, 1]], 200), [[0.123, 1]]);
});
