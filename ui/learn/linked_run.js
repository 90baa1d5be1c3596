// One of several linked maps: a run's map, its picture where the cursor is, and pictures drawn at random from it.

import { WHOLE, element, icon } from "../live/element.js";
import { namesThatFit } from "../live/class_names.js";
import { Picture } from "../live/picture.js";
import { PictureGrid } from "../live/picture_grid.js";
import { PointMap } from "../live/point_map.js";
import { rgba } from "../live/theme.js";
import { circleNames } from "./circles.js";
import { SAME_FRAME, drawnBefore, fitted, shaped } from "./linked_layout.js";

/** @import { RunFacts } from "../contract.js" */
/** @import { Frame } from "./linked_layout.js" */
/** @import { LinkedMaps } from "./linked_maps.js" */
/** @import { Places } from "../live/places.js" */
/** @import { Plane } from "../live/plane.js" */
/** @import { Tensors } from "../live/network.js" */
/** @import { Decoder } from "../live/remote_network.js" */

/**
 * What `openRun` of ui/live/run_bundle.js gives, with its facts, what it is called, and perhaps a few figures.
 * @typedef {{facts: RunFacts, title: string, figures?: string, tensors: Tensors, network: Decoder, plane: Plane, places: Places}} OpenRun
 */

const NAMELESS = 150; // CSS pixels: words would cover a smaller map
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
    this.frame = SAME_FRAME;
    /** @type {[number, number][]} */
    this.draws = []; // from the group
    /** @type {ArrayLike<number>[]} */
    this.codes = []; // that they are here
    /** @type {[number, number][]} */
    this.marks = []; // where those lie on this map
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
    const framed = element("div", { className: "picture" });
    framed.append(picture);
    this.strip = element("div", { className: "strip", hidden: true });
    this.strip.append(strip);
    this.note = element("span", { className: "note" });
    const caption = element("figcaption", { textContent: title });
    caption.append(this.note);
    this.root.append(caption, side, framed, this.strip);
    this.picture = new Picture(picture, this.facts);
    this.grid = new PictureGrid(strip, this.facts);
    this.pointMap = new PointMap(this.root, this, { hint, description: say("linked_map") });
    this.map = this.pointMap.map;
    this.map.priorNames = circleNames(this.plane.isLine, this.group.say);
    this.names = this.map.names;
    this.map.overlay = (context, view) => this.drawMarks(context, view);
  }

  // What PointMap asks of whose map it is.

  moveTo(x, y) {
    const [u, v] = this.frame.to([x, y]);
    this.group.drag(u, v);
  }

  step(dx, dy, isFine) {
    this.group.step(dx, dy, isFine);
  }

  schedule() {
    const [x, y] = this.frame.to([this.plane.along(0, this.z), this.plane.along(1, this.z)]);
    this.group.moveTo(x, y);
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
    if (Math.min(width, height) < NAMELESS) this.pointMap.hint?.remove();
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

  /**
   * @param {[number, number, number, number]} box what the map shows
   * @param {Frame} frame how places of the group lie on it
   */
  setBox(box, frame) {
    this.frame = frame;
    // Where all maps show the same box all draw from the prior: its circles say where, unless this run has its own.
    if (frame === SAME_FRAME && !this.map.shape && !this.run.places.draws) this.map.prior = [0, 1].map((axis) => this.plane.along(axis, new Float64Array(this.plane.dims)));
    else if (!this.facts.has_prior) this.map.prior = null;
    this.map.view.setHome(box);
    this.map.viewChanged();
  }

  /** What the map shows, as `View.part` has it, but with the middle in places of the group. */
  get part() {
    const { part } = this.map.view;
    return part === null ? null : [...this.frame.to([part[0], part[1]]), part[2]];
  }

  showPart(part) {
    this.map.view.show(part === null ? null : [...this.frame.from([part[0], part[1]]), part[2]]);
    this.map.viewChanged();
  }

  /** Show a place of the group and what the decoder draws there. */
  show(u, v) {
    const [x, y] = this.frame.from([u, v]);
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
   * Decode drawn places in a row of pictures, and mark them on the map.
   * @param {[number, number][]} draws from a standard normal distribution in two dimensions, the prior; a run of one
   *   dimension takes their first, one whose prior is a shape or learnt takes its own draws. Without a prior, places are
   *   drawn as codes lie, where each map has its own box.
   */
  draw(draws) {
    const { points, shape } = this.map;
    const { dims } = this.plane;
    const learnt = this.run.places.draws;
    const isFitted = this.group.options.isFitted && this.frame !== SAME_FRAME && !this.run.places.hasDraws;
    this.draws = draws;
    const places = shape ? draws.map(shaped(shape)) : isFitted ? draws.map(fitted(points)) : draws;
    this.codes = learnt ? draws.map(drawnBefore(learnt, dims)) : places.map((place) => this.codeOf(place));
    this.marks = this.codes.map((z) => [this.plane.along(0, z), this.plane.along(1, z)]);
    const how = isFitted ? this.group.say("linked_fitted") : "";
    this.note.textContent = this.run.figures ?? how;
    this.note.title = [this.run.figures, how].filter(Boolean).join(" · ");
    this.strip.title = how;
    this.strip.hidden = this.group.options.numDrawn === 0;
    this.grid.canvas.setAttribute("aria-label", this.group.say("linked_drawn", { count: draws.length, run: this.run.title }));
    this.rows = null;
    this.layStrip();
    this.map.refreshPart("above");
  }

  /** Paint the drawn pictures in as many lines as there is room for. */
  layStrip() {
    const rows = this.strip.clientWidth < NARROW_STRIP ? 2 : 1;
    if (this.strip.hidden || rows === this.rows) return;
    this.rows = rows;
    this.grid.setShape(rows, Math.ceil(this.group.options.numDrawn / rows));
    this.strip.style.setProperty("--shape", `${this.grid.columns} / ${rows}`);
    this.codes.forEach((z, index) => this.grid.put(index, this.decode(z)));
  }

  codeOf([x, y]) {
    return this.plane.moved(new Float64Array(this.plane.dims), x, this.plane.isLine ? 0 : y, new Float64Array(this.plane.dims));
  }

  drawMarks(context, view) {
    const { theme } = this.map;
    for (const [x, y] of this.marks) {
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
