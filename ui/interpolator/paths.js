// Paths between two codes: the twins of vae.latent.lerp and vae.latent.slerp.

/** The straight line (1 - t) a + t b. */
export function lerpCode(a, b, t, into) {
  for (let k = 0; k < a.length; k++) into[k] = (1 - t) * a[k] + t * b[k];
  return into;
}

/** The arc around the origin: the direction turns evenly and the length changes evenly; see vae.latent.slerp. */
export function slerpCode(a, b, t, into) {
  const [lengthA, lengthB] = [Math.hypot(...a), Math.hypot(...b)];
  if (lengthA === 0 || lengthB === 0 || a.length === 1) return lerpCode(a, b, t, into);
  const [u, v] = [directionOf(a), directionOf(b)];
  const cosine = dotOf(u, v);
  let across = v.map((value, k) => value - cosine * u[k]);
  const sine = Math.hypot(...across);
  const angle = Math.atan2(sine, cosine);
  if (sine < 1e-9) {
    // Equal or opposite directions: turn towards the coordinate axis least aligned with the start.
    let least = 0;
    for (let k = 1; k < u.length; k++) if (Math.abs(u[k]) < Math.abs(u[least])) least = k;
    across = u.map((value, k) => (k === least ? 1 : 0) - u[least] * value);
  }
  const w = directionOf(across);
  const length = (1 - t) * lengthA + t * lengthB;
  const [near, far] = [Math.cos(t * angle), Math.sin(t * angle)];
  for (let k = 0; k < into.length; k++) into[k] = length * (near * u[k] + far * w[k]);
  return into;
}

function dotOf(a, b) {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

function directionOf(vector) {
  const largest = Math.max(...vector.map(Math.abs));
  const scaled = Float64Array.from(vector, (value) => value / largest);
  const length = Math.hypot(...scaled);
  return scaled.map((value) => value / length);
}
