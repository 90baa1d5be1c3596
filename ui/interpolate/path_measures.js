// What is said of a path: sampled until it no longer changes, so that it depends neither on frames nor on luck.

import { pictureChange } from "./paths.js";

/** @import { Density } from "./density.js" */
/** @import { Places } from "../live/places.js" */

/**
 * A path and how well its places are known.
 * @typedef {object} Known
 * @property {[number, number][]} places [t, relative density or distance] along it
 * @property {number} extreme the lowest density, or the farthest relative distance
 * @property {number} unseen the share of its length that lies farther than near_distance from every code
 */

export const HUNDREDTHS = 100;
const FEWEST = 1024; // places of a path at first
const MOST = 1 << 15;
const SETTLED = 1.05; // as soon as twice the places change the lowest density by less than this factor
const ROUNDS = 24; // of narrowing a valley down
const VALLEYS = 8; // the lowest ones, which are narrowed down
const PROFILE = 256; // places of a chart
const NOTHING = 1e-300;

/**
 * How much the picture changes over each hundredth of the way: root mean square over pixels, 0 to 1.
 * @param {(u: number) => ArrayLike<number>} pictureAt pixels at a share of the way, the same array every time
 * @returns {Generator<null, number[], void>}
 */
export function* hundredths(pictureAt) {
  const changes = [];
  let before = Float32Array.from(pictureAt(0));
  for (let step = 1; step <= HUNDREDTHS; step++) {
    const after = Float32Array.from(pictureAt(step / HUNDREDTHS));
    changes.push(pictureChange(before, after));
    before = after;
    yield null;
  }
  return changes;
}

/**
 * How well the places of a path are known.
 * @param {{codeAt: (t: number) => Float64Array, classAt: (t: number) => ?number}} path codeAt may return one array every time
 * @param {Density} density
 * @param {Places} places
 * @param {number} near
 * @returns {Generator<null, Known, void>}
 */
export function* knowledge(path, density, places, near) {
  const lengths = yield* lengthsOf(path, density);
  const unseen = yield* unseenShare(path, places, near, lengths);
  const sampled = density.isDensity ? yield* lowest(path, density, lengths.length - 1) : yield* farthest(path, density);
  return { ...sampled, unseen };
}

/** The way gone at so many even steps of t that none is longer than half a posterior is wide. */
function* lengthsOf({ codeAt }, { width }) {
  for (let count = FEWEST; ; count *= 2) {
    const lengths = new Float64Array(count + 1);
    const before = codeAt(0).slice();
    let longest = 0;
    for (let i = 1; i <= count; i++) {
      const z = codeAt(i / count);
      let square = 0;
      for (let k = 0; k < z.length; k++) square += (z[k] - before[k]) ** 2;
      longest = Math.max(longest, square);
      lengths[i] = lengths[i - 1] + Math.sqrt(square);
      before.set(z);
    }
    yield null;
    if (Math.sqrt(longest) <= width / 2 || count >= MOST) return lengths;
  }
}

/** No distance to a code changes by more than the way gone: what lies well within or beyond needs no second look. */
function* unseenShare({ codeAt, classAt }, places, near, lengths) {
  const count = lengths.length - 1;
  const half = count / 2; // there the class changes, where it does
  let [beyond, i] = [0, 0];
  while (i < count) {
    const found = places.nearest(codeAt(i / count), classAt(i / count));
    const distance = found.count ? found.distance : Infinity;
    const stop = i < half ? half : count;
    const reach = lengths[i] + Math.abs(distance - near);
    let next = i + 1;
    while (next < stop && lengths[next + 1] <= reach) next++;
    if (distance > near) beyond += lengths[next] - lengths[i];
    i = next;
    yield null;
  }
  return lengths[count] > 0 ? beyond / lengths[count] : 0;
}

/** The lowest density: valleys between posteriors are narrow, so that the lowest places are narrowed down further. */
function* lowest({ codeAt, classAt }, density, first) {
  const at = (t) => density.relative(codeAt(t), classAt(t));
  let [values, before] = [yield* densities(at, first, null), null];
  for (let count = first; ; count *= 2) {
    let extreme = Math.min(...valleysOf(values).map((i) => narrowed(at, i, count)), ...ends(values));
    extreme = Math.max(extreme, NOTHING);
    yield null;
    const ratio = before === null ? Infinity : Math.max(before / extreme, extreme / before);
    if (ratio < SETTLED || count >= MOST) return { places: profile(values), extreme };
    before = extreme;
    values = yield* densities(at, 2 * count, values);
  }
}

/** Densities at even steps; every second one is known already. */
function* densities(at, count, coarser) {
  const values = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) {
    values[i] = coarser && i % 2 === 0 ? coarser[i / 2] : at(i / count);
    if (i % 64 === 0) yield null;
  }
  return values;
}

function valleysOf(values) {
  const found = [];
  for (let i = 1; i < values.length - 1; i++) if (values[i] <= values[i - 1] && values[i] <= values[i + 1]) found.push(i);
  return found.sort((a, b) => values[a] - values[b]).slice(0, VALLEYS);
}

function ends(values) {
  return [values[0], values[values.length - 1]];
}

/** The lowest value between a place's neighbours, by golden sections. */
function narrowed(at, i, count) {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [(i - 1) / count, (i + 1) / count];
  let [a, b] = [right - golden * (right - left), left + golden * (right - left)];
  let [low, high] = [at(a), at(b)];
  let least = Math.min(low, high, at(i / count));
  for (let round = 0; round < ROUNDS; round++) {
    if (low < high) {
      [right, b, high] = [b, a, low];
      low = at(a = right - golden * (right - left));
    } else {
      [left, a, low] = [a, b, high];
      high = at(b = left + golden * (right - left));
    }
    least = Math.min(least, low, high);
  }
  return least;
}

/** As many places as a chart can show: the lowest and the highest of each stretch. */
function profile(values) {
  const count = values.length - 1;
  const stretch = count / PROFILE;
  return Array.from({ length: PROFILE }, (_, number) => {
    let [least, most] = [number * stretch, number * stretch];
    for (let i = number * stretch; i <= (number + 1) * stretch; i++) {
      if (values[i] < values[least]) least = i;
      if (values[i] > values[most]) most = i;
    }
    return [Math.min(least, most), Math.max(least, most)].map((i) => /** @type {[number, number]} */ ([i / count, values[i]]));
  }).flat();
}

/** A distance changes no faster than the way is long: a few hundred places are enough. */
function* farthest({ codeAt, classAt }, density) {
  /** @type {[number, number][]} */
  const places = [];
  for (let i = 0; i <= PROFILE; i++) {
    places.push([i / PROFILE, density.relative(codeAt(i / PROFILE), classAt(i / PROFILE))]);
    yield null;
  }
  return { places, extreme: Math.max(...places.map(([, value]) => value)) };
}
