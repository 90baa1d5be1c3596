// The reconstruction terms of the likelihoods that runs are trained with, by the names of their functions in Python.

import { Refusal } from "./refusal.js";

const TINY = 1e-7;

/**
 * Nats of a picture, pixels in [0, 1], under the decoder's pixels, as vae/model/losses.py computes them.
 * @type {Record<string, (picture: Float32Array, decoded: Float32Array) => number>}
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

  gaussian_nll(picture, decoded) {
    let sum = 0;
    for (let i = 0; i < picture.length; i++) sum += (picture[i] - decoded[i]) ** 2 + 0.5 * Math.log(Math.PI);
    return sum;
  },
};

/** Return the reconstruction term of a likelihood; one that has no formula here is refused. */
export function nllNamed(name) {
  if (Object.hasOwn(NLLS, name)) return NLLS[name];
  throw new Refusal(`The browser cannot count this run's pictures: it has no formula named “${name}”, only `
    + `${Object.keys(NLLS).join(", ")}. Choose another run, or add the formula to ui/live/likelihoods.js.`);
}
