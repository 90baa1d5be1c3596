// Where a picture lands: the encoder's mean and width, the reconstruction and the terms of -ELBO.

import { Mixture } from "./mixture.js";
import { isWhite } from "./white.js";
import { planeCovariance } from "./ellipse.js";
import { nllNamed } from "./likelihoods.js";

/** @import { EncodingFacts, RunFacts } from "../contract.js" */
/** @import { Network } from "./network.js" */
/** @import { Decoder } from "./remote_network.js" */
/** @import { TwoLayers } from "./two_layers.js" */

/**
 * @typedef {{mean: Float32Array, logVariance: ?Float32Array, deviation: ?Float32Array, label: ?number,
 *   reconstruction: Float32Array, squaredError: ?number, reconstructionTerm: number, kl: number, negElbo: number}} Posterior
 */

/** Encoder and decoder together. Conditional runs are told a class, or guess the one with the lowest -ELBO. */
export class Posteriors {
  /**
   * @param {Decoder} decoder
   * @param {EncodingFacts & Pick<RunFacts, "class_names" | "shape" | "has_prior" | "slider_range" | "latent_dim">} facts
   * @param {?TwoLayers} layers of the decoder's codes, where it has two
   */
  constructor(decoder, facts, layers = null) {
    this.decoder = decoder;
    this.layers = layers;
    this.encoder = null; // comes later
    this.facts = facts;
    this.nll = nllNamed(facts.nll, facts.sigma);
    this.mixture = facts.mixture ? new Mixture(facts.mixture) : null; // a prior that is learnt
    this.choice = null;
    this.guess = 0;
    this.candidate = 0;
    this.input = new Float32Array(decoder.outputSize);
    this.code = new Float32Array(decoder.inputSize);
    this.noise = Float32Array.from(facts.noise); // several draws, one after another
  }

  /**
   * Encode a picture, decode its mean, and average its -ELBO over draws that are the same for every picture.
   * @param {Float32Array} pixels in [0, 1]
   * @param {boolean} isHasty guess the class from two candidates a call, so that a frame stays short
   * @returns {?Posterior} mean, logVariance and deviation (null for a plain autoencoder), reconstruction, the nats of
   *   reconstructionTerm, kl and negElbo, and the label; null before the encoder has come
   */
  of(pixels, isHasty) {
    if (!this.encoder) return null;
    this.take(pixels);
    return this.averaged(this.ofClass(isHasty));
  }

  /** Take a picture as the networks see it. */
  take(pixels) {
    for (let i = 0; i < this.input.length; i++) this.input[i] = this.facts.is_binarized ? Number(isWhite(pixels[i])) : pixels[i];
  }

  /** The posterior under the class that was told, or that fits best at the mean. */
  ofClass(isHasty) {
    if (!this.facts.is_conditional) return this.evaluate(null);
    if (this.choice !== null) return this.evaluate(this.choice);
    const count = this.facts.class_names.length;
    let best = this.evaluate(this.guess);
    for (let tries = isHasty ? 1 : count; tries > 0; tries--) {
      this.candidate = (this.candidate + 1) % count;
      if (this.candidate === best.label) continue;
      const other = this.evaluate(this.candidate);
      if (other.reconstructionTerm + other.kl < best.reconstructionTerm + best.kl) best = other;
    }
    this.guess = best.label;
    return best;
  }

  evaluate(label) {
    const dims = this.code.length;
    const heads = this.encoder.forward(this.input, label);
    const mean = Float32Array.from(heads.subarray(0, dims));
    const logVariance = heads.length > dims ? Float32Array.from(heads.subarray(dims)) : null;
    this.code.set(mean);
    const reconstruction = Float32Array.from(this.decoder.forward(this.code, label));
    const reconstructionTerm = this.nll(this.input, reconstruction);
    const kl = logVariance ? this.klOf(mean, logVariance) : 0;
    return {
      mean, logVariance, label, reconstruction, squaredError: this.squaredError(reconstruction), reconstructionTerm, kl,
      deviation: logVariance?.map((value) => Math.exp(value / 2)) ?? null,
    };
  }

