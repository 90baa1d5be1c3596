import assert from "node:assert/strict";
import { test } from "node:test";

import { Pace } from "../../../ui/interpolate/pace.js";

/** Pixels of a path whose picture changes in its second half only. */
const lateChange = (_path, t) => Float32Array.of(Math.max(0, t - 0.5), 0);

test("the picture's own pace is walked once every path has been looked at", () => {
  const pace = new Pace();
  pace.reset(["linear"]);
  pace.easing = "picture";
  assert.equal(pace.isKnown, false);
  assert.equal(pace.t("linear", 0.5), 0.5);
  let looks = 0;
  for (; !pace.isKnown; looks++) pace.probe(lateChange);
  assert.equal(looks, 65);
  assert.ok(Math.abs(pace.t("linear", 0.5) - 0.75) < 1e-3);
  assert.ok(pace.t("linear", 0) < 0.51 && Math.abs(pace.t("linear", 1) - 1) < 1e-6);
  pace.reset(["linear"]); // the old pace stands in
  assert.ok(Math.abs(pace.t("linear", 0.5) - 0.75) < 1e-3);
});

test("the other paces need no look", () => {
  const pace = new Pace();
  assert.equal(pace.isKnown, true);
  pace.easing = "smooth";
  assert.deepEqual([0, 0.25, 0.5, 1].map((u) => pace.t("linear", u)), [0, 0.15625, 0.5, 1]);
});
