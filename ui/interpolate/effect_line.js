// The sentence about what the direction a − b does, measured in idle time.

import { changing } from "../live/kinds.js";
import { NUM_CHANGED, measureEffect, momentsOf } from "./effect.js";
import { IdleMeasurement } from "./idle.js";

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
      directions: facts.directions, numChanged: view.network.isRemote ? 0 : NUM_CHANGED };
    const [to, from] = [view.classOf("a"), view.classOf("b")];
    const gauge = view.gauged?.valueAt ?? null;
    this.measurement.start(measureEffect(run, view.attribute, from, to === from ? null : to, gauge), {
      onProgress: (done) => line.textContent = `Measuring what the direction does … ${Math.round(100 * done)}%`,
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

  text(result) {
    const { facts: { latent_dim: dims }, places } = this.view;
    if (this.view.network.isRemote) {
      return `${this.turnText(result)}How much pixels change is not measured: the worker draws each picture of this model.`;
    }
    if (result.numChanged === 0) return `No ${places.one(null)} is there to start from: choose another b.`;
    const line = dims === 1 ? " With one dimension a random direction is the same line, forward or back." : "";
    return `${this.turnText(result)}${this.changeText(result)}${line}`;
  }

  /** What was asked for: how much more of something that is measured there is. */
  gaugeText({ numTurned, before, turned, randomTurned }) {
    const { view, view: { gauged: { attribute: { name, unit, low, high } } } } = this;
    const isShare = unit === "" && low === 0 && high === 1;
    const text = (value) => (isShare ? share(value) : `${value.toFixed(high - low < 5 ? 2 : 0)}${unit && ` ${unit}`}`);
    const [mean, spread] = momentsOf(randomTurned);
    const size = Math.round((10 * (turned - mean)) / spread) / 10 + 0;
    const apart = spread > 0 ? `: ${Math.abs(size).toFixed(1)} standard deviations apart` : "";
    return `One step along “${view.nameOf("a")} − ${view.nameOf("b")}” takes ${name.toLowerCase()} from ${text(before)} to `
      + `${text(turned)}, by the nearest test codes of ${numTurned}. Random directions of the same length take it to ${text(mean)} `
      + `on average (${randomTurned.length} directions)${apart}. `;
  }

  /** What was asked for: how many of b become a. */
  turnText({ numTurned, before, turned, randomTurned }) {
    const { view } = this;
    const { places } = view;
    if (view.gauged) return this.gaugeText({ numTurned, before, turned, randomTurned });
    if (numTurned === 0) return "";
    const [to, from] = [view.classOf("a"), view.classOf("b")];
    const [mean, spread] = momentsOf(randomTurned);
    const size = Math.round((10 * (turned - mean)) / spread) / 10 + 0; // no −0.0
    const apart = spread > 0 ? `: ${Math.abs(size).toFixed(1)} standard deviations ${size < 0 ? "less" : "more"}` : "";
    return `One step along “${view.nameOf("a")} − ${view.nameOf("b")}” turns ${share(turned)} of ${numTurned} ${places.many(from)} into `
      + `${places.plural(to)}, by the class of the nearest test codes (${share(before)} were so before it). Random directions of the `
      + `same length do so for ${share(mean)} on average, at most ${share(Math.max(...randomTurned))} (${randomTurned.length} `
      + `directions)${apart}. `;
  }

  /** An aside. */
  changeText({ numTurned, numChanged, changed, randomChanged }) {
    const [mean, spread] = momentsOf(randomChanged);
    const { what, whole } = changing(this.view.result.kind);
    const text = `${what} change by ${share(changed, 1)} of ${whole} on average, along random directions by `
      + `${share(mean, 1)} ± ${share(spread, 1)} (${numChanged} ${this.view.places.many(null)}).`;
    return numTurned ? `Meanwhile ${text}` : text[0].toUpperCase() + text.slice(1);
  }

  stop() {
    this.measurement.stop();
  }
}

function share(value, digits = 0) {
  return `${(100 * value).toFixed(digits)}%`;
}
