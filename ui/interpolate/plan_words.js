// What Planning says: what the search has come to, the figures of both motions, and what drawn problems have shown.

import { clearanceOf, jerkOf, lengthOf } from "./plan_search.js";

/** @import { PlannerFacts } from "../contract.js" */

const FAR_OFF = 0.05; // metres: ends that are farther off are said to be

/** What the search has come to. */
export function verdictOf(search, { clearance, miss }) {
  if (!search.isDone) return `Searching: step ${search.numSteps} downhill.`;
  if (clearance < 0) return "No motion past the obstacle was found from these starts: move it a little, or make it smaller.";
  const found = `Found in ${search.numSteps} steps: the decoded motion passes the obstacle`;
  if (miss > FAR_OFF) return `${found}, but its ends were ${(100 * miss).toFixed(0)} cm off: they were brought to A and B.`;
  const off = miss < 0.001 ? "less than 1 mm" : `at most ${(1000 * miss).toFixed(0)} mm`;
  return `${found}; its ends were ${off} off A and B.`;
}

/** The cells of the table by row, for the planned motion and the straight line. */
export function figuresOf(motions, problem) {
  const hit = motions.map((angles) => {
    const clearance = clearanceOf(problem, angles);
    return clearance < 0 ? "hits it" : `${(100 * clearance).toFixed(1)} cm away`;
  });
  return {
    hit,
    length: motions.map((angles) => `${lengthOf(angles).toFixed(2)} m`),
    jerk: motions.map((angles) => `${jerkOf(angles).toFixed(1)} ×`),
  };
}

/**
 * What drawn problems have shown of both motions.
 * @param {Pick<PlannerFacts, "trial" | "command">} facts
 */
export function trialText({ trial, command }) {
  if (!trial) return `How often a plan hits on drawn problems is not measured yet: ${command}`;
  const [planned, straight] = trial.hits.map((share) => `${(100 * share).toFixed(1).replace(/\.0$/, "")}\u00a0%`);
  const [way, line] = trial.lengths.map((length) => `${length.toFixed(2)} m`);
  return `On ${trial.count} drawn problems the planned motion hits the obstacle in ${planned}, the straight line in ${straight}; `
    + `the tip's way is ${way} against ${line}, the jerk ${trial.jerks[0].toFixed(1)} times the straight line's (medians).`;
}
