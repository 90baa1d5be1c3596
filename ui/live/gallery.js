// Rows of small pictures, with their names: to look at, or to choose one of.

import { bytesIn } from "./base64.js";
import { known } from "./known.js";
import { AT_ONCE, mounted } from "./mounting.js";
import { Picture } from "./picture.js";
import { layOut, smoothLarge } from "./pixels.js";
import { element } from "./element.js";

/** @import { Bar, GalleryFacts, GalleryTells, Item } from "../contract.js" */
/** @import { Send } from "./mounting.js" */

const MORE_INK = [214, 96, 18]; // orange and blue differ for every kind of colour vision
const LESS_INK = [38, 116, 214];

/** One gallery. */
class Gallery {
  /**
   * @param {any} root
   * @param {GalleryFacts} data
   * @param {Uint8Array[]} bundles none
   * @param {Send<GalleryTells>} send
   */
  constructor(root, data, bundles, send) {
    this.root = root;
    this.send = send;
    /** @type {?GalleryFacts} */
    this.data = null;
    this.theme = null;
  }

  setTheme(theme) {
    this.theme = theme;
    if (this.data) this.update(this.data);
  }

  /** @param {GalleryFacts} data */
  update(data) {
    const { theme } = this;
    this.data = data;
    this.root.style.setProperty("--size", `${data.size}px`);
    const list = this.root.querySelector(".items");
    list.setAttribute("aria-label", data.label);
    const focused = this.root.getRootNode().activeElement?.dataset?.index;
    list.replaceChildren(...data.items.map((item, index) => this.item(item, index, theme)));
    if (focused !== undefined) list.children[focused]?.focus({ preventScroll: true });
    this.root.querySelector(".bars").replaceChildren(...(data.bars ?? []).map((bar) => barRow(bar, theme)));
    this.root.querySelector(".bars").hidden = !data.bars;
  }

  /**
   * @param {Item} item
   * @param {number} index
   * @param {any} theme
   */
  item(item, index, theme) {
    const isChoice = this.data.is_choice;
    const box = element(isChoice ? "button" : "figure", { className: "item", title: item.note ?? "" });
    if (item.shape) layOut(box, item.shape);
    box.append(pictureOf(item, theme));
    const caption = element(isChoice ? "span" : "figcaption", { className: "caption" });
    caption.append(element("span", { className: "name", textContent: item.title }));
    for (const line of item.lines ?? []) caption.append(element("span", { className: "line", textContent: line }));
    if (item.color) caption.firstChild.prepend(swatch(theme.dark ? item.color_dark : item.color));
    box.append(caption);
    if (isChoice) {
      box.type = "button";
      box.dataset.index = index;
      box.setAttribute("aria-pressed", String(index === this.data.selected));
      box.addEventListener("click", () => this.send("chosen", { index, id: this.data.id }));
    }
    return box;
  }

  destroy() {}
}

/**
 * @param {Item} item
 * @param {any} theme
 */
function pictureOf(item, theme) {
  return known(PAINTERS, item.kind, "kind of picture")(item, theme);
}

/** @type {Record<Item["kind"], (item: Item, theme: any) => HTMLElement>} */
const PAINTERS = {
  photo: (item) => element("img", { src: item.pixels, alt: item.alt ?? item.title, className: "picture" }),
  ink: (item, theme) => canvasOf(item, (picture, bytes) => {
    picture.setColors(theme.pictureInk, theme.picturePaper);
    picture.paint(Float32Array.from(bytes, (byte) => byte / 255));
  }),
  signed: (item, theme) => canvasOf(item, (picture, bytes) => paintSigned(picture, bytes, theme.picturePaper)),
};

/**
 * @param {Item} item
 * @param {(picture: Picture, bytes: Uint8Array) => void} paint
 */
function canvasOf(item, paint) {
  const canvas = element("canvas", { className: "picture" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", item.alt ?? item.title);
  smoothLarge(canvas, item.shape);
  paint(new Picture(canvas, { shape: item.shape }), bytesIn(item.pixels));
  return canvas;
}

/** 128 is no difference; above it there is more ink in the input, below it less. */
function paintSigned(picture, bytes, paper) {
  bytes.forEach((byte, i) => {
    const share = Math.min(1, Math.abs(byte - 128) / 127);
    const color = byte > 128 ? MORE_INK : LESS_INK;
    const mixed = paper.map((value, c) => value + (color[c] - value) * share);
    picture.data.data.set([...mixed, 255], 4 * i);
  });
  picture.context.putImageData(picture.data, 0, 0);
}

/** @param {Bar} bar */
function barRow({ name, share, color, color_dark: dark, text }, theme) {
  const row = element("div", { className: "bar" });
  const fill = element("span", { className: "fill" });
  fill.style.width = `${(100 * share).toFixed(1)}%`;
  fill.style.background = theme.dark ? dark : color;
  const track = element("span", { className: "track" });
  track.append(fill);
  row.append(element("span", { className: "bar-name", textContent: name }), track,
    element("span", { className: "bar-text", textContent: text }));
  return row;
}

function swatch(color) {
  const dot = element("span", { className: "swatch" });
  dot.style.background = color;
  return dot;
}

export default mounted(Gallery, AT_ONCE);
