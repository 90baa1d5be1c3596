// The layers of a bundle, built on the instructions that a page has: what each reads, computes and leaves where.

import { ACTIVATIONS } from "./arithmetic.js";
import { known } from "./known.js";

/** @import { ActivationLayer, ConvolutionLayer, DenseLayer, LabelLayer, ReshapeLayer } from "../contract.js" */
/** @import { Instructions, Room } from "./arithmetic.js" */
/** @import { Tensors } from "./network.js" */

const PANEL = 8; // columns that simd.wat takes at once
const BYTES = 4; // of a number
const TAPS = 3; // a side of every convolution

/** @typedef {DenseLayer | ConvolutionLayer | ActivationLayer | LabelLayer | ReshapeLayer} Layer */

/**
 * Numbers of a shape at an address, those of each point after those of the point before.
 * @typedef {{shape: number[], at: number}} Values
 */

/**
 * What a layer makes of values: more of them, and unless they are the same, what computes them for the first so many
 * points, given a class number or a share of each class.
 * @typedef {Values & {run?: (count: number, label: number | Float64Array | null) => void}} Built
 */

/**
 * What layers are built with: weights, instructions, room, and the number of points that are evaluated together.
 * @typedef {{tensors: Tensors, numClasses: number, most: number, instructions: Instructions, room: Room}} Site
 */

/** @type {Record<Layer["type"], (layer: any, input: Values, site: Site) => Built>} */
export const LAYER_TYPES = {
  activation: activationLayer,
  reshape: ({ shape }, { at }) => ({ shape, at }),
  concatenate_labels: labelLayer,
  dense: denseLayer,
  conv2d: convolutionLayer,
  conv2d_transpose: transposedLayer,
};

/** Whether a layer takes one point at a time: a convolution is a product of many rows already. */
export function isSingle({ type }) {
  return type === "conv2d" || type === "conv2d_transpose";
}

export function sizeOf(shape) {
  return shape.reduce((product, side) => product * side, 1);
}

/** In place. */
function activationLayer({ name }, input, { instructions }) {
  const kind = known(ACTIVATIONS, name, "network's activation");
  const size = sizeOf(input.shape);
  return { ...input, run: (count) => instructions.activate(kind, input.at, count * size) };
}

function labelLayer(_, input, { numClasses, most, room }) {
  const size = sizeOf(input.shape);
  const length = size + numClasses;
  const at = room.take(most * length);
  const run = (count, label) => {
    const { floats } = room;
    for (let point = 0; point < count; point++) {
      const [from, to] = [input.at / BYTES + point * size, at / BYTES + point * length];
      floats.copyWithin(to, from, from + size);
      for (let k = 0; k < numClasses; k++) floats[to + size + k] = typeof label === "number" ? Number(k === label) : label[k];
    }
  };
  return { shape: [length], at, run };
}

function denseLayer({ kernel, bias }, input, { tensors, most, instructions, room }) {
  const depth = sizeOf(input.shape);
  const columns = tensors[bias].data.length;
  const weights = packed(room, tensors[kernel].data, depth, columns, (row, column) => row * columns + column);
  const start = padded(room, tensors[bias].data);
  const at = room.take(most * columns);
  const run = (count) => instructions.multiply(input.at, depth * BYTES, weights, start, 0, at, count, depth, columns);
  return { shape: [columns], at, run };
}

/**
 * 3x3, "same" padding, channels last, as Keras computes it. In a picture with a margin of zeros, three pixels of a row are
 * one run of numbers, so that each row of the result is the sum of three products, without patches being gathered.
 */
function convolutionLayer({ strides, kernel, bias }, input, { tensors, instructions, room }) {
  const [height, width, channels] = input.shape;
  const filters = tensors[bias].data.length;
  const [tall, wide] = [height, width].map((side) => Math.ceil(side / strides));
  const [top, left] = [marginOf(tall, height, strides), marginOf(wide, width, strides)];
  const framed = frame(room, [tall, wide], strides, [top + height, left + width], channels);
  const inner = framed.at + (top * framed.stride) + left * channels * BYTES;
  const depth = TAPS * channels;
  checkSize(tensors[kernel].data, TAPS * depth, filters);
  const weights = [0, 1, 2].map((tap) => {
    const rows = tensors[kernel].data.subarray(tap * depth * filters, (tap + 1) * depth * filters);
    return packed(room, rows, depth, filters, (row, column) => row * filters + column);
  });
  const start = padded(room, tensors[bias].data);
  const at = room.take(tall * wide * filters);
  const length = wide * filters * BYTES;
  const run = () => {
    copyRows(room.floats, input.at, width * channels * BYTES, inner, framed.stride, height, width * channels);
    for (let y = 0; y < tall; y++) {
      const to = at + y * length;
      for (let tap = 0; tap < TAPS; tap++) {
        const from = framed.at + (y * strides + tap) * framed.stride;
        const [first, firstStride] = tap === 0 ? [start, 0] : [to, filters * BYTES];
        instructions.multiply(from, strides * channels * BYTES, weights[tap], first, firstStride, to, wide, depth, filters);
      }
    }
  };
  return { shape: [tall, wide, filters], at, run };
}

