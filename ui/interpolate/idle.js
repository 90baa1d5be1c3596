// Long measurements, done while the browser has nothing else to do.

import { cancelIdle, whenIdle } from "../live/manifold.js";

/** Runs a measurement while the browser has nothing else to do; the newest one only. */
export class IdleMeasurement {
  /** Call onProgress with the share done now and then, onDone with the result. */
  start(steps, { onProgress, onDone }) {
    this.stop();
    const work = (timeLeft) => {
      let step;
      do step = steps.next();
      while (!step.done && timeLeft() > 1);
      if (step.done) {
        this.job = null;
        onDone(step.value);
      } else {
        onProgress(step.value);
        this.job = whenIdle(work);
      }
    };
    this.job = whenIdle(work);
  }

  stop() {
    cancelIdle(this.job);
    this.job = null;
  }
}
