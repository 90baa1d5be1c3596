// Latent arithmetic: a - b + c decoded live, and what the direction a - b does beside random ones of the same length.

import { ClassButtons } from "../live/controls.js";
import { LargePicture, Picture } from "../live/picture.js";
import { copyLink, saveCanvas } from "../live/share.js";
import { viewText } from "../live/view_png.js";
import { element } from "../live/element.js";
import { mounted } from "../live/mounting.js";
import { rgba } from "../live/theme.js";
import { rounded } from "../live/plane.js";
import { signed } from "../live/signed.js";
import { layOut, stretchOf } from "../live/pixels.js";
import { Strip } from "./strip.js";
import { LiveView } from "../live/live_view.js";
import { saidOf } from "../live/wording.js";
import { EffectLine } from "./effect_line.js";
import { Tray } from "./tray.js";
import { analogyCode, steppedCode } from "./blend.js";

/** @import { ArithmeticFacts, Equation } from "../contract.js" */

const SHEET_SIDE = 112; // pixels of a picture in a sheet
const OPERANDS = ["a", "b", "c"];
const [FIRST_STEP, LAST_STEP] = [-1, 2];
const [STEP_FRAMES, WIDE_STEP_FRAMES] = [13, 4]; // words in thirteen places are too small to be read

/**
 * One live equation; lives from the arrival of the decoder's bundle until its element goes.
 * @extends {LiveView<ArithmeticFacts>}
 */
export class ArithmeticView extends LiveView {
  /**
   * An operand is a class number, which stands for the mean of its codes, the word of a pole, or a code.
   * @param {Equation} start
   */
  takeStart(start) {
    /** @type {Pick<Equation, "a" | "b" | "c">} */
    this.operands = { a: start.a, b: start.b, c: start.c };
    this.t = 1;
  }

  place() {
    return { ...this.operands, label: this.label };
  }

  query() {
    return { view: "arithmetic", ...Object.fromEntries(OPERANDS.map((name) => [name, this.asText(this.operands[name])])) };
  }

  /** A code of one dimension is told from a class number by its decimal point. */
  asText(operand) {
    if (!Array.isArray(operand)) return String(operand);
    const text = operand.join(",");
    return text.includes(",") || text.includes(".") ? text : `${text}.0`;
  }

  build() {
    this.active = "a"; // the operand that a picture of the tray is put in
    this.control = 0; // the random direction that is shown
    this.tray = new Tray(this, (code) => this.set(this.active, code));
    this.effect = new EffectLine(this, (text) => this.find(".announcement").textContent = text);
    this.hasClasses = this.facts.class_means.some(Boolean);
    this.result = new LargePicture(this.find(".result canvas"), this.facts);
    const raster = this.result.kind.raster(this.facts.shape);
    layOut(this.root, raster);
    const isWide = stretchOf(raster) > 1;
    this.root.classList.toggle("is-wide", isWide);
    this.numFrames = isWide ? WIDE_STEP_FRAMES : STEP_FRAMES;
    this.root.style.setProperty("--frames", String(this.numFrames));
    this.cards = Object.fromEntries(OPERANDS.map((name) => [name, this.card(name)]));
    this.steps = Object.fromEntries(["attribute", "random"].map((name) => {
      const row = this.find(`[data-direction="${name}"]`);
      const strip = new Strip(row.querySelector(".film"), this.facts, (share) => this.goTo(FIRST_STEP + share * (LAST_STEP - FIRST_STEP)));
      strip.setCount(this.numFrames);
      return [name, { strip, picture: new Picture(row.querySelector(".picture canvas"), this.facts) }];
    }));
    if (this.label !== null) {
      this.classButtons = new ClassButtons(this.find(".classes"), this.facts.class_names, (label) => {
        this.label = label;
        this.changed();
        this.finish();
      });
    }
    this.on(".step-slider", "input", (event) => this.goTo(Number(event.target.value)));
    this.on(".another", "click", () => {
      this.control = (this.control + 1) % this.facts.directions.length;
      this.isNew = true;
      this.schedule();
    });
    this.on(".others", "click", () => this.tray.fill(this.active, this.operands[this.active]));
    this.on(".save-equation", "click", () => saveCanvas(this.sheet(), `${this.facts.run}-arithmetic.png`,
      viewText("interpolate", this.link())));
    this.on(".copy-link", "click", (event) => copyLink(event.currentTarget, this.link()));
    this.changed();
    this.activate(this.active);
    this.network.watch(() => {
      this.isNew = true;
      this.tray.paint();
    });
  }

