"""The atlas's tools on a page: the choice of a projection, dimension cards, the manifold and the Projector's files."""

import base64
import io
import json
import shutil
import zipfile

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from ui import engine
from ui.atlas import base_codes, dimensions, exports, manifold, projection
from ui.shell import held_out
from vae.figures.views import View, read_view
from vae.jobs import projection_jobs
from vae.latent.projections import Setting, raw_xy
from vae.runs import store
from vae.runs.dimension_names import load_names, save_name

PROJECTION = """
import streamlit as st
from ui.atlas import projection
from vae.runs.store import load_latents, load_run
run = load_run(st.query_params["run"])
st.session_state["places"] = projection.choose(run, load_latents(run), "1")
"""
VIEW = """
import streamlit as st
from ui.atlas import {module}
from vae.runs.store import load_run
{module}.show(load_run(st.query_params["run"]))
"""


@pytest.fixture(scope="module")
def many_runs(home, save_tiny_run, tmp_path_factory):
    """Return a VAE_HOME with a run of every kind."""
    folder = tmp_path_factory.mktemp("atlas")
    shutil.copytree(home / "runs", folder / "runs")
    save_tiny_run(folder / "runs" / "line", latent_dim=1)
    save_tiny_run(folder / "runs" / "plain", latent_dim=3, variational=False)
    shutil.copytree(folder / "runs" / "tiny-3d", folder / "runs" / "bare")
    config = folder / "runs" / "bare" / "config.json"
    config.write_text(config.read_text().replace('"tiny-3d"', '"bare"'))
    (folder / "runs" / "bare" / "metrics.json").write_text('{"version": 1, "metrics": {}}')
    return folder


@pytest.fixture(autouse=True)
def own_home(many_runs, monkeypatch, tmp_path):
    """Let every test begin with these runs and no caches, and decode in this process: the worker has its own test."""
    from vae.model import inference

    shutil.copytree(many_runs, tmp_path / "home")
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(engine, "decode", inference.decode)
    for cache in (projection._pca, projection._raw_places, projection._long_places, projection._processes,
                  dimensions._measures, dimensions._strips, manifold._drawn, manifold._figure, base_codes._codes,
                  held_out.test_images):  # fmt: skip
        cache.clear()
    return tmp_path / "home"


def opened(script, run):
    page = AppTest.from_string(script, default_timeout=60)
    page.query_params["run"] = run
    page.run()
    assert not page.exception
    return page


def view(module, run):
    return opened(VIEW.format(module=module), run)


