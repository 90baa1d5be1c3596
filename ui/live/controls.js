// Rows of small buttons: which classes and layers show, which class to draw.

import { element } from "./element.js";
import { areTold } from "./layers.js";

/**
 * The legend: one toggle a class with its colour. Of classes that share a colour, the one pointed at is lit, and the
 * first press shows a class alone: nobody hides 25 letters to see the last.
 */
export class Legend {
  /**
   * @param {HTMLElement} container
   * @param {readonly string[]} names
   * @param {{hidden: Set<number>, lit: ?number}} points what the map reads: which classes are hidden, and which one is lit
   * @param {(isNews: boolean) => void} onChange told whether other classes are hidden, not only another one lit
   */
  constructor(container, names, points, onChange) {
    this.container = container;
    this.points = points;
    this.isShared = false;
    this.buttons = names.map((name, label) => {
      const button = element("button", { type: "button", className: "legend-entry" });
      button.append(element("span", { className: "swatch" }), element("span", { textContent: name }));
      button.addEventListener("click", () => {
        this.press(label);
        onChange(true);
      });
      const light = (lit) => {
        if (!this.isShared || points.hidden.size) return;
        points.lit = lit;
        onChange(false);
      };
      button.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && light(label));
      button.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && light(null));
      button.addEventListener("focus", () => button.matches(":focus-visible") && light(label));
      button.addEventListener("blur", () => light(null));
      return button;
    });
    this.names = names;
    this.show();
    container.replaceChildren(...this.buttons);
  }

  press(label) {
    const { buttons, isShared, points: { hidden } } = this;
    if (isShared && !hidden.size) buttons.forEach((_, other) => other !== label && hidden.add(other));
    else if (!hidden.delete(label)) hidden.add(label);
    if (isShared && hidden.size === buttons.length) hidden.clear();
    this.points.lit = null;
    this.show();
  }

  show() {
    const { buttons, isShared, names, points: { hidden } } = this;
    buttons.forEach((button, label) => {
      button.setAttribute("aria-pressed", String(!hidden.has(label)));
      button.title = isShared && !hidden.size ? `Show ${names[label]} alone` : `Show or hide ${names[label]}`;
    });
  }

  setColors(colors) {
    this.isShared = !areTold(colors);
    this.container.classList.toggle("is-shared", this.isShared);
    this.buttons.forEach((button, label) => button.style.setProperty("--class-color", colors[label]));
    this.show();
  }
}

const MEANING_STAYS = 5000; // milliseconds

/** Toggles for the layers of a map; what one is, a pointer learns from its title, a finger or the keyboard from a note. */
export function layerSwitches(container, layers, onChange) {
  const buttons = layers.map(({ name, text, title, isOn }) => {
    const button = element("button", { type: "button", className: "toggle", textContent: text, title });
    button.setAttribute("aria-pressed", String(isOn));
    button.addEventListener("click", () => {
      const isShown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(isShown));
      onChange(name, isShown);
    });
    return button;
  });
  const note = element("p", { className: "meaning", hidden: true });
  let timer = null;
  const explain = (title) => {
    clearTimeout(timer);
    note.textContent = title;
    note.hidden = false;
    timer = setTimeout(() => { note.hidden = true; }, MEANING_STAYS);
  };
  buttons.forEach((button) => {
    button.addEventListener("pointerup", ({ pointerType }) => pointerType === "mouse" || explain(button.title));
    button.addEventListener("focus", () => button.matches(":focus-visible") && explain(button.title));
    button.addEventListener("blur", () => { note.hidden = true; });
  });
  container.replaceChildren(...buttons, note);
}

/** One button a class for conditional runs: what to draw. */
export class ClassButtons {
  constructor(container, names, onChoose, caption = "Draw") {
    container.hidden = false;
    this.buttons = names.map((name, label) => {
      const button = element("button", { type: "button", className: "class-button", textContent: name });
      button.addEventListener("click", () => onChoose(label));
      return button;
    });
    container.replaceChildren(element("span", { className: "class-caption", textContent: caption }), ...this.buttons);
  }

  show(chosen) {
    this.buttons.forEach((button, label) => button.setAttribute("aria-pressed", String(label === chosen)));
  }
}
