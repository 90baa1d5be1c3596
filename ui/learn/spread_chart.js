// A chart of shares against a number of labels, each with the spread over its seeds.

import { SVG, element } from "../live/element.js";
import { number, textElement } from "./text.js";

const [SPREAD_WIDTH, SPREAD_HEIGHT, SPREAD_FOOT, SPREAD_LEFT, SPREAD_TOP] = [320, 150, 26, 30, 8];

/** Lines of shares from 0 to 1; the labels stand in equal steps, as they rise by about twice. */
export class SpreadChart {
  /**
   * @param {string} across what the labels are
   * @param {string} up what the shares are
   * @param {any[]} rows with `labels` and the values and spreads that the series name
   * @param {{name: string, value: string, spread: string}[]} series
   */
  constructor(across, up, rows, series) {
    this.rows = rows;
    this.series = series;
    this.root = element("figure", { className: "spread-chart" });
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("viewBox", `0 0 ${SPREAD_WIDTH} ${SPREAD_HEIGHT}`);
    this.svg.setAttribute("role", "img");
    this.svg.setAttribute("aria-label", [up, ...series.map(({ name, value }) => (
      `${name}: ${rows.map((row) => `${row.labels}: ${number(100 * row[value])} %`).join(", ")}`))].join(". "));
    const lowest = Math.min(...rows.flatMap((row) => series.map(({ value }) => row[value])));
    this.floor = Math.max(0, Math.floor(lowest * 10 - 0.5) / 10);
    this.drawAxes();
    series.forEach((one, index) => this.drawSeries(one, index));
    const legend = element("p", { className: "stacked-legend" });
    legend.append(...series.map(({ name }, index) => textElement("span", `stacked-name is-${index}`, name)));
    this.root.append(textElement("figcaption", "", up), this.svg, textElement("p", "across", across), legend);
  }

  x(index) {
    return SPREAD_LEFT + 8 + (index / (this.rows.length - 1)) * (SPREAD_WIDTH - SPREAD_LEFT - 22);
  }

  y(share) {
    return SPREAD_TOP + (SPREAD_HEIGHT - SPREAD_FOOT - SPREAD_TOP) * (1 - (share - this.floor) / (1 - this.floor));
  }

  node(tag, attributes, text = "") {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    node.textContent = text;
    this.svg.append(node);
  }

  drawAxes() {
    for (const share of [this.floor, (1 + this.floor) / 2, 1]) {
      this.node("line", { class: "grid-line", x1: SPREAD_LEFT, x2: SPREAD_WIDTH, y1: this.y(share), y2: this.y(share) });
      this.node("text", { x: SPREAD_LEFT - 4, y: this.y(share) + 3, "text-anchor": "end" }, `${number(100 * share)} %`);
    }
    this.rows.forEach(({ labels }, index) => this.node("text", { x: this.x(index), y: SPREAD_HEIGHT - 10, "text-anchor": "middle" }, String(labels)));
  }

  drawSeries({ value, spread }, which) {
    const at = (row, index) => `${this.x(index)},${this.y(row[value])}`;
    this.node("path", { class: `series is-line-${which}`, d: `M${this.rows.map(at).join("L")}` });
    this.rows.forEach((row, index) => {
      const x = this.x(index) + (which ? 2 : -2);
      this.node("line", { class: `series is-line-${which}`, x1: x, x2: x, y1: this.y(row[value] - row[spread]), y2: this.y(Math.min(1, row[value] + row[spread])) });
      this.node("circle", { class: `series-dot is-${which}`, cx: this.x(index), cy: this.y(row[value]), r: 3 });
    });
  }
}
