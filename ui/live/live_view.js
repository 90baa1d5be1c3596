// What live views of one run share: its decoder, the colours, and the place that Python and the address are told.

import { openRun } from "./run_bundle.js";
import { sayAllOf } from "./wording.js";

/** @import { RunFacts } from "../contract.js" */
/** @import { Send } from "./mounting.js" */

const VIEW_REST = 120; // milliseconds

/**
 * A live view of a run; lives from the arrival of its bundle until its element goes. Subclasses say what differs: the
 * methods from takeStart on.
 * @template {RunFacts & {start: {label: number | null}}} Facts what Python tells it
 */
export class LiveView {
  static places = ["place"];

  /**
   * @param {any} root
   * @param {Facts} facts
   * @param {Uint8Array[]} bundles the run's
   * @param {Send<{place: Facts["start"]}>} send
   */
  constructor(root, facts, [bytes], send) {
    this.root = root;
    this.facts = facts;
    this.send = send;
    const { tensors, network, plane, places } = openRun(bytes, facts);
    this.tensors = tensors;
    this.network = network;
    network.watch(() => this.schedule());
    this.plane = plane;
    this.places = places;
    this.input = new Float32Array(this.plane.dims);
    this.code = new Float64Array(this.plane.dims);
    this.abort = new AbortController();
    this.begin(facts.start);
    sayAllOf(facts, root);
    const subtitle = this.find(".subtitle");
    if (subtitle) subtitle.textContent = facts.subtitle;
    this.build();
    this.sent = JSON.stringify(this.place());
  }

  appear() {
    this.render();
  }

  /** @param {Facts["start"]} _place */
  takeStart(_place) {}

  build() {}

  colored(_theme) {}

  changed() {}

  render() {}

  /** Write and return what those hear who listen. */
  speak() {
    return "";
  }

  /** @returns {Facts["start"]} what Python is told */
  place() {
    return this.facts.start;
  }

  /**
   * @param {Facts["start"]} _place
   * @returns {Record<string, any>} what the address is told of it; nothing of what is null
   */
  query(_place) {
    return {};
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  on(selector, type, listener) {
    this.find(selector).addEventListener(type, listener, { signal: this.abort.signal });
  }

  /** @param {Facts["start"]} start */
  begin(start) {
    this.start = JSON.stringify(start);
    this.label = this.network.numClasses ? start.label : null;
    this.takeStart(start);
  }

  setTheme(theme) {
    this.colored(theme);
    this.schedule();
  }

  /** Pixels at a code, overwritten by the next call. */
  decode(z) {
    this.input.set(z);
    return this.network.forward(this.input, this.label);
  }

  /** The code of a held-out picture. */
  heldOut(index) {
    const { dims } = this.plane;
    return Float64Array.from(this.places.codes.subarray(index * dims, (index + 1) * dims));
  }

  anyHeldOut() {
    return this.places.anyHeldOut(this.plane.dims);
  }

  /** From the prior; a plain autoencoder has none, there it is the code of some held-out picture. */
  randomCode() {
    return this.places.random(this.plane.dims);
  }

  /** Paint in the next frame, once, however many events come before it; say what is seen when it stands still. */
  schedule() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.render();
    });
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), VIEW_REST);
  }

  rest() {
    const said = this.speak();
    if (said === this.said) return;
    this.said = said;
    this.find(".announcement").textContent = said;
  }

  /** A choice was made. */
  finish() {
    const place = this.place();
    const sent = JSON.stringify(place);
    if (sent === this.sent) return;
    this.sent = sent;
    this.tell(place);
  }

  /**
   * Tell the page and the address bar.
   * @param {Facts["start"]} place
   */
  tell(place) {
    this.writeAddress();
    this.send("place", place);
  }

  /** Python only reads the address: what it wrote would come late over a slow line, and take the view back. */
  writeAddress() {
    if (window.location.protocol === "file:") return; // a file has no address of its own to write to
    window.history.replaceState(window.history.state, "", this.link());
  }

  link() {
    const url = new URL(window.location.href);
    const place = this.place();
    const query = { run: this.facts.run, ...this.query(place), label: place.label };
    for (const [name, value] of Object.entries(query)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /**
   * Python has run again: go where it says, unless that is where it was told to start.
   * @param {Facts} facts
   */
  update(facts) {
    if (JSON.stringify(facts.start) === this.start) return;
    this.facts = { ...this.facts, start: facts.start };
    this.begin(facts.start);
    this.sent = JSON.stringify(this.place());
    this.changed();
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.resting);
    this.abort.abort();
    this.network.close();
  }
}
