// The page, its address and Python tell each other of the route and how it is shown.

/** @import { Ends, InterpolatorFacts } from "../contract.js" */

/** @import { Interpolator } from "./interpolator.js" */

/** Keeps them alike; `page` is the interpolator. */
export class Sync {
  /** @param {Interpolator} page */
  constructor(page) {
    this.page = page;
    this.start = JSON.stringify(page.facts.start);
  }

  /**
   * All that the address holds, as ui/interpolate/ends.py reads it.
   * @returns {Ends}
   */
  state() {
    const { route, strips, transport: { easing, loop } } = this.page;
    return { ...route.toState(), frames: strips.frames, easing, loop, path: this.page.path };
  }

  link() {
    const state = this.state();
    const url = new URL(window.location.href);
    const query = {
      run: this.page.facts.run, z: state.z.join(","), to: state.to.join(","),
      via: state.via.map((z) => z.join(",")).join(";") || null, frames: state.frames, label: state.label,
      to_label: state.to_label === state.label ? null : state.to_label,
      easing: state.easing === "even" ? null : state.easing, loop: state.loop ? null : 0,
      path: state.path === "spherical" ? null : state.path,
    };
    for (const [name, value] of Object.entries(query)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /** A choice was made: tell the page and the address bar, and look for the shortest path where one is wanted. */
  finish() {
    const { page } = this;
    const state = this.state();
    page.edits.remember();
    const sent = JSON.stringify(state);
    if (sent === this.sent) return;
    const isFirst = this.sent === undefined;
    this.sent = sent;
    if (isFirst) return;
    const tiles = JSON.stringify([state.z, state.label]);
    if (page.plane.dims > 2 && tiles !== this.tiles) {
      // They lie in the plane through A.
      this.tiles = tiles;
      page.map.manifold.clear();
      page.map.requestTiles();
    }
    window.history.replaceState(window.history.state, "", this.link());
    page.send("ends", state);
    page.search.begin();
  }

  /**
   * Go where Python says, unless that is where it was told to start.
   * @param {InterpolatorFacts} facts
   */
  update(facts) {
    const { page } = this;
    if (JSON.stringify(facts.start) === this.start) return;
    page.facts = { ...page.facts, start: facts.start };
    this.start = JSON.stringify(facts.start);
    page.route.take(facts.start);
    page.path = facts.start.path;
    page.edits.active = 0;
    page.transport.setSettings(facts.start);
    page.setFrames(facts.start.frames);
    page.strips.setEasing(facts.start.easing);
    page.classes?.show();
    page.map.refresh();
    page.changed();
    this.sent = JSON.stringify(this.state());
  }
}
