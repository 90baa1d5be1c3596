import assert from "node:assert/strict";
import { test } from "node:test";

import { drawShape } from "../../../ui/live/layers.js";

const VIEW = { scale: 50, toScreenX: (x) => 300 + 50 * x, toScreenY: (y) => 200 - 50 * y };

/** Where the corner of a shape that is at [x, y] on its own map lands on the screen. */
function cornerOnScreen(corner, turn) {
  let [matrix, drawn] = [[], []];
  const context = { save() {}, restore() {}, transform: (...given) => (matrix = given), drawImage: (_, ...given) => (drawn = given) };
  drawShape(context, VIEW, {}, 3, turn);
  const [left, top, width, height] = drawn;
  const [u, v] = [left + (width * (corner[0] + 3)) / 6, top + (height * (3 - corner[1])) / 6];
  const [a, b, c, d, e, f] = matrix;
  return [a * u + c * v + e, b * u + d * v + f];
}

test("a shape lies where its places do", () => {
  assert.deepEqual(cornerOnScreen([3, 3]), [VIEW.toScreenX(3), VIEW.toScreenY(3)]);
  assert.deepEqual(cornerOnScreen([-3, 2]), [VIEW.toScreenX(-3), VIEW.toScreenY(2)]);
});

test("turned and mirrored with its codes it lies where these are", () => {
  const turn = { matrix: [[0, -2], [-1, 0.5]], shift: [1, -2] };
  for (const [x, y] of [[3, 3], [-3, 2], [0.5, -1]]) {
    const expected = [VIEW.toScreenX(-2 * y + 1), VIEW.toScreenY(-x + 0.5 * y - 2)];
    cornerOnScreen([x, y], turn).forEach((value, axis) => assert.ok(Math.abs(value - expected[axis]) < 1e-9));
  }
});
