// The test pictures on offer for one operand of an equation: of its class where it is one.

import { Picture } from "../live/picture.js";
import { rounded } from "../live/plane.js";
import { element } from "../live/element.js";

/** @import { ArithmeticView } from "./arithmetic.js" */

const NUM_DIGITS = 12;

/** `view` knows the run; `onPick(code)` is told the code of the picture that is chosen. */
export class Tray {
  /**
   * @param {ArithmeticView} view
   * @param {(code: Float64Array) => void} onPick
   */
  constructor(view, onPick) {
    this.view = view;
    this.onPick = onPick;
    this.digits = [];
  }

  /** Be there for an operand: with other pictures where these are of another one or class. */
  offer(name, operand) {
    const isOther = name !== this.name || (typeof operand === "number" && operand !== this.label);
    if (isOther) this.fill(name, operand);
    else this.mark(operand);
  }

  /** Offer other pictures, drawn at random. */
  fill(name, operand) {
    const { facts, places } = this.view;
    this.name = name;
    this.label = typeof operand === "number" ? operand : null;
    const { labels } = places;
    const fitting = [...labels.keys()].filter((index) => this.label === null || labels[index] === this.label);
    const count = Math.min(NUM_DIGITS, fitting.length);
    for (let i = 0; i < count; i++) {
      const j = i + Math.floor(Math.random() * (fitting.length - i));
      [fitting[i], fitting[j]] = [fitting[j], fitting[i]];
    }
    const { noun, class_names: names } = facts;
    const what = places.many(this.label);
    this.view.find(".digits-caption").textContent = `${what[0].toUpperCase()}${what.slice(1)}, as the model draws them, for ${name}`;
    this.digits = fitting.slice(0, count).map((index) => this.digit(index, `Test ${noun} ${index}, ${names[labels[index]]}`));
    this.view.find(".tray").replaceChildren(...this.digits.map(({ button }) => button));
    this.mark(operand);
    this.paint();
  }

  digit(index, title) {
    const button = element("button", { type: "button", className: "digit", title });
    button.setAttribute("aria-label", `${title}, for ${this.name}`);
    const picture = new Picture(element("canvas"), this.view.facts);
    button.append(picture.canvas);
    const code = rounded(this.view.heldOut(index), this.view.facts.z_limit);
    button.addEventListener("click", () => this.onPick(code));
    return { button, picture, code };
  }

  mark(operand) {
    const chosen = String(operand);
    for (const { button, code } of this.digits) button.setAttribute("aria-pressed", String(String(Array.from(code)) === chosen));
  }

  setColors(ink, paper) {
    this.colors = [ink, paper];
    this.paint();
  }

  /** Decode all pictures, once there are colours. */
  paint() {
    if (!this.colors) return;
    for (const { picture, code } of this.digits) {
      picture.setColors(...this.colors);
      picture.paint(this.view.decode(code));
    }
  }
}
