// Where the addresses of bundles and the views that need them meet, whichever comes first.

const WAITS = [500, 1000, 2000, 4000, 8000]; // milliseconds between attempts, the last one again and again

/** @type {NonNullable<typeof latentExplorerBundles>} */
const registry = (globalThis.latentExplorerBundles ??= {
  bundles: new Map(), offers: new Map(), waiting: new Map(), coming: new Set(),
});

/**
 * Say where a bundle can be fetched. This begins at once, since mostly it is offered because a view needs it; else when
 * one asks, or has asked before.
 */
export function offerBundle(fingerprint, address, isNeeded = true) {
  registry.offers.set(fingerprint, [...(registry.offers.get(fingerprint) ?? []), address]);
  const isAsked = isNeeded || registry.waiting.has(fingerprint);
  if (isAsked && !registry.bundles.has(fingerprint)) bring(fingerprint);
}

/** Take an offer back; with the last one of a bundle the bundle goes. */
export function withdrawBundle(fingerprint) {
  const others = (registry.offers.get(fingerprint) ?? []).slice(1);
  if (others.length) {
    registry.offers.set(fingerprint, others);
  } else {
    registry.offers.delete(fingerprint);
    registry.bundles.delete(fingerprint);
  }
}

/** Hand a bundle to all who wait for it, and keep it for those who come later. */
export function provideBundle(fingerprint, bytes) {
  registry.bundles.set(fingerprint, bytes);
  const callbacks = registry.waiting.get(fingerprint) ?? [];
  registry.waiting.delete(fingerprint);
  for (const callback of callbacks) callback(bytes);
}

/**
 * Hand over a bundle for as long as a view needs it; return what ends that. With the last such view the bundle goes.
 * @param {string} fingerprint
 * @param {() => Uint8Array} bytesOf asked only where no other view has brought it
 */
export function lendBundle(fingerprint, bytesOf) {
  offerBundle(fingerprint, null, false);
  if (!registry.bundles.has(fingerprint)) provideBundle(fingerprint, bytesOf());
  return () => withdrawBundle(fingerprint);
}

/** Whether a bundle has come or can be fetched. */
export function isOffered(fingerprint) {
  return registry.offers.has(fingerprint) || registry.bundles.has(fingerprint);
}

/** Fetch a bundle; over a broken line, and from a server that begins anew, again as long as it is offered. */
async function bring(fingerprint) {
  if (registry.coming.has(fingerprint)) return;
  registry.coming.add(fingerprint);
  let bytes = null;
  for (let attempt = 0; !bytes && registry.offers.has(fingerprint); attempt += 1) {
    bytes = await fetched(registry.offers.get(fingerprint)[0]);
    if (!bytes) await pause(WAITS[Math.min(attempt, WAITS.length - 1)]);
  }
  registry.coming.delete(fingerprint);
  if (registry.offers.has(fingerprint)) provideBundle(fingerprint, bytes);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Return what is at an address, or null; it names its content, so that what the browser has kept of it is right. */
async function fetched(address) {
  try {
    const answer = await fetch(fromApp(address), { cache: "force-cache" });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null; // no line
  }
}

/** A path of the server as an address; the app may lie below a path, where Streamlit's own scripts do, too. */
function fromApp(path) {
  if (!path.startsWith("/")) return new URL(path, document.baseURI).href; // pages that were written as files
  const script = [...document.scripts].find(({ src }) => src.includes("/static/js/"));
  const app = script ? script.src.slice(0, script.src.lastIndexOf("/static/js/")) : window.location.origin;
  return `${app}${path}`;
}

/** Call back with a bundle, now or when it and the page's own margins have come; returns an undo. */
function awaitBundle(fingerprint, callback) {
  let isWanted = true;
  const deliver = (found) => whenLaidOut(() => isWanted && callback(found));
  const bytes = registry.bundles.get(fingerprint);
  if (bytes) deliver(bytes);
  else {
    registry.waiting.set(fingerprint, [...(registry.waiting.get(fingerprint) ?? []), deliver]);
    if (registry.offers.has(fingerprint)) bring(fingerprint);
  }
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
