// What the lesson's charts share: a drawing with a text for those who do not see it, and the names of its series.

import { element, svgElement } from "../live/element.js";
import { textElement } from "./text.js";

/** A drawing of so many units; `label` tells it to those who do not see it. */
export function drawing(width, height, label) {
  return svgElement("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
}

/** The names of some series, each beside its colour. */
export function legend(names) {
  const root = element("p", { className: "stacked-legend" });
  root.append(...names.map((name, index) => textElement("span", `stacked-name is-${index}`, name)));
  return root;
}
