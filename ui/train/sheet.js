// Pictures of bytes side by side in one canvas.

import { SIDE, inkRamp } from "../live/picture.js";

const PIXELS = SIDE * SIDE;

/** A sheet of rows and columns of 28x28 pictures that CSS enlarges. */
export class Sheet {
  constructor(canvas) {
    this.canvas = canvas;
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
      this.canvas.width = columns * SIDE;
      this.canvas.height = rows * SIDE;
      this.data = new ImageData(this.canvas.width, this.canvas.height);
      this.words = new Uint32Array(this.data.data.buffer);
    }
    this.paint();
  }

  paint() {
    const { pictures, words, ramp, rows, columns } = this;
    if (!pictures) return;
    const width = columns * SIDE;
    for (let tile = 0, from = 0; tile < rows * columns; tile++, from += PIXELS) {
      const corner = Math.floor(tile / columns) * SIDE * width + (tile % columns) * SIDE;
      for (let row = 0; row < SIDE; row++) {
        const start = from + row * SIDE;
        for (let i = 0, at = corner + row * width; i < SIDE; i++, at++) words[at] = ramp[pictures[start + i]];
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
