// The pictures of a film: the decoded grid of an epoch, and held-out digits above what the model makes of them.

import { write } from "../live/element.js";
import { stretchOf } from "../live/pixels.js";
import { Sheet } from "./sheet.js";
import { saidOf } from "../live/wording.js";

/** @import { FilmFacts } from "../contract.js" */

/**
 * `digits` are the held-out pictures, {pixels, labels}, pixels undefined where the data set is not at hand;
 * `onPoint(tile)` is told which [row, column] of the grid is pointed at, null for none.
 */
export class FilmPictures {
  /**
   * @param {any} root
   * @param {FilmFacts} facts
   * @param {{pixels: Uint8Array, labels: Uint8Array}} digits
   * @param {(tile: ?number[]) => void} onPoint
   */
  constructor(root, facts, { pixels, labels }, onPoint) {
    this.root = root;
    this.facts = facts;
    this.count = labels.length;
    const sheet = (name) => new Sheet(root.querySelector(`[data-testid=${name}]`), facts.shape);
    this.grid = sheet("film-grid");
    this.originals = sheet("film-originals");
    this.reconstructions = sheet("film-reconstructions");
    this.stretch = stretchOf(facts.shape);
    root.style.setProperty("--digits", this.count * this.stretch);
    this.names = [...labels].map((label) => facts.class_names[label]).join(", ");
    this.originals.canvas.hidden = !pixels;
    this.originals.canvas.setAttribute("aria-label", `${saidOf(facts, "Held-out pictures")}: ${this.names}`);
    if (pixels) this.originals.show(pixels, 1, this.count);
    root.querySelector(".digits-caption").textContent = saidOf(facts, pixels
      ? "Held-out pictures, and what the model makes of them"
      : "What the model makes of held-out pictures, which are not on this machine");
    const { canvas } = this.grid;
    canvas.addEventListener("pointermove", (event) => onPoint(this.grid.tileAt(event)));
    canvas.addEventListener("pointerleave", () => onPoint(null));
  }

  setColors(ink, paper) {
    for (const sheet of [this.grid, this.originals, this.reconstructions]) sheet.setColors(ink, paper);
  }

  show(frame) {
    const [rows, columns] = frame.gridShape;
    this.root.style.setProperty("--columns", columns * this.stretch);
    this.grid.show(frame.grid, rows, columns);
    const text = this.gridText(frame);
    this.grid.canvas.setAttribute("aria-label", `${saidOf(this.facts, "Decoded pictures")} at epoch ${frame.epoch}: ${text}`);
    write(this.root.querySelector(".grid-caption"), text);
    this.reconstructions.show(frame.reconstructions, 1, this.count);
    this.reconstructions.canvas.setAttribute("aria-label", `Reconstructions at epoch ${frame.epoch}: ${this.names}`);
  }

  /** What the grid goes along. */
  gridText({ dimensions, xs, ys }) {
    const name = (i) => `z${dimensions[i] + 1}`;
    const range = (values) => {
      const [from, to] = [values[0], values.at(-1)].sort((a, b) => a - b);
      return `${format(from)} to ${format(to)}`;
    };
    const others = this.facts.latent_dim > dimensions.length ? `, the others ${this.facts.others}` : "";
    if (this.facts.is_conditional) return `Decoded: every class across, ${name(0)} up from ${range(ys)}${others}`;
    if (dimensions.length === 1) return `Decoded: ${name(0)} from ${range(ys)}, row by row`;
    const decoded = this.facts.latent_dim === 2 ? "Decoded in the box on the map" : "Decoded";
    if (range(xs) === range(ys)) return `${decoded}: ${name(0)} across and ${name(1)} up, ${range(xs)}${others}`;
    return `${decoded}: ${name(0)} across from ${range(xs)}, ${name(1)} up from ${range(ys)}${others}`;
  }

  /** Whether the codes of the grid are known here: those whose other dimensions are 0. */
  get hasCodes() {
    return this.facts.others === "0";
  }

  /** Write into z the code that a picture of the grid was decoded from. */
  codeAt([row, column], { dimensions, xs, ys }, z) {
    if (this.facts.is_conditional) z[dimensions[0]] = ys[row];
    else if (dimensions.length === 1) z[dimensions[0]] = ys[row * xs.length + column];
    else [z[dimensions[0]], z[dimensions[1]]] = [xs[column], ys[row]];
    return z;
  }
}

function format(value) {
  return String(Number(value.toFixed(2))).replace("-", "−");
}
