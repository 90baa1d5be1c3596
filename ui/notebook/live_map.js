// A run's map with a point to drag, and the picture there, as a widget of notebooks: what anywidget calls.

import { lendBundle } from "../live/bundles.js";
import { element } from "../live/element.js";
import { framed } from "./frame.js";
import { mounted } from "../live/mounting.js";
import { PointView } from "../live/point_view.js";
import { wearColors } from "./surroundings.js";

/** @import { Place, PointFacts } from "../contract.js" */

/**
 * A widget's state in the browser, as anywidget hands it over.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listener: () => void) => void} on
 * @property {(event: string, listener: () => void) => void} off
 */

/** A map that tells Python where the point is left. */
class NotebookView extends PointView {
  /** @param {Place} place */
  tell(place) {
    this.start = JSON.stringify(place); // what comes back is no news, and what was told before is
    this.send("place", place);
  }

  /** Python has taken it elsewhere: what is read out follows once the point stands still. */
  changed() {
    super.changed();
    this.isUnsaid = true;
  }

  rest() {
    super.rest();
    if (this.isUnsaid) this.announce();
    this.isUnsaid = false;
  }
}

const TOLD = ["point", "label"]; // what both sides may change
const mountView = mounted(NotebookView);

/**
 * Put a view into an output of the notebook; return what ends it. In a shadow root neither's styles reach the other.
 * @param {{model: Model, el: HTMLElement}} output
 */
function render({ model, el }) {
  const host = element("div");
  const root = host.attachShadow({ mode: "open" });
  root.append(element("style", { textContent: model.get("_styles") }), ...framed(model.get("_frame")));
  el.append(host);
  const ends = [whenShown(host, () => ends.push(wearColors(host), show(model, root)))];
  return () => {
    for (const end of ends) end();
    host.remove();
  };
}

/** Show the run, with the point where Python has it; return what ends that. */
function show(model, root) {
  const facts = model.get("_facts");
  const endLoan = lendBundle(facts.fingerprint, () => copied(model.get("_bundle")));
  const setStateValue = (_name, { z, label }) => {
    model.set("point", z);
    model.set("label", label);
    model.save_changes();
  };
  const go = () => mountView({ parentElement: root, data: [{ ...facts, start: placeOf(model) }], setStateValue });
  const unmount = go();
  for (const name of TOLD) model.on(`change:${name}`, go);
  return () => {
    for (const name of TOLD) model.off(`change:${name}`, go);
    unmount();
    endLoan();
  };
}

/** Call back once an element has a size: notebooks make an output before they show it. Return what ends the wait. */
function whenShown(host, onShown) {
  const observer = new ResizeObserver(() => {
    observer.disconnect();
    onShown();
  });
  observer.observe(host);
  return () => observer.disconnect();
}

/** @returns {Place} */
function placeOf(model) {
  return { z: [...model.get("point")], label: model.get("label") };
}

/** Bytes of their own: those of a message may begin anywhere, and numbers must begin at multiples of their size. */
function copied(bytes) {
  return new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength).slice();
}

export default { render };
