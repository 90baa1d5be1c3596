// Texts of the catalogue are filled, numbers read as people write them, likeness is what it says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { counted, filled, hasValues, number } from "../../../ui/learn/text.js";
import { likeness } from "../../../ui/learn/likeness.js";

test("places of a text are filled, those without a value stay a dash", () => {
  assert.equal(filled("{a} of {b}, {a}", { a: 3 }), "3 of –, 3");
});

test("a text is told when all of its numbers are there", () => {
  assert.deepEqual([hasValues("{a} of {b}", { a: 3 }), hasValues("{a} of {b}", { a: 3, b: 0 }), hasValues("none", {})], [false, true, true]);
});

test("numbers have a true minus and no minus zero", () => {
  assert.deepEqual([number(-1.234, 2), number(-0.001, 2), number(2.5, 0)], ["−1.23", "0.00", "3"]);
  assert.equal(counted(47040000), "47,040,000");
  assert.equal(counted(999), "999");
});

test("likeness is the share of ink in common", () => {
  assert.equal(likeness([1, 0], [1, 0]), 1);
  assert.equal(likeness([1, 0], [0, 1]), 0);
  assert.equal(likeness([0, 0], [0, 0]), 1);
  assert.equal(likeness([1, 1], [1, 0]), 1 - 1 / 3);
});
