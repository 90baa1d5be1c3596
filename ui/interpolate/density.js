// How well a place is known: the aggregate posterior's density in one or two dimensions, a distance to codes in more.

/** @import { RunFacts } from "../contract.js" */
/** @import { Tensors } from "../live/network.js" */
/** @import { Places } from "../live/places.js" */

const FAR = 60; // of this squared distance in sigmas a posterior adds nothing
const LEAST_WIDTH = 1e-3;
const MOST_ENTRIES = 3_000_000; // of the cells: posteriors so wide that they would fill more are looked at one by one
const NUM_USUAL = 500; // codes at which the usual density is measured

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
    this.width = Infinity; // of a posterior, the usual one
    if (this.isDensity) this.prepare(places.codes, tensors["map.log_vars"]?.data);
  }

  prepare(codes, logVars) {
    const [{ dims }, count] = [this, codes.length / this.dims];
    const kernel = logVars ? null : Array.from({ length: dims }, (_, k) => scottWidth(codes, k, dims));
    this.precisions = new Float64Array(codes.length);
    this.heights = new Float64Array(count).fill(1);
    const widths = new Float64Array(codes.length);
    for (let i = 0; i < codes.length; i++) {
      const sigma = Math.max(LEAST_WIDTH, logVars ? Math.exp(0.5 * logVars[i]) : kernel[i % dims]);
      widths[i] = sigma;
      this.precisions[i] = 1 / (sigma * sigma);
      this.heights[Math.floor(i / dims)] /= sigma * Math.sqrt(2 * Math.PI);
    }
    this.width = widths.slice().sort()[widths.length >> 1];
    this.all = Int32Array.from({ length: count }, (_, i) => i);
    this.counts = new Map([[null, count]]);
    for (const label of this.places.labels) this.counts.set(label, (this.counts.get(label) ?? 0) + 1);
    this.usuals = new Map();
    this.widths = widths;
    /** @type {Map<number, number[]> | null | undefined} */
    this.cells = undefined; // filled at the first look: the page need not wait for them
  }

  /** Sort the posteriors into cells of the plane, each into all that it reaches: a place has to look at one cell only. */
  fillCells() {
    const { dims, widths, places: { codes } } = this;
    this.cellSide = Math.sqrt(FAR) * this.width;
    const rangeOf = (at) => {
      const reach = Math.sqrt(FAR) * widths[at];
      return [Math.floor((codes[at] - reach) / this.cellSide), Math.floor((codes[at] + reach) / this.cellSide)];
    };
    let entries = 0;
    for (let at = 0; at < codes.length; at += dims) {
      let cells = 1;
      for (let k = 0; k < dims; k++) cells *= rangeOf(at + k)[1] - rangeOf(at + k)[0] + 1;
      entries += cells;
    }
    this.cells = entries <= MOST_ENTRIES ? new Map() : null;
    if (!this.cells) return;
    for (const i of this.all) {
      const [left, right] = rangeOf(i * dims);
      const [bottom, top] = dims > 1 ? rangeOf(i * dims + 1) : [0, 0];
      for (let row = bottom; row <= top; row++) {
        for (let column = left; column <= right; column++) {
          const key = cellKey(column, row);
          if (this.cells.has(key)) this.cells.get(key).push(i);
          else this.cells.set(key, [i]);
        }
      }
    }
  }

  /** The density relative to the usual one, of one class's codes where one is given; or the distance, to a near one. */
  relative(z, label) {
    if (!this.isDensity) return this.places.nearest(z, label).distance / this.facts.near_distance;
    return this.at(z, label) / Math.max(Number.MIN_VALUE, this.usual(label));
  }

  /** The density at a code. */
  at(z, label) {
    const { dims, precisions, heights, places: { codes, labels } } = this;
    let sum = 0;
    for (const i of this.reaching(z)) {
      if (label !== null && labels[i] !== label) continue;
      let square = 0;
      for (let k = 0, at = i * dims; k < dims; k++, at++) square += (codes[at] - z[k]) ** 2 * precisions[at];
      if (square < FAR) sum += heights[i] * Math.exp(-0.5 * square);
    }
    return sum > 0 ? sum / this.counts.get(label) : 0;
  }

  /** The posteriors that may reach a place. */
  reaching(z) {
    if (this.cells === undefined) this.fillCells();
    if (!this.cells) return this.all;
    const cellOf = (k) => Math.floor(z[k] / this.cellSide);
    return this.cells.get(cellKey(cellOf(0), this.dims > 1 ? cellOf(1) : 0)) ?? [];
  }

  /** The usual density: the median at held-out codes, of one class where one is given. */
  usual(label) {
    if (!this.usuals.has(label)) {
      const { dims, places: { codes, labels } } = this;
      const own = label === null ? this.all : this.all.filter((i) => labels[i] === label);
      const chosen = own.filter((_, number) => number % Math.ceil(own.length / NUM_USUAL) === 0);
      const found = Array.from(chosen, (i) => this.at(codes.subarray(i * dims, (i + 1) * dims), label));
      this.usuals.set(label, found.sort((a, b) => a - b)[found.length >> 1] ?? 0);
    }
    return this.usuals.get(label);
  }
}

/** One whole number for a cell: maps are not a hundred million cells wide. */
function cellKey(column, row) {
  return row * 134_217_728 + column;
}

/** Scott's kernel width along an axis, for codes without variances: n^(-1/6) times their spread. */
function scottWidth(codes, axis, dims) {
  const count = codes.length / dims;
  let [sum, squares] = [0, 0];
  for (let i = axis; i < codes.length; i += dims) sum += codes[i];
  for (let i = axis; i < codes.length; i += dims) squares += (codes[i] - sum / count) ** 2;
  return Math.sqrt(squares / count) * count ** (-1 / 6);
}
