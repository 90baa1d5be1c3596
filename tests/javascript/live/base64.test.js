import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesIn } from "../../../ui/live/base64.js";

test("text holds the bytes that it was made of, every one and none", () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  for (const bytes of [all, all.subarray(0, 255), all.subarray(1, 2), all.subarray(0, 0)]) {
    assert.deepEqual(bytesIn(Buffer.from(bytes).toString("base64")), Uint8Array.from(bytes));
  }
  assert.throws(() => bytesIn("a-b"), { name: "InvalidCharacterError" });
});
