// The colours of the pen, for runs of pictures in colour: a few to take at once, and any other.

import { PEN_COLOR } from "../live/pad.js";
import { element } from "../live/element.js";

/** By name, for those who listen. */
const COLORS = {
  black: PEN_COLOR, white: "#ffffff", red: "#d62728", orange: "#ff8c1a", yellow: "#ffd92f", green: "#2ca02c", blue: "#1f77b4",
  brown: "#8c564b", skin: "#f0c8a0",
};

/** Buttons for the colours, and a field for one's own. */
export class Palette {
  /**
   * @param {HTMLElement} root
   * @param {(color: string) => void} onPick
   */
  constructor(root, onPick) {
    this.onPick = onPick;
    this.buttons = Object.entries(COLORS).map(([name, color]) => this.button(name, color));
    this.own = element("input", { type: "color", value: COLORS.red, title: "A colour of your own" });
    this.own.setAttribute("aria-label", "A colour of your own");
    this.own.addEventListener("input", () => this.pick(this.own.value));
    root.replaceChildren(...this.buttons, this.own);
    this.mark(PEN_COLOR);
  }

  button(name, color) {
    const button = element("button", { type: "button", className: "color", title: name });
    button.style.background = color;
    button.dataset.color = color;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => this.pick(color));
    return button;
  }

  pick(color) {
    this.mark(color);
    this.onPick(color);
  }

  mark(color) {
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.color === color));
  }
}
