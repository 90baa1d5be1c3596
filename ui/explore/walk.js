// A walk along a closed path of codes.

import { drawPath } from "../live/layers.js";
import { rgba } from "../live/theme.js";

/** @import { LatentMap } from "../live/map.js" */
/** @import { Plane } from "../live/plane.js" */

const POINTS_A_SECOND = 9;

/** Moves along the path a little every frame while it plays; the browser stops the frames of a hidden tab. */
export class Walk {
  /**
   * @param {Float32Array} points codes one after another
   * @param {Uint8Array} labels class at every point
   * @param {number} dims numbers a code
   * @param {(z: Float32Array, label: number) => void} onStep told the code and class of the place reached
   */
  constructor(points, labels, dims, onStep) {
    this.points = points;
    this.labels = labels;
    this.dims = dims;
    this.onStep = onStep;
    this.position = 0;
    this.speed = 1;
    this.frame = null;
    this.z = new Float32Array(dims);
  }

  get isPlaying() {
    return this.frame !== null;
  }

  play() {
    let before = null;
    const step = (now) => {
      const seconds = before === null ? 0 : Math.min(0.1, (now - before) / 1000);
      before = now;
      this.position = (this.position + seconds * this.speed * POINTS_A_SECOND) % this.labels.length;
      this.frame = requestAnimationFrame(step);
      this.onStep(this.codeAt(this.position), this.labels[Math.floor(this.position)]);
    };
    this.frame = requestAnimationFrame(step);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
  }

  codeAt(position) {
    const { dims, labels, points, z } = this;
    const from = Math.floor(position) % labels.length;
    const to = (from + 1) % labels.length;
    const share = position - Math.floor(position);
    for (let k = 0; k < dims; k++) z[k] = (1 - share) * points[from * dims + k] + share * points[to * dims + k];
    return z;
  }
}

/**
 * Draw a walk's way over a map while it is walked.
 * @param {Walk} walk
 * @param {LatentMap} map
 * @param {Plane} plane what the map shows
 */
export function showWalk(walk, map, plane) {
  let path = null;
  map.overlay = (context, view) => {
    if (!walk.isPlaying) return;
    path ??= plane.project(walk.points, walk.labels, 1);
    const ys = plane.isLine ? new Float32Array(path.x.length) : path.y;
    drawPath(context, view, path.x, ys, true, rgba(map.theme.ink, 0.55));
  };
}
