// The points of the path as chips, and what can be done with the chosen one: a class, a random code, a test picture.

import { element } from "../live/element.js";
import { Picture } from "../live/picture.js";
import { saidOf } from "../live/wording.js";
import { TypedPoint } from "./typed_point.js";

/** @import { Interpolator } from "./interpolator.js" */

const [NUM_SAMPLES, NUM_WIDE_SAMPLES] = [6, 4];

/** `page` has route, edits, facts, places and decode(z, t). */
export class Points {
  /**
   * @param {any} root
   * @param {Interpolator} page
   */
  constructor(root, page) {
    this.page = page;
    this.offset = 0;
    const onPlace = (z) => page.edits.place(z);
    this.chips = root.querySelector(".chips");
    this.add = element("button", { type: "button", className: "add-point", textContent: "Add point" });
    this.add.title = "Add a way point in the middle of the path; a double click on the map adds one there";
    this.add.addEventListener("click", () => page.edits.add());
    this.remove = root.querySelector(".delete-point");
    this.remove.addEventListener("click", () => page.edits.remove());
    this.select = root.querySelector(".point-class");
    this.random = root.querySelector(".point-random");
    this.random.title = page.places.randomTitle;
    this.random.addEventListener("click", () => onPlace(page.edits.randomCode()));
    this.buildSelect(onPlace);
    if (page.facts.can_type) this.typed = new TypedPoint(root.querySelector(".point-typed"), page);
    this.buildSamples(root.querySelector(".samples"), onPlace);
  }

  buildSelect(onPlace) {
    const { representatives, class_names: names } = this.page.facts;
    const known = names.flatMap((name, label) => (representatives[label]
      ? [element("option", { value: String(label), textContent: name })] : []));
    // A conditional run's classes have no places of their own, and data without classes has nothing to choose.
    this.select.hidden = this.page.route.labels !== null || known.length < 2;
    this.select.replaceChildren(element("option", { value: "", textContent: "Own place" }), ...known);
    this.select.addEventListener("change", () => this.select.value && onPlace(representatives[this.select.value]));
  }

  buildSamples(container, onPlace) {
    const isWide = this.page.root.classList.contains("is-wide");
    this.samples = Array.from({ length: isWide ? NUM_WIDE_SAMPLES : NUM_SAMPLES }, () => {
      const button = element("button", { type: "button", className: "sample" });
      const picture = new Picture(element("canvas"), this.page.facts);
      button.append(picture.canvas);
      button.addEventListener("click", () => onPlace(button.code));
      return { button, picture };
    });
    const more = element("button", { type: "button", className: "quiet more", textContent: "More" });
    more.title = saidOf(this.page.facts, "Other test pictures of this class");
    more.addEventListener("click", () => {
      this.offset += this.samples.length;
      this.shownSamples = null;
      this.showSamples();
    });
    container.replaceChildren(...this.samples.map(({ button }) => button), more);
  }

  setColors(ink, paper) {
    for (const { picture } of this.samples) picture.setColors(ink, paper);
    this.shownSamples = null;
    this.showSamples();
  }

  show() {
    const { route, facts, edits } = this.page;
    const { active } = edits;
    const letters = route.points.map((_, index) => route.letter(index));
    if (letters.join("") !== this.letters) {
      this.letters = letters.join("");
      this.chips.replaceChildren(...letters.map((letter, index) => {
        const chip = element("button", { type: "button", className: "letter", textContent: letter });
        chip.title = route.isEnd(index) ? "Choose this end" : "Choose this way point";
        chip.addEventListener("click", () => edits.activate(index));
        chip.addEventListener("keydown", (event) => event.key === "Delete" && edits.remove(index));
        return chip;
      }), this.add);
    }
    [...this.chips.querySelectorAll(".letter")].forEach((chip, index) => {
      chip.setAttribute("aria-pressed", String(index === active));
    });
    this.add.disabled = route.isFull;
    this.remove.disabled = route.isEnd(active);
    this.select.setAttribute("aria-label", `Class at ${letters[active]}`);
    this.random.setAttribute("aria-label", `Random ${letters[active]}`);
    const z = route.points[active];
    const label = facts.representatives.findIndex((code) => code?.every((value, k) => value === z[k]));
    this.select.value = label < 0 ? "" : String(label);
  }

  /** The class whose test pictures are offered: the drawn one, else that of the chosen point's nearest code. */
  sampleClass() {
    const { route, places, edits } = this.page;
    const drawn = route.nearerClass(route.knots[edits.active]);
    return drawn ?? places.nearest(route.points[edits.active], null).classes[0]?.[0] ?? null;
  }

  /** Decode the offered test codes; to be called when the chosen point has come to rest. */
  showSamples() {
    const { route, places, facts, decode, edits } = this.page;
    const label = this.sampleClass();
    const own = [...places.labels.keys()].filter((index) => label === null || places.labels[index] === label);
    const key = `${label} ${this.offset} ${route.labels}`;
    if (key === this.shownSamples) return;
    this.shownSamples = key;
    const dims = route.points[0].length;
    this.samples.forEach(({ button, picture }, number) => {
      const index = own[(this.offset + number) % Math.max(1, own.length)];
      button.hidden = index === undefined || number >= own.length;
      if (button.hidden) return;
      button.code = places.codes.slice(index * dims, (index + 1) * dims);
      const text = `Test ${facts.noun} ${index + 1}${label === null || facts.class_names.length < 2 ? "" : `: ${facts.class_names[label]}`}`;
      button.title = text;
      button.setAttribute("aria-label", `${text}, as the chosen point`);
      picture.paint(decode(button.code, route.knots[edits.active]));
    });
  }
}
