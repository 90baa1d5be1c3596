// What the page says about the paths: the sentence beside the picture, and words for those who listen.

import { NOTHING_KNOWN } from "../live/places.js";
import { saidOf } from "../live/wording.js";
import { LABELS } from "./strips.js";

/** @import { Interpolator } from "./interpolator.js" */
/** @import { Measured } from "./measures.js" */

const SUBJECTS = { linear: "the straight line", spherical: "the arc", geodesic: "the shortest path" };

/** Sentences about a page's paths. */
export class Speech {
  /** @param {Interpolator} page */
  constructor(page) {
    this.page = page;
  }

  /** What was said belongs to another route, until it is measured again. */
  setStale(isStale) {
    this.page.find(".sentence").classList.toggle("is-stale", isStale);
  }

  /**
   * Write what was measured.
   * @param {Record<string, Measured>} measured by path
   */
  show(measured) {
    this.page.find(".sentence").textContent = this.sentence(measured);
    this.setStale(false);
  }

  sentence(measured) {
    const { route, places, facts } = this.page;
    const isOneClass = route.labels && !route.isMorph;
    const label = isOneClass ? route.labels[0] : null;
    const far = Object.entries(measured).flatMap(([path, { known }]) => (known?.unseen
      ? [`${shareText(known.unseen)} of ${SUBJECTS[path]}`] : []));
    const near = `within ${facts.near_distance.toFixed(2)}`;
    const unseen = !facts.has_data ? `${NOTHING_KNOWN}.` : far.length === 0 ? `All paths stay where ${places.many(label)} were seen: one lies ${near} of every place.`
      : `${far.join(" and ").replace(/ and (?=.* and )/g, ", ")} lie${far.length > 1 ? "" : "s"} where no ${places.one(label)} `
        + `was seen: none lies ${near}.`;
    const made = "The cross-fade only overlays pictures.";
    return `${unseen} ${saidOf(facts, made)}`;
  }

  announce() {
    const { page } = this;
    const text = `${saidOf(page.facts, LABELS[page.shownPath])}, ${Math.round(100 * page.transport.u)}% of the way from A to B`;
    page.picture.canvas.setAttribute("aria-label", saidOf(page.facts, `Picture on the path: ${text}`));
    page.find(".announcement").textContent = `${text}. ${page.find(".sentence").textContent}`;
  }
}

/** @param {number} share of a path's length, above 0 */
function shareText(share) {
  if (share < 0.001) return "under 0.1%";
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
}
