// Pixels in [0, 1] on a canvas: grey ones as ink on paper, coloured ones as they are.

/** @import { RunFacts } from "../contract.js" */

/** @typedef {RunFacts["shape"]} Shape height, width and channels */

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

/** Draws decoded pictures into a canvas of their own size that CSS enlarges. */
export class Picture {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Shape} shape
   */
  constructor(canvas, [height, width]) {
    this.canvas = canvas;
    canvas.width = width;
    canvas.height = height;
    this.context = canvas.getContext("2d");
    this.data = new ImageData(width, height);
    this.words = new Uint32Array(this.data.data.buffer);
    this.ramp = inkRamp([0, 0, 0], [255, 255, 255]);
  }

  setColors(ink, paper) {
    this.ramp = inkRamp(ink, paper);
  }

  paint(pixels) {
    fillWords(this.words, pixels, this.ramp);
    this.context.putImageData(this.data, 0, 0);
  }

  /** Return a canvas enlarged by a whole factor, drawn as the page shows it. */
  enlarged(factor, isSmooth) {
    const canvas = document.createElement("canvas");
    canvas.width = this.canvas.width * factor;
    canvas.height = this.canvas.height * factor;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = isSmooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.canvas, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
}

/** How many numbers a picture is. */
export function sizeOfShape([height, width, channels]) {
  return height * width * channels;
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
