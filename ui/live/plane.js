// The plane of latent space that the map shows.

const PRECISION = 1000; // codes are multiples of 0.001, so that sliders, numbers and links say exactly what is drawn

/** Codes to map coordinates and back: z1 and z2 themselves, or the two principal axes of more dimensions. */
export class Plane {
  constructor(mean, axes) {
    this.mean = mean;
    this.dims = mean.length;
    this.axes = [axes.subarray(0, this.dims), axes.subarray(this.dims, 2 * this.dims)];
    this.isLine = this.dims === 1;
  }

  /** Map coordinate of a code along one axis. */
  along(axis, z, offset = 0) {
    let sum = 0;
    for (let k = 0; k < this.dims; k++) sum += this.axes[axis][k] * (z[offset + k] - this.mean[k]);
    return sum;
  }

  /** Move a code within the plane to map coordinates; what is orthogonal to the plane stays. */
  moved(z, x, y, into) {
    const dx = x - this.along(0, z);
    const dy = y - this.along(1, z);
    for (let k = 0; k < this.dims; k++) into[k] = z[k] + dx * this.axes[0][k] + dy * this.axes[1][k];
    return into;
  }

  /** Map coordinates of many codes: {x, y}. With one dimension classes lie in rows, spread a little. */
  project(codes, labels, numClasses) {
    const count = codes.length / this.dims;
    const [x, y] = [new Float32Array(count), new Float32Array(count)];
    for (let i = 0; i < count; i++) {
      x[i] = this.along(0, codes, i * this.dims);
      y[i] = this.isLine ? rowOf(labels[i], numClasses) + ((i * 0.618) % 1 - 0.5) * 0.3 : this.along(1, codes, i * this.dims);
    }
    return { x, y };
  }
}

/** Height of a class's row on the map of a single dimension. */
export function rowOf(label, numClasses) {
  return 2.2 - (4.4 * label) / Math.max(1, numClasses - 1);
}

/** Round a code in place to what can be shown, within a limit. */
export function rounded(z, limit) {
  for (let k = 0; k < z.length; k++) {
    z[k] = Math.max(-limit, Math.min(limit, Math.round(z[k] * PRECISION) / PRECISION)) + 0;
  }
  return z;
}
