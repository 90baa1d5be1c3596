import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { DIGIT_SHAPE, FramePreparation, InkPreparation, preparationFor } from "../../../ui/live/prepare.js";

const SIDE = 280; // of the pad's picture
const DRAWN = [{ points: [0.5, 0.5, 0.1], erases: false, color: "#ff0000" }];

/** Let every canvas show, whatever is drawn on it, what `colorAt(x, y)` returns: red, green, blue and opacity. */
function showing(colorAt) {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) data.set(colorAt(i % SIDE, Math.floor(i / SIDE)), 4 * i);
  const context = new Proxy({}, { get: (_, name) => (name === "getImageData" ? () => ({ data }) : () => {}), set: () => true });
  globalThis.document = /** @type {any} */ ({ createElement: () => ({ getContext: () => context }) });
}

afterEach(() => delete globalThis.document);

test("the pad becomes a frame in colour, on white paper", () => {
  showing((x, y) => (y < SIDE / 2 ? (x < SIDE / 2 ? [255, 0, 0, 255] : [0, 0, 255, 128]) : [0, 0, 0, 0]));
  const pixels = new FramePreparation([16, 16, 3]).run(DRAWN);
  const at = (row, column) => [...pixels.subarray((row * 16 + column) * 3, (row * 16 + column + 1) * 3)].map((v) => Number(v.toFixed(2)));
  assert.equal(pixels.length, 768);
  assert.deepEqual([at(0, 0), at(7, 7), at(3, 12), at(15, 15)], [[1, 0, 0], [1, 0, 0], [0.5, 0.5, 1], [1, 1, 1]]);
});

test("in grey it is white on black, and a frame that is no square has paper at its sides", () => {
  showing(() => [255, 255, 255, 255]);
  const pixels = new FramePreparation([16, 24, 1]).run(DRAWN);
  assert.deepEqual([pixels[0], pixels[3], pixels[4], pixels[19], pixels[20]], [0, 0, 1, 1, 0]);
});

test("nothing drawn is no picture, and only digits are looked at for ink", () => {
  showing(() => [0, 0, 0, 0]);
  assert.equal(new FramePreparation([16, 16, 3]).run([]), null);
  assert.ok(preparationFor([...DIGIT_SHAPE], false) instanceof InkPreparation);
  assert.ok(preparationFor([28, 28, 3], false) instanceof FramePreparation);
});
