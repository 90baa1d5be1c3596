import assert from "node:assert/strict";
import { test } from "node:test";

import { Places } from "../../../ui/live/places.js";

const FACTS = { kind: "picture", noun: "digit", nouns: "digits", near_distance: 1, has_prior: false, has_data: true, shape_extent: null, class_names: ["0", "1", "2"], levels: [] };

/** Codes on a line: 8 of class 1 near 0, 4 of class 2 near 0.5, 1 of class 0 far out. */
function places(facts = {}, shape = null, draws = null) {
  const xs = [...Array.from({ length: 8 }, (_, i) => 0.01 * i), ...Array.from({ length: 4 }, (_, i) => 0.5 + 0.01 * i), 9];
  const labels = Uint8Array.from(xs, (x) => (x < 0.4 ? 1 : x < 1 ? 2 : 0));
  return new Places(Float32Array.from(xs.flatMap((x) => [x, 0])), labels, { ...FACTS, ...facts }, shape, draws);
}

test("the ten nearest codes are counted by class, of one class where one is asked for", () => {
  const found = places().nearest([0, 0], null);
  assert.deepEqual([found.count, found.distance, found.classes], [10, 0, [[1, 8], [2, 2]]]);
  const own = places().nearest([0, 0], 2);
  assert.deepEqual([own.count, own.classes], [4, [[2, 4]]]);
  assert.ok(Math.abs(own.distance - 0.5) < 1e-6);
});

test("a place is told by its neighbours", () => {
  assert.equal(places().sentence([0, 0], null), "Of the 10 nearest test digits, 8 are 1s and 2 2s.");
  assert.equal(places({ noun: "picture", nouns: "pictures", class_names: ["hat", "shoe", "bag"] }).sentence([0, 0], null),
    "Of the 10 nearest test pictures, 8 are “shoe” and 2 “bag”.");
  assert.equal(places({ noun: "picture", nouns: "pictures", class_names: ["hat", "n02102040-English springer spaniel", "bag"] }).sentence([0, 0], null),
    "Of the 10 nearest test pictures, 8 are “n02102040-English sprin…” and 2 “bag”.");
  assert.equal(places({ class_names: ["all"] }).sentence([0.2, 0], null),
    "The nearest test digit is 0.13 away, so pictures like this were seen.");
});

test("a place with no code near it is called a guess", () => {
  assert.equal(places().sentence([4, 0], null), "No test digit lands near here: this picture is a guess.");
  assert.equal(places().sentence([0, 0], 0), "No test 0 lands near here: this picture is a guess.");
  assert.equal(places().sentence([9, 0.5], 0), "The nearest test 0 is 0.50 away, so this style was seen.");
});

test("with a prior it is told how far out a place lies", () => {
  const sentence = (z) => places({ has_prior: true }).sentence(z, null);
  assert.match(sentence([0, 0]), /; all random codes lie farther out\.$/);
  assert.match(sentence([0.01, 0]), /; nearly all random codes lie farther out\.$/);
  assert.match(sentence([0, 1]), /; 61% of random codes lie farther out\.$/);
  assert.match(sentence([3, 0]), /a guess, and 1\.1% of random codes lie farther out\.$/);
  assert.match(sentence([5, 0]), /a guess, and under 0\.1% of random codes lie farther out\.$/);
});

test("held-out pictures are called by what the data set shows", () => {
  const called = (facts) => [null, 1].flatMap((label) => [places(facts).one(label), places(facts).many(label)]);
  assert.deepEqual(called({ class_names: ["0", "1"] }), ["test digit", "test digits", "test 1", "test 1s"]);
  assert.deepEqual(called({ noun: "picture", nouns: "pictures", class_names: ["Coat", "Bag"] }),
    ["test picture", "test pictures", "test picture of “Bag”", "test pictures of “Bag”"]);
});

test("of draws from the prior nothing is said but how far out a place lies", () => {
  const draws = places({ has_data: false, has_prior: true, class_names: ["draws"] });
  assert.match(draws.sentence([0, 0], null), /^Nothing is known of the pictures .*; all random codes lie farther out\.$/);
  assert.equal(draws.one(null), "draw from the prior");
  assert.equal(draws.many(0), "draws from the prior");
});

test("a random code is a draw from the prior, whichever there is, or that of some picture", () => {
  const found = places();
  assert.ok([...Array(20)].every(() => found.codes.includes(found.random(2)[0])));
  assert.equal(found.randomTitle, "The code of some test picture");
  const shape = Uint8Array.from([0, 1, 0, 0]); // the lower right quarter
  const drawn = places({ shape_extent: 3 }, shape);
  const draws = Array.from({ length: 50 }, () => drawn.random(2));
  assert.ok(draws.every(([x, y]) => x > 0 && x < 3 && y < 0 && y > -3));
  assert.ok(Math.max(...draws.map(([x]) => x)) > 2 && Math.min(...draws.map(([x]) => x)) < 1);
  assert.equal(drawn.randomTitle, "A code drawn from the prior");
  const normal = places({ has_prior: true });
  assert.equal(normal.random(5).length, 5);
  assert.ok(normal.hasDraws && drawn.hasDraws && !found.hasDraws);
});

test("a prior that is learnt is drawn from by what came with the run", () => {
  const found = places({}, null, Float32Array.from([70, 80, 70, 80]));
  assert.ok(found.hasDraws);
  assert.deepEqual([...found.random(2)], [70, 80]);
  assert.equal(found.randomTitle, "A code drawn from the prior");
});
