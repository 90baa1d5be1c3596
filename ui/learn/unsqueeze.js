// Unsqueeze: a place on the map becomes a picture, wherever it lies.

import { element } from "../live/element.js";
import { LessonMap } from "./lesson_map.js";
import { StepView } from "./step_view.js";
import { counted, number, textElement } from "./text.js";
import { likeness } from "./likeness.js";

const NUM_LEARNT = 60_000; // pictures of MNIST's training set
const NEAR = 0.1;

/** The map with a point to drag, and the picture there. */
export class UnsqueezeView extends StepView {
  async build() {
    const mapPlace = element("div", { className: "map" });
    this.here = this.picture("here");
    this.here.canvas.dataset.testid = "decoded-image";
    this.sentence = textElement("p", "said", "");
    this.sentence.setAttribute("aria-live", "polite");
    this.code = textElement("output", "code-pair", "");
    const side = element("div", { className: "picture-beside" });
    side.append(this.here.root, this.code, this.sentence);
    this.root.append(mapPlace, side);
    this.model = await this.lesson.models.open(this.lesson.facts.main);
    if (this.isGone) return;
    this.map = new LessonMap(mapPlace, this.model, this, {
      label: this.say("map_label"), layers: ["points", "fog"], start: this.model.facts.home.z,
      onMove: () => this.schedule(), onRelease: () => this.sayPlace(),
    });
    this.maps.push(this.map);
    this.sayPlace();
  }

  render() {
    if (!this.map) return;
    const [x, y] = this.map.place;
    this.here.picture.paint(this.model.pixels(x, y));
    this.code.textContent = `${number(x, 2)}, ${number(y, 2)}`;
    this.sayPlace();
  }

  sayPlace() {
    const { places, facts } = this.model;
    const found = places.nearest(Float64Array.from(this.map.place), null);
    const [digit, count] = found.classes[0];
    const text = found.distance > facts.near_distance ? this.say("far") : this.say("near", { count, digit });
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
  }

  numbers() {
    if (!this.map) return {};
    const [x, y] = this.map.place;
    const here = Float32Array.from(this.model.pixels(x, y));
    const change = 1 - likeness(here, this.model.pixels(x + NEAR, y));
    const pixels = NUM_LEARNT * here.length;
    const weights = this.model.numWeights;
    return {
      z1: number(x, 2), z2: number(y, 2), change: number(100 * change), weights: counted(weights), pixels: counted(pixels),
      times: number(pixels / weights),
    };
  }
}
