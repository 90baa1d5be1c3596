"""Train: the form starts what it says, every state of a training has its words, and bad input its sentence."""

import dataclasses
import io
import json
import shutil

import numpy as np
import pytest

from tests.support.pages import told_live, visit
from tests.support.synthetic_film import synthetic_film
from ui.shell.duration import duration
from ui.train import form, job_view, trainer
from vae import devices
from vae.config import RunConfig
from vae.data.imports import import_data
from vae.data.sources import Upload
from vae.devices import Device
from vae.health.diagnosis import diagnose
from vae.jobs import training_jobs
from vae.jobs.job_files import HistoryLog, JobProgress, write_progress
from vae.presets import PRESETS
from vae.prior.mixture import MixturePrior
from vae.runs.store import HISTORY_COLUMNS
from vae.studies import folders, sweep

QUICK = dataclasses.replace(PRESETS["digits-2d"].config, name="my-digits-2d")


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    monkeypatch.delenv("VAE_PUBLIC_DEMO", raising=False)


@pytest.fixture
def started(monkeypatch):
    """Return the list of what the page started; nothing is trained."""
    calls = []

    def start(config, device="auto", overwrite=False, thorough=False):
        calls.append((config, device, overwrite))
        return written(config.name, "queued", config=config)

    monkeypatch.setattr(training_jobs, "start", start)
    return calls


def written(name, state, config=None, **progress):
    """Write a job that was once started and has no process."""
    job, lock = training_jobs.create(config or dataclasses.replace(QUICK, name=name), "cpu", overwrite=True)
    lock.release()
    write_progress(job.folder, JobProgress(state, epochs=job.config.epochs, **progress))
    return training_jobs.load_job(name)


def opened(**query):
    return checked(visit("train", query))


def checked(page):
    assert not page.exception
    return page


def press(page, label):
    (button,) = [button for button in page.button if button.label == label]
    return checked(button.click().run())


def test_the_form_as_it_is_starts_the_small_digits(started):
    page = press(opened(), "Start training")
    assert started == [(QUICK, "auto", False)]
    assert page.query_params["job"] == QUICK.name
    assert page.selectbox(key="_train_job").value == QUICK.name
    press(page, "New training")
    assert page.text_input(key="_train_name").value == "my-digits-2d-2"


def test_every_setting_reaches_the_training(started):
    page = opened()
    page.selectbox(key="_train_preset").set_value("mnist-16d").run()
    page.text_input(key="_train_epochs").set_value("30")
    page.text_input(key="_train_latent_dim").set_value("4")
    page.text_input(key="_train_beta").set_value("2,5")
    page.toggle(key="_train_conditional").set_value(True)
    page.text_input(key="_train_hidden_sizes").set_value("64, 32")
    page.text_input(key="_train_name").set_value("mine").run()
    press(checked(page), "Start training")
    changes = {"epochs": 30, "latent_dim": 4, "beta": 2.5, "conditional": True, "hidden_sizes": (64, 32)}
    assert started == [(dataclasses.replace(PRESETS["mnist-16d"].config, name="mine", **changes), "auto", False)]


def test_a_family_with_a_prior_of_its_own_asks_for_it(started):
    page = opened()
    assert not [box for box in page.selectbox if box.key == "_train_prior"]
    page.selectbox(key="_train_family").set_value("adversarial").run()
    page.selectbox(key="_train_prior").set_value("star").run()
    assert not [toggle for toggle in page.toggle if toggle.key == "_train_variational"]
    page.selectbox(key="_train_prior").set_value("painted").run()
    (problem,) = [error.value for error in checked(page).error]
    assert "paint the place that codes are to fill" in problem
    page.selectbox(key="_train_prior").set_value("star").run()
    press(checked(page), "Start training")
    assert started == [(dataclasses.replace(QUICK, family="adversarial", prior="star"), "auto", False)]
    press(page, "New training")
    page.selectbox(key="_train_family").set_value("vae").run()
    assert not checked(page).error and not [box for box in page.selectbox if box.key == "_train_prior"]


