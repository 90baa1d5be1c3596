// What a map draws beneath its cursor: points, fog, the prior's circles, class names.

import { placedApart, shortened } from "./class_names.js";
import { layDot, rgbOf, stampOf } from "./dots.js";
import { traceBand, traceEllipse } from "./ellipse.js";
import { rgba } from "./theme.js";

const CORNER = 12; // CSS pixels
const LEAST_LETTERED = 3; // CSS pixels of a dot's radius, for letters in the place of all dots
const LEAST_APART = 24; // CSS pixels from circle to circle, for names on all of them
const [MOST_OF_WIDTH, WIDEST_NAME] = [0.4, 180]; // share of a map, and CSS pixels, that a class's name may be wide

/**
 * Draw codes as dots. `points` holds x, y, labels, colors, the hidden classes, the one that does not fade, and the one
 * that is lit in its place while its name is pointed at. Where classes share a colour, the letters they are called by
 * stand for dots.
 */
export function drawPoints(context, view, points, ratio, opacity) {
  const { x, tones, colors, names, hidden, lit = null } = points;
  const faded = lit ?? (hidden.has(points.faded) ? null : points.faded); // nothing fades for a class that is not seen
  const sparse = Math.min(1.6, Math.max(1, Math.sqrt(4000 / x.length)));
  const radius = Math.min(4, (1.15 + view.scale / 160) * sparse);
  // All letters at once are a thicket: they stand where some classes alone are seen, or from near.
  const isClear = faded !== null || hidden.size > 0 || radius >= LEAST_LETTERED;
  const letters = isClear && !tones && isLettered(names, colors) ? names : null;
  const isDrawn = faded === null ? (label) => !hidden.has(label) : (label) => label === faded;
  const picture = emptyPicture(Math.round(view.width * ratio), Math.round(view.height * ratio));
  const stamp = stampOf(radius * ratio);
  if (faded !== null) layDots(picture, view, points, ratio, stamp, (label) => label !== faded && !hidden.has(label), 0.1);
  if (!letters) layDots(picture, view, points, ratio, stamp, isDrawn, opacity);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(onCanvas(picture), 0, 0);
  if (letters) {
    context.globalAlpha = opacity;
    drawLettered(context, view, points, ratio, letterSprites(letters, colors, radius * ratio), isDrawn);
    context.globalAlpha = 1;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** Lay the points of some classes over a picture of the canvas's size. */
function layDots(picture, view, { x, y, labels, tones, colors }, ratio, stamp, isDrawn, opacity) {
  const inks = colors.map(rgbOf);
  for (let i = 0; i < x.length; i++) {
    if (!isDrawn(labels[i])) continue;
    layDot(picture, stamp, view.toScreenX(x[i]) * ratio, view.toScreenY(y[i]) * ratio, inks[tones ? tones[i] : labels[i]], opacity);
  }
}

let dots = null;

/** A picture of a size with nothing on it, the same one every time: megabytes anew a drawing have the browser collect garbage. */
function emptyPicture(width, height) {
  if (dots?.width === width && dots.height === height) dots.data.fill(0);
  else dots = new ImageData(width, height);
  return dots;
}

let dotsCanvas = null;

/** Put a picture on a canvas, the same one every time, from where it is laid over what another one shows. */
function onCanvas(picture) {
  dotsCanvas ??= document.createElement("canvas");
  if (dotsCanvas.width !== picture.width) dotsCanvas.width = picture.width;
  if (dotsCanvas.height !== picture.height) dotsCanvas.height = picture.height;
  dotsCanvas.getContext("2d", { willReadFrequently: true }).putImageData(picture, 0, 0);
  return dotsCanvas;
}

/** Draw the letters of the points of some classes, in pixels of the canvas. */
function drawLettered(context, view, { x, y, labels }, ratio, sprites, isDrawn) {
  const half = sprites[0].width / 2;
  for (let i = 0; i < x.length; i++) {
    if (!isDrawn(labels[i])) continue;
    const screenX = view.toScreenX(x[i]) * ratio;
    const screenY = view.toScreenY(y[i]) * ratio;
    if (screenX < -half || screenY < -half || screenX > view.width * ratio + half || screenY > view.height * ratio + half) continue;
    context.drawImage(sprites[labels[i]], screenX - half, screenY - half);
  }
}

/** Make a picture of the fog: `thickness` 0-255, rows from the smallest y up, as an opacity of one colour. */
export function fogPicture({ thickness, width, height }, [r, g, b]) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const data = new ImageData(width, height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = 4 * ((height - 1 - row) * width + column);
      data.data.set([r, g, b, thickness[row * width + column]], at);
    }
  }
  canvas.getContext("2d").putImageData(data, 0, 0);
  return canvas;
}

