// One film strip: the pictures along a path side by side in one canvas, and a marker on the one that is looked at.

import { SIDE, fillWords, inkRamp } from "../explorer/picture.js";

const PIXELS = SIDE * SIDE;

/** A strip of pictures; `pixels` keeps them all, so that steps between neighbours can be measured. */
export class Strip {
  constructor(film, onPick) {
    this.canvas = film.querySelector("canvas");
    this.marker = film.querySelector(".marker");
    this.context = this.canvas.getContext("2d");
    this.data = new ImageData(SIDE, SIDE);
    this.words = new Uint32Array(this.data.data.buffer);
    this.ramp = inkRamp([0, 0, 0], [255, 255, 255]);
    this.setCount(3);
    const pick = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const place = ((event.clientX - box.left) / box.width) * this.count - 0.5;
      onPick(Math.max(0, Math.min(1, place / (this.count - 1))));
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button > 0) return;
      if (event.isTrusted) this.canvas.setPointerCapture(event.pointerId);
      pick(event);
    });
    this.canvas.addEventListener("pointermove", (event) => event.buttons & 1 && pick(event));
  }

  setCount(count) {
    this.count = count;
    this.pixels = new Float32Array(count * PIXELS);
    this.canvas.width = count * SIDE;
    this.canvas.height = SIDE;
  }

  setColors(ink, paper) {
    this.ramp = inkRamp(ink, paper);
    for (let index = 0; index < this.count; index++) this.paint(index);
  }

  put(index, pixels) {
    this.pixels.set(pixels, index * PIXELS);
    this.paint(index);
  }

  at(index) {
    return this.pixels.subarray(index * PIXELS, (index + 1) * PIXELS);
  }

  paint(index) {
    fillWords(this.words, this.at(index), this.ramp);
    this.context.putImageData(this.data, index * SIDE, 0);
  }

  mark(t) {
    this.marker.style.left = `${(100 * t * (this.count - 1)) / this.count}%`;
  }

  /** The largest mean absolute change of a pixel from one picture to the next, 0 to 1. */
  largestStep() {
    let largest = 0;
    for (let index = 1; index < this.count; index++) {
      const [before, after] = [this.at(index - 1), this.at(index)];
      let sum = 0;
      for (let i = 0; i < PIXELS; i++) sum += Math.abs(after[i] - before[i]);
      largest = Math.max(largest, sum / PIXELS);
    }
    return largest;
  }
}
