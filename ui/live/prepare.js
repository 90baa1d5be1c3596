// The recipe of vae/pictures/preparation.py for clean ink, quick enough for every frame: strokes to 28x28 as the data sets hold them.

import { isWhite } from "./white.js";
import { paintStrokes } from "./pad.js";

/**
 * @import { InkFacts } from "../contract.js"
 * @import { Shape } from "./pixels.js"
 */

const COARSE = 280; // the pad's picture as Python gets it
const FINE = 80; // as vae/pictures/preparation.py measures strokes
/** Pictures as MNIST has them, which this recipe makes. */
export const DIGIT_SHAPE = /** @type {[number, number, number]} */ ([28, 28, 1]);
/** What runs of digits give, as what draws outputs is told it. */
export const DIGITS = { shape: DIGIT_SHAPE };
const SIDE_OUT = DIGIT_SHAPE[0];
const EDGE = 0.12;

/** Turns strokes into the pixels of a digit in [0, 1], white on black. */
export class InkPreparation {
  /** @param {InkFacts | null} ink how ink becomes a digit; with null the whole pad is the picture: no cropping, no centring */
  constructor(ink) {
    this.ink = ink;
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Return a Float32Array, or null when there is no ink beyond a dot. */
  run(strokes) {
    if (strokes.length === 0) return null;
    if (this.ink === null) return boxResize(this.coarse(strokes), SIDE_OUT, SIDE_OUT).data;
    // Where something was erased, only the pixels tell what is left; else the points do, which is quicker.
    const box = strokes.some((stroke) => stroke.erases) ? inkBounds(this.coarse(strokes)) : strokeBounds(strokes);
    if (box === null || Math.max(box.width, box.height) < 6) return null;
    const ink = evenStrokes(this.cropped(strokes, box), this.ink);
    const scale = this.ink.box / Math.max(ink.width, ink.height);
    const small = boxResize(ink, Math.max(1, Math.round(ink.width * scale)), Math.max(1, Math.round(ink.height * scale)));
    return placed(small, this.ink.by_mass);
  }

  coarse(strokes) {
    return this.raster(strokes, COARSE, COARSE, [COARSE, 0, 0, COARSE, 0, 0]);
  }

  /** Draw the ink again so that its bounds just fill FINE pixels. */
  cropped(strokes, box) {
    const scale = FINE / Math.max(box.width, box.height);
    const [width, height] = [box.width, box.height].map((side) => Math.max(1, Math.round(side * scale)));
    return this.raster(strokes, width, height, [scale * COARSE, 0, 0, scale * COARSE, -box.x * scale, -box.y * scale]);
  }

  /** Return the strokes' opacity under a transform, {data: Float32Array in [0, 1], width, height}. */
  raster(strokes, width, height, transform) {
    const { canvas, context } = this;
    if (canvas.width < width || canvas.height < height) {
      canvas.width = Math.max(canvas.width, width);
      canvas.height = Math.max(canvas.height, height);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(...transform);
    context.strokeStyle = context.fillStyle = "#fff";
    paintStrokes(context, strokes);
    const bytes = context.getImageData(0, 0, width, height).data;
    const data = new Float32Array(width * height);
    for (let i = 0; i < data.length; i++) data[i] = bytes[4 * i + 3] / 255;
    return { data, width, height };
  }
}

/** Brings the whole pad into the frame of a data set in colour or of another size, as vae/pictures/letterbox.py does. */
export class FramePreparation {
  /** @param {Shape} shape */
  constructor([height, width, channels]) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.canvas = document.createElement("canvas");
    this.canvas.width = this.canvas.height = COARSE;
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Return a Float32Array, or null where nothing is drawn. */
  run(strokes) {
    if (strokes.length === 0) return null;
    const { context, height, width, channels } = this;
    const hasColor = channels > 1;
    const paper = hasColor ? 1 : 0;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, COARSE, COARSE);
    context.setTransform(COARSE, 0, 0, COARSE, 0, 0);
    context.strokeStyle = context.fillStyle = "#fff";
    paintStrokes(context, strokes, 0, hasColor);
    const bytes = context.getImageData(0, 0, COARSE, COARSE).data;
    const side = Math.min(height, width);
    const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
    const result = new Float32Array(height * width * channels).fill(paper);
    const plane = new Float32Array(COARSE * COARSE);
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < plane.length; i++) {
        const opacity = bytes[4 * i + 3] / 255;
        plane[i] = paper + ((bytes[4 * i + c] / 255) - paper) * opacity;
      }
      const small = boxResize({ data: plane, width: COARSE, height: COARSE }, side, side).data;
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) result[((y + top) * width + x + left) * channels + c] = small[y * side + x];
      }
    }
    return result;
  }
}

