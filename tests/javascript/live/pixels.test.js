import assert from "node:assert/strict";
import { test } from "node:test";

import { fillWords, inkRamp } from "../../../ui/live/pixels.js";

const bytesOf = (words) => [...new Uint8Array(words.buffer)];

test("pixels go from paper to ink, or from nothing to ink", () => {
  const words = new Uint32Array(4);
  fillWords(words, [0, 1, 0.5, 0.2], inkRamp([10, 20, 30], [255, 255, 255]));
  assert.deepEqual(bytesOf(words), [255, 255, 255, 255, 10, 20, 30, 255, 132, 137, 142, 255, 206, 208, 210, 255]);
  fillWords(words, [0, 1, 0.5, 0.2], inkRamp([10, 20, 30], null));
  assert.deepEqual(bytesOf(words).filter((_, i) => i % 4 === 3), [0, 255, 128, 51]);
});

test("red, green and blue stay as they are, whatever the page's colours", () => {
  const words = new Uint32Array(2);
  fillWords(words, [1, 0.5, 0, 0.2, 0, 1], inkRamp([10, 20, 30], null));
  assert.deepEqual(bytesOf(words), [255, 128, 0, 255, 51, 0, 255, 255]);
});
