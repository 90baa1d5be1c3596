// A word of the field with what it means: on pointing, with the focus of the keyboard, and on a tap.

import { element } from "./element.js";

let terms = 0;

/**
 * Return a word whose meaning stands below it when it is asked for; Escape puts it away.
 * @param {string} word
 * @param {string} meaning
 */
export function term(word, meaning) {
  const button = element("button", { type: "button", className: "term", textContent: word });
  const said = element("span", { className: "term-said", id: `term-${++terms}`, textContent: meaning[0].toUpperCase() + meaning.slice(1) });
  said.setAttribute("role", "tooltip");
  button.setAttribute("aria-describedby", said.id);
  const place = element("span", { className: "term-place" });
  place.append(button, said);
  button.addEventListener("click", () => place.classList.toggle("is-open"));
  button.addEventListener("blur", () => place.classList.remove("is-open", "is-away"));
  place.addEventListener("mouseleave", () => place.classList.remove("is-away"));
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    place.classList.remove("is-open");
    place.classList.add("is-away");
  });
  return place;
}