  /** A picture that chooses its operand, and below it what the operand is. */
  card(name) {
    const box = this.find(`[data-operand="${name}"]`);
    const button = element("button", { type: "button", className: "operand-picture", title: `${saidOf(this.facts, "Choose a test picture")} for ${name}` });
    const canvas = element("canvas");
    canvas.dataset.testid = `operand-${name}`;
    button.append(element("span", { className: "operand-letter", textContent: name }), canvas);
    button.addEventListener("click", () => this.activate(name));
    const { poles } = this.facts;
    const select = element("select", { hidden: !this.hasClasses && poles.length === 0 });
    select.setAttribute("aria-label", `What ${name} is`);
    select.dataset.testid = `choose-${name}`;
    select.append(element("option", { value: "", textContent: `One ${this.facts.noun}` }),
      ...this.facts.class_names.flatMap((text, label) => (this.facts.class_means[label]
        ? [element("option", { value: String(label), textContent: text })] : [])),
      ...poles.map(({ word, text }) => element("option", { value: word, textContent: text })));
    select.title = "The mean of the test codes that are so";
    select.addEventListener("change", () => this.set(name, this.chosenIn(select)));
    const random = element("button", { type: "button", textContent: "Random", title: `Some test ${this.facts.noun}` });
    random.setAttribute("aria-label", `Random ${name}`);
    random.addEventListener("click", () => this.set(name, this.anyHeldOut()));
    box.replaceChildren(button, select, random);
    return { button, select, picture: new Picture(canvas, this.facts) };
  }

  /** The operand that a choice stands for. */
  chosenIn({ value }) {
    if (value === "") return Array.from(this.anyHeldOut());
    return this.poleOf(value) ? value : Number(value);
  }

  /** The pole of a word; undefined for any other operand. */
  poleOf(operand) {
    return this.facts.poles.find(({ word }) => word === operand);
  }

  set(name, operand) {
    const isCode = typeof operand !== "number" && typeof operand !== "string";
    const code = isCode ? Array.from(rounded(Float64Array.from(operand), this.facts.z_limit)) : operand;
    this.operands[name] = code;
    this.changed();
    this.activate(name);
    this.finish();
  }

  /** The tray offers pictures for one operand. */
  activate(name) {
    this.active = name;
    for (const operand of OPERANDS) this.cards[operand].button.setAttribute("aria-pressed", String(operand === name));
    this.tray.offer(name, this.operands[name]);
  }

  colored(theme) {
    this.theme = theme;
    const { pictureInk: ink, picturePaper: paper } = theme;
    for (const { picture } of Object.values(this.cards)) picture.setColors(ink, paper);
    this.result.setColors(ink, paper);
    for (const { strip, picture } of Object.values(this.steps)) {
      strip.setColors(ink, paper);
      picture.setColors(ink, paper);
    }
    this.isNew = true;
    this.tray.setColors(ink, paper);
  }

  codeOf(name) {
    const operand = this.operands[name];
    if (typeof operand === "number") return this.facts.class_means[operand];
    return typeof operand === "string" ? this.poleOf(operand).z : operand;
  }

  /** An operand or the class to draw is new. */
  changed() {
    const [a, b, c] = OPERANDS.map((name) => this.codeOf(name));
    this.attribute = Float64Array.from(a, (value, k) => value - b[k]);
    this.length = Math.hypot(...this.attribute);
    this.sum = analogyCode(a, b, c, new Float64Array(a.length));
    this.isNew = true;
    for (const name of OPERANDS) {
      this.cards[name].select.value = Array.isArray(this.operands[name]) ? "" : String(this.operands[name]);
    }
    this.classButtons?.show(this.label);
    this.tray.paint();
    this.find('[data-direction="attribute"] small').textContent = `one step is ${this.length.toFixed(2)} long`;
    this.effect.renew();
    this.schedule();
  }

  goTo(t) {
    this.t = Math.round(100 * t) / 100;
    this.schedule();
  }

  /** The step from c, along the attribute's direction or the random one of the same length. */
  directionOf(name) {
    if (name === "attribute") return this.attribute;
    return this.facts.directions[this.control].map((value) => value * this.length);
  }

