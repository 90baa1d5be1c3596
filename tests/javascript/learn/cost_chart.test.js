import assert from "node:assert/strict";
import { test } from "node:test";

import { costRange } from "../../../ui/learn/cost_chart.js";

test("a chart shows all costs, but for a start so high that the rest would be a flat line", () => {
  assert.deepEqual(costRange([[200, 160, 150], [190, 155, 149]]), [149, 190]);
  const falling = [10_000, ...Array.from({ length: 30 }, (_, epoch) => 160 - epoch / 3)];
  const [low, high] = costRange([falling]);
  assert.ok(low === Math.min(...falling) && high < 200);
});

test("costs that stay the same have a range, too", () => {
  assert.deepEqual(costRange([[5, 5], [5, 5]]), [4, 6]);
});

test("what rises to its end is seen to its end", () => {
  const rising = [150, 140, 145, 160, 180];
  assert.deepEqual(costRange([rising]), [140, 180]);
});
