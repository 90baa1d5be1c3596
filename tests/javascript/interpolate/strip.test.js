import assert from "node:assert/strict";
import { test } from "node:test";

import { markedPart, scrolledTo } from "../../../ui/interpolate/strip.js";

test("a marked picture is scrolled into sight, no farther than needed, and stays where it is seen", () => {
  assert.deepEqual([0, 0.5, 1].map((u) => markedPart(u, 11, 1100)), [[0, 100], [500, 600], [1000, 1100]]);
  assert.equal(scrolledTo(0, 320, [500, 600]), 280);
  assert.equal(scrolledTo(280, 320, [300, 400]), 280);
  assert.equal(scrolledTo(280, 320, [0, 100]), 0);
});
