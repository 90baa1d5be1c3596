// The forward pass of a bundle, which vae/network describes.

import { arithmetic } from "./arithmetic.js";
import { known } from "./known.js";
import { LAYER_TYPES, isSingle } from "./layer_types.js";
import { sizeOf } from "./packing.js";

/** @import { Values } from "./layer_types.js" */

const ITEM_BYTES = { F16: 2, F32: 4, I32: 4, U8: 1 };
const VERSIONS = ["1", "2"]; // what is of version 3 has a layer that browsers do not evaluate: see remote_network.js
const TOGETHER = 32; // points: their numbers stay in the processor's cache from layer to layer

/** @typedef {{dtype: string, shape: number[], data: any}} Tensor F16 and F32 are a Float32Array, U8 a Uint8Array, I32 an Int32Array */
/** @typedef {Record<string, Tensor>} Tensors by name */

/**
 * Read a safetensors file.
 * @param {Uint8Array} bytes the whole file
 * @returns {{metadata: Record<string, string>, tensors: Tensors}} the header's strings, and the arrays
 */
export function parseSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes.length < 8 ? Infinity : 8 + Number(view.getBigUint64(0, true));
  if (start > bytes.length) throw new Error("The network file is cut off: load the page again.");
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(entries)) {
    const size = sizeOf(shape);
    if (to - from !== size * ITEM_BYTES[dtype] || start + to > bytes.length) {
      throw new Error(`The network file's tensor ${name} is cut off or of unknown type ${dtype}: load the page again.`);
    }
    // A copy, because a typed array must start at a multiple of its item size.
    tensors[name] = { dtype, shape, data: decodeItems(dtype, bytes.slice(start + from, start + to)) };
  }
  return { metadata, tensors };
}

/** An encoder or a decoder. What it returns is the same array every time: copy what you keep. */
export class Network {
  /**
   * @param {Record<string, string>} metadata the bundle's, as parseSafetensors returns it
   * @param {Tensors} tensors at least the bundle's
   */
  constructor(metadata, tensors) {
    if (metadata.format !== "vae-network" || !VERSIONS.includes(metadata.version)) {
      throw new Error(`The network must be a vae-network of version ${VERSIONS.join(" or ")}, got ${metadata.format} ${metadata.version}.`);
    }
    this.isRemote = false;
    this.isWaiting = false;
    this.inputSize = Number(metadata.input_size);
    this.numClasses = Number(metadata.num_classes);
    const layers = JSON.parse(metadata.layers);
    /** How many points are evaluated together. */
    this.most = layers.some(isSingle) ? 1 : TOGETHER;
    const { instructions } = arithmetic();
    this.room = arithmetic().roomFor(this);
    /** @type {Values} */
    let values = { shape: [this.inputSize], at: this.room.take(this.most * this.inputSize) };
    this.at = values.at;
    this.runs = [];
    const site = { tensors, numClasses: this.numClasses, most: this.most, instructions, room: this.room, kept: {} };
    for (const layer of layers) {
      const { run, ...built } = known(LAYER_TYPES, layer.type, "network's layer")(layer, values, site);
      if (run) this.runs.push(run);
      values = built;
    }
    this.outputSize = sizeOf(values.shape);
    this.resultAt = values.at;
    this.output = new Float32Array(this.outputSize);
    this.outputs = new Float32Array(0);
  }

  /**
   * Evaluate the network at one point.
   * @param {ArrayLike<number>} x inputSize numbers: a code, or pixels in [0, 1]
   * @param {?(number|Float64Array)} label class number, or a share of each class; needed when numClasses is not 0
   * @returns {Float32Array} outputSize numbers, overwritten by the next call
   */
  forward(x, label = null) {
    if (x.length !== this.inputSize) throw new Error(`The network takes ${this.inputSize} numbers, got ${x.length}.`);
    this.checkLabel(label);
    this.evaluate(x, 1, label, this.output, 0);
    return this.output;
  }

  /**
   * Evaluate the network at several points, which takes less time than one by one.
   * @param {Float32Array} points inputSize numbers each, one point after another
   * @param {?(number|Float64Array)} label of all of them
   * @returns {Float32Array} outputSize numbers for each, overwritten by the next call
   */
  forwardAll(points, label = null) {
    const count = points.length / this.inputSize;
    if (!Number.isInteger(count)) throw new Error(`The network takes ${this.inputSize} numbers a point, got ${points.length} in all.`);
    this.checkLabel(label);
    if (this.outputs.length < count * this.outputSize) this.outputs = new Float32Array(count * this.outputSize);
    for (let done = 0; done < count; done += this.most) {
      const now = Math.min(this.most, count - done);
      const part = points.subarray(done * this.inputSize, (done + now) * this.inputSize);
      this.evaluate(part, now, label, this.outputs, done * this.outputSize);
    }
    return this.outputs.subarray(0, count * this.outputSize);
  }

  /** What it gives is never late: there is nothing to watch for. */
  watch(_watcher) {}

  close() {}

  checkLabel(label) {
    const isKnown = label instanceof Float64Array ? label.length === this.numClasses && label.every(Number.isFinite)
      : Number.isInteger(label) && label >= 0 && label < this.numClasses;
    if (this.numClasses && !isKnown) {
      throw new Error(`The network needs a class number from 0 to ${this.numClasses - 1}, got ${label}.`);
    }
  }

  /** Write the results of up to `most` points to a place of an array. */
  evaluate(points, count, label, into, place) {
    this.room.floats.set(points, this.at / 4);
    for (const run of this.runs) run(count, label);
    const start = this.resultAt / 4;
    into.set(this.room.floats.subarray(start, start + count * this.outputSize), place);
  }
}

function decodeItems(dtype, bytes) {
  if (dtype === "U8") return bytes;
  if (dtype === "I32") return new Int32Array(bytes.buffer);
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) {
    // The half's exponent and fraction moved to a float's place are 2^112 too small, subnormals included.
    bits[i] = ((halves[i] & 0x8000) << 16) | ((halves[i] & 0x7fff) << 13);
    floats[i] *= 2 ** 112;
    if ((halves[i] & 0x7c00) === 0x7c00) floats[i] = halves[i] & 0x3ff ? NaN : floats[i] * Infinity;
  }
  return floats;
}
