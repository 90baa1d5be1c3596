// Where a grey pixel counts as white, as vae/pictures/white.py has it.

const HALF = 0.5;

/** Return whether a grey value in [0, 1] is at least one half. */
export function isWhite(value) {
  return value >= HALF;
}
