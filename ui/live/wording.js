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
  return saidAs(namesOf(outputs), text);
}

/**
 * Return what a text says of pictures, said of something else.
 * @param {Names} names
 * @param {string} text
 */
export function saidAs({ noun, nouns }, text) {
  return text.replace(/\b(?:([Aa]) )?([Pp])icture(s?)\b/g, (_, article, initial, several) => {
    const word = several ? nouns : noun;
    const name = initial === "P" ? word[0].toUpperCase() + word.slice(1) : word;
    return article ? `${article}${/^[aeiou]/.test(name) ? "n" : ""} ${name}` : name;
  });
}

/**
 * What one and several outputs are called.
 * @typedef {{noun: string, nouns: string}} Names
 */

/**
 * One's own data are "pictures" to Python, whatever they are.
 * @param {Said} outputs
 * @returns {Names}
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
  if (kindOf(outputs) !== KINDS.picture) sayAllAs(namesOf(outputs), root);
}

/**
 * The same by names.
 * @param {Names} names
 * @param {any} root
 */
export function sayAllAs(names, root) {
  for (const each of [root, ...root.querySelectorAll("*")]) {
    for (const name of TOLD_BY) {
      if (each.hasAttribute(name)) each.setAttribute(name, saidAs(names, each.getAttribute(name)));
    }
    for (const node of each.childNodes) {
      if (node.nodeType === 3) node.data = saidAs(names, node.data); // a text
    }
  }
}
