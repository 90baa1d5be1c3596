// The posterior of a hierarchical VAE, whose lower layer is told relative to the top: what a draw of both is.

import { Network } from "./network.js";

/** @import { LevelFacts } from "../contract.js" */
/** @import { Tensors } from "./network.js" */

const LOWER = "distance"; // as vae/network/two_layers.py calls what the lower layer differs by from its mean

/** Draws of both layers, as `vae.variants.hierarchical.HierarchicalVAE` makes them. */
export class TwoLayers {
  /**
   * @param {Network} lower a code to the lower layer
   * @param {number} count of the numbers of that, which come first in a code
   */
  constructor(lower, count) {
    this.lower = lower;
    this.count = count;
    this.code = new Float32Array(lower.inputSize);
  }

  /**
   * Return the layers of a decoder, null where it has but one.
   * @param {Record<string, string>} metadata the bundle's
   * @param {Tensors} tensors
   * @returns {?TwoLayers}
   */
  static of(metadata, tensors) {
    const layers = JSON.parse(metadata.layers);
    const end = layers.findIndex((layer) => layer.type === "add" && layer.with === LOWER) + 1;
    if (!end) return null;
    const lower = new Network({ ...metadata, layers: JSON.stringify(layers.slice(0, end)) }, tensors);
    return new TwoLayers(lower, lower.outputSize);
  }

  /** Mean and deviation of the lower layer at the top of a code. */
  expected(code) {
    this.code.set(code);
    this.code.fill(0, 0, this.count);
    const mean = this.lower.forward(this.code).slice();
    this.code.fill(1, 0, this.count);
    return { mean, deviation: this.lower.forward(this.code).map((value, k) => value - mean[k]) };
  }

  /**
   * Return a draw from a posterior, and what it costs to tell.
   * @param {Float32Array} mean of both layers, the lower one relative to the mean of the top
   * @param {Float32Array} logVariance likewise
   * @param {Float32Array} noise
   * @returns {{code: Float32Array, kl: number}}
   */
  draw(mean, logVariance, noise) {
    const before = this.expected(mean);
    const code = mean.map((value, k) => value + Math.exp(logVariance[k] / 2) * noise[k]);
    const after = this.expected(code);
    let kl = 0;
    for (let k = 0; k < mean.length; k++) {
      let [own, ownLog] = [mean[k], logVariance[k]];
      if (k < this.count) {
        own = (before.mean[k] + before.deviation[k] * mean[k] - after.mean[k]) / after.deviation[k];
        ownLog += 2 * Math.log(before.deviation[k] / after.deviation[k]);
        code[k] = own + Math.exp(ownLog / 2) * noise[k];
      }
      kl += 0.5 * (Math.exp(ownLog) + own ** 2 - 1 - ownLog);
    }
    return { code, kl };
  }
}
