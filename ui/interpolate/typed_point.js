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
    this.button = form.querySelector("button");
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
    if (!text || this.asked) return;
    const { edits } = this.page;
    this.setAsked({ turn: ++this.turn, index: edits.active, route: routeNow(edits) });
    this.problem.textContent = "";
    this.page.send("typed", { turn: this.turn, text });
  }

  /** The first text takes Python seconds: nothing else is asked meanwhile, and the button says so. */
  setAsked(asked) {
    this.asked = asked;
    this.button.disabled = asked !== null;
    this.button.textContent = asked ? "Placing …" : "Place";
  }

  /**
   * Python has run again, perhaps with where the text lands.
   * @param {?Typed} typed
   */
  take(typed) {
    if (!typed || typed.turn !== this.asked?.turn) return;
    const { index, route } = this.asked;
    const { edits } = this.page;
    this.setAsked(null);
    const isSame = routeNow(edits) === route; // of another route the number may be another point
    this.problem.textContent = typed.problem || (isSame ? "" : "The path has changed meanwhile: press Place once more.");
    if (!typed.code.length || !isSame) return;
    edits.active = index;
    edits.place(Float64Array.from(typed.code));
  }
}

/** @param {Interpolator["edits"]} edits */
function routeNow({ route }) {
  return JSON.stringify(route.toState());
}
