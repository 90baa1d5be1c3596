// What is measured of all paths of a page, in idle time: how the picture changes along them, how well they are known.

import { IdleMeasurement } from "./idle.js";
import { hundredths, knowledge } from "./path_measures.js";

/** @import { Density } from "./density.js" */
/** @import { Interpolator } from "./interpolator.js" */
/** @import { Known } from "./path_measures.js" */

/**
 * Of one path: how the picture changes over each hundredth of the way, and how well its places are known; a cross-fade
 * has no places.
 * @typedef {{changes: number[], known: ?Known}} Measured
 */

/** Keeps the figures of the route as it stands. */
export class Measures {
  /**
   * @param {Interpolator} page
   * @param {Density} density
   * @param {() => void} onDone
   */
  constructor(page, density, onDone) {
    this.page = page;
    this.density = density;
    this.onDone = onDone;
    this.idle = new IdleMeasurement();
    /** @type {?Record<string, Measured>} */
    this.paths = null;
  }

  /** The route or its pace may be new: what was measured counts only where they are the old ones. */
  renew() {
    this.idle.stop();
    this.isBusy = false;
    if (this.key !== this.keyNow()) this.paths = null;
  }

  forget() {
    this.key = null;
  }

  begin() {
    if (this.paths || this.isBusy || this.page.network.isWaiting) return;
    this.key = this.keyNow();
    this.isBusy = true;
    this.idle.start(this.all(), {
      onProgress: () => {},
      onDone: (paths) => {
        this.isBusy = false;
        if (this.page.network.isWaiting) return; // it begins again when they have come
        this.paths = paths;
        this.onDone();
      },
    });
  }

  keyNow() {
    const { route, strips } = this.page;
    return JSON.stringify([route.toState(), strips.pace.easing, route.curves?.map((curve) => curve?.map((z) => Array.from(z)))]);
  }

  *all() {
    const { page: { strips, route, places, facts }, density } = this;
    /** @type {Record<string, Measured>} */
    const found = {};
    for (const path of strips.paths) {
      const way = {
        codeAt: (t) => route.codeAt(path, t, new Float64Array(route.code.length)),
        classAt: (t) => route.nearerClass(t),
      };
      const changes = yield* hundredths((u) => strips.picture(path, u));
      found[path] = { changes, known: path === "fade" ? null : yield* knowledge(way, density, places, facts.near_distance) };
    }
    return found;
  }

  stop() {
    this.idle.stop();
  }
}
