// What every page puts on a map from a run's bundle and facts, and the controls that go with it.

import { Legend, layerSwitches } from "./controls.js";
import { Manifold } from "./manifold.js";
import { classNames } from "./class_names.js";

const LAYERS = [
  { name: "points", text: "Points", term: "points" },
  { name: "manifold", text: "Pictures", term: "pictures" },
  { name: "prior", text: "Circles", term: "circles" },
  { name: "fog", text: "Fog", term: "fog" },
];

/** @import { RunFacts } from "../contract.js" */
/** @import { LatentMap } from "./map.js" */
/** @import { Plane } from "./plane.js" */
/** @import { Tensors } from "./network.js" */

/**
 * Put a run on a map: codes, fog, prior, class names and decoded tiles.
 * @param {LatentMap} map
 * @param {{facts: RunFacts, tensors: Tensors, plane: Plane}} run from the bundle
 * @param {{description: string, faded: ?number, isNamed: boolean, decodeTile: (x: number, y: number) => Float32Array}} options
 *   text for screen readers, the one class that does not fade, whether classes are named where they lie, and pixels by place
 */
export function fillMap(map, { facts, tensors, plane }, { description, faded, isNamed, decodeTile }) {
  map.canvas.dataset.testid = "latent-map";
  map.canvas.tabIndex = 0;
  map.canvas.setAttribute("role", "application");
  map.canvas.setAttribute("aria-label", description);
  const labels = tensors["map.labels"].data;
  map.isLine = plane.isLine;
  map.points = { ...plane.project(tensors["map.codes"].data, labels, facts.class_names.length), labels,
    colors: facts.colors, hidden: new Set(), faded };
  const [height, width] = tensors["map.fog"].shape;
  map.fog = { thickness: tensors["map.fog"].data, width, height, box: facts.fog_box };
  map.prior = facts.has_prior ? [0, 1].map((axis) => plane.along(axis, new Float64Array(plane.dims))) : null;
  // one class is all of the map: nothing to name or to switch off
  map.names = isNamed && facts.class_names.length > 1 ? classNames(map.points, facts.class_names, plane.isLine) : [];
  map.manifold = new Manifold(decodeTile, plane.isLine, facts.shape, () => map.refreshPart("below"));
}

/**
 * Build a map's legend and layer switches below `root`, and return the legend.
 * @param {any} root
 * @param {LatentMap} map
 * @param {RunFacts} facts
 * @param {() => void} onChange called after each of their changes
 */
export function buildMapControls(root, map, facts, onChange = () => {}) {
  const layers = LAYERS.filter((layer) => layer.name !== "prior" || facts.has_prior);
  layerSwitches(root.querySelector(".layers"), layers.map((layer) => ({ ...layer, title: `${layer.text}: ${facts.meanings[layer.term]}`, isOn: map.layers[layer.name] })),
    (name, isShown) => {
      map.setLayer(name, isShown);
      if (name === "manifold") map.requestTiles();
      onChange();
    });
  const names = facts.class_names.length > 1 ? facts.class_names : [];
  return new Legend(root.querySelector(".legend"), names, map.points.hidden, () => {
    map.refresh();
    onChange();
  });
}
