// Two forces: one really trained machine for each beta, its map, both terms, and new digits drawn blindly.

import { PictureGrid } from "../live/picture_grid.js";
import { element } from "../live/element.js";
import { samplePrior } from "../live/prior.js";
import { seededRandom } from "../live/seeded.js";
import { Dial } from "./dial.js";
import { LessonMap } from "./lesson_map.js";
import { StepView } from "./step_view.js";
import { number, textElement } from "./text.js";
import { DIGITS } from "../live/prepare.js";

const NUM_DRAWN = 8;
const FIRST_BETA = 3; // beta 1
const LARGEST = 260; // nats: the bars' whole length

/** A slider through the betas; all draw at the same places. */
export class ForcesView extends StepView {
  async build() {
    const { lesson } = this;
    this.names = lesson.facts.betas;
    this.shown = new Map(); // by run: {model, map, place}
    const random = seededRandom(5);
    this.draws = Array.from({ length: NUM_DRAWN }, () => samplePrior(2, random));
    this.mapSide = element("div", { className: "map-stack" });
    const side = element("div", { className: "forces-side" });
    side.append(this.slider(), this.terms(), this.newDigits());
    this.root.append(this.mapSide, side);
    await this.choose(FIRST_BETA);
  }

  slider() {
    const root = element("div", { className: "betas" });
    const range = { max: this.names.length - 1, value: FIRST_BETA, testid: "beta" };
    this.dial = new Dial(this, "β", range, (index) => this.choose(index));
    root.append(this.dial.root);
    return root;
  }

  terms() {
    const root = element("div", { className: "terms" });
    this.bars = ["draw_well", "stay_together"].map((name) => {
      const bar = element("meter", { min: 0, max: LARGEST, value: 0 });
      bar.setAttribute("aria-label", this.say(name));
      const output = element("output", {});
      const row = element("div", { className: "term" });
      row.append(textElement("span", "", this.say(name)), output, bar);
      root.append(row);
      return { bar, output };
    });
    return root;
  }

  newDigits() {
    const figure = element("figure", { className: "new-digits" });
    const canvas = this.canvas(this.say("new_digits"));
    canvas.dataset.testid = "new-digits";
    this.grid = new PictureGrid(canvas, DIGITS);
    this.grid.setShape(2, NUM_DRAWN / 2);
    figure.append(textElement("figcaption", "", this.say("new_digits")), canvas);
    return figure;
  }

  async choose(index) {
    this.index = index;
    this.dial.value = index;
    const name = this.names[index];
    const model = await this.lesson.models.open(name);
    if (this.isGone || this.index !== index) return;
    if (!this.shown.has(name)) this.shown.set(name, this.addMap(model));
    for (const [other, { place }] of this.shown) place.hidden = other !== name;
    this.model = model;
    this.schedule();
  }

  addMap(model) {
    const place = element("div", { className: "map" });
    this.mapSide.append(place);
    const map = new LessonMap(place, model, this, { label: this.say("map_label"), layers: ["points", "prior"] });
    this.maps.push(map);
    if (this.theme) map.setTheme(this.theme);
    return { place, map };
  }

  setTheme(theme) {
    this.grid?.setColors(theme.pictureInk, theme.picturePaper);
    super.setTheme(theme);
  }

  render() {
    if (!this.model) return;
    const { facts: { beta, measures } } = this.model;
    this.dial.show(number(beta, beta % 1 ? 1 : 0));
    const values = [measures.reconstruction, measures.kl];
    this.bars.forEach(({ bar, output }, index) => {
      bar.value = values[index];
      output.textContent = number(values[index], 1);
    });
    this.draws.forEach(([x, y], index) => this.grid.put(index, this.model.pixels(x, y)));
  }

  /** The beta of whose new digits the judge was sure most often. */
  answer() {
    const shares = this.shares();
    return shares.indexOf(Math.max(...shares));
  }

  /** See the one that was asked for. */
  answered() {
    this.choose(this.answer());
  }

  shares() {
    const { betas, figures: { sure } } = this.lesson.facts;
    return betas.map((name) => 100 * sure[name]);
  }

  numbers() {
    if (!this.model) return {};
    const { facts: { beta, measures: { reconstruction, kl } } } = this.model;
    const shares = this.shares();
    const betas = this.lesson.step.choices;
    const others = betas.map((text, index) => this.say("forces_row", { beta: text, share: number(shares[index]) }));
    const best = this.answer();
    return {
      beta: number(beta, beta % 1 ? 1 : 0), reconstruction: number(reconstruction, 1), kl: number(kl, 1),
      total: number(reconstruction + beta * kl, 1),
      verdict: this.say("forces_verdict", { best: betas[best], others: others.join(", ") }),
    };
  }
}
