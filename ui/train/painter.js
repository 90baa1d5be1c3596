// The canvas on which a prior is painted.

import { AT_ONCE, mounted } from "../live/mounting.js";
import { onPress } from "../live/press.js";
import { rgba } from "../live/theme.js";
import { Painting } from "./painting.js";

/** @import { PainterFacts, PainterTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const EXTENT = 3; // what half of the canvas stands for on the map

/** The canvas and its tools. */
class Painter {
  /**
   * @param {any} root
   * @param {PainterFacts} facts
   * @param {Uint8Array[]} _bundles none
   * @param {Send<PainterTells>} send
   */
  constructor(root, facts, _bundles, send) {
    this.root = root;
    this.send = send;
    this.canvas = root.querySelector(".painting");
    this.canvas.setAttribute("aria-label", "The prior, as you paint it. Arrow keys move, space paints or erases.");
    /** @type {[number, number]} */
    this.place = [facts.size / 2, facts.size / 2];
    this.isPainting = true;
    this.isKeyed = false;
    this.sent = new Set();
    this.take(facts);
    /** @type {?[number, number]} */
    this.before = null;
    onPress(this.canvas, (event) => this.onPointer(event));
    this.abort = new AbortController();
    const { signal } = this.abort;
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => this.finish(), { signal });
    this.canvas.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.canvas.addEventListener("blur", () => this.draw(), { signal });
    this.find(".pen").addEventListener("click", () => this.choose(true), { signal });
    this.find(".eraser").addEventListener("click", () => this.choose(false), { signal });
    this.find(".clear").addEventListener("click", () => this.clear(), { signal });
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.canvas);
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  /** @param {PainterFacts} facts */
  take({ size, painting }) {
    this.told = painting;
    this.painting = new Painting(size, painting);
    this.draw();
  }

  /**
   * Python has another painting than it was told, such as one that was pasted.
   * @param {PainterFacts} facts
   */
  update(facts) {
    if (facts.painting === this.told || this.sent.has(facts.painting)) return;
    this.take(facts);
  }

  setTheme(theme) {
    this.theme = theme;
    this.draw();
  }

  choose(isPainting) {
    this.isPainting = isPainting;
    this.find(".pen").setAttribute("aria-pressed", String(isPainting));
    this.find(".eraser").setAttribute("aria-pressed", String(!isPainting));
  }

  clear() {
    this.painting = new Painting(this.painting.size);
    this.before = this.place;
    this.finish();
  }

  get width() {
    return Number(this.find(".brush").value);
  }

  onPointer(event) {
    event.preventDefault();
    this.canvas.focus({ preventScroll: true });
    this.isKeyed = false;
    const box = this.canvas.getBoundingClientRect();
    const { size } = this.painting;
    this.place = [((event.clientX - box.left) / box.width) * size, ((event.clientY - box.top) / box.height) * size];
    const from = event.type === "pointerdown" || !this.before ? this.place : this.before;
    this.painting.line(from, this.place, this.width, this.isPainting);
    this.before = this.place;
    this.draw();
  }

  onKey(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    this.isKeyed = true;
    if (step) {
      const within = (value) => Math.min(this.painting.size - 0.5, Math.max(0.5, value));
      const [x, y] = this.place;
      this.place = [within(Math.floor(x) + 0.5 + step[0]), within(Math.floor(y) + 0.5 + step[1])];
    } else {
      this.painting.dab(...this.place, this.width, this.isPainting);
      this.before = this.place;
      this.finish();
    }
    this.draw();
  }

  /** A stroke has ended. */
  finish() {
    if (!this.before) return;
    this.before = null;
    this.draw();
    const { text, count, size } = this.painting;
    this.sent.add(text);
    this.find(".painter-said").textContent = `${Math.round((100 * count) / size ** 2)}% of the map painted`;
    this.send("painting", text);
  }

  draw() {
    const { canvas, painting, theme } = this;
    const side = canvas.clientWidth;
    if (!theme || !side) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = canvas.height = Math.round(side * ratio);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const cell = side / painting.size;
    context.fillStyle = theme.accent;
    painting.cells.forEach((isPainted, index) => {
      if (!isPainted) return;
      const [row, column] = [Math.floor(index / painting.size), index % painting.size];
      const [left, top, right, bottom] = [column, row, column + 1, row + 1].map((edge) => Math.round(edge * cell * ratio) / ratio);
      context.fillRect(left, top, right - left, bottom - top);
    });
    context.strokeStyle = rgba(theme.ink, 0.3);
    context.setLineDash([4, 4]);
    for (const sigma of [1, 2]) { // for scale
      context.beginPath();
      context.arc(side / 2, side / 2, (sigma / EXTENT) * (side / 2), 0, 2 * Math.PI);
      context.stroke();
    }
    context.setLineDash([]);
    if (!this.isKeyed) return;
    context.strokeStyle = rgba(theme.ink, 1);
    context.strokeRect((Math.floor(this.place[0]) - 0.5) * cell, (Math.floor(this.place[1]) - 0.5) * cell, 2 * cell, 2 * cell);
  }

  destroy() {
    this.abort.abort();
    this.observer.disconnect();
  }
}

export default mounted(Painter, AT_ONCE);
