// Layers that move and stretch numbers: a scale and a shift, and the same after numbers were normalised.

import { BYTES, sizeOf } from "./packing.js";

/** @import { Built, Site, Values } from "./layer_types.js" */

/** In place. Scales and shifts are repeated over all but the last axes, which they are for. */
export function scaleLayer({ scale, shift }, input, { tensors, room }) {
  const given = [tensors[scale].data, tensors[shift].data];
  const size = sizeOf(input.shape);
  const length = Math.max(...given.map((data) => data.length), input.shape.at(-1));
  const [longScales, longShifts] = given.map((data) => Float32Array.from({ length }, (_, k) => data[k % data.length]));
  const run = (count) => {
    const { floats } = room;
    const from = input.at / BYTES;
    for (let block = from; block < from + count * size; block += length) {
      for (let k = 0; k < length; k++) floats[block + k] = floats[block + k] * longScales[k] + longShifts[k];
    }
  };
  return { ...input, run };
}

/**
 * In place: of each group of channels, over all places or at each alone, the mean is taken and the deviation is divided by.
 * @param {any} layer
 * @param {Values} input
 * @param {Site} site
 * @returns {Built}
 */
export function normaliseLayer(layer, input, site) {
  const channels = input.shape.at(-1);
  const places = sizeOf(input.shape) / channels;
  const depth = channels / layer.groups;
  const scaled = scaleLayer(layer, input, site);
  const [sets, members] = layer.each_place ? [places, 1] : [1, places];
  const run = (count) => {
    for (let set = 0; set < count * sets; set++) {
      for (let group = 0; group < layer.groups; group++) {
        const from = input.at / BYTES + set * members * channels + group * depth;
        normalise(site.room.floats, from, members, depth, channels, layer.epsilon);
      }
    }
    scaled.run(count);
  };
  return { ...input, run };
}

/** Normalise `depth` numbers at each of some places, which lie `step` apart. */
function normalise(floats, from, places, depth, step, epsilon) {
  let [sum, squares] = [0, 0];
  for (let place = 0; place < places; place++) {
    for (let k = 0; k < depth; k++) sum += floats[from + place * step + k];
  }
  const mean = sum / (places * depth);
  for (let place = 0; place < places; place++) {
    for (let k = 0; k < depth; k++) squares += (floats[from + place * step + k] - mean) ** 2;
  }
  const factor = 1 / Math.sqrt(squares / (places * depth) + epsilon);
  for (let place = 0; place < places; place++) {
    for (let k = 0; k < depth; k++) floats[from + place * step + k] = (floats[from + place * step + k] - mean) * factor;
  }
}
