// What accompanies the Atlas chart: a card with the decoded picture at the pointer, and marks on what is chosen.

import { bytesIn } from "../live/base64.js";
import { parseSafetensors } from "../live/network.js";
import { decoderOf } from "../live/remote_network.js";
import { WantedBundles } from "../live/bundles.js";
import { AT_ONCE, mounted } from "../live/mounting.js";
import { Picture } from "../live/picture.js";
import { element } from "../live/element.js";
import { Marks } from "./marks.js";

/** @import { CompanionFacts, CompanionTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const LOOK_EVERY = 250; // milliseconds: Streamlit replaces the chart's element whenever its figure changes
const MARGIN = 18;

class Companion {
  /**
   * @param {any} root
   * @param {CompanionFacts} data
   * @param {Uint8Array[]} bundles none
   * @param {Send<CompanionTells>} send
   */
  constructor(root, data, bundles, send) {
    this.root = root;
    this.data = null;
    this.card = root.querySelector(".card");
    this.picture = new Picture(root.querySelector(".picture"), data);
    this.picture.canvas.dataset.testid = "atlas-picture";
    this.facts = root.querySelector(".facts");
    this.wanted = new WantedBundles((error) => this.complain(error));
    this.isEntered = false;
    this.timer = setInterval(() => this.look(), LOOK_EVERY);
    if (data.has_webgl && !hasWebgl()) send("webgl", false);
  }

  /** @param {CompanionFacts} data */
  update(data) {
    const before = this.data;
    this.data = data;
    this.chosen = data.chosen && {
      rows: new Uint32Array(bytesIn(data.chosen.rows).buffer),
      isPoint: data.chosen.is_point,
      sigma: data.chosen.sigma,
      isChartsOwn: data.chosen.is_charts_own,
    };
    if (data.decoder !== before?.decoder) {
      this.network?.close();
      this.network = null;
    }
    if (data.points !== before?.points) this.points = null;
    this.wanted.keep([data.decoder, data.points]);
    this.wanted.ask(data.decoder, (bytes) => {
      const { metadata, tensors } = parseSafetensors(bytes);
      this.network = decoderOf(metadata, tensors);
      this.network.watch(() => this.paint?.());
    });
    this.wanted.ask(data.points, (bytes) => (this.points = parseSafetensors(bytes).tensors));
    this.look();
    if (this.chosen && !this.chosen.isChartsOwn && before?.chosen?.serial !== data.chosen.serial) this.deselect();
    this.mark();
  }

  complain(error) {
    const problem = this.root.querySelector(".problem");
    problem.textContent = `Nothing is drawn under the pointer: ${error.message}`;
    problem.hidden = false;
  }

  setTheme(theme) {
    this.theme = theme;
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
    this.onLeave = () => {
      this.isEntered = false;
      this.hide();
    };
    this.onEnter = () => (this.isEntered = true);
    // As on the other maps the wheel zooms after a click or with Ctrl; else the chart hears nothing and the page scrolls.
    this.onWheel = (event) => this.isEntered || event.ctrlKey || event.metaKey || event.stopPropagation();
    plot.addEventListener("pointerleave", this.onLeave);
    plot.addEventListener("pointerdown", this.onEnter);
    plot.addEventListener("wheel", this.onWheel, { capture: true, passive: true });
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
    this.plot.removeEventListener("pointerdown", this.onEnter);
    this.plot.removeEventListener("wheel", this.onWheel, { capture: true });
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
    this.paint = () => {
      const values = this.network?.forward(code, this.data.is_conditional ? label : null) ?? null;
      this.picture.paint(values);
      return values;
    };
    const values = this.paint();
    this.facts.replaceChildren(...this.lines(row, label, this.picture.kind.text?.(values)));
    this.card.dataset.row = row;
    this.card.hidden = false;
    this.place(event.clientX, event.clientY);
  }

  lines(row, label, text) {
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = (this.theme.dark ? this.data.colors_dark : this.data.colors)[label];
    const head = element("span", { className: "head" });
    head.append(swatch, ...(text ? [text, " · "] : []), this.data.class_names[label], " · decoded");
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
    this.wanted.forgetAll();
    this.network?.close();
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

export default mounted(Companion, AT_ONCE);
