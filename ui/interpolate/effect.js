// What one step along a direction does to held-out codes, beside random directions of the same length: measured.

import { cancelIdle, whenIdle } from "../live/manifold.js";

const NUM_TURNED = 200; // starting codes whose neighbours' class is looked up
const NUM_CHANGED = 50; // of these, the first: starting codes whose pictures are decoded

/** @import { Places } from "../live/places.js" */

/**
 * Measure in small pieces: a generator that yields the share done and returns the result, the twin of vae.latent.arithmetic.
 * @param {{decode: (z: ArrayLike<number>) => Float32Array, places: Places, heldOut: (index: number) => Float64Array,
 *   candidates: number[], directions: number[][]}} run decode gives pixels, heldOut the code of a held-out picture; candidates are their numbers, directions of length 1
 * @param {Float64Array} direction the step
 * @param {?number} label the class that the step is to lead to; null measures pictures only
 * @returns {Generator<number, {numTurned: number, numChanged: number, turned: number, randomTurned: number[],
 *   changed: number, randomChanged: number[]}, void>} shares of the starting codes whose neighbours' class becomes `label`, and the mean absolute change of a pixel
 */
export function* measureEffect({ decode, places, heldOut, candidates, directions }, direction, label) {
  const length = Math.hypot(...direction);
  const steps = [direction, ...directions.map((unit) => unit.map((value) => value * length))];
  const starts = candidates.filter((index) => label === null || places.labels[index] !== label).slice(0, NUM_TURNED).map(heldOut);
  const changing = starts.slice(0, NUM_CHANGED);
  const changes = steps.map(() => 0);
  const turns = steps.map(() => 0);
  const z = new Float64Array(direction.length);
  const total = changing.length + (label === null ? 0 : starts.length);
  for (const [number, start] of changing.entries()) {
    const before = decode(start).slice();
    for (const [k, step] of steps.entries()) {
      changes[k] += meanChange(before, decode(shifted(start, step, z)));
      yield (number + k / steps.length) / total;
    }
  }
  for (const [number, start] of label === null ? [] : starts.entries()) {
    for (const [k, step] of steps.entries()) {
      if (places.nearest(shifted(start, step, z), null).classes[0][0] === label) turns[k]++;
      yield (changing.length + number + k / steps.length) / total;
    }
  }
  const [changed, ...randomChanged] = changes.map((sum) => sum / changing.length);
  const [turned, ...randomTurned] = turns.map((count) => count / starts.length);
  return { numTurned: label === null ? 0 : starts.length, numChanged: changing.length, turned, randomTurned, changed, randomChanged };
}

/** Mean and standard deviation (n - 1). */
export function momentsOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))];
}

/** Runs a measurement while the browser has nothing else to do; the newest one only. */
export class IdleMeasurement {
  /** Call onProgress with the share done now and then, onDone with the result. */
  start(steps, { onProgress, onDone }) {
    this.stop();
    const work = (timeLeft) => {
      let step;
      do step = steps.next();
      while (!step.done && timeLeft() > 1);
      if (step.done) {
        this.job = null;
        onDone(step.value);
      } else {
        onProgress(step.value);
        this.job = whenIdle(work);
      }
    };
    this.job = whenIdle(work);
  }

  stop() {
    cancelIdle(this.job);
    this.job = null;
  }
}

function shifted(z, step, into) {
  for (let k = 0; k < into.length; k++) into[k] = z[k] + step[k];
  return into;
}

function meanChange(before, after) {
  let sum = 0;
  for (let i = 0; i < before.length; i++) sum += Math.abs(after[i] - before[i]);
  return sum / before.length;
}
