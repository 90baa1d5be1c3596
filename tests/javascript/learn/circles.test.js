import assert from "node:assert/strict";
import { test } from "node:test";

import { circleNames } from "../../../ui/learn/circles.js";

/** @type {(name: string, values: Record<string, number>) => string} */
const say = (name, { count }) => `${name} ${count}`;

/** The share of a standard normal distribution within so many standard deviations, by summing its density. */
function within(sigma) {
  const steps = 10_000;
  const density = (x) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  return Array.from({ length: steps }, (_, i) => density(-sigma + (2 * sigma * (i + 0.5)) / steps)).reduce((sum, value) => sum + value) * 2 * sigma / steps;
}

test("circles say how many of 100 random places fall within", () => {
  const shares = [1, 2, 3].map((sigma) => Math.round(100 * (1 - Math.exp(-sigma * sigma / 2))));
  assert.deepEqual(circleNames(false, say), shares.map((share) => `circle ${share}`));
});

test("lines hold more than circles of the same width", () => {
  const shares = [1, 2, 3].map((sigma) => 100 * within(sigma));
  const told = circleNames(true, say).map((text) => Number(text.split(" ")[1]));
  told.forEach((share, index) => assert.ok(Math.abs(share - shares[index]) < 0.5, `${share} for ${shares[index]}`));
});
