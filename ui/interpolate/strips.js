// All film strips: each shows one path's pictures at the same shares of the time; what changes is decoded bit by bit.

import { changing } from "../live/kinds.js";
import { saidOf } from "../live/wording.js";
import { stretchOf } from "../live/pixels.js";
import { lerpCode, locatedIn } from "./paths.js";
import { Pace } from "./pace.js";
import { markedPart, scrolledTo, Strip } from "./strip.js";

export const LABELS = {
  linear: "straight line", spherical: "arc around the origin", geodesic: "shortest path", fade: "cross-fade of the points' pictures",
};

/** @import { Outputs } from "../live/kinds.js" */
/** @import { Route } from "./route.js" */

/** The strips of a page and the pictures in them. */
export class Strips {
  /**
   * @param {HTMLElement} root holds one .strip a path
   * @param {Outputs} outputs
   * @param {Route} route
   * @param {(z: Float64Array, t: number) => Float32Array} decode (code, t) to pixels, the same array every time
   * @param {{onPick: (path: string, u: number) => void, onPath: (path: string) => void}} handlers
   */
  constructor(root, outputs, route, decode, { onPick, onPath }) {
    this.root = root;
    this.outputs = outputs;
    this.decode = decode;
    this.scroller = root.querySelector(".strips");
    this.rows = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".strip[data-path]")]);
    this.strips = Object.fromEntries(this.rows.map((row) => {
      const { path } = row.dataset;
      row.querySelector(".strip-name").addEventListener("click", () => onPath(path));
      return [path, new Strip(row.querySelector(".film"), outputs, (u) => onPick(path, u))];
    }));
    const { height, width, channels } = this.strips.linear;
    const { what, whole } = changing(this.strips.linear.kind);
    this.measured = `How much ${what} change in a hundredth of the way at most, of ${whole}`;
    root.style.setProperty("--wide", String(Math.max(1, stretchOf([height, width, channels]) / 2)));
    this.route = route;
    this.faded = null; // a cross-fade's pixels
    this.pace = new Pace();
  }

  setFrames(frames) {
    this.frames = frames;
    this.root.style.setProperty("--frames", frames);
    for (const strip of Object.values(this.strips)) {
      strip.film.classList.toggle("is-small", frames > 32);
      strip.setCount(frames);
    }
    this.invalidate();
  }

  setEasing(easing) {
    this.pace.easing = easing;
    this.invalidate();
  }

  /** The paths there are: a geodesic has to be found first. */
  get paths() {
    return Object.keys(this.strips).filter((path) => path !== "geodesic" || this.route.curves !== null);
  }

  setColors(ink, paper) {
    for (const strip of Object.values(this.strips)) strip.setColors(ink, paper);
  }

  /** The route has changed: everything is to be decoded again. */
  invalidate() {
    this.pointPictures = null;
    this.pace.reset(this.paths);
    this.next = (this.next ?? 0) % (this.paths.length * this.frames);
    this.stale = this.paths.length * this.frames;
  }

  get isWhole() {
    return this.stale === 0;
  }

  /** Decode until a moment; where the last call ran out of time this one goes on, so that every picture gets its turn. */
  work(deadline) {
    while (!this.pace.isKnown && performance.now() < deadline) this.pace.probe((path, t) => this.pictureAt(path, t));
    if (!this.pace.isKnown) return;
    const { paths } = this;
    while (this.stale > 0 && performance.now() < deadline) {
      const path = paths[Math.floor(this.next / this.frames)];
      const index = this.next % this.frames;
      this.strips[path].put(index, this.pictureAt(path, this.pace.t(path, index / (this.frames - 1))));
      this.next = (this.next + 1) % (paths.length * this.frames);
      this.stale--;
    }
  }

  /** Pixels of a path at t, the same array every time. */
  pictureAt(path, t) {
    if (path !== "fade") return this.decode(this.route.codeAt(path, t), t);
    const { points, knots } = this.route;
    this.pointPictures ??= points.map((z, index) => this.decode(z, knots[index]).slice());
    this.faded ??= new Float32Array(this.pointPictures[0].length);
    const [leg, share] = locatedIn(knots, t);
    return lerpCode(this.pointPictures[leg], this.pointPictures[leg + 1], share, this.faded);
  }

  /** The code of a path at a share of the time; a cross-fade has none. */
  codeAt(path, u) {
    return path === "fade" ? null : this.route.codeAt(path, this.pace.t(path, u));
  }

  picture(path, u) {
    return this.pictureAt(path, this.pace.t(path, u));
  }

  mark(u) {
    for (const strip of Object.values(this.strips)) strip.mark(u);
    if (u !== (this.marked ?? u)) this.reveal(u); // at first strips begin with A
    this.marked = u;
  }

  /** Scroll the marked picture into sight, where strips are wider than the page. */
  reveal(u) {
    const { scroller, frames } = this;
    const { scrollWidth, clientWidth } = scroller;
    if (scrollWidth <= clientWidth) return;
    scroller.scrollLeft = scrolledTo(scroller.scrollLeft, clientWidth, markedPart(u, frames, scrollWidth));
  }

  choose(path) {
    for (const row of this.rows) row.querySelector(".strip-name").setAttribute("aria-pressed", String(row.dataset.path === path));
  }

  /** A strip without a path stays as it was, but pale. */
  unveil() {
    for (const row of this.rows) row.classList.toggle("is-pending", !this.paths.includes(row.dataset.path));
  }

  /**
   * Write beside each strip how fast its picture changes.
   * @param {Record<string, import("./measures.js").Measured>} measured by path
   */
  describe(measured) {
    for (const row of this.rows) {
      const { path } = row.dataset;
      if (!(path in measured)) continue;
      const largest = 100 * Math.max(...measured[path].changes);
      row.querySelector("small").textContent = `largest jump ${largest.toFixed(1)}%`;
      row.querySelector("small").title = this.measured;
      this.strips[path].canvas.setAttribute("aria-label", saidOf(this.outputs, `${this.frames} pictures from A to B: ${LABELS[path]}`));
    }
  }
}
