import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { Network } from "../../../ui/live/network.js";
import { arithmetic } from "../../../ui/live/arithmetic.js";
import { seededRandom } from "../../../ui/live/seeded.js";

const { WebAssembly: real } = globalThis;

afterEach(() => {
  globalThis.WebAssembly = real;
  globalThis.latentExplorerArithmetic = undefined;
});

/** Weights and layers: 3 numbers and one of 4 classes, a dense layer of `wide`, and where asked a picture of 2 x 3 from it. */
function networkOf(wide, isConvolutional = false) {
  const random = seededRandom(wide);
  const tensor = (...shape) => ({ dtype: "F32", shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() - 0.5) });
  const tensors = { a: tensor(7, wide), "a.bias": tensor(wide), b: tensor(3, 3, 5, wide / 6), "b.bias": tensor(5) };
  const layers = [{ type: "concatenate_labels" }, { type: "dense", kernel: "a", bias: "a.bias" }, { type: "activation", name: "gelu" }];
  const last = [{ type: "reshape", shape: [2, 3, wide / 6] }, { type: "conv2d_transpose", kernel: "b", bias: "b.bias", strides: 2 }];
  const all = isConvolutional ? [...layers, ...last] : layers;
  return new Network({ format: "vae-network", version: "1", input_size: "3", num_classes: "4", layers: JSON.stringify(all) }, tensors);
}

/** The browser refuses to compile, as a page's policy may demand. */
function forbid() {
  globalThis.WebAssembly = /** @type {any} */ ({
    Module: class {
      constructor() {
        throw new Error("Refused to compile or instantiate WebAssembly module");
      }
    },
  });
}

for (const isPlain of [false, true]) {
  for (const isConvolutional of [false, true]) {
    const name = `${isConvolutional ? "convolutional" : "dense"}, ${isPlain ? "plain" : "simd"}`;
    test(`many points are evaluated as one by one: ${name}`, () => {
      if (isPlain) forbid();
      const random = seededRandom(7);
      const network = networkOf(18, isConvolutional);
      assert.equal(arithmetic().isPlain, isPlain);
      assert.equal(network.outputSize, isConvolutional ? 4 * 6 * 5 : 18);
      for (const count of [0, 1, 31, 33, 70]) {
        const points = Float32Array.from({ length: 3 * count }, random);
        const all = network.forwardAll(points, 2).slice();
        assert.equal(all.length, count * network.outputSize);
        for (let point = 0; point < count; point++) {
          const one = network.forward(points.subarray(3 * point, 3 * point + 3), 2);
          one.forEach((value, k) => assert.ok(Math.abs(value - all[point * network.outputSize + k]) < 1e-6));
        }
      }
      assert.throws(() => network.forwardAll(new Float32Array(4), 2), /takes 3 numbers a point, got 4 in all/);
    });
  }
}

test("both ways say the same", () => {
  const ways = [false, true].map((isPlain) => {
    if (isPlain) forbid();
    globalThis.latentExplorerArithmetic = undefined;
    return networkOf(30, true).forward([0.5, -1, 2], Float64Array.of(0.1, 0.2, 0.3, 0.4)).slice();
  });
  ways[0].forEach((value, k) => assert.ok(Math.abs(value - ways[1][k]) < 1e-6));
});

test("the way is chosen once, and networks that came before keep theirs", () => {
  const network = networkOf(6);
  const before = network.forward([1, 2, 3], 0).slice();
  const chosen = arithmetic();
  forbid();
  assert.equal(arithmetic(), chosen);
  const others = [12, 600, 60_000].map((wide) => networkOf(wide)); // the memory grows
  for (const other of others) other.forward([1, 2, 3], 0);
  assert.deepEqual(network.forward([1, 2, 3], 0), before);
});

test("a network that is forgotten leaves its room to others", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  let largest = 0;
  for (let turn = 0; turn < 6; turn++) {
    networkOf(60_000).forward([1, 2, 3], 0);
    collect();
    await new Promise((resolve) => setTimeout(resolve));
    largest = Math.max(largest, arithmetic().store.floats.byteLength);
  }
  assert.ok(largest < 3.2 * (60_000 * 4 * 40), `${largest} bytes`);
});
