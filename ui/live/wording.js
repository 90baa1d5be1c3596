// Texts of live views are written for pictures; of a run whose outputs are something else they say what that is, by the
// name that its data set has for it.

import { kindOf, KINDS } from "./kinds.js";

/**
 * What is said of: a run's outputs, and what its data set calls one and several of them.
 * @typedef {Partial<import("./kinds.js").Outputs> & {noun?: string, nouns?: string}} Said
 */

const TOLD_BY = ["aria-label", "title"];

/**
 * Return what a text says of pictures, said of what a run's outputs are: "this picture" is "this name" then, or "this
 * word" where the data have no name for it. Of pictures it stays, also where they are "digits".
 * @param {Said} outputs
 * @param {string} text
 */
export function saidOf(outputs, text) {
  const { noun, nouns } = namesOf(outputs);
  return text.replace(/\b([Pp])icture(s?)\b/g, (_, initial, several) => {
    const word = several ? nouns : noun;
    return initial === "P" ? word[0].toUpperCase() + word.slice(1) : word;
  });
}

/**
 * One's own data are "pictures" to Python, whatever they are.
 * @param {Said} outputs
 */
function namesOf(outputs) {
  const kind = kindOf(outputs);
  const { noun = KINDS.picture.noun, nouns = KINDS.picture.nouns } = outputs;
  return kind === KINDS.picture || noun === KINDS.picture.noun ? kind : { noun, nouns };
}

/**
 * Say so all that stands in an element.
 * @param {Said} outputs
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
