// Few names: so many digits have one, and the rest are read by the nearest of them on the map.

import { element } from "../live/element.js";
import { seededRandom } from "../live/seeded.js";
import { Dial } from "./dial.js";
import { LessonMap } from "./lesson_map.js";
import { SpreadChart } from "./spread_chart.js";
import { nearestRight } from "./nearest.js";
import { Demo } from "./demo.js";
import { number, textElement } from "./text.js";

const NUM_READ = 1000;

export class FewNames extends Demo {
  constructor(view, root) {
    super(view, root);
    this.seed = 1;
  }

  async build() {
    const { view, view: { lesson } } = this;
    const { features } = lesson.facts.figures;
    this.counts = features.labels;
    this.index = this.counts.indexOf(20);
    const mapPlace = element("div", { className: "map" });
    const side = element("div", { className: "use-side" });
    this.dial = new Dial(view, view.say("use_few_dial"), { max: this.counts.length - 1, value: this.index, testid: "few-names" }, (index) => {
      this.index = index;
      this.choose();
    });
    this.said = textElement("p", "said", "");
    this.said.setAttribute("aria-live", "polite");
    const again = view.button(view.say("use_few_again"), () => {
      this.seed += 1;
      this.choose();
    });
    const names = ["use_few_pixels", "use_few_two", "use_few_eight"].map((name) => view.say(name));
    const chart = new SpreadChart(view.say("use_labels"), view.say("use_right"), features, names);
    side.append(this.dial.root, again, this.said, chart.root, textElement("p", "figure", view.say("use_few_figure")));
    this.root.append(mapPlace, side);
    this.model = await view.lesson.models.openBoth(view.lesson.facts.main);
    if (view.isGone) return;
    this.map = new LessonMap(mapPlace, this.model, view, { label: view.say("map_label"), layers: ["points"] });
    view.maps.push(this.map);
    const { points } = this.map.map;
    this.all = { x: points.x, y: points.y, labels: points.labels };
    this.map.map.names = [];
    this.choose();
  }

  /** Give some digits their names, and read the others by them. */
  choose() {
    const count = this.counts[this.index];
    const random = seededRandom(this.seed);
    const { x, y, labels } = this.all;
    const order = Array.from(labels.keys());
    for (let i = 0; i < count + NUM_READ; i++) {
      const j = i + Math.floor(random() * (order.length - i));
      [order[i], order[j]] = [order[j], order[i]];
    }
    const named = order.slice(0, count);
    const pick = (from) => from.constructor.from(named, (i) => from[i]);
    Object.assign(this.map.map.points, { x: pick(x), y: pick(y), labels: pick(labels) });
    const share = nearestRight(this.all, named, order.slice(count, count + NUM_READ));
    this.said.textContent = this.view.say("use_few_said", { count, share: number(100 * share), read: NUM_READ });
    this.dial.show(String(count));
    this.map.map.refreshPart("dots");
  }

  destroy() {
    this.view.maps.length = 0;
    this.map?.destroy();
  }
}