/** How the pad's strokes become pixels as a run's data set has them. */
export function preparationFor(shape, ink) {
  return shape.join() === DIGIT_SHAPE.join() ? new InkPreparation(ink) : new FramePreparation(shape);
}

/** The box that `inkBounds` would find around strokes on the pad. */
function strokeBounds(strokes) {
  let [x0, x1, y0, y1] = [1, 0, 1, 0];
  for (const { points } of strokes) {
    for (let i = 0; i < points.length; i += 3) {
      const reach = points[i + 2] / 2;
      x0 = Math.min(x0, points[i] - reach);
      x1 = Math.max(x1, points[i] + reach);
      y0 = Math.min(y0, points[i + 1] - reach);
      y1 = Math.max(y1, points[i + 1] + reach);
    }
  }
  const from = (side) => Math.max(0, Math.floor(side * COARSE + EDGE));
  const to = (side) => Math.min(COARSE, Math.ceil(side * COARSE - EDGE));
  const box = { x: from(x0), y: from(y0), width: to(x1) - from(x0), height: to(y1) - from(y0) };
  return box.width > 0 && box.height > 0 ? box : null;
}

/** The box around what is inked, {x, y, width, height} in pixels, or null. */
function inkBounds({ data, width, height }, edge = EDGE) {
  let [x0, x1, y0, y1] = [width, -1, height, -1];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i] <= edge) continue;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      y1 = y;
    }
  }
  return x1 < 0 ? null : { x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
}

/** Make strokes as wide as the data sets' digits have them, where they are beyond that. */
function evenStrokes(ink, { box, widths }) {
  const unit = Math.max(ink.width, ink.height) / box;
  const padded = withMargin(ink, 1);
  const inside = edgeDistances(padded, true);
  let [sum, count] = [0, 0];
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === 0) continue;
    sum += inside[i] - 0.5;
    count++;
  }
  if (count === 0) return ink;
  const width = (4 * sum) / count / unit;
  const wanted = Math.min(widths[1], Math.max(widths[0], width));
  if (wanted === width) return ink;
  const change = Math.max(((wanted - width) * unit) / (1 - wanted / box), -0.6 * width * unit);
  const wide = withMargin(ink, Math.max(1, Math.ceil(change / 2) + 1));
  const [into, out] = [edgeDistances(wide, true), edgeDistances(wide, false)];
  const data = new Float32Array(wide.data.length);
  for (let i = 0; i < data.length; i++) {
    const signed = into[i] > 0 ? 0.5 - into[i] : out[i] - 0.5;
    data[i] = Math.min(1, Math.max(0, 0.5 + change / 2 - signed));
  }
  const redrawn = { ...wide, data };
  const bounds = inkBounds(redrawn);
  return bounds === null ? ink : cut(redrawn, bounds);
}

function withMargin({ data, width, height }, margin) {
  const wide = width + 2 * margin;
  const result = new Float32Array(wide * (height + 2 * margin));
  for (let y = 0; y < height; y++) result.set(data.subarray(y * width, (y + 1) * width), (y + margin) * wide + margin);
  return { data: result, width: wide, height: height + 2 * margin };
}

