// One of several linked maps: a run's map, its picture where the cursor is, and pictures drawn at random from it.

import { WHOLE, element, icon } from "../live/element.js";
import { namesThatFit } from "../live/class_names.js";
import { Picture } from "../live/picture.js";
import { PictureGrid } from "../live/picture_grid.js";
import { PointMap } from "../live/point_map.js";
import { rgba } from "../live/theme.js";

/** @import { RunFacts } from "../contract.js" */
/** @import { LinkedMaps } from "./linked_maps.js" */
/** @import { Places } from "../live/places.js" */
/** @import { Plane } from "../live/plane.js" */
/** @import { Network, Tensors } from "../live/network.js" */

/**
 * What `openRun` of ui/live/run_bundle.js gives, with its facts and what it is called.
 * @typedef {{facts: RunFacts, title: string, tensors: Tensors, network: Network, plane: Plane, places: Places}} OpenRun
 */

const NAMELESS = 150; // CSS pixels: names would cover a smaller map
const NARROW_STRIP = 260; // CSS pixels: a narrower row of pictures takes two lines
const DRAWN_MARK = 4; // CSS pixels, the radius of a drawn code's mark

/** It moves nothing itself: a gesture goes to the group, which moves all. */
export class LinkedRun {
  /**
   * @param {OpenRun} run
   * @param {LinkedMaps} group
   * @param {string} hint beside the cursor until it is moved for the first time, or ""
   */
  constructor(run, group, hint) {
    this.run = run;
    this.group = group;
    this.facts = run.facts;
    this.tensors = run.tensors;
    this.network = run.network;
    this.plane = run.plane;
    this.z = new Float64Array(run.plane.dims);
    this.input = new Float32Array(run.plane.dims);
    this.label = this.labelOf(group.label);
    this.draws = [];
    this.build(hint);
  }

  build(hint) {
    const { run: { title } } = this;
    const say = (name) => this.group.say(name, { run: title });
    this.root = element("figure", { className: "linked-run" });
    this.root.dataset.run = this.facts.run;
    const whole = element("button", { type: "button", className: "reset-view", hidden: true });
    whole.append(icon(WHOLE));
    whole.title = say("linked_whole");
    whole.setAttribute("aria-label", whole.title);
    whole.addEventListener("click", () => this.map.resetView());
    const side = element("div", { className: "map-side" });
    side.append(element("div", { className: "map" }), whole);
    const [picture, strip] = ["decoded-image", "drawn-pictures"].map((testId) => {
      const canvas = element("canvas");
      canvas.dataset.testid = testId;
      canvas.setAttribute("role", "img");
      return canvas;
    });
    picture.setAttribute("aria-label", say("linked_picture"));
    this.frame = element("div", { className: "picture" });
    this.frame.append(picture);
    this.strip = element("div", { className: "strip", hidden: true });
    this.strip.append(strip);
    this.root.append(element("figcaption", { textContent: title }), side, this.frame, this.strip);
    this.picture = new Picture(picture);
    this.grid = new PictureGrid(strip);
    this.pointMap = new PointMap(this.root, this, { hint, description: say("linked_map") });
    this.map = this.pointMap.map;
    this.names = this.map.names;
    this.map.overlay = (context, view) => this.drawMarks(context, view);
  }

  // What PointMap asks of whose map it is.

  moveTo(x, y) {
    this.group.drag(x, y);
  }

  step(dx, dy, isFine) {
    this.group.step(dx, dy, isFine);
  }

  schedule() {
    this.group.moveTo(this.plane.along(0, this.z), this.plane.along(1, this.z));
  }

  release() {
    this.group.release();
  }

  reset() {
    this.group.reset();
  }

  viewChanged() {
    if (!this.map) return;
    const { width, height } = this.map.view;
    this.map.names = Math.min(width, height) < NAMELESS ? [] : namesThatFit(this.names, width);
    this.layStrip();
    this.group.viewChanged(this);
  }

  // What the group asks.

  /** The class that is drawn: none where the decoder is not told one. */
  labelOf(label) {
    return this.network.numClasses ? Math.min(label, this.network.numClasses - 1) : null;
  }

  setLabel(label) {
    if (!this.network.numClasses) return;
    this.label = this.labelOf(label);
    this.map.points.faded = this.label;
    this.map.refreshPart("dots");
    this.pointMap.refreshTiles(true);
    this.draw(this.draws);
  }

  setTheme(theme) {
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.picture.setColors(theme.pictureInk, theme.picturePaper);
    this.grid.setColors(theme.pictureInk, theme.picturePaper);
    this.map.setTheme(theme);
    this.map.requestTiles();
  }

  setBox(box) {
    this.map.view.setHome(box);
    this.map.viewChanged();
  }

  /** Show the place and what the decoder draws there. */
  show(x, y) {
    this.plane.moved(this.z, x, this.plane.isLine ? 0 : y, this.z);
    this.picture.paint(this.decode(this.z));
    this.map.setCursor(x, y);
  }

  /** Pixels at a code, overwritten by the next call. */
  decode(z) {
    this.input.set(z);
    return this.network.forward(this.input, this.label);
  }

  /**
   * Decode drawn codes, in a row of pictures below the map, and mark them upon it; none hides the row.
   * @param {ArrayLike<number>[]} draws codes of two dimensions; a run of one takes their first
   */
  draw(draws) {
    this.draws = draws;
    this.strip.hidden = draws.length === 0;
    if (draws.length) {
      this.grid.canvas.setAttribute("aria-label", this.group.say("linked_drawn", { count: draws.length, run: this.run.title }));
      this.rows = null;
      this.layStrip();
    }
    this.map.refreshPart("above");
  }

  /** Paint the drawn pictures in as many lines as there is room for. */
  layStrip() {
    const rows = this.strip.clientWidth < NARROW_STRIP ? 2 : 1;
    if (!this.draws.length || rows === this.rows) return;
    this.rows = rows;
    this.grid.setShape(rows, Math.ceil(this.draws.length / rows));
    this.strip.style.setProperty("--shape", `${this.grid.columns} / ${rows}`);
    this.draws.forEach((z, index) => this.grid.put(index, this.decode(this.codeOf(z))));
  }

  codeOf([x, y]) {
    return this.plane.moved(new Float64Array(this.plane.dims), x, this.plane.isLine ? 0 : y, new Float64Array(this.plane.dims));
  }

  drawMarks(context, view) {
    const { theme } = this.map;
    for (const [x, y] of this.draws) {
      context.beginPath();
      context.arc(view.toScreenX(x), this.plane.isLine ? view.height / 2 : view.toScreenY(y), DRAWN_MARK, 0, 2 * Math.PI);
      for (const [width, color] of [[4, rgba(theme.paper, 1)], [2, rgba(theme.ink, 1)]]) {
        context.lineWidth = width;
        context.strokeStyle = color;
        context.stroke();
      }
    }
  }

  destroy() {
    this.map.destroy();
    this.root.remove();
  }
}
