// An element without a face: says once when the map stands and nobody is busy with it, so that heavy things may load.

import { readySince } from "./ready.js";

const QUIET = 600; // milliseconds
const ACTIVITY = ["pointerdown", "pointermove", "pointerup", "pointercancel", "wheel", "keydown"];

const watchers = new WeakMap();

/** Streamlit calls this at mount and after reruns; what it returns runs at unmount. */
export default function ({ parentElement, setStateValue }) {
  const watcher = watchers.get(parentElement) ?? watch(() => watcher.send("quiet", true));
  watcher.send = setStateValue;
  watchers.set(parentElement, watcher);
  return () => {
    watcher.stop();
    watchers.delete(parentElement);
  };
}

function watch(onQuiet) {
  const abort = new AbortController();
  let lastActivity = performance.now();
  let isPressed = false;
  let timer = null;
  const onActivity = (event) => {
    lastActivity = performance.now();
    isPressed = event.buttons > 0;
  };
  for (const type of ACTIVITY) {
    window.addEventListener(type, onActivity, { capture: true, passive: true, signal: abort.signal });
  }
  const check = () => {
    const ready = readySince();
    const quietFor = ready === null || isPressed ? 0 : performance.now() - Math.max(ready, lastActivity);
    if (quietFor < QUIET) {
      timer = setTimeout(check, QUIET - quietFor);
      return;
    }
    abort.abort();
    onQuiet();
  };
  check();
  return {
    stop() {
      clearTimeout(timer);
      abort.abort();
    },
  };
}
