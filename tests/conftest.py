"""What tests share: a data set that needs no download, an untrained run, the app's server and a real browser."""

import functools
import gc
import os
import re
import shutil
import sys
import typing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import settings
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect, sync_playwright

from tests.support import made_once
from tests.support.pages import watch
from tests.support.shared_page import SharedPage
from vae.config import RunConfig
from vae.data import datasets
from vae.latent.latents import Frames, Latents
from vae.runs import store

ROOT = Path(__file__).resolve().parent.parent
BROWSER_TESTS = ROOT / "tests" / "browser"
# The shell draws the same pages with a sixth less of the processor.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--process-per-site",
)
# TensorFlow's notes on the machine's instruction set are not about our code.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
# A link straight to a page: Streamlit asks for two of its own addresses below the page's before it asks at the root.
STREAMLITS_OWN = re.compile(r"Failed to load resource.*404.* \S+/\w+/_stcore/")
# By its own cookie Streamlit knows a page that sends files: one that several tests share keeps it.
NOT_STREAMLITS = re.compile("^(?!_streamlit_)")
# Park and Miller's generator, of 1988.
SEEDED = "{ let state = 1; Math.random = () => (state = state * 16807 % 2147483647) / 2147483647; }"
PATIENCE = 40_000  # milliseconds; for a broken program, not for a slow machine
# Begun first and in this order, so that processes that take a file at a time end together.
LONGEST = (
    "test_data_parallel.py", "test_training_jobs.py", "test_engine.py",
    "test_learn.py", "test_explore.py", "test_encode.py", "test_atlas.py", "test_train.py", "test_contrast.py",
    "test_interpolate.py", "test_bad_line.py", "test_linked_maps.py", "test_shipped_runs.py", "test_reopen.py",
)  # fmt: skip
HAS_FAILED = pytest.StashKey[bool]()
# How long an example takes depends on what else the machine does.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
# Made of scikit-learn's pictures one by one; whatever loads them in a test, no test writes into them.
datasets._load_digits = functools.cache(datasets._load_digits)
_unpack = datasets._arrays_in


@functools.lru_cache(maxsize=6)
def _unpacked(path, changed, size):
    arrays = _unpack(path)
    for array in arrays:
        array.setflags(write=False)
    return arrays


def _arrays_in(path):
    """Return what a file of a data set holds: trainings asked for MNIST and Fashion-MNIST, half a second, each time."""
    found = os.stat(path)
    return _unpacked(path, found.st_mtime_ns, found.st_size)


datasets._arrays_in = _arrays_in
made_once.share_a_folder()
# No test writes to the home of whoever runs them; what is learnt of the data sets is learnt once for all processes.
os.environ["VAE_HOME"] = os.path.join(os.environ[made_once.VARIABLE], "home")
made_once.read_shipped_runs_once()
made_once.map_shipped_runs_once()
# TensorFlow asks with every tensor whether it is one by a protocol, which Python 3.11 reads anew each time.
typing._get_protocol_attrs = functools.cache(typing._get_protocol_attrs)
# Until all tests are collected nothing becomes garbage, and each collection would look at all that was imported.
gc.disable()


