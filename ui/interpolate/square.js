// A square of N x N pictures in one canvas, of very wide ones half as many across, and a point on it to drag.

import { PictureGrid } from "../live/picture_grid.js";
import { stretchOf } from "../live/pixels.js";

const SHARP = 2.5; // from this many screen pixels a pixel on, pixels are drawn as squares

/** The place (0, 0) is the middle of the first picture, (1, 1) that of the last. */
export class Square extends PictureGrid {
  /** Handlers: onPick(u, v) while the point is dragged, onKey(du, dv, isFine), onRelease(). */
  constructor(container, outputs, handlers) {
    super(container.querySelector("canvas"), outputs);
    this.container = container;
    this.point = container.querySelector(".point");
    this.handlers = handlers;
    this.marked = [0.5, 0.5];
    this.setSide(3);
    this.listen();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
  }

  setSide(side) {
    this.side = side;
    const isWide = stretchOf([this.height, this.width, this.channels]) > 1;
    this.setShape(side, isWide ? Math.ceil(side / 2) : side);
    this.container.style.aspectRatio = isWide ? String(this.canvas.width / this.canvas.height) : "";
    this.resize();
  }

  resize() {
    this.size = [this.canvas.clientWidth, this.canvas.clientHeight];
    this.canvas.style.imageRendering = this.size[0] / this.canvas.width < SHARP ? "auto" : "pixelated";
    this.mark(...this.marked);
  }

  mark(u, v) {
    this.marked = [u, v];
    // A transform, which the compositor moves without painting the pictures below again.
    const counts = [this.columns, this.rows];
    const [x, y] = this.marked.map((share, k) => ((share * (counts[k] - 1) + 0.5) / counts[k]) * this.size[k]);
    this.point.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  }

  listen() {
    const { canvas, handlers, container } = this;
    const pick = (event) => {
      const box = canvas.getBoundingClientRect();
      const share = (part, count) => Math.max(0, Math.min(1, (part * count - 0.5) / (count - 1)));
      handlers.onPick(share((event.clientX - box.left) / box.width, this.columns), share((event.clientY - box.top) / box.height, this.rows));
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button > 0 || !event.isPrimary) return;
      event.preventDefault();
      container.dataset.pointer = ""; // no focus ring for who points
      canvas.focus({ preventScroll: true });
      if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
      this.isDragged = true;
      pick(event);
    });
    canvas.addEventListener("pointermove", (event) => this.isDragged && event.isPrimary && pick(event));
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) {
      canvas.addEventListener(type, (event) => {
        if (!this.isDragged || !event.isPrimary) return;
        this.isDragged = false;
        handlers.onRelease();
      });
    }
    canvas.addEventListener("blur", () => delete container.dataset.pointer);
    canvas.addEventListener("keydown", (event) => {
      const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!arrow && event.key !== "Home") return;
      event.preventDefault();
      delete container.dataset.pointer;
      if (arrow) handlers.onKey(...arrow, event.shiftKey);
      else handlers.onPick(0.5, 0.5);
      handlers.onRelease();
    });
  }

  /** Return a canvas with the pictures enlarged by a whole factor. */
  enlarged(factor) {
    const canvas = document.createElement("canvas");
    canvas.width = this.canvas.width * factor;
    canvas.height = this.canvas.height * factor;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(this.canvas, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  destroy() {
    this.observer.disconnect();
  }
}
