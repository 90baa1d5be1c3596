// Odd ones out: what a picture costs, beside what held-out digits cost.

import { element, svgElement } from "../live/element.js";
import { drawing } from "./chart.js";
import { DrawnPad } from "./drawn_pad.js";
import { Demo } from "./demo.js";
import { number, textElement } from "./text.js";

const SCRIBBLE = [[[0.2, 0.3], [0.8, 0.7], [0.3, 0.8], [0.7, 0.2], [0.2, 0.6], [0.85, 0.4], [0.4, 0.9], [0.5, 0.1]]];
const [SCALE_WIDTH, SCALE_HEIGHT] = [320, 70];
const NAME_REACH = 36; // from the middle of a mark's name to its end

export class OddOnes extends Demo {
  async build() {
    const { view } = this;
    this.drawnPad = new DrawnPad(view, () => view.schedule());
    this.drawnPad.root.append(view.button(view.say("use_odd_scribble"), () => this.scribble(), ""));
    const side = element("div", { className: "use-side" });
    this.said = textElement("p", "said", "");
    this.said.setAttribute("aria-live", "polite");
    this.svg = drawing(SCALE_WIDTH, SCALE_HEIGHT, "");
    this.svg.setAttribute("class", "cost-scale");
    this.figure = textElement("p", "figure", "");
    side.append(this.said, this.svg, this.figure);
    this.root.append(this.drawnPad.root, side);
    this.model = await view.lesson.models.openBoth(view.lesson.facts.main);
    const { odd_ones } = view.lesson.facts;
    if (odd_ones.false_alarms === null) return; // measured of the runs that ship alone
    this.figure.textContent = view.say("use_odd_figure", {
      alarms: number(100 * odd_ones.false_alarms, 1), rotated: number(100 * odd_ones.detected.rotated), clothes: number(100 * odd_ones.detected.fashion_mnist),
    });
  }

  scribble() {
    this.drawnPad.pad.load(SCRIBBLE.map((places) => ({ points: places.flatMap(([x, y]) => [x, y, 0.08]), erases: false })));
  }

  setTheme(theme) {
    this.drawnPad?.setTheme(theme);
  }

  paint() {
    if (!this.model) return;
    const pixels = this.view.lesson.own.pixels;
    const { percentiles } = this.view.lesson.facts.odd_ones;
    const cost = pixels && this.model.posteriors.of(pixels, true).negElbo;
    const below = pixels && percentiles.filter((value) => value < cost).length;
    const text = pixels ? this.view.say(this.view.lesson.own.isOwn ? "use_odd_said" : "use_odd_example", { cost: number(cost), share: Math.min(100, below) }) : this.view.say("no_ink");
    if (this.said.textContent !== text) this.said.textContent = text;
    this.svg.setAttribute("aria-label", text);
    this.drawScale(percentiles, cost);
  }

  /** The costs of held-out digits as a band from the 1st to the 99th of a hundred, and the mark of this picture. */
  drawScale(percentiles, cost) {
    const top = Math.max(1.15 * percentiles[99], (cost ?? 0) * 1.05);
    const x = (value) => 6 + (value / top) * (SCALE_WIDTH - 12);
    const band = (from, to) => ({ x: x(percentiles[from]), width: x(percentiles[to]) - x(percentiles[from]), y: 34, height: 12 });
    const label = (text, at, y) => svgElement("text", { x: at, y, "text-anchor": "middle" }, text);
    const nodes = [
      svgElement("line", { class: "axis", x1: x(0), x2: x(top), y1: 40, y2: 40 }),
      svgElement("rect", { class: "band", ...band(1, 99) }), svgElement("rect", { class: "band is-half", ...band(25, 75) }),
      label(this.view.say("use_odd_band"), x((percentiles[1] + percentiles[99]) / 2), 62),
    ];
    if (cost) {
      nodes.push(svgElement("circle", { class: "you", cx: x(cost), cy: 40, r: 7 }),
        label(this.view.say(this.view.lesson.own.isOwn ? "use_odd_you" : "use_odd_this"), Math.min(SCALE_WIDTH - NAME_REACH, Math.max(NAME_REACH, x(cost))), 24));
    }
    this.svg.replaceChildren(...nodes);
  }

  destroy() {
    this.drawnPad?.destroy();
  }
}
