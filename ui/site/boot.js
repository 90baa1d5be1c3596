// Puts live views into a page that no server made: their bundles come from files beside it, or from the page itself.

import { offerBundle, provideBundle } from "../live/bundles.js";
import { unpacked } from "./unpacking.js";

/**
 * Start the views of the page. Each has an element with a shadow root, its facts as JSON, and a function under its name
 * in globalThis.latentExplorerViews.
 */
async function boot() {
  await Promise.all([...document.querySelectorAll("script[data-bundle]")].map(async (node) => {
    const { bundle } = /** @type {HTMLElement} */ (node).dataset;
    provideBundle(bundle, await unpacked(node.textContent));
    node.remove(); // as text it is not needed any more
  }));
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
