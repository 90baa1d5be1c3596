// Squeezing: one's own digit through more and more numbers, beside what other ways make of as few bytes.

import { Picture } from "../live/picture.js";
import { element } from "../live/element.js";
import { Demo } from "./demo.js";
import { number, textElement } from "./text.js";

export class Sizes extends Demo {
  constructor(view, root) {
    super(view, root);
    this.index = 1;
    this.models = new Map();
  }

  async build() {
    const { view, view: { lesson } } = this;
    this.rows = lesson.facts.figures.squeezing;
    this.own = this.picture("your_digit");
    this.drawn = this.picture("drawn_back");
    const pair = element("div", { className: "pair" });
    pair.append(this.own.root, this.drawn.root);
    const label = element("label", { className: "dial" });
    this.input = element("input", { type: "range", min: "0", max: String(this.rows.length - 1), step: "1", value: "1" });
    this.input.dataset.testid = "sizes";
    this.output = element("output", {});
    view.on(this.input, "input", () => {
      this.index = Number(this.input.value);
      this.bring();
    });
    label.append(textElement("span", "", view.say("use_sizes_dial")), this.input, this.output);
    this.table = element("table", { className: "figures" });
    this.root.append(pair, label, this.table, textElement("p", "figure", view.say("use_sizes_figure")));
    this.drawTable();
    await this.bring();
  }

  picture(name) {
    const canvas = element("canvas", { className: "shown" });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.view.say(name));
    const picture = new Picture(canvas);
    this.view.pictures.push(picture);
    const root = element("figure", {});
    root.append(textElement("figcaption", "", this.view.say(name)), canvas);
    return { root, picture };
  }

  drawTable() {
    const say = (name) => this.view.say(name);
    const head = element("tr", {});
    for (const name of ["use_sizes_numbers", "use_sizes_bits", "use_sizes_error", "use_sizes_pca", "use_sizes_jpeg"]) {
      head.append(element("th", { textContent: say(name), scope: "col" }));
    }
    this.lines = this.rows.map((row) => {
      const line = element("tr", {});
      const cells = [String(row.latent_dim), number(row.bits, 1), number(row.squared_error, 1), number(row.pca, 1), row.jpeg === null ? "–" : number(row.jpeg, 1)];
      line.append(...cells.map((textContent) => element("td", { textContent })));
      return line;
    });
    const body = element("tbody", {});
    body.append(...this.lines);
    const top = element("thead", {});
    top.append(head);
    this.table.replaceChildren(top, body);
  }

  /** Open the run of the chosen size. */
  async bring() {
    const { latent_dim: size, run } = this.rows[this.index];
    this.output.textContent = this.view.say(size === 1 ? "use_sizes_one" : "use_sizes_many", { count: size });
    this.lines.forEach((line, index) => line.classList.toggle("is-chosen", index === this.index));
    const model = await this.view.lesson.models.openBoth(run);
    if (this.rows[this.index].run !== run) return;
    this.model = model;
    this.view.schedule();
  }

  paint() {
    if (!this.model) return;
    const { pixels } = this.view.lesson.own;
    this.input.style.setProperty("--from-middle", "var(--from-left)");
    this.input.style.setProperty("--share", String(this.index / (this.rows.length - 1)));
    this.own.picture.paint(pixels ?? new Float32Array(784));
    if (!pixels) return;
    this.posterior = this.model.posteriors.of(pixels, false);
    this.drawn.picture.paint(this.posterior.reconstruction);
  }
}
