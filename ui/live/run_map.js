// What every page puts on a map from a run's bundle and facts, and the controls that go with it.

import { Legend, layerSwitches } from "./controls.js";
import { Manifold } from "./manifold.js";
import { classNames } from "./class_names.js";
import { saidOf } from "./wording.js";

const LAYERS = [
  { name: "points", text: "Points", term: "points" },
  { name: "manifold", text: "Pictures", term: "pictures" },
  { name: "prior", text: "Circles", term: "circles" },
  { name: "prior", text: "Shape", term: "shape" },
  { name: "prior", text: "Clouds", term: "clouds" },
  { name: "fog", text: "Fog", term: "fog" },
];

/** @import { RunFacts } from "../contract.js" */
/** @import { LatentMap } from "./map.js" */
/** @import { Plane } from "./plane.js" */
/** @import { Tensors } from "./network.js" */
/** @import { Decoder } from "./remote_network.js" */

/**
 * What a map's pictures are decoded by: a network, the code of a place, and the class where it is told one.
 * @typedef {{network: Decoder, codeAt: (x: number, y: number) => ArrayLike<number>, label: () => number | Float64Array | null}} Tiles
 */

/**
 * Put a run on a map: codes, fog, prior, class names and decoded tiles.
 * @param {LatentMap} map
 * @param {{facts: RunFacts, tensors: Tensors, plane: Plane}} run from the bundle
 * @param {{description: string, faded: ?number, isNamed: boolean, tiles: Tiles}} options
 *   text for screen readers, the one class that does not fade, whether classes are named where they lie, and its pictures
 */
export function fillMap(map, { facts, tensors, plane }, { description, faded, isNamed, tiles }) {
  map.canvas.dataset.testid = "latent-map";
  map.canvas.tabIndex = 0;
  map.canvas.setAttribute("role", "application");
  map.canvas.setAttribute("aria-label", description);
  const labels = tensors["map.labels"].data;
  map.isLine = plane.isLine;
  map.points = { ...plane.project(tensors["map.codes"].data, labels, facts.class_names.length), labels,
    colors: facts.colors, names: facts.class_names, hidden: new Set(), faded, lit: null };
  const [height, width] = tensors["map.fog"].shape;
  map.fog = facts.has_data ? { thickness: tensors["map.fog"].data, width, height, box: facts.fog_box } : null;
  map.prior = facts.has_prior ? [0, 1].map((axis) => plane.along(axis, new Float64Array(plane.dims))) : null;
  const shape = tensors["map.shape"];
  map.shape = shape ? { raster: shape.data, extent: facts.shape_extent, picture: null } : null;
  map.clouds = tensors["map.clouds"]?.data ?? null;
  // one class is all of the map: nothing to name or to switch off
  map.names = isNamed && facts.class_names.length > 1 ? classNames(map.points, facts.class_names, plane.isLine) : [];
  tiles.network.watch(() => map.requestTiles());
  map.manifold = new Manifold((places) => decoded(tiles, places), plane.isLine, facts, () => map.refreshPart("below"));
}

/** @param {Tiles} tiles */
function decoded({ network, codeAt, label }, places) {
  const codes = new Float32Array(places.length * network.inputSize);
  places.forEach(([x, y], index) => codes.set(codeAt(x, y), index * network.inputSize));
  return network.forwardAll(codes, label());
}

/**
 * Build a map's legend and layer switches below `root`, and return the legend.
 * @param {any} root
 * @param {LatentMap} map
 * @param {RunFacts} facts
 * @param {() => void} onChange called after each of their changes
 */
export function buildMapControls(root, map, facts, onChange = () => {}) {
  const missing = { circles: !facts.has_prior, shape: facts.shape_extent === null, clouds: !map.clouds, fog: !facts.has_data };
  const layers = LAYERS.filter((layer) => !missing[layer.term]).map((layer) => ({ ...layer, text: saidOf(facts, layer.text) }));
  layerSwitches(root.querySelector(".layers"), layers.map((layer) => ({ ...layer, title: `${layer.text}: ${saidOf(facts, facts.meanings[layer.term])}`, isOn: map.layers[layer.name] })),
    (name, isShown) => {
      map.setLayer(name, isShown);
      if (name === "manifold") map.requestTiles();
      onChange();
    });
  const names = facts.class_names.length > 1 ? facts.class_names : [];
  return new Legend(root.querySelector(".legend"), names, map.points, (isNews) => {
    map.refresh();
    if (isNews) onChange();
  });
}