  render() {
    const c = this.codeOf("c");
    if (this.isNew) this.renderEquation(c);
    this.isNew = false;
    const share = (this.t - FIRST_STEP) / (LAST_STEP - FIRST_STEP);
    for (const [name, { strip, picture }] of Object.entries(this.steps)) {
      picture.paint(this.decode(steppedCode(c, this.directionOf(name), this.t, this.code)));
      strip.mark(share);
    }
    const slider = this.find(".step-slider");
    slider.value = this.t;
    slider.style.setProperty("--share", share);
    this.find(".step-value").textContent = signed(this.t);
  }

  renderEquation(c) {
    for (const name of OPERANDS) this.cards[name].picture.paint(this.decode(this.codeOf(name)));
    this.result.paint(this.decode(this.sum));
    for (const [name, { strip }] of Object.entries(this.steps)) {
      const direction = this.directionOf(name);
      for (let index = 0; index < this.numFrames; index++) {
        const t = FIRST_STEP + (index * (LAST_STEP - FIRST_STEP)) / (this.numFrames - 1);
        strip.put(index, this.decode(steppedCode(c, direction, t, this.code)));
      }
    }
  }

  nameOf(name) {
    const operand = this.operands[name];
    if (typeof operand === "number") return this.facts.class_names[operand];
    return typeof operand === "string" ? this.poleOf(operand).text.toLowerCase() : `one ${this.facts.noun}`;
  }

  /** The class that an operand is or lies among; null where classes are not in the codes. */
  classOf(name) {
    if (!this.hasClasses || this.gauged) return null;
    const operand = this.operands[name];
    return typeof operand === "number" ? operand : this.places.nearest(operand, null).classes[0][0];
  }

  /** What both a and b are much or little of, as {attribute, valueAt}, or null: that is what a − b is to change. */
  get gauged() {
    const [a, b] = ["a", "b"].map((name) => this.poleOf(this.operands[name])?.attribute);
    if (a === undefined || a !== b) return null;
    const count = this.places.labels.length;
    const values = this.tensors["map.attributes"].data.subarray(a * count, (a + 1) * count);
    return { attribute: this.facts.attributes[a], valueAt: (z) => this.places.meanOf(values, z, this.label) };
  }

  speak() {
    const equation = `${this.nameOf("a")} − ${this.nameOf("b")} + ${this.nameOf("c")}`;
    const sentence = this.places.sentence(this.sum, this.label);
    const hasNames = OPERANDS.some((name) => !Array.isArray(this.operands[name]));
    this.find(".sentence").textContent = hasNames ? `${equation}: ${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}` : sentence;
    this.result.canvas.setAttribute("aria-label", `Result of ${equation}. ${sentence}`);
    for (const name of OPERANDS) {
      this.cards[name].button.setAttribute("aria-label", `${name}: ${this.nameOf(name)}. ${saidOf(this.facts, "Choose a test picture for it")}`);
    }
    for (const [name, { strip, picture }] of Object.entries(this.steps)) {
      const along = name === "attribute" ? "along a − b" : "along a random direction of the same length";
      strip.canvas.setAttribute("aria-label", saidOf(this.facts, `${this.numFrames} pictures from c − 1 to c + 2 steps ${along}`));
      picture.canvas.setAttribute("aria-label", saidOf(this.facts, `Picture ${signed(this.t)} steps from c ${along}`));
    }
    return this.find(".sentence").textContent;
  }

  /** The four pictures in a row, enlarged by a whole factor to some 112 pixels. */
  sheet() {
    const { height, width } = this.result.canvas;
    const factor = Math.max(1, Math.round(SHEET_SIDE / Math.max(height, width)));
    const [tall, side] = [height * factor, width * factor];
    const canvas = element("canvas", { width: 4 * side + 3 * 40, height: tall });
    const context = canvas.getContext("2d");
    context.fillStyle = rgba(this.theme.paper, 1);
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = false;
    context.fillStyle = rgba(this.theme.ink, 1);
    context.font = `28px ${this.theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    [...OPERANDS.map((name) => this.cards[name].picture), this.result].forEach((picture, index) => {
      context.drawImage(picture.drawn(), index * (side + 40), 0, side, tall);
      if (index < 3) context.fillText("−+="[index], (index + 1) * side + index * 40 + 20, tall / 2);
    });
    return canvas;
  }

  destroy() {
    super.destroy();
    this.result.destroy();
    this.effect.stop();
  }
}

export default mounted(ArithmeticView);
