// Where the names of classes stand on a map: where their own codes are dense, and apart from each other.

import { rowOf } from "./plane.js";

const CELLS = 40; // a side, over nearly all codes
const RARE = 0.005; // share of codes on each side that the cells leave out
const DENSE = 0.35; // of a class's best cell: a name may stand there
const APART = 3; // cells between two places of one name
const MOST_PLACES = 8;
const BLURS = 2;
const MOST_COVERED = 0.12; // share of a name that others may stand on

/**
 * A class's name and the places where it may stand, the best first; x and y are the best one's.
 * @typedef {{text: string, label: number, x: number, y: number, places: [number, number][]}} ClassName
 */

/**
 * The names of all classes that have codes. A place counts by how dense the class's own codes are there and by how much
 * of all that lie there they are: between two lobes of a class there is none, though its median may be there.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, labels: Uint8Array}} points
 * @param {readonly string[]} names
 * @param {boolean} isLine whether classes lie in rows of their own
 * @returns {ClassName[]}
 */
export function classNames({ x, y, labels }, names, isLine) {
  const [across, up] = [axisOf(x), axisOf(y)];
  const counts = names.map(() => new Float64Array(CELLS * CELLS));
  const all = new Float64Array(CELLS * CELLS);
  const seen = names.map(() => 0);
  for (let i = 0; i < labels.length; i++) {
    const cell = up.cell(y[i]) * CELLS + across.cell(x[i]);
    counts[labels[i]][cell]++;
    all[cell]++;
    seen[labels[i]]++;
  }
  const blurredAll = blurred(all);
  return names.flatMap((text, label) => {
    if (seen[label] === 0) return [];
    const own = blurred(counts[label]);
    const scores = own.map((value, cell) => (value > 0 ? (value * value) / blurredAll[cell] : 0));
    const places = bestOf(scores).map((cell) => /** @type {[number, number]} */ ([
      across.middle(cell % CELLS), isLine ? rowOf(label, names.length) : up.middle(Math.floor(cell / CELLS)),
    ]));
    return [{ text, label, x: places[0][0], y: places[0][1], places }];
  });
}

const NARROW = 260; // CSS pixels

/**
 * The names that there is room for on a map of a width: on a narrow one, of a digit or two.
 * @template {{text: string}} Name
 * @param {Name[]} names
 * @param {number} width
 */
export function namesThatFit(names, width) {
  return width < NARROW ? names.filter(({ text }) => text.length <= 2) : names;
}

/**
 * A text, or its beginning and an ellipsis where it is wider than it may be.
 * @param {string} text
 * @param {number} most
 * @param {(text: string) => number} widthOf
 */
export function shortened(text, most, widthOf) {
  if (widthOf(text) <= most) return text;
  const letters = [...text];
  const begun = (count) => `${letters.slice(0, count).join("").trimEnd()}…`;
  let [fitting, over] = [1, letters.length];
  while (over - fitting > 1) {
    const middle = Math.floor((fitting + over) / 2);
    if (widthOf(begun(middle)) <= most) fitting = middle;
    else over = middle;
  }
  return begun(fitting);
}

/** The cells of an axis. */
function axisOf(values) {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[Math.floor(RARE * (sorted.length - 1))], sorted[Math.ceil((1 - RARE) * (sorted.length - 1))]];
  const side = Math.max(high - low, 1e-6) / CELLS;
  return {
    cell: (value) => Math.max(0, Math.min(CELLS - 1, Math.floor((value - low) / side))),
    middle: (cell) => low + (cell + 0.5) * side,
  };
}

/** Counts spread over the neighbouring cells, 1 2 1 both ways. */
function blurred(counts) {
  let from = counts;
  for (let pass = 0; pass < 2 * BLURS; pass++) {
    const into = new Float64Array(from.length);
    const step = pass % 2 ? CELLS : 1;
    for (let cell = 0; cell < from.length; cell++) {
      const place = pass % 2 ? Math.floor(cell / CELLS) : cell % CELLS;
      into[cell] = (2 * from[cell] + (place > 0 ? from[cell - step] : 0) + (place < CELLS - 1 ? from[cell + step] : 0)) / 4;
    }
    from = into;
  }
  return from;
}

/** The cells with the highest scores, some cells apart. */
function bestOf(scores) {
  const left = Float64Array.from(scores);
  const least = DENSE * left.reduce((a, b) => Math.max(a, b));
  const found = [];
  while (found.length < MOST_PLACES) {
    let best = 0;
    for (let cell = 1; cell < left.length; cell++) if (left[cell] > left[best]) best = cell;
    if (left[best] < least) break;
    found.push(best);
    const [row, column] = [Math.floor(best / CELLS), best % CELLS];
    for (let y = Math.max(0, row - APART + 1); y < Math.min(CELLS, row + APART); y++) {
      left.fill(-1, y * CELLS + Math.max(0, column - APART + 1), y * CELLS + Math.min(CELLS, column + APART));
    }
  }
  return found;
}

/**
 * Where texts stand: each at the first of its places that no box is in the way of, else where least is; nowhere if other
 * texts would cover it there, for which neither could be read.
 * @param {{places: [number, number][], width: number, height: number}[]} texts places on the screen, the best first
 * @param {Box[]} obstacles
 * @returns {(number | null)[]} the number of the place of each
 */
export function placedApart(texts, obstacles) {
  const taken = [...obstacles];
  const coverOf = (box, boxes) => boxes.reduce((sum, other) => sum + overlapOf(box, other), 0);
  return texts.map(({ places, width, height }) => {
    const boxes = places.map(([x, y]) => /** @type {Box} */ ([x - width / 2, y - height / 2, x + width / 2, y + height / 2]));
    const costs = boxes.map((box) => coverOf(box, taken));
    const best = costs.indexOf(Math.min(...costs));
    if (coverOf(boxes[best], taken.slice(obstacles.length)) > MOST_COVERED * width * height) return null;
    taken.push(boxes[best]);
    return best;
  });
}

/** @typedef {[number, number, number, number]} Box left, top, right, bottom */

function overlapOf([left, top, right, bottom], [otherLeft, otherTop, otherRight, otherBottom]) {
  return Math.max(0, Math.min(right, otherRight) - Math.max(left, otherLeft))
    * Math.max(0, Math.min(bottom, otherBottom) - Math.max(top, otherTop));
}
