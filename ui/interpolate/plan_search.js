// The search for a code whose motion goes from a start to a goal and keeps the arm off a disc: vae/motion/planning.py, a
// step at a time.

import { NUM_STEPS, anglesAt, anglesOf, distanceTo, minimumJerk, tipAt } from "../live/motion_arm.js";

/** @typedef {{start: number[], goal: number[], disc: number[], radius: number}} Problem places as x and y, in metres */
/** @typedef {(codes: Float32Array) => Float32Array} Decode codes one after another to values in [0, 1], 80 for each */
/** @typedef {{z: Float64Array, cost: number, damping: number, isDone: boolean}} Candidate */

const MOST_STEPS = 40;
const NUM_CANDIDATES = 6;
const END = 50;
const NEAR = 100;
const CODE = 0.3;
const TURN = 2;
const CALMED = 4;
const BETWEEN = 2;
const BESIDE = 0.02;
const [FIRST_DAMPING, LEAST_DAMPING, MOST_DAMPING] = [1, 1e-4, 1e6];
const ENOUGH = 1e-3;
const CLEARANCE = 0.03; // metres that are to be left between arm and disc
const LOOKED_AT = 4; // moments a moment that are looked at for a hit

const NUM_VALUES = 2 * NUM_STEPS;

/** Candidates on their way through latent space, and the best motion found so far. */
export class PlanSearch {
  /**
   * @param {Problem} problem
   * @param {Float32Array} codes of known motions, one after another
   * @param {Float32Array} values what they are decoded to
   * @param {Decode} decode
   * @param {number} dims
   */
  constructor(problem, codes, values, decode, dims) {
    this.problem = problem;
    this.decode = decode;
    this.dims = dims;
    this.numSteps = 0;
    const costs = this.costs(codes, values);
    const order = Array.from(costs, (_, index) => index).sort((a, b) => costs[a] - costs[b] || a - b);
    const chosen = order.slice(0, NUM_CANDIDATES).map((index) => codes.slice(index * dims, (index + 1) * dims));
    const now = this.costs(joined(chosen), this.decode(Float32Array.from(joined(chosen))));
    /** @type {Candidate[]} */
    this.candidates = chosen.map((z, index) => {
      return { z: Float64Array.from(z), cost: now[index], damping: FIRST_DAMPING, isDone: false };
    });
  }

  get isDone() {
    return this.numSteps >= MOST_STEPS || this.candidates.every(({ isDone }) => isDone);
  }

  /**
   * What motions cost.
   * @param {Float32Array | Float64Array} codes
   * @param {Float32Array} values what they are decoded to
   */
  costs(codes, values) {
    const count = values.length / NUM_VALUES;
    return Array.from({ length: count }, (_, index) => {
      const z = codes.subarray(index * this.dims, (index + 1) * this.dims);
      const wrong = residuals(this.problem, z, anglesOf(values.subarray(index * NUM_VALUES, (index + 1) * NUM_VALUES)));
      return wrong.reduce((sum, value) => sum + value * value, 0);
    });
  }

  /** Go on with another problem from where the candidates are. */
  retarget(problem) {
    this.problem = problem;
    this.numSteps = 0;
    const codes = joined(this.candidates.map(({ z }) => z));
    const costs = this.costs(codes, this.decode(Float32Array.from(codes)));
    this.candidates.forEach((candidate, index) => {
      Object.assign(candidate, { cost: costs[index], damping: FIRST_DAMPING, isDone: false });
    });
  }

  /** Values of what every candidate is decoded to. */
  motions() {
    const values = this.decode(Float32Array.from(joined(this.candidates.map(({ z }) => z)))).slice();
    return this.candidates.map((_, index) => values.subarray(index * NUM_VALUES, (index + 1) * NUM_VALUES));
  }

