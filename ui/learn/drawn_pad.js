// A pad to draw on, with digits to begin with for those who would rather not.

import { Pad } from "../live/pad.js";
import { element } from "../live/element.js";
import { strokesOf } from "./own_digit.js";
import { textElement } from "./text.js";

/** @import { StepView } from "./step_view.js" */

/** A pad for the visitor's own digit; `onChange()` follows every point of a stroke. */
export class DrawnPad {
  /**
   * @param {StepView} view
   * @param {() => void} onChange
   */
  constructor(view, onChange) {
    const { lesson } = view;
    this.root = element("div", { className: "drawn-pad" });
    const canvas = element("canvas", { className: "pad" });
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", view.say("pad"));
    canvas.dataset.testid = "lesson-pad";
    this.word = textElement("span", "pad-word", view.say("draw_here"));
    const frame = element("div", { className: "pad-frame" });
    frame.append(canvas, this.word);
    const starters = element("div", { className: "starters" });
    starters.append(...lesson.facts.samples.map(({ name, strokes }) => {
      const button = view.button(name[0], () => this.pad.load(strokesOf(strokes)), "starter");
      button.setAttribute("aria-label", view.say("draw_sample", { digit: name }));
      button.title = view.say("draw_sample", { digit: name });
      return button;
    }));
    const clear = view.button(view.say("clear"), () => this.pad.clear(), "quiet clear");
    this.root.append(frame, starters, clear);
    this.pad = new Pad(canvas, {
      onChange: () => {
        this.word.hidden = true;
        lesson.own.take(this.pad.strokes);
        onChange();
      },
      onRelease: () => {},
    });
    if (lesson.own.isOwn) {
      this.pad.restore(lesson.own.strokes);
      this.word.hidden = true;
    }
  }

  setTheme(theme) {
    this.pad.setInk(theme.dark ? "#fff" : "#11141a");
  }

  destroy() {
    this.pad.destroy();
  }
}
