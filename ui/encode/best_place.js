// The place that explains a picture best: a search of the decoder, which the encoder only guesses the answer of.

export const REACH = 4; // of the grid, in standard deviations of the prior
const GRID_SIDE = { 1: 401, 2: 81 };
const MOST_DESCENTS = 8; // from the best places of the grid
const LEAST_STEP = 0.002;
const MOST_SWEEPS = 60;
const GROWTH = 1.3;
const DECODES_A_TURN = 16; // between looks at the clock

/**
 * @typedef {object} Question
 * @property {(z: Float32Array) => number} cost -log p(x, z) at a code but for a constant, in nats
 * @property {Float32Array} start the encoder's place
 * @property {number} [width] of the first steps from there, in latent units
 * @property {number} [reach] of the grid from the origin
 */

/**
 * Search for the code whose cost is the lowest: in one or two dimensions over a grid, then downhill from its best places;
 * in any number downhill from the encoder's place. Yields the share done after every few decoded pictures.
 * @param {Question} question
 * @returns {Generator<number, {z: Float32Array, cost: number}>}
 */
export function* bestPlace({ cost, start, width = 0.1, reach = REACH }) {
  const dims = start.length;
  const starts = [{ z: start.slice(), cost: cost(start), step: width }];
  const side = GRID_SIDE[dims] ?? 0;
  if (side) {
    const cell = 2 * reach / (side - 1);
    for (const { z, cost: found, share } of gridCosts(dims, side, reach, cost)) {
      keepBest(starts, { z, cost: found, step: cell / 2 });
      if (share !== null) yield 0.8 * share;
    }
  }
  /** @type {{z: Float32Array, cost: number}} */
  let best = starts[0];
  const searched = side ? 0.8 : 0;
  for (const [index, begin] of starts.entries()) {
    const point = { z: begin.z.slice(), cost: begin.cost };
    for (const share of descent(cost, point, begin.step)) yield searched + (1 - searched) * (index + share) / starts.length;
    if (point.cost < best.cost) best = point;
  }
  return { z: best.z, cost: best.cost };
}

/** Every code of the grid within its reach, with the share done now and then. */
function* gridCosts(dims, side, reach, cost) {
  const cell = 2 * reach / (side - 1);
  const count = side ** dims;
  for (let index = 0; index < count; index++) {
    const z = Float32Array.from({ length: dims }, (_, k) => -reach + cell * (Math.floor(index / side ** k) % side));
    if (Math.hypot(...z) > reach) continue;
    yield { z, cost: cost(z), share: index % DECODES_A_TURN ? null : index / count };
  }
}

/** Keep the encoder's place, which comes first, and the best of the grid, no two of them side by side. */
function keepBest(starts, candidate) {
  const near = starts.findIndex((one, index) => index && distance(one.z, candidate.z) < 5 * candidate.step);
  if (near > 0) {
    if (candidate.cost < starts[near].cost) starts[near] = candidate;
    return;
  }
  starts.push(candidate);
  if (starts.length <= MOST_DESCENTS + 1) return;
  let worst = 1;
  for (let index = 2; index < starts.length; index++) if (starts[index].cost > starts[worst].cost) worst = index;
  starts.splice(worst, 1);
}

function distance(a, b) {
  return Math.hypot(...a.map((value, k) => value - b[k]));
}

/**
 * Go downhill along each axis in turn, with steps that grow where they help and halve where they don't (Hooke and Jeeves,
 * 1961). The point, a code and its cost, is moved.
 */
function* descent(cost, point, width) {
  const { z } = point;
  const steps = new Float64Array(z.length).fill(width);
  for (let sweep = 0; sweep < MOST_SWEEPS && steps.some((step) => Math.abs(step) > LEAST_STEP); sweep++) {
    for (let k = 0; k < z.length; k++) {
      const before = z[k];
      let moved = false;
      for (const step of [steps[k], -steps[k]]) {
        z[k] = before + step;
        const tried = cost(z);
        if (tried < point.cost) {
          point.cost = tried;
          steps[k] = step * GROWTH;
          moved = true;
          break;
        }
      }
      if (moved) continue;
      z[k] = before;
      steps[k] /= 2;
    }
    yield sweep / MOST_SWEEPS;
  }
}

/**
 * The width of the best Gaussian about a place, from how fast the cost rises along each axis (Laplace's approximation).
 * @param {(z: Float32Array) => number} cost -log p(x, z) but for a constant, in nats
 * @param {Float32Array} z the place
 * @param {number} most the largest standard deviation there can be, that of the prior
 * @returns {Float32Array} standard deviations
 */
export function widthAt(cost, z, most = 1) {
  const here = cost(z);
  const mostTries = 8 + Math.max(0, Math.ceil(Math.log(most) / Math.log(1.8)));
  return z.map((value, k) => {
    let step = 0.01;
    // As far as one nat or so: nearer the pictures' grain counts, farther the next hill.
    for (let tries = 0; tries < mostTries; tries++) {
      const rise = riseBeside(cost, z, k, value, step) - here;
      if (rise >= 0.25 && rise <= 2) return Math.min(most, step / Math.sqrt(2 * rise));
      step *= rise > 2 ? 0.5 : 1.8;
    }
    return Math.min(most, step);
  });
}

function riseBeside(cost, z, k, value, step) {
  z[k] = value + step;
  const above = cost(z);
  z[k] = value - step;
  const below = cost(z);
  z[k] = value;
  return (above + below) / 2;
}
