"""Encode: what the page answers about drawings and files, what it says about bad ones, and what it hands on."""

import base64
import csv
import io
import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image, ImageDraw

from tests.support.pages import visit
from ui import code_lines, engine
from ui.encode import answers, batch, cutter, likeness, sources, stage, trace, workbench
from ui.encode.cutter import File
from ui.encode.given import Given
from ui.live import encoders, gallery
from ui.shell import held_out
from vae.config import RunConfig
from vae.figures.views import View
from vae.latent.neighbours import class_probabilities, class_shares, nearest
from vae.likelihoods import LIKELIHOODS
from vae.model import loading, losses
from vae.model.explanation import draw_epsilon, model_input
from vae.network.bundles import read_header
from vae.pictures.cutting import WHOLE
from vae.pictures.recipes import DIGIT_RECIPE
from vae.pictures.samples import sample_images
from vae.runs import store
from vae.runs.run_files import RunError
from vae.verdict.typicality import Yardstick

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def own_home(home, monkeypatch, tmp_path):
    """Let no test read or fill another's caches, and answer in this process: the worker has its own test."""
    from vae.model import inference

    monkeypatch.setenv("VAE_HOME", str(home))
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name in ("decode", "encode", "explain", "score", "encoder_bundle"):
        monkeypatch.setattr(engine, name, getattr(inference, name))
    for cache in (answers._explained, answers._class_losses, answers._scores, answers._prepared_image, answers._steps,
                  sources._samples, held_out.test_images, encoders._encoder_bundle):  # fmt: skip
        cache.clear()


@pytest.fixture
def run():
    return store.load_run("tiny-3d")


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def drawn(index=5):
    picture = sample_images(280)[0][index]
    address = "data:image/png;base64," + base64.b64encode(png(picture)).decode()
    return {"revision": f"r{index}", "strokes": [{"points": [0.2, 0.2, 0.08], "erases": False}], "picture": address}


def opened(run="tiny-3d", **state):
    return visit("encode", {"run": run}, state)


def components(page):
    assert not page.exception
    return [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]


def stage_of(page):
    return next(data for data in components(page) if "settled" in data)


def galleries(page):
    return {data["label"]: data for data in components(page) if "items" in data}


def test_an_empty_page_shows_the_stage_and_says_what_to_do():
    page = opened()
    facts = stage_of(page)
    assert facts["mode"] == "draw" and facts["settled"] is None and facts["pictures"] == []
    assert "Draw a digit" in facts["empty"] and facts["subtitle"] == "Drag over the map to look around."
    assert [sample["name"] for sample in facts["samples"]] == [str(digit) for digit in range(10)]
    assert not page.subheader and not page.warning


def test_a_drawing_is_answered_with_the_numbers_of_the_model(run):
    page = opened(encode_drawing=drawn(5))
    facts = stage_of(page)
    image = np.frombuffer(base64.b64decode(facts["settled"]["pixels"]), np.uint8).reshape(28, 28)
    assert facts["settled"]["revision"] == "r5" and image.max() > 200
    assert facts["subtitle"].startswith("The ellipses are 1 and 2 σ of the posterior")
    model = loading.load_model(run)
    z_mean, z_log_var = (np.asarray(part) for part in model.encode(image[None]))
    kl = float(np.asarray(losses.gaussian_kl(z_mean, z_log_var))[0])
    epsilon = draw_epsilon(1, 3, 0)
    z = z_mean + np.exp(0.5 * z_log_var) * epsilon
    nll = float(np.asarray(losses.reconstruction_nll("bernoulli", image[None] / 255.0, model.decode_logits(z)))[0])
    table = next(text.value for text in page.markdown if "D_" in text.value)
    assert f"{nll:.2f} + {kl:.2f} = **{nll + kl:.2f}** nats" in table
    for values in (z_mean[0], z[0], epsilon[0]):
        assert ", ".join(f"{value:.3f}" for value in values).replace("-", "−") in table
    shown = galleries(page)
    pixels = shown["Input, reconstruction and their difference"]["items"][1]["pixels"]
    expected = gallery.pixels_text(np.asarray(model.decode(z_mean))[0])
    difference = np.abs(
        np.subtract(*(np.frombuffer(base64.b64decode(text), np.uint8).astype(int) for text in (pixels, expected)))
    )
    assert difference.max() <= 1
    assert len(shown["Draws from the posterior, decoded"]["items"]) == 8


