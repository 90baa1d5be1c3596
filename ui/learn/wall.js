// The wall: two to nine machines side by side, one point on all of their maps, each picture decoded live.

import { element } from "../live/element.js";
import { Refusal } from "../live/refusal.js";
import { LinkedMaps } from "./linked_maps.js";
import { StepView } from "./step_view.js";
import { number, textElement } from "./text.js";

/** @import { OpenRun } from "./linked_run.js" */

const FEWEST_RUNS = 2;
const MOST_RUNS = 9;
const WIDE = 10; // units of latent space: a map that shows more would make the others small
const WALL_DRAWN = 10;

/** The linked maps, and above them which. */
export class WallView extends StepView {
  async build() {
    this.chosen = [...this.lesson.facts.wall.chosen];
    /** @type {Map<string, OpenRun>} */
    this.opened = new Map();
    this.chooser = this.buildChooser();
    this.place = element("div", {});
    this.root.append(this.chooser, this.place);
    this.whenFirst = new Promise((resolve) => (this.hasFirst = resolve));
    if (this.chosen.length < FEWEST_RUNS) throw new Refusal(this.say("offline"));
    this.openAll();
    await this.whenFirst;
  }

  /** Open what is chosen; each run hangs on the wall as soon as it has come. */
  openAll() {
    for (const name of this.chosen) {
      if (this.opened.has(name)) continue;
      this.lesson.models.open(name).then((model) => {
        if (this.isGone || this.opened.has(name)) return;
        this.opened.set(name, { ...model, title: this.titleOf(name), figures: this.figuresOf(name) });
        this.hang();
      });
    }
    this.hang();
  }

  titleOf(name) {
    return this.lesson.facts.wall.choices.find(({ run }) => run === name)?.title ?? name;
  }

  figuresOf(run) {
    const { costs: { [run]: cost }, copiers, holes: { [run]: holes } } = this.lesson.facts.wall;
    return [
      cost !== undefined && this.say(copiers.includes(run) ? "wall_copy_cost" : "wall_cost", { nats: number(cost, 1) }),
      holes !== undefined && this.say("wall_holes", { share: number(100 * holes) }),
    ].filter(Boolean).join(" · ");
  }

  hang() {
    const runs = this.chosen.flatMap((name) => this.opened.get(name) ?? []);
    if (runs.length < Math.min(FEWEST_RUNS, this.chosen.length)) return;
    this.hasFirst(true);
    if (this.linked) {
      this.linked.setRuns(runs);
      return;
    }
    const isSameScale = runs.every(({ facts: { has_prior: hasPrior, home_box: [x0, x1, y0, y1] } }) => hasPrior && Math.max(x1 - x0, y1 - y0) < WIDE);
    this.linked = new LinkedMaps(this.place, runs, {
      say: (name, values) => this.say(name, values), layers: ["points", "fog"], numDrawn: WALL_DRAWN, isSameScale, hasScale: true,
    });
    if (this.theme) this.linked.setTheme(this.theme);
  }

  buildChooser() {
    const { choices } = this.lesson.facts.wall;
    const chooser = element("details", { className: "fold wall-chooser" });
    this.summary = element("summary");
    const inside = element("div", { className: "fold-inside" });
    this.boxes = new Map();
    for (const kind of ["lesson", "shipped", "own"]) {
      const own = choices.filter((choice) => choice.kind === kind);
      if (!own.length) continue;
      const group = element("fieldset");
      group.append(textElement("legend", "", this.say(`wall_${kind}`)), ...own.map((choice) => this.box(choice)));
      inside.append(group);
    }
    inside.append(textElement("p", "symbols", this.say("wall_few")));
    chooser.append(this.summary, inside);
    this.showChoice();
    return chooser;
  }

  box({ run, title }) {
    const box = element("input", { type: "checkbox", value: run });
    this.on(box, "change", () => this.choose(run, box.checked));
    this.boxes.set(run, box);
    const label = element("label", { className: "wall-choice" });
    label.append(box, ` ${title}`);
    return label;
  }

  choose(name, isChosen) {
    this.chosen = isChosen ? [...this.chosen, name] : this.chosen.filter((other) => other !== name);
    this.showChoice();
    const url = new URL(window.location.href);
    url.searchParams.set("runs", this.chosen.join(","));
    if (url.protocol !== "file:") window.history.replaceState(window.history.state, "", url.href);
    this.lesson.send("wall", this.chosen);
    this.openAll();
  }

  showChoice() {
    const count = this.chosen.length;
    this.summary.textContent = this.say("wall_choose", { count, most: MOST_RUNS });
    for (const [name, box] of this.boxes) {
      box.checked = this.chosen.includes(name);
      box.disabled = box.checked ? count <= FEWEST_RUNS : count >= MOST_RUNS;
    }
  }

  setTheme(theme) {
    this.linked?.setTheme(theme);
    super.setTheme(theme);
  }

  destroy() {
    super.destroy();
    this.linked?.destroy();
  }
}
