// An element without a face: writes into the address what Python says of a page's widgets, and adds no step back.

import { AT_ONCE, mounted } from "../live/mounting.js";

/** @import { AddressFacts } from "../contract.js" */

class AddressBar {
  update(facts) {
    writeAddress(facts);
  }

  destroy() {}
}

/**
 * Write into the address; what comes late finds another page there, whose address is not touched.
 * @param {AddressFacts} facts
 */
export function writeAddress({ page, names, query }) {
  const url = new URL(window.location.href);
  if (pageOf(url) !== page) return;
  for (const name of names) {
    if (name in query) url.searchParams.set(name, query[name]);
    else url.searchParams.delete(name);
  }
  if (url.href !== window.location.href) window.history.replaceState(window.history.state, "", url.href);
}

function pageOf({ pathname }) {
  return pathname.replace(/\/$/, "").split("/").at(-1);
}

export default mounted(AddressBar, AT_ONCE);
