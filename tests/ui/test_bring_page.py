"""Bring your own: files in, what was understood, an answer that changes it, and a run at the end."""

import io
from concurrent.futures import BrokenExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from tests.support import imported_runs
from tests.support.foreign_models import basis, decoder, encoder
from tests.support.pages import answer_without_worker, visit
from ui import engine
from ui.bring import adding as ui_adding
from ui.bring import beside, bringing, files
from vae.access import access
from vae.data.dataset import DataError
from vae.data.sources import Upload
from vae.foreign.description import ForeignError
from vae.imports import adding
from vae.runs import store
from vae.runs.run_files import RunError, run_contents
from vae.runs.saving import save_imported

GREY = basis(2, 784)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    answer_without_worker(monkeypatch.setattr)
    monkeypatch.setattr(engine, "understand_files", adding.understand_files)
    monkeypatch.setattr(engine, "add_run", adding.add_run)
    monkeypatch.setattr(engine, "score", lambda folder, images, labels=None: (np.ones(len(images)),) * 3)
    drop(monkeypatch, {"mine.onnx": b"network"})
    monkeypatch.setattr(adding, "read_models", lambda given: [decoder(GREY), encoder(GREY)])
    return tmp_path


def drop(monkeypatch, given):
    monkeypatch.setattr(bringing, "given_files", lambda: given)
    monkeypatch.setattr(files, "identity", lambda: tuple(given))


def texts(page):
    shown = (*page.markdown, *page.caption, *page.error, *page.info, *page.warning)
    return " ".join(element.value for element in shown)


def test_what_can_be_read_is_said_at_first(home, monkeypatch):
    drop(monkeypatch, {})
    page = visit("bring", {})
    assert not page.exception and "What can be read" in texts(page) and "torch.onnx.export" in page.code[0].value


def test_networks_are_understood_asked_about_and_added(home):
    page = visit("bring", {})
    assert not page.exception and "| Codes | 2 numbers |" in texts(page)
    order = page.selectbox(key="bring_order")
    assert order.value == "mean-first" and "comes back is off by" in texts(page)
    page = order.set_value("log-variance-first").run()
    assert page.selectbox(key="bring_order").value == "log-variance-first"
    assert "the log variance first" in texts(page)
    page = page.selectbox(key="bring_order").set_value("mean-first").run()
    page = page.selectbox(key="bring_kind").set_value("Small digits").run()
    assert not page.exception and not page.error
    page.button(key="bring_add").click().run()
    run = store.load_run("mine")
    assert run.origin.codes == "encoded" and run.metrics["neg_elbo"]["value"] == 1
    assert page.session_state["run"] == "mine"


@pytest.mark.parametrize(
    ("problem", "reason"),
    [(RunError("no room is left in runs"), "no room is left"), (BrokenExecutor(), "has ended twice")],
)
def test_a_run_that_cannot_be_measured_is_there_and_its_visitors_own(problem, reason, home, monkeypatch):
    def fail(folder, images, labels=None):
        raise problem

    monkeypatch.setattr(engine, "score", fail)
    page = visit("bring", {})
    page = page.selectbox(key="bring_kind").set_value("Small digits").run()
    page = page.button(key="bring_add").click().run()
    assert (store.load_run("mine").folder / "owner").exists() and page.session_state["run"] == "mine"
    assert "It is not measured: " in texts(page) and reason in texts(page)


def test_other_files_begin_without_answers(home, monkeypatch):
    page = visit("bring", {})
    page = page.checkbox(key="bring_turned").check().run()
    assert page.checkbox(key="bring_turned").value
    drop(monkeypatch, {"other.onnx": b"network"})
    page = page.run()
    assert not page.checkbox(key="bring_turned").value and not page.exception


@pytest.fixture
def with_pictures(monkeypatch, digits):
    content = io.BytesIO()
    np.savez(content, images=digits.test_images[:80], labels=digits.test_labels[:80])
    given = beside.Given(None, Upload("mine.npz", content.getvalue()), None, (), ("mine",))
    monkeypatch.setattr(beside, "choose", lambda: given)


@pytest.mark.parametrize("problem", [DataError("it is gone"), BrokenExecutor(), MemoryError()])
def test_pictures_of_a_run_that_comes_to_nothing_are_forgotten(problem, home, with_pictures, monkeypatch):
    def fail(*given):
        assert (home / "data" / "mine" / "owner").exists()
        raise problem

    monkeypatch.setattr(engine, "add_run", fail)
    visit("bring", {}).button(key="bring_add").click().run()
    assert not list((home / "data").iterdir())


def test_pictures_without_an_encoder_are_not_kept(home, with_pictures, monkeypatch):
    page = visit("bring", {})
    assert "The pictures are not used" not in texts(page)
    page = page.checkbox(key="bring_alone").check().run()
    assert "The pictures are not used" in texts(page)
    page.button(key="bring_add").click().run()
    assert store.load_run("mine").origin.codes == "prior" and not (home / "data").exists()


