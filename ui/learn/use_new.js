// New digits: places drawn at random, decoded.

import { PictureGrid } from "../live/picture_grid.js";
import { samplePrior } from "../live/prior.js";
import { Demo } from "./demo.js";
import { counted, number, textElement } from "./text.js";
import { DIGITS } from "../live/prepare.js";

const [NEW_ROWS, NEW_COLUMNS] = [5, 8];
const NEW_RUN = "beta-1";

export class NewDigits extends Demo {
  async build() {
    const { view } = this;
    const canvas = view.canvas(view.say("use_new_picture", { count: NEW_ROWS * NEW_COLUMNS }));
    this.grid = new PictureGrid(canvas, DIGITS);
    this.grid.setShape(NEW_ROWS, NEW_COLUMNS);
    const { sure, num_drawn, judge_accuracy } = view.lesson.facts.figures;
    const figure = view.say("use_new_figure", { share: number(100 * sure[NEW_RUN]), count: counted(num_drawn), accuracy: number(100 * judge_accuracy, 1) });
    this.root.append(canvas, view.button(view.say("use_new_draw", { count: NEW_ROWS * NEW_COLUMNS }), () => this.draw(), "primary"), textElement("p", "figure", figure));
    this.model = await view.lesson.models.openBoth(NEW_RUN);
    this.draw();
  }

  draw() {
    for (let index = 0; index < NEW_ROWS * NEW_COLUMNS; index++) {
      const [x, y] = samplePrior(2);
      this.grid.put(index, this.model.pixels(x, y));
    }
  }

  setTheme(theme) {
    this.grid?.setColors(theme.pictureInk, theme.picturePaper);
  }
}
