// An element without a face: hands its bytes to whoever waits for them.

import { provideBundle, withdrawBundle } from "./bundles.js";
import { AT_ONCE, mounted } from "./mounting.js";

/** The bytes of one bundle, there as long as its element is. */
class BundleSource {
  constructor(root, bytes) {
    this.update(bytes);
  }

  update(bytes) {
    this.bytes = bytes;
    this.fingerprint = fingerprintOf(bytes);
    provideBundle(this.fingerprint, bytes);
  }

  destroy() {
    withdrawBundle(this.fingerprint, this.bytes);
  }
}

/** Read the fingerprint from the header without decoding the weights. */
function fingerprintOf(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))).__metadata__.fingerprint;
}

export default mounted(BundleSource, AT_ONCE);
