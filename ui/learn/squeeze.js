// Squeeze: a drawing becomes as many numbers as it has pixels, these become two, and two are a place on the map.

import { drawPosterior } from "../live/ellipse.js";
import { element } from "../live/element.js";
import { DrawnPad } from "./drawn_pad.js";
import { LessonMap } from "./lesson_map.js";
import { StepView } from "./step_view.js";
import { neighboursText } from "./neighbours.js";
import { number, textElement } from "./text.js";
import { DIGIT_SHAPE } from "../live/prepare.js";
import { sizeOfShape } from "../live/pixels.js";

/** The pad, the numbers and the map. */
export class SqueezeView extends StepView {
  async build() {
    /** @type {import("../live/posteriors.js").Posterior | null} */
    this.posterior = null;
    this.seen = this.picture("seen_as");
    this.back = this.picture("drawn_back");
    this.code = textElement("output", "code-pair", "");
    this.drawnPad = new DrawnPad(this, () => this.schedule());
    const way = element("div", { className: "way" });
    const arrow = () => textElement("span", "arrow", "→");
    const pair = element("div", { className: "pair-of-numbers" });
    pair.append(this.code, textElement("span", "small-name", this.say("two_numbers")));
    way.append(this.seen.root, arrow(), pair, arrow(), this.back.root);
    this.word = textElement("p", "landed", "");
    this.word.setAttribute("aria-live", "polite");
    const left = element("div", { className: "drawing-side" });
    left.append(this.drawnPad.root, way, this.word);
    const mapPlace = element("div", { className: "map" });
    this.root.append(left, mapPlace);
    if (this.theme) this.drawnPad.setTheme(this.theme);
    this.model = await this.lesson.models.open(this.lesson.facts.main);
    if (this.isGone) return;
    this.map = new LessonMap(mapPlace, this.model, this, { label: this.say("map_label"), layers: ["points"] });
    this.maps.push(this.map);
    this.map.map.overlay = (context, view) => this.drawPlace(context, view);
    await this.lesson.models.openBoth(this.lesson.facts.main);
  }

  setTheme(theme) {
    this.drawnPad?.setTheme(theme);
    super.setTheme(theme);
  }

  render() {
    const { lesson: { own }, model } = this;
    const pixels = own.pixels;
    this.seen.picture.paint(pixels ?? new Float32Array(sizeOfShape(DIGIT_SHAPE)));
    if (!model?.posteriors.encoder) return;
    this.posterior = pixels && model.posteriors.of(pixels, true);
    if (this.posterior) {
      this.back.picture.paint(this.posterior.reconstruction);
      this.code.textContent = `${number(this.posterior.mean[0], 2)}, ${number(this.posterior.mean[1], 2)}`;
    }
    const text = this.posterior ? this.landed : this.say("no_ink");
    if (this.word.textContent !== text) this.word.textContent = text;
    this.map.map.refreshPart("above");
  }

  /** Where one's own digit landed, or what stands for it. */
  get landed() {
    const neighbours = neighboursText(this.model.places.nearest(this.posterior.mean, null), this);
    return this.say(this.lesson.own.isOwn ? "landed" : "landed_example", { neighbours });
  }

  drawPlace(context, view) {
    if (!this.posterior) return;
    const shape = { ...this.model.posteriors.onMap(this.posterior, this.model.plane), name: "" };
    drawPosterior(context, view, shape, { color: this.theme.accent, theme: this.theme, isMain: true, isLine: false });
  }

  numbers() {
    if (!this.posterior) return {};
    const [z1, z2] = this.posterior.mean;
    return { z1: number(z1, 2), z2: number(z2, 2), landed: this.landed };
  }

  destroy() {
    super.destroy();
    this.drawnPad?.destroy();
  }
}
