// What is known about a place: the held-out codes next to it and how far out it lies, as one plain sentence.

import { shortened } from "./class_names.js";
import { samplePrior, sampleShape, shareFartherOut } from "./prior.js";
import { saidOf } from "./wording.js";

/** @import { RunFacts } from "../contract.js" */

const NUM_NEIGHBOURS = 10;
const LETTERS_OF_CLASS = 24; // of a class's name in a sentence, which has room for three lines
export const NOTHING_KNOWN = "Nothing is known of the pictures that this model learned from";

/** The codes of held-out pictures and what they say about any place. */
export class Places {
  /**
   * @param {Float32Array} codes one after another
   * @param {Uint8Array} labels
   * @param {Pick<RunFacts, "class_names" | "noun" | "nouns" | "near_distance" | "has_prior" | "has_data" | "shape_extent" | "levels" | "kind">} facts
   * @param {?ArrayLike<number>} shape of a prior that is drawn
   * @param {?Float32Array} draws from a prior that is learnt, one after another
   */
  constructor(codes, labels, facts, shape = null, draws = null) {
    this.shape = shape;
    this.draws = draws;
    this.codes = codes;
    this.labels = labels;
    this.facts = facts;
    this.isDigit = facts.noun === "digit";
    // A level without a map is drawn for what the others say: it does not count for what is near.
    const mapped = facts.levels.filter(({ home_box: box }) => box).flatMap(({ dimensions }) => dimensions);
    this.counted = facts.levels.length ? mapped : null;
    this.distances = new Float64Array(NUM_NEIGHBOURS);
    this.classes = new Int32Array(NUM_NEIGHBOURS);
    this.indices = new Int32Array(NUM_NEIGHBOURS);
  }

  /** The mean of numbers known of all codes over those nearest to a place, of one class where one is given. */
  meanOf(values, z, label) {
    const { count } = this.nearest(z, label);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += values[this.indices[k]];
    return sum / count;
  }

  /** Whether there is a prior to draw from; a plain autoencoder has none. */
  get hasDraws() {
    return this.facts.has_prior || this.shape !== null || this.draws !== null;
  }

  /** The code of some held-out picture. */
  anyHeldOut(dims) {
    return oneOf(this.codes, dims);
  }

  /** A code drawn from the prior, or without one that of some held-out picture. */
  random(dims) {
    if (this.shape) return sampleShape(this.shape, this.facts.shape_extent ?? 0);
    if (this.draws) return oneOf(this.draws, dims);
    return this.facts.has_prior ? samplePrior(dims) : this.anyHeldOut(dims);
  }

  /** What `random` gives, for a button's title. */
  get randomTitle() {
    return this.hasDraws ? "A code drawn from the prior" : saidOf(this.facts, "The code of some test picture");
  }

  /** Return {count, distance, classes: [[label, number]...]} of the nearest codes, of one class where one is given. */
  nearest(z, label) {
    const { codes, labels, distances, classes, counted, indices } = this;
    const dims = z.length;
    const most = counted?.length ?? dims;
    let count = 0;
    let limit = Infinity;
    for (let i = 0, at = 0; i < labels.length; i++, at += dims) {
      if (label !== null && labels[i] !== label) continue;
      let square = 0;
      for (let j = 0; j < most && square < limit; j++) {
        const k = counted ? counted[j] : j;
        square += (codes[at + k] - z[k]) ** 2;
      }
      if (square >= limit) continue;
      let place = count < NUM_NEIGHBOURS ? count++ : NUM_NEIGHBOURS - 1;
      for (; place > 0 && distances[place - 1] > square; place--) {
        distances[place] = distances[place - 1];
        classes[place] = classes[place - 1];
        indices[place] = indices[place - 1];
      }
      distances[place] = square;
      classes[place] = labels[i];
      indices[place] = i;
      if (count === NUM_NEIGHBOURS) limit = distances[NUM_NEIGHBOURS - 1];
    }
    const tally = new Map();
    for (let i = 0; i < count; i++) tally.set(classes[i], (tally.get(classes[i]) ?? 0) + 1);
    return { count, distance: Math.sqrt(distances[0]), classes: [...tally].sort((a, b) => b[1] - a[1]) };
  }

  /** Say in one sentence what was seen here; `label` is the class a conditional run draws, else null. */
  sentence(z, label) {
    if (!this.facts.has_data) return `${NOTHING_KNOWN}${this.farther(z, "; ")}.`;
    const { near_distance: near } = this.facts;
    const found = this.nearest(z, label);
    if (found.count === 0 || found.distance > near) {
      return `No ${this.one(label)} lands near here: ${saidOf(this.facts, "this picture")} is a guess${this.farther(z, ", and ")}.`;
    }
    if (label !== null) {
      return `The nearest ${this.one(label)} is ${found.distance.toFixed(2)} away, so this style was seen`
        + `${this.farther(z, "; ")}.`;
    }
    if (this.facts.class_names.length === 1) {
      return `The nearest ${this.one(null)} is ${found.distance.toFixed(2)} away, so ${saidOf(this.facts, "pictures")} like this were seen`
        + `${this.farther(z, "; ")}.`;
    }
    const [[first, most], second] = found.classes;
    const also = second && second[1] > 1 ? ` and ${second[1]} ${this.plural(second[0])}` : "";
    const kinds = most === found.count ? `All ${most} nearest ${this.many(null)} are ${this.plural(first)}`
      : `Of the ${found.count} nearest ${this.many(null)}, ${most} are ${this.plural(first)}${also}`;
    return `${kinds}${this.farther(z, "; ")}.`;
  }

  className(label) {
    return shortened(this.facts.class_names[label] ?? String(label), LETTERS_OF_CLASS, (text) => text.length);
  }

  /** What several of a class are called after a number: digits are their class. */
  plural(label) {
    return this.isDigit ? `${this.className(label)}s` : `“${this.className(label)}”`;
  }

  /** What one held-out picture is called, of a class or, with null, of any. */
  one(label) {
    if (!this.facts.has_data) return "draw from the prior";
    if (label === null) return `test ${this.facts.noun}`;
    return this.isDigit ? `test ${this.className(label)}` : `test ${this.facts.noun} of “${this.className(label)}”`;
  }

  /** What several held-out pictures are called, of a class or, with null, of any. */
  many(label) {
    if (!this.facts.has_data) return "draws from the prior";
    if (label === null) return `test ${this.facts.nouns}`;
    return this.isDigit ? `test ${this.plural(label)}` : `test ${this.facts.nouns} of ${this.plural(label)}`;
  }

  farther(z, joint) {
    if (!this.facts.has_prior) return "";
    const numbers = this.counted ? this.counted.map((k) => z[k]) : z;
    const percent = 100 * shareFartherOut(Math.hypot(...numbers), numbers.length);
    if (percent === 100) return `${joint}all random codes lie farther out`;
    if (percent > 99.5) return `${joint}nearly all random codes lie farther out`;
    const text = percent < 0.1 ? "under 0.1" : percent.toFixed(percent < 10 ? 1 : 0);
    return `${joint}${text}% of random codes lie farther out`;
  }
}

/** One of the codes that lie one after another. */
function oneOf(codes, dims) {
  const index = Math.floor((Math.random() * codes.length) / dims);
  return codes.slice(index * dims, (index + 1) * dims);
}