/**
 * A transposed one, 3x3, "same": each pixel times all weights is a patch of the result, and patches are added up where
 * they overlap, in a picture with a margin, which is cut off.
 */
function transposedLayer({ strides, kernel, bias }, input, { tensors, instructions, room }) {
  const [height, width, channels] = input.shape;
  const filters = tensors[bias].data.length;
  const [tall, wide] = [height * strides, width * strides];
  const [top, left] = [marginOf(height, tall, strides), marginOf(width, wide, strides)];
  const framed = frame(room, [height, width], strides, [top + tall, left + wide], filters);
  const inner = framed.at + top * framed.stride + left * filters * BYTES;
  const columns = TAPS * TAPS * filters;
  const weights = packed(room, tensors[kernel].data, channels, columns, (row, column) => column * channels + row);
  const none = padded(room, new Float32Array(columns));
  const patches = room.take(width * columns);
  const empty = repeated(room, tensors[bias].data, framed.stride / BYTES);
  const at = room.take(tall * wide * filters);
  const run = () => {
    copyRows(room.floats, empty, 0, framed.at, framed.stride, framed.rows, framed.stride / BYTES);
    for (let y = 0; y < height; y++) {
      const from = input.at + y * width * channels * BYTES;
      instructions.multiply(from, channels * BYTES, weights, none, 0, patches, width, channels, columns);
      const to = framed.at + y * strides * framed.stride;
      instructions.addPatches(patches, to, strides * filters * BYTES, framed.stride, width, TAPS * filters);
    }
    copyRows(room.floats, inner, framed.stride, at, wide * filters * BYTES, tall, wide * filters);
  };
  return { shape: [tall, wide, filters], at, run };
}

/** How many zeros Keras puts before the first of `long` pixels, of which `short` patches are taken: half, rounded down. */
function marginOf(short, long, strides) {
  return Math.max((short - 1) * strides + TAPS - long, 0) >> 1;
}

/** Room for a picture of at least some sides that holds all patches whose first corners lie `strides` apart. */
function frame(room, [down, across], strides, [leastRows, leastColumns], channels) {
  const rows = Math.max((down - 1) * strides + TAPS, leastRows);
  const stride = Math.max((across - 1) * strides + TAPS, leastColumns) * channels;
  return { at: room.take(rows * stride), rows, stride: stride * BYTES };
}

/** Copy rows of some numbers; addresses and strides are in bytes. */
function copyRows(floats, from, fromStride, to, toStride, rows, length) {
  for (let row = 0; row < rows; row++) {
    const start = (from + row * fromStride) / BYTES;
    floats.copyWithin((to + row * toStride) / BYTES, start, start + length);
  }
}

/** The address of a matrix as simd.wat wants it: panels of 8 columns, the last columns first and filled up with zeros. */
function packed(room, data, depth, columns, indexOf) {
  checkSize(data, depth, columns);
  const panels = Math.ceil(columns / PANEL);
  const address = room.take(panels * depth * PANEL);
  const { floats } = room;
  for (let panel = 0, to = address / BYTES; panel < panels; panel++) {
    const first = (panels - 1 - panel) * PANEL;
    const used = Math.min(PANEL, columns - first);
    for (let row = 0; row < depth; row++, to += PANEL) {
      for (let lane = 0; lane < used; lane++) floats[to + lane] = data[indexOf(row, first + lane)];
    }
  }
  return address;
}

function checkSize(data, depth, columns) {
  if (data.length === depth * columns) return;
  throw new Error(`The network has a kernel of ${data.length} weights where ${depth} x ${columns} belong.`);
}

/** The address of numbers with zeros behind them, as many as a panel may be wider. */
function padded(room, data) {
  const address = room.take(data.length + PANEL);
  room.floats.set(data, address / BYTES);
  return address;
}

/** The address of numbers again and again, `length` in all. */
function repeated(room, data, length) {
  const address = room.take(length);
  for (let k = 0; k < length; k++) room.floats[address / BYTES + k] = data[k % data.length];
  return address;
}
