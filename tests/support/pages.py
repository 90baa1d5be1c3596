"""Pages under test, without a browser and in one."""

import functools
import json

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import local_script_runner

from tests.support.browser import ROOT

# Streamlit reads about every installed package whenever a page without a browser is made: half of what such tests took.
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
# After every run it clears Keras' session, which the process of a test has and that of the pages has not.
script_runner._clean_problem_modules = lambda: None
_complain = local_script_runner.require_widgets_deltas


def _wait_for_the_end(runner, timeout=3):
    """Wait for the end of a run without asking for it a thousand times a second, which took the run's processor."""
    runner._script_thread.join(timeout)
    if not runner.script_stopped():
        _complain(runner, timeout=0)


local_script_runner.require_widgets_deltas = _wait_for_the_end


def visit(name, query, state=None, seconds=60):
    """Return a page without a browser, run once: (its file's stem or "", address's query, session state, limit)."""
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=seconds)
    page.query_params.update(query)
    for key, value in (state or {}).items():
        page.session_state[key] = value
    if name:
        page.switch_page(f"pages/{name}.py")
    return page.run()


def answer_without_worker(setattr=setattr):
    """Let pages decode to black, and read the decoder's bundle for the encoder's, without the worker process."""
    import numpy as np

    from ui import engine
    from vae.runs import store

    setattr(engine, "decode", lambda folder, z, labels=None: np.zeros((len(z), 28, 28), np.float32))
    setattr(engine, "encoder_bundle", lambda folder: store.load_bundle(store.open_run(folder)))


def told_live(page):
    """Return what a page told its live views, and apart from it the addresses of the bundles that they fetch."""
    assert not page.exception
    told = [json.loads(element.proto.json) for element in page.main.get("bidi_component") if element.proto.json]
    several = [one["words"] for one, *_ in told if isinstance((one or {}).get("words"), list)]  # not the lesson's
    words = [word for word in (*(one for one, *_ in told if one), *sum(several, [])) if "channel" in word]
    news = {word["channel"]: word["facts"] for word in words}
    told = [facts | news[channel[0]] if channel else facts for facts, *channel in told]
    facts = [one for one in told if not {"bundles", "channel"} & set(one) and one.get("words") not in several]
    return facts, [json.dumps(bundle) for one in told for bundle in one.get("bundles", ())]


def frames(page):
    """Wait until a page in the browser was drawn eight times."""
    page.evaluate(
        "new Promise((done) => { let n = 0; const f = () => ++n > 8 ? done() : requestAnimationFrame(f); f(); })"
    )


def watch(page, problems):
    """Add what a page reports as an error to a list."""
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"{message.text} {message.location.get('url', '')}") if message.type == "error" else None
        ),
    )


# As Streamlit fades what a slow run of the page has not drawn again yet.
_FADE = "*, ::before { transition: none !important } .stElementContainer[data-stale=true] { opacity: 0.33 }"
_OPACITIES = """() => [...document.querySelectorAll(".stMain .stElementContainer")].map((one) => {
  const before = one.dataset.stale;
  one.dataset.stale = "true";
  const found = [/st-key-(\\w+)/.exec(one.className)?.[1] ?? "", getComputedStyle(one).opacity];
  one.dataset.stale = before;
  return found;
})"""


def fades(page, key):
    """Return whether what has a key that begins so fades in a browser while the server is at work, as others do."""
    style = page.add_style_tag(content=_FADE)
    opacities = page.evaluate(_OPACITIES)
    style.evaluate("(style) => style.remove()")
    of_key = {opacity for name, opacity in opacities if name.startswith(key)}
    assert len(of_key) == 1 and "0.33" in {opacity for _, opacity in opacities}
    return of_key != {"1"}
