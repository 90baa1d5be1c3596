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

  /** Return a canvas enlarged by a whole factor, drawn as the page shows it. */
  enlarged(factor, isSmooth) {
    const canvas = document.createElement("canvas");
    canvas.width = this.canvas.width * factor;
    canvas.height = this.canvas.height * factor;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = isSmooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.canvas, 0, 0, canvas.width, canvas.height);
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
    this.face = this.kind.face?.(canvas.parentElement, outputs) ?? null;
    canvas.classList.toggle("off-screen", this.face !== null);
  }

  setColors(ink, paper) {
    super.setColors(ink, paper);
    this.face?.setLook(this.look);
  }

  paint(values) {
    super.paint(values);
    this.face?.show(values);
  }

  destroy() {
    this.face?.stop();
  }
}
