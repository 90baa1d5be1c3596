// The reconstruction terms of the likelihoods that runs are trained with, by the names of their functions in Python.

import { Refusal } from "./refusal.js";

const TINY = 1e-7;

/** @typedef {(picture: Float32Array, decoded: Float32Array) => number} Nll */

/**
 * Nats of a picture, pixels in [0, 1], under the decoder's pixels, as vae/model/losses.py computes them; sigma is the
 * width of a pixel where one is learnt.
 * @type {Record<string, (picture: Float32Array, decoded: Float32Array, sigma?: number) => number>}
 */
export const NLLS = {
  bernoulli_nll(picture, decoded) {
    let sum = 0;
    for (let i = 0; i < picture.length; i++) {
      const p = Math.min(1 - TINY, Math.max(TINY, decoded[i]));
      const x = picture[i];
      if (x > 0) sum -= x * Math.log(p);
      if (x < 1) sum -= (1 - x) * Math.log(1 - p);
    }
    return sum;
  },

  categorical_nll(picture, decoded) {
    let sum = 0;
    for (let i = 0; i < picture.length; i++) if (picture[i] > 0) sum -= picture[i] * Math.log(Math.max(TINY, decoded[i]));
    return sum;
  },

  gaussian_nll(picture, decoded, sigma = Math.SQRT1_2) {
    let sum = 0;
    for (let i = 0; i < picture.length; i++) sum += (picture[i] - decoded[i]) ** 2;
    return sum / (2 * sigma ** 2) + picture.length * (Math.log(sigma) + 0.5 * Math.log(2 * Math.PI));
  },
};

/**
 * Return the reconstruction term of a likelihood; one that has no formula here is refused.
 * @param {string} name
 * @param {?number} sigma the width of a pixel, where one is learnt
 * @returns {Nll}
 */
export function nllNamed(name, sigma = null) {
  if (Object.hasOwn(NLLS, name)) return sigma === null ? NLLS[name] : (picture, decoded) => NLLS[name](picture, decoded, sigma);
  throw new Refusal(`The browser cannot count this run's pictures: it has no formula named “${name}”, only `
    + `${Object.keys(NLLS).join(", ")}. Choose another run, or add the formula to ui/live/likelihoods.js.`);
}
