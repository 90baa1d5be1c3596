// All tiles of a map as one picture, made anew again and again while what they show changes.

import { Portion } from "./portion.js";
import { kindOf } from "./kinds.js";
import { stretchOf } from "./pixels.js";

/** @import { Outputs } from "./kinds.js" */
/** @import { Look } from "./pixels.js" */
/** @import { View } from "./view.js" */

/** @typedef {{step: number, left: number, right: number, bottom: number, top: number}} TileGrid tiles of a step by column and row */

/** What is drawn is always whole: the picture before, until all tiles of the next are there. */
export class Mosaic {
  /**
   * @param {(places: [number, number][]) => Float32Array} decode pixels at places of the plane, one picture after another
   * @param {Outputs} outputs
   */
  constructor(decode, outputs) {
    this.decode = decode;
    this.kind = kindOf(outputs);
    const raster = this.kind.raster(outputs.shape);
    const [height, width] = raster;
    this.height = height;
    this.width = width;
    this.stretch = stretchOf(raster);
    this.tall = Math.max(height, Math.ceil(width / this.stretch));
    this.wide = this.tall * this.stretch;
    this.tile = new Uint32Array(height * width);
    this.portion = new Portion();
    this.canvas = document.createElement("canvas");
    /** @type {?TileGrid} of the picture there is */
    this.shown = null;
    /** @type {?TileGrid} of the one that is being made */
    this.begun = null;
    this.next = 0; // the first tile of it that is not there yet
  }

  clear() {
    this.shown = this.begun = null;
  }

  /** @param {TileGrid} grid */
  begin(grid) {
    this.begun = grid;
    this.next = 0;
    const [columns, rows] = sidesOf(grid);
    this.data = new ImageData(columns * this.wide, rows * this.tall);
    this.words = new Uint32Array(this.data.data.buffer);
  }

  /**
   * Make tiles until a time, or until all are there; returns whether they are.
   * @param {number} end
   * @param {Look} look
   */
  work(end, look) {
    const [columns, rows] = sidesOf(this.begun);
    const count = columns * rows;
    do this.portion.run(() => this.make(Math.min(count, this.next + this.portion.size), columns, look));
    while (this.next < count && performance.now() < end);
    if (this.next < count) return false;
    if (this.canvas.width !== this.data.width || this.canvas.height !== this.data.height) {
      Object.assign(this.canvas, { width: this.data.width, height: this.data.height });
    }
    this.canvas.getContext("2d").putImageData(this.data, 0, 0);
    this.shown = this.begun;
    this.begun = null;
    return true;
  }

  /** Make the tiles up to one, row by row from the top. */
  make(end, columns, look) {
    const { begun: { step, left, top }, tile, width, height, stretch } = this;
    const numbers = Array.from({ length: end - this.next }, (_, k) => this.next + k);
    const [columnOf, rowOf] = [(number) => number % columns, (number) => Math.floor(number / columns)];
    const across = step * stretch;
    const pixels = this.decode(numbers.map((number) => [(left + columnOf(number)) * across, (top - rowOf(number)) * step]));
    const size = pixels.length / numbers.length;
    const line = columns * this.wide;
    numbers.forEach((number, index) => {
      this.kind.fill(tile, pixels.subarray(index * size, (index + 1) * size), look);
      const x = columnOf(number) * this.wide + ((this.wide - width) >> 1);
      const y = rowOf(number) * this.tall + ((this.tall - height) >> 1);
      for (let row = 0; row < height; row++) this.words.set(tile.subarray(row * width, (row + 1) * width), (y + row) * line + x);
    });
    this.next = end;
  }

  /** @param {View} view */
  draw(context, view) {
    if (!this.shown) return;
    const { step, left, top } = this.shown;
    const [columns, rows] = sidesOf(this.shown);
    const tall = step * view.scale;
    const wide = tall * this.stretch;
    const [x, y] = [view.toScreenX(left * step * this.stretch) - wide / 2, view.toScreenY(top * step) - tall / 2];
    context.drawImage(this.canvas, x, y, columns * wide, rows * tall);
  }
}

function sidesOf({ left, right, bottom, top }) {
  return [right - left + 1, top - bottom + 1];
}
