// Paths through codes: the twins of vae.latent.interpolation.lerp and slerp and of vae.latent.paths.

/** The straight line (1 - t) a + t b. */
export function lerpCode(a, b, t, into) {
  for (let k = 0; k < a.length; k++) into[k] = (1 - t) * a[k] + t * b[k];
  return into;
}

/** The arc around the origin: the direction turns evenly and the length changes evenly; see vae.latent.interpolation.slerp. */
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

/** A polyline of control points, each of which has its even share of t. */
export function curveCode(curve, t, into) {
  const place = t * (curve.length - 1);
  const before = Math.min(Math.floor(place), curve.length - 2);
  return lerpCode(curve[before], curve[before + 1], place - before, into);
}

/** t at each point of a path: its share of the straight legs' length, whatever the kind of path. */
export function knotsOf(points) {
  const at = [0];
  for (let leg = 1; leg < points.length; leg++) {
    let square = 0;
    for (let k = 0; k < points[leg].length; k++) square += (points[leg][k] - points[leg - 1][k]) ** 2;
    at.push(at[leg - 1] + Math.sqrt(square));
  }
  const total = at[at.length - 1];
  return at.map((length, leg) => (total === 0 ? leg / (points.length - 1) : length / total));
}

/** The leg in which t lies and the share of it gone, [leg, share]. */
export function locatedIn(knots, t) {
  let leg = 0;
  while (leg < knots.length - 2 && t >= knots[leg + 1]) leg++;
  const width = knots[leg + 1] - knots[leg];
  return [leg, width > 0 ? Math.max(0, Math.min(1, (t - knots[leg]) / width)) : 0];
}

/** t at a share of the time, slow at both ends. */
export function smoothStep(u) {
  return u * u * (3 - 2 * u);
}

/** t at a share of the time when the picture changes evenly; `changes` were measured over even steps of t. */
export function evenInPicture(changes, u) {
  const total = changes.reduce((sum, change) => sum + change, 0);
  if (total === 0) return u;
  const floor = 1e-6 / changes.length; // keeps stretches without change from being one place
  let rest = u * (1 + 1e-6);
  for (let step = 0; step < changes.length; step++) {
    const share = changes[step] / total + floor;
    if (rest < share || step === changes.length - 1) return Math.min(1, (step + rest / share) / changes.length);
    rest -= share;
  }
  return 1;
}

/** The root mean square difference of pixels. */
export function pictureChange(before, after) {
  let sum = 0;
  for (let i = 0; i < before.length; i++) sum += (after[i] - before[i]) ** 2;
  return Math.sqrt(sum / before.length);
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
