// Pixels in [0, 1] as the words of an ImageData: grey ones as ink on paper, coloured ones as they are.

import { bytesIn } from "./base64.js";

/** @import { RunFacts } from "../contract.js" */

/** @typedef {RunFacts["shape"]} Shape height, width and channels */

const LEAST_WIDE = 3;
const MOST_WIDE = 64; // pixels: of wider pictures some would be left out where they are shown small

/** Return 256 colours from paper to ink as the 32-bit values of an ImageData; without paper, ink of rising opacity. */
export function inkRamp(ink, paper) {
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let value = 0; value < 256; value++) {
    for (let c = 0; c < 3; c++) {
      bytes[4 * value + c] = paper ? paper[c] + ((ink[c] - paper[c]) * value) / 255 : ink[c];
    }
    bytes[4 * value + 3] = paper ? 255 : value;
  }
  return new Uint32Array(bytes.buffer);
}

/**
 * What outputs are drawn in: 256 words from paper to ink, and both; without paper, ink of rising opacity.
 * @typedef {{ramp: Uint32Array, ink: number[], paper: ?number[]}} Look
 */

/** @returns {Look} */
export function lookOf(ink, paper) {
  return { ramp: inkRamp(ink, paper), ink, paper };
}

/**
 * Return the numbers of an output, in [0, 1], from base64 of bytes, a level of 255 each, or of float32.
 * @param {string} text
 * @param {Shape} shape of the output
 */
export function valuesOf(text, shape) {
  const bytes = bytesIn(text);
  return bytes.length === sizeOfShape(shape) ? Float32Array.from(bytes, (byte) => byte / 255) : new Float32Array(bytes.buffer);
}

/** How many numbers a picture is. */
export function sizeOfShape([height, width, channels]) {
  return height * width * channels;
}

/**
 * How many times as wide as high pictures are laid out: more than once for very wide ones only, such as words.
 * @param {Shape} shape
 */
export function stretchOf([height, width]) {
  return width < LEAST_WIDE * height ? 1 : Math.floor(width / height);
}

/**
 * Let an element's style sheet know of very wide pictures: they are given the area that others have, in --across sides
 * from left to right and --down from top to bottom; --aspect is how many times as wide as high they are, else 1.
 * @param {HTMLElement} element
 * @param {Shape} shape
 */
export function layOut(element, shape) {
  const stretch = stretchOf(shape);
  element.style.setProperty("--across", Math.sqrt(stretch).toFixed(3));
  element.style.setProperty("--aspect", stretch === 1 ? "1" : (shape[1] / shape[0]).toFixed(3));
  element.style.setProperty("--down", (stretch === 1 ? 1 : (Math.sqrt(stretch) * shape[0]) / shape[1]).toFixed(3));
}

/**
 * Smooth a canvas whose pictures are shown smaller than they are, as those of lines are.
 * @param {HTMLCanvasElement} canvas
 * @param {Shape} shape
 */
export function smoothLarge(canvas, [, width]) {
  if (width > MOST_WIDE) canvas.style.imageRendering = "auto";
}

/** Return bytes of red, green and blue as a word of an ImageData. */
export function wordOf(red, green, blue) {
  return 0xff000000 | (blue << 16) | (green << 8) | red;
}

/** Write pixels in [0, 1] into the words of an ImageData: one number a pixel through a ramp, or red, green and blue. */
export function fillWords(words, pixels, ramp) {
  if (pixels.length === 3 * words.length) {
    for (let i = 0, at = 0; i < words.length; i++, at += 3) {
      words[i] = wordOf(byteOf(pixels[at]), byteOf(pixels[at + 1]), byteOf(pixels[at + 2]));
    }
    return;
  }
  for (let i = 0; i < words.length; i++) words[i] = ramp[(pixels[i] * 255 + 0.5) | 0];
}

function byteOf(value) {
  return (value * 255 + 0.5) | 0;
}
