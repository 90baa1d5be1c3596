// The route: its points from A over the way points to B, the classes at its ends, and the code at any place of any path.

import { known } from "../live/known.js";
import { rounded } from "../live/plane.js";
import { curveCode, knotsOf, lerpCode, locatedIn, slerpCode } from "./paths.js";

/** @import { Geodesic, InterpolatorFacts, Route as RouteState } from "../contract.js" */

const LETTERS = "ACDEFGHIJKLMNOPQRSTUVWXYZ";
// A geodesic goes along its straight line as long as it is not found.
const CURVES = { linear: lerpCode, spherical: slerpCode, geodesic: lerpCode };

/** What is travelled along. Every path passes a way point at the same t: see vae.latent.paths. */
export class Route {
  /**
   * @param {Pick<InterpolatorFacts, "start" | "z_limit" | "most_points">} facts
   * @param {number} numClasses 0 unless classes are told
   */
  constructor({ start, z_limit: limit, most_points: most }, numClasses) {
    this.limit = limit;
    this.most = most;
    this.labels = numClasses ? [] : null;
    this.mixture = new Float64Array(numClasses);
    this.curves = null; // the geodesic's control points a leg, or null for a leg without
    this.code = new Float64Array(start.z.length);
    this.take(start);
  }

  /**
   * Go where Python says.
   * @param {RouteState} place
   */
  take({ z, via, to, label, to_label: toLabel }) {
    this.points = [z, ...via, to].map((point) => rounded(Float64Array.from(point), this.limit));
    if (this.labels) this.labels = [label, toLabel];
    this.moved();
  }

  /** A point was moved: to be called after changing one in place. */
  moved() {
    this.knots = knotsOf(this.points);
  }

  get last() {
    return this.points.length - 1;
  }

  get isFull() {
    return this.points.length >= this.most;
  }

  get isMorph() {
    return this.labels !== null && this.labels[0] !== this.labels[1];
  }

  /** What a point is called: A, the way points C, D, ..., and B. */
  letter(index) {
    return index === this.last ? "B" : LETTERS[index];
  }

  isEnd(index) {
    return index === 0 || index === this.last;
  }

  set(index, z) {
    this.points[index].set(rounded(Float64Array.from(z), this.limit));
    this.moved();
  }

  /** Put a way point between `leg` and the next, and return its number. */
  insert(leg, z) {
    this.points.splice(leg + 1, 0, rounded(Float64Array.from(z), this.limit));
    this.moved();
    return leg + 1;
  }

  remove(index) {
    this.points.splice(index, 1);
    this.moved();
  }

  reverse() {
    this.points.reverse();
    this.labels?.reverse();
    this.moved();
  }

  /** Whether two neighbours are one place, which leaves no way between them. */
  get isStuck() {
    const isSame = (a, b) => a.every((value, k) => value === b[k]);
    return !this.isMorph && this.points.some((z, index) => index > 0 && isSame(z, this.points[index - 1]));
  }

  codeAt(path, t, into = this.code) {
    const [leg, share] = locatedIn(this.knots, t);
    const curve = path === "geodesic" ? this.curves?.[leg] : null;
    if (curve) return curveCode(curve, share, into);
    return known(CURVES, path, "path")(this.points[leg], this.points[leg + 1], share, into);
  }

  /** What the network is told at t: null, a class, or a mixture of two (the same array every time). */
  classAt(t) {
    if (!this.isMorph) return this.labels?.[0] ?? null;
    this.mixture.fill(0);
    this.mixture[this.labels[0]] = 1 - t;
    this.mixture[this.labels[1]] += t;
    return this.mixture;
  }

  /** The class that is nearer at t, or null: whose codes count as neighbours. */
  nearerClass(t) {
    return this.labels?.[t < 0.5 ? 0 : 1] ?? null;
  }

  /**
   * The points and classes, as Python's address and search take them.
   * @returns {RouteState}
   */
  toState() {
    const [z, ...rest] = this.points.map((point) => Array.from(point));
    const to = rest.pop();
    return { z, to, via: rest, label: this.labels?.[0] ?? null, to_label: this.labels?.[1] ?? null };
  }

  /**
   * Whether something that Python found belongs to this route as it stands.
   * @param {Geodesic} found
   */
  isRouteOf({ points, labels }) {
    return JSON.stringify(this.labels ?? [null, null]) === JSON.stringify(labels) && points.length === this.points.length
      && points.every((z, index) => z.every((value, k) => value === this.points[index][k]));
  }
}
