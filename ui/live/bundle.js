// An element without a face: says where the bundles of a page are fetched.

import { offerBundle, withdrawBundle } from "./bundles.js";
import { AT_ONCE, mounted } from "./mounting.js";

/** @import { BundleFacts } from "../contract.js" */

/** The offers of one element, there as long as it is. */
class BundleSource {
  /**
   * @param {any} root
   * @param {BundleFacts} facts
   */
  constructor(root, facts) {
    this.fingerprints = [];
    this.update(facts);
  }

  /** @param {BundleFacts} facts */
  update({ bundles }) {
    const offered = this.fingerprints;
    this.fingerprints = bundles.map(({ fingerprint }) => fingerprint);
    for (const { fingerprint, address, is_needed: isNeeded } of bundles) {
      if (!offered.includes(fingerprint)) offerBundle(fingerprint, address, isNeeded);
    }
    for (const gone of offered) if (!this.fingerprints.includes(gone)) withdrawBundle(gone);
  }

  destroy() {
    for (const fingerprint of this.fingerprints) withdrawBundle(fingerprint);
  }
}

export default mounted(BundleSource, AT_ONCE);
