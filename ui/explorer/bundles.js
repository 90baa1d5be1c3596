// Where the element with the bytes and the element that needs them meet, whichever comes first.

const registry = (window.latentExplorerBundles ??= { bundles: new Map(), waiting: new Map() });

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

/** Call back with a bundle, now or when it comes; returns an undo. */
export function awaitBundle(fingerprint, callback) {
  const bytes = registry.bundles.get(fingerprint);
  if (bytes) {
    callback(bytes);
    return () => {};
  }
  registry.waiting.set(fingerprint, [...(registry.waiting.get(fingerprint) ?? []), callback]);
  return () => {
    const others = (registry.waiting.get(fingerprint) ?? []).filter((waiting) => waiting !== callback);
    if (others.length) registry.waiting.set(fingerprint, others);
    else registry.waiting.delete(fingerprint);
  };
}