def test_another_family_takes_the_place_of_one_without_a_posterior(started):
    page = opened(preset="mnist-petals")
    page.selectbox(key="_train_family").set_value("vae").run()
    assert checked(page).toggle(key="_train_variational").value
    page.selectbox(key="_train_family").set_value("ladder").run()
    assert page.text_input(key="_train_latent_dim").value == "6"
    page = opened(preset="mnist-petals", family="vae", prior="normal")
    press(checked(page), "Start training")
    assert [config.variational for config, _, _ in started] == [True]


def test_products_can_be_chosen_where_the_processor_makes_some_faster(started, monkeypatch):
    monkeypatch.setattr(devices, "has_amx", lambda: False)
    page = opened()
    assert not [box for box in page.selectbox if box.key == "_train_products"]
    assert any("faster on processors with AMX, which this is not" in caption.value for caption in page.caption)
    monkeypatch.setattr(devices, "has_amx", lambda: True)
    choice = checked(page.run()).selectbox(key="_train_products")
    assert choice.options == ["float32, exact", "bfloat16, faster"] and choice.value == "float32"
    choice.set_value("bfloat16").run()
    press(checked(page), "Start training")
    assert started == [(dataclasses.replace(QUICK, products="bfloat16"), "auto", False)]


def test_several_gpus_are_offered_one_by_one_and_together(started, monkeypatch):
    form._devices.clear()
    monkeypatch.setattr(devices, "_gpus", lambda: [Device("gpu:0", "NVIDIA H100"), Device("gpu:1", "NVIDIA H100")])
    page = opened()
    choice = page.selectbox(key="_train_device")
    together = "All 2 GPUs, each batch shared out (2 × NVIDIA H100)"
    assert choice.value == "gpu:0" and choice.options[:3] == [
        "NVIDIA H100 · gpu:0", "NVIDIA H100 · gpu:1", f"{together} · gpus",
    ]  # fmt: skip
    assert "simulated devices only" in choice.help
    choice.set_value("gpus").run()
    press(checked(page), "Start training")
    assert started == [(QUICK, "gpus", False)]
    form._devices.clear()


@pytest.mark.parametrize("text", [QUICK.to_json(), "python -m vae train --preset digits-2d --name my-digits-2d"])
def test_a_pasted_configuration_fills_the_form(started, text):
    page = opened()
    page.selectbox(key="_train_preset").set_value("mnist-2d").run()
    page.text_area(key="_train_pasted").set_value(text).run()
    press(checked(page), "Start training")
    assert started == [(QUICK, "auto", False)]


def test_pasted_nonsense_gets_a_sentence_and_changes_nothing():
    page = opened()
    page.text_area(key="_train_pasted").set_value("hello").run()
    assert any("must be JSON or begin with" in warning.value for warning in checked(page).warning)
    assert page.text_input(key="_train_name").value == QUICK.name


@pytest.mark.parametrize("name", ["../escape", "a/b", "é", "🙂", "a.b", "x" * 300, ""])
def test_a_name_that_cannot_be_has_no_start(name):
    page = opened()
    page.text_input(key="_train_name").set_value(name).run()
    assert ["Name must be 1-64 characters" in error.value for error in checked(page).error] == [True]
    assert not [button for button in page.button if button.label == "Start training"]


def test_hidden_layers_must_be_numbers():
    page = opened()
    page.text_input(key="_train_hidden_sizes").set_value("12, many").run()
    assert ["whole numbers with commas" in error.value for error in checked(page).error] == [True]


