// Pixels in [0, 1] as ink on paper.

export const SIDE = 28;

/** Return 256 colours from paper to ink as the 32-bit values of an ImageData; without paper, ink of rising opacity. */
export function inkRamp(ink, paper) {
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let value = 0; value < 256; value++) {
    for (let c = 0; c < 3; c++) {
      bytes[4 * value + c] = paper ? paper[c] + ((ink[c] - paper[c]) * value) / 255 : ink[c];
    }
    bytes[4 * value + 3] = paper ? 255 : value;
  }
  return new Uint32Array(bytes.buffer);
}

/** Draws decoded pictures into a 28x28 canvas that CSS enlarges. */
export class Picture {
  constructor(canvas) {
    this.canvas = canvas;
    canvas.width = SIDE;
    canvas.height = SIDE;
    this.context = canvas.getContext("2d");
    this.data = new ImageData(SIDE, SIDE);
    this.words = new Uint32Array(this.data.data.buffer);
    this.ramp = inkRamp([0, 0, 0], [255, 255, 255]);
  }

  setColors(ink, paper) {
    this.ramp = inkRamp(ink, paper);
  }

  paint(pixels) {
    fillWords(this.words, pixels, this.ramp);
    this.context.putImageData(this.data, 0, 0);
  }

  /** Return a canvas enlarged by a whole factor, drawn as the page shows it. */
  enlarged(factor, isSmooth) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIDE * factor;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = isSmooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.canvas, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
}

/** Write pixels in [0, 1] through a ramp into the words of an ImageData. */
export function fillWords(words, pixels, ramp) {
  for (let i = 0; i < words.length; i++) words[i] = ramp[(pixels[i] * 255 + 0.5) | 0];
}
