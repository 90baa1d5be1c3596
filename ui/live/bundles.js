// Where the element with the bytes and the element that needs them meet, whichever comes first.

/** @type {NonNullable<typeof latentExplorerBundles>} */
const registry = (globalThis.latentExplorerBundles ??= { bundles: new Map(), waiting: new Map() });

/** Offer a bundle under its fingerprint. */
export function provideBundle(fingerprint, bytes) {
  registry.bundles.set(fingerprint, bytes);
  const callbacks = registry.waiting.get(fingerprint) ?? [];
  registry.waiting.delete(fingerprint);
  for (const callback of callbacks) callback(bytes);
}

/** Take a bundle back when its element goes, unless a newer element has offered it again. */
export function withdrawBundle(fingerprint, bytes) {
  if (registry.bundles.get(fingerprint) === bytes) registry.bundles.delete(fingerprint);
}

/** Call back with a bundle, now or when it and the page's own margins have come; returns an undo. */
function awaitBundle(fingerprint, callback) {
  let isWanted = true;
  const deliver = (found) => whenLaidOut(() => isWanted && callback(found));
  const bytes = registry.bundles.get(fingerprint);
  if (bytes) deliver(bytes);
  else registry.waiting.set(fingerprint, [...(registry.waiting.get(fingerprint) ?? []), deliver]);
  return () => {
    isWanted = false;
    const others = (registry.waiting.get(fingerprint) ?? []).filter((waiting) => waiting !== deliver);
    if (others.length) registry.waiting.set(fingerprint, others);
    else registry.waiting.delete(fingerprint);
  };
}

/** The bundles that one view wants, each asked for once. */
export class WantedBundles {
  /** @param {(error: Error) => void} onDamage called when one cannot be read */
  constructor(onDamage = () => {}) {
    this.onDamage = onDamage;
    this.stops = new Map();
  }

  ask(fingerprint, take) {
    if (this.stops.has(fingerprint)) return;
    this.stops.set(fingerprint, null); // one that has come already is taken before there is anything to stop
    this.stops.set(fingerprint, awaitBundle(fingerprint, (bytes) => {
      try {
        take(bytes);
      } catch (error) {
        console.error(error);
        this.onDamage(error);
      }
    }));
  }

  /** Forget all but these: they may be asked for again. */
  keep(fingerprints) {
    for (const [fingerprint, stop] of this.stops) {
      if (fingerprints.includes(fingerprint)) continue;
      stop?.();
      this.stops.delete(fingerprint);
    }
  }

  forgetAll() {
    this.keep([]);
  }
}

const FRAMES_TO_WAIT = 60;

/** Streamlit may bring ui/shell/shell.css after a component: what is laid out before would jump. */
function whenLaidOut(callback, framesLeft = FRAMES_TO_WAIT) {
  const isLaidOut = registry.hasNoMargins || !document.querySelector("[data-testid=stApp]")
    || [...document.querySelectorAll("style")].some((style) => style.textContent.includes(".stMainBlockContainer"));
  if (isLaidOut || framesLeft === 0) {
    registry.hasNoMargins ||= !isLaidOut; // a page without them is not waited for again
    callback();
  } else {
    requestAnimationFrame(() => whenLaidOut(callback, framesLeft - 1));
  }
}
