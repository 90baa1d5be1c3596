// Where views that cannot decode a run themselves meet the element that asks Python for its pictures.

import { bytesIn } from "./base64.js";

const MOST_WISHES = 64; // pictures, as ui/live/remote.py takes them
const MOST_PIXELS_KEPT = 48_000_000; // bytes of pictures
const ANSWER_PATIENCE = 60_000; // milliseconds: an answer that does not come is asked for again
const FORGOTTEN_AFTER = 30_000; // milliseconds that no page has a run open: another page takes seconds

/** @import { RemoteAnswer, Wanted } from "../contract.js" */

/**
 * A picture that is wanted.
 * @typedef {{code: number[], shares: number[]}} Wish
 */

/** One run's line: wishes go out together, one batch at a time; what has come is kept. */
class RemoteLine {
  /** @param {string} fingerprint what names the run's bundle */
  constructor(fingerprint) {
    this.fingerprint = fingerprint;
    /** @type {null | ((name: "wanted", value: Wanted) => void)} */
    this.send = null;
    this.known = new Map(); // pixels by key, the least recently wanted first
    this.size = 0;
    this.urgent = new Map(); // what is looked at
    this.later = new Map(); // what lies behind it
    this.asked = null;
    this.turn = 0;
    this.listeners = new Set();
  }

  /** Pixels of a picture, 0 to 255, or null; what is used is kept longest. */
  pixels(key) {
    const found = this.known.get(key);
    if (!found) return null;
    this.known.delete(key);
    this.known.set(key, found);
    return found;
  }

  /**
   * @param {string} key
   * @param {Wish} wish
   * @param {boolean} isUrgent
   */
  want(key, wish, isUrgent) {
    const queue = isUrgent ? this.urgent : this.later;
    queue.delete(key);
    queue.set(key, wish);
    this.soon ??= setTimeout(() => {
      this.soon = null;
      this.ask();
    }, 0);
  }

  /** Whether pictures are on their way. */
  get isWaiting() {
    return this.asked !== null || this.urgent.size > 0;
  }

  /** Ask through an element; what the one before has asked for is asked again, since its answer went with it. */
  connect(send) {
    this.send = send;
    if (this.asked) send("wanted", this.asked.wanted);
    else this.ask();
  }

  /** An element has gone. */
  disconnect(send) {
    if (this.send === send) this.send = null;
    this.rest();
  }

  /** @param {(arrival: any) => void} listener called when pictures have come */
  listen(listener) {
    this.listeners.add(listener);
  }

  unlisten(listener) {
    this.listeners.delete(listener);
    this.rest();
  }

  /** Where nobody has the run open any more, forget its pictures in a while. */
  rest() {
    clearTimeout(this.forgetting);
    if (this.isOpen) return;
    this.forgetting = setTimeout(() => {
      if (this.isOpen) return;
      clearTimeout(this.timer);
      remoteLines().delete(this.fingerprint);
    }, FORGOTTEN_AFTER);
  }

  get isOpen() {
    return this.send !== null || this.listeners.size > 0;
  }

  /** Ask for the newest wishes; views wish the others again when these have come. */
  ask() {
    if (this.asked || !this.send) return;
    const queue = this.urgent.size ? this.urgent : this.later;
    const wishes = [...queue].slice(-MOST_WISHES);
    queue.clear();
    if (!wishes.length) return;
    this.turn = Math.max(this.turn, Date.now()) + 1; // never one that Python has heard of
    const keys = wishes.map(([key]) => key);
    const wanted = {
      turn: this.turn, codes: wishes.map(([, { code }]) => code), shares: wishes.map(([, { shares }]) => shares),
    };
    this.asked = { turn: this.turn, wanted, keys, began: performance.now(), isUrgent: queue === this.urgent };
    this.timer = setTimeout(() => this.arrive([]), ANSWER_PATIENCE);
    this.send("wanted", wanted);
  }

  /** @param {?RemoteAnswer} answer */
  take(answer) {
    if (!this.asked || answer?.turn !== this.asked.turn) return;
    const bytes = bytesIn(answer.pixels);
    const { keys } = this.asked;
    const size = bytes.length / keys.length;
    keys.forEach((key, index) => this.keep(key, bytes.slice(index * size, (index + 1) * size)));
    this.arrive(keys);
  }

  keep(key, pixels) {
    this.known.set(key, pixels);
    this.size += pixels.length;
    for (const [oldest, { length }] of this.known) {
      if (this.size <= MOST_PIXELS_KEPT) break;
      this.known.delete(oldest);
      this.size -= length;
    }
  }

  arrive(keys) {
    clearTimeout(this.timer);
    const { began, isUrgent } = this.asked;
    this.asked = null;
    const took = performance.now() - began;
    for (const listener of [...this.listeners]) listener({ took, count: keys.length, isUrgent });
    this.ask();
  }
}

/** @returns {Map<string, RemoteLine>} */
function remoteLines() {
  return (globalThis.latentExplorerLines ??= new Map());
}

/** @returns {RemoteLine} the line of a run, by what names its bundle, whichever element or view asks first */
export function lineOf(fingerprint) {
  const known = remoteLines();
  if (!known.has(fingerprint)) known.set(fingerprint, new RemoteLine(fingerprint));
  return known.get(fingerprint);
}
