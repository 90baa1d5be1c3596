// Codes on their way from one epoch to another.

const GLIDE = 200; // milliseconds

/** @import { LatentMap } from "../live/map.js" */

/** Moves the points of a map, and the names of its classes, smoothly to where they belong. */
export class Glide {
  /**
   * @param {LatentMap} map
   * @param {boolean} isNamed whether classes are named where they lie
   */
  constructor(map, isNamed) {
    this.map = map;
    this.isNamed = isNamed;
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
    this.target = null;
  }

  /** Set out for places {x, y, names}; while a film plays, evenly and for as long as a frame stands. */
  to(places, now, duration = GLIDE, isEven = false) {
    const { points } = this.map;
    const isFirst = this.target === null || points.x.length !== places.x.length;
    if (isFirst) this.place(places);
    this.target = places;
    this.began = now;
    this.duration = isFirst || this.reduced.matches ? 0 : duration;
    this.isEven = isEven;
    this.from = { x: points.x.slice(), y: points.y.slice(), names: this.map.names.map((name) => ({ ...name })) };
  }

  /** Move on; says whether the way goes on. */
  step(now) {
    const { from, target, map } = this;
    const share = this.duration === 0 ? 1 : Math.min(1, Math.max(0, (now - this.began) / this.duration));
    const t = this.isEven ? share : 1 - (1 - share) ** 3;
    const { x, y } = map.points;
    for (let i = 0; i < x.length; i++) {
      x[i] = from.x[i] + t * (target.x[i] - from.x[i]);
      y[i] = from.y[i] + t * (target.y[i] - from.y[i]);
    }
    map.names.forEach((name, i) => {
      name.x = from.names[i].x + t * (target.names[i].x - from.names[i].x);
      name.y = from.names[i].y + t * (target.names[i].y - from.names[i].y);
    });
    return share < 1;
  }

  place({ x, y, names }) {
    this.map.points.x = x.slice();
    this.map.points.y = y.slice();
    if (this.isNamed) this.map.names = names.map((name) => ({ ...name }));
  }
}