  /** Take a step downhill with every candidate that has not arrived. */
  step() {
    const going = this.candidates.filter(({ isDone }) => !isDone);
    const moved = this.downhill(going);
    const codes = Float32Array.from(joined(moved));
    const costs = this.costs(joined(moved), this.decode(codes));
    going.forEach((candidate, index) => {
      const isBetter = costs[index] < candidate.cost;
      const gained = candidate.cost - costs[index];
      candidate.isDone = (isBetter && gained < ENOUGH * costs[index]) || candidate.damping >= MOST_DAMPING;
      if (isBetter) Object.assign(candidate, { z: moved[index], cost: costs[index] });
      const damping = candidate.damping * (isBetter ? 1 / 3 : 4);
      candidate.damping = Math.min(MOST_DAMPING, Math.max(LEAST_DAMPING, damping));
    });
    this.numSteps++;
  }

  /** Where a step of Levenberg and Marquardt leads each candidate. */
  downhill(going) {
    const { dims } = this;
    const around = going.flatMap(({ z }) => [z, ...[1, -1].flatMap((sign) => beside(z, sign))]);
    const values = this.decode(Float32Array.from(joined(around)));
    const wrong = around.map((z, index) => {
      return residuals(this.problem, z, anglesOf(values.subarray(index * NUM_VALUES, (index + 1) * NUM_VALUES)));
    });
    return going.map(({ z, damping }, index) => {
      const [here, ...others] = wrong.slice(index * (2 * dims + 1), (index + 1) * (2 * dims + 1));
      const slopes = others.slice(0, dims).map((ahead, k) => {
        return ahead.map((value, place) => (value - others[dims + k][place]) / (2 * BESIDE));
      });
      const curvature = slopes.map((row, k) => slopes.map((other, l) => dot(row, other) + (k === l ? damping : 0)));
      const step = solved(curvature, slopes.map((row) => dot(row, here)));
      return z.map((value, k) => value - step[k]);
    });
  }

  /**
   * The motion of the best candidate, finished: of those that keep off the disc the one that costs least; where none does,
   * the one that hits it least.
   */
  best() {
    const codes = joined(this.candidates.map(({ z }) => z));
    const values = this.decode(Float32Array.from(codes));
    const found = this.candidates.map(({ z, cost }, index) => {
      const angles = anglesOf(values.subarray(index * NUM_VALUES, (index + 1) * NUM_VALUES));
      const motion = finished(this.problem, angles);
      return { index, z, cost, motion, miss: missOf(this.problem, angles), clearance: clearanceOf(this.problem, motion) };
    });
    const clear = found.filter(({ clearance }) => clearance >= 0);
    if (clear.length) return clear.reduce((a, b) => (b.cost < a.cost ? b : a));
    return found.reduce((a, b) => (b.clearance > a.clearance ? b : a));
  }
}

/** The motion of minimum jerk along the straight line between both poses: angles in turn. */
export function straightLine({ start, goal }) {
  const [from, to] = [anglesAt(start), anglesAt(goal)];
  return motionOf((time) => [0, 1].map((k) => from[k] + minimumJerk(time) * (to[k] - from[k])));
}

/** How near the arm comes to the disc on its way, in metres; below 0 where it hits it. */
export function clearanceOf({ disc, radius }, angles) {
  return leastOf(refined(angles, LOOKED_AT), disc) - radius;
}

/** How long the tip's way is, in metres. */
export function lengthOf(angles) {
  let [sum, [x, y]] = [0, tipAt(angles[0], angles[1])];
  for (let i = 2; i < angles.length; i += 2) {
    const next = tipAt(angles[i], angles[i + 1]);
    sum += Math.hypot(next[0] - x, next[1] - y);
    [x, y] = next;
  }
  return sum;
}

/** How jerky a motion is: times as much as the straight line of minimum jerk between its ends. */
export function jerkOf(angles) {
  const last = angles.length - 2;
  const apart = (angles[last] - angles[0]) ** 2 + (angles[last + 1] - angles[1]) ** 2;
  const line = motionOf((time) => [minimumJerk(time), 0]);
  return thirdOf(angles) / (thirdOf(line) * apart);
}

