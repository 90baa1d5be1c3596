// An element without a face: hands its bytes to whoever waits for them.

import { provideBundle, withdrawBundle } from "./bundles.js";

const provided = new WeakMap();

/** Streamlit calls this at mount and whenever the bytes change; what it returns runs at unmount. */
export default function ({ parentElement, data }) {
  const fingerprint = fingerprintOf(data);
  provided.set(parentElement, { fingerprint, bytes: data });
  provideBundle(fingerprint, data);
  return () => {
    const last = provided.get(parentElement);
    if (last) withdrawBundle(last.fingerprint, last.bytes);
  };
}

/** Read the fingerprint from the header without decoding the weights. */
function fingerprintOf(bytes) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))).__metadata__.fingerprint;
}