@pytest.mark.skipif(not (store.SHIPPED_FOLDER / "mnist-2d").is_dir(), reason="the run does not ship")
def test_a_scribble_is_said_to_be_none_right_below_the_stage_and_a_digit_is_not():
    star = Image.new("L", (280, 280), 255)
    for angle in np.pi * np.arange(4) / 4:
        across, up = 130 * np.cos(angle), 130 * np.sin(angle)
        ImageDraw.Draw(star).line([140 - across, 140 - up, 140 + across, 140 + up], fill=0, width=24)
    scribble = drawn(5) | {"picture": "data:image/png;base64," + base64.b64encode(png(np.array(star))).decode()}
    (warning,) = opened("mnist-2d", encode_drawing=scribble).warning
    assert warning.value.startswith("**This does not look like a digit by this measure.**")
    assert not opened("mnist-2d", encode_drawing=drawn(0)).warning


def test_the_answer_follows_its_controls():
    page = opened(encode_drawing=drawn(3))
    before = galleries(page)["Draws from the posterior, decoded"]["items"]
    page.button(key="encode_again").click().run()
    after = galleries(page)["Draws from the posterior, decoded"]["items"]
    assert [item["pixels"] for item in before] != [item["pixels"] for item in after]
    assert any(caption.value == "seed 1" for caption in page.caption)
    page.slider(key="_encode_draws").set_value(3).run()
    fewer = galleries(page)["Draws from the posterior, decoded"]["items"]
    assert [item["pixels"] for item in fewer] == [item["pixels"] for item in after[:3]]
    page.slider(key="_encode_k").set_value(4).run()
    assert len(galleries(page)["Nearest held-out codes"]["items"]) == 4


def test_switching_a_step_off_changes_the_picture_and_leaves_the_step_out():
    page = opened(encode_drawing=drawn(3))
    before, steps = stage_of(page)["settled"], galleries(page)["The picture after every step"]["items"]
    assert [step["title"] for step in steps][:2] == ["Grey", "Dark paper"] and steps[-1]["title"] == "Centre"
    page.button_group[1].set_value(["invert", "remove_shading", "remove_noise", "keep_aspect", "center_mass"]).run()
    after, fewer = stage_of(page)["settled"], galleries(page)["The picture after every step"]["items"]
    assert "Crop" not in [step["title"] for step in fewer] and len(fewer) == len(steps) - 2
    assert after["pixels"] != before["pixels"]


def test_a_conditional_run_guesses_the_class_and_can_be_told(monkeypatch):
    run = store.load_run("tiny-conditional")
    image = sample_images(280)[0][4]
    prepared, _ = answers.prepared((Given("a", "a", image),), DIGIT_RECIPE)
    pixels = prepared[0].image
    model = loading.load_model(run)
    by_class = []
    for label in range(10):
        told = np.array([label])
        z_mean, z_log_var = model.encode(pixels[None], told)
        logits = model.decode_logits(z_mean, told)
        nll = losses.reconstruction_nll("bernoulli", pixels[None].astype(np.float32) / 255.0, logits)
        by_class.append(float(np.asarray(nll + losses.gaussian_kl(z_mean, z_log_var))[0]))
    guessed = answers.explained(run, pixels[None], None)
    assert int(guessed.labels[0]) == int(np.argmin(by_class))
    np.testing.assert_allclose(guessed.neg_elbo[0], min(by_class), rtol=1e-4)
    assert int(answers.explained(run, pixels[None], 7).labels[0]) == 7
    found = answers.neighbours(run, guessed, pixels, 5)
    assert set(found.labels) == {int(guessed.labels[0])} and not found.are_reconstructions
    monkeypatch.setattr(held_out, "test_images", lambda *_: (None, None))
    without = answers.neighbours(run, guessed, pixels, 5)
    assert without.are_reconstructions
    codes = store.load_latents(run).z_mean[without.indices]
    np.testing.assert_allclose(without.pictures, np.asarray(model.decode(codes, without.labels)), atol=1e-5)
    np.testing.assert_allclose(found.probabilities.sum(), 1.0)
    assert found.probabilities.argmax() == guessed.labels[0]


