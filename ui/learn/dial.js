// A slider with its name and what it says.

import { element } from "../live/element.js";
import { textElement } from "./text.js";

/** @import { StepView } from "./step_view.js" */

/** `onInput(value)` is told where it is moved. */
export class Dial {
  /**
   * @param {StepView} view
   * @param {string} name
   * @param {{min?: number, max: number, step?: number, value: number, testid: string}} range
   * @param {(value: number) => void} onInput
   */
  constructor(view, name, { min = 0, max, step = 1, value, testid }, onInput) {
    this.root = element("label", { className: "dial" });
    this.input = element("input", { type: "range", min: String(min), max: String(max), step: String(step), value: String(value) });
    this.input.dataset.testid = testid;
    this.output = element("output", {});
    view.on(this.input, "input", () => onInput(this.value));
    this.root.append(textElement("span", "", name), this.input, this.output);
  }

  get value() {
    return Number(this.input.value);
  }

  set value(value) {
    this.input.value = String(value);
  }

  /** Say what it is at. */
  show(text) {
    const [min, max] = [Number(this.input.min), Number(this.input.max)];
    this.output.textContent = text;
    this.input.setAttribute("aria-valuetext", text);
    this.input.style.setProperty("--share", String((this.value - min) / (max - min)));
  }
}
