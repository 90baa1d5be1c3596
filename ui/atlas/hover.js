// What accompanies the Atlas chart: a card with the decoded picture at the pointer, and marks on what is chosen.

import { Network, parseSafetensors } from "../live/network.js";
import { awaitBundle } from "../live/bundles.js";
import { Picture } from "../live/picture.js";
import { element } from "../live/sliders.js";
import { readTheme, watchTheme } from "../live/theme.js";
import { Marks } from "./marks.js";

const LOOK_EVERY = 250; // milliseconds: Streamlit replaces the chart's element whenever its figure changes
const MARGIN = 18;

class Companion {
  constructor(root) {
    this.root = root;
    this.card = root.querySelector(".card");
    this.picture = new Picture(root.querySelector(".picture"));
    this.picture.canvas.dataset.testid = "atlas-picture";
    this.facts = root.querySelector(".facts");
    this.cancels = {};
    this.stopWatching = watchTheme(root, () => this.takeTheme());
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
    this.takeTheme();
  }

  update(data) {
    const before = this.data;
    this.data = data;
    this.chosen = data.chosen && {
      rows: new Uint32Array(Uint8Array.from(atob(data.chosen.rows), (letter) => letter.charCodeAt(0)).buffer),
      isPoint: data.chosen.is_point,
      sigma: data.chosen.sigma,
      isChartsOwn: data.chosen.is_charts_own,
    };
    this.await("decoder", data.decoder, ({ metadata, tensors }) => (this.network = new Network(metadata, tensors)));
    this.await("points", data.points, ({ tensors }) => (this.points = tensors));
    this.look();
    if (this.chosen && !this.chosen.isChartsOwn && before?.chosen?.serial !== data.chosen.serial) this.deselect();
    this.mark();
  }

  /** Ask for a bundle once for every fingerprint. */
  await(name, fingerprint, take) {
    if (this.cancels[name]?.fingerprint === fingerprint) return;
    this.cancels[name]?.stop();
    this[name === "decoder" ? "network" : "points"] = null;
    const stop = awaitBundle(fingerprint, (bytes) => {
      try {
        take(parseSafetensors(bytes));
      } catch (error) {
        const problem = this.root.querySelector(".problem");
        problem.textContent = `No pictures under the pointer: ${error.message}`;
        problem.hidden = false;
      }
    });
    this.cancels[name] = { fingerprint, stop };
  }

  takeTheme() {
    this.theme = readTheme(this.root);
    this.picture.setColors(this.theme.pictureInk, this.theme.picturePaper);
    this.mark();
  }

  /** Find the chart; it may be another element than before. */
  look() {
    /** @type {any} Plotly adds its own to the element */
    const plot = document.querySelector(`.${CSS.escape(this.data.chart)} .js-plotly-plot`);
    if (plot === this.plot || (plot && !plot.on)) return;
    this.leave();
    this.plot = plot;
    if (!plot) return;
    this.marks = new Marks(plot);
    this.listeners = {
      plotly_hover: (event) => this.hover(event),
      plotly_unhover: () => this.hide(),
      plotly_relayouting: () => this.mark(),
      plotly_relayout: () => this.mark(),
      plotly_afterplot: () => this.mark(),
    };
    for (const [name, listener] of Object.entries(this.listeners)) plot.on(name, listener);
    this.onLeave = () => this.hide();
    plot.addEventListener("pointerleave", this.onLeave);
    plot.dataset.atlas = "live";
    this.mark();
  }

  leave() {
    this.hide();
    this.marks?.remove();
    this.marks = null;
    if (!this.plot) return;
    for (const [name, listener] of Object.entries(this.listeners)) this.plot.removeListener?.(name, listener);
    this.plot.removeEventListener("pointerleave", this.onLeave);
    this.plot = null;
  }

  /** A choice made elsewhere: let the chart drop its own, the way a double click does. */
  deselect() {
    if (this.plot && isSelecting(this.plot)) this.plot.emit("plotly_doubleclick");
  }

  mark() {
    if (!this.marks) return;
    const isShownByChart = this.chosen?.isChartsOwn && !this.chosen.isPoint && isSelecting(this.plot);
    this.marks.draw(isShownByChart ? null : this.chosen, this.theme);
  }

  hover({ points: [point], event }) {
    if (!this.network || !this.points || event?.pointerType === "touch" || matchMedia("(hover: none)").matches) return;
    const row = Number(point.customdata);
    const dims = this.network.inputSize;
    const label = this.points["points.labels"].data[row];
    const code = this.points["points.codes"].data.subarray(row * dims, (row + 1) * dims);
    this.picture.paint(this.network.forward(code, this.data.is_conditional ? label : null));
    this.facts.replaceChildren(...this.lines(row, label));
    this.card.dataset.row = row;
    this.card.hidden = false;
    this.place(event.clientX, event.clientY);
  }

  lines(row, label) {
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = (this.theme.dark ? this.data.colors_dark : this.data.colors)[label];
    const head = element("span", { className: "head" });
    head.append(swatch, this.data.class_names[label], " · decoded");
    const nll = this.points["points.reconstruction"]?.data[row];
    const kl = this.points["points.kl"]?.data[row];
    const figures = [[this.data.title, row]];
    if (nll !== undefined) figures.push(["reconstruction", `${nll.toFixed(1)} nats`]);
    if (kl !== undefined) figures.push(["KL", `${kl.toFixed(1)} nats`], ["−ELBO", `${(nll + kl).toFixed(1)} nats`]);
    return [head, ...figures.flatMap(([name, value]) => [
      element("span", { className: "name", textContent: name }),
      element("span", { className: "value", textContent: value }),
    ])];
  }

  /** Beside the pointer, on the side where there is room. */
  place(x, y) {
    const { offsetWidth: width, offsetHeight: height } = this.card;
    const left = x + MARGIN + width > window.innerWidth ? x - MARGIN - width : x + MARGIN;
    const top = Math.min(Math.max(8, y - height / 2), window.innerHeight - height - 8);
    this.card.style.transform = `translate(${Math.max(4, left)}px, ${top}px)`;
  }

  hide() {
    this.card.hidden = true;
  }

  destroy() {
    clearInterval(this.timer);
    this.leave();
    this.stopWatching();
    for (const { stop } of Object.values(this.cancels)) stop();
  }
}

/** Whether Plotly can draw by WebGL here; what it needs is what it asks for itself. */
function hasWebgl() {
  const context = document.createElement("canvas").getContext("webgl");
  const hasAll = ["ANGLE_instanced_arrays", "OES_element_index_uint"].every((name) => context?.getExtension(name));
  context?.getExtension("WEBGL_lose_context")?.loseContext(); // a browser has few of them
  return hasAll;
}

/** Whether the chart itself shows some of its points as selected. */
function isSelecting(plot) {
  return Boolean(plot._fullLayout?.selections?.length)
    || (plot._fullData ?? []).some((trace) => trace.selectedpoints?.length !== undefined);
}

const companions = new WeakMap();

/** Streamlit calls this at mount and whenever the data changes; what it returns runs at unmount. */
export default function ({ parentElement, data: [data], setStateValue }) {
  let companion = companions.get(parentElement);
  if (!companion) {
    companion = new Companion(parentElement.querySelector(".atlas-hover"));
    companions.set(parentElement, companion);
    if (data.has_webgl && !hasWebgl()) setStateValue("webgl", false);
  }
  companion.update(data);
  return () => {
    companion.destroy();
    companions.delete(parentElement);
  };
}
