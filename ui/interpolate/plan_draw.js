// Drawn problems for Planning: any two places half a metre apart or more, and a disc near the way between, as
// vae/motion/problems.py draws them.

import { trouble } from "./plan_trouble.js";

const [LEAST_FAR, MOST_FAR] = [0.5, 1.7]; // metres from the shoulder
const NEAR_PLACES = 0.5;
const ASIDE = 0.15;
const MOST_RADIUS = 0.25;

/**
 * Draw a problem that can be solved, as the address has it.
 * @param {number[]} radii the least and the greatest
 * @param {() => number} random
 */
export function drawnProblem([least], random = Math.random) {
  for (;;) {
    const [a, b] = [anywhere(random), anywhere(random)];
    const share = 0.25 + 0.5 * random();
    const o = a.map((value, axis) => toHundredth(value + share * (b[axis] - value) + ASIDE * normal(random)));
    const plan = { a: a.map(toHundredth), b: b.map(toHundredth), o, r: toHundredth(least + random() * (MOST_RADIUS - least)), label: null };
    const isFar = Math.hypot(a[0] - b[0], a[1] - b[1]) >= NEAR_PLACES;
    if (isFar && trouble({ start: plan.a, goal: plan.b, disc: plan.o, radius: plan.r }) === null) return plan;
  }
}

function anywhere(random) {
  const far = Math.sqrt(LEAST_FAR ** 2 + random() * (MOST_FAR ** 2 - LEAST_FAR ** 2));
  const direction = ((3 + 174 * random()) * Math.PI) / 180;
  return [far * Math.cos(direction), far * Math.sin(direction)];
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function toHundredth(value) {
  return Math.round(100 * value) / 100;
}
