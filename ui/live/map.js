// The map: one canvas for what stands still, a cursor that moves, and every gesture on them.

import { drawClouds, drawCursor, drawFog, drawFrame, drawNames, drawPoints, drawPrior, drawShape, drawSigmas, fogPicture, shapePicture } from "./layers.js";
import { View } from "./view.js";
import { element } from "./element.js";
import { rgba } from "./theme.js";

const PINCH = 40; // CSS pixels: a turn of a wheel is more, a movement of two fingers less
const WHEEL_HINT_STAY = 1200; // milliseconds
const COMMAND = globalThis.navigator?.platform?.startsWith("Mac") ? "⌘" : "Ctrl";
const REACH_OF_CURSOR = 14; // CSS pixels

/**
 * A map of a plane. The page that shows it sets what it draws and is told where the cursor goes.
 * Handlers: onGrab() before the first move of a drag, onMove(x, y) while it lasts, onRelease() at its end, onCancel()
 * when a second finger makes it a pinch, onKey(dx, dy, isFine), onHome(), onView(); onGrab, onCancel and onView may be
 * missing.
 */
export class LatentMap {
  constructor(container, handlers) {
    this.container = container;
    this.handlers = handlers;
    this.view = new View();
    this.points = null;
    this.fog = null;
    this.manifold = null;
    this.prior = null; // [x, y] of the normal prior's middle, or null without one
    this.shape = null; // {raster, extent, picture, turn} of a prior that is drawn in its place
    this.clouds = null; // of a prior that is learnt, see `drawClouds`
    this.priorNames = ["1σ", "2σ", "3σ"]; // of its circles
    this.names = [];
    this.isLine = false;
    this.isPannedByDrag = false; // for maps without a place of their own to drag
    this.overlay = null; // (context, view) => void, drawn above the points
    this.layers = { points: true, manifold: true, prior: true, fog: true };
    this.canvas = document.createElement("canvas");
    container.append(this.canvas);
    // Kept apart so that a new tile, a hidden class or a longer path does not draw 10,000 dots again.
    this.parts = Object.fromEntries(["below", "dots", "above"].map((name) => [name, document.createElement("canvas")]));
    this.cursor = document.createElement("div");
    this.cursor.className = "cursor";
    this.cursor.setAttribute("aria-hidden", "true");
    container.append(this.cursor);
    this.wheelHint = null;
    this.pointers = new Map();
    this.abort = new AbortController();
    this.listen();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(container);
    this.resize();
  }

  setTheme(theme) {
    this.theme = theme;
    if (this.fog) this.fog.picture = fogPicture(this.fog, theme.fog);
    if (this.shape) this.shape.picture = null;
    if (this.manifold) this.manifold.setInk(theme.pictureInk);
    this.refresh();
  }

  /** Show or hide a layer: points, manifold, prior or fog. */
  setLayer(name, isShown) {
    this.layers[name] = isShown;
    this.refresh();
  }

  /** Put the cursor somewhere; it may lie outside of what is seen. */
  setCursor(x, y) {
    this.cursorPlace = [x, y];
    const [screenX, screenY] = [this.view.toScreenX(x), this.isLine ? this.view.height / 2 : this.view.toScreenY(y)];
    this.cursor.style.transform = `translate(${screenX.toFixed(1)}px, ${screenY.toFixed(1)}px)`;
  }

  /** Zoom out when the cursor lies outside of what is seen. */
  reveal() {
    if (this.gesture || !this.cursorPlace) return;
    const [x, y] = this.cursorPlace;
    const [left, right] = [this.view.toScreenX(x), this.view.width - this.view.toScreenX(x)];
    const [top, bottom] = this.isLine ? [1, 1] : [this.view.toScreenY(y), this.view.height - this.view.toScreenY(y)];
    if (Math.min(left, right, top, bottom) < 0 && this.view.include(x, this.isLine ? this.view.centerY : y)) {
      this.viewChanged();
    }
  }

  resetView() {
    this.view.reset();
    this.viewChanged();
  }

  /** Draw everything again in the next frame. */
  refresh() {
    this.isStale = { below: true, dots: true, above: true };
    this.schedule();
  }

  refreshPart(name) {
    this.isStale = { ...this.isStale, [name]: true };
    this.schedule();
  }

  /** Draw parts again in the frame that is being made; a frame asked for, though called off, would come with nothing in it. */
  drawNow(...names) {
    for (const name of names) this.isStale = { ...this.isStale, [name]: true };
    cancelAnimationFrame(this.frame);
    this.draw();
  }

