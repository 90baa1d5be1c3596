import assert from "node:assert/strict";
import { test } from "node:test";

import { changing, kindOf, KINDS } from "../../../ui/live/kinds.js";

test("what changes is called by what the numbers of a kind are", () => {
  assert.deepEqual(changing(KINDS.picture), { what: "pixels", whole: "the range from paper to ink" });
  assert.deepEqual(changing(KINDS.word), { what: "probabilities of letters", whole: "their range" });
});

test("outputs are pictures unless they say otherwise, and an unknown kind is refused", () => {
  assert.equal(kindOf({ shape: [28, 28, 1] }), KINDS.picture);
  assert.equal(kindOf({ shape: [10, 27, 1], kind: "word" }), KINDS.word);
  assert.throws(() => kindOf({ shape: [1, 1, 1], kind: "smell" }), /run's kind must be one of .*, got smell/);
});