def test_other_pictures_of_the_same_name_are_looked_at_anew(monkeypatch):
    monkeypatch.setattr(beside.st, "selectbox", lambda *words, **more: beside.PICTURES)
    keys = []
    for number in "112":
        upload = SimpleNamespace(name="mine.npz", file_id=number, getvalue=lambda: b"")
        monkeypatch.setattr(beside.st, "file_uploader", lambda *words, upload=upload, **more: upload)
        keys.append(beside.choose().key)
    assert keys[0] == keys[1] != keys[2]


def test_a_wrong_answer_is_no_dead_end(home, monkeypatch):
    monkeypatch.setattr(adding, "read_models", lambda given: [decoder(GREY)])
    page = visit("bring", {})
    page = page.checkbox(key="bring_turned").check().run()

    def refuse(given):
        raise ForeignError("that does not fit")

    with monkeypatch.context() as patch:
        patch.setattr(adding, "read_models", refuse)
        page = page.checkbox(key="bring_variational").uncheck().run()
        assert "That does not fit." in texts(page)
        page = page.button(key="bring_again").click().run()
        assert not [button for button in page.button if button.key == "bring_again"]
    page = page.run()
    assert page.checkbox(key="bring_variational").value and not page.checkbox(key="bring_turned").value


def test_an_encoder_that_does_not_fit_is_left_out(home, monkeypatch):
    monkeypatch.setattr(adding, "read_models", lambda given: [decoder(GREY), encoder(basis(2, 768))])
    page = visit("bring", {})
    assert "do not fit" in texts(page)
    page = page.checkbox(key="bring_alone").check().run()
    assert not page.error and page.button(key="bring_add") and page.checkbox(key="bring_alone").value
    page = page.checkbox(key="bring_alone").uncheck().run()
    assert "do not fit" in texts(page)


def test_more_inputs_than_a_code_may_have_can_be_classes(home, monkeypatch):
    monkeypatch.setattr(adding, "read_models", lambda given: [decoder(basis(10, 784), num_classes=60, mixed=True)])
    page = visit("bring", {})
    assert "Codes must have 1 to 64 numbers" in texts(page)
    page = page.number_input(key="bring_classes_told").set_value(60).run()
    assert not page.error and "| Codes | 10 numbers |" in texts(page)
    assert page.number_input(key="bring_classes_told").value == 60


def test_a_name_that_is_taken_cannot_be_added(home):
    save_imported(home / "runs", imported_runs.bare("mine"))
    page = visit("bring", {})
    assert page.button(key="bring_add").disabled and "named mine already" in texts(page)


@pytest.mark.parametrize("name", ["a" * 300, "/etc/passwd", "/etc/nothing-there", "../../x", "No Name", "\0"])
def test_what_is_no_name_is_looked_for_nowhere(name, home, monkeypatch):
    monkeypatch.setattr(ui_adding, "name_taken_by", lambda name: pytest.fail(f"{name} was looked for"))
    monkeypatch.setattr(ui_adding, "_name", lambda file_name: name)
    page = visit("bring", {})
    assert not page.exception and page.button(key="bring_add").disabled
    assert "Name must be 1-64 characters from a-z" in texts(page)


def test_a_run_of_this_explorer_comes_back(home, monkeypatch, tmp_path):
    drop(monkeypatch, run_contents(save_imported(tmp_path / "other", imported_runs.bare("back")).folder))
    page = visit("bring", {})
    page.button(key="bring_add").click().run()
    assert store.load_run("back").origin.codes == "prior"


def test_what_is_no_network_gets_a_sentence(home, monkeypatch):
    def refuse(given):
        raise ForeignError("mine.onnx is no network: expected ONNX")

    monkeypatch.setattr(adding, "read_models", refuse)
    page = visit("bring", {})
    assert not page.exception and "mine.onnx is no network: expected ONNX." in texts(page)
    assert "What can be read" in texts(page)


def test_a_demo_takes_no_models(home, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", "demo")
    page = visit("bring", {})
    assert not page.exception and "This is a demo" in texts(page)


def test_where_visitors_share_the_app_each_owns_what_they_bring_and_reads_no_paths(home, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", "shared")
    page = visit("bring", {}, {"visitor": {"name": "0" * 36}})
    page = page.button(key="bring_add").click().run()
    assert not page.exception and not page.error
    folder = store.load_run("mine").folder
    assert access().may_manage(folder, "0" * 36) and not access().may_manage(folder, "1" * 36)

    def refuse(given):
        raise ForeignError(f"{home}/mine.onnx is no network")

    monkeypatch.setattr(adding, "read_models", refuse)
    drop(monkeypatch, {"other.onnx": b"network"})
    page = visit("bring", {})
    assert page.error and str(home) not in texts(page)


def test_in_a_demo_nothing_is_brought_in(home, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", "demo")
    page = visit("bring", {})
    assert "models are brought in on a copy of one's own" in texts(page)
    assert not [button for button in page.button if button.key == "bring_add"]