  destroy() {
    this.abort.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.settling);
    clearTimeout(this.wheelHintStay);
    this.manifold?.destroy();
    this.container.replaceChildren();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.container;
    if (!width || !height) return;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    // An observer's first news are of the size that the map was made with: no reason to draw 10,000 dots twice.
    if (width === this.view.width && height === this.view.height && ratio === this.ratio) return;
    this.ratio = ratio;
    for (const canvas of [this.canvas, ...Object.values(this.parts)]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    this.view.resize(width, height);
    this.viewChanged();
    // At once, for the canvas is empty now; not in the next frame again.
    cancelAnimationFrame(this.frame);
    this.draw();
  }

  viewChanged() {
    this.refresh();
    if (this.cursorPlace) this.setCursor(...this.cursorPlace);
    this.handlers.onView?.();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.requestTiles(), 80);
  }

  requestTiles() {
    if (this.layers.manifold) this.manifold?.request(this.view);
  }

  schedule() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = null;
    if (!this.theme || !this.ratio) return; // what never had a size is drawn once it has one
    const stale = this.isStale;
    this.isStale = {};
    const painters = { below: this.drawBelow, dots: this.drawDots, above: this.drawAbove };
    for (const [name, canvas] of Object.entries(this.parts)) {
      if (!stale[name]) continue;
      const context = canvas.getContext("2d");
      context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
      context.clearRect(0, 0, this.view.width, this.view.height);
      painters[name].call(this, context);
    }
    // Opaque and square: the compositor copies such a canvas, it would have to blend and clip any other one.
    const context = this.canvas.getContext("2d", { alpha: false });
    context.fillStyle = rgba(this.theme.paper, 1);
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const part of Object.values(this.parts)) context.drawImage(part, 0, 0);
    drawFrame(context, this.canvas, this.theme, this.ratio);
  }

  /** The map as it is seen, with its cursor, on a canvas of its own. */
  picture() {
    const { cursorPlace, ratio, theme, view } = this;
    this.draw(); // what waits for the next frame
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.canvas.width, this.canvas.height];
    const context = canvas.getContext("2d");
    context.drawImage(this.canvas, 0, 0);
    if (!cursorPlace || this.cursor.hidden) return canvas;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawCursor(context, view.toScreenX(cursorPlace[0]), this.isLine ? view.height / 2 : view.toScreenY(cursorPlace[1]), theme);
    return canvas;
  }

  drawBelow(context) {
    const { view, layers, theme } = this;
    if (this.manifold && layers.manifold) {
      context.globalAlpha = layers.points ? 0.62 : 0.92;
      this.manifold.draw(context, view);
      context.globalAlpha = 1;
    }
    if (this.fog && layers.fog) drawFog(context, view, this.fog.picture, this.fog.box, theme.fog, 0.82);
    if (this.shape && layers.prior) {
      this.shape.picture ??= shapePicture(this.shape, theme.ink);
      drawShape(context, view, this.shape.picture, this.shape.extent, this.shape.turn);
    }
    if (this.clouds && layers.prior) drawClouds(context, view, this.clouds, this.isLine, theme.ink);
    if (this.prior && layers.prior) drawPrior(context, view, this.prior, this.isLine, theme.ink);
  }

  drawDots(context) {
    if (!this.points || !this.layers.points) return;
    drawPoints(context, this.view, this.points, this.ratio, this.layers.manifold ? 0.62 : 0.75);
  }

  drawAbove(context) {
    this.overlay?.(context, this.view);
    const isPriorShown = this.prior && this.layers.prior;
    const sigmas = isPriorShown ? drawSigmas(context, this.view, this.prior, this.isLine, this.theme, this.priorNames) : [];
    if (!this.layers.points) return;
    const shown = this.names.filter((name) => !this.points.hidden.has(name.label));
    drawNames(context, this.view, shown, this.theme, [...sigmas, ...this.obstacles()], this.gesture === "drag");
  }

  /** What names keep clear of: the cursor, and for maps with more on them, that. */
  obstacles() {
    if (!this.cursorPlace || this.cursor.hidden) return [];
    const [x, y] = this.cursorPlace;
    return [boxAround(this.view.toScreenX(x), this.isLine ? this.view.height / 2 : this.view.toScreenY(y))];
  }

  listen() {
    const options = { signal: this.abort.signal };
    const on = (type, listener) => this.canvas.addEventListener(type, listener.bind(this), options);
    this.canvas.addEventListener("wheel", (event) => this.onWheel(event), { ...options, passive: false });
    on("pointerdown", this.onPointerDown);
    on("pointermove", this.onPointerMove);
    on("pointerup", this.onPointerUp);
    on("pointercancel", this.onPointerUp);
    on("keydown", this.onKeyDown);
    on("blur", () => delete this.container.dataset.pointer);
    on("contextmenu", (event) => event.preventDefault());
  }

  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  onPointerDown(event) {
    if (event.button > 1) return;
    event.preventDefault();
    this.container.dataset.pointer = ""; // no focus ring for who points
    this.canvas.focus({ preventScroll: true });
    if (event.isTrusted) this.canvas.setPointerCapture(event.pointerId); // a script's event has no pointer to capture
    this.pointers.set(event.pointerId, this.placeOf(event));
    const isPan = this.isPannedByDrag || event.button === 1 || event.shiftKey || this.pointers.size > 1;
    if (isPan && this.gesture === "drag") (this.handlers.onCancel ?? this.handlers.onRelease)();
    if (!isPan) this.handlers.onGrab?.();
    this.gesture = isPan ? "pan" : "drag";
    this.container.dataset.gesture = this.gesture;
    this.manifold?.setPaused(this.gesture === "drag");
    if (this.gesture === "drag") this.moveCursor(...this.placeOf(event));
  }

  onPointerMove(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const place = this.placeOf(event);
    if (this.gesture === "drag") this.moveCursor(...place);
    else this.moveView(event.pointerId, before, place);
    this.pointers.set(event.pointerId, place);
  }

  onPointerUp(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size > 0) return;
    const wasDrag = this.gesture === "drag";
    this.gesture = null;
    delete this.container.dataset.gesture;
    this.manifold?.setPaused(false);
    if (!wasDrag) return;
    this.handlers.onRelease();
    this.refreshPart("above"); // names make way
  }

  moveCursor(screenX, screenY) {
    const { view } = this;
    const x = Math.min(view.width, Math.max(0, screenX));
    const y = Math.min(view.height, Math.max(0, screenY));
    this.handlers.onMove(view.toWorldX(x), view.toWorldY(y));
  }

  /** One finger or the mouse pans; of two fingers the distance zooms and the middle pans. */
  moveView(id, before, after) {
    const other = [...this.pointers].find(([key]) => key !== id)?.[1];
    const share = other ? 0.5 : 1;
    if (other) {
      const distance = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]);
      this.view.zoomAt((after[0] + other[0]) / 2, (after[1] + other[1]) / 2, distance(after) / Math.max(1, distance(before)));
    }
    this.view.pan((after[0] - before[0]) * share, (after[1] - before[1]) * share);
    this.viewChanged();
  }

  /** The wheel zooms in a map that has been clicked, or with Ctrl, as which a pinch comes, too; else the page scrolls. */
  onWheel(event) {
    const { activeElement } = /** @type {Document | ShadowRoot} */ (this.canvas.getRootNode());
    if (!event.ctrlKey && !event.metaKey && activeElement !== this.canvas) {
      this.sayHowToZoom();
      return;
    }
    event.preventDefault();
    this.wheelHint?.remove();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 33 : event.deltaMode === 2 ? 400 : 1);
    const isPinch = event.ctrlKey && Math.abs(pixels) < PINCH;
    this.view.zoomAt(...this.placeOf(event), Math.exp(-Math.max(-240, Math.min(240, pixels)) * (isPinch ? 0.01 : 0.0022)));
    this.viewChanged();
  }

  sayHowToZoom() {
    this.wheelHint ??= element("p", { className: "wheel-hint", textContent: `Click the map or hold ${COMMAND} to zoom` });
    this.wheelHint.setAttribute("aria-hidden", "true");
    this.container.append(this.wheelHint);
    clearTimeout(this.wheelHintStay);
    this.wheelHintStay = setTimeout(() => this.wheelHint.remove(), WHEEL_HINT_STAY);
  }

  onKeyDown(event) {
    const isModifier = ["Shift", "Control", "Alt", "Meta"].includes(event.key); // held while pointing, too
    if (!isModifier && !this.gesture) delete this.container.dataset.pointer;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (arrow) this.handlers.onKey(...arrow, event.shiftKey);
    else if (event.key === "Home") this.handlers.onHome();
    else if (event.key === "+" || event.key === "=") this.zoomByKey(1.25);
    else if (event.key === "-") this.zoomByKey(0.8);
    else return;
    event.preventDefault();
  }

  zoomByKey(factor) {
    const [x, y] = this.cursorPlace ?? [this.view.centerX, this.view.centerY];
    this.view.zoomAt(this.view.toScreenX(x), this.view.toScreenY(y), factor);
    this.viewChanged();
  }
}

/** What a handle or the cursor takes of the screen. */
export function boxAround(x, y) {
  return /** @type {import("./class_names.js").Box} */ ([x - REACH_OF_CURSOR, y - REACH_OF_CURSOR, x + REACH_OF_CURSOR, y + REACH_OF_CURSOR]);
}
