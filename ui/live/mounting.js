// How a live view comes and goes: Streamlit's calls, the bundles it waits for, its colours, and what to say when it
// cannot be shown.

import { WantedBundles } from "./bundles.js";
import { element } from "./element.js";
import { markReady } from "./ready.js";
import { hearNews } from "./news.js";
import { Refusal } from "./refusal.js";
import { tell } from "./telling.js";
import { readTheme, watchTheme } from "./theme.js";

const MOUNT_DEFAULTS = {
  fingerprints: (data) => [data.fingerprint],
  later: null,
  missing: "The network is a long time coming. It appears here once it has come; if it never does, reload the page.",
  damaged: (reason) => `This run cannot be shown: its network file is damaged (${reason}). Choose another run.`,
  patience: 20_000, // milliseconds
  isFirst: false,
};

const SAY_AFTER = 400; // milliseconds: what comes sooner needs no word

/** For a view that needs no bundle to begin with. */
export const AT_ONCE = { fingerprints: () => [] };

/**
 * Return what Streamlit calls at mount and whenever the data changes; what that returns runs at unmount.
 *
 * `View` is made from (root, data, bundles, send) once its bundles have come: `send(name, value)` gives Python a value
 * that stays, so that none is lost on a dead line. It has destroy() and, where it needs them, setTheme(theme), called
 * before anything is seen and whenever the page's colours change; appear(), called once it has its colours;
 * update(data), called where new data may be news to it; and isEmpty, true as long as there is nothing to see yet. What
 * it tells under the names in View.places is where it is, of which the address speaks, too.
 *
 * @param {object} options what differs from the defaults: the fingerprints of the bundles, from the data, in the order
 *   of `bundles`; a later one that the view does not need at once, {fingerprint(data), take(view, bytes)}; what to say
 *   when bundles are missing after the patience, or damaged; and whether what is heavy on the page waits for this view.
 */
export function mounted(View, options = {}) {
  const mounts = new WeakMap();
  return ({ parentElement, data: told, setStateValue }) => {
    const [facts, channel] = told ?? []; // Python wraps facts in a list, and says behind them where news of them come
    const known = mounts.get(parentElement);
    const root = parentElement.querySelector(".themed") ?? parentElement;
    const mount = known ?? new Mount(root, View, { ...MOUNT_DEFAULTS, ...options });
    mounts.set(parentElement, mount);
    Object.assign(mount, { facts, send: setStateValue });
    if (!known) mount.begin(channel);
    mount.view?.update?.(mount.data);
    return () => {
      mount.destroy();
      mounts.delete(parentElement);
    };
  };
}

/**
 * How a view tells Python something, by name.
 * @template Tells a typed dict of Python
 * @typedef {<Name extends keyof Tells & string>(name: Name, value: Tells[Name]) => void} Send
 */

/** What stands in one element: a view, or the wait for its bundles. */
class Mount {
  constructor(root, View, options) {
    this.root = root;
    this.View = View;
    this.options = options;
    this.facts = null; // the newest
    this.news = null; // those of them that come by themselves
    this.send = null;
    this.view = null;
    this.placesTold = new Set();
    this.abort = new AbortController();
    this.wanted = new WantedBundles((error) => this.refuse(error));
  }

  /** All that is known. */
  get data() {
    return this.news ? { ...this.facts, ...this.news } : this.facts;
  }

  /** @param {string} [channel] on which a part of the facts comes; without that there is nothing to show */
  begin(channel) {
    if (channel === undefined) {
      this.ask();
      return;
    }
    this.stopHearing = hearNews(channel, (news) => {
      const isFirst = this.news === null;
      this.news = news;
      if (isFirst) this.ask();
      else this.view?.update?.(this.data);
    });
  }

  ask() {
    const fingerprints = this.options.fingerprints(this.data);
    const bundles = [];
    this.numMissing = fingerprints.length + (this.options.later ? 1 : 0);
    if (this.numMissing === 0) this.show(bundles);
    else this.beginWait();
    fingerprints.forEach((fingerprint, index) => this.expect(fingerprint, (bytes) => {
      bundles[index] = bytes;
      if (Object.keys(bundles).length < fingerprints.length) return;
      this.show(bundles);
      if (this.options.isFirst) requestAnimationFrame(markReady);
    }));
  }

  /** Until the view is there it is a frame that says so: its controls, which the styles hide, would do nothing. */
  beginWait() {
    this.timer = setTimeout(() => this.fail(this.options.missing), this.options.patience);
    this.root.classList.add("is-loading");
    this.loading = setTimeout(() => {
      this.word = element("p", { className: "loading", textContent: "Loading the network …" });
      this.word.setAttribute("role", "status");
      this.root.querySelector(".problem").after(this.word);
    }, SAY_AFTER);
  }

  endLoading() {
    clearTimeout(this.loading);
    this.word?.remove();
    this.root.classList?.remove("is-loading"); // one without a face has none
  }

  /** Wait for one bundle; patience ends with the last. */
  expect(fingerprint, take) {
    this.wanted.ask(fingerprint, (bytes) => {
      this.numMissing -= 1;
      if (this.numMissing === 0) this.endWait();
      take(bytes);
    });
  }

  show(bundles) {
    const { View, root, options: { later } } = this;
    this.endLoading();
    const send = (name, value) => {
      if (View.places?.includes(name)) this.placesTold.add(name);
      tell(this, name, value);
    };
    const view = new View(root, this.data, bundles, send);
    if (view.setTheme) {
      this.setTheme(view);
      this.stopWatching = watchTheme(root, () => this.setTheme(view));
    }
    view.appear?.();
    this.view = view;
    if (root.hasAttribute?.("aria-busy") && !view.isEmpty) root.setAttribute("aria-busy", "false");
    if (later) this.expect(later.fingerprint(this.data), (bytes) => later.take(this.view, bytes));
    if (View.places) this.watchSteps();
  }

  /** Hear of steps back and forward on this page before Streamlit does, which then asks for what is at that address. */
  watchSteps() {
    const { pathname } = window.location;
    window.addEventListener("popstate", () => window.location.pathname === pathname && this.takeBack(), {
      capture: true, signal: this.abort.signal,
    });
  }

  /** A step back or forward: the address says where the view is, and what was told before is no news against it. */
  takeBack() {
    for (const name of this.placesTold) tell(this, name, null);
    this.placesTold.clear();
  }

  setTheme(view) {
    const theme = readTheme(this.root);
    this.root.dataset.theme = theme.dark ? "dark" : "light";
    view.setTheme(theme);
  }

  /** All has come: there is nothing to wait for, nor, over a slow line, to complain about any longer. */
  endWait() {
    clearTimeout(this.timer);
    this.root.querySelector(".problem").hidden = true;
    this.root.classList.remove("has-problem");
  }

  /** A view that says itself what it cannot show is heard; any other error is its bundle's. */
  refuse(error) {
    this.fail(error instanceof Refusal ? error.message : this.options.damaged(error.message));
  }

  /** Put a sentence where the view would be. */
  fail(message) {
    clearTimeout(this.timer);
    this.endLoading();
    const problem = this.root.querySelector(".problem");
    problem.textContent = message;
    problem.hidden = false;
    this.root.classList.add("has-problem");
    this.root.setAttribute("aria-busy", "false");
    markReady();
  }

  destroy() {
    clearTimeout(this.timer);
    clearTimeout(this.loading);
    this.abort.abort();
    this.wanted.forgetAll();
    this.stopHearing?.();
    this.stopWatching?.();
    this.view?.destroy();
  }
}