@pytest.mark.parametrize(("name", "typed", "reason"), [
    ("learning_rate", "100", "Learning rate: “100” is above 10, the most"),
    ("beta", "1,500", "Beta: “1,500” can be read in two ways"),
    ("epochs", "12,5", "Epochs: “12,5” is no whole number"),
    ("epochs", "", "Epochs: the field is empty"),
])  # fmt: skip
def test_a_wrong_number_has_no_start_and_stays_to_be_mended(name, typed, reason):
    page = opened()
    page.text_input(key=f"_train_{name}").set_value(typed).run()
    assert [reason in error.value for error in checked(page).error] == [True]
    assert not [button for button in page.button if button.label == "Start training"]
    assert page.text_input(key=f"_train_{name}").value == typed


def test_a_decimal_comma_is_one(started):
    page = opened()
    page.text_input(key="_train_learning_rate").set_value("0,002")
    page.text_input(key="_train_beta").set_value("1,5").run()
    press(page, "Start training")
    assert started[0][0] == dataclasses.replace(QUICK, learning_rate=0.002, beta=1.5)


def test_what_cannot_work_is_warned_about_and_mended_by_a_button(started):
    page = opened()
    page.text_input(key="_train_epochs").set_value("8")
    page.text_input(key="_train_kl_warmup_epochs").set_value("20").run()
    assert ["is no shorter than the training of 8" in warning.value for warning in checked(page).warning] == [True]
    press(page, "Take a KL warm-up of 2 epochs")
    assert not page.warning
    press(page, "Start training")
    assert started[0][0] == dataclasses.replace(QUICK, epochs=8, kl_warmup_epochs=2)


def test_settings_follow_the_number_of_pictures(started, home, tmp_path):
    import_data(Upload("few.npz", _npz(60)), "few")
    page = opened()
    page.selectbox(key="_train_preset").set_value("mnist-2d").run()
    page.selectbox(key="_train_dataset").set_value("own:few").run()
    assert any("48 pictures to train on: batches of 8, 60 epochs and" in text.value for text in checked(page).caption)
    assert not page.warning
    page.selectbox(key="_train_dataset").set_value("mnist").run()
    press(page, "Start training")
    assert started[0][0] == dataclasses.replace(PRESETS["mnist-2d"].config, name="my-mnist-2d")


@pytest.mark.parametrize("preset", ["digits-2d", "mnist-2d"])
def test_a_data_set_deleted_meanwhile_is_replaced_in_the_form_and_its_address(started, tmp_path, preset):
    import_data(Upload("d7.npz", _npz(60)), "d7")
    page = opened(preset=preset, dataset="own:d7", name="dx")
    assert page.selectbox(key="_train_dataset").value == "own:d7"
    shutil.rmtree(tmp_path / "data" / "d7")
    page.text_input(key="_train_epochs").set_value("7").run()
    usual = PRESETS[preset].config
    assert page.selectbox(key="_train_dataset").value == usual.dataset
    (warning,) = [warning.value for warning in checked(page).warning if "own" in warning.value]
    assert warning.startswith(r"There is no data set 'own\:d7' to train on here: ") and "is chosen" in warning
    assert address_of(page) == {"preset": preset, "name": "dx"}
    press(page, "Start training")
    assert started[0][0] == dataclasses.replace(usual, name="dx")


def test_a_findings_advice_fills_the_form(started):
    config = dataclasses.replace(QUICK, name="cold", beta=20.0)
    job = written("cold", "stopped", config=config, epoch=30, average_picture=250.0)
    rows = HistoryLog(job.folder)
    for epoch in range(1, 31):
        rows.append(dict.fromkeys(HISTORY_COLUMNS, 200.0) | {
            "epoch": epoch, "time": epoch, "kl": 0.1, "val_kl": 0.1, "kl_weight": 20.0, "kl_per_dimension": [0.1, 0.0],
        })  # fmt: skip
    page = opened(job="cold")
    assert ["**Posterior collapse.**" in warning.value for warning in checked(page).warning] == [True]
    press(page, "Train again with this advice")
    press(page, "Start training")
    assert started[0][0] == dataclasses.replace(QUICK, name="cold-2", beta=1.0)