/** Draw the fog, thick everywhere outside of the part of the plane that it was computed for. */
export function drawFog(context, view, picture, [x0, x1, y0, y1], color, opacity) {
  const [left, right] = [view.toScreenX(x0), view.toScreenX(x1)];
  const [top, bottom] = [view.toScreenY(y1), view.toScreenY(y0)];
  context.globalAlpha = opacity;
  context.imageSmoothingEnabled = true;
  context.drawImage(picture, left, top, right - left, bottom - top);
  context.fillStyle = rgba(color, 1);
  context.fillRect(0, 0, view.width, top);
  context.fillRect(0, bottom, view.width, view.height - bottom);
  context.fillRect(0, top, left, bottom - top);
  context.fillRect(right, top, view.width - right, bottom - top);
  context.globalAlpha = 1;
}

/**
 * Make a picture of a prior that is a shape: `raster` is 0 outside, its rows from the smallest y up; the rim is darker.
 * @param {{raster: ArrayLike<number>}} shape
 * @param {number[]} ink
 */
export function shapePicture({ raster }, [r, g, b]) {
  const size = Math.round(Math.sqrt(raster.length));
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const data = new ImageData(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * size + column;
      if (!raster[at]) continue;
      const isRim = [at - 1, at + 1, at - size, at + size].some((near) => raster[near] !== raster[at]);
      data.data.set([r, g, b, isRim ? 110 : 30], 4 * ((size - 1 - row) * size + column));
    }
  }
  canvas.getContext("2d")?.putImageData(data, 0, 0);
  return canvas;
}

const AS_IT_IS = { matrix: [[1, 0], [0, 1]], shift: [0, 0] };

/**
 * Draw the picture of a shape, which lies between minus and plus `extent`, turned and mirrored as its codes are.
 * @param {{matrix: number[][], shift: number[]}} [turn] of places: matrix times place plus shift
 */
export function drawShape(context, view, picture, extent, turn = AS_IT_IS) {
  const { matrix: [[a, b], [c, d]], shift: [x, y] } = turn;
  context.save();
  // The picture's rows go down the screen, places go up.
  context.transform(view.scale * a, -view.scale * c, -view.scale * b, view.scale * d, view.toScreenX(x), view.toScreenY(y));
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, -extent, -extent, 2 * extent, 2 * extent);
  context.restore();
}

/**
 * Draw the parts of a prior that is learnt, 2 standard deviations each: the more of its draws come from one, the darker.
 * @param {ArrayLike<number>} clouds of each x, y, the covariance's xx, xy and yy, and its share
 */
export function drawClouds(context, view, clouds, isLine, ink) {
  const shares = Array.from({ length: clouds.length / 6 }, (_, k) => clouds[6 * k + 5]);
  const most = Math.max(...shares);
  context.lineWidth = 1;
  shares.forEach((share, k) => {
    const [x, y, xx, xy, yy] = Array.from({ length: 5 }, (_, i) => clouds[6 * k + i]);
    if (isLine) traceBand(context, view, x, 2 * Math.sqrt(xx));
    else traceEllipse(context, view, [x, y], [xx, xy, yy], 2);
    context.fillStyle = rgba(ink, 0.12 * (share / most));
    context.strokeStyle = rgba(ink, 0.5 * (share / most));
    context.fill();
    context.stroke();
  });
}

