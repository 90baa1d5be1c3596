// Planning: start, goal and obstacle are dragged, and a search through latent space finds a motion past it as one watches.

import { Clock } from "../live/motion_clock.js";
import { LatentMap } from "../live/map.js";
import { LiveView } from "../live/live_view.js";
import { PlanPlane } from "./plan_plane.js";
import { PlanSearch, straightLine } from "./plan_search.js";
import { copyLink } from "../live/share.js";
import { drawnProblem } from "./plan_draw.js";
import { fillMap } from "../live/run_map.js";
import { mounted } from "../live/mounting.js";
import { rgba } from "../live/theme.js";
import { figuresOf, trialText, verdictOf } from "./plan_words.js";
import { trouble } from "./plan_trouble.js";

/** @import { Plan, PlannerFacts } from "../contract.js" */

const NUM_KNOWN = 1000; // codes that a search may begin with, as in vae.motion.trial
const STEP_EVERY = 60; // milliseconds: quick enough to wait for, slow enough to be seen
const DOT = 5; // CSS pixels

/**
 * One live planner; lives from the arrival of the decoder's bundle until its element goes.
 * @extends {LiveView<PlannerFacts>}
 */
export class PlannerView extends LiveView {
  /** @param {Plan} start */
  takeStart({ a, b, o, r }) {
    this.plan = { a: a.slice(), b: b.slice(), o: o.slice(), r, label: null };
  }

  place() {
    return { ...this.plan, label: this.label };
  }

  /** @param {Plan} place */
  query({ a, b, o, r }) {
    return { view: "planner", a: a.join(","), b: b.join(","), o: o.join(","), r };
  }

  build() {
    this.isStill = this.isAtOnce = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.clock = new Clock(() => this.drawPlane());
    this.known = null; // motions that a search may begin with, decoded once
    this.search = null;
    this.found = null;
    this.arm = new PlanPlane(this.find(".plane"), {
      onMove: (grip, place) => {
        this.plan[grip] = place;
        this.changed();
      },
      onRelease: () => this.finish(),
      onFit: () => this.schedule(),
    });
    this.buildMap();
    this.buildTools();
    this.find(".trial").textContent = trialText(this.facts);
    this.find(".map-note").textContent = `The codes on their way, on the map of all ${this.facts.nouns}.`;
  }

  buildMap() {
    const map = new LatentMap(this.find(".map"), {
      onMove: () => {}, onRelease: () => {}, onKey: () => {}, onHome: () => map.resetView(),
      onView: () => (this.find(".reset-view").hidden = this.map?.view.isHome ?? true),
    });
    map.isPannedByDrag = true;
    fillMap(map, this, {
      description: "Map of latent space with the codes that the search goes along. Plus and minus zoom; Home shows all.",
      faded: null, isNamed: true,
      tiles: { network: this.network, codeAt: () => this.code, label: () => null }, // never asked for: that layer stays off
    });
    map.layers.manifold = map.layers.prior = false;
    map.view.setHome(this.facts.home_box);
    map.cursor.hidden = true;
    map.overlay = (context, view) => this.drawTrails(context, view);
    this.on(".reset-view", "click", () => map.resetView());
    this.map = map;
  }

