// One card a latent dimension: what it carries, a strip along it, where it changes the picture, and a name for it.

import { bytesIn } from "../live/base64.js";
import { AT_ONCE, mounted } from "../live/mounting.js";
import { PictureGrid } from "../live/picture_grid.js";
import { layOut, smoothLarge } from "../live/pixels.js";
import { element } from "../live/element.js";

/** @import { Card, DimensionFacts, DimensionTells, Figure } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const CHANGE_INK = [214, 96, 18];
const FAINT = 0.16; // how strongly the picture itself shows under the picture of change

/** The cards of a run. */
class DimensionCards {
  /**
   * @param {any} root
   * @param {DimensionFacts} data
   * @param {Uint8Array[]} bundles none
   * @param {Send<DimensionTells>} send
   */
  constructor(root, data, bundles, send) {
    this.root = root;
    this.send = send;
    this.cards = new Map();
  }

  setTheme(theme) {
    this.theme = theme;
    this.paint();
  }

  /** @param {DimensionFacts} data */
  update(data) {
    const isNew = this.data?.id !== data.id;
    this.data = data;
    if (isNew) this.build();
    for (const card of [...data.cards, ...data.unused]) this.cards.get(card.index).showName(card.name, data);
    this.paint();
  }

  build() {
    const made = (card) => {
      const drawn = new DimensionCard(card, this.data.shape, (name) => this.send("named", { dimension: card.index, name, at: Date.now() }));
      this.cards.set(card.index, drawn);
      return drawn.box;
    };
    this.cards.clear();
    this.root.replaceChildren(...this.data.cards.map(made));
    if (this.data.unused.length) {
      const fold = element("details", { className: "folded" });
      fold.append(element("summary", { textContent: this.data.unused_text }), ...this.data.unused.map(made));
      this.root.append(fold);
    }
  }

  paint() {
    for (const card of this.cards.values()) card.paint(this.theme);
  }

  destroy() {}
}

/** One row: words, strip, picture of change. */
class DimensionCard {
  /**
   * @param {Card} card
   * @param {DimensionFacts["shape"]} shape of a picture
   * @param {(name: string) => void} onName
   */
  constructor(card, shape, onName) {
    this.number = card.index;
    const strip = pixelsOf(card.strip);
    this.heat = pixelsOf(card.heat);
    this.base = pixelsOf(card.base);
    this.onName = onName;
    this.strip = new PictureGrid(canvasOf(card.strip_text), { shape });
    smoothLarge(this.strip.canvas, shape);
    this.strip.setShape(1, strip.length / this.strip.outputSize);
    for (let index = 0; index < this.strip.columns; index++) {
      this.strip.put(index, strip.subarray(index * this.strip.outputSize, (index + 1) * this.strip.outputSize));
    }
    this.heatCanvas = canvasOf(card.heat_text);
    [this.heatCanvas.height, this.heatCanvas.width] = shape;
    layOut(this.heatCanvas, shape);
    this.channels = shape[2];
    this.box = element("section", { className: "dimension" });
    this.box.setAttribute("aria-label", card.title);
    this.box.append(this.words(card), this.along(card), this.change(card));
  }

  /** @param {Card} card */
  words(card) {
    const words = element("div", { className: "words" });
    const head = element("div", { className: "head" });
    const title = element("span", { className: "title" });
    title.append("z", element("sub", { textContent: card.index + 1 }));
    this.input = element("input", { type: "text", autocomplete: "off", spellcheck: false });
    this.input.setAttribute("aria-label", `Name of ${card.title}`);
    this.input.addEventListener("change", () => this.onName(this.input.value));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    head.append(title, this.input);
    this.problem = element("p", { className: "problem", role: "alert" });
    words.append(head, this.problem, ...card.measures.map(measureRow));
    return words;
  }

  onKey(event) {
    event.stopPropagation(); // Streamlit's own keys, such as R and C, are not meant here
    if (event.key === "Enter") this.input.blur();
    if (event.key === "Escape") {
      this.input.value = this.name;
      this.input.blur();
    }
  }

  /** @param {Card} card */
  along(card) {
    const along = element("div", { className: "along" });
    const axis = element("div", { className: "axis" });
    axis.setAttribute("aria-hidden", "true");
    axis.style.setProperty("--steps", this.strip.columns);
    axis.append(...card.ticks.map((text) => element("span", { textContent: text })));
    along.append(this.strip.canvas, axis);
    return along;
  }

  /** @param {Card} card */
  change(card) {
    const change = element("div", { className: "change" });
    change.append(this.heatCanvas, element("span", { textContent: card.where }));
    return change;
  }

  /**
   * @param {string} name
   * @param {DimensionFacts} facts
   */
  showName(name, { problem, may_name: mayName }) {
    const isRefused = problem?.dimension === this.number;
    this.name = name;
    this.problem.textContent = isRefused ? problem.text : "";
    this.input.readOnly = !mayName;
    this.input.placeholder = mayName ? "give it a name" : "";
    this.input.setAttribute("aria-invalid", String(isRefused));
    if (!isRefused && this.input.getRootNode().activeElement !== this.input) this.input.value = name;
  }

  paint({ pictureInk: ink, picturePaper: paper }) {
    this.strip.setColors(ink, paper);
    const context = this.heatCanvas.getContext("2d");
    const data = new ImageData(this.heatCanvas.width, this.heatCanvas.height);
    for (let i = 0; i < this.heat.length; i++) {
      for (let c = 0; c < 3; c++) {
        const color = this.channels === 1 ? (ink[c] - paper[c]) * this.base[i] : 255 * this.base[3 * i + c] - paper[c];
        const under = paper[c] + FAINT * color;
        data.data[4 * i + c] = under + (CHANGE_INK[c] - under) * this.heat[i];
      }
      data.data[4 * i + 3] = 255;
    }
    context.putImageData(data, 0, 0);
  }
}

/**
 * A figure with its share as a bar; the bar says nothing that the words do not.
 * @param {Figure} figure
 */
function measureRow({ text, share }) {
  const row = element("div", { className: "measure" });
  const track = element("span", { className: "track" });
  const fill = element("span", { className: "fill" });
  fill.style.width = `${(100 * share).toFixed(1)}%`;
  track.append(fill);
  track.setAttribute("aria-hidden", "true");
  row.append(element("span", { textContent: text }), track);
  return row;
}

function canvasOf(text) {
  const canvas = element("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", text);
  return canvas;
}

function pixelsOf(text) {
  return Float32Array.from(bytesIn(text), (byte) => byte / 255);
}

export default mounted(DimensionCards, AT_ONCE);