/**
 * Return clouds turned and mirrored as their codes are: a covariance S becomes M S M'.
 * @param {ArrayLike<number>} clouds as `drawClouds` takes them
 * @param {{matrix: number[][], shift: number[]}} turn of places: matrix times place plus shift
 */
export function turnedClouds(clouds, { matrix: [[a, b], [c, d]], shift }) {
  const turned = Float32Array.from(clouds);
  for (let at = 0; at < clouds.length; at += 6) {
    const [x, y, xx, xy, yy] = [0, 1, 2, 3, 4].map((i) => clouds[at + i]);
    turned.set([
      a * x + b * y + shift[0], c * x + d * y + shift[1],
      a * a * xx + 2 * a * b * xy + b * b * yy, a * c * xx + (a * d + b * c) * xy + b * d * yy, c * c * xx + 2 * c * d * xy + d * d * yy,
    ], at);
  }
  return turned;
}

/** Draw 1, 2 and 3 standard deviations of the prior to scale: circles, or lines where there is one dimension. */
export function drawPrior(context, view, [originX, originY], isLine, ink) {
  context.lineWidth = 1;
  for (const sigma of [1, 2, 3]) {
    context.strokeStyle = rgba(ink, 0.42);
    context.setLineDash(sigma === 1 ? [] : [4, 4]);
    context.beginPath();
    if (isLine) {
      for (const side of [-sigma, sigma]) {
        context.moveTo(view.toScreenX(originX + side), 0);
        context.lineTo(view.toScreenX(originX + side), view.height);
      }
    } else {
      context.arc(view.toScreenX(originX), view.toScreenY(originY), sigma * view.scale, 0, 2 * Math.PI);
    }
    context.stroke();
  }
  context.setLineDash([]);
}

/** Write beside the prior's circles or lines what they are, above the dots; returns the boxes that this takes. */
export function drawSigmas(context, view, [originX, originY], isLine, theme, names) {
  context.font = `11px ${theme.font}`;
  context.textAlign = "center";
  context.lineJoin = "round";
  context.lineWidth = 3;
  // Where they are so near that their names would stand on each other, the outermost has one.
  const widest = Math.max(...names.map((name) => context.measureText(name).width));
  return (view.scale < (isLine ? widest + 6 : LEAST_APART) ? [3] : [1, 2, 3]).map((sigma) => {
    const name = names[sigma - 1];
    const half = Math.max(10, context.measureText(name).width / 2 + 2);
    const beside = view.toScreenX(originX + (isLine ? sigma : 0)) + (isLine ? half : 0);
    const x = isLine ? Math.min(beside, view.width - half) : beside;
    const y = isLine ? 16 : Math.max(12, view.toScreenY(originY + sigma) - 5);
    context.strokeStyle = rgba(theme.paper, 0.85);
    context.fillStyle = rgba(theme.ink, 0.85);
    context.strokeText(name, x, y);
    context.fillText(name, x, y);
    return /** @type {import("./class_names.js").Box} */ ([x - half, y - 11, x + half, y + 3]);
  });
}

/**
 * Write class names where their codes are dense, legible on anything and clear of what else stands on the map.
 * @param {any} context
 * @param {import("./view.js").View} view
 * @param {{text: string, x: number, y: number, places?: [number, number][], chosen?: number | null}[]} names
 * @param {any} theme
 * @param {import("./class_names.js").Box[]} obstacles
 * @param {boolean} isStill whether names stay where they stand while something moves
 */