def test_holes_of_a_prior_that_is_learnt_are_told_while_it_trains():
    config = dataclasses.replace(QUICK, name="clouds", family="mixture", kl_warmup_epochs=0)
    job, film = written("clouds", "stopped", config=config, epoch=30), synthetic_film(30)
    names = HISTORY_COLUMNS - film.history.keys()
    history = film.history | {name: np.ones(30) for name in names} | {"images_per_second": np.full(30, 1433.0)}
    history |= {"kl_weight": np.ones(30), "kl_per_dimension": np.full((30, 2), 2.0)}
    found = {}
    for middle in (0.0, 9.0):  # among the codes, and far from them
        clouds = MixturePrior(np.full((32, 2), middle), np.zeros((32, 2)), np.full(32, -np.log(32)))
        shown = dataclasses.replace(film, mixture=clouds, z_log_var=np.full((1000, 2), -1.0, np.float16))
        found[middle] = [finding.kind for finding in diagnose(job_view.signs_of_job(job, history, shown))]
    assert "holes" in found[9.0] and "holes" not in found[0.0]
    assert job_view.signs_of_job(job, history, None).holes is None


def _npz(count):
    file = io.BytesIO()
    np.savez(file, images=np.random.default_rng(0).integers(0, 256, (count, 28, 28)).astype(np.uint8))
    return file.getvalue()


def test_a_shipped_name_is_refused_in_a_sentence():
    page = opened()
    page.text_input(key="_train_name").set_value("mnist-2d").run()
    press(page, "Start training")
    assert ["a run that ships is named 'mnist-2d' already" in error.value.lower() for error in page.error] == [True]


def test_a_taken_name_can_be_replaced(started, home, tmp_path, save_tiny_run):
    save_tiny_run(tmp_path / "runs" / "taken")
    page = opened()
    page.text_input(key="_train_name").set_value("taken").run()
    page.checkbox(key="train_overwrite_taken").set_value(True).run()
    press(page, "Start training")
    assert started[0][2] is True


@pytest.mark.parametrize(
    ("state", "progress", "words"),
    [
        ("finished", {"epoch": 60}, "Finished: 60 of 60 epochs"),
        ("stopped", {"epoch": 12}, "Stopped after 12 of 60 epochs"),
        ("failed", {"epoch": 2, "message": "the disk is full"}, "The disk is full (2 of 60 epochs are kept)"),
        ("training", {"epoch": 5}, "Its process is gone"),
    ],
)
def test_every_end_has_its_words(state, progress, words):
    written("one", state, **progress)
    page = opened()
    shown = [*page.success, *page.info, *page.error, *page.warning]
    assert any(words in element.value for element in shown), [element.value for element in shown]
    labels = {button.label for button in page.button}
    assert ("Resume" in labels) == (state != "finished")


def test_a_job_can_be_duplicated_renamed_and_deleted(started):
    written("one", "stopped", epoch=3)
    page = press(opened(), "Train again")
    press(page, "Start training")
    assert started[0][0] == dataclasses.replace(QUICK, name="one-2")
    page = opened(job="one")
    page.text_input(key="train_rename_one").set_value("two").run()
    page.button(key="train_rename_do").click().run()
    assert {job.name for job in training_jobs.list_jobs()} == {"two", "one-2"}
    page = opened(job="two")
    page.button(key="train_delete_do").click().run()
    assert {job.name for job in training_jobs.list_jobs()} == {"one-2"}
    checked(page)


@pytest.mark.parametrize("state", ["interrupted", "stopped", "failed"])
def test_a_training_broken_off_after_its_last_epoch_can_be_resumed(monkeypatch, state):
    """Killed while it measured or saved: the command line goes on with it, and so does the page."""
    written("one", "measuring" if state == "interrupted" else state, epoch=QUICK.epochs, message="Measuring: kl.")
    resumed = []
    monkeypatch.setattr(training_jobs, "resume", lambda job: resumed.append(job.name))
    page = opened()
    assert f"one · {state}" in page.selectbox(key="_train_job").options
    press(page, "Resume")
    assert resumed == ["one"]


