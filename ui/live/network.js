// The forward pass of a bundle written by vae/runs/web.py: dense layers and 3x3 convolutions in plain typed-array arithmetic.

import { known } from "./known.js";

/** @import { ActivationLayer, ConvolutionLayer, DenseLayer, LabelLayer, ReshapeLayer } from "../contract.js" */

const LANES = 8;
const ITEM_BYTES = { F16: 2, F32: 4, I32: 4, U8: 1 };

/** @typedef {{dtype: string, shape: number[], data: any}} Tensor F16 and F32 are a Float32Array, U8 a Uint8Array, I32 an Int32Array */
/** @typedef {Record<string, Tensor>} Tensors by name */

/**
 * Read a safetensors file.
 * @param {Uint8Array} bytes the whole file
 * @returns {{metadata: Record<string, string>, tensors: Tensors}} the header's strings, and the arrays
 */
export function parseSafetensors(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes.length < 8 ? Infinity : 8 + Number(view.getBigUint64(0, true));
  if (start > bytes.length) throw new Error("The network file is cut off: load the page again.");
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(entries)) {
    const size = sizeOf(shape);
    if (to - from !== size * ITEM_BYTES[dtype] || start + to > bytes.length) {
      throw new Error(`The network file's tensor ${name} is cut off or of unknown type ${dtype}: load the page again.`);
    }
    // A copy, because a typed array must start at a multiple of its item size.
    tensors[name] = { dtype, shape, data: decodeItems(dtype, bytes.slice(start + from, start + to)) };
  }
  return { metadata, tensors };
}

/** An encoder or a decoder. `forward` allocates nothing and returns the same array every time: copy what you keep. */
export class Network {
  /**
   * @param {Record<string, string>} metadata the bundle's, as parseSafetensors returns it
   * @param {Tensors} tensors at least the bundle's
   */
  constructor(metadata, tensors) {
    if (metadata.format !== "vae-network" || metadata.version !== "1") {
      throw new Error(`The network must be a vae-network of version 1, got ${metadata.format} ${metadata.version}.`);
    }
    this.inputSize = Number(metadata.input_size);
    this.numClasses = Number(metadata.num_classes);
    let shape = [this.inputSize];
    this.input = new Float64Array(this.inputSize);
    this.layers = [];
    for (const layer of JSON.parse(metadata.layers)) {
      const built = known(LAYER_TYPES, layer.type, "network's layer")(layer, shape, this.numClasses, tensors);
      if (built.run) this.layers.push(built.run);
      shape = built.shape;
    }
    this.outputSize = sizeOf(shape);
    this.output = new Float32Array(this.outputSize);
  }

  /**
   * Evaluate the network at one point.
   * @param {Float32Array} x inputSize numbers: a code, or pixels in [0, 1]
   * @param {?(number|Float64Array)} label class number, or a share of each class; needed when numClasses is not 0
   * @returns {Float32Array} outputSize numbers, overwritten by the next call
   */
  forward(x, label = null) {
    if (x.length !== this.inputSize) throw new Error(`The network takes ${this.inputSize} numbers, got ${x.length}.`);
    const isKnown = label instanceof Float64Array ? label.length === this.numClasses && label.every(Number.isFinite)
      : Number.isInteger(label) && label >= 0 && label < this.numClasses;
    if (this.numClasses && !isKnown) {
      throw new Error(`The network needs a class number from 0 to ${this.numClasses - 1}, got ${label}.`);
    }
    this.input.set(x);
    let values = this.input;
    for (const run of this.layers) values = run(values, label);
    this.output.set(values);
    return this.output;
  }
}

/** @typedef {DenseLayer | ConvolutionLayer | ActivationLayer | LabelLayer | ReshapeLayer} Layer */

/**
 * What makes each type of layer: {run: (values, label) -> values, or null, and the shape of the result}, given the shape
 * of its input; sums and activations are float64.
 * @type {Record<Layer["type"], (layer: any, shape: number[], numClasses: number, tensors: Tensors) => any>}
 */
