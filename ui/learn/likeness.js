// How near two pictures are, as people can follow: how much of their ink lies in the same dots.

/**
 * Return the share of ink that two pictures have in common, 0 to 1: 1 - sum |a - b| / sum (a + b) (Bray and Curtis, 1957).
 * @param {ArrayLike<number>} one pixels in [0, 1]
 * @param {ArrayLike<number>} other as many
 */
export function likeness(one, other) {
  let [apart, together] = [0, 0];
  for (let i = 0; i < one.length; i++) {
    apart += Math.abs(one[i] - other[i]);
    together += one[i] + other[i];
  }
  return together === 0 ? 1 : 1 - apart / together;
}
