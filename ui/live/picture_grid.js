// Pictures in rows and columns of one canvas, each painted by itself.

import { SIDE, fillWords, inkRamp } from "./picture.js";

const GRID_PIXELS = SIDE * SIDE;

/** Keeps the pixels of all its pictures, so that they can be painted again in other colours and compared. */
export class PictureGrid {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.data = new ImageData(SIDE, SIDE);
    this.words = new Uint32Array(this.data.data.buffer);
    this.ramp = inkRamp([0, 0, 0], [255, 255, 255]);
  }

  setShape(rows, columns) {
    this.rows = rows;
    this.columns = columns;
    this.pixels = new Float32Array(rows * columns * GRID_PIXELS);
    this.canvas.width = columns * SIDE;
    this.canvas.height = rows * SIDE;
  }

  setColors(ink, paper) {
    this.ramp = inkRamp(ink, paper);
    for (let index = 0; index < this.rows * this.columns; index++) this.paint(index);
  }

  /** Show a picture; they are numbered row by row. */
  put(index, pixels) {
    this.pixels.set(pixels, index * GRID_PIXELS);
    this.paint(index);
  }

  at(index) {
    return this.pixels.subarray(index * GRID_PIXELS, (index + 1) * GRID_PIXELS);
  }

  paint(index) {
    fillWords(this.words, this.at(index), this.ramp);
    this.context.putImageData(this.data, (index % this.columns) * SIDE, Math.floor(index / this.columns) * SIDE);
  }
}
