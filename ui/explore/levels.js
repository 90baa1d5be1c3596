// The other levels of a code, where it has several: each has a map of its own beside the one of the last level.

import { WHOLE, element, icon } from "../live/element.js";
import { Plane, rounded } from "../live/plane.js";
import { PointMap } from "../live/point_map.js";
import { samplePrior } from "../live/prior.js";
import { showWalk } from "./walk.js";

/** @import { LevelFacts } from "../contract.js" */
/** @import { PointView } from "../live/point_view.js" */
/** @import { Walk } from "./walk.js" */

const NAMELESS = 220; // CSS pixels: the names of classes would cover a smaller map

/** One level's map; the point that it moves is the page's. */
class LevelMap {
  /**
   * @param {PointView} page whose code it is
   * @param {LevelFacts} level
   */
  constructor(page, level) {
    this.page = page;
    this.level = level;
    this.network = page.network;
    this.facts = { ...page.facts, home_box: level.home_box, fog_box: level.fog_box };
    this.tensors = { ...page.tensors, "map.fog": page.tensors[`map.fog_${level.dimensions[0]}`] };
    const { dims } = page.plane;
    const axes = new Float32Array(2 * dims);
    level.dimensions.forEach((dimension, axis) => (axes[axis * dims + dimension] = 1));
    this.plane = new Plane(new Float32Array(dims), axes);
    this.root = element("figure", { className: "level" });
  }

  /** Make the map; its element is on the page. */
  begin() {
    const { level } = this;
    const whole = element("button", { type: "button", className: "reset-view", hidden: true, title: `Show the whole map of ${level.title}` });
    whole.setAttribute("aria-label", whole.title);
    whole.append(icon(WHOLE));
    whole.addEventListener("click", () => this.map.resetView());
    const side = element("div", { className: "level-side" });
    side.append(element("div", { className: "map" }), whole);
    const caption = element("figcaption", { className: "level-caption" });
    this.root.replaceChildren(caption, side);
    fillCaption(caption, level);
    this.pointMap = new PointMap(this.root, this, { hint: "", description: `Map of ${level.title}. Arrow keys move its point, with shift in finer steps.` });
    this.map = this.pointMap.map;
    this.names = this.map.names;
    this.map.canvas.dataset.testid = "level-map";
    this.viewChanged();
  }

  // What PointMap asks of whose map it is.

  get z() {
    return this.page.z;
  }

  get label() {
    return this.page.label;
  }

  moveTo(x, y) {
    this.page.stop();
    this.page.pointMap.hint.remove();
    rounded(this.plane.moved(this.z, x, y, this.z), this.facts.z_limit);
    this.page.schedule();
  }

  step(dx, dy, isFine) {
    this.pointMap.step(dx, dy, isFine);
  }

  schedule() {
    this.page.schedule();
  }

  release() {
    this.page.release();
  }

  reset() {
    this.page.reset();
  }

  viewChanged() {
    if (!this.map) return;
    const { width, height } = this.map.view;
    this.map.names = Math.min(width, height) < NAMELESS ? [] : this.names;
  }

  // What the page asks.

  show() {
    this.map.setCursor(this.plane.along(0, this.z), this.plane.along(1, this.z));
    if (this.pointMap.hasDrifted()) this.pointMap.follow();
  }

  /** Show what the page's own map shows: layers, and classes in their colours. */
  follow({ layers, points: { colors, hidden, faded, lit } }) {
    Object.assign(this.map.layers, layers);
    Object.assign(this.map.points, { colors, hidden, faded, lit });
    this.map.refresh();
    this.map.requestTiles();
  }

  /** @param {Walk} walk whose path is drawn while it is walked */
  drawWalk(walk) {
    showWalk(walk, this.map, this.plane);
  }
}

/** A level of more dimensions than a map has: it is at its mean, or drawn anew. */
class LevelBelow {
  /**
   * @param {PointView} page
   * @param {LevelFacts} level
   */
  constructor(page, level) {
    this.page = page;
    this.level = level;
    this.root = element("div", { className: "level-below" });
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", level.title);
    this.mean = this.button("At its mean", "What the top lets expect", () => 0);
    const draw = this.button("Draw", "Draw it at random for this place of the map", () => samplePrior(1)[0]);
    this.root.append(element("span", { textContent: `${level.title}, ${level.dimensions.length} numbers:` }), this.mean, draw);
  }

  button(textContent, title, numberFor) {
    return element("button", { type: "button", textContent, title, onclick: () => this.set(numberFor) });
  }

  set(numberFor) {
    const { page } = this;
    page.stop();
    for (const k of this.level.dimensions) page.z[k] = numberFor();
    rounded(page.z, page.facts.z_limit);
    page.schedule();
    page.release();
  }

  show() {
    this.mean.setAttribute("aria-pressed", String(this.level.dimensions.every((k) => this.page.z[k] === 0)));
  }
}

/** The maps of all levels but the last, whose map is the page's own. */
export class Levels {
  /**
   * @param {HTMLElement} container for the maps
   * @param {HTMLElement} caption of the page's own map
   * @param {PointView} page
   */
  constructor(container, caption, page) {
    const levels = [...page.facts.levels];
    fillCaption(caption, levels.pop());
    caption.hidden = false;
    this.maps = levels.filter(({ home_box: box }) => box).map((level) => new LevelMap(page, level)).reverse();
    container.replaceChildren(...this.maps.map(({ root }) => root));
    container.hidden = !this.maps.length;
    this.maps.forEach((map) => map.begin());
    this.below = levels.filter(({ home_box: box }) => !box).map((level) => new LevelBelow(page, level));
    caption.after(...this.below.map(({ root }) => root));
  }

  setTheme(theme) {
    this.maps.forEach(({ map }) => map.setTheme(theme));
  }

  /** The point has moved, on whichever map. */
  show() {
    this.maps.forEach((map) => map.show());
    this.below.forEach((level) => level.show());
  }

  /** @param {import("../live/map.js").LatentMap} own the page's map */
  follow(own) {
    this.maps.forEach((map) => map.follow(own));
  }

  /** @param {Walk} walk */
  drawWalk(walk) {
    this.maps.forEach((map) => map.drawWalk(walk));
  }

  /** The walk begins or ends. */
  refresh() {
    this.maps.forEach(({ map }) => map.refreshPart("above"));
  }

  destroy() {
    this.maps.forEach(({ pointMap }) => pointMap.destroy());
  }
}

/**
 * @param {HTMLElement} caption
 * @param {LevelFacts} level
 */
function fillCaption(caption, { title, figures }) {
  caption.replaceChildren(element("strong", { textContent: title }), element("span", { textContent: figures }));
}
