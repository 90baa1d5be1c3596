// How well a place is known: the aggregate posterior's density in one or two dimensions, a distance to codes in more.

/** @import { RunFacts } from "../contract.js" */
/** @import { Tensors } from "../live/network.js" */
/** @import { Places } from "../live/places.js" */

const FAR = 60; // of this squared distance in sigmas a posterior adds nothing
const LEAST_WIDTH = 1e-3;

/**
 * In one or two dimensions the twin of vae.latent.density.aggregate_posterior_density, exact. In more, every density is tiny
 * and says how many dimensions there are rather than where the codes lie: the distance to the nearest code is told
 * instead, in units of the distance within which nearly every code has another one.
 */
export class Density {
  /**
   * @param {Tensors} tensors the run's
   * @param {Pick<Places, "codes" | "labels" | "nearest">} places
   * @param {Pick<RunFacts, "latent_dim" | "near_distance">} facts
   */
  constructor(tensors, places, facts) {
    this.places = places;
    this.facts = facts;
    this.dims = facts.latent_dim;
    this.isDensity = this.dims <= 2;
    if (this.isDensity) this.prepare(places.codes, tensors["map.log_vars"]?.data);
  }

  prepare(codes, logVars) {
    const [{ dims }, count] = [this, codes.length / this.dims];
    const kernel = logVars ? null : Array.from({ length: dims }, (_, k) => scottWidth(codes, k, dims));
    this.precisions = new Float64Array(codes.length);
    this.heights = new Float64Array(count).fill(1);
    for (let i = 0; i < codes.length; i++) {
      const sigma = Math.max(LEAST_WIDTH, logVars ? Math.exp(0.5 * logVars[i]) : kernel[i % dims]);
      this.precisions[i] = 1 / (sigma * sigma);
      this.heights[Math.floor(i / dims)] /= sigma * Math.sqrt(2 * Math.PI);
    }
  }

  /** The density at a code, of one class's codes where one is given; or the distance, relative to a near one. */
  at(z, label) {
    return this.isDensity ? this.densityAt(z, label) : this.places.nearest(z, label).distance / this.facts.near_distance;
  }

  densityAt(z, label) {
    const { dims, precisions, heights, places: { codes, labels } } = this;
    let [sum, count] = [0, 0];
    for (let i = 0, at = 0; i < labels.length; i++, at += dims) {
      if (label !== null && labels[i] !== label) continue;
      count++;
      let square = 0;
      for (let k = 0; k < dims; k++) square += (codes[at + k] - z[k]) ** 2 * precisions[at + k];
      if (square < FAR) sum += heights[i] * Math.exp(-0.5 * square);
    }
    return count ? sum / count : 0;
  }
}

/** Scott's kernel width along an axis, for codes without variances: n^(-1/6) times their spread. */
function scottWidth(codes, axis, dims) {
  const count = codes.length / dims;
  let [sum, squares] = [0, 0];
  for (let i = axis; i < codes.length; i += dims) sum += codes[i];
  for (let i = axis; i < codes.length; i += dims) squares += (codes[i] - sum / count) ** 2;
  return Math.sqrt(squares / count) * count ** (-1 / 6);
}
