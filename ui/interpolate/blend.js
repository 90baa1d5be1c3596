// Blends of codes: the twins of vae.latent.interpolation.bilinear and vae.latent.arithmetic.analogy.

/** The shares of the corners A (top left), B (top right), C (bottom left), D (bottom right) at u across and v down. */
export function blendWeights(u, v) {
  return [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v];
}

/** The code at a place of the square between four corners. */
export function bilinearCode(corners, u, v, into) {
  const weights = blendWeights(u, v);
  for (let k = 0; k < into.length; k++) {
    into[k] = corners.reduce((sum, corner, index) => sum + weights[index] * corner[k], 0);
  }
  return into;
}

/** a - b + c. */
export function analogyCode(a, b, c, into) {
  for (let k = 0; k < into.length; k++) into[k] = a[k] - b[k] + c[k];
  return into;
}

/** z + t direction. */
export function steppedCode(z, direction, t, into) {
  for (let k = 0; k < into.length; k++) into[k] = z[k] + t * direction[k];
  return into;
}
