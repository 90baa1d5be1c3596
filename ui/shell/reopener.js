// What every page listens for. Drop a saved PNG, GIF, WebP, MP4 or NPZ anywhere, or choose it: the view that it shows opens.

import { AT_ONCE, mounted } from "../live/mounting.js";
import { watchLine } from "./line.js";
import { closeAfterChoice } from "./sidebar.js";
import { pointWithFingers } from "./touched_chart.js";
import { viewIn } from "./view_file.js";

/** @import { ReopenerFacts, ReopenerTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const MAX_BYTES = 50_000_000;
const STAY = 8000; // milliseconds

/** Listens for dropped files; whatever on the page takes files itself has said so by the time an event arrives here. */
class Reopener {
  /**
   * @param {any} root
   * @param {ReopenerFacts} facts
   * @param {Uint8Array[]} bundles none
   * @param {Send<ReopenerTells>} send
   */
  constructor(root, facts, bundles, send) {
    this.note = root.querySelector(".note");
    this.abort = new AbortController();
    this.update(facts);
    const input = root.querySelector("input");
    root.querySelector("button").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const [file] = input.files;
      if (file) this.open(file);
      input.value = ""; // the same file again is a change, too
    });
    const { signal } = this.abort;
    closeAfterChoice(signal);
    pointWithFingers(signal);
    watchLine(signal, () => send("back", Date.now()));
    window.addEventListener("dragover", (event) => {
      if (!event.defaultPrevented && event.dataTransfer?.types.includes("Files")) event.preventDefault();
    }, { signal });
    window.addEventListener("drop", (event) => {
      const [file] = event.dataTransfer?.files ?? [];
      if (event.defaultPrevented || !file) return;
      event.preventDefault();
      this.open(file);
    }, { signal });
  }

  /** @param {ReopenerFacts} facts */
  update({ pages }) {
    this.pages = pages;
  }

  async open(file) {
    const view = file.size <= MAX_BYTES ? viewIn(new Uint8Array(await file.arrayBuffer())) : null;
    const address = view && addressOf(view, this.pages);
    if (address) {
      window.location.assign(address);
    } else {
      this.say(view ? `${file.name} shows a page that this version does not have.`
        : `${file.name} carries no view: take a PNG, GIF, WebP, MP4 or NPZ that was saved here. Encode takes any picture.`);
    }
  }

  say(text) {
    this.note.showPopover();
    this.note.textContent = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.note.hidePopover(), STAY);
  }

  destroy() {
    clearTimeout(this.timer);
    this.abort.abort();
  }
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

export default mounted(Reopener, AT_ONCE);
