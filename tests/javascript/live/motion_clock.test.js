import assert from "node:assert/strict";
import { test } from "node:test";

import { after, swingAt } from "../../../ui/live/motion_clock.js";

test("a round is the motion, a rest, and the motion again", () => {
  assert.equal(swingAt(0), 0);
  assert.ok(Math.abs(swingAt(1.1) - 0.5) < 1e-12);
  assert.deepEqual([swingAt(2.2), swingAt(2.7)], [1, 1]);
  let time = 0;
  const shares = Array.from({ length: 300 }, () => swingAt((time = after(time, 1 / 60))));
  assert.equal(shares.filter((share, index) => index > 0 && share < shares[index - 1]).length, 1); // begins anew once in 5 s
  assert.ok(shares.includes(1));
});

test("who comes back to the page after a minute sees the arm go on, not jump", () => {
  assert.ok(Math.abs(after(1, 60) - 1.1) < 1e-12);
});
