// A game: the picture is there, the two numbers must be found. Who plays has decoded by hand.

import { Picture } from "../live/picture.js";
import { element } from "../live/element.js";
import { StepView } from "./step_view.js";
import { likeness } from "./likeness.js";
import { number, textElement } from "./text.js";

const AS_GOOD_AS_IT_GETS = 96;
const MUCH_ALIKE = 80;
const RANGE = 2.5; // of a dial, in latent units
const FIRST_TARGET = 7; // of the held-out codes, which are in no order

/** Two pictures, two dials and a score. */
export class GameView extends StepView {
  async build() {
    this.model = await this.lesson.models.open(this.lesson.facts.main);
    if (this.isGone) return;
    this.round = 0;
    this.z = [0, 0];
    this.target = element("canvas", { className: "shown" });
    this.drawn = element("canvas", { className: "shown" });
    this.drawn.dataset.testid = "decoded-image";
    for (const canvas of [this.target, this.drawn]) canvas.setAttribute("role", "img");
    this.targetPicture = new Picture(this.target);
    this.drawnPicture = new Picture(this.drawn);
    this.pictures.push(this.targetPicture, this.drawnPicture);
    this.score = element("meter", { min: 0, max: 100, value: 0 });
    this.score.setAttribute("aria-label", this.say("match_label"));
    this.scoreText = element("output", { className: "score-text" });
    this.movesText = textElement("span", "moves", "");
    this.bestText = textElement("p", "best", "");
    this.bestText.setAttribute("aria-live", "polite");
    this.root.append(this.pair(), this.dials(), this.scoring());
    this.begin();
  }

  pair() {
    const pair = element("div", { className: "pair" });
    for (const [canvas, name] of /** @type {const} */ ([[this.target, "target"], [this.drawn, "friend"]])) {
      const figure = element("figure", {});
      canvas.setAttribute("aria-label", this.say(name));
      figure.append(textElement("figcaption", "", this.say(name)), canvas);
      pair.append(figure);
    }
    return pair;
  }

  dials() {
    const dials = element("div", { className: "dials" });
    this.inputs = [0, 1].map((index) => {
      const label = element("label", { className: "dial" });
      const input = element("input", { type: "range", min: String(-RANGE), max: String(RANGE), step: "0.01", value: "0" });
      input.dataset.testid = `dial-${index + 1}`;
      const output = element("output", {});
      this.on(input, "input", () => this.turn(index, Number(input.value)));
      this.on(input, "change", () => this.moved());
      label.append(textElement("span", "", this.say("dial", { number: index + 1 })), input, output);
      dials.append(label);
      return { input, output };
    });
    return dials;
  }

  scoring() {
    const scoring = element("div", { className: "scoring" });
    scoring.append(this.score, this.scoreText, this.movesText, this.button(this.say("new_round"), () => this.begin(), "new-round"), this.bestText);
    return scoring;
  }

  /** A picture that this machine can draw: at the code of a held-out digit within the dials' reach. */
  begin() {
    const { codes, labels } = this.model.places;
    let index = (FIRST_TARGET + 13 * this.round) % labels.length;
    while (Math.max(Math.abs(codes[2 * index]), Math.abs(codes[2 * index + 1])) > RANGE - 0.2) index = (index + 1) % labels.length;
    this.round += 1;
    this.goal = Float32Array.from(this.model.pixels(codes[2 * index], codes[2 * index + 1]));
    this.z = [0, 0];
    this.moves = 0;
    this.best = 0;
    this.bestText.textContent = "";
    for (const { input } of this.inputs) input.value = "0";
    this.schedule();
  }

  turn(index, value) {
    this.z[index] = value;
    this.schedule();
  }

  moved() {
    this.moves += 1;
    this.render();
    this.best = Math.max(this.best, this.points);
    this.bestText.textContent = this.points >= AS_GOOD_AS_IT_GETS ? this.say("close") : this.say("best", { score: this.best });
    this.lesson.showNumbers();
  }

  render() {
    if (!this.goal) return;
    const pixels = this.model.pixels(...this.z);
    this.points = Math.round(100 * likeness(pixels, this.goal));
    this.targetPicture.paint(this.goal);
    this.drawnPicture.paint(pixels);
    this.score.value = this.points;
    this.scoreText.textContent = this.say("match", { score: this.points });
    this.movesText.textContent = this.say("moves", { moves: this.moves });
    this.inputs.forEach(({ input, output }, index) => {
      output.textContent = number(this.z[index], 2);
      input.style.setProperty("--share", String((this.z[index] + RANGE) / (2 * RANGE)));
    });
  }

  numbers() {
    const score = Math.max(this.best ?? 0, this.points ?? 0);
    return {
      reached: this.say(score >= MUCH_ALIKE ? "game_near" : "game_far", { score, moves: this.moves ?? 0 }),
      z1: number(this.z?.[0] ?? 0, 2), z2: number(this.z?.[1] ?? 0, 2),
    };
  }
}
