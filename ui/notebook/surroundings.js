// The colours of the notebook around a view, by the names that live views know them.

import { readTheme, watchTheme } from "../live/theme.js";

// As in the app: blue that can be read on light paper and on dark.
const ACCENTS = { light: "#2a53c8", dark: "#8fa8ff" };

const CLEAR = /^rgba\(.*, 0\)$|\/ 0\)$/; // a colour of no opacity, as browsers write it

/**
 * Give a view the colours of what it stands on, now and when they change; return what ends that. A colour that changes ends
 * a transition, but not while JupyterLab changes its theme: notebooks then write on the page's outermost elements, too.
 * @param {HTMLElement} host
 */
export function wearColors(host) {
  const wear = () => dress(host);
  host.style.transition = "color 1ms";
  wear();
  const stopWatching = watchTheme(host, wear);
  const observer = new MutationObserver(() => requestAnimationFrame(wear));
  for (const outer of [document.documentElement, document.body]) observer.observe(outer, { attributes: true });
  return () => {
    stopWatching();
    observer.disconnect();
  };
}

/** Notebooks name their paper and ink differently, so they are looked at. */
function dress(host) {
  const { style } = host;
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
    if (!CLEAR.test(color)) return color;
  }
  return "#fff";
}

/** What an element is drawn in: a notebook may be made of shadow roots, too. */
function around(node) {
  return node.assignedSlot ?? node.parentElement ?? /** @type {ShadowRoot} */ (node.getRootNode()).host;
}
