// Elements of the page.

/** Create an element with properties. */
export function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

const TEXT = 3; // Node.TEXT_NODE

/** Put a text into an element that does not have it yet: the same once more would be laid out, too, and a new node styled. */
export function write(target, text) {
  if (target.textContent === text) return;
  const { firstChild, lastChild } = target;
  if (firstChild?.nodeType === TEXT && firstChild === lastChild) firstChild.data = text;
  else target.textContent = text;
}

/** The icon of a button that shows a whole map again. */
export const WHOLE = ["M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5"];

// Names the elements that drawings are made of.
const SVG = "http://www.w3.org/2000/svg";

/** Create an element of a drawing with attributes, and perhaps a text. */
export function svgElement(tag, attributes = {}, text = "") {
  const drawn = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, String(value));
  if (text) drawn.textContent = text;
  return drawn;
}

/**
 * Create an icon of 20 by 20 that no screen reader reads.
 * @param {string[]} paths its lines, as the attribute d of a path has them
 * @param {string} className
 * @returns {SVGSVGElement}
 */
export function icon(paths, className = "") {
  const drawn = svgElement("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" });
  if (className) drawn.setAttribute("class", className);
  drawn.append(...paths.map((d) => svgElement("path", { d })));
  return drawn;
}
