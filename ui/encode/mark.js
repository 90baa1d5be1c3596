// The posterior that is looked at: a canvas no larger than its ellipse, moved over the map.

import { drawPosterior } from "../live/ellipse.js";

const LEAST_SIDE = 96; // CSS pixels, room for the ring and the number
const STEP = 32;

/** Draws one posterior; without it nothing. */
export class Mark {
  constructor(container) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "posterior";
    this.canvas.setAttribute("aria-hidden", "true");
    this.canvas.hidden = true;
    container.append(this.canvas);
  }

  /** Show {place, covariance, name} on a map, or hide for null. */
  show(shape, map, style) {
    this.canvas.hidden = shape === null;
    if (shape === null) return;
    const { view } = map;
    const [x, y] = [view.toScreenX(shape.place[0]), map.isLine ? view.height / 2 : view.toScreenY(shape.place[1])];
    const widest = shape.covariance ? 4 * Math.sqrt(Math.max(shape.covariance[0], shape.covariance[2])) * view.scale : 0;
    const width = Math.max(LEAST_SIDE, STEP * Math.ceil((widest + 16) / STEP));
    const height = map.isLine ? Math.ceil(view.height) : width;
    const ratio = map.ratio ?? 1;
    this.resize(width, height, ratio);
    const [left, top] = [Math.round(x - width / 2), Math.round(y - height / 2)];
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.translate(-left, -top);
    drawPosterior(context, view, shape, { ...style, isMain: true });
    this.canvas.style.transform = `translate(${left}px, ${top}px)`;
  }

  resize(width, height, ratio) {
    const size = `${width} ${height} ${ratio}`;
    if (size === this.size) return;
    this.size = size;
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
  }
}
