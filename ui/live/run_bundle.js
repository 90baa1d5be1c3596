// What the bundle of a run holds, ready for a live view.

import { parseSafetensors } from "./network.js";
import { Places } from "./places.js";
import { Plane } from "./plane.js";
import { decoderOf } from "./remote_network.js";
import { TwoLayers } from "./two_layers.js";

/** @import { RunFacts } from "../contract.js" */

/**
 * Return {tensors, network, plane, places, layers}: the decoder, the plane of the map, the codes of the held-out
 * pictures, and of a decoder with two layers of codes these.
 * @param {Uint8Array} bytes
 * @param {RunFacts} facts
 */
export function openRun(bytes, facts) {
  const { metadata, tensors } = parseSafetensors(bytes);
  return {
    tensors,
    network: decoderOf(metadata, tensors),
    plane: new Plane(tensors["map.mean"].data, tensors["map.axes"].data),
    layers: TwoLayers.of(metadata, tensors),
    places: new Places(tensors["map.codes"].data, tensors["map.labels"].data, facts, tensors["map.shape"]?.data, tensors["map.draws"]?.data),
  };
}
