// The prior, N(0, I) or a shape that is evenly filled: how common a place is, and draws from it.

/** Return the probability that a draw of `dimensions` standard normals lies at least `radius` from 0. */
export function shareFartherOut(radius, dimensions) {
  // Chi-square tail Q(d/2, r^2/2) by its finite sum (Abramowitz and Stegun 26.4.4-5), in logarithms: d goes up to 64.
  const x = (radius * radius) / 2;
  const isOdd = dimensions % 2 === 1;
  let total = isOdd ? 2 * upperNormal(radius) : 0;
  let logTerm = isOdd ? -x + 0.5 * Math.log(x) - Math.log(Math.sqrt(Math.PI) / 2) : -x;
  for (let power = isOdd ? 0.5 : 0; power < dimensions / 2; power++) {
    total += Math.exp(logTerm);
    logTerm += Math.log(x) - Math.log(power + 1);
  }
  return x === 0 ? 1 : Math.min(1, total);
}

/** Draw a code from the prior. */
export function samplePrior(dimensions, random = Math.random) {
  const z = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) {
    z[i] = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  }
  return z;
}

/**
 * Draw a place from a shape.
 * @param {ArrayLike<number>} raster 0 outside, rows from the smallest y up, as many columns
 * @param {number} extent it lies between minus and plus this
 */
export function sampleShape(raster, extent, random = Math.random) {
  const size = Math.round(Math.sqrt(raster.length));
  for (;;) {
    const place = [random() * size, random() * size];
    if (raster[Math.floor(place[1]) * size + Math.floor(place[0])]) {
      return Float32Array.from(place, (value) => (2 * extent * value) / size - extent);
    }
  }
}

/** Return P(N(0, 1) > x) for x of at least 0, to 1e-7 (Abramowitz and Stegun 26.2.17). */
export function upperNormal(x) {
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
