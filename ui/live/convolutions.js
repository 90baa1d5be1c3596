// Convolutions and transposed ones, channels last, as sums of matrix products without patches being gathered.

import { BYTES, checkSize, copyRows, packed, repeated } from "./packing.js";

/** @import { AnyConvolutionLayer, AnyTransposedLayer, ConvolutionLayer } from "../contract.js" */
/** @import { Built, Site, Values } from "./layer_types.js" */

const TAPS = 3; // a side of those of version 1

/** 3x3, "same" padding as Keras has it. */
export function sameConvolution({ kernel, bias, strides }, input, site) {
  const padding = input.shape.slice(0, 2).flatMap((side) => {
    const total = Math.max((Math.ceil(side / strides) - 1) * strides + TAPS - side, 0);
    return [total >> 1, total - (total >> 1)];
  });
  const layer = { kernel, bias, strides: [strides, strides], padding, dilation: [1, 1], groups: 1 };
  return convolution(layer, input, site, [TAPS, TAPS]);
}

/** The same transposed: each side times the stride. */
export function sameTransposed({ kernel, bias, strides }, input, site) {
  const before = Math.max(TAPS - strides, 0) >> 1;
  const margin = [before, TAPS - strides - before];
  return transposed({ kernel, bias, strides: [strides, strides], crop: [...margin, ...margin] }, input, site, [TAPS, TAPS]);
}

/**
 * In a picture with a margin of zeros the pixels under a row of the kernel are one run of numbers, so that each row of
 * the result is the sum of one product a row of the kernel.
 * @param {Omit<AnyConvolutionLayer, "type">} layer
 * @param {Values} input
 * @param {Site} site
 * @returns {Built}
 */
export function convolution(layer, input, site, taps = site.tensors[layer.kernel].shape.slice(0, 2)) {
  if (layer.groups > 1) return groupedConvolution(layer, input, site);
  const { tensors, instructions, room } = site;
  const { strides: [down, across], dilation: [apart, gap] } = layer;
  const { framed, tall, wide } = frame(layer, input, taps, room);
  const channels = input.shape[2];
  const { data } = tensors[layer.kernel];
  const filters = tensors[layer.bias].data.length;
  checkSize(data, taps[0] * taps[1] * channels, filters);
  const together = gap === 1 ? taps[1] : 1; // taps that lie side by side
  const depth = together * channels;
  const products = Array.from({ length: (taps[0] * taps[1]) / together }, (_, k) => {
    const [i, j] = [Math.floor((k * together) / taps[1]), (k * together) % taps[1]];
    const matrix = packed(room, depth, filters, (row, column) => data[(k * depth + row) * filters + column]);
    return { matrix, offset: i * apart * framed.stride + j * gap * channels * BYTES };
  });
  const start = repeated(room, tensors[layer.bias].data);
  const at = room.take(tall * wide * filters);
  const run = () => {
    framed.fill();
    for (let y = 0; y < tall; y++) {
      const to = at + y * wide * filters * BYTES;
      products.forEach(({ matrix, offset }, k) => {
        const from = framed.at + y * down * framed.stride + offset;
        const [first, firstStride] = k === 0 ? [start, 0] : [to, filters * BYTES];
        instructions.multiply(from, across * channels * BYTES, matrix, first, firstStride, to, wide, depth, filters);
      });
    }
  };
  return { shape: [tall, wide, filters], at, run };
}

/** Groups of channels that know nothing of each other, in plain JavaScript: the products are too small for matrices. */
function groupedConvolution(layer, input, { tensors, room }) {
  const { strides: [down, across], dilation: [apart, gap], groups } = layer;
  const { shape: [high, broad, depth, filters], data: weights } = tensors[layer.kernel];
  const { framed, tall, wide } = frame(layer, input, [high, broad], room);
  const bias = tensors[layer.bias].data;
  checkSize(weights, high * broad * depth, filters);
  const channels = input.shape[2];
  const firstOf = Array.from({ length: filters }, (_, filter) => Math.floor((filter * groups) / filters) * depth);
  const at = room.take(tall * wide * filters);
  const run = () => {
    framed.fill();
    const { floats } = room;
    let to = at / BYTES;
    for (let y = 0; y < tall; y++) {
      for (let x = 0; x < wide; x++, to += filters) {
        for (let filter = 0; filter < filters; filter++) floats[to + filter] = bias[filter];
        for (let tap = 0; tap < high * broad; tap++) {
          const [i, j] = [Math.floor(tap / broad), tap % broad];
          const from = (framed.at + (y * down + i * apart) * framed.stride) / BYTES + (x * across + j * gap) * channels;
          for (let filter = 0, weight = tap * depth * filters; filter < filters; filter++, weight++) {
            const first = from + firstOf[filter];
            for (let k = 0; k < depth; k++) floats[to + filter] += floats[first + k] * weights[weight + k * filters];
          }
        }
      }
    }
  };
  return { shape: [tall, wide, filters], at, run };
}

