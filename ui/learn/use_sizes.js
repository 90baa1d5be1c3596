// Squeezing: one's own digit through more and more numbers, beside what other ways make of as few bytes.

import { element } from "../live/element.js";
import { Dial } from "./dial.js";
import { Demo } from "./demo.js";
import { number, textElement } from "./text.js";
import { DIGIT_SHAPE } from "../live/prepare.js";
import { sizeOfShape } from "../live/pixels.js";

const SIZE_TERMS = ["bits", "error", "pca", "jpeg"]; // columns of the table, each explained beside it

export class Sizes extends Demo {
  constructor(view, root) {
    super(view, root);
    this.index = 1;
  }

  async build() {
    const { view, view: { lesson } } = this;
    this.rows = lesson.facts.figures.squeezing;
    this.own = view.picture(lesson.own.isOwn ? "your_digit" : "example_digit");
    this.drawn = view.picture("drawn_back");
    const pair = element("div", { className: "pair" });
    pair.append(this.own.root, this.drawn.root);
    this.dial = new Dial(view, view.say("use_sizes_dial"), { max: this.rows.length - 1, value: this.index, testid: "sizes" }, (index) => {
      this.index = index;
      this.bring();
    });
    this.table = element("table", { className: "figures" });
    const table = element("div", { className: "beside" });
    const terms = element("dl", { className: "figure terms-said" });
    for (const name of SIZE_TERMS) terms.append(textElement("dt", "", view.say(`use_sizes_${name}`)), textElement("dd", "", view.say(`use_sizes_${name}_said`)));
    table.append(this.table, terms);
    this.absent = textElement("p", "figure", view.say("absent"));
    this.root.append(textElement("p", "lead", view.say("use_sizes_lead")), pair, this.absent, this.dial.root, table);
    this.drawTable();
    await this.bring();
  }

  drawTable() {
    const say = (name) => this.view.say(name);
    const head = element("tr", {});
    for (const name of ["numbers", ...SIZE_TERMS]) head.append(element("th", { textContent: say(`use_sizes_${name}`), scope: "col" }));
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
    this.dial.show(this.view.say(size === 1 ? "use_sizes_one" : "use_sizes_many", { count: size }));
    this.lines.forEach((line, index) => line.classList.toggle("is-chosen", index === this.index));
    const isAbsent = !this.view.lesson.hasEncoder(run);
    const model = isAbsent ? null : await this.view.lesson.models.openBoth(run);
    if (this.rows[this.index].run !== run) return;
    this.model = model;
    this.absent.hidden = !isAbsent;
    this.drawn.root.hidden = isAbsent;
    this.view.schedule();
  }

  paint() {
    const { pixels } = this.view.lesson.own;
    this.own.picture.paint(pixels ?? new Float32Array(sizeOfShape(DIGIT_SHAPE)));
    if (!pixels || !this.model) return;
    this.drawn.picture.paint(this.model.posteriors.of(pixels, false).reconstruction);
  }
}
