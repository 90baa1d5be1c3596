// Puts live views into a page that no server made: their bundles come from files beside it, or from the page itself.

import { offerBundle, provideBundle } from "../live/bundles.js";

/**
 * Start the views of the page. Each has an element with a shadow root, its facts as JSON, and a function under its name
 * in globalThis.latentExplorerViews.
 */
function boot() {
  for (const node of document.querySelectorAll("script[data-bundle]")) {
    const { bundle } = /** @type {HTMLElement} */ (node).dataset;
    provideBundle(bundle, Uint8Array.from(atob(node.textContent), (letter) => letter.charCodeAt(0)));
  }
  const addresses = JSON.parse(document.getElementById("bundles").textContent);
  for (const [fingerprint, address] of Object.entries(addresses)) offerBundle(fingerprint, address, false);
  for (const host of document.querySelectorAll("[data-component]")) {
    const { component } = /** @type {HTMLElement} */ (host).dataset;
    const facts = JSON.parse(document.getElementById(`facts-${component}`).textContent);
    facts.start = startOf(facts);
    const views = /** @type {any} */ (globalThis).latentExplorerViews;
    views[component]({ parentElement: host.shadowRoot, data: [facts], setStateValue: () => {}, setTriggerValue: () => {} });
  }
}

/** Where a view begins: a step that the address names, else what it was told. */
function startOf({ start, steps }) {
  const wanted = new URL(window.location.href).searchParams.get("step") ?? window.location.hash.slice(1);
  return steps && wanted ? wanted : start;
}

boot();
