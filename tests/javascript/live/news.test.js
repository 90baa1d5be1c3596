import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { endNews, hearNews, tellNews } from "../../../ui/live/news.js";

beforeEach(() => globalThis.latentExplorerNews.clear());

test("news are heard by who came before and by who comes later, on their own channel", () => {
  const heard = [];
  tellNews("a", 1);
  tellNews("a", 2);
  const end = hearNews("a", (facts) => heard.push(facts));
  tellNews("a", 3);
  tellNews("b", 4);
  end();
  tellNews("a", 5);
  assert.deepEqual(heard, [2, 3]);
});

test("a view that has come in another's place is not cut off by the other's end", () => {
  const heard = [];
  const endOfFirst = hearNews("a", (facts) => heard.push(["first", facts]));
  hearNews("a", (facts) => heard.push(["second", facts]));
  endOfFirst();
  tellNews("a", 1);
  assert.deepEqual(heard, [["second", 1]]);
});

test("who comes after the end of the news hears none of them, and who stays hears the next", () => {
  const heard = [];
  tellNews("a", 1);
  endNews("a");
  hearNews("a", (facts) => heard.push(facts));
  endNews("a");
  tellNews("a", 2);
  assert.deepEqual(heard, [2]);
});
