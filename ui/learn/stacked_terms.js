// A small chart of two terms over the epochs, one upon the other; a click goes to an epoch.

import { element, svgElement } from "../live/element.js";
import { drawing, legend } from "./chart.js";
import { number, textElement } from "./text.js";

const [TERMS_WIDTH, TERMS_HEIGHT, TERMS_FOOT, TERMS_SIDE] = [320, 130, 18, 34];

/** Two areas, the one in view marked. `onChoose(index)` is told which epoch was clicked. */
export class StackedTerms {
  constructor(names, title, onChoose) {
    this.root = element("figure", { className: "stacked" });
    this.svg = drawing(TERMS_WIDTH, TERMS_HEIGHT, title);
    this.epochs = [];
    this.svg.addEventListener("click", (event) => {
      if (!this.epochs.length) return; // they come
      const { left, width } = this.svg.getBoundingClientRect();
      const x = ((event.clientX - left) / width) * TERMS_WIDTH;
      const distances = this.epochs.map((_, index) => Math.abs(this.x(index) - x));
      onChoose(distances.indexOf(Math.min(...distances)));
    });
    this.said = textElement("p", "stacked-said", "");
    this.root.append(textElement("figcaption", "", title), this.svg, legend(names), this.said);
  }

  /** @param {number[]} epochs @param {number[]} lower nats @param {number[]} upper nats, upon the lower ones */
  take(epochs, lower, upper) {
    this.epochs = epochs;
    this.lower = lower;
    this.upper = upper;
    const totals = lower.map((value, index) => value + upper[index]);
    // From a floor, said at the side: what is learnt would else be a thin slice.
    this.floor = Math.floor((0.9 * Math.min(...lower)) / 10) * 10;
    this.top = Math.max(...totals.slice(1)); // what the untrained network costs would leave no room for the rest
    this.svg.replaceChildren(
      this.area("is-0", lower, lower.map(() => this.floor)), this.area("is-1", totals, lower),
      this.text(2, this.y(this.top) + 10, number(this.top, 0)), this.text(2, TERMS_HEIGHT - TERMS_FOOT, number(this.floor, 0)),
      ...epochs.map((epoch, index) => this.text(this.x(index), TERMS_HEIGHT - 4, String(epoch), "middle")),
    );
    this.mark = svgElement("line", { class: "mark", y1: 0, y2: TERMS_HEIGHT - TERMS_FOOT });
    this.veil = svgElement("rect", { class: "veil", y: 0, height: TERMS_HEIGHT - TERMS_FOOT });
    this.svg.append(this.veil, this.mark);
    this.show(0);
  }

  x(index) {
    return TERMS_SIDE + (index / (this.epochs.length - 1)) * (TERMS_WIDTH - TERMS_SIDE - 10);
  }

  y(value) {
    return Math.max(0, (TERMS_HEIGHT - TERMS_FOOT) * (1 - (value - this.floor) / (this.top - this.floor)) + 2);
  }

  area(className, upper, lower) {
    const along = upper.map((value, index) => `${this.x(index)},${this.y(value)}`);
    const back = lower.map((value, index) => `${this.x(index)},${this.y(value)}`).reverse();
    return svgElement("path", { d: `M${[...along, ...back].join("L")}Z`, class: `area ${className}` });
  }

  text(x, y, text, anchor = "start") {
    return svgElement("text", { x, y, "text-anchor": anchor }, text);
  }

  /** Mark an epoch; what comes after it is faint. */
  show(index) {
    this.veil.setAttribute("x", String(this.x(index)));
    this.veil.setAttribute("width", String(TERMS_WIDTH - this.x(index)));
    for (const end of ["x1", "x2"]) this.mark.setAttribute(end, String(this.x(index)));
    this.said.textContent = `${number(this.lower[index], 1)} + ${number(this.upper[index], 1)} = ${number(this.lower[index] + this.upper[index], 1)}`;
  }
}
