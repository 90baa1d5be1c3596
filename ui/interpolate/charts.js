// The two charts under the strips and the sentence that says what they show.

import { LineChart } from "./line_chart.js";

/** @import { Density } from "./density.js" */
/** @import { Interpolator } from "./interpolator.js" */

const PLACES = 33; // along each path
const LOWEST = 1e-6; // of the highest density: the chart goes no lower
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

  /** Measure and draw; to be called when all strips are decoded. */
  show() {
    const { strips, paths, shownPath } = this.page;
    const words = { frames: strips.frames, shownPath };
    const changes = Object.fromEntries(paths.map((path) => [path, strips.strips[path].changes()]));
    const largest = Math.max(1e-9, ...Object.values(changes).flat());
    const speedText = Object.entries(changes).map(([path, steps]) => speedOf(path, steps)).join("; ");
    this.speed.show(mapped(changes, (steps) => steps.map((step, i) => [(i + 0.5) / steps.length, step / largest])), {
      ...words, range: `up to ${(100 * largest).toFixed(1)} % a step`, label: `Change of the picture a step. ${speedText}.`,
    });
    const values = Object.fromEntries(paths.filter((path) => path !== "fade").map((path) => [path, this.along(path)]));
    const knownText = this.density.isDensity ? this.showDensity(values, words) : this.showDistance(values, words);
    this.sentence.textContent = `${sentenceOf(changes)}; ${knownText}.`;
    this.mark(this.page.transport.u);
  }

  along(path) {
    const { strips, route } = this.page;
    return Array.from({ length: PLACES }, (_, i) => {
      const t = strips.pace.t(path, i / (PLACES - 1));
      return this.density.at(route.codeAt(path, t), route.nearerClass(t));
    });
  }

  showDensity(values, words) {
    const highest = Math.max(1e-300, ...Object.values(values).flat());
    const height = (value) => 1 - Math.log(Math.max(value / highest, LOWEST)) / Math.log(LOWEST);
    const thinnest = mapped(values, (densities) => Math.min(...densities) / highest);
    const shares = Object.entries(thinnest).map(([path, share]) => `${oneOver(share)} on the ${NAMES[path]}`);
    const least = Math.min(...Object.values(thinnest));
    const text = least > 0.5 ? `the density of codes stays at ${Math.floor(100 * least)} % of its highest or more`
      : `on its way the density of codes falls from its highest to ${listed(shares)}`;
    this.known.show(mapped(values, (densities) => densities.map((value, i) => [i / (PLACES - 1), height(value)])), {
      ...words, range: "logarithmic", label: `Density of codes along the paths, on a logarithmic scale: ${text}.`,
    });
    return text;
  }

  showDistance(values, words) {
    const farthest = Math.max(1, ...Object.values(values).flat());
    const most = Object.entries(values).map(([path, distances]) => `${Math.max(...distances).toFixed(1)} on the ${NAMES[path]}`);
    const text = `the nearest code is up to ${listed(most)} times as far as codes lie from each other at most`;
    this.known.show(mapped(values, (distances) => distances.map((value, i) => [i / (PLACES - 1), value / farthest])), {
      ...words, range: `up to ${farthest.toFixed(1)} × near`, label: `Distance to the nearest code along the paths: ${text}.`,
    });
    return text;
  }
}

function speedOf(path, steps) {
  const largest = Math.max(...steps);
  const place = Math.round((100 * (steps.indexOf(largest) + 0.5)) / steps.length);
  return `${NAMES[path]}: at most ${(100 * largest).toFixed(1)} %, at ${place} % of the way`;
}

function sentenceOf(changes) {
  const parts = Object.entries(changes).filter(([path]) => path !== "fade").map(([path, steps]) => {
    const largest = Math.max(...steps);
    const place = Math.round((100 * (steps.indexOf(largest) + 0.5)) / steps.length);
    return `by ${(100 * largest).toFixed(1)} % on the ${NAMES[path]} (${place} % of the way)`;
  });
  return `In its largest step the picture changes ${listed(parts)}`;
}

function oneOver(share) {
  return share < LOWEST ? "under a millionth" : `1/${Math.round(Number((1 / share).toPrecision(2))).toLocaleString("en")}`;
}

function listed(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
