// One row a latent dimension: its name, a slider and a number, all live.

import { element } from "../live/element.js";

/** @import { RunFacts } from "../contract.js" */

const NUMBERS_EVERY = 50; // milliseconds

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
    this.message = element("p", { className: "message", role: "alert" });
    const used = facts.order.filter((index) => !facts.unused.includes(index));
    const list = element("div", { className: "slider-list" });
    if (facts.latent_dim > 2) list.append(this.heading());
    for (const index of used) list.append(this.row(index));
    container.replaceChildren(list, this.message);
    if (facts.unused.length) list.append(this.fold());
  }

  heading() {
    const head = element("p", { className: "slider-heading" });
    const text = this.facts.kl_per_dimension ? "Dimensions, most telling first" : "Dimensions, most varied first";
    head.append(element("span", { textContent: text }));
    if (this.facts.kl_per_dimension) {
      head.append(element("span", { textContent: "nats", title: "KL divergence: how much a picture tells here" }));
    }
    return head;
  }

  fold() {
    const fold = element("details", { className: "unused" });
    fold.append(element("summary", { textContent: this.facts.unused_text }), ...this.facts.unused.map((index) => this.row(index)));
    return fold;
  }

  row(index) {
    const { slider_range: range, z_limit: limit, kl_per_dimension: kl } = this.facts;
    const name = `z${index + 1}`;
    const id = `z-${index + 1}-${Math.random().toString(36).slice(2, 8)}`;
    const label = element("label", { className: "slider-name", htmlFor: id });
    label.append("z", element("sub", { textContent: index + 1 }));
    const slider = element("input", { type: "range", id, min: -range, max: range, step: 0.001, value: 0 });
    slider.dataset.testid = `z-slider-${index + 1}`;
    const number = element("input", { type: "number", min: -limit, max: limit, step: 0.1, value: 0 });
    number.className = "slider-number";
    number.setAttribute("aria-label", `${name}, exact value`);
    number.dataset.testid = `z-number-${index + 1}`;
    slider.addEventListener("input", () => this.handlers.onInput(index, Number(slider.value)));
    slider.addEventListener("change", () => this.handlers.onRelease());
    slider.addEventListener("keydown", (event) => this.onSliderKey(event, index, Number(slider.value)));
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

  /** Show a code; only what has changed is touched, and the numbers no more often than they can be read. */
  show(z, now) {
    for (const [index, row] of this.rows) {
      if (row.value === z[index]) continue;
      row.value = z[index];
      row.slider.value = z[index];
      row.slider.style.setProperty("--share", this.shareOf(z[index]));
    }
    if (now - this.numbersAt > NUMBERS_EVERY) this.showNumbers(now);
  }

  /** Bring the numbers up to date. */
  showNumbers(now) {
    this.numbersAt = now;
    for (const row of this.rows.values()) {
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
      : `z${index + 1} must be a number from −${limit} to ${limit}; the picture still shows ${this.rows.get(index).value.toFixed(3)}.`;
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
