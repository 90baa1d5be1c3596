// The cost of a training over its epochs: of the pictures it learns from, and of new ones.

import { element, svgElement } from "../live/element.js";
import { drawing, legend } from "./chart.js";
import { number, textElement } from "./text.js";

const [COST_WIDTH, COST_HEIGHT, COST_LEFT] = [320, 110, 44];
const COST_MARGIN = 8;
const NARROW_RANGE = 4; // nats
const HIGHEST = 4; // times as far above the lowest as the last: what is higher, as a first epoch may be, is cut off

/** @typedef {{name: string, values: number[]}} CostSeries */

/**
 * The range of costs that a chart shows: all of them, but for what lies so high that the rest would be a flat line.
 * @param {number[][]} series
 * @returns {[number, number]}
 */
export function costRange(series) {
  const all = series.flat();
  const lowest = Math.min(...all);
  const last = Math.max(...series.map((values) => values.at(-1)));
  const sorted = [...all].sort((a, b) => a - b);
  const usual = sorted[Math.floor(0.9 * (sorted.length - 1))];
  const highest = Math.min(Math.max(...all), Math.max(usual, lowest + HIGHEST * (last - lowest)));
  return highest > lowest ? [lowest, highest] : [lowest - 1, lowest + 1];
}

/** Two lines and their names. */
export class CostChart {
  /**
   * @param {string} title
   * @param {CostSeries[]} series
   */
  constructor(title, series) {
    this.root = element("figure", { className: "spread-chart cost-chart" });
    const ends = series.map(({ name, values }) => `${name}: ${number(values[0])} → ${number(values.at(-1))}`);
    this.svg = drawing(COST_WIDTH, COST_HEIGHT, [title, ...ends].join(". "));
    const [low, high] = costRange(series.map(({ values }) => values));
    const y = (value) => COST_MARGIN + (COST_HEIGHT - 2 * COST_MARGIN) * (1 - (Math.min(value, high) - low) / (high - low));
    for (const value of [low, (low + high) / 2, high]) {
      this.node("line", { class: "grid-line", x1: COST_LEFT, x2: COST_WIDTH, y1: y(value), y2: y(value) });
      this.node("text", { x: COST_LEFT - 4, y: y(value) + 3, "text-anchor": "end" }, number(value, high - low < NARROW_RANGE ? 1 : 0));
    }
    this.last = Math.max(...series.map(({ values }) => values.length));
    series.forEach(({ values }, index) => {
      const places = values.map((value, before) => `${this.x(before + 1).toFixed(1)},${y(value).toFixed(1)}`);
      this.node("path", { class: `series is-line-${index}`, d: `M${places.join("L")}` });
    });
    this.root.append(textElement("figcaption", "", title), this.svg, legend(series.map(({ name }) => name)));
  }

  /** Where an epoch is, from 1. */
  x(epoch) {
    return COST_LEFT + 4 + ((epoch - 1) / Math.max(1, this.last - 1)) * (COST_WIDTH - COST_LEFT - 12);
  }

  /** Mark an epoch; 0 takes the mark away. */
  mark(epoch) {
    this.marked?.remove();
    const x = this.x(epoch).toFixed(1);
    this.marked = epoch ? this.node("line", { class: "marked", x1: x, x2: x, y1: COST_MARGIN, y2: COST_HEIGHT - COST_MARGIN }) : null;
  }

  node(tag, attributes, text = "") {
    const node = svgElement(tag, attributes, text);
    this.svg.append(node);
    return node;
  }
}
