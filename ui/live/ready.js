// Word of when the map can be dragged, for what should not come in its way.

const READY = "latent-explorer-ready";

/** Say that the map has been painted, or that it never will be. */
export function markReady() {
  performance.clearMarks(READY);
  performance.mark(READY);
}

/** Return when that was, on the clock of `performance.now`, or null before it. */
export function readySince() {
  return performance.getEntriesByName(READY).at(-1)?.startTime ?? null;
}