export const LAYER_TYPES = {
  activation: ({ name }, shape) => ({ run: known(ACTIVATIONS, name, "network's activation"), shape }),
  reshape: ({ shape }) => ({ run: null, shape }),
  concatenate_labels: (_, shape, numClasses) => buildLabels(sizeOf(shape), numClasses),
  dense: ({ kernel, bias }, shape, _, tensors) => buildDense(sizeOf(shape), tensors[kernel].data, tensors[bias].data),
  conv2d: ({ strides, kernel, bias }, shape, _, tensors) => (
    buildConvolution(strides, false, shape, tensors[kernel].data, tensors[bias].data)),
  conv2d_transpose: ({ strides, kernel, bias }, shape, _, tensors) => (
    buildConvolution(strides, true, shape, tensors[kernel].data, tensors[bias].data)),
};

function sizeOf(shape) {
  return shape.reduce((product, side) => product * side, 1);
}

function buildLabels(size, numClasses) {
  const joined = new Float64Array(size + numClasses);
  const run = (values, label) => {
    joined.set(values);
    if (label instanceof Float64Array) {
      joined.set(label, size);
      return joined;
    }
    joined.fill(0, size);
    joined[size + label] = 1;
    return joined;
  };
  return { run, shape: [joined.length] };
}

function buildDense(size, kernel, bias) {
  const matrix = new PackedMatrix(kernel, bias, size);
  const result = new Float64Array(bias.length);
  const run = (values) => {
    matrix.clear();
    matrix.push(values, 0, size, 0);
    matrix.multiply(result, 0);
    return result;
  };
  return { run, shape: [bias.length] };
}

/** 3x3, "same" padding, channels last, as Keras computes it: every output position is one product with its patch. */
function buildConvolution(stride, transposed, shape, kernel, bias) {
  const [height, width, channels] = shape;
  const filters = bias.length;
  const resize = (side) => (transposed ? side * stride : Math.ceil(side / stride));
  const [outHeight, outWidth] = [resize(height), resize(width)];
  const padding = (short, long) => Math.max((short - 1) * stride + 3 - long, 0) >> 1;
  const top = transposed ? padding(height, outHeight) : padding(outHeight, height);
  const left = transposed ? padding(width, outWidth) : padding(outWidth, width);
  const matrix = new PackedMatrix(transposed ? swapChannels(kernel, filters, channels) : kernel, bias, 9 * channels);
  const result = new Float64Array(outHeight * outWidth * filters);
  // Where tap k of output position i reads: its input position, or a fraction or outside when it reads nothing.
  const source = (i, k, pad) => (transposed ? (i + pad - k) / stride : i * stride + k - pad);
  const run = (values) => {
    for (let row = 0, at = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++, at += filters) {
        matrix.clear();
        for (let ky = 0; ky < 3; ky++) {
          const y = source(row, ky, top);
          if (y < 0 || y >= height || y !== (y | 0)) continue;
          for (let kx = 0; kx < 3; kx++) {
            const x = source(column, kx, left);
            if (x < 0 || x >= width || x !== (x | 0)) continue;
            matrix.push(values, (y * width + x) * channels, channels, (ky * 3 + kx) * channels);
          }
        }
        matrix.multiply(result, at);
      }
    }
    return result;
  };
  return { run, shape: [outHeight, outWidth, filters] };
}

/** A kernel of [inputs, outputs], cut into panels of 8 outputs whose weights lie in the order they are read. */
class PackedMatrix {
  constructor(kernel, bias, inputs) {
    const outputs = bias.length;
    if (kernel.length !== inputs * outputs) {
      throw new Error(`The network has a kernel of ${kernel.length} weights where ${inputs} x ${outputs} belong.`);
    }
    this.bias = bias;
    this.inputs = inputs;
    this.weights = new Float32Array(kernel.length);
    const paneled = outputs - (outputs % LANES);
    for (let o = 0, at = 0; o < outputs; o += o < paneled ? LANES : 1) {
      const lanes = o < paneled ? LANES : 1;
      for (let i = 0; i < inputs; i++) {
        for (let lane = 0; lane < lanes; lane++) this.weights[at++] = kernel[i * outputs + o + lane];
      }
    }
    this.values = new Float64Array(inputs);
    this.rows = new Int32Array(inputs); // times 8: a row's place in its panel
    this.count = 0;
  }

  clear() {
    this.count = 0;
  }

  /** Add `length` inputs, from[start...], for the rows of the kernel from firstRow on; zeros are left out. */
  push(from, start, length, firstRow) {
    const { values, rows } = this;
    let count = this.count;
    for (let i = 0; i < length; i++) {
      const value = from[start + i];
      if (value !== 0) {
        values[count] = value;
        rows[count++] = (firstRow + i) * LANES;
      }
    }
    this.count = count;
  }

