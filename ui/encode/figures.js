// The numbers beside the reconstruction: only texts that differ are written, because every frame counts.

import { element } from "../live/element.js";
import { signed } from "../live/signed.js";
import { term } from "../live/term.js";
import { saidOf } from "../live/wording.js";

const TERMS = { "−ELBO": "neg_elbo", KL: "kl" }; // of the glossary

/** A list of names and values. */
export class Figures {
  /**
   * @param {HTMLElement} list
   * @param {import("../contract.js").RunFacts} outputs
   */
  constructor(list, outputs) {
    this.list = list;
    this.outputs = outputs;
    this.values = new Map();
    this.names = "";
  }

  /** Show a posterior's figures, or none for null. */
  show(posterior) {
    this.showRows(posterior ? figuresOf(posterior) : []);
  }

  /** Show where on the map one looks, and how well a picture (null where there is none) is drawn from there. */
  showPlace(z, cost) {
    const rows = placeOf(z, null);
    if (cost !== null) rows.push([saidOf(this.outputs, "your picture from here"), inNats(cost)]);
    this.showRows(rows);
  }

  /** @param {[string, string][]} rows */
  showRows(rows) {
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
    const { meanings } = this.outputs;
    const head = element("dt");
    head.append(TERMS[name] ? term(name, `${saidOf(this.outputs, meanings[TERMS[name]])}. A nat is ${meanings.nat}`) : name);
    row.append(head, cell);
    return row;
  }
}

/** @returns {[string, string][]} */
function figuresOf({ mean, deviation, negElbo, reconstructionTerm, squaredError, kl }) {
  const rows = placeOf(mean, deviation);
  if (!deviation) rows.push(["reconstruction", inNats(reconstructionTerm)]);
  else rows.push(["−ELBO", inNats(negElbo)], ["KL", inNats(kl)]);
  if (squaredError !== null) rows.push(["squared error", squaredError.toFixed(2)]);
  return rows;
}

function inNats(value) {
  return `${signed(value, 1)} nats`;
}

/** @returns {[string, string][]} */
function placeOf(z, deviation) {
  if (z.length > 3) return [["distance from 0", Math.hypot(...z).toFixed(2)]];
  return Array.from(z, (value, k) => [`z${k + 1}`, `${signed(value)}${deviation ? ` ± ${deviation[k].toFixed(2)}` : ""}`]);
}
