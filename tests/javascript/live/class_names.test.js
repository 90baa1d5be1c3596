import assert from "node:assert/strict";
import { test } from "node:test";

import { classNames, placedApart, shortened } from "../../../ui/live/class_names.js";
import { rowOf } from "../../../ui/live/plane.js";

/** Codes of classes in square clouds: [label, x, y, half a side, number]. */
function clouds(...all) {
  const [x, y, labels] = [[], [], []];
  for (const [label, left, up, half, count] of all) {
    for (let i = 0; i < count; i++) {
      x.push(left + half * (2 * ((i * 0.618) % 1) - 1));
      y.push(up + half * (2 * ((i * 0.755) % 1) - 1));
      labels.push(label);
    }
  }
  return { x, y, labels: Uint8Array.from(labels) };
}

test("a class of two lobes is named in one of them, not between, where another class lies", () => {
  const points = clouds([0, -3, 0, 0.5, 300], [0, 3, 0, 0.5, 290], [1, 0, 0, 0.5, 200]);
  const [bag, shirt] = classNames(points, ["Bag", "Shirt"], false);
  assert.ok(Math.abs(Math.abs(bag.x) - 3) < 0.6 && Math.abs(bag.y) < 0.6, `${bag.x}, ${bag.y}`);
  assert.ok(Math.abs(shirt.x) < 0.6 && Math.abs(shirt.y) < 0.6);
  assert.ok(bag.places.every(([x]) => Math.abs(Math.abs(x) - 3) < 0.8) && bag.places.some(([x]) => x > 0) && bag.places.some(([x]) => x < 0));
});

test("where classes lie on each other the name stands where its own are most of all", () => {
  const points = clouds([0, 0, 0, 1, 3000], [1, 0, 0, 0.4, 400], [1, 0, 2, 0.4, 300]);
  assert.ok(classNames(points, ["a", "b"], false)[1].y > 1.4);
});

test("a class without codes has no name, and on a line every class its row", () => {
  const points = clouds([0, 1, 0, 0.1, 20], [2, 2, 0, 0.1, 20]);
  const names = classNames(points, ["a", "b", "c"], true);
  assert.deepEqual(names.map(({ text, label, y }) => [text, label, y]), [["a", 0, rowOf(0, 3)], ["c", 2, rowOf(2, 3)]]);
});

test("texts go to the first of their places that is free, else where least is in the way, and not onto each other", () => {
  const text = (...places) => ({ places, width: 20, height: 10 });
  assert.deepEqual(placedApart([text([0, 0]), text([5, 0], [40, 0]), text([2, 0], [19, 0])], [[35, -5, 36, 5]]), [0, 1, 1]);
  assert.deepEqual(placedApart([text([0, 0]), text([2, 0], [12, 0]), text([30, 0])], []), [0, null, 0]);
  assert.deepEqual(placedApart([text([0, 0], [50, 0])], [[-10, -5, 10, 5]]), [1]);
});

test("a text that is too wide keeps as many of its letters as fit before an ellipsis, a letter at the least", () => {
  const width = (text) => [...text].length;
  assert.equal(shortened("Ankle boot", 10, width), "Ankle boot");
  assert.equal(shortened("Ankle boots", 10, width), "Ankle boo…");
  assert.equal(shortened("Ankle boots", 7, width), "Ankle…"); // no space before it
  assert.equal(shortened("🐈🐕🐈🐕", 3, width), "🐈🐕…");
  assert.equal(shortened("Ankle", 1, width), "A…");
});
