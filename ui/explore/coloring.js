// What the dots of the map are coloured by where more than the class is known of pictures: a choice and its legend.

import { rgbOf } from "../live/dots.js";
import { element } from "../live/element.js";

const TONES = 24;
// From low to high; the ends stand out from paper and from each other for colour-blind readers, too.
const RAMP = ["#d9731a", "#c03a76", "#6a12a0", "#0d0887"];
const RAMP_DARK = ["#6a5cf0", "#c4458c", "#ee7a52", "#fdd23e"];
export const BY_CLASS = "class";

/** @import { AttributeFacts } from "../contract.js" */

/**
 * The tones of values between two ends, whole numbers below TONES; what lies beyond is as the end.
 * @param {ArrayLike<number>} values
 * @param {number} low
 * @param {number} high
 */
export function tonesOf(values, low, high) {
  return Uint8Array.from(values, (value) => Math.max(0, Math.min(TONES - 1, Math.floor((TONES * (value - low)) / (high - low)))));
}

/** The colours of the tones on light or dark paper. */
export function toneColors(isDark) {
  const stops = (isDark ? RAMP_DARK : RAMP).map(rgbOf);
  return Array.from({ length: TONES }, (_, tone) => {
    const place = (tone / (TONES - 1)) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(place));
    const mixed = stops[from].map((value, k) => Math.round(value + (stops[from + 1][k] - value) * (place - from)));
    return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  });
}

/** The choice and its legend, in place of the classes' where they are not what is shown. */
export class Coloring {
  /**
   * @param {HTMLElement} root
   * @param {readonly AttributeFacts[]} attributes
   * @param {Float32Array} values of all dots for each attribute, one attribute after another
   * @param {{by: string, className: string}} start what to colour by, and what a class is called
   * @param {() => void} onChange called when something else was chosen
   */
  constructor(root, attributes, values, { by, className }, onChange) {
    this.root = root;
    this.attributes = attributes;
    this.values = values;
    const options = [[BY_CLASS, className], ...attributes.map(({ name }) => [name.toLowerCase(), name])];
    this.select = element("select", {});
    this.select.append(...options.map(([value, textContent]) => element("option", { value, textContent })));
    this.select.addEventListener("change", () => {
      this.take(this.select.value);
      onChange();
    });
    const label = element("label", { className: "coloring-choice" });
    label.append(element("span", { textContent: "Colour by" }), this.select);
    this.low = element("span", {});
    this.bar = element("span", { className: "coloring-bar" });
    this.high = element("span", {});
    this.scale = element("span", { className: "coloring-scale" });
    this.scale.append(this.low, this.bar, this.high);
    root.replaceChildren(label, this.scale);
    root.hidden = false;
    this.take(by);
  }

  take(by) {
    this.by = by;
    this.select.value = by;
    const index = this.attributes.findIndex(({ name }) => name.toLowerCase() === by);
    this.scale.hidden = index < 0;
    this.tones = null;
    if (index < 0) return;
    const { low, high, unit, meaning } = this.attributes[index];
    const count = this.values.length / this.attributes.length;
    this.tones = tonesOf(this.values.subarray(index * count, (index + 1) * count), low, high);
    const digits = high - low < 5 ? 2 : 0;
    this.low.textContent = low.toFixed(digits);
    this.high.textContent = `${high.toFixed(digits)} ${unit}`;
    this.scale.title = meaning;
  }

  /** Give a map's dots their tones, or their classes' colours. */
  paint(points, isDark, classColors) {
    points.tones = this.tones;
    points.colors = this.tones ? toneColors(isDark) : classColors;
    if (this.tones) this.bar.style.background = `linear-gradient(to right, ${points.colors.join(", ")})`;
  }
}
