// Draws the pictures of the data set "avatars": faces of 16 x 16 pixels whose parts are known. See README.md beside this.

import { writeFileSync } from "node:fs";
import { createAvatar } from "@dicebear/core";
import * as pixelArt from "@dicebear/pixel-art";
import { Resvg } from "@resvg/resvg-js";

const SIDE = 16;
const SEED = 2024;
const PROBABILITY = { glasses: 0.4, beard: 0.35, hat: 0.3 };
const DRAWN = [
  "skinColor", "hair", "hairColor", "eyes", "eyesColor", "mouth", "mouthColor", "clothing", "clothingColor", "glasses",
  "glassesColor", "beard", "hat", "hatColor",
];

const [count, file] = [Number(process.argv[2]), process.argv[3]];
const random = generator(SEED);
const faces = new Map(); // by their pixels: no face comes twice
while (faces.size < count) {
  const face = Object.fromEntries(DRAWN.map((part) => [part, choose(part)]));
  const pixels = draw(face);
  faces.set(pixels, { pixels, ...face });
}
writeFileSync(file, [...faces.values()].map((face) => JSON.stringify(face)).join("\n"));

/** The variant or colour of a part, or null for none. */
function choose(part) {
  const { default: usual, items } = pixelArt.schema.properties[part];
  const values = usual ?? items.enum;
  const value = values[Math.floor(random() * values.length)];
  return random() < (PROBABILITY[part] ?? 1) ? value : null;
}

/** The face as 768 bytes, row by row, red, green and blue, in base64. */
function draw(face) {
  const options = { size: SIDE, backgroundColor: ["ffffff"], accessoriesProbability: 0 };
  for (const part of DRAWN) if (face[part] !== null) options[part] = [face[part]];
  for (const part of Object.keys(PROBABILITY)) options[`${part}Probability`] = face[part] === null ? 0 : 100;
  const image = new Resvg(createAvatar(pixelArt, options).toString(), { fitTo: { mode: "width", value: SIDE } }).render();
  return Buffer.from(image.pixels.filter((_, index) => index % 4 < 3)).toString("base64");
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