function cut({ data, width }, box) {
  const result = new Float32Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (y + box.y) * width + box.x;
    result.set(data.subarray(from, from + box.width), y * box.width);
  }
  return { data: result, width: box.width, height: box.height };
}

/**
 * Euclidean distance of every pixel inside to the nearest one outside, 0 outside (Felzenszwalb and Huttenlocher, 2012).
 * Inside is the ink, what counts as white, or what is no ink.
 */
function edgeDistances({ data, width, height }, isOfInk) {
  const far = 1e12;
  const squares = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) squares[i] = isWhite(data[i]) === isOfInk ? far : 0;
  const longest = Math.max(width, height);
  const [line, seats, borders] = [new Float64Array(longest), new Int32Array(longest), new Float64Array(longest + 1)];
  for (let x = 0; x < width; x++) lowerEnvelope(squares, x, width, height, line, seats, borders);
  for (let y = 0; y < height; y++) lowerEnvelope(squares, y * width, 1, width, line, seats, borders);
  for (let i = 0; i < squares.length; i++) squares[i] = squares[i] >= far / 2 ? longest : Math.sqrt(squares[i]);
  return squares;
}

/** One line of the distance transform: the lower envelope of parabolas, in place. */
function lowerEnvelope(squares, offset, step, count, line, seats, borders) {
  for (let i = 0; i < count; i++) line[i] = squares[offset + i * step];
  let last = 0;
  seats[0] = 0;
  borders[0] = -Infinity;
  borders[1] = Infinity;
  for (let i = 1; i < count; i++) {
    let crossing;
    do {
      const seat = seats[last];
      crossing = (line[i] + i * i - line[seat] - seat * seat) / (2 * (i - seat));
    } while (crossing <= borders[last] && --last >= 0);
    last++;
    seats[last] = i;
    borders[last] = crossing;
    borders[last + 1] = Infinity;
  }
  for (let i = 0, k = 0; i < count; i++) {
    while (borders[k + 1] < i) k++;
    squares[offset + i * step] = (i - seats[k]) ** 2 + line[seats[k]];
  }
}

/** Average down (or repeat) to another size, parts of pixels weighed by their share. */
function boxResize({ data, width, height }, newWidth, newHeight) {
  const rows = new Float32Array(newWidth * height);
  averageLines(data, rows, width, newWidth, height, 1, width, 1, newWidth);
  const result = new Float32Array(newWidth * newHeight);
  averageLines(rows, result, height, newHeight, newWidth, newWidth, 1, newWidth, 1);
  return { data: result, width: newWidth, height: newHeight };
}

function averageLines(from, into, size, newSize, lines, fromStep, fromLine, intoStep, intoLine) {
  const scale = size / newSize;
  for (let i = 0; i < newSize; i++) {
    const [begin, end] = [i * scale, Math.min(size, (i + 1) * scale)];
    for (let line = 0; line < lines; line++) {
      let sum = 0;
      for (let k = Math.floor(begin); k < end; k++) {
        sum += from[line * fromLine + k * fromStep] * (Math.min(end, k + 1) - Math.max(begin, k));
      }
      into[line * intoLine + i * intoStep] = sum / (end - begin);
    }
  }
}

/** Put a picture into 28x28 with its centre of mass in the middle, or its own middle there. */
function placed({ data, width, height }, byMass) {
  let [total, sumX, sumY] = [0, 0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      total += data[i];
      sumX += data[i] * x;
      sumY += data[i] * y;
    }
  }
  const corner = (mean, size) => {
    const free = SIDE_OUT - size;
    return byMass ? Math.min(free, Math.max(0, Math.round(SIDE_OUT / 2 - mean))) : Math.floor(free / 2);
  };
  const [left, top] = [corner(sumX / total, width), corner(sumY / total, height)];
  const result = new Float32Array(SIDE_OUT * SIDE_OUT);
  for (let y = 0; y < height; y++) {
    result.set(data.subarray(y * width, (y + 1) * width), (y + top) * SIDE_OUT + left);
  }
  return result;
}
