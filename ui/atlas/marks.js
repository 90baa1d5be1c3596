// Marks over a Plotly chart: rings around the chosen points, and the posterior of a single one to scale.

import { rgba } from "../live/theme.js";

const MANY = 300;

/** A canvas above the chart's points that follows its axes; the chart itself stays as it is. */
export class Marks {
  constructor(plot) {
    this.plot = plot;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.canvas.dataset.testid = "atlas-marks";
    Object.assign(this.canvas.style, { position: "absolute", inset: "0", pointerEvents: "none", zIndex: "2" });
    plot.append(this.canvas);
  }

  /** Draw the rows of `chosen`, {rows, isPoint, sigma}, or nothing. */
  draw(chosen, theme) {
    const { plot, canvas } = this;
    const layout = plot._fullLayout;
    if (!layout?.xaxis) return;
    const scale = window.devicePixelRatio || 1;
    canvas.width = layout.width * scale;
    canvas.height = layout.height * scale;
    Object.assign(canvas.style, { width: `${layout.width}px`, height: `${layout.height}px` });
    if (!chosen) return;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    const { xaxis, yaxis } = layout;
    context.beginPath();
    context.rect(xaxis._offset, yaxis._offset, xaxis._length, yaxis._length);
    context.clip();
    const places = placesOf(plot, chosen.rows);
    const isMany = chosen.rows.length > MANY;
    for (let i = 0; i < places.length; i += 2) {
      const x = xaxis._offset + xaxis.l2p(places[i]);
      const y = yaxis._offset + yaxis.l2p(places[i + 1]);
      if (chosen.isPoint) drawPoint(context, x, y, this.radii(chosen.sigma), theme);
      else drawRing(context, x, y, isMany ? 3 : 5, rgba(theme.ink, isMany ? 0.35 : 0.85), isMany ? 0.75 : 1.5);
    }
  }

  /** Half axes of one sigma in pixels, or null without a posterior in the plane. */
  radii(sigma) {
    if (!sigma) return null;
    const { xaxis, yaxis } = this.plot._fullLayout;
    return [Math.abs(xaxis.l2p(sigma[0]) - xaxis.l2p(0)), Math.abs(yaxis.l2p(sigma[1]) - yaxis.l2p(0))];
  }

  remove() {
    this.canvas.remove();
  }
}

function drawPoint(context, x, y, radii, theme) {
  if (radii) {
    for (const [sigmas, alpha] of [[2, 0.12], [1, 0.22]]) {
      context.beginPath();
      context.ellipse(x, y, sigmas * radii[0], sigmas * radii[1], 0, 0, 2 * Math.PI);
      context.fillStyle = rgba(theme.ink, alpha);
      context.fill();
      context.strokeStyle = rgba(theme.ink, 0.8);
      context.lineWidth = 1;
      context.stroke();
    }
  }
  drawRing(context, x, y, 9, rgba(theme.paper, 1), 5);
  drawRing(context, x, y, 9, theme.accent, 2.5);
}

function drawRing(context, x, y, radius, color, width) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}

/** x and y of the rows in the traces that are shown, one after the other. */
function placesOf(plot, rows) {
  const wanted = new Set(rows);
  const found = [];
  for (const trace of plot._fullData ?? []) {
    if (trace.visible !== true || !trace.customdata) continue;
    for (let i = 0; i < trace.customdata.length; i++) {
      if (wanted.has(trace.customdata[i])) found.push(trace.x[i], trace.y[i]);
    }
  }
  return found;
}
