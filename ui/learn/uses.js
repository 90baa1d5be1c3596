// What it is good for: five small demos, each with figures on pictures that no machine had learnt from.

import { element } from "../live/element.js";
import { known } from "../live/known.js";
import { StepView } from "./step_view.js";
import { FewNames } from "./use_few.js";
import { MorePictures } from "./use_more.js";
import { NewDigits } from "./use_new.js";
import { OddOnes } from "./use_odd.js";
import { Sizes } from "./use_sizes.js";
import { number } from "./text.js";

const FEW_LABELS = 20; // labels, of the question

/** @type {Record<string, new (view: UsesView, root: HTMLElement) => import("./demo.js").Demo>} */
const USES = { new: NewDigits, odd: OddOnes, sizes: Sizes, more: MorePictures, few: FewNames };

/** Tabs with a demo each; one is made when it is first opened. */
export class UsesView extends StepView {
  async build() {
    /** @type {import("./demo.js").Demo | null} */
    this.use = null;
    this.tabs = element("div", { className: "tabs" });
    this.tabs.setAttribute("role", "tablist");
    this.panel = element("div", { className: "panel" });
    this.panel.setAttribute("role", "tabpanel");
    this.panel.tabIndex = 0;
    this.names = Object.keys(USES);
    this.buttons = this.names.map((name) => {
      const button = this.button(this.say(`use_${name}`), () => this.open(name), "tab");
      button.setAttribute("role", "tab");
      return button;
    });
    this.on(this.tabs, "keydown", (event) => this.onKey(event));
    this.tabs.append(...this.buttons);
    this.root.append(this.tabs, this.panel);
    await this.open("new");
  }

  onKey(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const index = (this.names.indexOf(this.name) + by + this.names.length) % this.names.length;
    this.buttons[index].focus();
    this.open(this.names[index]);
    event.preventDefault();
    event.stopPropagation();
  }

  async open(name) {
    this.name = name;
    this.use?.destroy();
    this.pictures.length = 0;
    this.buttons.forEach((button, index) => {
      button.setAttribute("aria-selected", String(this.names[index] === name));
      button.tabIndex = this.names[index] === name ? 0 : -1;
    });
    this.panel.setAttribute("aria-label", this.say(`use_${name}`));
    const root = element("div", { className: `use use-${name}` });
    this.panel.replaceChildren(root);
    const use = this.use = new (known(USES, name, "demo"))(this, root);
    await use.build();
    if (this.isGone || this.use !== use) return;
    if (this.theme) this.setTheme(this.theme);
    this.schedule();
  }

  setTheme(theme) {
    super.setTheme(theme);
    this.use?.setTheme(theme);
  }

  render() {
    this.use?.paint();
  }

  /** Shares read right from the dots and from the map with few names, and the spread over seeds of their difference. */
  get few() {
    const { labels, series: [dots, codes, eight] } = this.lesson.facts.figures.features;
    const at = labels.indexOf(FEW_LABELS);
    return { pixels: dots.values[at], codes: codes.values[at], eight: eight.values[at], spread: Math.hypot(dots.spreads[at], codes.spreads[at]) };
  }

  /** Dots, numbers, or no difference beyond the spread of the seeds. */
  answer() {
    const { pixels, codes, spread } = this.few;
    if (Math.abs(pixels - codes) < spread) return 2;
    return pixels > codes ? 0 : 1;
  }

  numbers() {
    if (!this.lesson.facts.figures) return {};
    const { pixels, codes, eight } = this.few;
    const { bits, kl } = this.use?.numbers() ?? {};
    return { verdict: this.say("uses_verdict", { pixels: number(100 * pixels), codes: number(100 * codes), eight: number(100 * eight), within: this.answer() === 2 ? this.say("uses_within") : "" }), bits, kl };
  }

  destroy() {
    this.use?.destroy();
    super.destroy();
  }
}
