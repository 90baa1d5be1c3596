import assert from "node:assert/strict";
import { test } from "node:test";

import { Painting } from "../../../ui/train/painting.js";

test("a painting is written row by row from the top left and read again", () => {
  const painting = new Painting(4);
  assert.deepEqual([painting.text, painting.count], ["", 0]);
  painting.dab(0.5, 0.5, 1, true);
  assert.equal(painting.text, "8000");
  painting.dab(3.5, 3.5, 1, true);
  assert.equal(painting.text, "8001");
  assert.deepEqual([...new Painting(4, "8001").cells], [...painting.cells]);
});

test("a brush paints a disc of its width, inside of the canvas alone, and an eraser empties it", () => {
  const painting = new Painting(8);
  painting.dab(4.5, 4.5, 3, true);
  assert.equal(painting.count, 9);
  painting.dab(0, 0, 3, true);
  assert.equal(painting.count, 9 + 1, "of the brush at the corner a quarter lies inside");
  painting.dab(4.5, 4.5, 3, false);
  assert.equal(painting.count, 1);
});

test("a quick stroke has no gaps", () => {
  const painting = new Painting(32);
  painting.line([1, 1], [30, 20], 1, true);
  for (let column = 2; column < 30; column++) {
    assert.ok(painting.cells.some((cell, index) => cell && index % 32 === column), `column ${column}`);
  }
});
