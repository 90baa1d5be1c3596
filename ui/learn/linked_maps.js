// Maps of several runs side by side with one cursor: where it is moved on one it goes on all, and each decoder draws there.

import { ClassButtons, layerSwitches } from "../live/controls.js";
import { element } from "../live/element.js";
import { rounded } from "../live/plane.js";
import { samplePrior } from "../live/prior.js";
import { seededRandom } from "../live/seeded.js";
import { signed } from "../live/signed.js";
import { LinkedRun } from "./linked_run.js";
import { arrangement, sharedBox } from "./linked_layout.js";

/** @import { OpenRun } from "./linked_run.js" */

const LINKED_LAYERS = ["points", "manifold", "prior", "fog"];
const LINKED_STEP = 0.1;
const LINKED_FINE_STEP = 0.01;

/**
 * What a page may ask for.
 * @typedef {object} LinkedOptions
 * @property {(name: string, values?: Record<string, any>) => string} say texts of the catalogue, filled
 * @property {string[]} [layers] those that show at first: points, manifold, prior, fog
 * @property {boolean} [hasSwitches] whether the layers can be switched
 * @property {number} [numDrawn] how many pictures are drawn at random from each run; 0 for none
 * @property {number} [seed] of the first ones
 * @property {[number, number]} [start] where the cursor begins
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
    this.options = { layers: LINKED_LAYERS, hasSwitches: true, numDrawn: 0, seed: 1, ...options };
    this.say = this.options.say;
    /** @type {LinkedRun[]} */
    this.views = [];
    this.draws = [];
    this.layers = new Set(this.options.layers);
    this.build();
    this.random = seededRandom(this.options.seed);
    this.drawCodes();
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
    const limits = runs.map(({ facts }) => facts.z_limit);
    this.limit = Math.max(...limits);
    const told = runs.find(({ network }) => network.numClasses);
    this.label ??= told?.facts.home.label ?? 0;
    this.place ??= this.startOf(runs[0]);
    this.views = runs.map((run, index) => kept.get(run) ?? new LinkedRun(run, this, index === 0 ? this.say("linked_hint") : ""));
    kept.forEach((view) => this.views.includes(view) || view.destroy());
    this.grid.replaceChildren(...this.views.map((view) => view.root));
    this.buildControls(told);
    this.arrange();
    const box = sharedBox(runs.map(({ facts }) => facts));
    for (const view of this.views) {
      LINKED_LAYERS.forEach((name) => (view.map.layers[name] = this.layers.has(name)));
      view.map.resize();
      view.setBox(box);
      if (this.theme) view.setTheme(this.theme);
      view.draw(this.draws);
    }
    this.render();
  }

  startOf({ facts, plane }) {
    return this.options.start ?? [plane.along(0, facts.home.z), plane.isLine ? 0 : plane.along(1, facts.home.z)];
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
    const shown = LINKED_LAYERS.filter((name) => name !== "prior" || this.views.some(({ facts }) => facts.has_prior));
    layerSwitches(this.switches, shown.map((name) => ({ name, text: this.say(`layer_${name}`), title: this.say(`layer_${name}_title`),
      isOn: this.layers.has(name) })), (name, isShown) => this.setLayer(name, isShown));
    this.bar.hidden = this.again.hidden && this.classes.hidden && this.switches.hidden;
  }

  arrange() {
    const { clientWidth: width, clientHeight: height } = this.grid;
    const { columns, rows, layout } = arrangement(this.views.length, width, height, this.draws.length > 0);
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
    this.place = Array.from(rounded(Float64Array.of(x, y), this.limit));
    this.schedule();
  }

  step(dx, dy, isFine) {
    const step = isFine ? LINKED_FINE_STEP : LINKED_STEP;
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
    const [z1, z2] = this.place.map((value) => signed(value));
    this.spoken.textContent = this.say("linked_place", { z1, z2 });
    this.options.onMoved?.(this.place[0], this.place[1]);
  }

  reset() {
    this.views[0].map.resetView();
    const [x, y] = this.startOf(this.views[0].run);
    this.moveTo(x, y);
    this.release();
  }

  /** A map shows another part of the plane: so do the others. */
  viewChanged({ map }) {
    if (this.isFollowing) return;
    this.isFollowing = true;
    const { part } = map.view;
    for (const { map: other } of this.views) {
      if (other === map || JSON.stringify(other.view.part) === JSON.stringify(part)) continue;
      other.view.show(part);
      other.viewChanged();
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
    this.draws = Array.from({ length: this.options.numDrawn }, () => samplePrior(2, this.random));
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
