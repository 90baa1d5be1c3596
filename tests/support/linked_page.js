// Linked maps by themselves, as a page of the tests mounts them.

import { mounted } from "../../ui/live/mounting.js";
import { openRun } from "../../ui/live/run_bundle.js";
import { filled } from "../../ui/learn/text.js";
import { LinkedMaps } from "../../ui/learn/linked_maps.js";

const prints = ({ runs }) => [...new Set(runs.map(({ fingerprint }) => fingerprint))]; // one run may be there twice

/** As many as its facts have runs. */
class LinkedPage {
  constructor(root, told, bundles) {
    const { runs, words, num_drawn: numDrawn } = told;
    const bundleOf = ({ fingerprint }) => bundles[prints(told).indexOf(fingerprint)];
    const opened = runs.map((facts) => ({ facts, title: facts.run, ...openRun(bundleOf(facts), facts) }));
    this.maps = new LinkedMaps(root.querySelector(".maps"), opened, { say: (name, values = {}) => filled(words[name], values), numDrawn });
  }

  setTheme(theme) {
    this.maps.setTheme(theme);
  }

  destroy() {
    this.maps.destroy();
  }
}

export default mounted(LinkedPage, { fingerprints: prints, isFirst: true });
