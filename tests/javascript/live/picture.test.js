import assert from "node:assert/strict";
import { test } from "node:test";

import { KINDS } from "../../../ui/live/kinds.js";
import { LargePicture } from "../../../ui/live/picture.js";

/** A large picture of a kind with a face, or without one, and what was done for it. */
function pictured(hasFace) {
  const done = { filled: [], shown: [] };
  const face = { show: (values) => done.shown.push([...values]), setLook: () => {}, stop: () => {} };
  KINDS.probe = {
    noun: "probe",
    nouns: "probes",
    raster: (shape) => shape,
    fill: (words, values) => done.filled.push(Array.from(values)),
    ...(hasFace && { face: () => face }),
  };
  globalThis.ImageData = /** @type {any} */ (class {
    constructor(width, height) {
      this.data = new Uint8ClampedArray(4 * width * height);
    }
  });
  const canvas = /** @type {any} */ ({
    classList: { toggle: () => {} },
    style: { setProperty: () => {} },
    getContext: () => ({ putImageData: () => {} }),
  });
  const picture = new LargePicture(canvas, { shape: [1, 2, 1], kind: "probe" });
  delete KINDS.probe;
  return { picture, done, canvas };
}

test("a picture that a face covers is drawn when it is asked for, of the last output", () => {
  const { picture, done, canvas } = pictured(true);
  const output = Float32Array.of(0.25, 0.5);
  picture.paint(output);
  output.set([0.75, 1]);
  picture.paint(output);
  output.fill(0);
  assert.deepEqual([done.shown, done.filled], [[[0.25, 0.5], [0.75, 1]], []]);
  assert.equal(picture.drawn(), canvas);
  assert.deepEqual(done.filled, [[0.75, 1]]);
});

test("a picture without a face is drawn at once, and once", () => {
  const { picture, done, canvas } = pictured(false);
  picture.paint(Float32Array.of(0.25, 0.5));
  assert.equal(picture.drawn(), canvas);
  assert.deepEqual(done.filled, [[0.25, 0.5]]);
});
