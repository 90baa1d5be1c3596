// The beat of a page that watches a training: what moves by itself there moves at whole seconds, for the browser lays out,
// paints and shows once what is drawn together.

const BEAT = 1_000; // milliseconds
const EARLY = 0.02; // of a beat: a timer may fire that much before it

/**
 * Milliseconds until a beat: the one nearest to some time from now, but not the one that is right now.
 * @param {number} milliseconds from now
 * @param {number} now on the clock of `performance.now`, which all views of a page share
 */
export function untilBeat(milliseconds = 0, now = performance.now()) {
  const next = Math.floor(now / BEAT + EARLY) + 1;
  return Math.max(next, Math.round((now + milliseconds) / BEAT)) * BEAT - now;
}
