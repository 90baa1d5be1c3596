// A network that the browser does not have: its pictures come from Python, and until one is there the last one stays.

import { Network } from "./network.js";
import { lineOf } from "./remote_line.js";

/** @typedef {Network | RemoteNetwork} Decoder what decodes a run, here or elsewhere */
/** @typedef {{took: number, count: number, isUrgent: boolean}} Arrival milliseconds and number of pictures of a batch */

/** Like a Network, but what it gives may be late: whoever shows it watches for arrivals and asks again. */
export class RemoteNetwork {
  /** @param {Record<string, string>} metadata the bundle's */
  constructor(metadata) {
    this.isRemote = true;
    this.inputSize = Number(metadata.input_size);
    this.numClasses = Number(metadata.num_classes);
    this.outputSize = Number(metadata.output_size);
    this.output = new Float32Array(this.outputSize);
    this.outputs = new Float32Array(0);
    this.line = lineOf(metadata.fingerprint);
    this.watchers = new Set();
    this.hear = (arrival) => this.watchers.forEach((watcher) => watcher(arrival));
    this.line.listen(this.hear);
  }

  /** Whether pictures that were wanted have not come yet: what is measured of them then is of others. */
  get isWaiting() {
    return this.line.isWaiting;
  }

  /** @param {(arrival: Arrival) => void} watcher called when pictures have come */
  watch(watcher) {
    this.watchers.add(watcher);
  }

  /**
   * Pixels at a point, the same array every time; those of the last known one as long as these have not come.
   * @param {ArrayLike<number>} x
   * @param {?(number|Float64Array)} label
   */
  forward(x, label = null) {
    const pixels = this.known(Array.from(x), label, true);
    if (pixels) for (let k = 0; k < this.outputSize; k++) this.output[k] = pixels[k] / 255;
    return this.output;
  }

  /**
   * Pixels at several points, or null where not all of them have come yet.
   * @param {Float32Array} points
   * @param {?(number|Float64Array)} label
   */
  forwardAll(points, label = null) {
    const count = points.length / this.inputSize;
    const found = Array.from({ length: count }, (_, index) => {
      return this.known(Array.from(points.subarray(index * this.inputSize, (index + 1) * this.inputSize)), label, false);
    });
    if (!found.every(Boolean)) return null;
    if (this.outputs.length < count * this.outputSize) this.outputs = new Float32Array(count * this.outputSize);
    found.forEach((pixels, index) => {
      for (let k = 0; k < this.outputSize; k++) this.outputs[index * this.outputSize + k] = pixels[k] / 255;
    });
    return this.outputs.subarray(0, count * this.outputSize);
  }

  known(code, label, isUrgent) {
    const shares = this.sharesOf(label);
    const key = `${code}|${shares}`;
    const pixels = this.line.pixels(key);
    if (!pixels) this.line.want(key, { code, shares }, isUrgent);
    return pixels;
  }

  /** A class as a share of each. */
  sharesOf(label) {
    if (!this.numClasses) return [];
    if (typeof label !== "number") return Array.from(label);
    return Array.from({ length: this.numClasses }, (_, k) => Number(k === label));
  }

  close() {
    this.watchers.clear();
    this.line.unlisten(this.hear);
  }
}

/**
 * What decodes a run: its network, or where the browser has none of it, the way to Python.
 * @param {Record<string, string>} metadata the bundle's, as parseSafetensors returns it
 * @param {import("./network.js").Tensors} tensors
 * @returns {Decoder}
 */
export function decoderOf(metadata, tensors) {
  return metadata.output_size ? new RemoteNetwork(metadata) : new Network(metadata, tensors);
}
