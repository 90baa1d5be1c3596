// What lies next to a place, in the words of the catalogue.

/** @import { StepView } from "./step_view.js" */

/**
 * Say of which kinds the ten nearest held-out digits are.
 * @param {{count: number, classes: number[][]}} found as Places.nearest gives it
 * @param {StepView} view
 */
export function neighboursText({ count, classes: [[first, most]] }, view) {
  if (most === count) return view.say("neighbours_all", { count, digit: first });
  return view.say("neighbours_mixed", { count: most, digit: first, others: count - most });
}