def test_a_bad_new_name_gets_a_sentence():
    written("one", "stopped", epoch=3)
    page = opened()
    page.text_input(key="train_rename_one").set_value("a/b").run()
    page.button(key="train_rename_do").click().run()
    assert ["Name must be 1-64 characters" in error.value for error in checked(page).error] == [True]
    assert [job.name for job in training_jobs.list_jobs()] == ["one"]


def test_an_unknown_training_in_the_address_gets_a_sentence():
    assert "There is no training named 'nowhere': start one below." in [w.value for w in opened(job="nowhere").warning]
    written("one", "finished", epoch=60)
    page = opened(job="nowhere")
    assert "There is no training named 'nowhere': showing one." in [warning.value for warning in page.warning]


def test_where_nothing_trains_a_process_is_made_ready_for_the_form_that_is_seen(monkeypatch):
    times = []
    monkeypatch.setattr(trainer.standby, "make_ready", lambda: times.append(1))
    opened()
    assert times == [1]
    job, lock = training_jobs.create(QUICK, "cpu")
    with lock:
        opened(job=QUICK.name)
        press(opened(job=QUICK.name), "New training")
        assert times == [1], "it would take a core from the one at work"
    monkeypatch.setenv("VAE_PUBLIC_DEMO", "1")
    opened()
    assert times == [1]


def test_a_public_demo_trains_nothing(monkeypatch):
    monkeypatch.setenv("VAE_PUBLIC_DEMO", "1")
    page = opened()
    assert not [button for button in page.button if button.label == "Start training"]
    assert any("Training is turned off on this public demo" in info.value for info in page.info)


def test_own_pictures_become_a_data_set(started, tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (60, 28, 28)).astype(np.uint8)
    labels = np.arange(60) % 3
    (tmp_path / "mine").mkdir()
    np.savez(tmp_path / "leaves.npz", images=pictures, labels=labels)
    page = opened()
    page.text_input(key="train_folder").set_value(str(tmp_path / "leaves.npz")).run()
    assert any("**60 pictures**, 3 classes" in text.value for text in checked(page).markdown)
    press(page, "Keep as a data set")
    assert page.selectbox(key="_train_dataset").value == "own:leaves"
    press(page, "Start training")
    config = started[0][0]
    assert isinstance(config, RunConfig)
    assert (config.dataset, config.num_classes) == ("own:leaves", 3)


def test_own_pictures_that_cannot_be_used_get_a_sentence(tmp_path):
    page = opened()
    page.text_input(key="train_folder").set_value(str(tmp_path / "nowhere")).run()
    assert ["nowhere" in error.value for error in checked(page).error] == [True]


def test_times_in_words():
    shown = [duration(seconds) for seconds in (-1, 0.2, 59, 60, 200.4, 599, 600, 3599, 3600, 7500)]
    assert shown == ["0 s", "1 s", "59 s", "1 min 0 s", "3 min 21 s", "9 min 59 s", "10 min", "1 h 0 min", "1 h 0 min",
                     "2 h 5 min"]  # fmt: skip


