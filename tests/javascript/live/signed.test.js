import assert from "node:assert/strict";
import { test } from "node:test";

import { signed } from "../../../ui/live/signed.js";

test("a minus stands before what is below nothing, and not before what rounds to it", () => {
  assert.deepEqual([-1.234, 1.234, -0.004, -0, 0.005].map((value) => signed(value)), ["−1.23", "1.23", "0.00", "0.00", "0.01"]);
  assert.equal(signed(-0.0004, 3), "0.000");
});
