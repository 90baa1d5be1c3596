// Break it: machines that went wrong; what happened is to be guessed before the measures say so.

import { PictureGrid } from "../live/picture_grid.js";
import { element } from "../live/element.js";
import { BrokenFilm } from "./broken_film.js";
import { CostChart } from "./cost_chart.js";
import { LinkedMaps } from "./linked_maps.js";
import { strokesOf } from "./own_digit.js";
import { StepView } from "./step_view.js";
import { textElement } from "./text.js";
import { DIGITS } from "../live/prepare.js";

const BROKEN_DRAWN = 10;
const FIRST = "first:"; // of a case's name: the first guess, which is the one that counts

/** One machine at a time: its map, what it draws, its copies, its costs, its film, and after the guess its health card. */
export class BreakView extends StepView {
  constructor(lesson, root) {
    super(lesson, root);
    this.cases = lesson.facts.cases;
    this.steps = this.cases.map(({ step }) => step);
    const open = this.steps.findIndex((step) => lesson.progress.answerOf(step.name) === undefined);
    this.at = Math.max(0, open);
  }

  /** The words of the machine in view, as of a step. */
  get step() {
    return this.steps[this.at];
  }

  /** What was measured; comes with the machine. */
  get broken() {
    return this.lesson.facts.broken.find(({ run }) => run === this.cases[this.at].run);
  }

  async build() {
    this.count = textElement("span", "break-count", "");
    this.score = textElement("span", "break-score", "");
    this.score.setAttribute("aria-live", "polite");
    this.next = this.button("", () => this.goOn(), "");
    this.filmButton = this.button(this.say("break_film"), () => (this.film ? this.endFilm() : this.playFilm()), "film-button");
    this.filmButton.hidden = true;
    const head = element("div", { className: "break-head" });
    head.append(this.count, this.score, this.filmButton, this.next);
    this.place = element("div", {});
    this.filmPlace = element("div", { className: "break-film", hidden: true });
    this.foot = element("div", { className: "break-foot" });
    this.absent = textElement("p", "", this.say("absent"));
    this.absent.hidden = true;
    this.root.append(head, this.place, this.absent, this.filmPlace, this.foot);
    await this.show();
  }

  /** Show the machine in view. */
  async show() {
    const { at } = this;
    const title = this.say("break_name", { number: at + 1 });
    this.count.textContent = this.say("break_count", { number: at + 1, count: this.cases.length });
    this.showScore();
    this.filmButton.disabled = true; // until the machine that it would show has come
    const model = await this.opened(this.cases[at].run);
    if (this.isGone || at !== this.at) return;
    this.filmButton.disabled = false;
    this.model = model;
    this.isShown = true;
    this.filmButton.hidden = this.filmName === "";
    this.place.hidden = !model;
    this.absent.hidden = Boolean(model);
    if (model) this.showMachine({ ...model, title });
    this.showFoot();
    this.lesson.showNumbers();
  }

  /** The machine, as much of it as this page has. */
  opened(run) {
    const { lesson } = this;
    if (!lesson.has(run)) return Promise.resolve(null);
    return lesson.hasEncoder(run) ? lesson.models.openBoth(run) : lesson.models.open(run);
  }

  showMachine(run) {
    if (this.linked) this.linked.setRuns([run]);
    else {
      this.linked = new LinkedMaps(this.place, [run], {
        say: (name, values) => this.say(name, values), layers: ["points", "prior"], numDrawn: BROKEN_DRAWN,
      });
      if (this.theme) this.linked.setTheme(this.theme);
    }
  }

  /** Names the bundle of the machine's film; "" where this page has none. */
  get filmName() {
    const film = this.model?.facts.film ?? "";
    return this.lesson.models.isThere(film) ? film : "";
  }

  /** Show how the machine came to be as it is, in the place of what it is now. */
  async playFilm() {
    const { model } = this;
    this.filmPlace.hidden = false; // what is not seen has no size to draw in
    this.showFilm(new BrokenFilm(this, this.filmPlace, model, (epoch) => this.chart.mark(epoch)));
    const { film } = this;
    const bytes = await this.lesson.models.bytes(this.filmName);
    if (this.film === film && !this.isGone) film.take(bytes);
  }

  endFilm() {
    this.film?.destroy();
    this.showFilm(null);
  }

