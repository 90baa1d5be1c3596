// A map with a brush: a dragged box chooses pictures, a click one of them; what is chosen elsewhere lights up here, too.

import { LatentMap } from "../live/map.js";
import { drawPoints } from "../live/layers.js";
import { namesThatFit } from "../live/class_names.js";
import { rgba } from "../live/theme.js";

const SMALLEST_BOX = 5; // CSS pixels; a shorter drag is a click
const NEAR = 14; // CSS pixels
const FAR = 40;

/**
 * Handlers: onBrush(numbers or null), onBrushed() at its end, onPick(number or null), onHover(number or null),
 * onStep(number), onView().
 */
export class BrushMap extends LatentMap {
  constructor(container, handlers) {
    super(container, {
      onGrab: () => this.grab(),
      onMove: (x, y) => this.stretch(x, y),
      onRelease: () => this.release(),
      onCancel: () => this.cancel(),
      onKey: (dx, dy) => handlers.onStep(this.neighbour(dx, dy)),
      onHome: () => this.resetView(),
      onView: handlers.onView,
    });
    this.own = handlers;
    this.lit = null; // numbers of the pictures that are lit, or null for all alike
    this.box = null; // [x0, y0, x1, y1] in map coordinates
    this.picked = null;
    this.overlay = (context, view) => this.drawBrush(context, view);
    const options = { signal: this.abort.signal };
    this.canvas.addEventListener("pointermove", (event) => this.hover(event), options);
    this.canvas.addEventListener("pointerleave", () => handlers.onHover(null), options);
  }

  /** Light up pictures by number; null makes all alike. The box goes where another map was brushed. */
  setLit(lit, keepsBox) {
    const wasLit = this.lit !== null;
    this.lit = lit;
    if (!keepsBox) this.box = null;
    if (wasLit !== (lit !== null)) this.refreshPart("dots");
    this.refreshPart("above");
  }

  /** Put the cursor on a picture. */
  setPicked(number) {
    this.picked = number;
    this.setCursor(this.points.x[number], this.points.y[number]);
  }

  grab() {
    this.before = { lit: this.lit, box: this.box };
    this.anchor = null;
  }

  stretch(x, y) {
    if (!this.anchor) {
      this.anchor = [x, y];
      return;
    }
    const [startX, startY] = this.anchor;
    const isBox = Math.max(Math.abs(x - startX), Math.abs(y - startY)) * this.view.scale >= SMALLEST_BOX;
    if (!isBox && !this.isBrushing) return;
    this.isBrushing = true;
    const box = [Math.min(x, startX), Math.min(y, startY), Math.max(x, startX), Math.max(y, startY)];
    this.box = box.map((end) => Math.round(end * 1000) / 1000); // as the address has it: the same pictures from there
    this.own.onBrush(this.inBox());
  }

  release() {
    if (!this.isBrushing && this.anchor) this.own.onPick(this.nearest(...this.anchor, FAR));
    else if (this.isBrushing) this.own.onBrushed();
    this.isBrushing = false;
    this.anchor = null;
  }

  cancel() {
    this.isBrushing = false;
    this.anchor = null;
    this.box = this.before.box;
    this.own.onBrush(this.before.lit);
  }

  hover(event) {
    if (this.gesture || event.pointerType !== "mouse") return;
    const [x, y] = this.placeOf(event);
    this.own.onHover(this.nearest(this.view.toWorldX(x), this.view.toWorldY(y), NEAR));
  }

  inBox() {
    const { x, y } = this.points;
    const [x0, y0, x1, y1] = this.box;
    const found = [];
    for (let i = 0; i < x.length; i++) if (x[i] >= x0 && x[i] <= x1 && y[i] >= y0 && y[i] <= y1) found.push(i);
    return found;
  }

  /** The number of the picture nearest to a place, or null when none is within some pixels; lit ones come first. */
  nearest(worldX, worldY, pixels) {
    const { x, y } = this.points;
    let best = null;
    let least = (pixels / this.view.scale) ** 2;
    const look = (i) => {
      const square = (x[i] - worldX) ** 2 + (y[i] - worldY) ** 2;
      if (square <= least) [best, least] = [i, square];
    };
    if (this.lit) this.lit.forEach(look);
    else for (let i = 0; i < x.length; i++) look(i);
    return best;
  }

  /** The picture next to the picked one in a direction, within 45 degrees of it; the picked one when there is none. */
  neighbour(dx, dy) {
    const { x, y } = this.points;
    let best = this.picked;
    let least = Infinity;
    for (let i = 0; i < x.length; i++) {
      const [stepX, stepY] = [x[i] - x[this.picked], y[i] - y[this.picked]];
      const along = stepX * dx + stepY * dy;
      const square = stepX * stepX + stepY * stepY;
      if (along > 0 && 2 * along * along >= square && square < least) [best, least] = [i, square];
    }
    return best;
  }

  drawDots(context) {
    if (this.points) drawPoints(context, this.view, this.points, this.ratio, this.lit ? 0.1 : 0.75);
  }

  drawAbove(context) {
    const { names } = this;
    this.names = namesThatFit(names, this.view.width);
    super.drawAbove(context);
    this.names = names;
  }

  drawBrush(context, view) {
    if (this.lit) {
      const { points } = this;
      const take = (values) => Float32Array.from(this.lit, (i) => values[i]);
      const lit = { ...points, x: take(points.x), y: take(points.y), labels: take(points.labels) };
      drawPoints(context, view, lit, this.ratio, 0.95);
    }
    if (!this.box) return;
    const [x0, y0, x1, y1] = this.box;
    const corner = [view.toScreenX(x0), view.toScreenY(y1)];
    const size = [(x1 - x0) * view.scale, (y1 - y0) * view.scale];
    context.fillStyle = rgba(this.theme.ink, 0.07);
    context.fillRect(...corner, ...size);
    context.lineWidth = 1.5;
    context.strokeStyle = this.theme.accent;
    context.strokeRect(...corner, ...size);
  }
}
