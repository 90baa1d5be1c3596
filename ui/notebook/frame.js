// The frame of a view, made of the nodes that frame.py reads from its markup.

import { element, svgElement } from "../live/element.js";

const DRAWN = ["svg", "path"];

/**
 * Make elements of nodes: a text each, or [name, attributes, nodes in it].
 * @param {any[]} nodes
 * @returns {(Node | string)[]}
 */
export function framed(nodes) {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    const [name, attributes, inside] = node;
    const made = DRAWN.includes(name) ? svgElement(name) : element(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...framed(inside));
    return made;
  });
}
