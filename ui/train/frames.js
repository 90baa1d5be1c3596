// The frames of a film that have come so far, in order of their epochs.

import { WantedBundles } from "../live/bundles.js";
import { parseSafetensors } from "../live/network.js";
import { classNames } from "../live/class_names.js";

/** @import { ListedReel } from "../contract.js" */

/** Keeps what the reels bring. */
export class Frames {
  /**
   * @param {() => void} onArrival called when frames have come or gone, once for all that come together
   * @param {() => number} wait milliseconds until they may
   */
  constructor(onArrival, wait = () => 0) {
    this.onArrival = onArrival;
    this.wait = wait;
    this.byEpoch = new Map();
    this.epochs = [];
    /** @type {ListedReel[]} */
    this.reels = [];
    this.isFirst = true;
    this.isAwaiting = false;
    this.wanted = new WantedBundles();
  }

  get count() {
    return this.epochs.length;
  }

  at(index) {
    return this.byEpoch.get(this.epochs[index]);
  }

  /** The index of the frame whose epoch is nearest. */
  nearest(epoch) {
    let best = 0;
    this.epochs.forEach((other, index) => {
      if (Math.abs(other - epoch) < Math.abs(this.epochs[best] - epoch)) best = index;
    });
    return best;
  }

  /**
   * Take over the list of reels: fetch those of which a frame is lacking, and when all have come let go of what is no
   * longer in it and call, once for all. Of the first list each reel counts as it comes, of any other what has come when
   * the next does.
   * @param {ListedReel[]} reels
   */
  follow(reels) {
    if (this.isAwaiting) this.take();
    this.reels = reels;
    this.isAwaiting = true;
    this.wanted.keep(reels.map(({ fingerprint }) => fingerprint));
    for (const reel of this.lacking) this.fetch(reel);
    if (this.isAwaiting && !this.lacking.length) this.settle();
  }

  get lacking() {
    return this.reels.filter(({ epochs }) => !epochs.every((epoch) => this.byEpoch.has(epoch)));
  }

  fetch({ fingerprint, epochs }) {
    this.wanted.ask(fingerprint, (bytes) => {
      framesOf(bytes, epochs).forEach((frame) => this.byEpoch.set(frame.epoch, frame));
      if (this.isFirst || !this.lacking.length) this.settle();
    });
  }

  settle() {
    clearTimeout(this.settling);
    const wait = this.wait();
    if (wait > 0) this.settling = setTimeout(() => this.take(), wait);
    else this.take();
  }

  /** Take over what has come. */
  take() {
    clearTimeout(this.settling);
    this.isAwaiting = this.lacking.length > 0;
    this.isFirst &&= this.isAwaiting;
    const listed = new Set(this.reels.flatMap(({ epochs }) => epochs));
    for (const epoch of [...this.byEpoch.keys()]) if (!listed.has(epoch)) this.byEpoch.delete(epoch);
    this.arrange();
    this.onArrival();
  }

  arrange() {
    this.epochs = [...this.byEpoch.keys()].sort((a, b) => a - b);
  }

  destroy() {
    clearTimeout(this.settling);
    this.wanted.forgetAll();
  }
}

/** Names that move from frame to frame have one place each. */
function gliding(names) {
  return names.map(({ text, label, x, y }) => ({ text, label, x, y }));
}

/** Where a frame's codes lie on a plane, {x, y, names}; computed once a plane. */
export function placesOf(frame, plane, labels, titles) {
  if (frame.places?.plane !== plane) {
    const places = plane.project(frame.codes, labels, titles.length);
    frame.places = { plane, ...places, names: gliding(classNames({ ...places, labels }, titles, plane.isLine)) };
  }
  return frame.places;
}

function framesOf(bytes, epochs) {
  const { tensors } = parseSafetensors(bytes);
  const part = (name, index) => {
    if (!tensors[name]) return null;
    const { data, shape } = tensors[name];
    const size = data.length / shape[0];
    return data.subarray(index * size, (index + 1) * size);
  };
  return epochs.map((epoch, index) => ({
    epoch,
    codes: part("codes", index),
    inside: tensors.inside?.data[index] ?? null,
    grid: part("grids", index),
    gridShape: tensors.grids?.shape.slice(1, 3),
    dimensions: part("grid_dimensions", index),
    xs: part("grid_xs", index),
    ys: part("grid_ys", index),
    reconstructions: part("reconstructions", index),
    places: null,
  }));
}
