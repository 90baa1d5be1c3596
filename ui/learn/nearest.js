// Reading by the nearest: a digit gets the name of the named one that lies next to it on the map.

/**
 * Return the share of digits that get their own name.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, labels: ArrayLike<number>}} all
 * @param {number[]} named which of them have a name
 * @param {number[]} asked which are to be read
 */
export function nearestRight({ x, y, labels }, named, asked) {
  let right = 0;
  for (const one of asked) {
    let [best, least] = [named[0], Infinity];
    for (const other of named) {
      const square = (x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2;
      if (square < least) [best, least] = [other, square];
    }
    if (labels[best] === labels[one]) right += 1;
  }
  return right / asked.length;
}
