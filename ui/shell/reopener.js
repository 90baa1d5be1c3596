// Drop a saved PNG, GIF or WebP anywhere on a page: it opens the view that the file shows.

import { viewIn } from "./view_file.js";

const MAX_BYTES = 50_000_000;
const STAY = 8000; // milliseconds
const reopeners = new WeakMap();

/** Streamlit calls this at mount and after reruns; what it returns runs at unmount. */
export default function ({ parentElement, data: [facts] }) {
  const note = parentElement.querySelector(".note");
  let reopener = reopeners.get(parentElement);
  if (!reopener) {
    reopener = { abort: new AbortController() };
    reopeners.set(parentElement, reopener);
    listen(reopener.abort.signal, note, () => reopener.facts);
  }
  reopener.facts = facts;
  return () => {
    reopener.abort.abort();
    reopeners.delete(parentElement);
  };
}

/** Whatever on the page takes files itself has said so by the time an event arrives here. */
function listen(signal, note, factsNow) {
  let timer = null;
  const say = (text) => {
    note.showPopover();
    note.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => note.hidePopover(), STAY);
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  window.addEventListener("dragover", (event) => {
    if (!event.defaultPrevented && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  }, { signal });
  window.addEventListener("drop", async (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (event.defaultPrevented || !file) return;
    event.preventDefault();
    const view = file.size <= MAX_BYTES ? viewIn(new Uint8Array(await file.arrayBuffer())) : null;
    const address = view && addressOf(view, factsNow().pages);
    if (address) {
      window.location.assign(address);
    } else {
      say(view ? `${file.name} shows a page that this version does not have.`
        : `${file.name} carries no view: drop a PNG, GIF or WebP that was saved here. Encode takes any picture.`);
    }
  }, { signal });
}

/** The address of a view, below wherever the app is served; null for a page that there is not. */
function addressOf(view, pages) {
  if (!pages.includes(view.page)) return null;
  const parts = window.location.pathname.replace(/\/$/, "").split("/");
  if (pages.includes(parts.at(-1))) parts.pop();
  const url = new URL(window.location.origin);
  url.pathname = [...parts.filter(Boolean), view.page].join("/");
  url.search = new URLSearchParams(view.query).toString();
  return url.href;
}
