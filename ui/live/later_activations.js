// Activations of networks from elsewhere, which simd.wat has no function for; each changes an array in place.

const SELU_SCALE = 1.0507009873554805;
const SELU_SLOPE = 1.6732632423543772;

/**
 * What an activation does with numbers, given its layer's parameters, of prelu the slopes, and how long the last axis is.
 * @typedef {(values: Float32Array, layer: any, slopes?: ArrayLike<number>, last?: number) => void} Activation
 */

/** @type {Record<string, Activation>} */
export const LATER_ACTIVATIONS = {
  leaky_relu(values, { slope }) {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] *= slope;
  },
  prelu(values, _, slopes) {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] *= slopes[i % slopes.length];
  },
  selu(values) {
    slopedElu(values, { slope: SELU_SLOPE });
    for (let i = 0; i < values.length; i++) values[i] *= SELU_SCALE;
  },
  softplus(values) {
    for (let i = 0; i < values.length; i++) values[i] = softplus(values[i]);
  },
  softsign(values) {
    for (let i = 0; i < values.length; i++) values[i] /= 1 + Math.abs(values[i]);
  },
  exponential(values) {
    for (let i = 0; i < values.length; i++) values[i] = Math.exp(Math.min(values[i], 88)); // the last that float32 holds
  },
  hard_sigmoid(values, { slope, offset }) {
    for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(slope * values[i] + offset, 0), 1);
  },
  relu6(values) {
    for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i], 0), 6);
  },
  gelu_tanh(values) {
    for (let i = 0; i < values.length; i++) {
      const x = values[i];
      values[i] = 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
    }
  },
  mish(values) {
    for (let i = 0; i < values.length; i++) values[i] *= Math.tanh(softplus(values[i]));
  },
  softmax(values, _, __, last) {
    for (let from = 0; from < values.length; from += last) {
      let [most, sum] = [-Infinity, 0];
      for (let i = from; i < from + last; i++) most = Math.max(most, values[i]);
      for (let i = from; i < from + last; i++) sum += values[i] = Math.exp(values[i] - most);
      for (let i = from; i < from + last; i++) values[i] /= sum;
    }
  },
};

/** elu with a slope of its own. */
export function slopedElu(values, { slope }) {
  for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = slope * Math.expm1(values[i]);
}

function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
