// Assembles WebAssembly's text form into bytes: as much of it as ui/live/simd.wat uses, all instructions folded.

const TYPES = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
const EMPTY = 0x40; // a block without a result
const END = 0x0b;

/** Instructions without anything beside their operands; those of SIMD have a prefix and a number. */
const PLAIN = {
  return: [0x0f],
  "i32.eqz": [0x45], "i32.lt_s": [0x48], "i32.gt_s": [0x4a], "i32.le_s": [0x4c], "i32.ge_s": [0x4e],
  "i32.add": [0x6a], "i32.sub": [0x6b], "i32.mul": [0x6c], "i32.and": [0x71], "i32.shl": [0x74], "i32.shr_s": [0x75],
  "i32x4.splat": simd(0x11), "f32x4.splat": simd(0x13), "f32x4.lt": simd(0x43), "v128.bitselect": simd(0x52),
  "f32x4.nearest": simd(0x6a), "i32x4.shl": simd(0xab), "i32x4.add": simd(0xae), "f32x4.neg": simd(0xe1),
  "f32x4.add": simd(0xe4), "f32x4.sub": simd(0xe5), "f32x4.mul": simd(0xe6), "f32x4.div": simd(0xe7),
  "f32x4.pmin": simd(0xea), "f32x4.pmax": simd(0xeb), "i32x4.trunc_sat_f32x4_s": simd(0xf8),
};

/** Instructions that read or write memory; an offset may follow their name. */
const MEMORY = {
  "v128.load": simd(0x00), "v128.load32_splat": simd(0x09), "v128.store": simd(0x0b),
};
const ALIGNED = 2; // the logarithm of 4 bytes

const LOCAL = { "local.get": 0x20, "local.set": 0x21, "local.tee": 0x22 };
const BRANCH = { br: 0x0c, br_if: 0x0d };
const BLOCK = { block: 0x02, loop: 0x03 };

/**
 * Assemble a module.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function assembled(text) {
  const [[, ...fields]] = parsed(text);
  const all = (kind) => fields.filter((field) => field[0] === kind).map((field) => field.slice(1));
  const module = { types: all("type"), functions: all("func").map(parts) };
  const signatures = module.types.map(([, [, ...clauses]]) => parts(clauses));
  const elements = all("elem").flatMap(([, ...names]) => names.map((name) => indexOf(module.functions, name)));
  const exported = module.functions.flatMap((one, index) => (one.exported ? [[...string(one.exported), 0, ...unsigned(index)]] : []));
  const [[[, memoryName], pages]] = all("memory");
  const bytes = [
    0x00, ...new TextEncoder().encode("asm"), 1, 0, 0, 0,
    ...section(1, [...signatures, ...module.functions].map(signature)),
    ...section(3, module.functions.map((_, index) => unsigned(signatures.length + index))),
    ...section(4, [[0x70, 0, ...unsigned(elements.length)]]),
    ...section(5, [[0, ...unsigned(Number(pages))]]),
    ...section(7, [[...string(memoryName), 2, 0], ...exported]),
    ...section(9, [[0, 0x41, 0, END, ...unsigned(elements.length), ...elements.flatMap(unsigned)]]),
    ...section(10, module.functions.map((one) => sized(body(one, module)))),
  ];
  return Uint8Array.from(bytes);
}

function simd(number) {
  return [0xfd, ...unsigned(number)];
}

/** Brackets as lists; all else as words, without comments and quotes. */
function parsed(text) {
  const stack = [[]];
  for (const [word] of text.replaceAll(/;;.*/g, "").matchAll(/[()]|"[^"]*"|[^\s()]+/g)) {
    if (word === "(") stack.push([]);
    else if (word === ")") stack.at(-2).push(stack.pop());
    else stack.at(-1).push(word.replaceAll('"', ""));
  }
  return stack[0];
}

/** What a function is made of. */
function parts(clauses) {
  const all = (kind) => clauses.filter((clause) => clause[0] === kind);
  const named = (kind) => all(kind).map((clause) => ({ name: clause.at(-2), type: clause.at(-1) }));
  const heads = ["export", "param", "result", "local"];
  return {
    name: typeof clauses[0] === "string" ? clauses[0] : null,
    exported: all("export")[0]?.[1],
    params: named("param"),
    results: all("result").map(([, type]) => type),
    locals: named("local"),
    code: clauses.filter((clause) => Array.isArray(clause) && !heads.includes(clause[0])),
  };
}

function indexOf(named, name) {
  const index = named.findIndex((one) => one.name === name);
  if (index < 0) throw new Error(`Nothing is called ${name}.`);
  return index;
}

function signature({ params, results }) {
  const list = (types) => [...unsigned(types.length), ...types.map((type) => TYPES[type])];
  return [0x60, ...list(params.map(({ type }) => type)), ...list(results)];
}

function body({ params, locals, code }, module) {
  const scope = { variables: [...params, ...locals], labels: [], module };
  const declared = locals.flatMap(({ type }) => [1, TYPES[type]]);
  return [...unsigned(locals.length), ...declared, ...code.flatMap((one) => instruction(one, scope)), END];
}

/** The bytes of an instruction after those of its operands. */
function instruction([name, ...rest], scope) {
  const run = (list) => list.flatMap((one) => instruction(one, scope));
  const [first, ...others] = rest;
  if (PLAIN[name]) return [...run(rest), ...PLAIN[name]];
  if (LOCAL[name]) return [...run(others), LOCAL[name], ...unsigned(indexOf(scope.variables, first))];
  if (BRANCH[name]) return [...run(others), BRANCH[name], ...unsigned(scope.labels.indexOf(first))];
  if (BLOCK[name]) {
    const inner = { ...scope, labels: [first, ...scope.labels] };
    return [BLOCK[name], EMPTY, ...others.flatMap((one) => instruction(one, inner)), END];
  }
  if (MEMORY[name]) {
    const offset = /^offset=(\d+)$/.exec(first)?.[1];
    return [...run(offset ? others : rest), ...MEMORY[name], ALIGNED, ...unsigned(Number(offset ?? 0))];
  }
  if (name === "call") return [...run(others), 0x10, ...unsigned(indexOf(scope.module.functions, first))];
  if (name === "call_indirect") {
    return [...run(others), 0x11, ...unsigned(scope.module.types.findIndex(([type]) => type === first[1])), 0];
  }
  if (name === "i32.const") return [0x41, ...signed32(Number(first))];
  if (name === "f32.const") return [0x43, ...new Uint8Array(Float32Array.of(Number(first)).buffer)];
  throw new Error(`The assembler does not know the instruction ${name}.`);
}

function section(number, entries) {
  return [number, ...sized([...unsigned(entries.length), ...entries.flat()])];
}

function sized(bytes) {
  return [...unsigned(bytes.length), ...bytes];
}

function string(text) {
  return sized([...new TextEncoder().encode(text)]);
}

/** Seven bits a byte, the last ones first. */
function unsigned(number) {
  return number < 128 ? [number] : [(number & 127) | 128, ...unsigned(number >>> 7)];
}

function signed32(number) {
  const isLast = number >= -64 && number < 64;
  return isLast ? [number & 127] : [(number & 127) | 128, ...signed32(number >> 7)];
}
