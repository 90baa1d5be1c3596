import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Mosaic } from "../../../ui/live/mosaic.js";
import { Portion } from "../../../ui/live/portion.js";
import { View } from "../../../ui/live/view.js";
import { lookOf } from "../../../ui/live/pixels.js";

let put = [];

beforeEach(() => {
  put = [];
  const context = { putImageData: (data) => put.push(new Uint32Array(data.data.buffer)) };
  globalThis.document = /** @type {any} */ ({ createElement: () => ({ getContext: () => context }) });
  globalThis.ImageData = /** @type {any} */ (class {
    constructor(width, height) {
      Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
    }
  });
});

test("every tile lies at its place, in the middle of its square, and the whole in the plane", () => {
  // Pictures of 2 x 4 pixels, all as grey as their place says.
  const decode = (places) => Float32Array.from(places.flatMap(([x, y]) => new Array(8).fill((10 * (x + 5) + y + 3) / 255)));
  const mosaic = new Mosaic(decode, { shape: [2, 4, 1] });
  mosaic.begin({ step: 0.5, left: -2, right: 0, bottom: -1, top: 2 });
  mosaic.work(Infinity, lookOf([0, 0, 0], null));
  assert.deepEqual([mosaic.canvas.width, mosaic.canvas.height], [12, 16]);
  const [words] = put;
  for (let row = 0; row < 16; row++) {
    for (let column = 0; column < 12; column++) {
      const [x, y] = [(-2 + Math.floor(column / 4)) * 0.5, (2 - Math.floor(row / 4)) * 0.5];
      const isMargin = row % 4 === 0 || row % 4 === 3;
      assert.equal(words[row * 12 + column] >>> 24, isMargin ? 0 : Math.floor(10 * (x + 5) + y + 3 + 0.5));
    }
  }
  const view = new View();
  view.resize(400, 400);
  view.setHome([-2, 2, -2, 2]);
  const drawn = [];
  mosaic.draw({ drawImage: (...given) => drawn.push(given.slice(1)) }, view);
  const [side, half] = [0.5 * view.scale, 0.25 * view.scale];
  assert.deepEqual(drawn, [[view.toScreenX(-1) - half, view.toScreenY(1) - half, 3 * side, 4 * side]]);
});

test("very wide pictures have wide tiles, as many times further apart", () => {
  const asked = [];
  const decode = (places) => (asked.push(...places), new Float32Array(places.length * 24));
  const mosaic = new Mosaic(decode, { shape: [2, 12, 1] });
  mosaic.begin({ step: 1, left: -1, right: 0, bottom: 0, top: 1 });
  mosaic.work(Infinity, lookOf([0, 0, 0], null));
  assert.deepEqual([mosaic.canvas.width, mosaic.canvas.height], [24, 4]);
  assert.deepEqual(asked, [[-6, 1], [0, 1], [-6, 0], [0, 0]]);
});

test("a portion grows while it is quick and shrinks while it is not", () => {
  const portion = new Portion();
  const wait = (milliseconds) => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  };
  const sizes = [0, 0, 0, 0, 5, 5, 5, 5, 5, 5].map((milliseconds) => {
    portion.run(() => wait(milliseconds));
    return portion.size;
  });
  assert.deepEqual(sizes, [8, 16, 32, 32, 16, 8, 4, 2, 1, 1]);
});
