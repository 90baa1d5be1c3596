// Tells Python which browser this is, where several visitors share the app: a random name that only this browser keeps.

import { tell } from "../live/telling.js";

const KEY = "latent-explorer-visitor";

/** Return the name that was kept, or a new one; null in a browser that keeps nothing: then the session counts. */
function keptName() {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept !== null && /^[0-9a-f-]{36}$/.test(kept)) return kept;
    const name = randomName();
    localStorage.setItem(KEY, name);
    return name;
  } catch {
    return null;
  }
}

/** `crypto.randomUUID` is there on secure pages only, and a class reaches its teacher's machine by plain HTTP. */
function randomName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [0, 8, 12, 16, 20].map((from, i, starts) => digits.slice(from, starts[i + 1])).join("-");
}

/** @param {{ setStateValue: (name: keyof import("../contract.js").VisitorTells, value: string) => void }} mount */
export default function ({ setStateValue }) {
  const name = keptName();
  if (name !== null) tell({ send: setStateValue }, "name", name);
}
