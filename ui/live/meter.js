// How long a decode takes and how many pictures a second are painted, measured as they are.

import { saidOf } from "./wording.js";

/** @import { Outputs } from "./kinds.js" */

const WINDOW = 1000; // milliseconds
const TEXT_EVERY = 250;
const NUM_DECODES = 60;

/** The first decodes run before the browser has compiled the network, so that ten must be there. */
export const MADE_HERE = { fewest: 10, leastRow: 10, why: "to decode", from: "" };
/** Pictures that come over a line are fewer, and the first is like any other. */
export const MADE_ELSEWHERE = { fewest: 1, leastRow: 3, why: "for", from: " from the worker" };

/** Counts pictures; its text changes four times a second at most and keeps the last rate once things stand still. */
export class Meter {
  /**
   * @param {HTMLElement} output
   * @param {{fewest: number, leastRow: number, why: string, from: string}} kind where pictures come from
   * @param {Partial<Outputs>} outputs what is decoded
   */
  constructor(output, kind = MADE_HERE, outputs = {}) {
    this.output = output;
    this.kind = kind;
    this.outputs = outputs;
    this.times = [];
    this.decodes = [];
    this.written = 0;
    this.lastRate = 0;
  }

  /** Count a picture that took some milliseconds to decode. */
  count(milliseconds, now = performance.now()) {
    this.decodes.push(milliseconds);
    if (this.decodes.length > NUM_DECODES) this.decodes.shift();
    this.times.push(now);
    while (now - this.times[0] > WINDOW) this.times.shift();
    if (now - this.written < TEXT_EVERY || this.decodes.length < this.kind.fewest) return;
    this.written = now;
    this.lastRate = this.rate(now) || this.lastRate;
    const rate = this.lastRate ? ` · ${this.lastRate} shown a second` : "";
    this.output.textContent = saidOf(this.outputs, `${median(this.decodes).toFixed(2)} ms ${this.kind.why} a picture${this.kind.from}${rate}`);
  }

  /** Pictures a second over the pictures of one movement, or 0 before there are enough of them. */
  rate(now) {
    const gap = 200;
    let first = this.times.length - 1;
    while (first > 0 && this.times[first] - this.times[first - 1] < gap) first--;
    const count = this.times.length - 1 - first;
    return count >= this.kind.leastRow ? Math.round((1000 * count) / (now - this.times[first])) : 0;
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
