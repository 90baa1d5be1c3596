// What was there before: places that can be gone back to, one choice after the other.

const MOST_KEPT = 100;

/** The states of a view, the newest last; each is kept as JSON. */
export class History {
  constructor() {
    this.past = [];
    /** @type {?string} */
    this.now = null;
  }

  /** A choice was made; the same state again is none. */
  record(state) {
    const text = JSON.stringify(state);
    if (text === this.now) return;
    if (this.now !== null) this.past.push(this.now);
    if (this.past.length > MOST_KEPT) this.past.shift();
    this.now = text;
  }

  get isEmpty() {
    return this.past.length === 0;
  }

  /** Return the state before, which is the newest from now on; null where there is none. */
  undo() {
    if (this.isEmpty) return null;
    this.now = this.past.pop();
    return JSON.parse(this.now);
  }
}

/**
 * Call back for Ctrl+Z or Cmd+Z anywhere on the page, but for where a text is written.
 * @param {() => void} undo
 * @param {AbortSignal} signal
 */
export function onUndoKey(undo, signal) {
  window.addEventListener("keydown", (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
    const target = /** @type {any} */ (event.composedPath()[0]);
    const isWriting = target?.isContentEditable || ["TEXTAREA", "SELECT"].includes(target?.tagName)
      || (target?.tagName === "INPUT" && ["text", "number", "search"].includes(target.type));
    if (!isUndo || isWriting) return;
    event.preventDefault();
    undo();
  }, { signal });
}
