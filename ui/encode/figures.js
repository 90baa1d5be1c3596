// The numbers beside the reconstruction: only texts that differ are written, because every frame counts.

import { element } from "../live/element.js";

/** A list of names and values. */
export class Figures {
  constructor(list) {
    this.list = list;
    this.values = new Map();
    this.names = "";
  }

  /** Show a posterior's figures, or none for null. */
  show(posterior) {
    const rows = posterior ? figuresOf(posterior) : [];
    const names = rows.map(([name]) => name).join();
    if (names !== this.names) {
      this.names = names;
      this.values.clear();
      this.list.replaceChildren(...rows.map(([name]) => this.row(name)));
    }
    for (const [name, text] of rows) {
      const value = this.values.get(name);
      if (value.data !== text) value.data = text;
    }
  }

  row(name) {
    const value = document.createTextNode("");
    this.values.set(name, value);
    const row = element("div");
    const cell = element("dd");
    cell.append(value);
    row.append(element("dt", { textContent: name }), cell);
    return row;
  }
}

function figuresOf({ mean, deviation, negElbo, reconstructionTerm, kl }) {
  const rows = [];
  if (mean.length <= 3) {
    mean.forEach((value, k) => rows.push([`z${k + 1}`, `${signed(value)}${deviation ? ` ± ${deviation[k].toFixed(2)}` : ""}`]));
  } else {
    rows.push(["distance from 0", Math.hypot(...mean).toFixed(2)]);
  }
  if (!deviation) return [...rows, ["reconstruction", `${reconstructionTerm.toFixed(1)} nats`]];
  return [...rows, ["−ELBO", `${negElbo.toFixed(1)} nats`], ["KL", `${kl.toFixed(1)} nats`]];
}

function signed(value) {
  return `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`;
}
