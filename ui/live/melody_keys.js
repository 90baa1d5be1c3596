// A piano's keys, by mouse, finger, pen and the letters of a keyboard, where two rows lie as the keys do.

import { element } from "./element.js";
import { isBlack, LOWEST_PITCH, NUM_PITCHES, pitchName } from "./melody_notes.js";

const LOWER_ROW = ["KeyZ", "KeyS", "KeyX", "KeyD", "KeyC", "KeyV", "KeyG", "KeyB", "KeyH", "KeyN", "KeyJ", "KeyM"];
const UPPER_ROW = ["KeyQ", "Digit2", "KeyW", "Digit3", "KeyE", "KeyR", "Digit5", "KeyT", "Digit6", "KeyY", "Digit7", "KeyU",
  "KeyI", "Digit9", "KeyO", "Digit0", "KeyP"]; // prettier-ignore
const MIDDLE_C = 60;
/** @type {Map<string, number>} pitch by the code of a key */
const PITCHES = new Map([
  ...LOWER_ROW.map((code, index) => /** @type {[string, number]} */ ([code, MIDDLE_C + index])),
  ...UPPER_ROW.map((code, index) => /** @type {[string, number]} */ ([code, MIDDLE_C + 12 + index])),
]);

export class MelodyKeys {
  /**
   * @param {HTMLElement} root of the keys
   * @param {HTMLElement} reach where letters are heard while it, or what lies in it, has the focus
   * @param {{onDown: (pitch: number) => void, onUp: (pitch: number) => void}} listener
   * @param {AbortSignal} signal
   */
  constructor(root, reach, { onDown, onUp }, signal) {
    this.onDown = onDown;
    this.onUp = onUp;
    /** @type {Map<number, HTMLElement>} */
    this.keys = new Map();
    this.down = new Set();
    for (let pitch = LOWEST_PITCH; pitch < LOWEST_PITCH + NUM_PITCHES; pitch++) root.append(this.key(pitch));
    reach.addEventListener("keydown", (event) => this.onKey(event), { signal });
    reach.addEventListener("keyup", (event) => this.release(PITCHES.get(event.code)), { signal });
    reach.addEventListener("focusout", () => this.down.forEach((pitch) => this.release(pitch)), { signal });
  }

  key(pitch) {
    const button = element("button", { type: "button", className: isBlack(pitch) ? "black" : "", tabIndex: -1 });
    button.setAttribute("aria-label", pitchName(pitch));
    if (pitch % 12 === 0) button.textContent = pitchName(pitch);
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      this.press(pitch);
    });
    for (const type of ["pointerup", "pointercancel"]) button.addEventListener(type, () => this.release(pitch));
    button.addEventListener("click", (event) => {
      if (event.detail !== 0) return; // pressed by a pointer, and heard already
      this.press(pitch);
      this.release(pitch);
    });
    this.keys.set(pitch, button);
    return button;
  }

  onKey(event) {
    const pitch = PITCHES.get(event.code);
    const isTyped = event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("select, input");
    if (pitch === undefined || isTyped) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has letters of its own
    if (!event.repeat) this.press(pitch);
  }

  press(pitch) {
    if (this.down.has(pitch)) return;
    this.down.add(pitch);
    this.keys.get(pitch).classList.add("is-down");
    this.onDown(pitch);
  }

  release(pitch) {
    if (!this.down.delete(pitch)) return;
    this.keys.get(pitch).classList.remove("is-down");
    this.onUp(pitch);
  }
}
