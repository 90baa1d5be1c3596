// What the lesson writes on the prior's circles: how many of 100 random places fall within each.

// Of a normal distribution, within 1, 2 and 3 standard deviations: in the plane 1 - exp(-k²/2), on a line erf(k/√2).
const WITHIN = { plane: [39, 86, 99], line: [68, 95, 99.7] };

/**
 * The names of a map's circles, or of its lines where there is one dimension.
 * @param {boolean} isLine
 * @param {(name: string, values: Record<string, number>) => string} say
 * @returns {string[]}
 */
export function circleNames(isLine, say) {
  return WITHIN[isLine ? "line" : "plane"].map((count) => say("circle", { count }));
}