/** The input with its margin of zeros, which is the input itself where there is none, and the sides of the result. */
function frame({ strides, dilation, padding }, input, taps, room) {
  const [top, bottom, left, right] = padding;
  const [height, width, channels] = input.shape;
  const sides = [top + height + bottom, left + width + right];
  const [tall, wide] = sides.map((side, k) => Math.floor((side - (taps[k] - 1) * dilation[k] - 1) / strides[k]) + 1);
  const stride = sides[1] * channels * BYTES;
  if (padding.every((side) => side === 0)) return { framed: { at: input.at, stride, fill: () => {} }, tall, wide };
  const at = room.take(sides[0] * sides[1] * channels);
  const inner = at + top * stride + left * channels * BYTES;
  const length = width * channels;
  const fill = () => copyRows(room.floats, input.at, length * BYTES, inner, stride, height, length);
  return { framed: { at, stride, fill }, tall, wide };
}

/**
 * Each row of the result is a sum of products, one for each row of pixels whose patches reach it. A product gives as
 * many neighbours at once as the stride is wide, from as many pixels as have a part in them: these are runs of numbers
 * on both sides. What lies beyond the result is cut off.
 * @param {Omit<AnyTransposedLayer, "type">} layer
 * @param {Values} input
 * @param {Site} site
 * @returns {Built}
 */
export function transposed(layer, input, { tensors, instructions, room }, taps = tensors[layer.kernel].shape.slice(0, 2)) {
  const { strides: [down, across], crop: [top, bottom, left, right] } = layer;
  const [height, width, channels] = input.shape;
  const filters = tensors[layer.bias].data.length;
  const { data } = tensors[layer.kernel];
  checkSize(data, taps[0] * taps[1] * filters, channels);
  const tall = (height - 1) * down + taps[0] - top - bottom;
  const wide = (width - 1) * across + taps[1] - left - right;
  // Groups of neighbours, counted from the first pixel's own; before it where rows of the bias are added there.
  const [first, last] = [Math.floor(left / across), Math.floor((left + wide - 1) / across)];
  const reach = Math.ceil(taps[1] / across); // pixels that have a part in a group
  const [before, after] = [Math.max(reach - 1 - first, 0), Math.max(last - width + 1, 0)];
  const framed = frame({ strides: [1, 1], dilation: [1, 1], padding: [0, 0, before, after] }, input, [1, 1], room).framed;
  const from = framed.at + (before + first - reach + 1) * channels * BYTES;
  const [depth, columns] = [reach * channels, across * filters];
  const weights = Array.from({ length: taps[0] }, (_, tap) => packed(room, depth, columns, (row, column) => {
    const place = Math.floor(column / filters) + (reach - 1 - Math.floor(row / channels)) * across;
    return place < taps[1] ? data[((tap * taps[1] + place) * filters + (column % filters)) * channels + (row % channels)] : 0;
  }));
  const groups = last - first + 1;
  const start = repeated(room, tensors[layer.bias].data, Math.max(columns, wide * filters));
  const sums = room.take(groups * columns);
  const skipped = (left - first * across) * filters * BYTES;
  const length = wide * filters;
  const at = room.take(tall * length);
  const run = () => {
    framed.fill();
    for (let y = 0; y < tall; y++) {
      const row = y + top;
      let source = start;
      const least = Math.max(Math.ceil((row - taps[0] + 1) / down), 0);
      for (let pixels = least; pixels < height && pixels * down <= row; pixels++) {
        const matrix = weights[row - pixels * down];
        const stride = source === start ? 0 : columns * BYTES;
        instructions.multiply(from + pixels * framed.stride, channels * BYTES, matrix, source, stride, sums, groups, depth, columns);
        source = sums;
      }
      copyRows(room.floats, source === start ? start : sums + skipped, 0, at + y * length * BYTES, 0, 1, length);
    }
  };
  return { shape: [tall, wide, filters], at, run };
}
