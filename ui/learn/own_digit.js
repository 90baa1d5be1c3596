// The visitor's own digit, kept in this tab from step to step; until there is one, a drawn digit stands for it.

import { InkPreparation } from "../live/prepare.js";

/** @import { InkFacts } from "../contract.js" */

const DIGIT_KEY = "latent-explorer-lesson-digit";
const MOST_POINTS = 20_000;

/** Strokes as the pad has them, and the pixels that they become. */
export class OwnDigit {
  /**
   * @param {number[][][]} sample lines of (x, y)
   * @param {InkFacts | null} ink how ink becomes a digit
   */
  constructor(sample, ink) {
    this.preparation = new InkPreparation(ink);
    this.sample = strokesOf(sample);
    this.strokes = this.sample;
    this.isOwn = false;
    try {
      const kept = JSON.parse(sessionStorage.getItem(DIGIT_KEY) ?? "null");
      if (Array.isArray(kept) && kept.length) [this.strokes, this.isOwn] = [kept, true];
    } catch {
      // nothing that can be read
    }
  }

  /** Pixels in [0, 1], or null where there is no more than a dot. */
  get pixels() {
    return this.preparation.run(this.strokes);
  }

  /** The same, for what needs a digit: the drawn one stands for nothing. */
  get digit() {
    return this.pixels ?? this.preparation.run(this.sample);
  }

  take(strokes) {
    this.strokes = strokes;
    this.isOwn = true;
    if (strokes.reduce((sum, { points }) => sum + points.length, 0) > MOST_POINTS) return;
    try {
      sessionStorage.setItem(DIGIT_KEY, JSON.stringify(strokes));
    } catch {
      // kept as long as the page stands
    }
  }
}

const WIDTH = 0.08; // of the pen, in widths of the pad

/** Lines of (x, y) as strokes of the pad. */
export function strokesOf(sample) {
  return sample.map((places) => ({ points: places.flatMap(([x, y]) => [x, y, WIDTH]), erases: false, color: null }));
}
