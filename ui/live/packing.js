// Weights and rows of numbers in the memory that networks compute in.

/** @import { Room } from "./arithmetic.js" */

export const BYTES = 4; // of a number
const PANEL = 8; // columns that simd.wat takes at once

export function sizeOf(shape) {
  return shape.reduce((product, side) => product * side, 1);
}

/**
 * The address of a matrix as simd.wat wants it: panels of 8 columns, the last columns first and filled up with zeros.
 * @param {Room} room
 * @param {number} depth
 * @param {number} columns
 * @param {(row: number, column: number) => number} valueAt
 */
export function packed(room, depth, columns, valueAt) {
  const panels = Math.ceil(columns / PANEL);
  const address = room.take(panels * depth * PANEL);
  const { floats } = room;
  for (let panel = 0, to = address / BYTES; panel < panels; panel++) {
    const first = (panels - 1 - panel) * PANEL;
    const used = Math.min(PANEL, columns - first);
    for (let row = 0; row < depth; row++, to += PANEL) {
      for (let lane = 0; lane < used; lane++) floats[to + lane] = valueAt(row, first + lane);
    }
  }
  return address;
}

export function checkSize(data, depth, columns) {
  if (data.length === depth * columns) return;
  throw new Error(`The network has a kernel of ${data.length} weights where ${depth} x ${columns} belong.`);
}

/** The address of numbers again and again, `length` in all, with zeros behind them, as many as a panel may be wider. */
export function repeated(room, data, length = data.length) {
  const address = room.take(length + PANEL);
  for (let k = 0; k < length; k++) room.floats[address / BYTES + k] = data[k % data.length];
  return address;
}

/** Copy rows of some numbers; addresses and strides are in bytes. */
export function copyRows(floats, from, fromStride, to, toStride, rows, length) {
  for (let row = 0; row < rows; row++) {
    const start = (from + row * fromStride) / BYTES;
    floats.copyWithin((to + row * toStride) / BYTES, start, start + length);
  }
}
