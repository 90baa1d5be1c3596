// How much of a long work to do at a time, so that no time is long: as much as has just taken a brief one.

const BRIEF = 2; // milliseconds
const LARGEST_PORTION = 32;

/** A number that grows while what it stands for is done quickly, and shrinks while it is not. */
export class Portion {
  constructor() {
    this.size = 4;
  }

  /** Do a portion; the next one is twice as large where this was quick, else half. */
  run(work) {
    const began = performance.now();
    work();
    const isQuick = performance.now() - began < BRIEF;
    this.size = isQuick ? Math.min(LARGEST_PORTION, 2 * this.size) : Math.max(1, this.size >> 1);
  }
}
