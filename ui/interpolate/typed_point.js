// A field for the chosen point: what is typed there, such as a name, is encoded by Python, and the point goes where it lands.

/** @import { Typed } from "../contract.js" */
/** @import { Interpolator } from "./interpolator.js" */

/** The field; `page` has edits, facts and send(). */
export class TypedPoint {
  /**
   * @param {any} form
   * @param {Interpolator} page
   */
  constructor(form, page) {
    this.page = page;
    this.field = form.querySelector("input");
    this.problem = form.querySelector(".typed-problem");
    this.turn = Date.now(); // what was asked for before this page stood has another number
    this.asked = null;
    form.hidden = false;
    this.field.placeholder = `Type a ${page.facts.noun}`;
    this.field.setAttribute("aria-label", `Type a ${page.facts.noun} for the chosen point`);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
  }

  ask() {
    const text = this.field.value.trim();
    if (!text) return;
    this.asked = { turn: ++this.turn, index: this.page.edits.active };
    this.page.send("typed", { turn: this.turn, text });
  }

  /**
   * Python has run again, perhaps with where the text lands.
   * @param {?Typed} typed
   */
  take(typed) {
    if (!typed || typed.turn !== this.asked?.turn) return;
    const { index } = this.asked;
    this.asked = null;
    this.problem.textContent = typed.problem;
    if (!typed.code.length) return;
    const { edits } = this.page;
    edits.active = Math.min(index, edits.route.last);
    edits.place(Float64Array.from(typed.code));
  }
}
