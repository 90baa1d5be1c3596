// What one step along a direction does to held-out codes, beside random directions of the same length: measured.

const NUM_TURNED = 200; // starting codes whose neighbours' class is looked up
export const NUM_CHANGED = 50; // of these, the first: starting codes whose pictures are decoded

/** @import { Places } from "../live/places.js" */

/**
 * Measure in small pieces: a generator that yields the share done and returns the result, the twin of vae.latent.arithmetic.
 *
 * A code counts as of the class of its nearest codes. On the shipped runs the pictures that the decoder draws there, encoded
 * again, gave shares that differ by at most 9 points (18 pairs of classes, 200 codes each); that would take the encoder.
 * @param {{decode: (z: ArrayLike<number>) => Float32Array, places: Places, heldOut: (index: number) => Float64Array,
 *   candidates: number[], directions: number[][], numChanged?: number}} run decode gives pixels, heldOut the code of a held-out picture; candidates are their numbers, directions of length 1
 * @param {Float64Array} direction the step
 * @param {?number} from the class of the starting codes; null takes all
 * @param {?number} to the class that the step is to lead to; null measures pictures only
 * @param {null | ((z: ArrayLike<number>) => number)} gauge in place of such a class, what is to be measured at a place
 * @returns {Generator<number, {numTurned: number, numChanged: number, before: number, turned: number, randomTurned: number[],
 *   changed: number, randomChanged: number[]}, void>} shares of the starting codes whose neighbours' class is `to` before and after, and the mean absolute change of a pixel
 */
export function* measureEffect({ decode, places, heldOut, candidates, directions, numChanged = NUM_CHANGED }, direction, from, to, gauge = null) {
  const length = Math.hypot(...direction);
  const steps = [direction, ...directions.map((unit) => unit.map((value) => value * length))];
  const starts = candidates.filter((index) => from === null || places.labels[index] === from).slice(0, NUM_TURNED).map(heldOut);
  const changing = starts.slice(0, numChanged);
  const valueAt = gauge ?? ((z) => Number(places.nearest(z, null).classes[0][0] === to));
  const isGauged = gauge !== null || to !== null;
  const changes = steps.map(() => 0);
  const turns = steps.map(() => 0);
  const z = new Float64Array(direction.length);
  const total = changing.length + (isGauged ? starts.length : 0);
  for (const [number, start] of changing.entries()) {
    const before = decode(start).slice();
    for (const [k, step] of steps.entries()) {
      changes[k] += meanChange(before, decode(shifted(start, step, z)));
      yield (number + k / steps.length) / total;
    }
  }
  for (const [number, start] of isGauged ? starts.entries() : []) {
    for (const [k, step] of steps.entries()) {
      turns[k] += valueAt(shifted(start, step, z));
      yield (changing.length + number + k / steps.length) / total;
    }
  }
  const [changed, ...randomChanged] = changes.map((sum) => sum / changing.length);
  const [turned, ...randomTurned] = turns.map((count) => count / starts.length);
  const before = isGauged ? starts.reduce((sum, start) => sum + valueAt(start), 0) / starts.length : 0;
  return { numTurned: isGauged ? starts.length : 0, numChanged: changing.length, before, turned, randomTurned, changed, randomChanged };
}

/** Mean and standard deviation (n - 1). */
export function momentsOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))];
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
