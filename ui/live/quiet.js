// An element without a face: says once when the map stands and nobody is busy with it, so that heavy things may load.

import { AT_ONCE, mounted } from "./mounting.js";
import { readySince } from "./ready.js";

/** @import { QuietTells } from "../contract.js" */
/** @import { Send } from "./mounting.js" */

const QUIET = 600; // milliseconds
const ACTIVITY = ["pointerdown", "pointermove", "pointerup", "pointercancel", "wheel", "keydown"];

class QuietWatcher {
  /**
   * @param {any} root
   * @param {null} data nothing
   * @param {Uint8Array[]} bundles none
   * @param {Send<QuietTells>} send
   */
  constructor(root, data, bundles, send) {
    this.send = send;
    this.abort = new AbortController();
    this.lastActivity = performance.now();
    this.isPressed = false;
    const onActivity = (event) => {
      this.lastActivity = performance.now();
      this.isPressed = event.buttons > 0;
    };
    for (const type of ACTIVITY) {
      window.addEventListener(type, onActivity, { capture: true, passive: true, signal: this.abort.signal });
    }
    this.check();
  }

  check() {
    const ready = readySince();
    const quietFor = ready === null || this.isPressed ? 0 : performance.now() - Math.max(ready, this.lastActivity);
    if (quietFor < QUIET) {
      this.timer = setTimeout(() => this.check(), QUIET - quietFor);
      return;
    }
    this.abort.abort();
    this.send("quiet", true);
  }

  destroy() {
    clearTimeout(this.timer);
    this.abort.abort();
  }
}

export default mounted(QuietWatcher, AT_ONCE);
