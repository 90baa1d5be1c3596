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
  const cells = Uint16Array.from(labels, (_label, i) => up.cell(y[i]) * CELLS + across.cell(x[i]));
  const all = blurred(countsOf(cells));
  const found = [];
  for (let label = 0; label < names.length; label++) {
    if (!labels.includes(label)) continue;
    const scores = blurred(countsOf(cells.filter((_cell, i) => labels[i] === label)));
    for (let cell = 0; cell < scores.length; cell++) if (scores[cell] > 0) scores[cell] = (scores[cell] * scores[cell]) / all[cell];
    const places = bestOf(scores).map((cell) => /** @type {[number, number]} */ ([
      across.middle(cell % CELLS), isLine ? rowOf(label, names.length) : up.middle(Math.floor(cell / CELLS)),
    ]));
    found.push({ text: names[label], label, x: places[0][0], y: places[0][1], places });
  }
  return found;
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

function countsOf(cells) {
  const counts = new Float64Array(CELLS * CELLS);
  for (let i = 0; i < cells.length; i++) counts[cells[i]]++;
  return counts;
}

/** Counts spread over the neighbouring cells, 1 2 1 both ways; written into them. A film has this done with every frame. */
function blurred(counts) {
  for (let pass = 0; pass < BLURS; pass++) {
    for (let line = 0; line < CELLS; line++) blurLine(counts, line * CELLS, 1);
    for (let line = 0; line < CELLS; line++) blurLine(counts, line, CELLS);
  }
  return counts;
}

/** Spread the cells of one row or column. */
function blurLine(counts, from, step) {
  const end = from + CELLS * step;
  let before = 0;
  for (let cell = from; cell < end; cell += step) {
    const own = counts[cell];
    const after = cell + step < end ? counts[cell + step] : 0;
    if (before !== 0 || own !== 0 || after !== 0) counts[cell] = (2 * own + before + after) / 4;
    before = own;
  }
}

/** The cells with the highest scores, some cells apart. */
function bestOf(scores) {
  let most = 0;
  for (let cell = 0; cell < scores.length; cell++) if (scores[cell] > most) most = scores[cell];
  const dense = [];
  for (let cell = 0; cell < scores.length; cell++) if (scores[cell] >= DENSE * most) dense.push(cell);
  dense.sort((a, b) => scores[b] - scores[a]);
  const found = [];
  for (const cell of dense) {
    if (found.every((other) => areApart(cell, other))) found.push(cell);
    if (found.length === MOST_PLACES) break;
  }
  return found;
}

function areApart(cell, other) {
  return Math.abs((cell % CELLS) - (other % CELLS)) >= APART || Math.abs(Math.floor(cell / CELLS) - Math.floor(other / CELLS)) >= APART;
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
