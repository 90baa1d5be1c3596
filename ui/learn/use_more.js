// More pictures from few: what is drawn about a labelled digit's place, and whether it helps a reader to learn.

import { PictureGrid } from "../live/picture_grid.js";
import { samplePrior } from "../live/prior.js";
import { SpreadChart } from "./spread_chart.js";
import { Demo } from "./demo.js";
import { textElement } from "./text.js";
import { DIGITS } from "../live/prepare.js";

const NUM_MORE = 16;
const MORE_WIDTHS = 6; // of the cloud: what is drawn should differ

export class MorePictures extends Demo {
  async build() {
    const { view } = this;
    const canvas = view.canvas(view.say("use_more_picture", { count: NUM_MORE }));
    this.grid = new PictureGrid(canvas, DIGITS);
    this.grid.setShape(2, NUM_MORE / 2);
    const names = ["use_more_alone", "use_more_decoded", "use_more_told", "use_more_moved"].map((name) => view.say(name));
    const chart = new SpreadChart(view.say("use_labels"), view.say("use_right"), view.lesson.facts.figures.enlarging, names);
    this.root.append(textElement("p", "lead", view.say("use_more_lead")), canvas, view.button(view.say("use_more_draw", { count: NUM_MORE }), () => this.draw(), ""),
      chart.root, textElement("p", "figure", view.say("use_more_figure")));
    this.model = await view.lesson.models.openBoth(view.lesson.facts.main);
    this.draw();
  }

  draw() {
    const { mean, deviation } = this.model.posteriors.of(this.view.lesson.own.digit, false);
    for (let index = 0; index < NUM_MORE; index++) {
      const [a, b] = samplePrior(2);
      this.grid.put(index, this.model.pixels(mean[0] + MORE_WIDTHS * deviation[0] * a, mean[1] + MORE_WIDTHS * deviation[1] * b));
    }
  }

  setTheme(theme) {
    this.grid?.setColors(theme.pictureInk, theme.picturePaper);
  }
}
