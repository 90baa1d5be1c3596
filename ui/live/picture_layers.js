// Layers that take pictures apart and put them together anew: margins, axes, sizes, windows.

import { BYTES, sizeOf } from "./packing.js";

/** @import { Built, Site, Values } from "./layer_types.js" */

export function padLayer({ padding: [top, bottom, left, right] }, input, site) {
  const [height, width, channels] = input.shape;
  return moved(input, [top + height + bottom, left + width + right, channels], site, (y, x, c) => {
    const [row, column] = [y - top, x - left];
    return row < 0 || row >= height || column < 0 || column >= width ? -1 : (row * width + column) * channels + c;
  });
}

export function cropLayer({ crop: [top, bottom, left, right] }, input, site) {
  const [height, width, channels] = input.shape;
  const shape = [height - top - bottom, width - left - right, channels];
  return moved(input, shape, site, (y, x, c) => ((y + top) * width + x + left) * channels + c);
}

export function transposeLayer({ axes }, input, site) {
  const steps = input.shape.map((_, axis) => sizeOf(input.shape.slice(axis + 1)));
  const shape = axes.map((axis) => input.shape[axis]);
  return moved(input, shape, site, (...places) => places.reduce((sum, place, k) => sum + place * steps[axes[k]], 0));
}

export function upsampleLayer({ factors: [tall, wide], method }, input, site) {
  const [height, width, channels] = input.shape;
  if (method === "bilinear") return mixed(mixed(input, 0, betweenCentres(height, tall), site), 1, betweenCentres(width, wide), site);
  const shape = [height * tall, width * wide, channels];
  return moved(input, shape, site, (y, x, c) => (Math.floor(y / tall) * width + Math.floor(x / wide)) * channels + c);
}

/**
 * The input's numbers at other places: for each of the result's, by its places, the index of one, or -1 for a zero.
 * @param {Values} input
 * @param {number[]} shape
 * @param {Site} site
 * @param {(...places: number[]) => number} indexAt
 * @returns {Built}
 */
function moved(input, shape, { room }, indexAt) {
  const size = sizeOf(shape);
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const indices = Int32Array.from({ length: size }, (_, k) => indexAt(...shape.map((side, axis) => Math.floor(k / steps[axis]) % side)));
  const at = room.take(size);
  const run = () => {
    const { floats } = room;
    const [from, to] = [input.at / BYTES, at / BYTES];
    for (let k = 0; k < size; k++) floats[to + k] = indices[k] < 0 ? 0 : floats[from + indices[k]];
  };
  return { shape, at, run };
}

/** Rows and columns are mixtures of the old ones, by tensors of shares. */
export function resampleLayer({ rows, columns }, input, site) {
  const [tall, wide] = [rows, columns].map((name) => mixtures(site.tensors[name]));
  return mixed(mixed(input, 0, tall, site), 1, wide, site);
}

/** The places along an axis that a new one is mixed of, and their shares. */
function mixtures({ shape: [length, side], data }) {
  return Array.from({ length }, (_, k) => {
    const row = Array.from(data.subarray(k * side, (k + 1) * side));
    return row.map((share, place) => ({ place, share })).filter(({ share }) => share !== 0);
  });
}

/** Mixtures in straight lines between the centres of pixels, beyond the outermost as at the edge. */
function betweenCentres(side, factor) {
  return Array.from({ length: side * factor }, (_, k) => {
    const at = Math.min(Math.max((k + 0.5) / factor - 0.5, 0), side - 1);
    const before = Math.floor(at);
    const after = Math.min(before + 1, side - 1);
    return [{ place: before, share: 1 - (at - before) }, { place: after, share: at - before }];
  });
}

/**
 * Mix what lies along one axis.
 * @param {Built} input
 * @param {number} axis
 * @param {{place: number, share: number}[][]} lines
 * @param {Site} site
 * @returns {Built}
 */
function mixed(input, axis, lines, { room }) {
  const [side, step] = [input.shape[axis], sizeOf(input.shape.slice(axis + 1))];
  const shape = input.shape.map((own, k) => (k === axis ? lines.length : own));
  const [at, blocks] = [room.take(sizeOf(shape)), sizeOf(input.shape.slice(0, axis))];
  const run = () => {
    input.run?.();
    const { floats } = room;
    let to = at / BYTES;
    for (let block = 0; block < blocks; block++) {
      for (const line of lines) {
        floats.fill(0, to, to + step);
        for (const { place, share } of line) {
          const from = input.at / BYTES + (block * side + place) * step;
          for (let k = 0; k < step; k++) floats[to + k] += floats[from + k] * share;
        }
        to += step;
      }
    }
  };
  return { shape, at, run };
}

/** The largest number or the mean of each window, of what lies in the picture. */
export function poolLayer({ method, size, strides, padding }, input, { room }) {
  const [height, width, channels] = input.shape;
  const [top, bottom, left, right] = padding;
  const shape = [
    Math.floor((top + height + bottom - size[0]) / strides[0]) + 1,
    Math.floor((left + width + right - size[1]) / strides[1]) + 1,
    channels,
  ];
  const at = room.take(sizeOf(shape));
  const run = () => {
    const { floats } = room;
    let to = at / BYTES;
    for (let row = 0; row < shape[0]; row++) {
      const [up, down] = reachOf(row * strides[0] - top, size[0], height);
      for (let column = 0; column < shape[1]; column++, to += channels) {
        const [first, last] = reachOf(column * strides[1] - left, size[1], width);
        pool(floats, input.at / BYTES, to, { up, down, first, last }, width, channels, method === "max");
      }
    }
  };
  return { shape, at, run };
}

/** Where a window begins and ends in the picture. */
function reachOf(start, length, side) {
  return [Math.max(start, 0), Math.min(start + length, side)];
}

function pool(floats, from, to, { up, down, first, last }, width, channels, isMax) {
  for (let c = 0; c < channels; c++) {
    let result = isMax ? -Infinity : 0;
    for (let y = up; y < down; y++) {
      for (let x = first; x < last; x++) {
        const value = floats[from + (y * width + x) * channels + c];
        result = isMax ? Math.max(result, value) : result + value;
      }
    }
    floats[to + c] = isMax ? result : result / ((down - up) * (last - first));
  }
}
