// Pictures in rows and columns of one canvas, each painted by itself.

import { kindOf } from "./kinds.js";
import { lookOf, sizeOfShape } from "./pixels.js";

/** @import { Outputs } from "./kinds.js" */

/** Keeps the pixels of all its pictures, so that they can be painted again in other colours and compared. */
export class PictureGrid {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Outputs} outputs
   */
  constructor(canvas, outputs) {
    this.canvas = canvas;
    this.kind = kindOf(outputs);
    if (this.kind.isLined) canvas.style.imageRendering = "auto";
    const [height, width, channels] = this.kind.raster(outputs.shape);
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.outputSize = sizeOfShape(outputs.shape);
    this.context = canvas.getContext("2d");
    this.data = new ImageData(this.width, this.height);
    this.words = new Uint32Array(this.data.data.buffer);
    this.look = lookOf([0, 0, 0], [255, 255, 255]);
  }

  setShape(rows, columns) {
    this.rows = rows;
    this.columns = columns;
    this.pixels = new Float32Array(rows * columns * this.outputSize);
    this.isBlank = new Uint8Array(rows * columns).fill(1);
    this.canvas.width = columns * this.width;
    this.canvas.height = rows * this.height;
  }

  setColors(ink, paper) {
    this.look = lookOf(ink, paper);
    for (let index = 0; index < this.rows * this.columns; index++) this.paint(index);
  }

  /** Show a picture; they are numbered row by row. */
  put(index, pixels) {
    this.pixels.set(pixels, index * this.outputSize);
    this.isBlank[index] = 0;
    this.paint(index);
  }

  at(index) {
    return this.pixels.subarray(index * this.outputSize, (index + 1) * this.outputSize);
  }

  paint(index) {
    if (this.isBlank[index] && this.channels > 1) return; // zeros are paper in grey, but black in colour
    this.kind.fill(this.words, this.at(index), this.look);
    const [column, row] = [index % this.columns, Math.floor(index / this.columns)];
    this.context.putImageData(this.data, column * this.width, row * this.height);
  }
}
