// What the page says about the paths: the sentence beside the picture, and words for those who listen.

import { LABELS } from "./strips.js";

/** @import { Interpolator } from "./interpolator.js" */

const SPOKEN_PLACES = 33; // along each path
const SUBJECTS = { linear: "the straight line", spherical: "the arc", geodesic: "the shortest path" };

/** Sentences about a page's paths. */
export class Speech {
  /** @param {Interpolator} page */
  constructor(page) {
    this.page = page;
  }

  /** Write what the paths show; more than some times a second nobody reads. */
  show() {
    this.page.find(".sentence").textContent = this.sentence();
  }

  sentence() {
    const { paths, route, places } = this.page;
    const shares = paths.filter((path) => path !== "fade").map((path) => ({ path, share: this.shareUnseen(path) }));
    const isOneClass = route.labels && !route.isMorph;
    const label = isOneClass ? route.labels[0] : null;
    const far = shares.filter(({ share }) => share > 0).map(({ path, share }) => `${Math.round(100 * share)} % of ${SUBJECTS[path]}`);
    const unseen = far.length === 0 ? `All paths stay where ${places.many(label)} were seen.`
      : `${far.join(" and ").replace(/ and (?=.* and )/g, ", ")} lie${far.length > 1 ? "" : "s"} where no ${places.one(label)} was seen.`;
    return `${unseen} Every picture on a path was decoded from a code; the cross-fade only overlays pictures.`;
  }

  /** The share of a path that is far from every held-out code, by the fog's own measure of far. */
  shareUnseen(path) {
    const { route, places, facts } = this.page;
    let count = 0;
    for (let i = 0; i < SPOKEN_PLACES; i++) {
      const t = i / (SPOKEN_PLACES - 1);
      const found = places.nearest(route.codeAt(path, t), route.nearerClass(t));
      if (found.count === 0 || found.distance > facts.near_distance) count++;
    }
    return count / SPOKEN_PLACES;
  }

  announce() {
    const { page } = this;
    const text = `${LABELS[page.shownPath]}, ${Math.round(100 * page.transport.u)} % of the way from A to B`;
    page.picture.canvas.setAttribute("aria-label", `Picture on the path: ${text}`);
    page.find(".announcement").textContent = `${text}. ${page.find(".sentence").textContent}`;
  }
}
