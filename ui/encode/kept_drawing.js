// The drawing, kept in the browser's tab: a reload begins a new session of Python, which knows nothing of it.

const KEY = "latent-explorer-drawing";

/** Keep a drawing's name and strokes; nothing where there are no strokes or no room. */
export function keepDrawing(revision, strokes) {
  try {
    if (strokes.length) sessionStorage.setItem(KEY, JSON.stringify({ revision, strokes }));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing, or has no room: the drawing lasts as long as the session.
  }
}

/** Return {revision, strokes} as it was kept, or null. */
export function keptDrawing() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const isStroke = ({ points, erases }) => typeof erases === "boolean" && points.every(Number.isFinite);
    return typeof kept?.revision === "string" && kept.strokes.every(isStroke) ? kept : null;
  } catch {
    return null;
  }
}