  buildTools() {
    const input = this.find(".radius");
    [input.min, input.max] = this.facts.radii;
    input.addEventListener("input", () => {
      this.plan.r = Number(input.value);
      this.changed();
    });
    input.addEventListener("change", () => this.finish());
    this.on(".pace", "click", () => this.setStill(!this.isStill));
    this.on(".again", "click", () => this.restart());
    this.on(".new-problem", "click", () => {
      this.takeStart(drawnProblem(this.facts.radii));
      this.changed();
      this.finish();
    });
    this.on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.link()));
  }

  appear() {
    this.setStill(this.isStill);
    this.changed();
    this.restart();
  }

  get problem() {
    const { a, b, o, r } = this.plan;
    return { start: a, goal: b, disc: o, radius: r };
  }

  setStill(isStill) {
    this.isStill = isStill;
    this.find(".pace").textContent = isStill ? "Let the arm swing" : "Pause the arm";
    this.clock.setRunning(!isStill);
    this.schedule();
  }

  /** The problem is another one: while it is dragged the search goes on from where it is. */
  changed() {
    this.trouble = trouble(this.problem);
    this.straight = this.trouble ? null : straightLine(this.problem);
    this.trails = []; // the codes' ways on the map
    if (this.trouble) this.search = this.found = null;
    else if (this.search) this.search.retarget(this.problem);
    else this.search = this.begun();
    this.arm.place(this.plan);
    const input = this.find(".radius");
    input.value = this.plan.r;
    input.style.setProperty("--share", (this.plan.r - input.min) / (input.max - input.min));
    this.find(".frames output").textContent = `${this.plan.r.toFixed(2)} m`;
    this.schedule();
  }

  /** Nothing is dragged any more: search from the known motions, so that the same problem has the same answer. */
  finish() {
    super.finish();
    this.restart();
  }

  restart() {
    this.found = null;
    this.trails = [];
    this.steppedAt = -Infinity;
    this.search = this.trouble ? null : this.begun();
    if (this.isAtOnce) while (this.search && !this.search.isDone) this.step();
    this.schedule();
  }

  /** A search from the best of the known motions. */
  begun() {
    const dims = this.facts.latent_dim;
    const codes = this.places.codes.subarray(0, NUM_KNOWN * dims);
    this.known ??= this.network.forwardAll(codes, null).slice();
    return new PlanSearch(this.problem, codes, this.known, (points) => this.network.forwardAll(points, null), dims);
  }

  step() {
    this.search.candidates.forEach(({ z }, index) => (this.trails[index] ??= []).push(this.placeOf(z)));
    this.search.step();
  }

  render() {
    const now = performance.now();
    if (this.search && !this.search.isDone && (this.arm.held || now - this.steppedAt >= STEP_EVERY)) {
      this.steppedAt = now;
      this.step();
    }
    this.found = this.search?.best() ?? null;
    if (!this.clock.isRunning) this.drawPlane(); // else its next frame does
    this.showFigures();
    this.map.refreshPart("above");
    if (this.search && !this.search.isDone) this.schedule();
  }

  drawPlane() {
    const { search, found } = this;
    this.arm.draw(this.theme, {
      straight: this.straight,
      candidates: search && !search.isDone ? search.motions() : [],
      motion: found?.motion ?? null,
      isHit: found !== null && found.clearance < 0,
      share: this.isStill ? null : this.clock.share,
    });
  }

  showFigures() {
    const verdict = this.trouble ?? verdictOf(this.search, this.found);
    const cells = this.trouble ? {} : figuresOf([this.found.motion, this.straight], this.problem);
    const line = this.find(".verdict");
    if (line.textContent !== verdict) line.textContent = verdict;
    for (const row of this.root.querySelectorAll("[data-figure]")) {
      const texts = cells[row.dataset.figure] ?? ["–", "–"];
      row.querySelectorAll("td").forEach((cell, index) => (cell.textContent = texts[index]));
    }
  }

  speak() {
    return this.search && !this.search.isDone ? "" : this.find(".verdict").textContent;
  }

  placeOf(z) {
    return [this.plane.along(0, z), this.plane.isLine ? 0 : this.plane.along(1, z)];
  }

  /** The ways of the codes, and where they are. */
  drawTrails(context, view) {
    if (!this.search) return;
    const { ink, paper, accent } = this.map.theme;
    this.search.candidates.forEach(({ z }, index) => {
      const isBest = index === this.found?.index;
      const way = [...(this.trails[index] ?? []), this.placeOf(z)].map(([x, y]) => [view.toScreenX(x), view.toScreenY(y)]);
      for (const [width, color] of [[4, rgba(paper, 0.8)], [1.5, isBest ? accent : rgba(ink, 0.8)]]) {
        context.beginPath();
        for (const [x, y] of way) context.lineTo(x, y);
        context.lineWidth = width;
        context.strokeStyle = color;
        context.stroke();
      }
      context.beginPath();
      context.arc(...way.at(-1), DOT, 0, 2 * Math.PI);
      context.fillStyle = isBest ? accent : rgba(ink, 1);
      context.fill();
      context.stroke();
    });
  }

  colored(theme) {
    this.theme = theme;
    this.map.points.colors = theme.dark ? this.facts.colors_dark : this.facts.colors;
    this.map.setTheme(theme);
  }

  destroy() {
    super.destroy();
    this.clock.setRunning(false);
    this.arm.destroy();
    this.map.destroy();
  }
}

export default mounted(PlannerView);
