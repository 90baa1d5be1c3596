"""How a live view comes and goes, in a real browser: what it waits for, and what is said when it cannot be shown."""

import pytest

from ui.live.javascript import joined

SET_UP = """() => {
  const element = document.body.appendChild(document.createElement("div"));
  const root = element.appendChild(Object.assign(document.createElement("div"), { className: "themed" }));
  const line = root.appendChild(Object.assign(document.createElement("p"), { className: "problem", hidden: true }));
  const told = [];
  class View {
    constructor(root, data, bundles, send) {
      if (bundles.includes("damaged")) throw new Error("no header");
      if (bundles.includes("unknown")) throw new Refusal("This view knows no such run.");
      told.push(["made", data.at, ...bundles]);
      this.send = send;
    }
    update(data) {
      told.push(["update", data.at]);
      this.send("heard", data.at);
    }
    complete(bytes) {
      if (bytes === "damaged") throw new Error("no layers");
      told.push(["complete", bytes]);
    }
    destroy() { told.push(["destroyed"]); }
  }
  console.error = () => {};
  const begin = (options) => {
    const run = mounted(View, { patience: 50, missing: "It has not come.", damaged: (reason) => `Damaged: ${reason}.`,
      ...options });
    return (data) => run({ parentElement: element, data: [data], setStateValue: (...value) => told.push(value) });
  };
  const later = { fingerprint: () => "later", take: (view, bytes) => view.complete(bytes) };
  const pause = () => new Promise((done) => setTimeout(done, 150));
  const problem = () => {
    const isBusy = root.getAttribute("aria-busy") !== "false";
    return line.hidden || isBusy || !root.classList.contains("has-problem") ? null : line.textContent;
  };
  Object.assign(globalThis, { begin, later, pause, problem, root, told });
}"""


@pytest.fixture
def mounting(page):
    """Return a page with an element for one view, which writes into `told` what it is asked."""
    page.goto("about:blank")
    names = "Object.assign(globalThis, { Refusal, mounted, provideBundle, readySince });"
    page.add_script_tag(content=joined("mounting.js") + names)
    page.evaluate(SET_UP)
    return page


def test_a_view_is_made_of_all_its_bundles_and_the_newest_data(mounting):
    told, waiting = mounting.evaluate("""async () => {
      const run = begin({ fingerprints: ({ needs }) => needs });
      const needs = ["first", "second"];
      run({ needs, at: 1 });
      provideBundle("second", "bytes of the second");
      run({ needs, at: 2 });
      provideBundle("first", "bytes of the first");
      const unmount = run({ needs, at: 3 });
      await pause();
      unmount();
      run({ needs, at: 4 });
      return [told, [problem(), readySince()]];
    }""")
    assert told == [
        ["made", 2, "bytes of the first", "bytes of the second"],
        ["update", 3],
        ["heard", 3],
        ["destroyed"],
        ["made", 4, "bytes of the first", "bytes of the second"],
        ["update", 4],
        ["heard", 4],
    ]
    assert waiting == [None, None]


def test_after_the_patience_it_says_what_is_missing(mounting):
    seen = mounting.evaluate("""async () => {
      begin()({ fingerprint: "never" });
      const before = problem();
      await pause();
      return [before, problem(), readySince() !== null, told];
    }""")
    assert seen == [None, "It has not come.", True, []]


def test_what_comes_after_the_patience_is_shown(mounting):
    seen = mounting.evaluate("""async () => {
      begin({ later })({ fingerprint: "first", at: 1 });
      await pause();
      const before = problem();
      provideBundle("first", "bytes");
      const between = problem();
      provideBundle("later", "bytes");
      return [before, between, problem(), root.classList.contains("has-problem"), told];
    }""")
    assert seen == ["It has not come.", "It has not come.", None, False, [["made", 1, "bytes"], ["complete", "bytes"]]]


def test_a_damaged_bundle_is_told_and_stays_told(mounting):
    seen = mounting.evaluate("""async () => {
      begin({ later })({ fingerprint: "bad" });
      provideBundle("bad", "damaged");
      const atOnce = problem();
      await pause();
      return [atOnce, problem(), readySince() !== null, told];
    }""")
    assert seen == ["Damaged: no header.", "Damaged: no header.", True, []]


def test_a_view_that_refuses_is_heard_in_its_own_words(mounting):
    seen = mounting.evaluate("""() => {
      begin()({ fingerprint: "first" });
      provideBundle("first", "unknown");
      return [problem(), told];
    }""")
    assert seen == ["This view knows no such run.", []]


@pytest.mark.parametrize(
    ("arrivals", "told", "problem"),
    [
        (["first"], [["made", 1, "bytes"]], "It has not come."),
        (["first", "later"], [["made", 1, "bytes"], ["complete", "bytes"]], None),
        (["later", "first"], [["made", 1, "bytes"], ["complete", "bytes"]], None),
        (["later"], [], "It has not come."),
    ],
)
def test_the_patience_lasts_for_a_later_bundle(mounting, arrivals, told, problem):
    seen = mounting.evaluate(
        """async (arrivals) => {
          begin({ later })({ fingerprint: "first", at: 1 });
          for (const fingerprint of arrivals) provideBundle(fingerprint, "bytes");
          await pause();
          return [told, problem()];
        }""",
        arrivals,
    )
    assert seen == [told, problem]


def test_a_damaged_later_bundle_is_told(mounting):
    seen = mounting.evaluate("""() => {
      begin({ later })({ fingerprint: "first", at: 1 });
      provideBundle("first", "bytes");
      provideBundle("later", "damaged");
      return [told, problem()];
    }""")
    assert seen == [[["made", 1, "bytes"]], "Damaged: no layers."]


def test_who_has_gone_waits_no_longer(mounting):
    seen = mounting.evaluate("""async () => {
      begin()({ fingerprint: "late" })();
      provideBundle("late", "bytes");
      await pause();
      return [told, problem(), latentExplorerBundles.waiting.size];
    }""")
    assert seen == [[], None, 0]