  /** The KL of a posterior from the prior. */
  klOf(mean, logVariance) {
    return this.mixture ? this.mixture.kl(mean, logVariance, this.noise) : gaussianKl(mean, logVariance);
  }

  /** Of the picture in hand, summed over its numbers; null where the likelihood learns no width, so that nats say it all. */
  squaredError(decoded) {
    if ((this.facts.sigma ?? null) === null) return null;
    let sum = 0;
    for (let i = 0; i < decoded.length; i++) sum += (this.input[i] - decoded[i]) ** 2;
    return sum;
  }

  /** Put the average over the draws in the place of the term at the mean, as `vae.model.scores.score` has it. */
  averaged(posterior) {
    const { mean, deviation, label } = posterior;
    if (!deviation) return { ...posterior, negElbo: posterior.reconstructionTerm };
    const dims = mean.length;
    const { codes, kl } = this.layers ? this.drawn(posterior) : {
      codes: this.noise.map((noise, index) => mean[index % dims] + deviation[index % dims] * noise), kl: posterior.kl,
    };
    const decoded = this.decoder.forwardAll(codes, label);
    const size = this.input.length;
    let sum = 0;
    for (let at = 0; at < decoded.length; at += size) sum += this.nll(this.input, decoded.subarray(at, at + size));
    const term = sum / (codes.length / dims);
    return { ...posterior, kl, reconstructionTerm: term, negElbo: term + kl };
  }

  /** The codes of the draws from both layers, one after another, and the mean of what they cost. */
  drawn({ mean, logVariance }) {
    const dims = mean.length;
    const codes = new Float32Array(this.noise.length);
    let sum = 0;
    for (let at = 0; at < codes.length; at += dims) {
      const { code, kl } = this.layers.draw(mean, logVariance, this.noise.subarray(at, at + dims));
      codes.set(code, at);
      sum += kl;
    }
    return { codes, kl: (sum * dims) / codes.length };
  }

  /** The largest standard deviation that the prior has anywhere. */
  get widest() {
    return this.mixture?.widest ?? 1;
  }

  /** Nats of a picture under the decoder's pixels at some place. */
  termAt(pixels, decoded) {
    this.take(pixels);
    return this.nll(this.input, decoded);
  }

  /**
   * What a picture costs at a place, nats but for a constant: -log p(x, z), or without a prior -log p(x | z).
   * @returns {(z: Float32Array) => number}
   */
  costOf(pixels, label, hasPrior) {
    this.take(pixels);
    const input = this.input.slice();
    return (z) => {
      let sum = this.nll(input, this.decoder.forward(z, label));
      if (hasPrior && this.mixture) return sum - this.mixture.logDensity(z, 0, z.length);
      if (hasPrior) for (const value of z) sum += 0.5 * value * value;
      return sum;
    };
  }

  /** A posterior as `of` gives it, of the same picture and class, but about another place. */
  at(pixels, { label }, mean, deviation) {
    this.take(pixels);
    const logVariance = deviation?.map((value) => 2 * Math.log(value)) ?? null;
    const reconstruction = Float32Array.from(this.decoder.forward(mean, label));
    return this.averaged({
      mean, logVariance, deviation, label, reconstruction, squaredError: this.squaredError(reconstruction),
      reconstructionTerm: this.nll(this.input, reconstruction),
      kl: logVariance ? this.klOf(mean, logVariance) : 0,
    });
  }

  /** Place and covariance on the map's plane. */
  onMap({ mean, logVariance }, plane) {
    const place = [plane.along(0, mean), plane.along(1, mean)];
    return { place, covariance: logVariance ? planeCovariance(plane, logVariance) : null };
  }
}

function gaussianKl(mean, logVariance) {
  let sum = 0;
  for (let k = 0; k < mean.length; k++) sum += 0.5 * (Math.exp(logVariance[k]) + mean[k] ** 2 - 1 - logVariance[k]);
  return sum;
}
