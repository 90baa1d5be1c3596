// Decoded outputs on a canvas, as their kind draws them.

import { kindOf } from "./kinds.js";
import { layOut, lookOf } from "./pixels.js";

/** @import { Outputs } from "./kinds.js" */

/** Draws outputs into a canvas of the size of their pictures that CSS enlarges. */
export class Picture {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Outputs} outputs
   */
  constructor(canvas, outputs) {
    this.kind = kindOf(outputs);
    if (this.kind.isLined) canvas.style.imageRendering = "auto";
    const [height, width, channels] = this.kind.raster(outputs.shape);
    this.canvas = canvas;
    layOut(canvas, [height, width, channels]);
    canvas.width = width;
    canvas.height = height;
    this.context = canvas.getContext("2d");
    this.data = new ImageData(width, height);
    this.words = new Uint32Array(this.data.data.buffer);
    this.look = lookOf([0, 0, 0], [255, 255, 255]);
  }

  setColors(ink, paper) {
    this.look = lookOf(ink, paper);
  }

  paint(values) {
    this.kind.fill(this.words, values, this.look);
    this.context.putImageData(this.data, 0, 0);
  }

  /** Return the canvas, with the last output on it. */
  drawn() {
    return this.canvas;
  }

  /** Return a canvas enlarged by a whole factor, drawn as the page shows it. */
  enlarged(factor, isSmooth) {
    const drawn = this.drawn();
    const canvas = document.createElement("canvas");
    canvas.width = drawn.width * factor;
    canvas.height = drawn.height * factor;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = isSmooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(drawn, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
}

/** A large picture, of a kind that has more to show than that with its own face in the place of the canvas. */
export class LargePicture extends Picture {
  /**
   * @param {HTMLCanvasElement} canvas in the element that the face takes
   * @param {Outputs} outputs
   */
  constructor(canvas, outputs) {
    super(canvas, outputs);
    /** @type {?Float32Array} the last output, where a face shows it */
    this.values = null;
    this.face = this.kind.face?.(canvas.parentElement, outputs) ?? null;
    canvas.classList.toggle("off-screen", this.face !== null);
  }

  setColors(ink, paper) {
    super.setColors(ink, paper);
    this.face?.setLook(this.look);
  }

  /** Show an output; the picture of one that a face shows is not seen, and drawn only when it is asked for. */
  paint(values) {
    if (!this.face) return super.paint(values);
    this.values ??= new Float32Array(values.length);
    this.values.set(values); // which the next decode overwrites
    this.face.show(values);
  }

  drawn() {
    if (this.values) super.paint(this.values);
    return super.drawn();
  }

  destroy() {
    this.face?.stop();
  }
}