/** Motions as an arm can go them: calm, and exactly from the start to the goal. */
function finished({ start, goal }, angles) {
  const calm = Float64Array.from(angles);
  for (let round = 0; round < CALMED; round++) {
    const before = calm.slice();
    for (let i = 2; i < calm.length - 2; i++) calm[i] = (before[i - 2] + 2 * before[i] + before[i + 2]) / 4;
  }
  const last = calm.length - 2;
  const [from, to] = [anglesAt(start), anglesAt(goal)].map((pose, end) => pose.map((angle, k) => angle - calm[end * last + k]));
  return calm.map((angle, i) => {
    const share = minimumJerk((i >> 1) / (NUM_STEPS - 1));
    return angle + (1 - share) * from[i % 2] + share * to[i % 2];
  });
}

/** The farther of both ends from where it should be, in metres. */
function missOf({ start, goal }, angles) {
  const ends = [tipAt(angles[0], angles[1]), tipAt(angles[NUM_VALUES - 2], angles[NUM_VALUES - 1])];
  return Math.max(...[start, goal].map((place, end) => Math.hypot(ends[end][0] - place[0], ends[end][1] - place[1])));
}

/** What is wrong with a motion: ends off, too near the disc, turned much, a rare code. */
function residuals({ start, goal, disc, radius }, z, angles) {
  const last = NUM_VALUES - 2;
  const [first, end] = [tipAt(angles[0], angles[1]), tipAt(angles[last], angles[last + 1])];
  const fine = refined(angles, BETWEEN);
  const wrong = new Float64Array(4 + fine.length / 2 + last + z.length);
  wrong.set([first[0] - start[0], first[1] - start[1], end[0] - goal[0], end[1] - goal[1]].map((off) => END * off));
  let at = 4;
  for (let i = 0; i < fine.length; i += 2) {
    wrong[at++] = NEAR * Math.max(0, radius + CLEARANCE - distanceTo(disc, fine[i], fine[i + 1]));
  }
  for (let i = 0; i < last; i++) wrong[at++] = TURN * (angles[i + 2] - angles[i]);
  for (const value of z) wrong[at++] = CODE * value;
  return wrong;
}

function refined(angles, factor) {
  const fine = new Float64Array(2 * ((angles.length / 2 - 1) * factor + 1));
  for (let i = 0; i < fine.length; i += 2) {
    const before = Math.floor(i / 2 / factor);
    const share = (i / 2) % factor / factor;
    for (let k = 0; k < 2; k++) {
      const from = angles[2 * before + k];
      fine[i + k] = share ? from + share * (angles[2 * before + 2 + k] - from) : from;
    }
  }
  return fine;
}

function leastOf(angles, place) {
  let least = Infinity;
  for (let i = 0; i < angles.length; i += 2) least = Math.min(least, distanceTo(place, angles[i], angles[i + 1]));
  return least;
}

function thirdOf(angles) {
  let sum = 0;
  for (let i = 6; i < angles.length; i++) sum += (angles[i] - 3 * angles[i - 2] + 3 * angles[i - 4] - angles[i - 6]) ** 2;
  return sum;
}

function motionOf(poseAt) {
  return Float64Array.from(Array.from({ length: NUM_STEPS }, (_, step) => poseAt(step / (NUM_STEPS - 1))).flat());
}

function beside(z, sign) {
  return Array.from(z, (_, k) => Float64Array.from(z, (value, l) => value + (k === l ? sign * BESIDE : 0)));
}

function joined(codes) {
  const dims = codes[0].length;
  const all = new Float64Array(codes.length * dims);
  codes.forEach((z, index) => all.set(z, index * dims));
  return all;
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Solve a symmetric, positive system by Cholesky's decomposition. */
function solved(matrix, right) {
  const size = right.length;
  const lower = matrix.map((row) => row.slice());
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      lower[i][j] = i === j ? Math.sqrt(sum) : sum / lower[j][j];
    }
    for (let k = 0; k < i; k++) x[i] -= lower[i][k] * x[k];
    x[i] /= lower[i][i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= lower[k][i] * x[k];
    x[i] /= lower[i][i];
  }
  return x;
}