def test_a_page_of_a_conditional_run_offers_classes_and_hands_the_class_on():
    page = opened("tiny-conditional", encode_drawing=drawn(4))
    facts = stage_of(page)
    assert facts["is_conditional"] and facts["choice"] is None
    (link,) = [link for link in page.get("page_link") if "walk" in link.proto.label]
    assert "label=" in link.proto.query_string and "run=tiny-conditional" in link.proto.query_string


def test_files_are_answered_one_by_one():
    whole = Image.fromarray(255 - sample_images(280)[0][7])
    file = io.BytesIO()
    whole.save(file, "JPEG")
    contents = [
        ("seven.jpg", "1", lambda: file.getvalue()),
        ("text.png", "2", lambda: b"no picture at all"),
        ("white.png", "3", lambda: png(np.full((50, 50), 255, np.uint8))),
        ("cut.jpg", "4", lambda: file.getvalue()[:300]),
        ("empty.png", "5", lambda: b""),
    ]
    found = [sources._read(File(key, name, content)) for name, key, content in contents]
    assert [len(one.pictures) for one in found] == [1, 0, 0, 0, 0]
    for (name, _, _), one in zip(contents[1:], found[1:], strict=True):
        (problem,) = one.problems
        assert problem.startswith(name) and problem.endswith(".")


def test_an_enormous_picture_is_refused_by_its_header():
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    chunks = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    (problem,) = sources._read(File("1", "huge.png", lambda: b"\x89PNG\r\n\x1a\n" + chunks)).problems
    assert problem.startswith("huge.png") and "pixels" in problem


def test_a_photo_with_three_digits_becomes_three_pictures():
    pictures = sample_images(200)[0][[2, 7, 9]]
    paper = np.full((260, 800), 235, np.uint8)
    for place, picture in zip((20, 290, 560), pictures, strict=True):
        paper[30:230, place : place + 200] = 235 - (0.8 * picture).astype(np.uint8)
    found = sources._read(File("k", "three.png", lambda: png(paper)))
    assert [one.name for one in found.pictures] == ["three.png, 1", "three.png, 2", "three.png, 3"]
    assert len({one.key for one in found.pictures}) == 3


def test_files_are_read_once_and_forgotten_when_gone(monkeypatch, run):
    state = {}
    monkeypatch.setattr(sources.st, "session_state", state)
    reads = []

    def content():
        reads.append(1)
        return png(sample_images(100)[0][0])

    first, second = File("1", "a.png", content), File("2", "b.png", content)
    sources._kept("kept", run, [first, second])
    sources._kept("kept", run, [first, second])
    assert len(reads) == 2
    assert len(sources._kept("kept", run, [second]).pictures) == 1
    assert len(reads) == 2 and list(state["kept_digits"]) == [("2", WHOLE)]


def test_a_part_that_was_cut_out_is_read_anew_and_said(monkeypatch, run):
    state = {}
    monkeypatch.setattr(sources.st, "session_state", state)
    seven, two = sample_images(100)[0][[10, 3]]
    file = File("k", "pair.png", lambda: png(np.concatenate([seven, np.rot90(two)], axis=1)))
    assert len(sources._kept("kept", run, [file]).pictures) == 2
    state["encode_cutter_k"] = {"cut": {"id": "k", "box": [0.0, 0.5, 1.0, 1.0], "degrees": 90}}
    found = sources._kept("kept", run, [file])
    (picture,) = found.pictures
    assert "only the part that you cut out" in found.notes[0] and picture.origin == "k"
    alone = sources._read(File("k", "two.png", lambda: png(two))).pictures[0].picture
    np.testing.assert_array_equal(picture.picture, alone)
    state["encode_cutter_k"] = {"cut": {"id": "k", "box": [0.0, 0.5, 7.0, 1.0], "degrees": 90}}
    assert cutter.part_of("k").degrees == 90.0, "a part outside of the picture counts as not told"
    state["encode_cutter_k"] = {"cut": {"id": "k", "box": [0.0, 0.0, 1.0, 1.0], "degrees": 0}}
    assert len(sources._kept("kept", run, [file]).pictures) == 2


