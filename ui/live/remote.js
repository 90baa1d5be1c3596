// An element without a face: asks Python for the pictures of a run that no browser decodes.

import { AT_ONCE, mounted } from "./mounting.js";
import { lineOf } from "./remote_line.js";

/** @import { RemoteFacts } from "../contract.js" */

/** One element's end of a run's line. */
class RemoteSource {
  /**
   * @param {any} _root
   * @param {RemoteFacts} facts
   * @param {Uint8Array[]} _bundles
   * @param {(name: string, value: any) => void} send
   */
  constructor(_root, facts, _bundles, send) {
    this.line = lineOf(facts.fingerprint);
    this.send = send;
    this.line.take(facts.answer); // to what another element has asked for
    this.line.connect(send);
  }

  /** @param {RemoteFacts} facts */
  update({ answer }) {
    this.line.take(answer);
  }

  destroy() {
    this.line.disconnect(this.send);
  }
}

export default mounted(RemoteSource, AT_ONCE);