  /** Write bias + inputs . kernel to result[at...]. */
  multiply(result, at) {
    const { values, rows, weights, bias, inputs, count } = this;
    const outputs = bias.length;
    let o = 0;
    for (; o + LANES <= outputs; o += LANES) {
      const panel = o * inputs;
      let s0 = bias[o], s1 = bias[o + 1], s2 = bias[o + 2], s3 = bias[o + 3];
      let s4 = bias[o + 4], s5 = bias[o + 5], s6 = bias[o + 6], s7 = bias[o + 7];
      for (let k = 0; k < count; k++) {
        const value = values[k];
        const p = panel + rows[k];
        s0 += value * weights[p];
        s1 += value * weights[p + 1];
        s2 += value * weights[p + 2];
        s3 += value * weights[p + 3];
        s4 += value * weights[p + 4];
        s5 += value * weights[p + 5];
        s6 += value * weights[p + 6];
        s7 += value * weights[p + 7];
      }
      result[at + o] = s0;
      result[at + o + 1] = s1;
      result[at + o + 2] = s2;
      result[at + o + 3] = s3;
      result[at + o + 4] = s4;
      result[at + o + 5] = s5;
      result[at + o + 6] = s6;
      result[at + o + 7] = s7;
    }
    for (; o < outputs; o++) {
      let sum = bias[o];
      for (let k = 0; k < count; k++) sum += values[k] * weights[o * inputs + rows[k] / LANES];
      result[at + o] = sum;
    }
  }
}

/** @type {Record<ActivationLayer["name"], (values: Float64Array) => Float64Array>} in place */
export const ACTIVATIONS = {
  relu: (values) => {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = 0;
    return values;
  },
  gelu: (values) => {
    for (let i = 0; i < values.length; i++) values[i] *= 0.5 * (1 + erf(values[i] * Math.SQRT1_2));
    return values;
  },
  silu: (values) => {
    for (let i = 0; i < values.length; i++) values[i] /= 1 + Math.exp(-values[i]);
    return values;
  },
  elu: (values) => {
    for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] = Math.expm1(values[i]);
    return values;
  },
  tanh: (values) => {
    for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]);
    return values;
  },
  sigmoid: (values) => {
    for (let i = 0; i < values.length; i++) values[i] = 1 / (1 + Math.exp(-values[i]));
    return values;
  },
};

/** The error function to 1e-7, a quotient of polynomials in x^2: the one XLA uses for float32. */
function erf(x) {
  const c = Math.min(3.832506856900711, Math.max(-3.832506856900711, x));
  const s = c * c;
  const top = (((0.00022905065861350646 * s + 0.0034082910107109507) * s + 0.05095569506238086) * s
    + 0.18520832239976145) * s + 1.128379143519084;
  const bottom = (((((-1.1791602954361697e-7 * s + 0.000023547966471313183) * s + 0.0010179625278914884) * s
    + 0.014070470171167667) * s + 0.11098505178285362) * s + 0.49746925110067536) * s + 1;
  return (c * top) / bottom;
}

/** [3, 3, out, in], the layout of a transposed convolution, to [3, 3, in, out]. */
function swapChannels(kernel, filters, channels) {
  const swapped = new Float32Array(kernel.length);
  for (let from = 0; from < kernel.length; from++) {
    const channel = from % channels;
    const filter = Math.floor(from / channels) % filters;
    const tap = Math.floor(from / (channels * filters));
    swapped[(tap * channels + channel) * filters + filter] = kernel[from];
  }
  return swapped;
}

function decodeItems(dtype, bytes) {
  if (dtype === "U8") return bytes;
  if (dtype === "I32") return new Int32Array(bytes.buffer);
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) {
    // The half's exponent and fraction moved to a float's place are 2^112 too small, subnormals included.
    bits[i] = ((halves[i] & 0x8000) << 16) | ((halves[i] & 0x7fff) << 13);
    floats[i] *= 2 ** 112;
    if ((halves[i] & 0x7c00) === 0x7c00) floats[i] = halves[i] & 0x3ff ? NaN : floats[i] * Infinity;
  }
  return floats;
}
