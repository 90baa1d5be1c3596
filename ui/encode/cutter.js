// Cut and turn: a rectangle on a picture, by mouse, pen, finger or keyboard; Python prepares what is in it.

import { AT_ONCE, mounted } from "../live/mounting.js";
import { rgba } from "../live/theme.js";
import { WHOLE_PICTURE, dragged, gripAt, isLargeEnough, resized, shifted, sizeTurned } from "./rectangle.js";

/** @import { CutterFacts, CutterTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */
/** @import { Box, Grip } from "./rectangle.js" */

const TALLEST = 360; // CSS pixels
const REACH = 14;
const STEP = 0.02;

/** One picture to cut. */
export class Cutter {
  /**
   * @param {any} root
   * @param {CutterFacts} facts
   * @param {Uint8Array[]} bundles none
   * @param {Send<CutterTells>} send
   */
  constructor(root, facts, bundles, send) {
    this.root = root;
    this.facts = facts;
    this.send = send;
    this.canvas = this.find(".cut-canvas");
    this.context = this.canvas.getContext("2d");
    this.theme = null;
    /** @type {?{ grip: Grip, box: Box, from: [number, number] }} */
    this.drag = null;
    this.picture = new Image();
    this.picture.addEventListener("load", () => this.draw());
    this.abort = new AbortController();
    this.listen();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(root);
    this.take(facts);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  listen() {
    const { signal } = this.abort;
    const on = (selector, type, listener) => this.find(selector).addEventListener(type, listener, { signal });
    on(".cut-canvas", "pointerdown", (event) => this.onDown(event));
    on(".cut-canvas", "pointermove", (event) => this.onMove(event));
    on(".cut-canvas", "pointerup", () => this.onUp());
    on(".cut-canvas", "pointercancel", () => this.onUp());
    on(".cut-canvas", "keydown", (event) => this.onKey(event));
    on(".turn-left", "click", () => this.turn(this.degrees - 90));
    on(".turn-right", "click", () => this.turn(this.degrees + 90));
    on(".free-turn input", "input", (event) => this.turn(this.quarters() + Number(event.target.value)));
    on(".whole", "click", () => this.tell(WHOLE_PICTURE, 0));
    on(".use", "click", () => this.tell(this.box, this.degrees));
  }

  setTheme(theme) {
    this.theme = theme;
    this.draw();
  }

  /** @param {CutterFacts} facts */
  update(facts) {
    const isSame = facts.id === this.facts.id && facts.degrees === this.facts.degrees
      && facts.box.join() === this.facts.box.join();
    this.facts = facts;
    if (!isSame) this.take(facts);
  }

  /** @param {CutterFacts} facts */
  take({ picture, box, degrees, name }) {
    /** @type {Box} */
    this.box = [box[0], box[1], box[2], box[3]];
    this.degrees = degrees;
    if (this.picture.src !== picture) this.picture.src = picture;
    this.canvas.setAttribute("aria-label", `${name}: a rectangle to cut out of it. Arrow keys move it, with Shift they `
      + "change its size, comma and full stop turn the picture, Enter uses it.");
    this.draw();
  }

  turn(degrees) {
    this.degrees = ((((degrees + 180) % 360) + 360) % 360) - 180;
    this.draw();
    this.say();
  }

  /** The nearest whole quarters of the turn. */
  quarters() {
    return 90 * Math.round(this.degrees / 90);
  }

  /** @param {Box} box */
  tell(box, degrees) {
    this.box = box;
    this.degrees = degrees;
    this.draw();
    this.send("cut", { id: this.facts.id, box: this.box, degrees: this.degrees });
  }

  /** @returns {[number, number]} */
  placeOf(event) {
    const bounds = this.canvas.getBoundingClientRect();
    return [(event.clientX - bounds.left) / bounds.width, (event.clientY - bounds.top) / bounds.height];
  }

  onDown(event) {
    if (event.button !== 0) return;
    const from = this.placeOf(event);
    const reach = /** @type {[number, number]} */ ([REACH / this.canvas.clientWidth, REACH / this.canvas.clientHeight]);
    // The whole picture has nothing beside it to begin a new rectangle in.
    const isWhole = this.box.join() === WHOLE_PICTURE.join();
    const grip = /** @type {Grip} */ (isWhole ? { x: 1, y: 1, isWhole: false, isNew: true } : gripAt(this.box, ...from, reach));
    this.drag = { grip, box: this.box, from };
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.focus({ preventScroll: true });
    event.preventDefault();
  }

  onMove(event) {
    if (!this.drag) return;
    const { grip, box, from } = this.drag;
    const next = dragged(box, grip, from, this.placeOf(event));
    this.box = isLargeEnough(next) ? next : box;
    this.draw();
  }

  onUp() {
    if (!this.drag) return;
    this.drag = null;
    this.say();
  }

  onKey(event) {
    const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) {
      this.box = event.shiftKey ? resized(this.box, step[0], step[1]) : shifted(this.box, step[0], step[1]);
      this.draw();
      this.say();
    } else if (event.key === "," || event.key === ".") this.turn(this.degrees + (event.key === "." ? 1 : -1));
    else if (event.key === "Enter") this.tell(this.box, this.degrees);
    else return;
    event.preventDefault();
  }

  say() {
    const [left, top, right, bottom] = this.box.map((share) => Math.round(100 * share));
    this.find(".cut-said").textContent = `From ${left} to ${right}% across and from ${top} to ${bottom}% down, `
      + `turned by ${Math.round(this.degrees)} degrees.`;
  }

  draw() {
    const { picture, canvas, context, theme } = this;
    if (!theme || !picture.naturalWidth || !this.root.clientWidth) return;
    const [wide, high] = sizeTurned(picture.naturalWidth, picture.naturalHeight, this.degrees);
    const scale = Math.min(this.root.clientWidth / wide, TALLEST / high);
    const [width, height] = [wide * scale, high * scale];
    const ratio = window.devicePixelRatio || 1;
    Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = rgba(theme.paper, 1);
    context.fillRect(0, 0, width, height);
    context.translate(width / 2, height / 2);
    context.rotate((this.degrees * Math.PI) / 180);
    context.scale(scale, scale);
    context.drawImage(picture, -picture.naturalWidth / 2, -picture.naturalHeight / 2);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.drawBox(width, height);
    const free = Math.round(this.degrees - this.quarters());
    this.find(".free-turn input").value = String(free);
    this.find(".free-turn output").textContent = `${free < 0 ? "−" : ""}${Math.abs(free)}°`;
  }

  /** What is left out lies in a fog; the rectangle has grips at its corners. */
  drawBox(width, height) {
    const { context, theme } = this;
    const [left, top, right, bottom] = this.box.map((share, side) => share * (side % 2 ? height : width));
    context.fillStyle = rgba(theme.paper, 0.65);
    context.beginPath();
    context.rect(0, 0, width, height);
    context.rect(left, top, right - left, bottom - top);
    context.fill("evenodd");
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    context.strokeRect(left + 1, top + 1, right - left - 2, bottom - top - 2);
    context.fillStyle = theme.accent;
    for (const x of [left, right]) {
      for (const y of [top, bottom]) context.fillRect(Math.min(width - 8, Math.max(0, x - 4)), Math.min(height - 8, Math.max(0, y - 4)), 8, 8);
    }
  }

  destroy() {
    this.abort.abort();
    this.observer.disconnect();
  }
}

export default mounted(Cutter, AT_ONCE);
