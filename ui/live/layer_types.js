// The layers of a bundle, built on the instructions that a page has: what each reads, computes and leaves where.

import { ACTIVATIONS } from "./arithmetic.js";
import { concatenateLayer, joinLayer, keepLayer, partLayer } from "./branch_layers.js";
import { convolution, sameConvolution, sameTransposed, transposed } from "./convolutions.js";
import { known } from "./known.js";
import { LATER_ACTIVATIONS, slopedElu } from "./later_activations.js";
import { BYTES, checkSize, packed, repeated, sizeOf } from "./packing.js";
import { cropLayer, padLayer, poolLayer, resampleLayer, transposeLayer, upsampleLayer } from "./picture_layers.js";
import { normaliseLayer, scaleLayer } from "./scale_layers.js";

/**
 * @import { ActivationLayer, AnyConvolutionLayer, AnyTransposedLayer, ConcatenateLayer, ConvolutionLayer, CropLayer,
 *   DenseLayer, JoinLayer, KeepLayer, LabelLayer, NormaliseLayer, PadLayer, PartLayer, PoolLayer, ResampleLayer, ReshapeLayer, ScaleLayer,
 *   TransposeLayer, UpsampleLayer } from "../contract.js"
 */
/** @import { Instructions, Room } from "./arithmetic.js" */
/** @import { Tensors } from "./network.js" */

/**
 * @typedef {DenseLayer | ConvolutionLayer | ActivationLayer | LabelLayer | ReshapeLayer | AnyConvolutionLayer
 *   | AnyTransposedLayer | ScaleLayer | NormaliseLayer | UpsampleLayer | ResampleLayer | PoolLayer | PadLayer | CropLayer
 *   | TransposeLayer | KeepLayer | JoinLayer | ConcatenateLayer | PartLayer} Layer
 */

/**
 * Numbers of a shape at an address, those of each point after those of the point before.
 * @typedef {{shape: number[], at: number}} Values
 */

/**
 * What a layer makes of values: more of them, and unless they are the same, what computes them for the first so many
 * points, given a class number or a share of each class.
 * @typedef {Values & {run?: (count?: number, label?: number | Float64Array | null) => void}} Built
 */

/**
 * What layers are built with: weights, instructions, room, the number of points that are evaluated together, and the
 * values that have a name.
 * @typedef {{tensors: Tensors, numClasses: number, most: number, instructions: Instructions, room: Room,
 *   kept: Record<string, Values>}} Site
 */

/** @type {Record<Layer["type"], (layer: any, input: Values, site: Site) => Built>} */
export const LAYER_TYPES = {
  activation: activationLayer,
  reshape: ({ shape }, { at }) => ({ shape, at }),
  concatenate_labels: labelLayer,
  dense: denseLayer,
  conv2d: sameConvolution,
  conv2d_transpose: sameTransposed,
  convolution: (layer, input, site) => convolution(layer, input, site),
  transposed_convolution: (layer, input, site) => transposed(layer, input, site),
  scale: scaleLayer,
  normalise: normaliseLayer,
  upsample: upsampleLayer,
  resample: resampleLayer,
  pool: poolLayer,
  pad: padLayer,
  crop: cropLayer,
  transpose: transposeLayer,
  keep: keepLayer,
  add: joinLayer,
  multiply: joinLayer,
  concatenate: concatenateLayer,
  part: partLayer,
};
/**
 * All activations: the place in the table of simd.wat, or what changes an array.
 * @type {Record<string, number | import("./later_activations.js").Activation>}
 */
export const ALL_ACTIVATIONS = { ...ACTIVATIONS, ...LATER_ACTIVATIONS };

const TAKES_MANY = new Set([
  "activation", "reshape", "concatenate_labels", "dense", "scale", "normalise", "keep", "add", "multiply", "concatenate",
  "part",
]);

/** Whether a layer takes one point at a time: a convolution is a product of many rows already. */
export function isSingle({ type }) {
  return !TAKES_MANY.has(type);
}

/** In place. */
function activationLayer(layer, input, { tensors, instructions, room }) {
  const kind = layer.name === "elu" && layer.slope !== undefined ? slopedElu : known(ALL_ACTIVATIONS, layer.name, "network's activation");
  const size = sizeOf(input.shape);
  if (typeof kind === "number") return { ...input, run: (count) => instructions.activate(kind, input.at, count * size) };
  const slopes = layer.slopes && tensors[layer.slopes].data;
  const last = input.shape.at(-1);
  const run = (count) => kind(room.floats.subarray(input.at / BYTES, input.at / BYTES + count * size), layer, slopes, last);
  return { ...input, run };
}

function labelLayer({ first = false }, input, { numClasses, most, room }) {
  const size = sizeOf(input.shape);
  const length = size + numClasses;
  const at = room.take(most * length);
  const run = (count, label) => {
    const { floats } = room;
    for (let point = 0; point < count; point++) {
      const [from, to] = [input.at / BYTES + point * size, at / BYTES + point * length];
      floats.copyWithin(to + (first ? numClasses : 0), from, from + size);
      const classes = first ? to : to + size;
      for (let k = 0; k < numClasses; k++) floats[classes + k] = typeof label === "number" ? Number(k === label) : label[k];
    }
  };
  return { shape: [length], at, run };
}

function denseLayer({ kernel, bias }, input, { tensors, most, instructions, room }) {
  const depth = sizeOf(input.shape);
  const columns = tensors[bias].data.length;
  const { data } = tensors[kernel];
  checkSize(data, depth, columns);
  const weights = packed(room, depth, columns, (row, column) => data[row * columns + column]);
  const start = repeated(room, tensors[bias].data);
  const at = room.take(most * columns);
  const run = (count) => instructions.multiply(input.at, depth * BYTES, weights, start, 0, at, count, depth, columns);
  return { shape: [columns], at, run };
}
