// Same dice: a plain autoencoder and a variational one side by side, one cursor on both, and pictures drawn at the same places.

import { LinkedMaps } from "./linked_maps.js";
import { StepView } from "./step_view.js";
import { element } from "../live/element.js";
import { number } from "./text.js";

const NUM_BLIND = 10;
const SAME_KINDS = 0.5;
const HOLES_RUNS = ["mnist-ae-2d", "beta-1"];

/** Two linked maps of the same part of the plane: the dice fall at the same places. */
export class HolesView extends StepView {
  async build() {
    const [plain, variational] = await Promise.all(HOLES_RUNS.map((name) => this.lesson.models.open(name)));
    if (this.isGone) return;
    this.models = [plain, variational];
    const place = element("div", {});
    this.root.append(place);
    this.linked = new LinkedMaps(place, [{ ...plain, title: this.say("copy_only") }, { ...variational, title: this.say("together") }], {
      say: (name, values) => this.say(name, values),
      layers: ["points", "prior", "fog"], numDrawn: NUM_BLIND, isDrawn: false, isFitted: false, isOneRow: true, start: [1, 0],
      onMoved: () => this.lesson.showNumbers(),
    });
  }

  setTheme(theme) {
    this.linked?.setTheme(theme);
    super.setTheme(theme);
  }

  numbers() {
    if (!this.models) return {};
    const [plain, variational] = this.models.map(({ facts }) => facts);
    const [ae, vae] = this.figuresOf("sure");
    const [aeKinds, vaeKinds] = this.figuresOf("kinds");
    return {
      ae: told(100 * ae), vae: told(100 * vae), ae_kinds: told(aeKinds, 1), vae_kinds: told(vaeKinds, 1),
      ae_error: told(plain.measures.reconstruction, 1), vae_error: told(variational.measures.reconstruction, 1),
      ae_loss: told(plain.measures.reconstruction, 1), vae_loss: told(variational.measures.neg_elbo, 1),
      vae_reconstruction: told(variational.measures.reconstruction, 1), vae_kl: told(variational.measures.kl, 1),
    };
  }

  /**
   * Of pictures drawn blindly from each: the share that a judge was sure to read, or how many kinds of digits it saw.
   * @param {"sure" | "kinds"} name
   */
  figuresOf(name) {
    return HOLES_RUNS.map((run) => this.lesson.facts.figures?.[name][run]);
  }

  /** Which of them draws more kinds: the left one, the right one, or both as many. */
  answer() {
    const [ae, vae] = this.figuresOf("kinds");
    if (ae === undefined || vae === undefined) return null;
    return Math.abs(ae - vae) < SAME_KINDS ? 2 : Number(vae > ae);
  }

  destroy() {
    super.destroy();
    this.linked?.destroy();
  }
}

/** A figure, or nothing where there is none: the text has a dash for it. */
function told(value, digits = 0) {
  return Number.isFinite(value) ? number(value, digits) : undefined;
}