@pytest.mark.parametrize(
    ("epoch_time", "epochs", "cores", "pace"),
    [
        (0.1, 3, 8, 1.0), (0.6, 3, 8, 1.5), (1.6, 3, 8, 4.0), (60.0, 3, 8, 6.0), (0.5, 400, 8, 1.25),
        (0.1, 3, 2, 2.0), (2.2, 3, 2, 5.5), (60.0, 3, 2, 8.0), (0.5, 41, 2, 5.0), (0.5, 400, 2, 8.0),
    ],
)  # fmt: skip
def test_it_looks_again_after_some_epochs_and_on_few_cores_less_often_in_time(
    monkeypatch, epoch_time, epochs, cores, pace
):
    monkeypatch.setattr(job_view.devices, "num_cores", lambda: cores)
    paces = []
    monkeypatch.setattr(job_view.next_look, "tell", lambda _words, pace: paces.append(pace))
    job, lock = training_jobs.create(dataclasses.replace(QUICK, name="one"), "cpu")
    write_progress(job.folder, JobProgress("training", epochs=60, epoch=3, steps=9, seconds_left=epoch_time * 57))
    rows = HistoryLog(job.folder)
    for epoch in range(1, 1 + epochs):
        rows.append(
            dict.fromkeys(HISTORY_COLUMNS, 1.0)
            | {"epoch": epoch, "time": epoch * epoch_time, "kl_per_dimension": [1.0, 1.0]}
        )
    opened()
    lock.release()
    assert paces == pytest.approx([pace])


def test_a_look_tells_the_bar_how_far_the_training_is():
    job, lock = training_jobs.create(dataclasses.replace(QUICK, name="one"), "cpu")
    write_progress(job.folder, JobProgress("training", epochs=60, epoch=3, steps=9, images_per_second=1234.5))
    page = opened()
    lock.release()
    (bar,) = [facts for facts in told_live(page)[0] if "patience" in facts]
    assert (bar["epoch"], bar["epochs"], bar["steps"], bar["patience"]) == (3, 60, 9, 2.0)
    assert bar["text"] == "1,234 pictures/s on cpu"
    (look,) = [
        json.loads(element.proto.json)[0] for element in page.get("bidi_component") if '"look"' in element.proto.json
    ]
    assert look["seconds"] == 1.0 and [word["channel"] for word in look["words"]] == ["train_meter_one"]


@pytest.mark.parametrize(
    ("message", "said"),
    [("Measuring: nearest neighbours.", "Measuring: nearest neighbours."), ("", "Measuring on held-out pictures …")],
)
def test_what_is_being_measured_is_said_once(message, said):
    job, lock = training_jobs.create(dataclasses.replace(QUICK, name="one"), "cpu")
    write_progress(job.folder, JobProgress("measuring", epochs=60, epoch=60, message=message, share=0.5))
    page = opened()
    lock.release()
    assert [bar.proto.text for bar in page.get("progress")] == [said]


def address_of(page):
    """What the browser is told to write."""
    told = [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]
    (facts,) = [data for data in told if "query" in data]
    return facts["query"]


def test_what_differs_from_the_preset_goes_into_the_address_and_comes_back(started):
    page = opened()
    assert address_of(page) == {"preset": "digits-2d"}
    page.selectbox(key="_train_preset").set_value("mnist-16d").run()
    page.text_input(key="_train_epochs").set_value("30")
    page.toggle(key="_train_conditional").set_value(True)
    page.text_input(key="_train_hidden_sizes").set_value("64, 32").run()
    query = address_of(checked(page))
    assert query == {"preset": "mnist-16d", "epochs": "30", "conditional": "yes", "hidden_sizes": "64,32"}
    again = opened(**query)
    assert not [text for text in again.warning if "address" in text.value] and address_of(again) == query
    press(again, "Start training")
    changes = {"epochs": 30, "conditional": True, "hidden_sizes": (64, 32), "name": "my-mnist-16d"}
    assert started == [(dataclasses.replace(PRESETS["mnist-16d"].config, **changes), "auto", False)]
    assert dict(again.query_params) == {"job": "my-mnist-16d"}


def with_address(page, **query):
    page.query_params.clear()
    page.query_params.update(query)
    return checked(page.run())