def test_a_file_for_other_data_than_digits_is_taken_whole():
    picture = np.full((90, 120), 230, np.uint8)
    picture[20:40, 20:40] = picture[50:80, 60:100] = 60
    found = sources._read(File("k", "shoes.png", lambda: png(picture)), has_digits=False)
    assert [one.picture.shape for one in found.pictures] == [(90, 120)] and not found.notes


def test_pasted_pictures_open_upload_with_a_table_and_links():
    several = [{"name": f"p{index}.png", "content": base64.b64encode(png(sample_images(120)[0][index])).decode()}
               for index in (0, 3, 8)]  # fmt: skip
    several.append({"name": "*bold*.png", "content": base64.b64encode(b"nothing").decode()})
    page = opened(encode_pasted={"id": "x", "pictures": several, "num_left_out": 0}, encode_source="Upload")
    facts = stage_of(page)
    assert facts["mode"] == "show" and len(facts["pictures"]) == 3 and facts["selected"] == 0
    (warning,) = page.warning
    assert r"\*bold\*.png" in warning.value
    (frame,) = page.dataframe
    assert list(frame.value["number"]) == [1, 2, 3]
    assert {"name", "class", "z1", "z3", "neg_elbo (nats)", "reconstruction (nats)"} <= set(frame.value.columns)
    choice = galleries(page)["Pictures found"]
    assert len(choice["items"]) == 3 and choice["is_choice"]
    page.button(key="encode_unpaste").click().run()
    assert stage_of(page)["pictures"] == [] and not page.warning


@pytest.mark.parametrize(("count", "said"), [(1, "1 pasted picture was left out"), (2, "2 pasted pictures were left")])
def test_pictures_too_large_to_paste_are_told(count, said):
    page = opened(encode_pasted={"id": "x", "pictures": [], "num_left_out": count}, encode_source="Upload")
    assert not page.exception
    (warning,) = page.warning
    assert said in warning.value and "upload their files" in warning.value