export function drawNames(context, view, names, theme, obstacles, isStill) {
  context.font = `600 15px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  const widthOf = (text) => context.measureText(text).width;
  const texts = names.map((name) => {
    const text = shortened(name.text, Math.min(MOST_OF_WIDTH * view.width, WIDEST_NAME), widthOf);
    const width = widthOf(text) + 6;
    return { text, places: seenOf(name, view, width / 2), width, height: 18 };
  });
  const chosen = placedApart(texts, obstacles);
  names.forEach((name, index) => {
    if (!isStill || name.chosen === undefined || !texts[index].places[name.chosen]) name.chosen = chosen[index];
    if (name.chosen === null) return;
    const { text, places } = texts[index];
    const [x, y] = places[name.chosen];
    context.strokeStyle = rgba(theme.paper, 0.9);
    context.fillStyle = rgba(theme.ink, 1);
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  });
  context.textBaseline = "alphabetic";
}

/** The places of a name on the screen, of those that are in sight, where any is; there all of it, half as wide as told. */
function seenOf({ x, y, places = [[x, y]] }, view, half) {
  const all = places.map(([placeX, placeY]) => /** @type {[number, number]} */ ([view.toScreenX(placeX), view.toScreenY(placeY)]));
  const seen = all.filter(([left, top]) => left > 8 && top > 8 && left < view.width - 8 && top < view.height - 8);
  const inside = seen.map(([left, top]) => /** @type {[number, number]} */ ([Math.max(half, Math.min(view.width - half, left)), top]));
  return seen.length ? inside : all.slice(0, 1);
}

/** Draw a path of places as a thin line. */
export function drawPath(context, view, xs, ys, isClosed, color) {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let i = 0; i < xs.length; i++) context.lineTo(view.toScreenX(xs[i]), view.toScreenY(ys[i]));
  if (isClosed) context.closePath();
  context.stroke();
}

/** Draw a point as ui/live/map.css shows the cursor. */
export function drawCursor(context, x, y, theme) {
  context.beginPath();
  context.arc(x, y, 11.5, 0, 2 * Math.PI);
  context.globalAlpha = 0.22;
  context.fillStyle = theme.accent;
  context.fill();
  context.globalAlpha = 1;
  for (const [width, color] of [[7, rgba(theme.paper, 1)], [3, theme.accent]]) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }
}

/** Draw round corners in the page's colour and a thin line around a whole canvas. */
export function drawFrame(context, canvas, theme, ratio) {
  const radius = CORNER * ratio;
  context.fillStyle = rgba(theme.paper, 1);
  context.beginPath();
  context.rect(0, 0, canvas.width, canvas.height);
  context.roundRect(0, 0, canvas.width, canvas.height, radius);
  context.fill("evenodd");
  context.strokeStyle = theme.line;
  context.lineWidth = ratio;
  context.beginPath();
  context.roundRect(ratio / 2, ratio / 2, canvas.width - ratio, canvas.height - ratio, radius);
  context.stroke();
}

/** Whether colours tell classes apart: of more than there are colours all have one. */
export function areTold(colors) {
  return colors.length < 2 || colors.some((color) => color !== colors[0]);
}

/** Whether letters stand for the dots: where colours do not tell, and every class is called by one. */
function isLettered(names, colors) {
  return Boolean(names) && !areTold(colors) && names.every((name) => [...name].length === 1);
}

const keptLetters = { key: null, sprites: [] };

/** One letter a class; the last ones are kept, so that moving ones need no new canvases every frame. */
function letterSprites(names, colors, radius) {
  const key = `${radius} ${colors} ${names}`;
  if (keptLetters.key !== key) {
    keptLetters.key = key;
    keptLetters.sprites = colors.map((color, label) => letterSprite(names[label], color, radius));
  }
  return keptLetters.sprites;
}

/** A letter about as large as three dots of a radius, to be read. */
function letterSprite(letter, color, radius) {
  const size = 6 * radius;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * Math.ceil(size / 2 + 2);
  const context = canvas.getContext("2d");
  context.font = `600 ${size}px sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = color;
  context.fillText(letter, canvas.width / 2, canvas.height / 2);
  return canvas;
}
