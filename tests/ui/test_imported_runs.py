"""Every page with runs that were made elsewhere: what they lack is said, nothing fails."""

import base64

import numpy as np
import pytest

from tests.support import imported_runs
from tests.support.pages import answer_without_worker, told_live, visit
from ui import engine
from ui.explore import explorer
from ui.learn import lesson
from ui.live import remote
from ui.live.prepared import prepared
from ui.site import writing
from vae.exports.export import ExportError, export
from vae.exports.model_card import model_card
from vae.imports.run_folder import run_files_in
from vae.runs import store
from vae.runs.run_files import RunError
from vae.runs.saving import save_copy, save_imported

NAMES = ("bare", "coded", "told", "whole", "graph")


@pytest.fixture(scope="module", autouse=True)
def imported(tmp_path_factory, digits):
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(folder))
        patch.setattr(store, "SHIPPED_FOLDER", folder / "shipped")
        answer_without_worker(patch.setattr)
        told = imported_runs.bare("told", conditional=True, num_classes=4)
        made = (
            imported_runs.bare(),
            imported_runs.with_codes(),
            told,
            imported_runs.whole(digits),
            imported_runs.graph(),
        )
        for one in made:
            save_imported(folder / "runs", one)
        yield


def texts(page):
    shown = [*page.markdown, *page.caption, *page.title, *page.header, *page.subheader, *page.info, *page.warning]
    return " ".join(element.value for element in shown)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("page", ["", "interpolate", "atlas", "compare"])
def test_pages_open(page, name):
    shown = visit(page, {"run": name, "runs": f"{name},bare,whole"})
    assert not shown.exception and not shown.error, [one.value for one in (*shown.exception, *shown.error)]


@pytest.mark.parametrize("view", ["corners", "arithmetic", "dimensions", "manifold", "files"])
def test_views_open(view):
    page = "interpolate" if view in ("corners", "arithmetic") else "atlas"
    for name in ("bare", "told", "graph"):
        shown = visit(page, {"run": name, "view": view})
        assert not shown.exception and not shown.error, [one.value for one in (*shown.exception, *shown.error)]


def test_explore_says_what_the_dots_are_and_where_the_run_comes_from():
    shown = visit("", {"run": "bare"})
    facts = next(one for one in told_live(shown)[0] if one and "subtitle" in one)
    assert "500 draws from the prior, since no data is known" in facts["subtitle"]
    assert facts["has_prior"] and "decoder.onnx" in texts(shown) and "Output" in texts(shown)
    shown = visit("", {"run": "coded"})
    facts = next(one for one in told_live(shown)[0] if one and "subtitle" in one)
    assert "400 codes that came with the model" in facts["subtitle"] and not facts["has_prior"]


def test_runs_without_an_encoder_hang_on_the_wall_and_go_home(monkeypatch):
    monkeypatch.setattr(writing, "TAKEN_HOME", ())  # what else is in the file is for test_site.py to show
    run = store.load_run("bare")
    assert lesson.lesson_run(run).encoder == "" and list(lesson.bundles(run)) == [lesson.lesson_run(run).fingerprint]
    shown = visit("learn", {"step": "wall", "runs": "bare,told"})
    assert not shown.exception and not shown.error, [one.value for one in (*shown.exception, *shown.error)]
    assert b"bare" in writing.take_home(run)


def test_a_run_leaves_as_a_zip_and_comes_back(tmp_path):
    run = store.load_run("told")
    contents = run_files_in({"told.zip": explorer.run_zip(run)})
    assert contents is not None and save_copy(tmp_path, contents, "told").config == run.config


def test_encode_says_that_there_is_no_encoder():
    shown = visit("encode", {"run": "bare"})
    assert not shown.exception and "no encoder" in texts(shown)


def test_what_is_not_known_of_a_training_is_not_told():
    shown = visit("compare", {"run": "bare", "runs": "bare,coded"})
    assert "Curves" not in texts(shown) and "trained elsewhere" in texts(shown)
    assert "Numbers in the decoder" in texts(shown)


def test_a_run_that_no_browser_decodes_is_drawn_by_the_worker(monkeypatch):
    asked = []
    monkeypatch.setattr(engine, "draw", lambda folder, z, labels: asked.append(z) or np.full((len(z), 28, 28), 1.01))
    run = store.load_run("graph")
    ready = prepared(run)
    key = f"remote_{ready.fingerprint}"
    monkeypatch.setattr(remote, "told", lambda key, tells: {"wanted": wanted})
    wanted = {"turn": 1, "codes": [[0.0, 1.0, 2.0]], "shares": [[]]}
    page = visit("", {"run": "graph"})
    answers = [one["answer"] for one in told_live(page)[0] if one and "answer" in one]
    assert [answer["turn"] for answer in answers] == [1] and base64.b64decode(answers[0]["pixels"]) == b"\xff" * 784
    assert asked[0].tolist() == [[0.0, 1.0, 2.0]] and page.session_state["remote_answers"][key].turn == 1
    wanted = {"turn": 2, "codes": [[0.0, 1.0]], "shares": [[]]}
    page.run()
    assert len(asked) == 1, "codes of another run are not decoded"
    assert "map.codes" in ready.blob.decode("latin1") and b"CumSum" not in ready.blob


def test_a_picture_that_cannot_be_drawn_is_a_sentence_beside_the_view(monkeypatch):
    def fails(*_):
        raise RunError("run 'graph': this graph takes more than 60 s for what is asked of it")

    monkeypatch.setattr(engine, "draw", fails)
    wanted = {"turn": 1, "codes": [[0.0, 1.0, 2.0]], "shares": [[]]}
    monkeypatch.setattr(remote, "told", lambda key, tells: {"wanted": wanted})
    page = visit("", {"run": "graph"})
    assert not page.exception and len(page.error) == 1 and "takes more than 60 s" in page.error[0].value
    assert [one["answer"] for one in told_live(page)[0] if one and "answer" in one] == [None]


def test_answers_of_the_last_runs_alone_are_kept():
    answers = {}
    for number in range(20):
        remote._keep(answers, str(number), remote.RemoteAnswer(number, ""))
        remote._keep(answers, "none", None)
    assert list(answers) == [str(number) for number in range(12, 20)]


def test_what_a_run_that_no_browser_decodes_cannot_do_is_said():
    assert "browsers do not evaluate" in texts(visit("encode", {"run": "graph"}))
    run = store.load_run("graph")
    assert run.is_remote and not store.load_run("bare").is_remote
    with pytest.raises(RunError, match="cannot be taken home"):
        writing.take_home(run)
    with pytest.raises(ExportError, match="no layers to write as keras: take the format run or web"):
        export(run, "keras", run.folder / "nowhere")
    assert 'tensor.dtype == "uint8"' in model_card(run) and "Keras" not in model_card(run)
    shown = visit("learn", {"step": "wall", "runs": "bare,graph"})
    assert not shown.exception and not shown.error
