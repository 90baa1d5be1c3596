import assert from "node:assert/strict";
import { test } from "node:test";

import { RATE, wavOf, wrapped } from "../../../ui/live/melody_wav.js";

test("a WAV file holds every sample as 16 bits, loud ones cut", () => {
  const file = wavOf(Float32Array.from([0, 0.5, -1, 2]));
  const view = new DataView(file.buffer);
  const text = (at) => String.fromCharCode(...file.slice(at, at + 4));
  assert.deepEqual([0, 8, 12, 36].map(text), ["RIFF", "WAVE", "fmt ", "data"]);
  assert.deepEqual([view.getUint32(4, true), view.getUint32(40, true), file.length], [44, 8, 52]);
  assert.deepEqual([view.getUint16(22, true), view.getUint32(24, true), view.getUint16(34, true)], [1, RATE, 16]);
  assert.deepEqual([0, 1, 2, 3].map((i) => view.getInt16(44 + 2 * i, true)), [0, 16384, -32767, 32767]);
});

test("what rings beyond the end goes on at the beginning", () => {
  assert.deepEqual([...wrapped(Float32Array.from([1, 2, 3, 10, 20]), 3)], [11, 22, 3]);
});
