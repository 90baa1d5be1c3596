import assert from "node:assert/strict";
import { test } from "node:test";

import { hearNews } from "../../../ui/live/news.js";
import nextLook from "../../../ui/train/next_look.js";

test("the next look is asked for once when it is due, in a hidden tab when that is seen again", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const document = Object.assign(new EventTarget(), { hidden: false });
  globalThis.document = /** @type {any} */ (document);
  const asked = [];
  const parentElement = { querySelector: () => null };
  const look = (number, seconds) => nextLook({
    parentElement, data: [{ look: number, seconds, words: [] }], setStateValue: (name, value) => asked.push([name, value]),
  });
  look(1, 2);
  t.mock.timers.tick(1990);
  assert.deepEqual(asked, []);
  t.mock.timers.tick(20);
  t.mock.timers.tick(9000);
  assert.deepEqual(asked, [["asked", 1]]);
  look(2, 4);
  look(2, 4); // the page around it was drawn again
  document.hidden = true;
  t.mock.timers.tick(9000);
  assert.equal(asked.length, 1);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(asked.slice(1), [["asked", 2]]);
  const end = look(3, 1);
  end();
  t.mock.timers.tick(5000);
  assert.equal(asked.length, 2);
});

test("a look tells the views that listen, each on its channel, once, and nothing more when it goes", () => {
  globalThis.document = /** @type {any} */ (Object.assign(new EventTarget(), { hidden: false }));
  const heard = [];
  const hear = (channel) => hearNews(channel, (facts) => heard.push([channel, facts]));
  const parentElement = { querySelector: () => null };
  const look = (number, words) => nextLook({ parentElement, data: [{ look: number, seconds: null, words }], setStateValue() {} });
  const words = (epoch) => ["film", "bar"].map((channel) => ({ channel, facts: { epoch } }));
  hear("film");
  look(1, words(1));
  hear("bar"); // a view that comes later
  look(1, words(1)); // the page around it was drawn again
  look(2, words(2))();
  hear("film"); // a view that comes after its end
  assert.deepEqual(heard, [["film", { epoch: 1 }], ["bar", { epoch: 1 }], ["film", { epoch: 2 }], ["bar", { epoch: 2 }]]);
});
