"""What the live map is told about a run, and the files that Explore offers."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load as load_safetensors

from ui import engine
from ui.explore import explorer, training
from ui.live.facts import live_map
from ui.live.javascript import FOLDER, joined
from ui.live.styles import styles
from vae.data.wording import names_of
from vae.figures.run_map import WALK_POINTS
from vae.network.bundles import read_header
from vae.runs import store
from vae.runs.dimensions import UNUSED_BELOW

ENTRIES = [
    path for path in sorted(FOLDER.parent.glob("*/*.js")) if "export default " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("dims", [1, 2, 3, 64])
def test_the_blob_holds_the_decoder_and_the_codes(saved, dims):
    run = saved(f"dims-{dims}", latent_dim=dims)
    ready, latents = live_map(run), store.load_latents(run)
    tensors = load_safetensors(ready.blob)
    assert read_header(ready.blob)["fingerprint"] == ready.fingerprint
    assert set(load_safetensors(store.load_bundle(run))) < set(tensors)
    np.testing.assert_array_equal(tensors["map.codes"], latents.z_mean)
    np.testing.assert_array_equal(tensors["map.labels"], latents.labels)
    assert tensors["map.axes"].shape == (2, dims)
    assert tensors["map.walk"].shape == (WALK_POINTS, dims)
    x0, x1, y0, y1 = ready.facts.home_box
    assert x0 <= -3 and x1 >= 3
    assert y0 <= -2.5 and y1 >= 2.5


def test_the_fingerprint_tells_runs_apart_and_stays(saved):
    first, second = saved("dims-2", latent_dim=2), saved("dims-3", latent_dim=3)
    assert live_map(first).fingerprint == live_map(first).fingerprint != live_map(second).fingerprint


def test_dimensions_are_sorted_by_kl_and_unused_ones_named(saved):
    run = saved("sorted", latent_dim=4)
    run.metrics["kl_per_dimension"]["value"] = [0.5, UNUSED_BELOW / 2, 2.0, UNUSED_BELOW]
    facts = live_map(run).facts
    assert facts.order == [2, 0, 3, 1]
    assert facts.unused == [1] and facts.unused_text == "1 unused dimension (under 0.01 nats)"


def test_levels_are_told_with_what_they_hold_and_their_maps(saved):
    run = saved("ladder", family="ladder", latent_dim=6, hidden_sizes=(8, 8, 8))
    held = {"data": "", "num_images": 2000, "value": 0.3, "class": 0.7}
    ready = live_map(replace(run, metrics=run.metrics | {"level_3": held, "level_1": {**held, "class": 0.1}}))
    first, _, last = ready.facts.levels
    assert (first.title, last.title) == ("Level 1", "Level 3: which digit")
    assert last.figures == "picture 30% · which digit 70%" and last.dimensions == [4, 5]
    assert last.home_box == ready.facts.home_box and first.fog_box == ready.numbers.levels[0].fog_box
    tensors = load_safetensors(ready.blob)
    np.testing.assert_array_equal(tensors["map.fog_0"], ready.numbers.levels[0].fog)
    assert "map.fog_2" in tensors and "on 2,000 test digits" in ready.facts.subtitle
    two = live_map(saved("two-layers", family="hierarchical", latent_dim=18, hidden_sizes=(8, 8, 8))).facts
    assert [level.home_box for level in two.levels] == [None, two.home_box] and two.levels[0].title == "Lower layer"
    assert live_map(saved("dims-3", latent_dim=3)).facts.levels == ()


def test_two_dimensions_keep_the_order_of_the_maps_axes(saved):
    run = saved("two", latent_dim=2)
    run.metrics["kl_per_dimension"]["value"] = [0.5, 2.0]
    assert live_map(run).facts.order == [0, 1]


def test_a_plain_autoencoder_has_no_prior_and_room_for_its_codes(saved):
    run = saved("plain", latent_dim=2, variational=False)
    facts = live_map(run).facts
    assert facts.has_prior is False
    assert facts.z_limit >= 1.5 * np.abs(store.load_latents(run).z_mean).max()


def test_codes_as_csv(saved):
    run = saved("dims-3", latent_dim=3)
    rows = list(csv.DictReader(io.StringIO(explorer.codes_csv(run).decode())))
    latents = store.load_latents(run)
    assert list(rows[0]) == ["index", "label", "z1", "z2", "z3"]
    assert [int(row["label"]) for row in rows] == latents.labels.tolist()
    np.testing.assert_allclose([float(row["z2"]) for row in rows], latents.z_mean[:, 1], rtol=1e-5)


@pytest.mark.parametrize("is_conditional", [False, True])
def test_the_walk_as_gif_asks_the_worker_for_the_whole_path(saved, monkeypatch, is_conditional):
    run = saved(f"walk-{int(is_conditional)}", latent_dim=2, conditional=is_conditional)
    ready = live_map(run)
    asked = {}

    def decode(folder, z, labels):
        asked.update(folder=folder, z=z, labels=labels)
        return np.linspace(0, 1, len(z), dtype=np.float32)[:, None, None] * np.ones((28, 28), np.float32)

    monkeypatch.setattr(engine, "decode", decode)
    with Image.open(io.BytesIO(explorer.walk_gif(run, ready))) as picture:
        assert picture.n_frames == WALK_POINTS
        assert picture.info["loop"] == 0
        picture.seek(0)
        assert picture.convert("L").getpixel((9, 9)) == 0
        picture.seek(WALK_POINTS - 1)
        assert picture.convert("L").getpixel((9, 9)) == 255
    assert asked["folder"] == run.folder
    assert asked["z"] is ready.numbers.walk
    assert (asked["labels"] is ready.numbers.walk_labels) == is_conditional


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda path: path.stem)
def test_joined_scripts_hold_every_file_once_and_import_nothing(entry):
    text = joined(entry)
    assert not re.search(r"^import |^export (?!default)", text, re.MULTILINE)
    assert text.count("export default") == 1
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", text, re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def test_an_import_under_another_name_is_refused_where_files_are_joined(tmp_path):
    (tmp_path / "one.js").write_text("export function one() {}\n")
    (tmp_path / "two.js").write_text('import { one as other } from "./one.js";\nother();\n')
    with pytest.raises(ValueError, match="two.js: import .* gives another name"):
        joined(tmp_path / "two.js")


def test_scripts_write_no_markup():
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|createContextualFragment|DOMParser|srcdoc|\.write\(|eval\("
    scripts = sorted(FOLDER.parent.rglob("*.js"))
    assert {path.parent.name for path in scripts} >= {"live", "explore", "compare", "interpolate", "shell"}
    assert [path.name for path in scripts if re.search(ways, path.read_text(encoding="utf-8"))] == []


def test_what_all_components_share_comes_before_their_own_styles(tmp_path):
    (tmp_path / "own.css").write_text(".own {}\n", encoding="utf-8")
    texts = [(FOLDER / name).read_text(encoding="utf-8") for name in ("theme.css", "frame.css")]
    assert styles("frame.css", tmp_path / "own.css") == "".join([*texts, ".own {}\n"])


def test_every_component_that_follows_the_theme_has_its_class():
    for path in ENTRIES:
        if not re.search(r"^  setTheme\(theme\)", joined(path), re.MULTILINE):
            continue
        own = [path.with_suffix(suffix) for suffix in (".html", ".py")]
        text = "".join(frame.read_text(encoding="utf-8") for frame in own if frame.exists())
        # or one of those that all share, which its Python side names
        text += "".join((FOLDER / name).read_text(encoding="utf-8") for name in re.findall(r'"(\w+\.html)"', text))
        assert re.search(r'<div class="[\w -]+ themed\b', text), path


def test_a_map_calls_outputs_as_its_data_do_but_pictures_of_anything_pictures():
    runs = ("names-16d", "mnist-2d", "mnist-16d")
    names, digits, many = (live_map(store.load_run(name)).facts.subtitle for name in runs)
    assert names.startswith("Every place is a name; ") and names.endswith("the sliders all.")
    assert " test names; " in names
    assert many.endswith("Its pictures follow the other dimensions, too.")
    assert digits.startswith("Every place on this map is a picture. The dots are") and "digits from" in digits


def test_what_figures_show_is_said_of_what_the_run_gives():
    names = ("epoch", "reconstruction", "kl", "val_reconstruction", "val_kl")
    history = {name: np.array([1.0, 3.0]) for name in names}
    for run in ("mnist-2d", "motion-8d", "melodies-24d", "names-16d"):
        config = replace(store.load_run(run).config, encoder_epochs=0)
        (noun, nouns), trained = names_of(config), training.training_sentences(history, config, 9.0)
        is_density = config.likelihood == "gaussian_learnt"
        assert f"Training makes {nouns} {'likelier' if is_density else 'cheaper to describe: a nat'}" in trained
        assert trained.endswith(f"After 3 epochs a held-out {noun} takes 6.0 nats, one that it was trained on 6.0.")
        assert f"can tell about the {noun}; at 0" in training.kl_sentences(np.ones(2), noun)
    stopped = replace(config, early_stopping=1)
    said = training.training_sentences({**history, "held_back": np.array([1.0, 2.0])}, stopped)
    assert "After 1 epochs" in said, "the run has the weights of the best epoch"


def test_of_an_encoder_that_went_on_alone_the_page_says_both_figures():
    """The history ends before that, and the side bar has what came of it: side by side they would contradict."""
    run = store.load_run("mnist-2d")
    neg_elbo = run.metrics["neg_elbo"]["value"]
    said = training.training_sentences(store.load_history(run), run.config, neg_elbo)
    assert said.endswith(f"Then the encoder went on alone, and it takes {neg_elbo:.1f}.")
