// Maps of several runs side by side with one cursor: where it is moved on one it goes on all, and each decoder draws there.

import { ClassButtons, layerSwitches } from "../live/controls.js";
import { element } from "../live/element.js";
import { rounded } from "../live/plane.js";
import { samplePrior } from "../live/prior.js";
import { seededRandom } from "../live/seeded.js";
import { signed } from "../live/signed.js";
import { LinkedRun } from "./linked_run.js";
import { Frame, SAME_FRAME, arrangement, sharedBox } from "./linked_layout.js";

/** @import { OpenRun } from "./linked_run.js" */

const LINKED_LAYERS = ["points", "manifold", "prior", "fog"];
const SCALE = "scale"; // a switch beside the layers'
const LINKED_STEP = 0.1;
const LINKED_FINE_STEP = 0.01;
const STEPS_A_HALF = 4; // units of latent space from the middle of a usual map to its end
const FARTHEST = 1.5; // halves of a map's own box

/**
 * What a page may ask for.
 * @typedef {object} LinkedOptions
 * @property {(name: string, values?: Record<string, any>) => string} say texts of the catalogue, filled
 * @property {string[]} [layers] those that show at first: points, manifold, prior, fog
 * @property {boolean} [hasSwitches] whether the layers can be switched
 * @property {number} [numDrawn] how many pictures are drawn at random from each run; 0 for none
 * @property {boolean} [isDrawn] whether some are drawn before the button is pressed
 * @property {number} [seed] of the first ones
 * @property {boolean} [isFitted] whether a run without a prior draws as its codes lie; else where the others do
 * @property {boolean} [isOneRow] whether all stand beside each other
 * @property {boolean} [isSameScale] whether all maps show the same box, and the cursor the same code on all; else each
 *   shows its own, and the cursor the same place within it
 * @property {[number, number]} [start] where the cursor begins
 * @property {boolean} [hasScale] whether the visitor may switch between the two
 * @property {(x: number, y: number) => void} [onMoved] called when the cursor was left somewhere
 */

/** Lives from its making until destroy(); needs setTheme() before anything is seen. */
export class LinkedMaps {
  /**
   * @param {HTMLElement} root an empty element, which it fills
   * @param {OpenRun[]} runs one to nine
   * @param {LinkedOptions} options
   */
  constructor(root, runs, options) {
    this.root = root;
    this.options = { layers: LINKED_LAYERS, hasSwitches: true, numDrawn: 0, isDrawn: true, seed: 1, isFitted: true, isOneRow: false, isSameScale: true, hasScale: false, ...options };
    this.say = this.options.say;
    /** @type {[number, number]} of the cursor, in places of the group */
    this.place = null;
    /** @type {LinkedRun[]} */
    this.views = [];
    /** @type {[number, number][]} */
    this.draws = []; // from a standard normal distribution
    this.layers = new Set(this.options.layers);
    this.build();
    this.random = seededRandom(this.options.seed);
    if (this.options.isDrawn) this.drawCodes();
    this.isSameScale = this.options.isSameScale;
    this.setRuns(runs);
  }

  build() {
    this.root.classList.add("linked");
    this.bar = element("div", { className: "linked-bar" });
    this.grid = element("div", { className: "linked-views" });
    this.spoken = element("p", { className: "off-screen" });
    this.spoken.setAttribute("aria-live", "polite");
    this.classes = element("div", { className: "classes", hidden: true });
    this.switches = element("div", { className: "layers" });
    this.again = element("button", { type: "button", className: "draw-again", hidden: true });
    this.again.addEventListener("click", () => this.drawAgain());
    this.bar.append(this.again, this.classes, this.switches);
    this.root.replaceChildren(this.bar, this.grid, this.spoken);
    this.observer = new ResizeObserver(() => this.arrange());
    this.observer.observe(this.grid);
  }

  /**
   * Show other runs; those that were there before keep their maps.
   * @param {OpenRun[]} runs
   */
  setRuns(runs) {
    const kept = new Map(this.views.map((view) => [view.run, view]));
    const told = runs.find(({ network }) => network.numClasses);
    this.label ??= told?.facts.home.label ?? 0;
    this.views = runs.map((run, index) => kept.get(run) ?? new LinkedRun(run, this, index === 0 ? this.say("linked_hint") : ""));
    kept.forEach((view) => this.views.includes(view) || view.destroy());
    this.grid.replaceChildren(...this.views.map((view) => view.root));
    this.buildControls(told);
    this.arrange();
    this.setBoxes();
    for (const view of this.views) {
      LINKED_LAYERS.forEach((name) => (view.map.layers[name] = this.layers.has(name)));
      if (this.theme) view.setTheme(this.theme);
      view.draw(this.draws);
    }
    this.render();
  }

  /** Give every map the box that it shows. */
  setBoxes() {
    const facts = this.views.map((view) => view.facts);
    const box = sharedBox(facts);
    this.isFollowing = true; // all are told at once
    for (const view of this.views) {
      view.map.resize();
      view.setBox(this.isSameScale ? box : view.facts.home_box, this.isSameScale ? SAME_FRAME : new Frame(view.facts.home_box));
    }
    this.isFollowing = false;
    this.limit = this.isSameScale ? Math.max(...facts.map((one) => one.z_limit)) : FARTHEST;
    this.place ??= this.start();
  }

  /** Where the cursor begins: on the first map as it is shown by itself. */
  start() {
    const { facts, plane, frame } = this.views[0];
    return frame.to(this.options.start ?? [plane.along(0, facts.home.z), plane.isLine ? 0 : plane.along(1, facts.home.z)]);
  }

