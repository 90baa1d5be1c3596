// What the bundle of a run holds, ready for a live view.

import { Network, parseSafetensors } from "./network.js";
import { Places } from "./places.js";
import { Plane } from "./plane.js";

/** @import { RunFacts } from "../contract.js" */

/**
 * Return {tensors, network, plane, places}: the decoder, the plane of the map, and the codes of the held-out pictures.
 * @param {Uint8Array} bytes
 * @param {RunFacts} facts
 */
export function openRun(bytes, facts) {
  const { metadata, tensors } = parseSafetensors(bytes);
  return {
    tensors,
    network: new Network(metadata, tensors),
    plane: new Plane(tensors["map.mean"].data, tensors["map.axes"].data),
    places: new Places(tensors["map.codes"].data, tensors["map.labels"].data, facts, tensors["map.shape"]?.data),
  };
}
