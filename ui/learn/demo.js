// What the demos of the last step share: a panel to fill, and nothing to do where they have nothing to do.

import { number } from "./text.js";

/** @import { Model } from "./model.js" */
/** @import { UsesView } from "./uses.js" */

export class Demo {
  /**
   * @param {UsesView} view
   * @param {HTMLElement} root
   */
  constructor(view, root) {
    this.view = view;
    this.root = root;
    /** @type {Model | null} */
    this.model = null;
  }

  /** Fill the panel; what it needs may come later. @returns {Promise<void>} */
  async build() {}

  setTheme(_theme) {}

  /** Something has changed. */
  paint() {}

  /**
   * For the formula: what the code of one's own digit says, in nats and in bits.
   * @returns {Record<string, string>}
   */
  numbers() {
    if (!this.model?.posteriors.encoder) return {};
    const { kl } = this.model.posteriors.of(this.view.lesson.own.digit, false);
    return { kl: number(kl, 2), bits: number(kl / Math.LN2, 1) };
  }

  destroy() {}
}
