// A word in the typeface at the point: a field to type it, and its letters, decoded and set anew with every move.

import { MOST_LETTERS, inkOf, leftOutSentence, spelled, typeset } from "./typesetting.js";
import { Picture } from "../live/picture.js";
import { element } from "../live/element.js";

const WORD_MARGIN = 2; // pixels of a picture around the word

/** @typedef {import("../live/pixels.js").Shape} Shape */

/** The strip of a word above the map. */
export class Word {
  /**
   * @param {HTMLElement} root
   * @param {{letters: Map<string, number>, shape: Shape, text: string}} facts
   * @param {() => void} onChange called when another word is typed
   */
  constructor(root, { letters, shape, text }, onChange) {
    this.letters = letters;
    this.shape = shape;
    this.canvas = root.querySelector("canvas");
    this.context = this.canvas.getContext("2d");
    this.field = root.querySelector("input");
    this.note = root.querySelector(".word-note");
    this.glyphs = Array.from({ length: MOST_LETTERS }, () => new Picture(element("canvas", {}), { shape }));
    this.isSmooth = true;
    root.hidden = false;
    this.field.maxLength = MOST_LETTERS;
    this.setText(text);
    this.field.addEventListener("input", () => {
      this.read(this.field.value);
      onChange();
    });
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.canvas);
  }

  /** Show another word. */
  setText(text) {
    this.field.value = text;
    this.read(text);
  }

  read(text) {
    const { word, labels, leftOut } = spelled(text, this.letters);
    this.text = word;
    this.labels = labels;
    this.note.textContent = leftOutSentence(leftOut, this.letters);
    this.canvas.setAttribute("aria-label", word ? `The word “${word}” in the style of the point` : "No word is typed");
  }

  setColors(ink) {
    // Without paper: a letter may lean over the picture of its neighbour.
    for (const glyph of this.glyphs) glyph.setColors(ink, null);
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(clientWidth * ratio);
    this.canvas.height = Math.round(clientHeight * ratio);
    this.set();
  }

  /**
   * Decode every letter and draw the word.
   * @param {(label: number) => ArrayLike<number>} decode the pixels of a letter, which the next call may overwrite
   */
  draw(decode) {
    this.inks = this.labels.map((label, index) => {
      const pixels = decode(label);
      this.glyphs[index].paint(pixels);
      return inkOf(pixels, this.shape[1]);
    });
    this.set();
  }

  /** Draw the letters as they were decoded last. */
  set() {
    const { canvas, context } = this;
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!this.inks?.length || !canvas.width) return;
    this.setOn(context, canvas.width, canvas.height);
  }

  setOn(context, roomX, roomY) {
    const [height, width] = this.shape;
    const { places, width: wide } = typeset(this.inks);
    const scale = Math.min(roomY / height, roomX / (wide + 2 * WORD_MARGIN));
    const top = (roomY - scale * height) / 2;
    context.imageSmoothingEnabled = this.isSmooth;
    context.imageSmoothingQuality = "high";
    places.forEach((place, index) => {
      context.drawImage(this.glyphs[index].canvas, scale * (place + WORD_MARGIN), top, scale * width, scale * height);
    });
  }

  /**
   * The word on paper, for a file.
   * @param {number} factor how many times larger than decoded
   * @param {string} paper a colour
   */
  enlarged(factor, paper) {
    const { width } = typeset(this.inks);
    const canvas = element("canvas", { width: Math.ceil((width + 2 * WORD_MARGIN) * factor), height: this.shape[0] * factor });
    const context = canvas.getContext("2d");
    context.fillStyle = paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    this.setOn(context, canvas.width, canvas.height);
    return canvas;
  }

  destroy() {
    this.observer.disconnect();
  }
}