def test_the_table_and_the_arrays_say_the_same(run):
    given = tuple(Given(str(index), f"d{index}", picture) for index, picture in enumerate(sample_images(90)[0]))
    pictures, problems = answers.prepared(given, DIGIT_RECIPE)
    assert not problems
    images = np.stack([picture.image for picture in pictures])
    told = answers.explained(run, images, None)
    columns = batch.table(run, pictures, told, answers.scores(run, told))
    rows = list(csv.DictReader(io.StringIO(batch.to_csv(columns).decode())))
    arrays = np.load(io.BytesIO(batch.to_npz(images, told, columns, View("encode", {}))), allow_pickle=False)
    np.testing.assert_allclose([float(row["z2"]) for row in rows], arrays["z_mean"][:, 1], atol=1e-4)
    np.testing.assert_array_equal(arrays["images"], images)
    assert [row["name"] for row in rows] == list(arrays["name"])
    z_mean = np.asarray(loading.load_model(run).encode(images)[0])
    np.testing.assert_allclose(arrays["z_mean"], z_mean, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("picture", [
    np.zeros((280, 280), np.uint8), np.full((280, 280), 255, np.uint8),
    np.pad(np.full((1, 1), 255, np.uint8), 140), np.zeros((1, 1), np.uint8),
], ids=["black", "white", "one-pixel", "1x1"])  # fmt: skip
def test_a_drawing_without_a_digit_is_a_sentence(picture):
    address = "data:image/png;base64," + base64.b64encode(png(picture)).decode()
    page = opened(encode_drawing={"revision": "x", "strokes": [], "picture": address})
    assert stage_of(page)["settled"] is None
    (warning,) = page.warning
    assert warning.value.startswith("Your drawing")


def test_a_damaged_network_is_a_sentence(monkeypatch):
    def broken(*_):
        raise RunError("run 'tiny-3d': encoder.keras cannot be loaded; train the run again")

    monkeypatch.setattr(engine, "explain", broken)
    page = opened(encode_drawing=drawn(6))
    assert not page.exception
    assert "encoder.keras" in page.error[0].value and "another run" in page.error[0].value


def test_the_encoder_bundle_is_made_once_and_kept_on_disk(save_tiny_run, tmp_path, monkeypatch, home):
    run = save_tiny_run(tmp_path / "older")
    (run.folder / "encoder.safetensors").unlink()  # as in the folder of an older run
    content = encoders.encoder_bundle(run)
    metadata = read_header(content)
    assert metadata["fingerprint"] == encoders.fingerprint(run) and metadata["input_size"] == "784"
    assert encoders.is_ready(run)
    encoders._encoder_bundle.clear()
    monkeypatch.setattr(engine, "encoder_bundle", lambda folder: pytest.fail("asked the worker again"))
    assert encoders.encoder_bundle(run) == content, "read from the disk"
    (file,) = (home / "cache").glob(f"encoder-{encoders.fingerprint(run)}.safetensors")
    file.write_bytes(content[:1000])
    encoders._encoder_bundle.clear()
    monkeypatch.setattr(engine, "encoder_bundle", lambda folder: content)
    assert read_header(encoders.encoder_bundle(run)) == metadata, "made anew where the file is damaged"


@pytest.mark.parametrize("lean", [True, False])
def test_a_run_brings_its_encoder_with_it(save_tiny_run, monkeypatch, tmp_path, lean):
    run = save_tiny_run(tmp_path / "run", lean=lean)
    monkeypatch.setattr(engine, "encoder_bundle", lambda folder: pytest.fail("asked the worker"))
    assert encoders.is_ready(run)
    content, stored = encoders.encoder_bundle(run), (run.folder / "encoder.safetensors").read_bytes()
    assert read_header(content) == {**read_header(stored), "fingerprint": encoders.fingerprint(run)}


def test_every_code_line_of_the_trace_is_there():
    run = store.load_run("tiny-3d")
    told = answers.explained(run, sample_images(28)[0][:1], None, 1, 0)
    two = replace(run, config=RunConfig(name="two", family="hierarchical", latent_dim=18))
    draw = trace._draw_rows(two, told.z_samples[0], told.z_samples[0], 0)
    for row in [
        *trace._variational_rows(run, told, 0),
        *draw,
        *trace._plain_rows(run, told),
        trace._fixed_row(run, 1.0),
    ]:
        line = code_lines.code_line(*row[3])
        text = (ROOT / line.file).read_text().splitlines()[line.number - 1]
        assert line.text.startswith(text.strip()) and row[3][2] in line.text.replace('"', "'").replace("'", "")
    for likelihood in LIKELIHOODS.values():
        line = code_lines.code_line("vae/model/losses.py", likelihood.function, likelihood.source)
        assert line.text.startswith("return ops.sum(")


def test_a_code_line_that_moved_away_is_not_made_up():
    with pytest.raises(code_lines.CodeLineError, match="no statement"):
        code_lines.code_line("vae/model/losses.py", "gaussian_kl", "softplus")
    with pytest.raises(code_lines.CodeLineError, match="no function"):
        code_lines.code_line("vae/model/losses.py", "no_such_loss", "x")


def test_binarised_runs_see_pixels_cut_at_one_half():
    config = store.load_run("tiny-3d").config
    from dataclasses import replace

    grey = np.array([[0, 127, 128, 255]], np.uint8)
    np.testing.assert_array_equal(model_input(grey, replace(config, likelihood="bernoulli_binarized")), [[0, 0, 1, 1]])
    np.testing.assert_allclose(model_input(grey, config), grey / 255.0, rtol=1e-6)


def test_nearest_codes_and_their_shares_agree_with_a_full_sort():
    rng = np.random.default_rng(3)
    codes, place = rng.normal(size=(500, 4)), rng.normal(size=4)
    labels = rng.integers(0, 10, 500)
    indices, distances = nearest(codes, place, 12)
    every = np.linalg.norm(codes - place, axis=1)
    np.testing.assert_array_equal(indices, np.argsort(every)[:12])
    np.testing.assert_allclose(distances, np.sort(every)[:12])
    assert len(nearest(codes[:3], place, 12)[0]) == 3
    np.testing.assert_allclose(class_shares(labels[indices], 10), [(labels[indices] == c).mean() for c in range(10)])


def test_class_probabilities_are_bayes_rule():
    losses_of = np.array([103.0, 100.0, 101.0])
    expected = np.exp(-losses_of + 100.0)
    np.testing.assert_allclose(class_probabilities(losses_of), expected / expected.sum())
    assert class_probabilities(np.array([5000.0, 1.0]))[1] == 1.0


def test_the_histogram_marks_the_score_and_the_threshold():
    stick = Yardstick(
        "neg_elbo", "test", 100, np.linspace(50, 150, 101), np.linspace(50, 150, 11), np.full(10, 10), 140.0, 99.0,
        0.01, (),
    )  # fmt: skip
    for value, at in ((120.0, 120.0), (5000.0, 300.0)):
        figure = go.Figure(likeness.likeness_figure(stick, value).to_dict())
        assert [shape.x0 for shape in figure.layout.shapes] == [140.0, at]
        assert figure.layout.xaxis.range[1] >= at
    assert "5,000" in figure.layout.annotations[0].text


def address_of(page):
    """What the browser is told to write."""
    (facts,) = [data for data in components(page) if "query" in data]
    return facts["query"]


def test_a_link_opens_the_sample_and_the_answers_settings_that_wrote_it():
    query = {"run": "tiny-3d", "source": "samples", "sample": "drawn-3", "draws": "2", "seed": "5", "k": "4"}
    page = visit("encode", query)
    assert not page.exception and not page.warning
    assert address_of(page) == query
    shown = galleries(page)["Samples"]
    assert shown["items"][shown["selected"]]["note"] == "A drawn 3"
    page.run()
    assert address_of(page) == query


def test_a_sample_chosen_on_the_page_goes_into_the_address_and_stays():
    page = visit("encode", {"run": "tiny-3d", "source": "samples"})
    assert address_of(page)["sample"] == "drawn-0"
    shown = galleries(page)["Samples"]
    page.session_state["encode_samples_digits"] = {"chosen": {"index": 7, "id": shown["id"]}}
    note = shown["items"][7]["note"].removeprefix("A drawn ")
    assert address_of(page.run())["sample"] == f"drawn-{note.replace(', ', '-')}"


def test_a_conditional_run_is_told_the_class_of_the_address_until_another_is_chosen():
    page = visit("encode", {"run": "tiny-conditional", "label": "3"})
    assert stage_of(page)["choice"] == 3 and address_of(page) == {"run": "tiny-conditional", "label": "3"}
    page.session_state["encode_stage_tiny-conditional"] = {"choice": 5}
    page.run()
    assert stage_of(page)["choice"] == 5 and address_of(page)["label"] == "5"
    page.session_state["encode_stage_tiny-conditional"] = {"choice": None}
    page.run()
    assert stage_of(page)["choice"] is None and "label" not in address_of(page)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"source": "fax"}, "source in the address must be one of draw, upload, photograph, samples, got 'fax'"),
        ({"source": "samples", "sample": "x"}, "There is no sample 'x' for this run: showing the first."),
        ({"draws": "25"}, "draws in the address must be a whole number from 1 to 24, got '25'"),
    ],
)
def test_a_wrong_address_is_one_sentence(query, sentence):
    page = visit("encode", {"run": "tiny-3d", **query})
    assert not page.exception
    (warning,) = page.warning
    assert sentence in warning.value


def test_only_an_encoder_that_gives_widths_is_said_to_be_sure():
    sure, places = (workbench.empty_text(store.load_run(name), "Draw") for name in ("mnist-2d", "mnist-petals"))
    assert sure == "Draw a digit: the ellipse on the map shows where the encoder puts it, and how sure it is."
    assert places == "Draw a digit: a mark on the map shows where the encoder puts it."
    assert "Type a name: the ellipse" in workbench.empty_text(store.load_run("names-16d"), "Type")


@pytest.mark.parametrize(
    ("dataset", "placed"),
    [("mnist", ", the centre of mass in the middle"), ("digits", ", the ink in the middle"), ("fashion_mnist", "")],
)
def test_what_the_encoder_sees_is_said_as_its_pictures_are_prepared(run, dataset, placed):
    of_data_set = replace(run, config=replace(run.config, dataset=dataset))
    assert stage._seen(of_data_set) == f"What the encoder sees: 28 × 28 pixels{placed}."
