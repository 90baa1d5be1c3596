// The search for the shortest path: asks the server for one piece after another and shows what each has found.

import { saidOf } from "../live/wording.js";

/** @import { Geodesic, Seek } from "../contract.js" */
/** @import { Interpolator } from "./interpolator.js" */

/** The button and its words. `send(message)` asks for a piece; `onFound()` is told of new curves on the route. */
export class Search {
  /**
   * @param {any} root
   * @param {Interpolator} page
   * @param {{send: (message: Seek) => void, onFound: () => void}} handlers
   */
  constructor(root, page, { send, onFound }) {
    this.page = page;
    this.send = send;
    this.onFound = onFound;
    this.turn = 0;
    this.isWanted = false; // asked for once: from then on it is found again whenever the points rest
    this.isBusy = false;
    /** @type {?Geodesic} */
    this.answer = null;
    this.problem = ""; // what Python has told of the last piece
    this.button = root.querySelector(".find-geodesic");
    this.text = root.querySelector(".geodesic-text");
    this.row = root.querySelector('[data-path="geodesic"]');
    this.button.addEventListener("click", () => {
      this.isWanted = !this.isBusy;
      if (this.isWanted) this.begin();
      else this.stop();
    });
    this.show();
  }

  /** The points have come to rest: look for their shortest path, where one is wanted. */
  begin() {
    if (!this.isWanted || !this.isPossible || this.isBusy || this.page.route.isStuck || this.isDone) return this.show();
    this.isBusy = true;
    this.problem = "";
    this.ask();
    this.show();
  }

  /** It takes the decoder's derivatives, which what is decoded elsewhere does not give. */
  get isPossible() {
    return !this.page.network.isRemote;
  }

  ask() {
    this.turn = Math.max(this.turn, Date.now()) + 1; // never one that the server has heard of
    this.send({ turn: this.turn, state: this.page.route.toState() });
  }

  stop() {
    this.isBusy = false;
    this.show();
  }

  /** The points move: what was found belongs to other ones. */
  forget() {
    this.page.route.curves = null;
    this.answer = null;
    this.problem = "";
    this.isBusy = false;
    this.show();
  }

  /** Python cannot go on: it is asked again when somebody presses the button, not whenever the points rest. */
  giveUp(problem) {
    this.problem = problem;
    this.isWanted = false;
    this.stop();
  }

  get isDone() {
    return this.answer?.is_done ?? false;
  }

  /**
   * Take what the server has found.
   * @param {?Geodesic} answer
   */
  take(answer) {
    if (!answer || answer.turn !== this.turn || !this.page.route.isRouteOf(answer)) return;
    if (answer === this.answer || !this.isBusy) return;
    if (answer.problem) return this.giveUp(answer.problem);
    this.answer = answer;
    this.page.route.curves = answer.curves.map((curve) => curve?.map((z) => Float64Array.from(z)) ?? null);
    if (answer.is_done) this.isBusy = false;
    else this.ask();
    this.onFound();
    this.show();
  }

  show() {
    this.button.textContent = this.isBusy ? "Stop" : "Find the shortest path";
    this.button.classList.toggle("is-stop", this.isBusy);
    this.button.hidden = !this.isPossible || (this.isDone && !this.isBusy);
    this.text.textContent = this.words();
    if (this.page.route.curves) return;
    this.row.classList.add("is-pending");
    this.row.querySelector("small").textContent = this.isBusy ? "searching …" : this.isPossible ? "not yet found" : "cannot be found";
  }

  words() {
    if (!this.isPossible) return "The shortest path takes the decoder’s derivatives, which ONNX Runtime does not give: compare the line and the arc.";
    if (this.page.route.isStuck) return "Two neighbouring points are one place: move one of them for a path between them.";
    if (this.problem) return this.problem;
    if (this.isBusy && !this.answer) return "Searching for the shortest path …";
    if (!this.answer) return "";
    const { length, energy, is_done: isDone } = this.answer;
    const percent = Math.round(100 * Math.abs(1 - length));
    const compared = percent === 0 ? "about as much as" : `${percent}% ${length < 1 ? "less" : "more"} than`;
    const change = saidOf(this.page.facts, "how much the picture changes");
    const text = `Shortest${isDone ? "" : " so far"} in ${change}, not on the map: ${compared} the straight line`;
    return `${text} (energy ${Math.round(100 * energy)}% of its).`;
  }
}
