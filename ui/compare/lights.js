// The legend: a row of classes for each data set among the runs; a press lights a class up on all maps that have it.

import { element } from "../live/element.js";
import { areTold } from "../live/layers.js";

/** @import { ComparedRun } from "../contract.js" */

/** Rows of buttons. `lit` is the one that is pressed, or null. */
export class Lights {
  /**
   * @param {HTMLElement} container
   * @param {ComparedRun[]} views
   * @param {(label: ?number, views: number[]) => void} onLight told the class, null for none, and the maps that have it
   */
  constructor(container, views, onLight) {
    /** @type {?HTMLElement} */
    this.lit = null;
    /** @type {Map<string, number[]>} */
    const kinds = new Map();
    views.forEach(({ data, class_names: names }, index) => {
      const kind = JSON.stringify([data, names]);
      kinds.set(kind, [...(kinds.get(kind) ?? []), index]);
    });
    this.rows = [...kinds.values()].map((own) => {
      const { class_names: names, data, run } = views[own[0]];
      const where = own.length === views.length ? "every map" : own.length > 1 ? `the maps of ${data}` : `the map of ${run}`;
      const buttons = names.map((name, label) => {
        const button = element("button", { type: "button", className: "legend-entry", title: `Light up ${name} on ${where}` });
        button.append(element("span", { className: "swatch" }), element("span", { textContent: name }));
        button.addEventListener("click", () => {
          const isOff = this.lit === button;
          this.show(isOff ? null : button);
          onLight(isOff ? null : label, own);
        });
        return button;
      });
      return { buttons, facts: views[own[0]], caption: kinds.size > 1 ? data : null };
    });
    container.replaceChildren(...this.rows.map(({ buttons, caption }) => {
      const row = element("div", { className: "light-row" });
      if (caption !== null) row.append(element("span", { className: "light-caption", textContent: caption }));
      row.append(...buttons);
      return row;
    }));
    this.show(null);
  }

  /** The number of the button that is pressed, of all rows one after the other, or null. */
  get number() {
    const number = this.buttons.indexOf(this.lit);
    return number < 0 ? null : number;
  }

  /** Light a class up by its number. */
  press(number) {
    this.buttons[number]?.click();
  }

  /** @returns {?HTMLElement[]} */
  get buttons() {
    return this.rows.flatMap(({ buttons }) => buttons);
  }

  /** @param {?HTMLElement} lit */
  show(lit) {
    this.lit = lit;
    for (const { buttons } of this.rows) {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button === lit));
    }
  }

  setTheme({ dark }) {
    for (const { buttons, facts } of this.rows) {
      const colors = dark ? facts.colors_dark : facts.colors;
      buttons.forEach((button, label) => button.style.setProperty("--class-color", colors[label]));
      buttons[0]?.parentElement?.classList.toggle("is-shared", !areTold(colors));
    }
  }
}
