// A chart of shares against a number of labels, each with the spread over its seeds.

import { element, svgElement } from "../live/element.js";
import { drawing, legend } from "./chart.js";
import { number, textElement } from "./text.js";

const [SPREAD_WIDTH, SPREAD_HEIGHT, SPREAD_FOOT, SPREAD_LEFT, SPREAD_TOP] = [320, 150, 26, 40, 8];

/** @import { SharesFacts } from "../contract.js" */

/** Lines of shares from 0 to 1; the labels stand in equal steps, as they rise by about twice. */
export class SpreadChart {
  /**
   * @param {string} across what the labels are
   * @param {string} up what the shares are
   * @param {SharesFacts} shares
   * @param {string[]} names of its series
   */
  constructor(across, up, { labels, series }, names) {
    this.labels = labels;
    this.series = series;
    this.root = element("figure", { className: "spread-chart" });
    const inWords = series.map(({ values }, index) => `${names[index]}: ${values.map((value, at) => `${labels[at]}: ${number(100 * value)}%`).join(", ")}`);
    this.svg = drawing(SPREAD_WIDTH, SPREAD_HEIGHT, [up, ...inWords].join(". "));
    const lowest = Math.min(...series.flatMap(({ values, spreads }) => values.map((value, at) => value - spreads[at])));
    this.floor = Math.max(0, Math.floor(lowest * 10) / 10);
    this.drawAxes();
    series.forEach((one, index) => this.drawSeries(one, index));
    this.root.append(textElement("figcaption", "", up), this.svg, textElement("p", "across", across), legend(names));
  }

  x(index) {
    return SPREAD_LEFT + 8 + (index / (this.labels.length - 1)) * (SPREAD_WIDTH - SPREAD_LEFT - 22);
  }

  y(share) {
    return SPREAD_TOP + (SPREAD_HEIGHT - SPREAD_FOOT - SPREAD_TOP) * (1 - (share - this.floor) / (1 - this.floor));
  }

  node(tag, attributes, text = "") {
    this.svg.append(svgElement(tag, attributes, text));
  }

  drawAxes() {
    for (const share of [this.floor, (1 + this.floor) / 2, 1]) {
      this.node("line", { class: "grid-line", x1: SPREAD_LEFT, x2: SPREAD_WIDTH, y1: this.y(share), y2: this.y(share) });
      this.node("text", { x: SPREAD_LEFT - 4, y: this.y(share) + 3, "text-anchor": "end" }, `${number(100 * share)}%`);
    }
    this.labels.forEach((count, index) => this.node("text", { x: this.x(index), y: SPREAD_HEIGHT - 10, "text-anchor": "middle" }, String(count)));
  }

  drawSeries({ values, spreads }, which) {
    const points = values.map((value, index) => `${this.x(index)},${this.y(value)}`);
    this.node("path", { class: `series is-line-${which}`, d: `M${points.join("L")}` });
    values.forEach((value, index) => {
      const x = this.x(index) + 2 * which - this.series.length + 1; // bars of series side by side
      const [low, high] = [value - spreads[index], Math.min(1, value + spreads[index])];
      this.node("line", { class: `series is-line-${which}`, x1: x, x2: x, y1: this.y(low), y2: this.y(high) });
      this.node("circle", { class: `series-dot is-${which}`, cx: this.x(index), cy: this.y(value), r: 3 });
    });
  }
}
