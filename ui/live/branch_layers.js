// Layers of networks that are no chain: values are kept under a name, and joined with others later.

import { BYTES, sizeOf } from "./packing.js";

/** @import { Built, Site, Values } from "./layer_types.js" */

/** A copy, since what comes after may work in place. */
export function keepLayer(layer, input, { kept, most, room }) {
  const size = sizeOf(input.shape);
  const at = room.take(most * size);
  kept[layer.as] = { shape: input.shape, at };
  const run = (count) => room.floats.copyWithin(at / BYTES, input.at / BYTES, input.at / BYTES + count * size);
  return { ...input, run };
}

/** In place where shapes are equal; else a side of 1 is repeated. */
export function joinLayer({ type, with: name }, input, site) {
  const { room, most } = site;
  const other = site.kept[name];
  const shape = input.shape.map((side, axis) => Math.max(side, other.shape[axis]));
  const size = sizeOf(shape);
  const [own, its] = [spread(input, shape), spread(other, shape)];
  const at = sizeOf(input.shape) === size ? input.at : room.take(most * size);
  const isSum = type === "add";
  const run = (count) => {
    const { floats } = room;
    for (let point = 0; point < count; point++) {
      const [a, b] = [input.at / BYTES + point * sizeOf(input.shape), other.at / BYTES + point * sizeOf(other.shape)];
      const to = at / BYTES + point * size;
      for (let k = 0; k < size; k++) {
        const [x, y] = [floats[a + (own ? own[k] : k)], floats[b + (its ? its[k] : k)]];
        floats[to + k] = isSum ? x + y : x * y;
      }
    }
  };
  return { shape, at, run };
}

/** For each number of a shape the index of the one it comes from, null where it is the same. */
function spread({ shape }, into) {
  if (sizeOf(shape) === sizeOf(into)) return null;
  const indexOf = (k) => {
    let [rest, index, step] = [k, 0, 1];
    for (let axis = into.length - 1; axis >= 0; axis--) {
      if (shape[axis] > 1) index += (rest % into[axis]) * step;
      rest = Math.floor(rest / into[axis]);
      step *= shape[axis];
    }
    return index;
  };
  return Int32Array.from({ length: sizeOf(into) }, (_, k) => indexOf(k));
}

/** A copy, since what comes after may work in place. */
export function partLayer({ of: name, start, size }, _input, { kept, most, room }) {
  const { shape, at: from } = kept[name];
  const depth = shape.at(-1);
  const places = sizeOf(shape.slice(0, -1));
  const at = room.take(most * places * size);
  const run = (count) => {
    for (let place = 0; place < count * places; place++) {
      const first = from / BYTES + place * depth + start;
      room.floats.copyWithin(at / BYTES + place * size, first, first + size);
    }
  };
  return { shape: [...shape.slice(0, -1), size], at, run };
}

/** Along the last axis: the channels of each place follow each other. */
export function concatenateLayer({ with: name, first = false }, input, { kept, most, room }) {
  const parts = first ? [kept[name], input] : [input, kept[name]];
  const depths = parts.map(({ shape }) => shape.at(-1));
  const shape = [...input.shape.slice(0, -1), depths[0] + depths[1]];
  const places = sizeOf(shape.slice(0, -1));
  const at = room.take(most * sizeOf(shape));
  const run = (count) => {
    for (let place = 0, to = at / BYTES; place < count * places; place++) {
      parts.forEach((part, k) => {
        const from = part.at / BYTES + place * depths[k];
        room.floats.copyWithin(to, from, from + depths[k]);
        to += depths[k];
      });
    }
  };
  return { shape, at, run };
}
