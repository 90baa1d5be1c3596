// The dimensions: a row each, or where there are many a desk of upright sliders that are all in reach; all live.

import { element } from "../live/element.js";
import { term } from "../live/term.js";
import { saidOf } from "../live/wording.js";

/** @import { RunFacts } from "../contract.js" */

const NUMBERS_EVERY = 50; // milliseconds
const MOST_ROWS = 6; // more dimensions in use stand upright beside each other
const MOST_FADERS = 16; // in one line; the others, which tell less, are folded away
// A fader of a desk moves with every third picture: nobody sees it, and laying out two dozen is the most of a frame.
const TURNS = 3;

/** The sliders, in the order of what the dimensions carry; those that carry nothing are folded away. */
export class Sliders {
  /**
   * @param {HTMLElement} container
   * @param {RunFacts} facts
   * @param {{onInput: (index: number, value: number) => void, onRelease: () => void}} handlers
   */
  constructor(container, facts, handlers) {
    this.facts = facts;
    this.handlers = handlers;
    this.rows = new Map();
    this.numbersAt = 0;
    this.turn = 0;
    this.message = element("p", { className: "message", role: "alert" });
    const used = facts.order.filter((index) => !facts.unused.includes(index));
    const list = element("div", { className: "slider-list" });
    this.isDesk = used.length > MOST_ROWS;
    if (facts.latent_dim > 2) list.append(this.heading());
    if (this.isDesk) list.append(this.desk(used));
    else list.append(...used.map((index) => this.row(index)));
    container.replaceChildren(list, this.message);
    if (facts.unused.length) list.append(this.folded(facts.unused_text, facts.unused.map((index) => this.row(index))));
  }

  heading() {
    const head = element("p", { className: "slider-heading" });
    const order = this.facts.kl_per_dimension ? "most telling first" : "most varied first";
    const numbers = saidOf(this.facts, `The picture's ${this.facts.latent_dim} numbers`);
    head.append(element("span", { textContent: `${numbers}, ${order}` }));
    if (this.facts.kl_per_dimension && !this.isDesk) {
      head.append(term("nats", saidOf(this.facts, `KL: the most that this number can tell about a picture. A nat is ${this.facts.meanings.nat}`)));
    }
    return head;
  }

  /** Upright sliders, the wider the more nats a dimension tells, and one number for the one that was last held. */
  desk(used) {
    const [, number] = this.inputs(used[0]);
    this.held = used[0];
    this.name = element("span", { className: "held-name" });
    number.addEventListener("change", () => this.onNumber(this.held, number));
    number.addEventListener("blur", () => this.onNumberLeft(this.held, number));
    const head = element("p", { className: "desk-head" });
    head.append(this.name, number);
    const desk = element("div", { className: "desk" });
    const rest = used.slice(MOST_FADERS);
    desk.append(this.faders(used.slice(0, MOST_FADERS), number), head);
    const less = this.facts.kl_per_dimension ? "tell" : "vary";
    if (rest.length) desk.append(this.folded(`${rest.length} more that ${less} less`, [this.faders(rest, number)]));
    this.hold(used[0]);
    return desk;
  }

  faders(indices, number) {
    const faders = element("div", { className: "faders" });
    faders.append(...indices.map((index) => this.fader(index, number)));
    return faders;
  }

  fader(index, number) {
    const { kl_per_dimension: kl } = this.facts;
    const [slider] = this.inputs(index);
    const nats = kl ? `, ${kl[index].toFixed(2)} nats` : "";
    slider.setAttribute("aria-label", `z${index + 1}${nats}`);
    slider.addEventListener("pointerdown", () => this.hold(index));
    slider.addEventListener("focus", () => this.hold(index));
    const fader = element("label", { className: "fader", title: `z${index + 1}${nats}` });
    if (kl) fader.style.setProperty("--carries", (kl[index] / Math.max(...kl)).toFixed(3));
    const slot = element("span", { className: "slot" });
    slot.append(slider);
    fader.append(slot, element("span", { className: "fader-name", textContent: String(index + 1) }));
    this.rows.set(index, { slider, number, value: null, fader });
    return fader;
  }

  /** Show the number of a dimension of the desk. */
  hold(index) {
    this.rows.get(this.held)?.fader?.classList.remove("is-held");
    this.held = index;
    const row = this.rows.get(index);
    row.fader.classList.add("is-held");
    row.written = null;
    const { kl_per_dimension: kl } = this.facts;
    this.name.replaceChildren("z", element("sub", { textContent: index + 1 }), kl ? ` tells at most ${kl[index].toFixed(2)} nats` : "");
    row.number.setAttribute("aria-label", `z${index + 1}, exact value`);
    row.number.dataset.testid = `z-number-${index + 1}`;
    if (row.value !== null) this.showNumbers(this.numbersAt);
  }

