// How a live view comes and goes: Streamlit's calls, the bundles it waits for and what to say when it cannot be shown.

import { awaitBundle } from "./bundles.js";
import { markReady } from "./ready.js";

const MOUNT_DEFAULTS = {
  fingerprints: (data) => [data.fingerprint],
  later: null,
  missing: "The network is a long time coming. It appears here once it has come; if it never does, reload the page.",
  damaged: (reason) => `This run cannot be shown: its network file is damaged (${reason}). Choose another run.`,
  patience: 20_000, // milliseconds
};

/**
 * Return what Streamlit calls at mount and whenever the data changes; what that returns runs at unmount.
 *
 * `View` is made from (root, data, bundles, send) once its bundles have come; it has destroy() and, where new data is
 * news to it, update(data).
 *
 * @param {object} options what differs from the defaults: the fingerprints of the bundles, from the data, in the order
 *   of `bundles`; a later one that the view does not need at once, {fingerprint(data), take(view, bytes)}; what to say
 *   when bundles are missing after the patience, or damaged.
 */
export function mounted(View, options = {}) {
  const mounts = new WeakMap();
  return ({ parentElement, data: [data], setStateValue }) => {
    const known = mounts.get(parentElement);
    const mount = known ?? new Mount(parentElement.querySelector(".explorer"), View, { ...MOUNT_DEFAULTS, ...options });
    mounts.set(parentElement, mount);
    Object.assign(mount, { data, send: setStateValue });
    if (!known) mount.begin();
    mount.view?.update?.(data);
    return () => {
      mount.destroy();
      mounts.delete(parentElement);
    };
  };
}

/** What stands in one element: a view, or the wait for its bundles. */
class Mount {
  constructor(root, View, options) {
    this.root = root;
    this.View = View;
    this.options = options;
    this.data = null; // the newest
    this.send = null;
    this.view = null;
    this.stops = [];
  }

  begin() {
    const fingerprints = this.options.fingerprints(this.data);
    const bundles = [];
    this.numMissing = fingerprints.length + (this.options.later ? 1 : 0);
    this.timer = setTimeout(() => this.fail(this.options.missing), this.options.patience);
    fingerprints.forEach((fingerprint, index) => this.expect(fingerprint, (bytes) => {
      bundles[index] = bytes;
      if (Object.keys(bundles).length === fingerprints.length) this.show(bundles);
    }));
  }

  /** Wait for one bundle; patience ends with the last. */
  expect(fingerprint, take) {
    this.stops.push(awaitBundle(fingerprint, (bytes) => {
      this.numMissing -= 1;
      if (this.numMissing === 0) this.endWait();
      try {
        take(bytes);
      } catch (error) {
        console.error(error);
        this.fail(this.options.damaged(error.message));
      }
    }));
  }

  show(bundles) {
    const { View, options: { later } } = this;
    this.view = new View(this.root, this.data, bundles, (name, value) => this.send(name, value));
    if (later) this.expect(later.fingerprint(this.data), (bytes) => later.take(this.view, bytes));
  }

  /** All has come: there is nothing to wait for, nor, over a slow line, to complain about any longer. */
  endWait() {
    clearTimeout(this.timer);
    this.root.querySelector(".problem").hidden = true;
    this.root.classList.remove("has-problem");
  }

  /** Put a sentence where the view would be. */
  fail(message) {
    clearTimeout(this.timer);
    const problem = this.root.querySelector(".problem");
    problem.textContent = message;
    problem.hidden = false;
    this.root.classList.add("has-problem");
    this.root.setAttribute("aria-busy", "false");
    markReady();
  }

  destroy() {
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
    this.view?.destroy();
  }
}
