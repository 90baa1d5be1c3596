// A loupe over the posterior: where the model is sure, its ellipse is a dot on the map.

import { View } from "../live/view.js";
import { rgba } from "../live/theme.js";
import { drawPosterior } from "../live/ellipse.js";

const LOUPE_SIDE = 120; // CSS pixels
const LEAST_ZOOM = 2;
const MOST_ZOOM = 64;
const LARGE = 26; // CSS pixels of 2 sigma on the map from which no loupe is needed

/** Shows the codes around a posterior, enlarged so far that its ellipse fills about half of it. */
export class Loupe {
  constructor(figure) {
    this.figure = figure;
    this.canvas = figure.querySelector("canvas");
    this.view = new View();
    this.view.width = this.view.height = LOUPE_SIDE;
  }

  /** Draw, or hide where the ellipse is large enough; `shape` is {place, covariance} or null. */
  show(shape, map, color) {
    const { view } = this;
    const widest = shape?.covariance ? 2 * Math.sqrt(Math.max(shape.covariance[0], shape.covariance[2])) : 0;
    const onMap = widest * map.view.scale;
    this.figure.hidden = widest === 0 || onMap > LARGE || map.isLine;
    if (this.figure.hidden) return;
    const wanted = (0.3 * LOUPE_SIDE) / onMap;
    const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, 2 ** Math.round(Math.log2(wanted))));
    view.scale = map.view.scale * zoom;
    [view.centerX, view.centerY] = shape.place;
    const ratio = map.ratio ?? 1;
    const side = Math.round(LOUPE_SIDE * ratio);
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, LOUPE_SIDE, LOUPE_SIDE);
    // Cut out here: a rounded element would be cut out by the compositor, every frame.
    context.save();
    context.beginPath();
    context.arc(LOUPE_SIDE / 2, LOUPE_SIDE / 2, LOUPE_SIDE / 2 - 1, 0, 2 * Math.PI);
    context.fillStyle = rgba(map.theme.paper, 1);
    context.fill();
    context.strokeStyle = rgba(map.theme.ink, 0.25);
    context.lineWidth = 1.5;
    context.stroke();
    context.clip();
    drawNearCodes(context, view, map.points);
    drawPosterior(context, view, shape, { color, theme: map.theme, isMain: true, isLine: false, isBare: true });
    context.restore();
    const text = `${zoom} × enlarged`;
    if (text !== this.text) this.figure.querySelector("figcaption").textContent = this.text = text;
  }
}

function drawNearCodes(context, view, { x, y, labels, colors, hidden }) {
  const reach = LOUPE_SIDE / 2 / view.scale;
  for (let i = 0; i < x.length; i++) {
    if (Math.abs(x[i] - view.centerX) > reach || Math.abs(y[i] - view.centerY) > reach || hidden.has(labels[i])) continue;
    context.fillStyle = colors[labels[i]];
    context.beginPath();
    context.arc(view.toScreenX(x[i]), view.toScreenY(y[i]), 3, 0, 2 * Math.PI);
    context.fill();
  }
}
