// Where what changes of a view's facts and the view that is told them meet, whichever comes first.

/** @type {NonNullable<typeof latentExplorerNews>} */
const channels = (globalThis.latentExplorerNews ??= new Map());

/** Tell the view that listens to a channel the newest facts, now or when there is one. */
export function tellNews(channel, facts) {
  const known = channels.get(channel);
  channels.set(channel, { facts, hear: known?.hear ?? null });
  known?.hear?.(facts);
}

/** Let nobody who comes later hear what was told last. */
export function endNews(channel) {
  const hear = channels.get(channel)?.hear;
  if (hear) channels.set(channel, { facts: null, hear });
  else channels.delete(channel);
}

/** Hear the newest facts of a channel, at once where there are any; returns what ends that. */
export function hearNews(channel, hear) {
  const known = channels.get(channel);
  channels.set(channel, { facts: known?.facts ?? null, hear });
  if (known?.facts) hear(known.facts);
  return () => {
    const now = channels.get(channel);
    if (now?.hear !== hear) return; // another view has come in its place
    if (now.facts) channels.set(channel, { facts: now.facts, hear: null });
    else channels.delete(channel);
  };
}