def pytest_collection_finish():
    """Let garbage collections pass over what was imported, TensorFlow above all: each of them looked at all of it."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items):
    """Mark what needs a browser, and run it last: Playwright's event loop meets no other test."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (BROWSER_TESTS in item.path.parents, place.get(item.path.name, len(place))))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember for the `page` fixture whether the test failed."""
    report = yield
    item.stash[HAS_FAILED] = item.stash.get(HAS_FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def digits():
    """Return scikit-learn's digits, the data set that comes without a download."""
    return datasets.load("digits")


def _epoch(number, reconstruction):
    """Return a row of the history of a training that learns, of a second an epoch."""
    row = dict.fromkeys(store.HISTORY_COLUMNS, 1.0) | {"epoch": number, "images_per_second": 60_000.0}
    for part in ("", "val_"):
        row |= {f"{part}loss": reconstruction + 10, f"{part}reconstruction": reconstruction, f"{part}kl": 10.0}
    return row


def _save_untrained(folder, config, lean, digits):
    from vae.families import FAMILIES
    from vae.model.vae import build
    from vae.runs.saving import save_run

    model = build(config)
    own = dict.fromkeys(FAMILIES[config.family].columns, 1.0)
    labels = digits.test_labels
    z_mean, z_log_var = model.encode(digits.test_images, labels if config.conditional else None)
    z_mean = np.asarray(z_mean)
    metric = {"value": 200.0, "data": "digits test", "num_images": len(labels), "num_samples": 1, "seed": 0}
    save_run(
        folder,
        model,
        history=[_epoch(1.0, 220.0) | own, _epoch(2.0, 190.0) | own],
        frames=Frames(np.array([1, 2], np.int32), np.stack([z_mean, z_mean]).astype(np.float16), labels),
        latents=Latents(z_mean, None if z_log_var is None else np.asarray(z_log_var), labels),
        metrics={
            "neg_elbo": metric,
            "reconstruction": {**metric, "value": 190.0},
            "kl": {**metric, "value": 10.0},
            "kl_per_dimension": {**metric, "value": [10.0 / config.latent_dim] * config.latent_dim},
        },
        lean=lean,
    )


@pytest.fixture(scope="session")
def save_tiny_run(digits):
    """Return a function that saves an untrained network as a complete run: (folder, lean, **fields of RunConfig)."""

    def save(folder, lean=False, **fields):
        config = RunConfig(name=folder.name, dataset="digits", epochs=2, **{"hidden_sizes": (16,), **fields})
        kept = made_once.run(replace(config, name="kept"), lean, lambda *given: _save_untrained(*given, digits))
        # Not with the times that the files had, by which caches know a run.
        shutil.copytree(kept, folder, copy_function=shutil.copyfile)
        (folder / "config.json").write_text(config.to_json())
        return store.open_run(folder)

    return save


@pytest.fixture(scope="module")
def saved(tmp_path_factory, save_tiny_run):
    """Return a function that saves a run once: (name, **fields) -> Run."""
    folder, made = tmp_path_factory.mktemp("runs"), {}

    def save(name, **fields):
        if name not in made:
            made[name] = save_tiny_run(folder / name, **fields)
        return made[name]

    return save


@pytest.fixture(scope="session")
def home(tmp_path_factory, save_tiny_run):
    """Return the session's VAE_HOME with two own runs: tiny-3d, and tiny-conditional with class labels."""
    folder = tmp_path_factory.mktemp("home")
    save_tiny_run(folder / "runs" / "tiny-3d", latent_dim=3)
    save_tiny_run(folder / "runs" / "tiny-conditional", conditional=True)
    return folder


@pytest.fixture
def without_xla():
    """Compile no training and no bound: that compiled ones are right is for tests/vae/model to show."""
    from tests.support import quick

    with quick.without_xla():
        yield


@pytest.fixture
def quick_training():
    """Let trainings compile nothing and measure little: what their figures are worth is for tests/vae/model to show."""
    from tests.support import quick

    with quick.quick_training():
        yield


@pytest.fixture(scope="session", autouse=True)
def _nothing_on_standby():
    """Let Train's form begin no process that waits for a training."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.train.trainer.standby", SimpleNamespace(make_ready=lambda: None))
        yield


@pytest.fixture
def empty_home(tmp_path, monkeypatch):
    """Return a VAE_HOME with nothing in it, where no runs ship either."""
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    monkeypatch.setattr(store, "SHIPPED_FOLDER", tmp_path / "shipped")
    return tmp_path


@pytest.fixture(scope="module")
def victim_home(tmp_path_factory, save_tiny_run):
    """Let a module have a VAE_HOME of its own with a run to damage, victim, and a good one; no runs ship."""
    from tests.support.victim import save_victim

    folder = tmp_path_factory.mktemp("damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(folder))
        patch.setattr(store, "SHIPPED_FOLDER", folder / "shipped")
        save_victim(save_tiny_run, folder / "runs" / "victim")
        save_tiny_run(folder / "runs" / "good")
        yield folder


@pytest.fixture(scope="module")
def without_worker():
    """Answer the pages without the worker process, which has tests of its own and takes seconds to start."""
    from tests.support.pages import answer_without_worker

    with pytest.MonkeyPatch.context() as patch:
        answer_without_worker(patch.setattr)
        yield


@pytest.fixture(scope="session")
def server(home, tmp_path_factory):
    """Return the address of a server of the app with `home` as VAE_HOME and quick trainings, for all the session."""
    from docs.catalogue import texts
    from tests.support.browser import server as streamlit_server
    from tests.support.marked import LANGUAGE, marked, write_catalogue

    languages = tmp_path_factory.mktemp("languages")
    write_catalogue(languages, LANGUAGE, {text: marked(text) for text in texts()})

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(home))
        patch.setenv("TESTS_CATALOGUE", str(languages))
        # A file saved while the tests run must not rerun the page under test.
        patch.setenv("STREAMLIT_SERVER_FILE_WATCHER_TYPE", "none")
        with streamlit_server(command=[sys.executable, "-m", "tests.support.quick_server", "run", "app.py"]) as running:
            running.wait()
            yield running.url


def _no_browser(reason):
    if os.environ.get("VAE_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason}: install Chromium or set VAE_CHROMIUM to its path", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    """Return a headless Chromium; without one tests are skipped, or fail where VAE_REQUIRE_BROWSER is 1."""
    named = os.environ.get("VAE_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        _no_browser("no Chromium was found")
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))
        except PlaywrightError as error:
            _no_browser(f"{found} could not be started ({error.message.splitlines()[0]})")
        expect.set_options(timeout=PATIENCE)
        yield launched
        launched.close()


def _one_process(context):
    """Keep a page of this machine open: all that follow share its process, and what it has compiled of Streamlit.

    What they draw at random is the same in every run.
    """
    context.add_init_script(SEEDED)
    kept = context.new_page()
    kept.route("http://127.0.0.1/", lambda route: route.fulfill(body=""))
    kept.goto("http://127.0.0.1/")
    return context


@pytest.fixture(scope="session")
def context(browser):
    """Return what the tests' pages share: the browser's cache, for with one of its own a page takes twice as long."""
    return _one_process(browser.new_context(viewport={"width": 1280, "height": 800}))


@pytest.fixture(scope="session")
def phone(browser):
    """Return what the tests' pages on a phone share."""
    size = {"width": 390, "height": 844}
    return _one_process(browser.new_context(viewport=size, has_touch=True, is_mobile=True))


def _has_failed(page, request):
    """Return whether a test has failed, and leave a picture of its page if so."""
    if not request.node.stash.get(HAS_FAILED, False):
        return False
    folder = ROOT / "test-results"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{re.sub(r'[^0-9A-Za-z_.-]+', '-', request.node.name)[:120]}.png")
    return True


def _refuse(problems):
    problems = [text for text in problems if not STREAMLITS_OWN.search(text)]
    assert not problems, "the page reported errors:\n" + "\n".join(problems)


def _open_page(context, request):
    opened = context.new_page()
    problems = []
    watch(opened, problems)
    yield opened
    _has_failed(opened, request)
    opened.evaluate("location.protocol.startsWith('http') && localStorage.clear()")
    opened.close()
    context.clear_cookies(name=NOT_STREAMLITS)
    context.clear_permissions()
    _refuse(problems)


@pytest.fixture
def page(context, request):
    """Return an empty page; the test fails when the page reports an error, and a failure leaves a screenshot."""
    yield from _open_page(context, request)


@pytest.fixture
def phone_page(phone, request):
    """Return an empty page on a phone, as `page`."""
    yield from _open_page(phone, request)


@pytest.fixture
def wire(page):
    """Return what tells when the server has answered an empty page that the test is about to open."""
    from tests.support.wire import Wire

    return Wire(page)


@pytest.fixture(scope="module")
def _module_page(context):
    shared = SharedPage(context)
    yield shared
    shared.page.close()


@pytest.fixture
def shared(_module_page, context, request):
    """Return the page that the tests of a module share, tidy; a test fails when it reports an error meanwhile."""
    yield _module_page
    problems = list(_module_page.problems)
    if _has_failed(_module_page.page, request):
        _module_page.renew()
    else:
        _module_page.tidy()
    context.clear_cookies(name=NOT_STREAMLITS)
    context.clear_permissions()
    _refuse(problems)