def test_an_address_that_was_under_way_while_a_training_was_started_takes_nobody_back_to_the_form(started):
    page = opened(preset="digits-2d", epochs="1", name="beta", kl_warmup_epochs="0")
    form = address_of(page)
    press(page, "Start training")
    assert with_address(page, **form).selectbox(key="_train_job").value == "beta"
    assert dict(page.query_params) == {"job": "beta"}
    # Once the browser has told the training's address, the form's is a step back.
    assert with_address(page, job="beta").selectbox(key="_train_job").value == "beta"
    assert with_address(page, **form).selectbox(key="_train_job").value == ""


def test_an_address_of_the_form_opens_it_beside_trainings_and_a_wrong_one_is_a_sentence():
    written("one", "interrupted")
    assert opened().selectbox(key="_train_job").value == "one"
    page = opened(preset="digits-2d", name="mine")
    assert page.selectbox(key="_train_job").value == "" and address_of(page) == {"preset": "digits-2d", "name": "mine"}
    for query, sentence in (
        ({"preset": "cats-9d"}, "reset in the address must be one of"),
        ({"preset": "digits-2d", "epochs": "many"}, "epochs cannot be 'many'"),
        ({"preset": "digits-2d", "epochs": "0"}, "so the preset is shown: epochs must be"),
        ({"preset": "digits-2d", "dataset": "own:nothing"}, "there is no data set 'own\\:nothing' on this machine"),
        ({"beta": "nan"}, "so the preset is shown: beta must be"),
        ({"hidden_sizes": "a"}, "hidden\\_sizes cannot be 'a'"),
    ):
        page = opened(**query)
        (warning,) = [text for text in page.warning if "address" in text.value]
        assert sentence in warning.value
        assert address_of(page) == {"preset": "digits-2d"}


def test_a_number_of_seeds_makes_a_study_and_goes_there(started, monkeypatch):
    begun = []
    monkeypatch.setattr(sweep, "begin_apart", lambda study, *_: begun.append(study) or folders.write_plan(study))
    page = opened()
    page.text_input(key="_train_seeds").set_value("0").run()
    assert "is below 1, the least that is allowed" in checked(page).error[0].value
    assert not any(button.label.startswith(("Start", "Train")) for button in page.button)
    page.text_input(key="_train_seeds").set_value("4").run()
    page = press(page, "Train 4 times")
    assert [trial.config for trial in begun[0].trials] == [
        dataclasses.replace(QUICK, name=trial.name, seed=seed) for seed, trial in enumerate(begun[0].trials)
    ]
    assert begun[0].name == QUICK.name and started == []


def written_stopping(state, costs, **progress):
    """Write a job with early stopping, whose figures are 1, 2, 3, ... epoch by epoch."""
    config = dataclasses.replace(QUICK, epochs=10, early_stopping=2)
    job = written(QUICK.name, state, config=config, epoch=len(costs), **progress)
    log = HistoryLog(job.folder)
    for epoch, cost in enumerate(costs, 1):
        row = dict.fromkeys(HISTORY_COLUMNS, float(epoch)) | {"epoch": epoch, "held_back": cost}
        log.append({**row, "kl_per_dimension": [], "time": 1.0})


@pytest.mark.parametrize(("run", "epoch"), [(QUICK.name, 2), (None, 3)])
def test_a_training_that_was_stopped_shows_the_epoch_whose_weights_its_run_has(run, epoch):
    written_stopping("stopped", (5.0, 3.0, 4.0), run=run)
    page = opened(job=QUICK.name)
    assert any(f"reconstruction **{epoch}.0** nats" in one.value for one in page.caption)
    assert ("with the weights of epoch 2" in page.info[0].value) == (run is not None)


def test_a_training_that_stopped_early_says_so_in_a_sentence():
    written_stopping("finished", (5.0, 3.0, 4.0, 3.5))
    (told,) = opened(job=QUICK.name).success
    assert told.value == (
        "Finished: it stopped by itself after 4 of 10 epochs, 2 epochs without gain on pictures held back; the run has "
        "the weights of epoch 2. The run is in the picker of every page."
    )
