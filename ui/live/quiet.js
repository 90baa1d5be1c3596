// An element without a face: says once when the map stands, nobody is busy with it and its own place has come in sight, so
// that heavy things may load.

import { AT_ONCE, mounted } from "./mounting.js";
import { readySince } from "./ready.js";

/** @import { QuietTells } from "../contract.js" */
/** @import { Send } from "./mounting.js" */

const QUIET = 600; // milliseconds
// The map fills the first screen: what begins right below it is not yet looked for. What was passed is above.
const IN_SIGHT = "10000px 0px -48px";
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
    this.isInSight = false;
    const onActivity = (event) => {
      this.lastActivity = performance.now();
      this.isPressed = event.buttons > 0;
    };
    for (const type of ACTIVITY) {
      window.addEventListener(type, onActivity, { capture: true, passive: true, signal: this.abort.signal });
    }
    const host = root.host ?? root;
    this.observer = new IntersectionObserver((entries) => {
      this.isInSight = entries.at(-1).isIntersecting;
      this.check();
    }, { root: host.closest("[data-testid=stMain]"), rootMargin: IN_SIGHT });
    this.observer.observe(host);
  }

  check() {
    clearTimeout(this.timer);
    if (!this.isInSight) return;
    const ready = readySince();
    const quietFor = ready === null || this.isPressed ? 0 : performance.now() - Math.max(ready, this.lastActivity);
    if (quietFor < QUIET) {
      this.timer = setTimeout(() => this.check(), QUIET - quietFor);
      return;
    }
    this.destroy();
    this.send("quiet", true);
  }

  destroy() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.abort.abort();
  }
}

export default mounted(QuietWatcher, AT_ONCE);
