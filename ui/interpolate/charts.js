// The two charts under the strips and the sentence that says what they show.

import { changing } from "../live/kinds.js";
import { HUNDREDTHS } from "./path_measures.js";
import { LineChart } from "./line_chart.js";

/** @import { Density } from "./density.js" */
/** @import { Interpolator } from "./interpolator.js" */
/** @import { Measured } from "./measures.js" */

const LOWEST = 1e-6; // of the usual density: the chart goes no lower
const NAMES = { linear: "straight line", spherical: "arc", geodesic: "shortest path", fade: "cross-fade" };

/** Charts of how fast the picture changes and how well the places are known, for all paths. */
export class Charts {
  /**
   * @param {any} root
   * @param {Interpolator} page
   * @param {Density} density
   * @param {(u: number) => void} onPick
   */
  constructor(root, page, density, onPick) {
    this.page = page;
    this.density = density;
    this.section = root.querySelector(".charts");
    const [speed, known] = root.querySelectorAll(".chart");
    this.speed = new LineChart(speed, onPick);
    this.known = new LineChart(known, onPick);
    this.sentence = root.querySelector(".charts-sentence");
    known.querySelector(".chart-name span").textContent = density.isDensity ? "Density of codes" : "Distance from codes";
  }

  mark(u) {
    this.speed.mark(u);
    this.known.mark(u);
  }

  /** What is drawn belongs to another route, until it is measured again. */
  setStale(isStale) {
    this.section.classList.toggle("is-stale", isStale);
  }

  /**
   * Draw what was measured.
   * @param {Record<string, Measured>} measured by path
   */
  show(measured) {
    const { strips: { frames, pace }, shownPath } = this.page;
    const words = { frames, shownPath };
    const { what, whole } = changing(this.page.picture.kind);
    const changes = mapped(measured, ({ changes: steps }) => steps);
    const largest = Math.max(1e-9, ...Object.values(changes).flat());
    const speedText = Object.entries(changes).map(([path, steps]) => speedOf(path, steps)).join("; ");
    this.speed.show(mapped(changes, (steps) => steps.map((step, i) => [(i + 0.5) / HUNDREDTHS, step / largest])), {
      ...words, range: `largest jump ${percent(largest)}`,
      label: `How much ${what} change in a hundredth of the way, of ${whole}. ${speedText}.`,
    });
    const paths = Object.fromEntries(Object.entries(measured).flatMap(([path, { known }]) => (known ? [[path, known]] : [])));
    const series = mapped(paths, ({ places }, path) => places.map(([t, value]) => [pace.share(path, t), value]));
    const extremes = mapped(paths, ({ extreme }) => extreme);
    const knownText = this.density.isDensity ? this.showDensity(series, extremes, words) : this.showDistance(series, extremes, words);
    this.sentence.textContent = `${sentenceOf(changes, what, whole)} ${knownText}`;
    this.mark(this.page.transport.u);
    this.setStale(false);
  }

  showDensity(series, extremes, words) {
    const { places, facts } = this.page;
    const highest = Math.max(1, ...Object.values(series).flat().map(([, value]) => value));
    const height = (value) => 1 - Math.log(Math.max(value / highest, LOWEST)) / Math.log(LOWEST);
    const text = `Density says how close together codes lie: at the emptiest place of the way it is ${listed(named(extremes, shareOf, "on the"))} `
      + `of what is usual at ${places.many(null)}.`;
    this.known.show(mapped(series, (line) => line.map(([u, value]) => [u, height(value)])), {
      ...words, range: "logarithmic", label: `Density of codes along the paths, on a logarithmic scale. ${text}`,
    });
    return `${text} It falls in every small gap; only where no ${places.one(null)} lies within ${facts.near_distance.toFixed(2)} does a place `
      + "count as unseen.";
  }

  showDistance(series, extremes, words) {
    const { places, facts } = this.page;
    const farthest = Math.max(1, ...Object.values(extremes));
    const text = `Nearly all ${places.many(null)} have another one within ${facts.near_distance.toFixed(2)}; farther from all of them a place `
      + `counts as unseen. At its emptiest place the way is ${listed(named(extremes, (value) => value.toFixed(1), "times that far on the"))}.`;
    this.known.show(mapped(series, (line) => line.map(([u, value]) => [u, value / farthest])), {
      ...words, range: `up to ${farthest.toFixed(1)} × ${facts.near_distance.toFixed(2)}`,
      label: `Distance to the nearest code along the paths. ${text}`,
    });
    return text;
  }
}

/** Of a path's hundredths the largest and where it lies, in percent of the way. */
function largestOf(steps) {
  const largest = Math.max(...steps);
  return [largest, Math.round((100 * (steps.indexOf(largest) + 0.5)) / steps.length)];
}

function speedOf(path, steps) {
  const [largest, place] = largestOf(steps);
  return `${NAMES[path]}: at most ${percent(largest)}, at ${place}% of the way`;
}

function sentenceOf(changes, what, whole) {
  const parts = Object.entries(changes).filter(([path]) => path !== "fade").map(([path, steps]) => {
    const [largest, place] = largestOf(steps);
    return `${percent(largest)} on the ${NAMES[path]} (at ${place}% of the way)`;
  });
  return `At their fastest ${what} change, in a hundredth of the way, by ${listed(parts)}, of ${whole}.`;
}

function named(values, text, joint) {
  return Object.entries(values).map(([path, value]) => `${text(value)} ${joint} ${NAMES[path]}`);
}

/** @param {number} share of the usual density */
function shareOf(share) {
  if (share < LOWEST) return "under a millionth";
  if (share >= 0.1) return `${Math.round(100 * share)}%`;
  return `1/${Math.round(Number((1 / share).toPrecision(2))).toLocaleString("en")}`;
}

function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}

function listed(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value, name)]));
}
