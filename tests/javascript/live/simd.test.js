import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ACTIVATIONS } from "../../../ui/live/arithmetic.js";
import { SIMD_BYTES } from "../../../ui/live/simd_bytes.js";
import { assembled } from "../../../docs/assembler.js";
import { plainInstructions } from "../../../ui/live/plain.js";
import { seededRandom } from "../../../ui/live/seeded.js";

const { exports: simd } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(SIMD_BYTES, "base64")));
const BOTH = { simd: /** @type {any} */ (simd), plain: plainInstructions() };
const PAGES = 64;
for (const { memory } of Object.values(BOTH)) memory.grow(PAGES);

/** The memory's numbers, all random between -1 and 1, so that what should not be read is noticed. */
function numbersOf({ memory }) {
  const random = seededRandom(3);
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i < floats.length; i++) floats[i] = 2 * random() - 1;
  return floats;
}

/** Put a matrix of [depth, columns] at a place as instructions want it. */
function pack(floats, place, matrix, depth, columns) {
  let to = place;
  for (let first = (Math.ceil(columns / 8) - 1) * 8; first >= 0; first -= 8) {
    for (let k = 0; k < depth; k++) {
      for (let lane = 0; lane < 8; lane++) floats[to++] = first + lane < columns ? matrix[k * columns + first + lane] : 0;
    }
  }
}

const SIZES = [
  [1, 1, 1], [1, 3, 5], [3, 4, 8], [4, 5, 9], [5, 1, 3], [7, 9, 27], [4, 16, 16], [9, 33, 17], [2, 7, 40], [1, 784, 512],
  [33, 512, 784],
];

for (const [name, instructions] of Object.entries(BOTH)) {
  for (const [rows, depth, columns] of SIZES) {
    test(`${name}: a product of ${rows} x ${depth} and ${depth} x ${columns}, from a bias and added to what is there`, () => {
      const floats = numbersOf(instructions);
      const stride = depth + 3; // rows of a need not touch
      const matrix = Float32Array.from(floats.subarray(600_000, 600_000 + depth * columns));
      const [a, bias, c, b] = [1, 100_003, 150_005, 200_006]; // none at a multiple of 16 bytes
      pack(floats, b, matrix, depth, columns);
      floats.fill(0, bias + columns, bias + columns + 8);
      const before = Float32Array.from(floats);
      const product = (row, column) => {
        let sum = 0;
        for (let k = 0; k < depth; k++) sum += before[a + row * stride + k] * matrix[k * columns + column];
        return sum;
      };
      const multiply = (start, startStride) => instructions.multiply(4 * a, 4 * stride, 4 * b, 4 * start, 4 * startStride, 4 * c, rows, depth, columns);
      multiply(bias, 0);
      multiply(c, columns);
      let worst = 0;
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const expected = before[bias + column] + 2 * product(row, column);
          worst = Math.max(worst, Math.abs(floats[c + row * columns + column] - expected));
        }
      }
      assert.ok(worst < 4e-6 * Math.sqrt(depth), `off by ${worst}`);
      assert.deepEqual(floats.subarray(0, c), before.subarray(0, c));
      assert.deepEqual(floats.subarray(c + rows * columns + 7), before.subarray(c + rows * columns + 7));
    });
  }

  test(`${name}: activations are what they are called, far out, too`, () => {
    const formulas = {
      relu: (x) => Math.max(0, x),
      gelu: (x) => (Math.abs(x) > 9 ? Math.max(0, x) : 0.5 * x * (1 + erf(x / Math.SQRT2))),
      silu: (x) => x / (1 + Math.exp(-x)),
      elu: (x) => (x < 0 ? Math.expm1(x) : x),
      tanh: Math.tanh,
      sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    };
    assert.deepEqual(Object.keys(formulas), Object.keys(ACTIVATIONS));
    const points = [-1e30, -1000, -100, -88.5, -87, 0, 1e-30, 87, 88.5, 1000, 1e30];
    for (let x = -12; x <= 12; x += 0.013) points.push(x);
    for (const [kind, formula] of Object.entries(formulas)) {
      const floats = numbersOf(instructions);
      const next = floats[7 + points.length + 3];
      floats.set(points, 7);
      instructions.activate(ACTIVATIONS[kind], 28, points.length);
      for (const [index, x] of points.entries()) {
        const expected = formula(Math.fround(x));
        const error = Math.abs(floats[7 + index] - expected);
        // Far out gelu is 0 or x itself: networks multiply what it gives by weights, and add up hundreds.
        const most = kind === "gelu" ? 1.2e-7 + 6e-8 * Math.max(0, x) : 4e-7 * Math.max(1, Math.abs(x));
        assert.ok(error <= most, `${kind}(${x}) is ${floats[7 + index]}, not ${expected}`);
      }
      assert.equal(floats[7 + points.length + 3], next);
    }
  });
}

/** The error function by its integral, in steps that Simpson's rule makes exact enough. */
function erf(x) {
  const end = Math.min(Math.abs(x), 6);
  const steps = 400;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += Math.exp(-((i * end / steps) ** 2)) * (i % steps === 0 ? 1 : i % 2 ? 4 : 2);
  return Math.sign(x) * sum * (end / steps / 3) * (2 / Math.sqrt(Math.PI));
}

test("the bytes are those of the text", () => {
  const text = readFileSync(new URL("../../../ui/live/simd.wat", import.meta.url), "utf8");
  assert.equal(Buffer.from(assembled(text)).toString("base64"), SIMD_BYTES, "simd.wat has changed: run `make simd`");
});

test("text that the assembler does not know is refused", () => {
  const module = (code) => `(module (memory (export "memory") 1) (func $f (param $x i32) ${code}))`;
  assert.throws(() => assembled(module("(i64.add (local.get $x))")), /does not know the instruction i64\.add/);
  assert.throws(() => assembled(module("(local.set $y (local.get $x))")), /Nothing is called \$y/);
});
