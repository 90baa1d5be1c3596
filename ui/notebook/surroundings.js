// The colours of the notebook around a view, by the names that live views know them.

import { readTheme } from "../live/theme.js";

// As in the app: blue that can be read on light paper and on dark.
const ACCENTS = { light: "#2a53c8", dark: "#8fa8ff" };

/**
 * Give a view the paper and the ink of whatever it stands on; notebooks name theirs differently, so they are looked at.
 * Colours that change end a transition, which ui/live/theme.js waits for.
 * @param {HTMLElement} host
 */
export function dress(host) {
  const { style } = host;
  style.transition = "color 1ms";
  style.setProperty("--st-background-color", paperBehind(host));
  style.setProperty("--st-text-color", getComputedStyle(host).color);
  const kind = readTheme(host).dark ? "dark" : "light";
  style.colorScheme = kind;
  style.setProperty("--st-primary-color", ACCENTS[kind]);
  for (const [name, share] of [["border-color", 18], ["secondary-background-color", 7]]) {
    style.setProperty(`--st-${name}`, `color-mix(in srgb, var(--st-text-color) ${share}%, var(--st-background-color))`);
  }
}

/** The colour behind an element: that of the nearest one around it that has any. */
function paperBehind(start) {
  for (let node = start; node instanceof Element; node = around(node)) {
    const color = getComputedStyle(node).backgroundColor;
    if (!/^rgba\(.*, 0\)$/.test(color)) return color;
  }
  return "#fff";
}

/** What an element is drawn in: a notebook may be made of shadow roots, too. */
function around(node) {
  return node.assignedSlot ?? node.parentElement ?? /** @type {ShadowRoot} */ (node.getRootNode()).host;
}
