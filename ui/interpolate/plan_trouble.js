// What keeps a problem of planning from being solved, as a sentence: vae/motion/problems.py.

import { MOST_ANGLES, LEAST_ANGLES, ARM_REACH, anglesAt, canReach, distanceTo } from "../live/motion_arm.js";

/** @import { Problem } from "./plan_search.js" */

const CELL = (2 * Math.PI) / 180;
const SIDES = LEAST_ANGLES.map((low, k) => Math.ceil((MOST_ANGLES[k] + CELL / 2 - low) / CELL - 1e-9));

/**
 * @param {Problem} problem
 * @returns {?string} null where a way exists
 */
export function trouble(problem) {
  for (const [name, place] of Object.entries({ start: problem.start, goal: problem.goal })) {
    if (!canReach(place)) return `The arm can't reach the ${name}: ${unreachable(place)}`;
    if (isHit(problem, anglesAt(place))) {
      return `The arm would hit the obstacle at the ${name}: move the one or the other.`;
    }
  }
  if (isSolvable(problem)) return null;
  return "No motion gets past this obstacle: from the start to the goal it blocks every way the joints can turn.";
}

function unreachable(place) {
  const far = Math.hypot(...place);
  if (far > ARM_REACH) return `it is ${far.toFixed(2)} m away, and the arm is ${ARM_REACH.toFixed(2)} m long.`;
  return "its joints don't turn that far. Places in front of the shoulder can be reached.";
}

function isHit({ disc, radius }, [shoulder, elbow]) {
  return distanceTo(disc, shoulder, elbow) < radius;
}

/**
 * Whether some motion leads from start to goal: the free poses, two degrees apart, that can be gone to from the start's.
 * @param {Problem} problem
 */
export function isSolvable(problem) {
  const [start, goal] = [problem.start, problem.goal].map((place) => cellAt(anglesAt(place)));
  const known = new Uint8Array(SIDES[0] * SIDES[1]);
  known[start] = 1;
  const next = [start];
  while (next.length) {
    const cell = next.pop();
    if (cell === goal) return true;
    const [i, j] = [Math.floor(cell / SIDES[1]), cell % SIDES[1]];
    for (const [a, b] of [[i + 1, j], [i - 1, j], [i, j + 1], [i, j - 1]]) {
      const other = a * SIDES[1] + b;
      if (a < 0 || b < 0 || a >= SIDES[0] || b >= SIDES[1] || known[other]) continue;
      known[other] = 1;
      if (other === goal || distanceTo(problem.disc, LEAST_ANGLES[0] + a * CELL, LEAST_ANGLES[1] + b * CELL) > problem.radius) next.push(other);
    }
  }
  return false;
}

function cellAt(angles) {
  const [i, j] = angles.map((angle, k) => Math.max(0, Math.min(SIDES[k] - 1, Math.round((angle - LEAST_ANGLES[k]) / CELL))));
  return i * SIDES[1] + j;
}
