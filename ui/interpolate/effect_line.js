// The sentence about what the direction a − b does, measured in idle time.

import { IdleMeasurement, measureEffect, momentsOf } from "./effect.js";

/** @import { ArithmeticView } from "./arithmetic.js" */

/** `view` is the equation; `onDone(text)` is told a sentence that took a while. */
export class EffectLine {
  /**
   * @param {ArithmeticView} view
   * @param {(text: string) => void} onDone
   */
  constructor(view, onDone) {
    this.view = view;
    this.onDone = onDone;
    this.line = view.find(".effect");
    this.measured = new Map();
    this.measurement = new IdleMeasurement();
  }

  /** The direction or the class to draw is new: measure what it does, once; the figures are kept for when it comes back. */
  renew() {
    const { line, measured, view } = this;
    const { a, b } = view.operands;
    this.measurement.stop();
    if (view.length < 1e-9) {
      line.textContent = "a and b are the same place, so there is no direction between them: choose another a or b.";
      return;
    }
    const key = JSON.stringify([a, b, view.label]);
    if (measured.has(key)) {
      this.show(measured.get(key));
      return;
    }
    delete line.dataset.result;
    const { facts, places } = view;
    const run = { decode: (z) => view.decode(z), places, heldOut: (index) => view.heldOut(index), candidates: facts.candidates,
      directions: facts.directions };
    this.measurement.start(measureEffect(run, view.attribute, typeof a === "number" ? a : null), {
      onProgress: (done) => line.textContent = `Measuring what the direction does … ${Math.round(100 * done)} %`,
      onDone: (result) => {
        measured.set(key, result);
        this.show(result);
        this.onDone(line.textContent);
      },
    });
    line.textContent = "Measuring what the direction does …";
  }

  show(result) {
    this.line.textContent = this.text(result);
    this.line.dataset.result = JSON.stringify(result);
  }

  text({ numTurned, numChanged, turned, randomTurned, changed, randomChanged }) {
    const { facts: { latent_dim: dims }, places } = this.view;
    if (numChanged === 0) return `No ${places.one(null)} of another class is there to start from: choose another a.`;
    const many = randomChanged.length;
    const step = `${this.view.nameOf("a")} − ${this.view.nameOf("b")}`;
    const turns = numTurned === 0 ? "" : `One step along “${step}” turns the neighbours' class into ${this.view.nameOf("a")} `
      + `for ${share(turned)} of ${numTurned} ${places.many(null)} of other classes; a random direction of the same length does `
      + `for ${share(momentsOf(randomTurned)[0])} (mean of ${many} directions, at most ${share(Math.max(...randomTurned))}). `;
    const [mean, spread] = momentsOf(randomChanged);
    const changes = `Pixels change by ${share(changed, 1)} on average, along random directions by ${share(mean, 1)} ± `
      + `${share(spread, 1)} (${numChanged} ${places.many(null)}, ${many} directions)`;
    if (dims === 1) return `${turns}${changes}; with one dimension a random direction is the same line, forward or back.`;
    if (!(spread > 0)) return `${turns}${changes}.`;
    const size = Math.round((10 * (changed - mean)) / spread) / 10 + 0; // no −0.0
    return `${turns}${changes}: an effect size of ${size.toFixed(1).replace("-", "−")} standard deviations.`;
  }

  stop() {
    this.measurement.stop();
  }
}

function share(value, digits = 0) {
  return `${(100 * value).toFixed(digits)} %`;
}