  folded(text, parts) {
    const fold = element("details", { className: "unused" });
    fold.append(element("summary", { textContent: text }), ...parts);
    return fold;
  }

  /** A dimension's slider, and a number to write in. */
  inputs(index) {
    const { slider_range: range, z_limit: limit } = this.facts;
    const slider = element("input", { type: "range", min: -range, max: range, step: 0.001, value: 0 });
    slider.dataset.testid = `z-slider-${index + 1}`;
    slider.addEventListener("input", () => this.handlers.onInput(index, Number(slider.value)));
    slider.addEventListener("change", () => this.handlers.onRelease());
    slider.addEventListener("keydown", (event) => this.onSliderKey(event, index, Number(slider.value)));
    const number = element("input", { type: "number", min: -limit, max: limit, step: 0.1, value: 0 });
    number.className = "slider-number";
    number.setAttribute("aria-label", `z${index + 1}, exact value`);
    number.dataset.testid = `z-number-${index + 1}`;
    return [slider, number];
  }

  row(index) {
    const { kl_per_dimension: kl } = this.facts;
    const id = `z-${index + 1}-${Math.random().toString(36).slice(2, 8)}`;
    const label = element("label", { className: "slider-name", htmlFor: id });
    label.append("z", element("sub", { textContent: index + 1 }));
    const [slider, number] = this.inputs(index);
    slider.id = id;
    number.addEventListener("change", () => this.onNumber(index, number));
    number.addEventListener("blur", () => this.onNumberLeft(index, number));
    const row = element("div", { className: "slider-row" });
    row.append(label, slider, number);
    if (kl && this.facts.latent_dim > 2) {
      row.append(element("span", { className: "slider-kl", textContent: kl[index].toFixed(2) }));
    }
    this.rows.set(index, { slider, number, value: null });
    return row;
  }

  /** Show a code that is passed through: only what has changed is touched, faders and numbers not with every picture. */
  show(z, now) {
    this.turn = (this.turn + 1) % TURNS;
    this.move(z, (index) => !this.isDesk || index === this.held || index % TURNS === this.turn);
    if (now - this.numbersAt > NUMBERS_EVERY) this.showNumbers(now);
  }

  /** Show a code at which the point rests. */
  settle(z, now) {
    this.move(z, () => true);
    this.showNumbers(now);
  }

  move(z, isDue) {
    for (const [index, row] of this.rows) {
      if (row.value === z[index] || !isDue(index)) continue;
      if (this.message.textContent) this.forgive();
      row.value = z[index];
      row.slider.value = z[index];
      row.slider.style.setProperty("--share", this.shareOf(z[index]));
    }
  }

  /** The point is elsewhere: what was wrong with a number is over. */
  forgive() {
    this.message.textContent = "";
    for (const row of this.rows.values()) {
      row.number.setAttribute("aria-invalid", "false");
      row.written = null;
    }
  }

  /** Bring the numbers up to date. */
  showNumbers(now) {
    this.numbersAt = now;
    for (const [index, row] of this.rows) {
      if (row.fader && index !== this.held) continue;
      if (row.written === row.value || row.number.getAttribute("aria-invalid") === "true") continue;
      row.written = row.value;
      row.number.value = row.value.toFixed(3);
    }
  }

  shareOf(value) {
    const { slider_range: range } = this.facts;
    return Math.min(1, Math.max(0, (value + range) / (2 * range))).toFixed(4);
  }

  /** Arrow keys move a slider by 0.05, with shift by 0.005: a step of 0.001 is for the mouse. */
  onSliderKey(event, index, value) {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    this.handlers.onInput(index, value + direction * (event.shiftKey ? 0.005 : 0.05));
    this.handlers.onRelease();
  }

  onNumber(index, number) {
    const { z_limit: limit } = this.facts;
    const value = number.value.trim() === "" ? NaN : Number(number.value);
    const isValid = Number.isFinite(value) && Math.abs(value) <= limit;
    number.setAttribute("aria-invalid", String(!isValid));
    this.message.textContent = isValid ? ""
      : `z${index + 1} must be a number from −${limit} to ${limit}; ${saidOf(this.facts, "the picture")} still shows ${this.rows.get(index).value.toFixed(3)}.`;
    if (!isValid) return;
    this.rows.get(index).written = null;
    this.handlers.onInput(index, value);
    this.handlers.onRelease();
  }

  onNumberLeft(index, number) {
    if (number.getAttribute("aria-invalid") !== "true") return;
    number.setAttribute("aria-invalid", "false");
    number.value = this.rows.get(index).value.toFixed(3);
  }
}