def cards_of(page):
    assert not page.exception
    told = [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component")]
    (facts,) = [data for data in told if "cards" in data]
    return facts


def figure_of(page):
    assert not page.exception
    return json.loads(page.get("plotly_chart")[0].proto.spec)


def choose_method(page, method):
    page.get("button_group")[0].set_value(method).run()
    assert not page.exception
    return page.session_state["places"]


def test_one_and_two_dimensions_are_shown_as_they_are_without_a_control(own_home):
    page = opened(PROJECTION, "tiny-conditional")
    places = page.session_state["places"]
    latents = store.load_latents(store.load_run("tiny-conditional"))
    np.testing.assert_array_equal(places.xy, latents.z_mean)
    assert (places.titles, places.note) == (("z1", "z2"), "")
    page = opened(PROJECTION, "line")
    places = page.session_state["places"]
    latents = store.load_latents(store.load_run("line"))
    np.testing.assert_array_equal(places.xy[:, 0], latents.z_mean[:, 0])
    assert places.titles == ("z1", "class") and "a row of its own" in places.note
    assert not page.get("button_group") and not page.selectbox


def test_pca_comes_first_and_says_what_it_keeps(monkeypatch):
    monkeypatch.setattr(projection, "has_umap", lambda: False)
    page = opened(PROJECTION, "tiny-3d")
    places = page.session_state["places"]
    assert places.key == "pca" and places.xy.shape == (360, 2)
    assert places.note.startswith("The two main axes hold ")
    assert "Trustworthiness T = " in places.note and "neighbours in 3 dimensions (10 neighbours of 360" in places.note
    assert page.run().session_state["places"].xy is places.xy
    (control,) = page.get("button_group")
    assert [option.content for option in control.proto.options] == ["PCA", "t-SNE", "Two dimensions"]
    assert "where the package umap-learn is installed" in control.proto.help


def test_two_dimensions_are_ordered_by_kl_and_carry_their_names(own_home):
    run = store.load_run("tiny-3d")
    metrics = json.loads((run.folder / "metrics.json").read_text())
    metrics["metrics"]["kl_per_dimension"]["value"] = [1.0, 5.0, 3.0]
    (run.folder / "metrics.json").write_text(json.dumps(metrics))
    save_name(run, 1, "slant / 😀")
    page = opened(PROJECTION, "tiny-3d")
    places = choose_method(page, "raw")
    assert page.selectbox[0].options == ["z2, slant / 😀 · 5.00 nats", "z3 · 3.00 nats", "z1 · 1.00 nats"]
    assert (places.titles, places.key) == (("z2, slant / 😀", "z3"), "raw-2-3")
    latents = store.load_latents(run)
    np.testing.assert_array_equal(places.xy, raw_xy(latents.z_mean, (1, 2)))
    page.selectbox[0].select(0).run()
    page.selectbox[1].select(0).run()
    assert page.session_state["places"].key == "raw-1-1"
    assert page.session_state["places"].note.startswith("This dimension holds ")
    visitor = AppTest.from_string(PROJECTION, default_timeout=60)
    visitor.query_params["run"] = "tiny-3d"
    for name in ("atlas_projection", "atlas_across_3"):  # after another page: the widgets' own memory is gone
        visitor.session_state[name] = page.session_state[name]
    assert visitor.run().session_state["places"].key == "raw-1-3"


class Process:
    pid = 0

    def __init__(self, ended=None):
        self.ended = ended

    def poll(self):
        return self.ended


def test_a_long_projection_is_started_once_watched_and_shown(monkeypatch):
    codes = store.load_latents(store.load_run("tiny-3d")).z_mean
    setting = Setting("tsne", perplexity=30.0)
    key, started = projection_jobs.job_key(codes, setting), []
    monkeypatch.setattr(projection_jobs, "start", lambda *asked: started.append(asked) or Process())
    page = opened(PROJECTION, "tiny-3d")
    places = choose_method(page, "tsne")
    assert places.key == "pca" and places.note.startswith("This is PCA, as t-SNE is not computed yet. The two main")
    assert [button.label for button in page.button] == ["Compute t-SNE"]

    other = opened(PROJECTION, "tiny-3d")
    choose_method(other, "tsne")
    page.button[0].click().run()
    other.button[0].click().run()
    assert started == [("tiny-3d", key, setting)]
    for visitor in (page, other):
        assert [button.label for button in visitor.button] == ["Cancel"]
        assert visitor.session_state["places"].note.startswith("This is PCA, until t-SNE is there.")

    monkeypatch.setattr(projection_jobs, "project", lambda z, *_: z[:, :2] * 2)
    projection_jobs.run_job(codes, setting)
    places = page.run().session_state["places"]
    np.testing.assert_array_equal(places.xy, codes[:, :2] * 2)
    assert (places.titles, places.key) == (("t-SNE 1", "t-SNE 2"), "tsne-perplexity-30-seed-0")
    assert "Distances between groups and the groups' sizes mean nothing" in places.note
    assert not page.button


def test_a_process_that_died_is_a_sentence_and_can_be_started_again(monkeypatch):
    processes = iter([Process(ended=-9), Process()])
    monkeypatch.setattr(projection_jobs, "start", lambda *_: next(processes))
    page = opened(PROJECTION, "tiny-3d")
    choose_method(page, "tsne")
    page.button[0].click().run()
    assert "ended without a result" in page.warning[0].value
    assert page.button[0].label == "Compute t-SNE again"
    page.button[0].click().run()
    assert not page.warning and page.button[0].label == "Cancel"


def test_cancel_ends_the_process_and_offers_to_start_anew():
    page = opened(PROJECTION, "tiny-3d")
    choose_method(page, "tsne")
    page.button[0].click().run()
    (process,) = projection._processes().values()
    assert page.button[0].label == "Cancel"
    page.button[0].click().run()
    assert process.poll() is not None
    page.run()
    assert not page.warning and page.button[0].label == "Compute t-SNE"


def test_umap_is_offered_where_it_is_installed(monkeypatch):
    monkeypatch.setattr(projection, "has_umap", lambda: True)
    page = opened(PROJECTION, "tiny-3d")
    choose_method(page, "umap")
    assert [box.label for box in page.selectbox] == ["Neighbours", "Distance"]
    assert page.button[0].label == "Compute UMAP"


def test_every_dimension_has_a_card_with_pictures_and_words():
    page = view("dimensions", "tiny-3d")
    facts = cards_of(page)
    assert [card["title"] for card in facts["cards"]] == ["z1", "z2", "z3"] and facts["unused"] == []
    card = facts["cards"][1]
    assert card["measures"][0]["text"] == "3.33 nats of KL, 33%"
    assert card["measures"][1]["text"].endswith("of the class")
    assert card["ticks"] == ["−3", "0", "3"]
    assert card["strip_text"] == "11 pictures along z2, from −3 to 3"
    run = store.load_run("tiny-3d")
    base = np.round(store.load_latents(run).z_mean.astype(np.float64).mean(axis=0), 3)
    z = np.repeat(base[None], 11, axis=0)
    z[:, 1] = np.linspace(-3, 3, 11)
    pictures = np.round(255 * engine.decode(run.folder, z)).astype(np.uint8)
    strip = np.frombuffer(base64.b64decode(card["strip"]), np.uint8).reshape(11, 28, 28)
    np.testing.assert_allclose(strip, pictures, atol=1)
    assert page.run() and cards_of(page) == facts


def test_unused_dimensions_are_folded_away_and_the_most_telling_comes_first(own_home):
    file = own_home / "runs" / "tiny-3d" / "metrics.json"
    metrics = json.loads(file.read_text())
    metrics["metrics"]["kl_per_dimension"]["value"] = [0.001, 2.0, 3.0]
    file.write_text(json.dumps(metrics))
    facts = cards_of(view("dimensions", "tiny-3d"))
    assert [card["title"] for card in facts["cards"]] == ["z3", "z2"]
    assert [card["title"] for card in facts["unused"]] == ["z1"]
    assert facts["unused_text"] == "1 unused dimension (under 0.01 nats)"


def test_another_base_draws_other_strips():
    page = view("dimensions", "tiny-3d")
    before = cards_of(page)
    assert page.selectbox[0].options[:2] == ["the mean of all codes", "a typical 0"]
    page.selectbox[0].select(7).run()
    after = cards_of(page)
    assert after["id"] != before["id"] and after["cards"][0]["strip"] != before["cards"][0]["strip"]


@pytest.mark.parametrize(
    ("run", "caption", "measure", "count"),
    [
        ("plain", "A plain autoencoder has no KL: sorted by the variance", "variance ", 3),
        ("bare", "Sorted by KL", " nats of KL", 3),
        ("line", "KL is the most that a coordinate can tell", " nats of KL", 1),
        ("tiny-conditional", "KL is the most that a coordinate can tell", " nats of KL", 2),
    ],
)
def test_runs_of_every_kind_have_cards_and_a_manifold(run, caption, measure, count):
    page = view("dimensions", run)
    cards = cards_of(page)["cards"] + cards_of(page)["unused"]
    assert caption in page.caption[0].value and len(cards) == count
    assert all(measure in card["measures"][0]["text"] for card in cards)
    # A single coordinate has no rest that could be held.
    labels = {"line": [], "tiny-conditional": ["Class"]}.get(run, ["Around"])
    assert [box.label for box in page.selectbox] == labels
    page = view("manifold", run)
    rows = 1 if run == "line" else 20
    picture = Image.open(io.BytesIO(base64.b64decode(figure_of(page)["data"][0]["source"].partition(",")[2])))
    assert picture.size == (560, 28 * rows)


def test_a_name_is_kept_shown_and_refused_with_a_sentence():
    run = store.load_run("tiny-3d")
    page = view("dimensions", "tiny-3d")
    with pytest.MonkeyPatch.context() as patch:
        state = {}
        patch.setattr(dimensions.st, "session_state", state)
        dimensions.keep_name(run, {"dimension": 2, "name": " slant "})
        assert state == {}
        dimensions.keep_name(run, {"dimension": 0, "name": "x" * 300})
        problem = state["atlas_name_problem"]
        told = {"dimension": 2, "name": "slant", "at": 7}
        assert [dimensions.is_news(told), dimensions.is_news(told), dimensions.is_news({**told, "at": 8})] == [
            True, False, True,
        ]  # fmt: skip
    assert problem == {"dimension": 0, "text": "A name must have at most 40 characters, got 300."}
    assert load_names(run) == {2: "slant"}
    page.session_state["atlas_name_problem"] = problem
    facts = cards_of(page.run())
    assert facts["problem"] == problem and facts["cards"][2]["name"] == "slant"
    assert cards_of(page.run())["problem"] is None
    (run.folder / "names.json").write_text("half writ")
    assert "is damaged" in page.run().warning[0].value
    assert [card["name"] for card in cards_of(page)["cards"]] == ["", "", ""]


def test_the_manifold_tells_its_coordinates_and_downloads_in_full():
    page = view("manifold", "tiny-conditional")
    figure = figure_of(page)
    image, cells = figure["data"]
    assert (image["type"], image["dx"]) == ("image", 1 / 28)
    assert image["x0"] - image["dx"] / 2 == pytest.approx(-0.5)
    assert len(cells["customdata"]) == 400 and cells["customdata"][0] == [-1.96, 1.96]
    assert "z1 = %{customdata[0]" in cells["hovertemplate"]
    axis = figure["layout"]["xaxis"]
    assert axis["ticktext"][0] == "−1.96" and axis["title"]["text"] == "z1"
    assert figure["layout"]["yaxis"]["scaleanchor"] == "x"
    page.selectbox[1].select(5).run()
    page.selectbox[2].select("linear").run()
    page.slider[0].set_value(1.5).run()
    cells = figure_of(page)["data"][1]
    assert len(cells["customdata"]) == 25 and cells["customdata"][24] == [1.5, -1.5]
    picture = np.arange(56 * 28, dtype=np.uint8).reshape(56, 28)
    saved = View("atlas", {"run": "tiny-3d", "view": "manifold"})
    for is_dark, shown in ((True, picture), (False, 255 - picture)):
        content = manifold.png(picture, is_dark, saved)
        np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(content))), shown)
        assert read_view(content) == saved


