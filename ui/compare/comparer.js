// Compare: the maps of two to four runs, where what is brushed, chosen or lit on one is on all.

import { layerSwitches } from "../live/controls.js";
import { mounted } from "../live/mounting.js";
import { Lights } from "./lights.js";
import { RunView } from "./run_view.js";
import { saidAs, sayAllAs } from "../live/wording.js";

/** @import { CompareShown, ComparerFacts, ComparerTells } from "../contract.js" */
/** @import { Send } from "../live/mounting.js" */

const SEND_AFTER = 400; // milliseconds
const NO_LAYERS = "none";
const NUM_NAMED = 3; // classes named in the sentence about a brush

/** The maps of one choice of runs; lives from the arrival of all bundles until its element goes. */
class Comparer {
  static places = ["picture", "shown"];

  /**
   * @param {any} root
   * @param {ComparerFacts} facts
   * @param {Uint8Array[]} bundles the runs'
   * @param {Send<ComparerTells>} send
   */
  constructor(root, facts, bundles, send) {
    this.root = root;
    this.facts = facts;
    this.send = send;
    this.isAligned = this.canAlign;
    this.isNamed = true;
    this.abort = new AbortController();
    this.views = facts.views.map((own, index) => new RunView(own, bundles[index], this.handlersOf(index)));
    this.find(".views").replaceChildren(...this.views.map((view) => view.root));
    this.find(".views").classList.toggle("is-tight", this.views.length > 2);
    this.root.style.setProperty("--columns", this.views.length);
    // All views of a group show the picture of one number.
    this.picked = this.views.map(({ labels }) => Math.min(facts.start, labels.length - 1));
    this.main = facts.views.findIndex(({ group }) => group === facts.main); // the view that the number belongs to
    this.isLinked = this.views.map((_, index) => this.linked(index).length > 1);
    this.sentPicture = facts.start;
    this.build();
    this.align();
    this.views.forEach((view) => view.map.resize());
    this.takeShown(facts.shown);
  }

  appear() {
    this.showAll();
    this.say();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get count() {
    return this.views[this.main].labels.length;
  }

  /** The views that a gesture on one of them is for: those of the same pictures. */
  linked(index) {
    const { views } = this.facts;
    return views.flatMap(({ group }, other) => (group === views[index].group ? [other] : []));
  }

  handlersOf(index) {
    return {
      onBrush: (numbers) => this.brush(index, numbers),
      onBrushed: () => {
        this.announce(this.find(".sentence").textContent);
        this.remember();
      },
      onPick: (number) => {
        if (number === null) this.clear();
        else this.pick(index, number);
      },
      onHover: (number) => this.linked(index).forEach((other) => this.views[other].show(number ?? this.picked[other])),
      onStep: (number) => this.pick(index, number),
      onView: () => this.remember(),
    };
  }

  /** Say of what the runs show what a text says of pictures. */
  said(text) {
    return saidAs(this.facts, text);
  }

  build() {
    sayAllAs(this.facts, this.find(".number"));
    const options = { signal: this.abort.signal };
    this.lights = new Lights(this.find(".lights"), this.facts.views, (label, views) => this.lightClass(label, views));
    this.find(".number").hidden = !this.isLinked[this.main];
    this.number = this.find(".number input");
    this.number.max = this.count - 1;
    this.number.addEventListener("change", () => this.enter(), options);
    const step = (by) => this.pick(this.main, (this.picked[this.main] + by + this.count) % this.count);
    this.find(".previous").addEventListener("click", () => step(-1), options);
    this.find(".next").addEventListener("click", () => step(1), options);
    this.find(".random").addEventListener("click", () => this.pick(this.main, Math.floor(Math.random() * this.count)), options);
    this.find(".clear").addEventListener("click", () => this.clear(), options);
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.clear(), options);
  }

  /**
   * Show the maps as Python says; they have their codes.
   * @param {CompareShown} shown
   */
  takeShown(shown) {
    const { layers, light, brush, map } = shown;
    this.shownAtFirst = JSON.stringify(shown);
    this.isNamed = layers.includes("names");
    this.isAligned = layers.includes("aligned") && this.canAlign;
    this.views.forEach((view) => (view.map.layers.prior = layers.includes("prior")));
    this.align();
    this.views.forEach((view, index) => {
      view.map.view.show(map[index] ?? null);
      view.map.viewChanged();
    });
    layerSwitches(this.find(".layers"), this.layers(), (name, isOn) => this.setLayer(name, isOn));
    this.clear();
    if (brush) {
      const [index, ...box] = brush;
      this.views[index].map.box = box;
      this.brush(index, this.views[index].map.inBox());
    } else if (light !== null) {
      this.lights.press(light);
    }
    this.sentShown = JSON.stringify(this.shown());
  }

