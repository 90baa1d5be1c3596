import assert from "node:assert/strict";
import { test } from "node:test";

import { Pace } from "../../../ui/interpolate/pace.js";
import { Route } from "../../../ui/interpolate/route.js";
import { known } from "../../../ui/live/known.js";
import { Network } from "../../../ui/live/network.js";

/** A network of some layers without weights. */
function networkOf(...layers) {
  const metadata = { format: "vae-network", version: "1", input_size: "2", num_classes: "0", layers: JSON.stringify(layers) };
  return new Network(metadata, {});
}

test("what is in a table is found, and nothing else is", () => {
  assert.equal(known({ a: 0, b: 2 }, "a", "letter"), 0);
  for (const name of ["c", "constructor", "toString", undefined, null]) {
    assert.throws(() => known({ a: 1, b: 2 }, name, "letter"), { message: `A letter must be one of a, b, got ${name}.` });
  }
});

test("a network with a layer or an activation that nobody knows is refused", () => {
  assert.throws(() => networkOf({ type: "attention" }), /A network's layer must be one of activation, .*, got attention\./);
  assert.throws(() => networkOf({ type: "activation", name: "maxout" }),
    /A network's activation must be one of relu, gelu, silu, elu, tanh, sigmoid, leaky_relu, .*, got maxout\./);
  assert.throws(() => networkOf({ type: "activation" }), /got undefined\./);
  assert.deepEqual([...networkOf({ type: "activation", name: "relu" }).forward(Float32Array.of(-1, 2))], [0, 2]);
});

test("an unknown path or pace is refused", () => {
  const start = { z: [0, 0], via: [], to: [1, 1], label: null, to_label: null, frames: 5, easing: "even", loop: true };
  const route = new Route(/** @type {any} */ ({ start, z_limit: 10, most_points: 8 }), 0);
  assert.deepEqual([...route.codeAt("linear", 0.5)], [0.5, 0.5]);
  assert.deepEqual([...route.codeAt("geodesic", 0.5)], [0.5, 0.5]); // not found yet
  assert.throws(() => route.codeAt("straight", 0.5), /A path must be one of linear, spherical, geodesic, got straight\./);
  const pace = new Pace();
  assert.equal(pace.t("linear", 0.25), 0.25);
  pace.easing = "fast";
  assert.throws(() => pace.t("linear", 0.25), /A pace must be one of even, picture, smooth, got fast\./);
});
