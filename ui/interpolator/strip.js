// One film strip: the pictures along a path side by side in one canvas, and a marker on the one that is looked at.

import { SIDE, fillWords, inkRamp } from "../explorer/picture.js";
import { pictureChange } from "./paths.js";

const PIXELS = SIDE * SIDE;

/** A strip of pictures; `pixels` keeps them all, so that steps between neighbours can be measured. */
export class Strip {
  constructor(film, onPick) {
    this.film = film;
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

  mark(u) {
    moveMarker(this.marker, u, this.count);
  }

  /** How much the picture changes from each to the next: root mean square over pixels, 0 to 1. */
  changes() {
    return Array.from({ length: this.count - 1 }, (_, index) => pictureChange(this.at(index), this.at(index + 1)));
  }
}

/** Bring a marker, as wide as one picture, to a share of the way; moved by the compositor, without a new layout. */
export function moveMarker(marker, u, count) {
  marker.style.transform = `translateX(${(100 * u * (count - 1)).toFixed(2)}%)`;
}
