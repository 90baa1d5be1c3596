// Paths drawn for the arm, as lists of places in metres.

/** How long a path is, in metres. */
export function lengthOfWay(path) {
  let sum = 0;
  for (let i = 1; i < path.length; i++) sum += Math.hypot(path[i][0] - path[i - 1][0], path[i][1] - path[i - 1][1]);
  return sum;
}

/** At most so many places of a path, its ends among them, in whole millimetres. */
export function thinned(path, most) {
  const count = Math.min(most, path.length);
  return Array.from({ length: count }, (_, index) => {
    const place = path[count > 1 ? Math.round((index * (path.length - 1)) / (count - 1)) : 0];
    return place.map((value) => Math.round(1000 * value) / 1000);
  });
}