  /** @returns {CompareShown} how the maps are shown */
  shown() {
    const { prior } = this.views[0].map.layers;
    const isOn = { aligned: this.isAligned || !this.canAlign, names: this.isNamed, prior };
    const brushed = this.views.findIndex(({ map }) => map.box && map.lit);
    const parts = this.views.map(({ map }) => map.view.part);
    return {
      layers: Object.keys(isOn).filter((name) => isOn[name]),
      light: this.lights.number,
      brush: brushed < 0 ? null : [brushed, ...this.views[brushed].map.box],
      map: parts.every((part) => part === null) ? [] : parts,
    };
  }

  get canAlign() {
    return this.facts.views.some((view) => view.alignment);
  }

  /**
   * Python has run again: show what it says, unless that is what it said at first.
   * @param {ComparerFacts} facts
   */
  update({ start, shown }) {
    if (JSON.stringify(shown) !== this.shownAtFirst) this.takeShown(shown);
    if (start === this.facts.start) return;
    this.facts = { ...this.facts, start };
    this.sentPicture = start;
    this.picked = this.views.map(({ labels }) => Math.min(start, labels.length - 1));
    this.showAll();
  }

  layers() {
    const layers = [
      { name: "names", text: "Names", title: "Write class names where their codes' middles are", isOn: this.isNamed },
    ];
    const { meanings } = this.views[0].facts;
    const isThere = { circles: this.views.some((view) => view.facts.has_prior), shape: this.views.some((view) => view.shape), clouds: this.views.some((view) => view.clouds) };
    const term = Object.keys(isThere).find((name) => isThere[name]);
    if (term) {
      const [text, meaning] = [term[0].toUpperCase() + term.slice(1), meanings[term]];
      layers.push({ name: "prior", text, title: `${text}: ${meaning}`, isOn: this.views[0].map.layers.prior });
    }
    if (!this.canAlign) return layers;
    const title = this.said("Turn and mirror every map so that the same pictures lie as near as they can to where the first map has them");
    return [{ name: "aligned", text: "Aligned", title, isOn: this.isAligned }, ...layers];
  }

  setLayer(name, isOn) {
    if (name === "aligned") {
      this.isAligned = isOn;
      this.align();
      this.showAll();
    } else if (name === "names") {
      this.isNamed = isOn;
      this.views.forEach((view) => view.setNamed(isOn));
    } else {
      this.views.forEach((view) => view.map.setLayer("prior", isOn));
    }
    this.remember();
  }

  align() {
    for (const view of this.views) {
      view.setAligned(this.isAligned);
      view.setNamed(this.isNamed);
    }
  }

  setTheme(theme) {
    this.views.forEach((view) => view.setTheme(theme));
    this.lights.setTheme(theme);
    this.showAll();
  }

  showAll() {
    this.views.forEach((view, index) => view.show(this.picked[index]));
    this.number.value = this.picked[this.main];
  }

  /** Light up pictures by number on the map they were brushed on and those linked to it; null clears. */
  brush(index, numbers) {
    const lit = numbers?.length ? numbers : null;
    const others = this.linked(index);
    if (this.lights.lit) this.views.forEach((view, other) => others.includes(other) || view.map.setLit(null));
    this.lights.show(null);
    for (const other of others) this.views[other].map.setLit(lit, other === index);
    this.say(index);
  }

  /** Light up a class on the views that have it; null makes all alike. */
  lightClass(label, views) {
    this.views.forEach(({ labels, map }, index) => {
      const isLit = label !== null && views.includes(index);
      map.setLit(isLit ? Array.from(labels.keys()).filter((i) => labels[i] === label) : null);
    });
    this.say(views[0]);
    this.announce(this.find(".sentence").textContent);
    this.remember();
  }

  clear() {
    this.lights.show(null);
    this.views.forEach((view) => view.map.setLit(null));
    this.say();
    this.remember();
  }