  /** Let all maps show the same box, or each its own. */
  setSameScale(isSameScale) {
    const [first] = this.views;
    const before = first.frame.from(this.place);
    this.isSameScale = isSameScale;
    this.setBoxes();
    this.place = first.frame.to(before);
    this.views.forEach((view) => view.draw(this.draws));
    this.schedule();
  }

  /** @param {OpenRun | undefined} told one whose decoder is told the class */
  buildControls(told) {
    const { numDrawn, hasSwitches } = this.options;
    this.again.hidden = numDrawn === 0;
    this.again.textContent = this.say("linked_draw", { count: numDrawn });
    this.classes.hidden = !told;
    this.classButtons = told && new ClassButtons(this.classes, told.facts.class_names, (label) => this.setLabel(label), this.say("linked_class"));
    this.classButtons?.show(this.label);
    this.switches.hidden = !hasSwitches;
    const shown = LINKED_LAYERS.filter((name) => name !== "prior" || this.views.some(({ facts, map }) => facts.has_prior || map.shape || map.clouds));
    const switches = shown.map((name) => ({ name, isOn: this.layers.has(name) }));
    if (this.options.hasScale) switches.push({ name: SCALE, isOn: this.isSameScale });
    const isRound = this.views.some(({ facts }) => facts.has_prior);
    const others = this.views.some(({ map }) => map.shape) ? "shape" : "clouds";
    const worded = switches.map((one) => {
      const words = one.name === "prior" && !isRound ? others : one.name;
      return { ...one, text: this.say(`layer_${words}`), title: this.say(`layer_${words}_title`) };
    });
    layerSwitches(this.switches, worded, (name, isOn) => (name === SCALE ? this.setSameScale(isOn) : this.setLayer(name, isOn)));
    this.bar.hidden = this.again.hidden && this.classes.hidden && this.switches.hidden;
  }

  arrange() {
    const { clientWidth: width, clientHeight: height } = this.grid;
    const { columns, rows, layout } = arrangement(this.views.length, width, height, this.options.numDrawn > 0, this.options.isOneRow);
    this.root.style.setProperty("--columns", String(columns));
    this.root.style.setProperty("--rows", String(rows));
    this.root.dataset.layout = layout;
  }

  setTheme(theme) {
    this.theme = theme;
    this.views.forEach((view) => view.setTheme(theme));
    this.render();
    this.views[0].pointMap.hint?.place();
  }

  setLayer(name, isShown) {
    if (isShown) this.layers.add(name);
    else this.layers.delete(name);
    for (const { map } of this.views) {
      map.setLayer(name, isShown);
      if (name === "manifold") map.requestTiles();
    }
  }

  /** Choose the class that decoders draw which are told one. */
  setLabel(label) {
    this.label = label;
    this.classButtons?.show(label);
    this.views.forEach((view) => view.setLabel(label));
    this.schedule();
  }

  /** The cursor is being dragged: pictures have the whole frame, so tiles wait. */
  drag(x, y) {
    if (!this.isDragged) {
      this.isDragged = true;
      this.views.forEach(({ map, pointMap }) => {
        map.manifold.setPaused(true);
        pointMap.hint?.remove();
      });
    }
    this.moveTo(x, y);
  }

  /** Put the cursor somewhere on all maps. */
  moveTo(x, y) {
    const within = (value) => Math.max(-this.limit, Math.min(this.limit, value));
    const [codeX, codeY] = rounded(Float64Array.of(x, y), this.limit);
    this.place = this.isSameScale ? [codeX, codeY] : [within(x), within(y)]; // shares of a box are not told
    this.schedule();
  }

  step(dx, dy, isFine) {
    const step = (isFine ? LINKED_FINE_STEP : LINKED_STEP) / (this.isSameScale ? 1 : STEPS_A_HALF);
    this.drag(this.place[0] + dx * step, this.place[1] + dy * step);
    this.release();
  }

  /** The cursor was left somewhere: say where. */
  release() {
    this.isDragged = false;
    if (this.frame) this.render();
    for (const { map } of this.views) {
      map.manifold.setPaused(false);
      map.reveal();
      map.refreshPart("above"); // names make way
    }
    const [z1, z2] = this.views[0].frame.from(this.place).map((value) => signed(value));
    this.spoken.textContent = this.say("linked_place", { z1, z2 });
    this.options.onMoved?.(this.place[0], this.place[1]);
  }

  reset() {
    this.views[0].map.resetView();
    const [x, y] = this.start();
    this.moveTo(x, y);
    this.release();
  }

  /** A map shows another part of the plane: so do the others. */
  viewChanged(view) {
    if (this.isFollowing) return;
    this.isFollowing = true;
    for (const other of this.views) {
      if (other !== view && JSON.stringify(other.part) !== JSON.stringify(view.part)) other.showPart(view.part);
    }
    this.isFollowing = false;
  }

  /** Draw other codes at random, the same for all runs. */
  drawAgain() {
    this.drawCodes();
    this.views.forEach((view) => view.draw(this.draws));
    this.spoken.textContent = this.say("linked_drew", { count: this.draws.length });
  }

  drawCodes() {
    this.draws = Array.from({ length: this.options.numDrawn }, () => {
      const [x, y] = samplePrior(2, this.random);
      return [x, y];
    });
  }

  /** Paint in the next frame, once, however many events come before it. */
  schedule() {
    this.frame ??= requestAnimationFrame(() => this.render());
  }

  render() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.views.forEach((view) => view.show(this.place[0], this.place[1]));
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.views.forEach((view) => view.destroy());
    this.root.replaceChildren();
  }
}
