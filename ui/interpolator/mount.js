// How the interpolator comes and goes: Streamlit's calls, the bundle it waits for and what to say when it cannot be shown.

import { awaitBundle } from "../explorer/bundles.js";
import { Interpolator } from "./interpolator.js";

const PATIENCE = 20_000; // milliseconds
const interpolators = new WeakMap();

/** Streamlit calls this at mount and whenever the data changes; what it returns runs at unmount. */
export default function ({ parentElement, data: [data], setStateValue }) {
  const root = parentElement.querySelector(".explorer");
  let live = interpolators.get(parentElement);
  if (!live) {
    live = { page: null, data };
    interpolators.set(parentElement, live);
    const fail = (message) => {
      const problem = root.querySelector(".problem");
      problem.textContent = message;
      problem.hidden = false;
      root.classList.add("has-problem");
      root.setAttribute("aria-busy", "false");
    };
    const timer = setTimeout(() => fail("The network has not arrived. Reload the page to try again."), PATIENCE);
    const stop = awaitBundle(data.fingerprint, (bytes) => {
      clearTimeout(timer);
      try {
        live.page = new Interpolator(root, live.data, bytes, (name, value) => live.send(name, value));
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
  live.data = data;
  live.page?.update(data);
  return () => {
    live.cancel();
    live.page?.destroy();
    interpolators.delete(parentElement);
  };
}
