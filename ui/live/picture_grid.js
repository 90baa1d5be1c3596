// Pictures in rows and columns of one canvas, each painted by itself.

import { fillWords, inkRamp, sizeOfShape } from "./picture.js";

/** @import { Shape } from "./picture.js" */

/** Keeps the pixels of all its pictures, so that they can be painted again in other colours and compared. */
export class PictureGrid {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Shape} shape of each picture
   */
  constructor(canvas, shape) {
    this.canvas = canvas;
    this.height = shape[0];
    this.width = shape[1];
    this.channels = shape[2];
    this.pictureSize = sizeOfShape(shape);
    this.context = canvas.getContext("2d");
    this.data = new ImageData(this.width, this.height);
    this.words = new Uint32Array(this.data.data.buffer);
    this.ramp = inkRamp([0, 0, 0], [255, 255, 255]);
  }

  setShape(rows, columns) {
    this.rows = rows;
    this.columns = columns;
    this.pixels = new Float32Array(rows * columns * this.pictureSize);
    this.isBlank = new Uint8Array(rows * columns).fill(1);
    this.canvas.width = columns * this.width;
    this.canvas.height = rows * this.height;
  }

  setColors(ink, paper) {
    this.ramp = inkRamp(ink, paper);
    for (let index = 0; index < this.rows * this.columns; index++) this.paint(index);
  }

  /** Show a picture; they are numbered row by row. */
  put(index, pixels) {
    this.pixels.set(pixels, index * this.pictureSize);
    this.isBlank[index] = 0;
    this.paint(index);
  }

  at(index) {
    return this.pixels.subarray(index * this.pictureSize, (index + 1) * this.pictureSize);
  }

  paint(index) {
    if (this.isBlank[index] && this.channels > 1) return; // zeros are paper in grey, but black in colour
    fillWords(this.words, this.at(index), this.ramp);
    const [column, row] = [index % this.columns, Math.floor(index / this.columns)];
    this.context.putImageData(this.data, column * this.width, row * this.height);
  }
}
