// The time of a motion that is shown again and again: it goes on while what moves changes.

const SECONDS = 2.2; // of a motion
const PAUSE = 0.6; // until it begins again

/** Calls `onFrame(share)` in every frame, share from 0 to 1 of the motion's time, while it runs. */
export class Clock {
  /** @param {(share: number) => void} onFrame */
  constructor(onFrame) {
    this.onFrame = onFrame;
    this.time = 0; // seconds since the motion began
    this.frame = null;
    this.last = null;
  }

  get share() {
    return swingAt(this.time);
  }

  get isRunning() {
    return this.frame !== null;
  }

  setRunning(isRunning) {
    if (isRunning === this.isRunning) return;
    this.last = null;
    if (!isRunning) {
      cancelAnimationFrame(this.frame);
      this.frame = null;
      return;
    }
    const next = (now) => {
      this.frame = requestAnimationFrame(next);
      this.time = after(this.time, this.last === null ? 0 : (now - this.last) / 1000);
      this.last = now;
      this.onFrame(this.share);
    };
    this.frame = requestAnimationFrame(next);
  }
}

/** The share of the motion at a time of its round: all of it while it rests. */
export function swingAt(time) {
  return Math.min(1, time / SECONDS);
}

/** The time of the round some seconds later; after a long pause of the page it goes on where it was. */
export function after(time, seconds) {
  return (time + Math.min(0.1, seconds)) % (SECONDS + PAUSE);
}
