// Elements of the page.

/** Create an element with properties. */
export function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

/** The icon of a button that shows a whole map again. */
export const WHOLE = ["M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5"];

/** Names the elements that drawings are made of. */
export const SVG = "http://www.w3.org/2000/svg";

/**
 * Create an icon of 20 by 20 that no screen reader reads.
 * @param {string[]} paths its lines, as the attribute d of a path has them
 * @param {string} className
 * @returns {SVGSVGElement}
 */
export function icon(paths, className = "") {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 20 20");
  drawn.setAttribute("aria-hidden", "true");
  if (className) drawn.setAttribute("class", className);
  for (const path of paths) {
    const lines = document.createElementNS(SVG, "path");
    lines.setAttribute("d", path);
    drawn.append(lines);
  }
  return drawn;
}
