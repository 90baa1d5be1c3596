"""Every page with runs that were made elsewhere: what they lack is said, nothing fails."""

import pytest

from tests.support import imported_runs
from tests.support.pages import answer_without_worker, told_live, visit
from ui.explore import explorer
from ui.learn import lesson
from ui.site.writing import take_home
from vae.imports.run_folder import run_files_in
from vae.runs import store
from vae.runs.saving import save_copy, save_imported

NAMES = ("bare", "coded", "told", "whole")


@pytest.fixture(scope="module", autouse=True)
def imported(tmp_path_factory, digits):
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAE_HOME", str(folder))
        patch.setattr(store, "SHIPPED_FOLDER", folder / "shipped")
        answer_without_worker(patch.setattr)
        told = imported_runs.bare("told", conditional=True, num_classes=4)
        for one in (imported_runs.bare(), imported_runs.with_codes(), told, imported_runs.whole(digits)):
            save_imported(folder / "runs", one)
        yield


def texts(page):
    shown = [*page.markdown, *page.caption, *page.title, *page.subheader, *page.info, *page.warning]
    return " ".join(element.value for element in shown)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("page", ["", "interpolate", "atlas", "compare"])
def test_pages_open(page, name):
    shown = visit(page, {"run": name, "runs": f"{name},bare,whole"})
    assert not shown.exception and not shown.error, [one.value for one in (*shown.exception, *shown.error)]


@pytest.mark.parametrize("view", ["corners", "arithmetic", "dimensions", "manifold", "files"])
def test_views_open(view):
    page = "interpolate" if view in ("corners", "arithmetic") else "atlas"
    for name in ("bare", "told"):
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


def test_runs_without_an_encoder_hang_on_the_wall_and_go_home():
    run = store.load_run("bare")
    assert lesson.lesson_run(run).encoder == "" and list(lesson.bundles(run)) == [lesson.lesson_run(run).fingerprint]
    shown = visit("learn", {"step": "wall", "runs": "bare,told"})
    assert not shown.exception and not shown.error, [one.value for one in (*shown.exception, *shown.error)]
    assert b"bare" in take_home(run)


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
