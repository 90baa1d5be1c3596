"""Doing a study: what is trained and what is not again, failures, stopping, and the process of one training."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.support.studies import let_trainings_be_made
from vae import locks
from vae.__main__ import main
from vae.cli import study_commands
from vae.config import RunConfig
from vae.jobs import job_files, stopping, training_jobs
from vae.jobs.job_files import JobProgress
from vae.runs import store
from vae.runs.run_files import RunError
from vae.studies import folders, sweep, sweep_state
from vae.studies import trial as trial_process
from vae.studies.engine import Ended
from vae.studies.folders import standings
from vae.studies.study import StudyError, read
from vae.studies.sweep_state import SweepState

# As the tiny run's, whose folder stands for what a training makes.
PLAN = """
name = "two"
[base]
dataset = "digits"
epochs = 2
hidden_sizes = [16]
[grid]
latent_dim = [2, 3]
"""


@pytest.fixture
def home(empty_home):
    return empty_home


@pytest.fixture
def trained(home, save_tiny_run, monkeypatch):
    """Let processes end at once, having made the run, or failed where the latent size is in the second list."""
    failing = []
    return let_trainings_be_made(save_tiny_run, monkeypatch, failing), failing


def test_all_are_trained_once_and_a_run_of_the_same_made_elsewhere_counts(trained, home, save_tiny_run):
    noted, _ = trained
    plan = read(PLAN)
    save_tiny_run(store.own_runs_folder() / "mine", latent_dim=3)
    seen = []
    ended = sweep.begin(plan, workers=2).run(seen.append)
    assert noted == [(plan.trials[0].name, "cpu", "1")] and seen
    assert [one.state for one in ended] == ["finished", "finished"]
    assert [one.run.name for one in ended] == [plan.trials[0].name, "mine"]
    assert store.load_run(plan.trials[0].name).config == plan.trials[0].config
    assert plan.trials[0].name not in [run.name for run in store.list_runs()[0]]
    assert sweep.begin(plan).run() == ended and len(noted) == 1
    assert folders.list_studies() == ["two"] and folders.open_study("two") == plan


def test_what_failed_is_left_until_it_is_asked_for_again(trained):
    noted, failing = trained
    plan = read(PLAN)
    failing.append(3)
    ended = sweep.begin(plan, workers=1).run()
    assert [one.state for one in ended] == ["finished", "failed"]
    assert ended[1].progress.message == "It could not be."
    sweep.begin(plan, workers=1).run()
    assert len(noted) == 2
    failing.clear()
    assert [one.state for one in sweep.begin(plan, workers=1, retry=True).run()] == ["finished", "finished"]
    assert [name for name, *_ in noted] == [plan.trials[0].name, plan.trials[1].name, plan.trials[1].name]


def test_what_is_left_is_what_a_sweep_does(trained):
    _, failing = trained
    plan = read(PLAN)
    failing.append(3)
    assert [one.trial for one in sweep.left(standings(plan))] == list(plan.trials)
    sweep.begin(plan, workers=1).run()
    assert sweep.left(standings(plan)) == []
    assert [one.trial for one in sweep.left(standings(plan), retry=True)] == [plan.trials[1]]


class Choosy:
    """An engine with room for all but one training, which it takes after two others."""

    where, waits_for, scheduler = "nowhere", None, "tcp://x:1"

    def __init__(self, refused):
        self.refused, self.taken, self.done = refused, [], []

    @property
    def is_at_work(self):
        return bool(self.done)

    def open(self):
        pass

    def stop(self):
        pass

    def start(self, trial):
        if trial == self.refused and len(self.taken) < 2:
            return False
        self.taken.append(trial)
        self.done.append(trial)
        return True

    def ended(self):
        done, self.done = self.done, []
        return [Ended(trial) for trial in done]


def test_one_training_that_no_free_place_takes_does_not_keep_the_others_waiting(home):
    plan = read(PLAN.replace("[2, 3]", "[2, 3, 4]"))
    engine = Choosy(plan.trials[0])
    # Where nobody takes the first, and all wait for it, this goes on for ever.
    sweep.begin(plan, engine=engine).run(lambda _: len(engine.taken) < 2 and sweep.stop("two"))
    assert engine.taken == [plan.trials[1], plan.trials[2], plan.trials[0]]


def test_a_plan_that_was_changed_trains_what_is_new(trained):
    noted, _ = trained
    sweep.begin(read(PLAN), workers=1).run()
    longer = read(PLAN.replace("[2, 3]", "[3, 4]"))
    assert [one.state for one in standings(longer)] == ["finished", "waiting"]
    sweep.begin(longer, workers=1).run()
    assert [name for name, *_ in noted][2:] == [longer.trials[1].name]


def test_a_study_is_swept_by_one_process(home):
    plan = read(PLAN)
    with locks.acquire(folders.lock_path("two")):
        assert sweep.is_under_way("two")
        for begun in (sweep.begin(plan).run, lambda: sweep.begin_apart(plan)):
            with pytest.raises(StudyError, match="'two' is being swept already: stop that one first"):
                begun()
    assert not sweep.is_under_way("two")


def test_asked_to_stop_it_ends_the_processes_and_they_go_on_next_time(home, monkeypatch):
    plan = read(PLAN)
    begun = []

    def start(words, **options):
        begun.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], text=True))
        return begun[-1]

    monkeypatch.setattr(sweep.process, "start", start)
    kept, seen = folders.study_folder("two") / folders.PLAN_FILE, []

    def take_the_plan_away_then_stop(now):
        seen.append(kept.exists())
        if len(seen) == 1:
            kept.unlink()
        else:
            sweep.stop("two")

    started = time.monotonic()
    ended = sweep.begin(plan, workers=2).run(take_the_plan_away_then_stop)
    assert seen == [True, True], "it is listed, to be looked at and stopped, as long as it is swept"
    assert time.monotonic() - started < 20 and len(begun) == 2
    assert all(process.poll() is not None for process in begun)
    assert [one.state for one in ended] == ["waiting", "waiting"]
    assert stopping.asked(folders.study_folder("two")) is not None
    monkeypatch.setattr(sweep.process, "start", lambda *words, **options: pytest.fail("asked"))
    with pytest.raises(BaseException, match="asked"):
        sweep.begin(plan).run()


def test_a_demo_trains_nothing(home, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", "demo")
    with pytest.raises(StudyError, match="training is turned off on this public demo"):
        sweep.begin(read(PLAN))


def test_one_training_goes_on_where_its_sweep_ended_and_makes_the_run(home, quick_training, monkeypatch):
    monkeypatch.setattr(trial_process.signal, "signal", lambda *_: None)
    plan = read(PLAN)
    trial = plan.trials[0]
    folder = folders.begin(plan, trial)
    monkeypatch.setattr(trial_process, "_SECONDS_BETWEEN_WRITES", 0.0)
    trial_process.train("two", trial.name, "cpu")
    stopped = job_files.read_progress(folder)
    assert (stopped.state, stopped.message) == ("stopped", "Stopped after epoch 0 of 2.")
    assert standings(plan)[0].state == "stopped"
    with locks.acquire(folders.lock_path("two")):
        trial_process.train("two", trial.name, "cpu")
    assert job_files.read_progress(folder).state == "finished"
    run = store.load_run(trial.name)
    assert run.config == trial.config and not (run.folder / "encoder.keras").exists()
    assert standings(plan)[0].run == run and not (folder / folders.CHECKPOINT_FILE).exists()


def test_a_training_that_fails_leaves_the_reason(home, quick_training, monkeypatch):
    monkeypatch.setattr(trial_process.signal, "signal", lambda *_: None)
    plan = read(PLAN)
    folder = folders.begin(plan, plan.trials[0])
    monkeypatch.setattr(trial_process, "train_and_record", lambda *_, **__: exec("raise OSError(28, 'No space left')"))
    with locks.acquire(folders.lock_path("two")):
        trial_process.train("two", plan.trials[0].name, "cpu")
    failed = job_files.read_progress(folder)
    assert (failed.state, failed.message) == ("failed", "No space left: free some space, then go on.")


def test_what_was_under_way_without_a_process_is_interrupted(home):
    plan = read(PLAN)
    folder = folders.begin(plan, plan.trials[0])
    assert standings(plan)[0].state == "waiting"
    job_files.write_progress(folder, JobProgress("training", epoch=1, epochs=2))
    assert standings(plan)[0].state == "interrupted"
    with locks.acquire(folder / "lock"):
        assert standings(plan)[0].state == "training"


def test_a_damaged_run_is_trained_again(trained):
    noted, _ = trained
    plan = read(PLAN)
    sweep.begin(plan, workers=1).run()
    (folders.run_folder("two", plan.trials[0].name) / "latents.npz").write_bytes(b"damaged")
    assert [one.state for one in standings(plan)] == ["waiting", "finished"]


def test_what_was_broken_off_is_no_finished_training(trained, home, save_tiny_run):
    plan = read(PLAN.replace("epochs = 2", "epochs = 2"))
    run = save_tiny_run(store.own_runs_folder() / "mine", latent_dim=3)
    assert [one.state for one in standings(plan)] == ["waiting", "finished"]
    history = run.folder / "history.csv"
    history.write_text("".join(history.read_text().splitlines(keepends=True)[:2]))
    assert [one.state for one in standings(plan)] == ["waiting", "waiting"]


def test_a_process_that_dies_without_a_word_has_failed(home, monkeypatch):
    def start(words, **options):
        return subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(9)"], text=True)

    monkeypatch.setattr(sweep.process, "start", start)
    ended = sweep.begin(read(PLAN), workers=2).run()
    assert [one.state for one in ended] == ["failed", "failed"]
    assert ended[0].reason.startswith("Its process ended with the code 9, perhaps for want of memory")


def test_a_sweep_apart_is_under_way_when_it_was_begun_and_only_once(home, monkeypatch):
    holding = (
        "import sys, time; from pathlib import Path; from vae import locks; from vae.studies import sweep_state; "
        "lock = locks.acquire(Path(sys.argv[1])); "
        "sweep_state.write('two', sweep_state.SweepState(is_open=True)); time.sleep(60)"
    )
    begun = []

    def start(words, output, errors):
        assert words[:2] == ["vae", "sweep"] and words[3:] == ["--retry"]
        command = [sys.executable, "-c", holding, str(folders.lock_path("two"))]
        begun.append(subprocess.Popen(command, text=True))
        return begun[-1]

    monkeypatch.setattr(sweep.process, "start", start)
    sweep.begin_apart(read(PLAN), retry=True)
    try:
        assert sweep.is_under_way("two")
        with pytest.raises(StudyError, match="being swept already"):
            sweep.begin_apart(read(PLAN))
    finally:
        begun[0].kill()
        begun[0].wait()
    assert len(begun) == 1


def test_it_takes_turns_with_single_trainings_and_says_so(trained, monkeypatch):
    waited = []
    job, lock = training_jobs.create(RunConfig("mine", dataset="digits", epochs=1), "cpu")

    def note(standings):
        waited.append((sweep_state.read("two").waits_for, started.state.waits_for))
        lock.release()

    monkeypatch.setattr(sweep, "_SECONDS_BETWEEN_WORDS", 0.0)
    started = sweep.begin(read(PLAN), workers=1)
    assert [one.state for one in started.run(note)] == ["finished", "finished"]
    assert waited[0] == ("mine", "mine") and waited[-1] == (None, None)
    assert sweep_state.read("two").waits_for is None


def test_a_sweep_apart_that_ends_at_once_says_why(home, monkeypatch):
    def start(words, output, errors):
        output.write(b"latent-explorer sweep: this cannot be trained: there is no such data\n")
        output.flush()
        return subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(2)"], text=True)

    monkeypatch.setattr(sweep.process, "start", start)
    with pytest.raises(StudyError, match="^this cannot be trained: there is no such data$"):
        sweep.begin_apart(read(PLAN))
    assert folders.list_studies() == []
    folders.write_plan(read(PLAN))
    with pytest.raises(StudyError, match="there is no such data"):
        sweep.begin_apart(read(PLAN))
    assert folders.list_studies() == ["two"]


def test_a_sweep_apart_is_begun_when_its_cluster_is_there(home, monkeypatch):
    told = []

    def start(words, output, errors):
        told.append((words[3:], sweep_state.read("two")))
        lock = locks.acquire(folders.lock_path("two"))
        threading.Timer(0.3, lambda: told.append(time.monotonic()) or say(is_open=True)).start()
        return SimpleNamespace(poll=lambda: None, lock=lock)

    def say(**changes):
        sweep_state.write("two", replace(sweep_state.read("two"), **changes))

    monkeypatch.setattr(sweep.process, "start", start)
    sweep.begin_apart(read(PLAN), scheduler="tcp://x:1")
    assert told[0] == (["--scheduler", "tcp://x:1"], SweepState("tcp://x:1")) and time.monotonic() > told[1]


def test_where_a_study_was_done_last_is_kept_and_why_it_ended(home, monkeypatch):
    plan = read(PLAN)

    def fail(self):
        raise StudyError("the scheduler is gone")

    monkeypatch.setattr(Choosy, "open", fail)
    with pytest.raises(StudyError, match="the scheduler is gone"):
        sweep.begin(plan, engine=Choosy(None)).run()
    assert sweep_state.read("two") == SweepState("tcp://x:1", problem="the scheduler is gone")
    monkeypatch.setattr(Choosy, "open", lambda self: None)
    sweep.begin(plan, engine=Choosy(None)).run()
    assert sweep_state.read("two") == SweepState("tcp://x:1", is_open=True)
    with pytest.raises(StudyError, match=r"2 of 2 trainings are not finished: .* --scheduler tcp://x:1$"):
        study_commands.train_all(plan, engine=Choosy(None))


def test_a_study_is_read_once_and_without_its_data(home, monkeypatch):
    plan = read(PLAN)
    folders.write_plan(plan)
    with monkeypatch.context() as patch:
        patch.setattr(folders, "read", lambda text, name: pytest.fail("read again"))
        first = folders.open_study("two")
        assert first == plan and folders.open_study("two") is first
    (folders.study_folder("two") / folders.READ_FILE).write_text('{"trials": [3]}')
    assert folders.open_study("two") == plan
    (folders.study_folder("two") / folders.PLAN_FILE).write_text(PLAN.replace("[2, 3]", "[2, 3, 4]"))
    assert len(folders.open_study("two").trials) == 3


def test_a_study_is_deleted_with_its_runs_but_not_while_it_is_swept(trained):
    plan = read(PLAN)
    sweep.begin(plan, workers=1).run()
    with locks.acquire(folders.lock_path("two")), pytest.raises(StudyError, match="being swept: stop that first"):
        folders.delete("two")
    folders.delete("two")
    assert folders.list_studies() == []
    with pytest.raises(RunError):
        store.load_run(plan.trials[0].name)
    with pytest.raises(StudyError, match="there is no study named 'two'; known are none"):
        folders.delete("two")
    folders.write_plan(plan)
    (folders.study_folder("two") / folders.PLAN_FILE).write_text("damaged")
    folders.delete("two")
    assert folders.list_studies() == []


def test_from_the_command_line(trained, tmp_path, capsys):
    file = tmp_path / "two.toml"
    file.write_text(PLAN.replace("[base]", "seeds = 2\n[base]"))
    assert main(["sweep", str(file), "--dry-run"]) == 0
    assert "study two: 4 trainings, 2 a combination; 0 are there already" in capsys.readouterr().err
    assert trained[0] == [] and main(["study"]) == 0
    assert "no studies yet" in capsys.readouterr().out
    _, failing = trained
    failing.append(3)
    # A tiny run has seed 0, whatever it stands for: the second seeds are never made.
    file.write_text(PLAN)
    assert main(["sweep", str(file), "--workers", "1"]) == 2
    told = capsys.readouterr()
    assert "2" in told.out and "200" in told.out and "best" in told.out
    assert "failed: It could not be." in told.err and "1 of 2 trainings are not finished" in told.err
    assert told.err.rstrip().endswith("study.toml --retry"), "what failed is left out without it"
    csv, page = tmp_path / "two.csv", tmp_path / "two.html"
    assert main(["study", "two", "--csv", str(csv), "--report", str(page)]) == 0
    assert csv.read_text().startswith("latent_dim,seed,state,run,neg_elbo") and "Study two" in page.read_text()
    assert "It could not be." in page.read_text()
    assert main(["study"]) == 0 and "two" in capsys.readouterr().out
    assert main(["study", "gone"]) == 2 and "there is no study named 'gone'; known are two" in capsys.readouterr().err
    assert main(["study", "two", "--csv", str(tmp_path)]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert main(["sweep", str(tmp_path / "gone.toml")]) == 2
    assert main(["study", "two", "--delete"]) == 0 and folders.list_studies() == []
