// The pace: at what t each path stands at a share u of the time, evenly, slow at the ends, or evenly in the picture.

import { evenInPicture, pictureChange, smoothStep } from "./paths.js";
import { known } from "../live/known.js";

/** @import { Ends } from "../contract.js" */

const HALVINGS = 12; // to a hundredth of a picture
const PROBES = 64; // as vae.latent.paths.PROBES

/**
 * t at a share of the time, given how the picture changes along the path where that has been looked at.
 * @type {Record<Ends["easing"], (u: number, changes: Float64Array | undefined) => number>}
 */
const EASINGS = {
  even: (u) => u,
  picture: (u, changes) => (changes ? evenInPicture(changes, u) : u),
  smooth: smoothStep,
};

/** Walks all paths by one easing; "picture" must first look at every path. */
export class Pace {
  constructor() {
    this.easing = "even";
    this.changes = {}; // by path, over even steps of t
    this.reset([]);
  }

  /** The paths are new: look at them again before their pace is known. The old one stands in meanwhile. */
  reset(paths) {
    this.paths = paths;
    this.probed = 0;
    this.measured = Object.fromEntries(paths.map((path) => [path, new Float64Array(PROBES)]));
    this.before = null;
  }

  get isKnown() {
    return this.easing !== "picture" || this.probed >= this.paths.length * (PROBES + 1);
  }

  /** Look at one more picture; `pictureAt(path, t)` may return the same array every time. */
  probe(pictureAt) {
    const path = this.paths[Math.floor(this.probed / (PROBES + 1))];
    const step = this.probed % (PROBES + 1);
    const pixels = pictureAt(path, step / PROBES);
    if (step > 0) this.measured[path][step - 1] = pictureChange(this.before, pixels);
    this.before = Float32Array.from(pixels);
    if (step === PROBES) this.changes[path] = this.measured[path];
    this.probed++;
  }

  t(path, u) {
    return known(EASINGS, this.easing, "pace")(u, this.changes[path]);
  }

  /** The share of the time at which a path stands at t: the pace never goes back. */
  share(path, t) {
    let [low, high] = [0, 1];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (low + high) / 2;
      if (this.t(path, middle) < t) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}
