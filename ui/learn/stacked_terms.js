// A small chart of two terms over the epochs, one upon the other; a click goes to an epoch.

import { SVG, element } from "../live/element.js";
import { number, textElement } from "./text.js";

const [TERMS_WIDTH, TERMS_HEIGHT, TERMS_FOOT, TERMS_SIDE] = [320, 130, 18, 34];

/** Two areas, the one in view marked. `onChoose(index)` is told which epoch was clicked. */
export class StackedTerms {
  constructor(names, title, onChoose) {
    this.root = element("figure", { className: "stacked" });
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", `0 0 ${TERMS_WIDTH} ${TERMS_HEIGHT}`);
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", title);
    this.svg.addEventListener("click", (event) => {
      const { left, width } = this.svg.getBoundingClientRect();
      const x = ((event.clientX - left) / width) * TERMS_WIDTH;
      const distances = this.epochs.map((_, index) => Math.abs(this.x(index) - x));
      onChoose(distances.indexOf(Math.min(...distances)));
    });
    this.said = textElement("p", "stacked-said", "");
    const legend = element("p", { className: "stacked-legend" });
    legend.append(...names.map((name, index) => textElement("span", `stacked-name is-${index}`, name)));
    this.root.append(textElement("figcaption", "", title), this.svg, legend, this.said);
    this.names = names;
  }

  /** @param {number[]} epochs @param {number[]} lower nats @param {number[]} upper nats, upon the lower ones */
  take(epochs, lower, upper) {
    Object.assign(this, { epochs, lower, upper });
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
    this.mark = this.line(0);
    this.svg.append(this.mark);
  }

  x(index) {
    return TERMS_SIDE + (index / (this.epochs.length - 1)) * (TERMS_WIDTH - TERMS_SIDE - 10);
  }

  y(value) {
    return Math.max(0, (TERMS_HEIGHT - TERMS_FOOT) * (1 - (value - this.floor) / (this.top - this.floor)) + 2);
  }

  area(className, upper, lower) {
    const path = document.createElementNS(SVG, "path");
    const along = upper.map((value, index) => `${this.x(index)},${this.y(value)}`);
    const back = lower.map((value, index) => `${this.x(index)},${this.y(value)}`).reverse();
    path.setAttribute("d", `M${[...along, ...back].join("L")}Z`);
    path.setAttribute("class", `area ${className}`);
    return path;
  }

  text(x, y, text, anchor = "start") {
    const node = document.createElementNS(SVG, "text");
    node.setAttribute("x", String(x));
    node.setAttribute("y", String(y));
    node.setAttribute("text-anchor", anchor);
    node.textContent = text;
    return node;
  }

  line(index) {
    const line = document.createElementNS(SVG, "line");
    line.setAttribute("class", "mark");
    line.setAttribute("y1", "0");
    line.setAttribute("y2", String(TERMS_HEIGHT - TERMS_FOOT));
    this.move(line, index);
    return line;
  }

  move(line, index) {
    for (const end of ["x1", "x2"]) line.setAttribute(end, String(this.x(index)));
  }

  show(index) {
    this.move(this.mark, index);
    this.said.textContent = `${number(this.lower[index], 1)} + ${number(this.upper[index], 1)} = ${number(this.lower[index] + this.upper[index], 1)}`;
  }
}
