// Texts of live views are written for pictures; of a run whose outputs are something else they say what that is.

import { kindOf, KINDS } from "./kinds.js";

/** @import { Outputs } from "./kinds.js" */

const TOLD_BY = ["aria-label", "title"];

/**
 * Return what a text says of pictures, said of what a run's outputs are: "this picture" is "this word" then.
 * @param {Partial<Outputs>} outputs
 * @param {string} text
 */
export function saidOf(outputs, text) {
  const { noun, nouns } = kindOf(outputs);
  return text.replace(/\b([Pp])icture(s?)\b/g, (_, initial, several) => {
    const word = several ? nouns : noun;
    return initial === "P" ? word[0].toUpperCase() + word.slice(1) : word;
  });
}

/**
 * Say so all that stands in an element.
 * @param {Partial<Outputs>} outputs
 * @param {any} root
 */
export function sayAllOf(outputs, root) {
  if (kindOf(outputs) === KINDS.picture) return;
  for (const each of [root, ...root.querySelectorAll("*")]) {
    for (const name of TOLD_BY) {
      if (each.hasAttribute(name)) each.setAttribute(name, saidOf(outputs, each.getAttribute(name)));
    }
    for (const node of each.childNodes) {
      if (node.nodeType === 3) node.data = saidOf(outputs, node.data); // a text
    }
  }
}
