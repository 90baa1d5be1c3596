// What the demos of the last step share: a panel to fill, and nothing to do where they have nothing to do.

/** @import { UsesView } from "./uses.js" */

export class Demo {
  /**
   * @param {UsesView} view
   * @param {HTMLElement} root
   */
  constructor(view, root) {
    this.view = view;
    this.root = root;
  }

  /** Fill the panel; what it needs may come later. @returns {Promise<void>} */
  async build() {}

  setTheme(_theme) {}

  /** Something has changed. */
  paint() {}

  /** For the formula. @returns {Record<string, string>} */
  numbers() {
    return {};
  }

  destroy() {}
}
