// What benchmarks/network.py runs in a page: networks that are timed, and one that is drawn at the end of a pointer.

import { bytesIn } from "../ui/live/base64.js";
import { Network, parseSafetensors } from "../ui/live/network.js";

const WARMING = 300; // milliseconds
const MEASURING = 1000;
const ROUND = 5; // longer than what a clock of 0.1 milliseconds is wrong by

/** A network, which computes with SIMD, or as in a browser without it. */
function opened(text, isPlain) {
  const { WebAssembly } = globalThis;
  globalThis.latentExplorerArithmetic = undefined;
  if (isPlain) globalThis.WebAssembly = undefined;
  const { metadata, tensors } = parseSafetensors(bytesIn(text));
  const network = new Network(metadata, tensors);
  globalThis.WebAssembly = WebAssembly;
  return network;
}

/** Milliseconds for a call, the median of the rounds there is time for, once the browser has compiled what it calls. */
function median(call) {
  const rounds = [];
  const start = performance.now();
  for (let now = start; now < start + WARMING + MEASURING || rounds.length < 3; now = performance.now()) {
    let calls = 0;
    do {
      call();
      calls++;
    } while (performance.now() - now < ROUND);
    if (now > start + WARMING) rounds.push((performance.now() - now) / calls);
  }
  return rounds.sort((a, b) => a - b)[rounds.length >> 1];
}

/** Milliseconds for `count` points at once, or for one. */
function timed({ bundle, isPlain, count }) {
  const network = opened(bundle, isPlain);
  const points = Float32Array.from({ length: count * network.inputSize }, (_, k) => Math.sin(k));
  return median(() => (count === 1 ? network.forward(points) : network.forwardAll(points)));
}

/** Decode where the pointer is, in each frame anew, on a canvas of the whole page. */
function follow({ bundle, height, width }) {
  const network = opened(bundle, false);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  canvas.dataset.testid = "decoded-image";
  canvas.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%";
  document.body.append(canvas);
  const context = canvas.getContext("2d");
  const image = new ImageData(width, height);
  const code = new Float32Array(network.inputSize);
  let frame = null;
  const paint = () => {
    frame = null;
    const values = network.forward(code);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let c = 0; c < 3; c++) image.data[4 * pixel + c] = 255 * values[3 * pixel + c];
      image.data[4 * pixel + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  };
  canvas.onpointermove = ({ clientX, clientY }) => {
    code.forEach((_, k) => (code[k] = (k % 2 ? clientX : clientY) / 200 - 2));
    frame ??= requestAnimationFrame(paint);
  };
}

Object.assign(globalThis, { timed, follow });
