// A film as ui/learn/films.py packs it: codes, and sheets of pictures that are opened when they are shown.

import { parseSafetensors } from "../live/network.js";
import { inkRamp } from "../live/pixels.js";

/** @import { Plane } from "../live/plane.js" */

/** What a training brought after some epochs. */
export class FilmSheets {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const { tensors } = parseSafetensors(bytes);
    this.tensors = tensors;
    this.epochs = tensors.epochs.data;
    this.labels = tensors.labels.data;
    this.places = new Map();
  }

  /**
   * Where the codes of an epoch lie.
   * @param {number} index
   * @param {Plane} plane
   * @param {number} numClasses
   */
  placesAt(index, plane, numClasses) {
    if (!this.places.has(index)) {
      const size = this.labels.length * plane.dims;
      const codes = this.tensors.codes.data.subarray(index * size, (index + 1) * size);
      this.places.set(index, plane.project(codes, this.labels, numClasses));
    }
    return this.places.get(index);
  }

  /** The file of an epoch's pictures, of "grid" or "reconstructions". */
  file(name, index) {
    const { data } = this.tensors[`${name}_ends`];
    return this.tensors[name].data.subarray(index === 0 ? 0 : data[index - 1], data[index]);
  }
}

/** A canvas of grey pictures side by side, painted in the page's colours. */
export class GreySheet {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { willReadFrequently: true });
    this.ramp = inkRamp([0, 0, 0], [255, 255, 255]);
    /** @type {Uint8Array | null} */
    this.greys = null;
    this.turn = 0;
  }

  setColors(ink, paper) {
    this.ramp = inkRamp(ink, paper);
    this.paint();
  }

  /** Show a WebP file; one that takes longer than the next is left out. */
  async show(file) {
    const turn = ++this.turn;
    const bitmap = await createImageBitmap(new Blob([file], { type: "image/webp" }));
    if (turn !== this.turn) return;
    const { width, height } = bitmap;
    Object.assign(this.canvas, { width, height });
    this.context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { data } = this.context.getImageData(0, 0, width, height);
    this.greys = Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]);
    this.paint();
  }

  paint() {
    if (!this.greys) return;
    const data = new ImageData(this.canvas.width, this.canvas.height);
    const words = new Uint32Array(data.data.buffer);
    for (let i = 0; i < words.length; i++) words[i] = this.ramp[this.greys[i]];
    this.context.putImageData(data, 0, 0);
  }
}