  pick(index, number) {
    for (const other of this.linked(index)) this.picked[other] = number;
    this.showAll();
    this.announce(this.linked(index).map((other) => `${this.views[other].facts.run}: ${this.views[other].place.textContent}`).join(". "));
    this.remember();
  }

  /** Take over a typed number; what is none is put back. */
  enter() {
    const number = Number(this.number.value);
    const isNumber = this.number.value !== "" && Number.isInteger(number) && number >= 0 && number < this.count;
    if (isNumber) this.pick(this.main, number);
    else {
      this.number.value = this.picked[this.main];
      const text = this.said(`Pictures are numbered from 0 to ${this.count - 1}: the maps still show no. ${this.picked[this.main]}.`);
      this.find(".sentence").textContent = text;
      this.announce(text);
    }
  }

  /** Tell the page and the address bar, once for many steps. */
  remember() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => this.tell(), SEND_AFTER);
  }

  tell() {
    const [picture, shown] = [this.picked[this.main], this.shown()];
    const [sent, isOther] = [JSON.stringify(shown), picture !== this.sentPicture];
    if (!isOther && sent === this.sentShown) return;
    this.writeAddress(isOther ? picture : null, shown);
    if (isOther) this.send("picture", picture);
    if (sent !== this.sentShown) this.send("shown", shown);
    this.sentPicture = picture;
    this.sentShown = sent;
  }

  /** As ui/compare/shown.py reads it; what is as usual is left out. */
  writeAddress(picture, { layers, light, brush, map }) {
    const url = new URL(window.location.href);
    const query = {
      layers: layers.length === 3 ? null : layers.join(",") || NO_LAYERS, light, brush: brush?.join(",") ?? null,
      map: map.map((part) => part?.join(",") ?? "").join(";") || null,
    };
    if (picture !== null) query.picture = picture;
    for (const [name, value] of Object.entries(query)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, String(value));
    }
    window.history.replaceState(window.history.state, "", url.href);
  }

  /** Say what is lit, from the map that it was chosen on, and how far apart it lies on each. */
  say(index = 0) {
    this.find(".clear").hidden = this.views.every((view) => view.map.lit === null);
    this.views.forEach((view) => {
      const { lit } = view.map;
      view.note.textContent = lit ? `${lit.length.toLocaleString("en")} lit, spread ${view.spread(lit).toFixed(2)}` : "";
      view.note.title = "How far apart these codes lie in all dimensions; all codes together have 1";
    });
    const { lit } = this.views[index].map;
    this.find(".sentence").textContent = lit ? this.brushed(index, lit) : this.hint();
  }

  hint() {
    const isAlone = this.isLinked.every((isLinked) => !isLinked);
    const which = this.linked(0).length === this.views.length ? "on the others" : "on the others of its data";
    const what = isAlone ? this.said("its pictures light up") : `${this.said("the same pictures light up")} ${which}`;
    return this.said(`Drag a box on a map: ${what}. Point at a dot to see its picture.`);
  }

  brushed(index, lit) {
    const { labels, facts } = this.views[index];
    const tally = new Map();
    for (const i of lit) tally.set(labels[i], (tally.get(labels[i]) ?? 0) + 1);
    const sorted = [...tally].sort((a, b) => b[1] - a[1]);
    const named = sorted.slice(0, NUM_NAMED).map(([label, number]) => `${number.toLocaleString("en")} of class ${facts.class_names[label]}`);
    const rest = sorted.slice(NUM_NAMED).reduce((sum, [, number]) => sum + number, 0);
    if (rest) named.push(`${rest.toLocaleString("en")} of others`);
    const pictures = this.said(`${lit.length.toLocaleString("en")} picture${lit.length === 1 ? "" : "s"} lit`);
    return `${pictures}: ${named.join(", ")}. Spread: how far apart they lie; 1 is as far as all.`;
  }

  announce(text) {
    this.find(".announcement").textContent = text;
  }

  destroy() {
    clearTimeout(this.remembering);
    this.abort.abort();
    this.views.forEach((view) => view.map.destroy());
  }
}

export default mounted(Comparer, {
  isFirst: true,
  fingerprints: ({ views }) => views.map(({ fingerprint }) => fingerprint),
  missing: "The networks are a long time coming. They appear here once they have come; if they never do, reload the page.",
  damaged: (reason) => `These runs cannot be shown: a network file is damaged (${reason}). Choose other runs.`,
});
