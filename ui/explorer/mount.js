// How the explorer comes and goes: Streamlit's calls, the bundle it waits for and what to say when it cannot be shown.

import { Explorer } from "./explorer.js";
import { awaitBundle } from "./bundles.js";
import { markReady } from "./ready.js";

const BUNDLE_PATIENCE = 20_000; // milliseconds

const explorers = new WeakMap();

/** Streamlit calls this at mount and whenever the data changes; what it returns runs at unmount. */
export default function ({ parentElement, data: [data], setStateValue }) {
  const root = parentElement.querySelector(".explorer");
  let live = explorers.get(parentElement);
  if (!live) {
    live = { explorer: null, cancel: () => {} };
    explorers.set(parentElement, live);
    const fail = (message) => showProblem(root, message);
    const timer = setTimeout(() => fail("The network has not arrived. Reload the page to try again."), BUNDLE_PATIENCE);
    const stop = awaitBundle(data.fingerprint, (bytes) => {
      clearTimeout(timer);
      try {
        live.explorer = new Explorer(root, data, bytes, (name, value) => live.send(name, value));
        requestAnimationFrame(markReady);
      } catch (error) {
        console.error(error);
        fail(`This run cannot be shown: its network file is damaged (${error.message}). Choose another run.`);
      }
    });
    live.cancel = () => {
      clearTimeout(timer);
      stop();
    };
  }
  live.send = setStateValue;
  live.explorer?.update(data);
  return () => {
    live.cancel();
    live.explorer?.destroy();
    explorers.delete(parentElement);
  };
}

/** Put a sentence where the map would be. */
function showProblem(root, message) {
  const problem = root.querySelector(".problem");
  problem.textContent = message;
  problem.hidden = false;
  root.classList.add("has-problem");
  root.setAttribute("aria-busy", "false");
  markReady();
}
