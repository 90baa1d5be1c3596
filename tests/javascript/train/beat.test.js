import assert from "node:assert/strict";
import { test } from "node:test";

import { untilBeat } from "../../../ui/train/beat.js";

test("what moves by itself meets at whole seconds, the nearest to when it would, and never at the one just passed", () => {
  const at = (now, milliseconds) => now + untilBeat(milliseconds, now);
  assert.deepEqual([0, 10, 500, 999].map((now) => at(now)), [1000, 1000, 1000, 2000]);
  assert.deepEqual([300, 600, 1000, 1400, 1600, 2700].map((wait) => at(5000, wait)), [6000, 6000, 6000, 6000, 7000, 8000]);
  assert.equal(at(5400, 1000), 6000);
});