def test_a_manifold_of_two_dimensions_of_three():
    page = view("manifold", "tiny-3d")
    assert [box.label for box in page.selectbox] == ["Across", "Around", "Pictures a side", "Spacing"]
    assert figure_of(page)["layout"]["xaxis"]["title"]["text"] == "main axis 1"
    page.selectbox[0].select(2).run()
    assert page.selectbox[1].label == "Up" and page.selectbox[1].options == ["z1", "z2"]
    layout = figure_of(page)["layout"]
    assert (layout["xaxis"]["title"]["text"], layout["yaxis"]["title"]["text"]) == ("z3", "z1")


def test_a_clicked_picture_opens_in_explore():
    run = store.load_run("tiny-conditional")
    shown = manifold.View(base_codes.Base((0.0, 0.0), 3), 3, "linear", 2.0, None)
    drawn = manifold._drawn("", 0, shown, run)
    assert manifold.explore_query(run, shown, drawn, 5) == {"run": "tiny-conditional", "z": "2,0", "label": "3"}


@pytest.mark.parametrize("is_here", [True, False])
def test_the_projectors_zip_has_codes_labels_and_thumbnails(is_here, digits, monkeypatch):
    run = store.load_run("tiny-conditional")
    if not is_here:
        monkeypatch.setattr(exports, "test_images", lambda *_: (None, None))
    latents = store.load_latents(run)
    with zipfile.ZipFile(io.BytesIO(exports.projector_zip(run))) as archive:
        assert {"vectors.tsv", "metadata.tsv", "sprite.png", "projector_config.json"} <= set(archive.namelist())
        vectors = np.loadtxt(io.BytesIO(archive.read("vectors.tsv")), delimiter="\t")
        labels = [line.split("\t")[0] for line in archive.read("metadata.tsv").decode().splitlines()[1:]]
        sprite = np.asarray(Image.open(io.BytesIO(archive.read("sprite.png"))))
    np.testing.assert_allclose(vectors, latents.z_mean, rtol=1e-4, atol=1e-5)
    assert labels == [str(label) for label in latents.labels]
    decoded = np.round(255 * engine.decode(run.folder, latents.z_mean, latents.labels)).astype(np.uint8)
    expected = digits.test_images if is_here else decoded
    np.testing.assert_allclose(sprite[28:56, 28:56].astype(int), 255 - expected[20].astype(int), atol=1)


def test_the_projectors_button_computes_nothing_before_it_is_pressed(monkeypatch):
    monkeypatch.setattr(exports, "projector_zip", lambda _: pytest.fail("computed before it was asked for"))
    page = view("exports", "tiny-3d")
    assert page.get("download_button")[0].proto.label == "Codes for the Embedding Projector"
    assert "projector.tensorflow.org" in page.caption[0].value


@pytest.mark.parametrize(
    ("family", "expected"), [("vae", (5, 0)), ("ladder", (4, 5)), ("hierarchical", (16, 17)), ("mixture", (5, 0))]
)
def test_two_dimensions_are_at_first_those_of_the_map_of_explore(family, expected):
    assert projection.usual_axes(family, [5, 0, 3, 1, 2, 4]) == expected
