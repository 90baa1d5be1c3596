// What is done to a route by buttons and keys: choose a point, add, delete, move it somewhere, turn or shuffle the whole.

import { History } from "../live/history.js";

/** @import { Interpolator } from "./interpolator.js" */

/** Changes of a page's route; `active` is the number of the point that the next one is about. */
export class Edits {
  /** @param {Interpolator} page */
  constructor(page) {
    this.page = page;
    this.active = 0;
    this.history = new History();
  }

  get route() {
    return this.page.route;
  }

  /** The points or classes have come to rest. */
  remember() {
    this.history.record(this.route.toState());
    this.page.find(".undo").disabled = this.history.isEmpty;
  }

  /** Take the last change of the points back. */
  undo() {
    const state = this.history.undo();
    if (!state) return;
    const { page, route } = this;
    route.take(state);
    this.active = Math.min(this.active, route.last);
    if (page.classes) page.setClasses();
    else page.settle();
  }

  activate(index) {
    this.active = index;
    this.page.showPoints();
  }

  /** Add a way point: where somebody pointed, or in the middle of the path. */
  add(leg, z) {
    const { route } = this;
    if (route.isFull) return;
    const middle = leg ?? Math.min(route.last - 1, route.knots.findLastIndex((knot) => knot <= 0.5));
    const code = z ?? route.codeAt(this.page.walkedPath, 0.5).slice();
    this.active = route.insert(middle, code);
    this.page.settle();
  }

  /** Delete a way point; the ends stay. */
  remove(index = this.active) {
    if (this.route.isEnd(index)) return;
    this.route.remove(index);
    this.active = this.route.isEnd(index) ? index - 1 : index;
    this.page.settle();
  }

  place(z) {
    this.route.set(this.active, z);
    this.page.settle();
  }

  reverse() {
    this.route.reverse();
    this.active = this.route.last - this.active;
    this.page.settle();
  }

  /** Two classes where classes have places of their own, two draws from the prior where the class is told. */
  shuffle() {
    const { route, page } = this;
    const known = route.labels === null ? page.facts.representatives.filter(Boolean) : [];
    const first = Math.floor(Math.random() * known.length);
    const second = (first + 1 + Math.floor(Math.random() * (known.length - 1))) % known.length;
    const codes = known.length > 1 ? [known[first], known[second]] : [this.randomCode(), this.randomCode()];
    while (route.last > 1) route.remove(1);
    this.active = 0;
    codes.forEach((z, index) => route.set(index, z));
    page.settle();
  }

  /** From the prior; a plain autoencoder has none, there it is the code of some held-out picture. */
  randomCode() {
    const { plane: { dims }, places } = this.page;
    return places.random(dims);
  }
}
