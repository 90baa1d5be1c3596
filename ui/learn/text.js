// Texts of the catalogue as elements: {places} filled, **emphasis** kept.

import { element } from "../live/element.js";
import { signed } from "../live/signed.js";

/**
 * Fill the {places} of a text; one that has no value stays a dash.
 * @param {string} text
 * @param {Record<string, string | number>} values by name
 */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? "–"));
}

/**
 * Whether every {place} of a text has its value: before, a sentence would be told with dashes in it.
 * @param {string} text
 * @param {Record<string, string | number>} values by name
 */
export function hasValues(text, values) {
  return [...text.matchAll(/\{(\w+)\}/g)].every(([, name]) => values[name] !== undefined);
}

/** Return the pieces of a text with **emphasis**, as nodes. */
export function rich(text) {
  return text.split("**").map((part, index) => (index % 2 ? element("strong", { textContent: part }) : document.createTextNode(part)));
}

/** A number with so many digits after the point and a minus that is one; never "−0". */
export function number(value, digits = 0) {
  return signed(value, digits);
}

/** A whole number with commas between its thousands, as the texts have them. */
export function counted(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** An element with a class and a text, which is what most of them are. */
export function textElement(tag, className, text) {
  return element(tag, { className, textContent: text });
}
