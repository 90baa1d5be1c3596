// A path for the arm: drawn with a pointer, or laid by arrow keys with shift; the arm follows as far as it reaches.

import { AT_ONCE, mounted } from "../live/mounting.js";
import { Scene } from "../live/motion_scene.js";
import { anglesAt, canReach } from "../live/motion_arm.js";
import { rgba } from "../live/theme.js";
import { lengthOfWay, thinned } from "./motion_path.js";

/** @import { MotionPadFacts, MotionPadTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const LEAST_APART = 0.01; // metres between two places of a path
const STEP = 0.05; // metres a key
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const NOTES = { draw: "Draw a path: the arm follows where it can reach.", far: "The arm can't reach here." };

class MotionPad {
  /**
   * @param {any} root
   * @param {MotionPadFacts} facts
   * @param {Uint8Array[]} bundles none
   * @param {Send<MotionPadTells>} send
   */
  constructor(root, facts, bundles, send) {
    this.facts = facts;
    this.send = send;
    /** @type {any[]} places */
    this.path = facts.path.map((place) => place.slice());
    this.isDrawn = false;
    this.canvas = root.querySelector("canvas");
    this.note = root.querySelector(".pad-note");
    this.scene = new Scene(this.canvas, () => this.draw());
    this.abort = new AbortController();
    const on = (type, listener) => this.canvas.addEventListener(type, listener, { signal: this.abort.signal });
    on("pointerdown", (event) => this.begin(event));
    on("pointermove", (event) => this.goOn(event));
    on("pointerup", () => this.end());
    on("pointercancel", () => this.end());
    on("keydown", (event) => this.onKey(event));
    on("keyup", (event) => event.key === "Shift" && this.end());
  }

  setTheme(theme) {
    this.theme = theme;
    this.draw();
  }

  begin(event) {
    if (event.button > 0 || !event.isPrimary) return;
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    if (event.isTrusted) this.canvas.setPointerCapture(event.pointerId);
    this.start(this.scene.placeOf(event));
  }

  goOn(event) {
    if (!this.isDrawn || !event.isPrimary) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) this.add(this.scene.placeOf(one));
    this.draw();
  }

  start(place) {
    this.isDrawn = true;
    this.path = [place];
    this.draw();
  }

  add(place) {
    const last = this.path.at(-1);
    if (Math.hypot(place[0] - last[0], place[1] - last[1]) >= LEAST_APART) this.path.push(place);
  }

  /** With shift a path is laid from where the last one ended. */
  onKey(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || !event.shiftKey) return;
    event.preventDefault();
    const last = this.path.at(-1);
    if (!this.isDrawn) this.start(last);
    this.add([last[0] + STEP * arrow[0], last[1] + STEP * arrow[1]]);
    this.draw();
  }

  end() {
    if (!this.isDrawn) return;
    this.isDrawn = false;
    this.path = thinned(this.path, this.facts.most);
    this.send("path", this.path);
    this.draw();
  }

  draw() {
    if (!this.theme) return;
    const { scene, theme: { pictureInk: ink, picturePaper: paper } } = this;
    scene.clear(paper);
    scene.reach(ink);
    scene.context.lineWidth = 0.022;
    this.path.forEach((place, index) => {
      if (index === 0) return;
      scene.context.strokeStyle = rgba(ink, canReach(place) ? 0.8 : 0.25);
      scene.line(this.path[index - 1], place);
    });
    const tip = this.path.findLast((place) => canReach(place));
    if (tip) scene.arm(anglesAt(tip), ink, this.isDrawn ? 1 : 0.5);
    const note = this.isDrawn && !canReach(this.path.at(-1)) ? NOTES.far : NOTES.draw;
    const text = `${note} ${this.path.length > 1 ? `${lengthOfWay(this.path).toFixed(2)} m.` : ""}`;
    if (this.note.textContent !== text) this.note.textContent = text;
  }

  destroy() {
    this.abort.abort();
    this.scene.destroy();
  }
}

export default mounted(MotionPad, AT_ONCE);
