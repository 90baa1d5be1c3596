// Rows of small buttons: which classes and layers show, which class to draw.

import { element } from "./element.js";

/** The legend: one toggle a class with its colour; `hidden` is the set that the map reads. */
export class Legend {
  constructor(container, names, hidden, onChange) {
    this.buttons = names.map((name, label) => {
      const button = element("button", { type: "button", className: "legend-entry", title: `Show or hide ${name}` });
      button.append(element("span", { className: "swatch" }), element("span", { textContent: name }));
      button.setAttribute("aria-pressed", String(!hidden.has(label)));
      button.addEventListener("click", () => {
        if (!hidden.delete(label)) hidden.add(label);
        button.setAttribute("aria-pressed", String(!hidden.has(label)));
        onChange();
      });
      return button;
    });
    container.replaceChildren(...this.buttons);
  }

  setColors(colors) {
    this.buttons.forEach((button, label) => button.style.setProperty("--class-color", colors[label]));
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
