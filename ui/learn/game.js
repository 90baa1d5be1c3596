// A game: the picture is there, the two numbers must be found. Who plays has decoded by hand.

import { element } from "../live/element.js";
import { Dial } from "./dial.js";
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
    this.target = this.picture("target");
    this.drawn = this.picture("friend");
    this.drawn.canvas.dataset.testid = "decoded-image";
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
    pair.append(this.target.root, this.drawn.root);
    return pair;
  }

  dials() {
    const dials = element("div", { className: "dials" });
    this.inputs = [0, 1].map((index) => {
      const range = { min: -RANGE, max: RANGE, step: 0.01, value: 0, testid: `dial-${index + 1}` };
      const dial = new Dial(this, this.say("dial", { number: index + 1 }), range, (value) => this.turn(index, value));
      this.on(dial.input, "change", () => this.moved());
      dials.append(dial.root);
      return dial;
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
    for (const dial of this.inputs) dial.value = 0;
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
    this.target.picture.paint(this.goal);
    this.drawn.picture.paint(pixels);
    this.score.value = this.points;
    this.scoreText.textContent = this.say("match", { score: this.points });
    this.movesText.textContent = this.moves ? this.movesSaid : "";
    this.inputs.forEach((dial, index) => dial.show(number(this.z[index], 2)));
  }

  get movesSaid() {
    return this.say(this.moves === 1 ? "move" : "moves", { moves: this.moves });
  }

  get reached() {
    if (!this.moves) return this.say("game_before");
    const score = Math.max(this.best, this.points);
    return this.say(score >= MUCH_ALIKE ? "game_near" : "game_far", { score, moves: this.movesSaid });
  }

  numbers() {
    return {
      reached: this.reached,
      z1: number(this.z?.[0] ?? 0, 2), z2: number(this.z?.[1] ?? 0, 2),
    };
  }
}
