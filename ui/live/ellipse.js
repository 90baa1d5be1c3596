// The posterior on the map: ellipses of 1 and 2 standard deviations, to scale.

import { rgba } from "./theme.js";

/** Return [xx, xy, yy], the covariance on the map's plane of a code with these log variances. */
export function planeCovariance(plane, logVariances) {
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < plane.dims; k++) {
    const variance = Math.exp(logVariances[k]);
    xx += variance * plane.axes[0][k] ** 2;
    xy += variance * plane.axes[0][k] * plane.axes[1][k];
    yy += variance * plane.axes[1][k] ** 2;
  }
  return [xx, xy, yy];
}

/** Draw the ellipse of some standard deviations: the unit circle through the covariance's Cholesky factor. */
export function traceEllipse(context, view, [x, y], [xx, xy, yy], sigmas) {
  const a = Math.sqrt(xx);
  const b = a > 0 ? xy / a : 0;
  const c = Math.sqrt(Math.max(0, yy - b * b));
  context.beginPath();
  for (let i = 0; i < 64; i++) {
    const [cos, sin] = [sigmas * Math.cos((2 * Math.PI * i) / 64), sigmas * Math.sin((2 * Math.PI * i) / 64)];
    context.lineTo(view.toScreenX(x + a * cos), view.toScreenY(y + b * cos + c * sin));
  }
  context.closePath();
}

/** Draw a posterior: {place: [x, y], covariance: [xx, xy, yy] or null for a plain autoencoder, name}. */
export function drawPosterior(context, view, posterior, { color, theme, isMain, isLine, isBare = false }) {
  const { place, covariance, name } = posterior;
  /** @type {[number, number]} */
  const center = [view.toScreenX(place[0]), isLine ? view.height / 2 : view.toScreenY(place[1])];
  if (covariance && isMain) {
    context.lineWidth = 2;
    for (const sigmas of [2, 1]) {
      if (isLine) traceBand(context, view, place[0], sigmas * Math.sqrt(covariance[0]));
      else traceEllipse(context, view, place, covariance, sigmas);
      context.globalAlpha = sigmas === 1 ? 0.34 : 0.2;
      context.fillStyle = color;
      context.fill();
      context.globalAlpha = 1;
      context.setLineDash(sigmas === 1 ? [] : [5, 4]);
      context.lineWidth = 4;
      context.strokeStyle = rgba(theme.paper, 0.7);
      context.stroke();
      context.lineWidth = 2;
      context.strokeStyle = color;
      context.stroke();
    }
    context.setLineDash([]);
  }
  drawMark(context, center, color, theme, isMain && !isBare);
  if (isMain && !isBare) drawRing(context, center, color, theme);
  if (name) drawTag(context, center, name, theme, isMain);
}

/** Draw the place [x, y] that explains a picture best, and how far the encoder's guess is from it. */
export function drawAnswer(context, view, guess, answer, { theme, isLine }) {
  const onScreen = ([x, y]) => /** @type {[number, number]} */ ([view.toScreenX(x), isLine ? view.height / 2 : view.toScreenY(y)]);
  const [from, to] = [onScreen(guess), onScreen(answer)];
  for (const [width, style] of [[4.5, rgba(theme.paper, 0.8)], [1.75, rgba(theme.ink, 1)]]) {
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.lineTo(to[0], to[1]);
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke();
  }
  const size = 7;
  context.beginPath();
  for (const [x, y] of [[0, -size], [size, 0], [0, size], [-size, 0]]) context.lineTo(to[0] + x, to[1] + y);
  context.closePath();
  context.fillStyle = rgba(theme.ink, 1);
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = rgba(theme.paper, 1);
  context.stroke();
  drawTag(context, to, "best", theme, true);
}

/** Draw the band of some half width around a place, where there is one dimension. */
export function traceBand(context, view, x, halfWidth) {
  context.beginPath();
  context.rect(view.toScreenX(x - halfWidth), 0, 2 * halfWidth * view.scale, view.height);
}

function drawMark(context, [x, y], color, theme, isMain) {
  context.beginPath();
  context.arc(x, y, isMain ? 5.5 : 4, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = rgba(theme.paper, 1);
  context.stroke();
}

/** A ring to find the place by, of a size that says nothing. */
function drawRing(context, [x, y], color, theme) {
  for (const [width, style] of [[6, rgba(theme.paper, 0.85)], [2.5, color]]) {
    context.beginPath();
    context.arc(x, y, 14, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = style;
    context.stroke();
  }
}

function drawTag(context, [x, y], text, theme, isMain) {
  const label = `#${text}`; // on a tag: a bare digit would be taken for the name of a class
  context.font = `${isMain ? 650 : 500} 11px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const width = context.measureText(label).width + 8;
  context.beginPath();
  context.roundRect(x + 8, y - 18, width, 15, 4);
  context.fillStyle = rgba(theme.ink, isMain ? 1 : 0.8);
  context.fill();
  context.fillStyle = rgba(theme.paper, 1);
  context.fillText(label, x + 12, y - 10);
  context.textBaseline = "alphabetic";
}