  /** @param {BrokenFilm | null} film */
  showFilm(film) {
    this.film = film;
    this.place.hidden = film !== null;
    this.filmPlace.hidden = film === null;
    this.filmButton.textContent = this.say(film ? "break_film_end" : "break_film");
    this.showFoot();
  }

  showFoot() {
    const { learnt, new: held, card } = this.broken;
    const chart = this.chart = new CostChart(this.say("break_cost", { last: learnt.length }), [
      { name: this.say("break_learnt"), values: learnt }, { name: this.say("break_new"), values: held },
    ]);
    if (this.film) chart.mark(this.film.epoch);
    this.card = element("div", { className: "break-card" });
    const copies = this.film?.copies ?? (this.model?.posteriors.encoder ? this.copies() : "");
    this.foot.replaceChildren(copies, chart.root, this.card);
    this.card.append(textElement("p", "small-name", this.say("break_card")));
    if (this.guess === undefined) {
      this.card.append(textElement("p", "", this.say("break_wait")));
      return;
    }
    const table = element("table", {});
    const head = table.createTHead().insertRow();
    for (const text of ["", this.say("break_this"), this.say("break_sound")]) head.append(textElement("th", "", text));
    const body = table.createTBody();
    for (const { name, value, sound, state, other } of card) {
      const row = body.insertRow();
      row.className = `is-${state}`;
      row.append(textElement("th", "", name), textElement("td", "", value), textElement("td", "", other ? `${sound} *` : sound));
    }
    this.card.append(table);
    const other = card.find((line) => line.other)?.other;
    if (other) this.card.append(textElement("p", "break-other", this.say("break_other", { run: other })));
  }

  /** Digits drawn by hand, and below each what the machine makes of it. */
  copies() {
    const canvas = this.canvas(this.say("break_copies"), "shown copies");
    const { samples } = this.lesson.facts;
    this.grid = new PictureGrid(canvas, DIGITS);
    this.grid.setShape(2, samples.length);
    samples.forEach(({ strokes }, index) => {
      const pixels = this.lesson.own.preparation.run(strokesOf(strokes));
      this.grid.put(index, pixels);
      this.grid.put(samples.length + index, this.model.posteriors.of(pixels, false).reconstruction);
    });
    if (this.theme) this.grid.setColors(this.theme.pictureInk, this.theme.picturePaper);
    const figure = element("figure", {});
    figure.append(textElement("figcaption", "", this.say("break_copies")), canvas);
    return figure;
  }

  get guess() {
    return this.lesson.progress.answerOf(this.step.name);
  }

  answered(choice) {
    const { progress } = this.lesson;
    const name = `${FIRST}${this.step.name}`;
    if (progress.answerOf(name) === undefined) progress.set("answers", name, choice);
    if (this.steps.every((step) => progress.answerOf(step.name) !== undefined)) progress.set("answers", "break", 0);
    this.showScore();
    if (this.isShown) this.showFoot();
  }

  showScore() {
    const first = this.steps.map((step) => this.lesson.progress.answerOf(`${FIRST}${step.name}`));
    const answered = first.filter((choice) => choice !== undefined).length;
    const right = first.filter((choice, index) => choice === this.steps[index].answer).length;
    this.score.textContent = answered ? this.say("break_score", { right, answered }) : "";
    this.next.textContent = this.say(answered === this.steps.length && this.at === this.steps.length - 1 ? "break_again" : "break_next");
  }

  /** Go to the next machine; after the last, when all have been guessed, begin again. */
  goOn() {
    const isLast = this.at === this.steps.length - 1;
    if (isLast && this.next.textContent === this.say("break_again")) {
      this.lesson.progress.forget(["break", ...this.steps.flatMap(({ name }) => [name, `${FIRST}${name}`])]);
    }
    if (this.film) this.endFilm();
    this.at = isLast ? 0 : this.at + 1;
    this.model = null;
    this.isShown = false;
    this.lesson.showStep();
    this.show();
  }

  numbers() {
    return this.broken?.numbers ?? {};
  }

  render() {
    this.film?.render();
  }

  setTheme(theme) {
    this.linked?.setTheme(theme);
    this.film?.setTheme(theme);
    this.grid?.setColors(theme.pictureInk, theme.picturePaper);
    super.setTheme(theme);
  }

  destroy() {
    super.destroy();
    this.film?.destroy();
    this.linked?.destroy();
  }
}
