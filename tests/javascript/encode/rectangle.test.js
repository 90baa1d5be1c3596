import assert from "node:assert/strict";
import { test } from "node:test";

import { LEAST_SIDE, WHOLE_PICTURE, dragged, gripAt, isLargeEnough, resized, shifted, sizeTurned } from "../../../ui/encode/rectangle.js";

/** @type {import("../../../ui/encode/rectangle.js").Box} */
const BOX = [0.2, 0.3, 0.6, 0.7];
/** @type {[number, number]} */
const REACH = [0.05, 0.05];
const rounded = (box) => box.map((share) => Number(share.toFixed(6)));

test("corners, edges, the middle and what lies beside are told apart", () => {
  const grips = [[0.21, 0.29], [0.4, 0.71], [0.4, 0.5], [0.9, 0.9]].map(([x, y]) => gripAt(BOX, x, y, REACH));
  assert.deepEqual(grips.map(({ x, y, isWhole, isNew }) => [x, y, isWhole, isNew]),
    [[-1, -1, false, false], [0, 1, false, false], [0, 0, true, false], [1, 1, false, true]]);
});

test("a dragged corner moves its two sides, never past the others nor out of the picture", () => {
  const corner = gripAt(BOX, 0.2, 0.3, REACH);
  assert.deepEqual(rounded(dragged(BOX, corner, [0.2, 0.3], [0.1, 0.4])), [0.1, 0.4, 0.6, 0.7]);
  assert.deepEqual(rounded(dragged(BOX, corner, [0.2, 0.3], [0.9, -2])), [0.6 - LEAST_SIDE, 0, 0.6, 0.7]);
});

test("the whole moves as far as the picture goes and keeps its size", () => {
  const middle = gripAt(BOX, 0.4, 0.5, REACH);
  assert.deepEqual(rounded(dragged(BOX, middle, [0.4, 0.5], [0.9, 0.4])), [0.6, 0.2, 1, 0.6]);
  assert.deepEqual(rounded(shifted(BOX, -1, 1)), [0, 0.6, 0.4, 1]);
});

test("a new one goes from where it began to where it ends, in any direction", () => {
  const grip = gripAt(BOX, 0.9, 0.9, REACH);
  assert.deepEqual(dragged(BOX, grip, [0.9, 0.9], [0.7, 1.4]), [0.7, 0.9, 0.9, 1]);
  assert.ok(!isLargeEnough(dragged(BOX, grip, [0.9, 0.9], [0.91, 0.5])) && isLargeEnough(WHOLE_PICTURE));
});

test("keys change the size from the right and the lower side", () => {
  assert.deepEqual(rounded(resized(BOX, 0.1, -0.1)), [0.2, 0.3, 0.7, 0.6]);
});

test("a turned picture needs the room that it takes", () => {
  assert.deepEqual(sizeTurned(3, 2, 90).map(Math.round), [2, 3]);
  assert.deepEqual(sizeTurned(1, 1, -45).map((side) => Number(side.toFixed(4))), [1.4142, 1.4142]);
});
