// Writes ui/live/simd_bytes.js, the bytes of ui/live/simd.wat: `make simd`.

import { Buffer } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";

import { assembled } from "./assembler.js";

const folder = new URL("../ui/live/", import.meta.url);
const letters = Buffer.from(assembled(readFileSync(new URL("simd.wat", folder), "utf8"))).toString("base64");
const lines = letters.match(/.{1,116}/g).map((line) => `  "${line}"`);
const text = `// The module of simd.wat as base64, written by \`make simd\`.\n\nexport const SIMD_BYTES = [\n${lines.join(",\n")},\n].join("");\n`;
writeFileSync(new URL("simd_bytes.js", folder), text);
