// Pictures of bytes side by side in one canvas.

import { inkRamp, wordOf } from "../live/pixels.js";

/** @import { Shape } from "../live/pixels.js" */

/** A sheet of rows and columns of pictures that CSS enlarges. */
export class Sheet {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Shape} shape of each picture
   */
  constructor(canvas, [height, width, channels]) {
    this.canvas = canvas;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.context = canvas.getContext("2d");
    this.ramp = inkRamp([0, 0, 0], [255, 255, 255]);
    this.pictures = null;
    this.rows = this.columns = 0;
  }

  setColors(ink, paper) {
    this.ramp = inkRamp(ink, paper);
    this.paint();
  }

  /** Show pictures, uint8 one after another, row by row. */
  show(pictures, rows, columns) {
    this.pictures = pictures;
    if (this.rows !== rows || this.columns !== columns) {
      this.rows = rows;
      this.columns = columns;
      this.canvas.width = columns * this.width;
      this.canvas.height = rows * this.height;
      this.data = new ImageData(this.canvas.width, this.canvas.height);
      this.words = new Uint32Array(this.data.data.buffer);
    }
    this.paint();
  }

  paint() {
    const { pictures, words, ramp, rows, columns, height, width, channels } = this;
    if (!pictures) return;
    const across = columns * width;
    let from = 0;
    for (let tile = 0; tile < rows * columns; tile++) {
      const corner = Math.floor(tile / columns) * height * across + (tile % columns) * width;
      for (let row = 0; row < height; row++) {
        for (let i = 0, at = corner + row * across; i < width; i++, at++, from += channels) {
          words[at] = channels === 1 ? ramp[pictures[from]] : wordOf(pictures[from], pictures[from + 1], pictures[from + 2]);
        }
      }
    }
    this.context.putImageData(this.data, 0, 0);
  }

  /** The [row, column] under a pointer. */
  tileAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const share = (value, size, count) => Math.min(count - 1, Math.max(0, Math.floor((value / size) * count)));
    return [share(event.clientY - box.top, box.height, this.rows), share(event.clientX - box.left, box.width, this.columns)];
  }
}
