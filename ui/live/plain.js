// What simd.wat does, in plain JavaScript: for browsers without SIMD, or that are told to run no WebAssembly.

import { PAGE } from "./store.js";

/** @import { Instructions } from "./arithmetic.js" */

const LANES = 8; // columns of a panel

/**
 * The functions of simd.wat under the same names, on a memory of their own. Sums are float64, results float32.
 * @returns {Instructions}
 */
export function plainInstructions() {
  const memory = new PlainMemory();
  const values = { numbers: new Float64Array(0), rows: new Int32Array(0) };
  return {
    memory,
    multiply(a, aStride, b, start, startStride, c, rows, depth, columns) {
      if (values.numbers.length < depth) Object.assign(values, { numbers: new Float64Array(depth), rows: new Int32Array(depth) });
      for (let row = 0; row < rows; row++) {
        const count = takeRow(memory.floats, (a + row * aStride) / 4, depth, values);
        multiplyRow(memory.floats, values, count, b / 4, (start + row * startStride) / 4, c / 4 + row * columns, depth, columns);
      }
    },
    activate(kind, at, count) {
      FORMULAS[kind](memory.floats.subarray(at / 4, at / 4 + count));
    },
  };
}

/** Grows as WebAssembly's does. */
class PlainMemory {
  constructor() {
    this.floats = new Float32Array(PAGE / 4);
  }

  get buffer() {
    return this.floats.buffer;
  }

  grow(pages) {
    const before = this.floats;
    this.floats = new Float32Array(before.length + (pages * PAGE) / 4);
    this.floats.set(before);
    return before.byteLength / PAGE;
  }
}

/** Gather the numbers of a row that are not zero, and where their weights lie in a panel; returns how many. */
function takeRow(floats, at, depth, { numbers, rows }) {
  let count = 0;
  for (let k = 0; k < depth; k++) {
    const number = floats[at + k];
    if (number !== 0) {
      numbers[count] = number;
      rows[count++] = k * LANES;
    }
  }
  return count;
}

/** Write start + row . b to c. */
function multiplyRow(floats, { numbers, rows }, count, b, start, c, depth, columns) {
  let panel = b;
  for (let column = (columns - 1) & -LANES; column >= 0; column -= LANES, panel += depth * LANES) {
    const from = start + column;
    let s0 = floats[from], s1 = floats[from + 1], s2 = floats[from + 2], s3 = floats[from + 3];
    let s4 = floats[from + 4], s5 = floats[from + 5], s6 = floats[from + 6], s7 = floats[from + 7];
    for (let k = 0; k < count; k++) {
      const number = numbers[k];
      const p = panel + rows[k];
      s0 += number * floats[p];
      s1 += number * floats[p + 1];
      s2 += number * floats[p + 2];
      s3 += number * floats[p + 3];
      s4 += number * floats[p + 4];
      s5 += number * floats[p + 5];
      s6 += number * floats[p + 6];
      s7 += number * floats[p + 7];
    }
    const to = c + column;
    const wide = columns - column; // what lies beyond the columns is the next row's
    floats[to] = s0;
    if (wide > 1) floats[to + 1] = s1;
    if (wide > 2) floats[to + 2] = s2;
    if (wide > 3) floats[to + 3] = s3;
    if (wide > 4) floats[to + 4] = s4;
    if (wide > 5) floats[to + 5] = s5;
    if (wide > 6) floats[to + 6] = s6;
    if (wide > 7) floats[to + 7] = s7;
  }
}

/** In the order of the table in simd.wat; each changes an array in place. */
const FORMULAS = [
  function relu(values) {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = 0;
  },
  function gelu(values) {
    for (let i = 0; i < values.length; i++) {
      const distance = Math.min(Math.abs(values[i]), 12);
      values[i] = Math.max(values[i], 0) - distance * tail(distance);
    }
  },
  function silu(values) {
    for (let i = 0; i < values.length; i++) values[i] /= 1 + Math.exp(-values[i]);
  },
  function elu(values) {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = Math.expm1(values[i]);
  },
  function tanh(values) {
    for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]);
  },
  function sigmoid(values) {
    for (let i = 0; i < values.length; i++) values[i] = 1 / (1 + Math.exp(-values[i]));
  },
];

/** Phi(-a) for a of 0 or more, to 7e-9: the polynomial of simd.wat. */
function tail(a) {
  const t = 1 / (1 + 0.4 * a);
  const sum = ((((0.057464342564344406 * t - 0.2586084306240082) * t + 0.34532517194747925) * t + 0.009209098294377327) * t + 0.19009628891944885) * t + 0.15651395916938782;
  return sum * t * Math.exp(-0.5 * a * a);
}
