"""The command line as a person uses it: what it prints, what it leaves behind and how it refuses."""

import dataclasses
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vae.__main__ import main
from vae.cli import commands, listing, study_commands
from vae.cli.options import build_parser, config_from
from vae.config import ConfigError, RunConfig
from vae.film import film_file, recording
from vae.film.frames import spread
from vae.jobs import training_jobs
from vae.jobs.job import Job
from vae.jobs.job_files import JobProgress
from vae.jobs.projection_jobs import job_key, read_result
from vae.latent import projections
from vae.latent.latents import Latents
from vae.latent.projections import Setting
from vae.model import metrics, training
from vae.presets import PRESETS, Preset
from vae.progress import Progress, duration
from vae.runs import store
from vae.runs.checkpoints import checkpoint_path, read_checkpoint
from vae.runs.saving import write_latents
from vae.studies import sweep

TINY = ("--dataset", "digits", "--hidden-sizes", "16", "--batch-size", "512")


pytestmark = pytest.mark.usefixtures("quick_training")


@pytest.fixture
def home(empty_home):
    return empty_home


def interrupt_after(monkeypatch, num_epochs):
    """Let Ctrl-C come while the epoch after `num_epochs` is under way, with weights already moved on."""
    whole = training.train

    def broken(model, dataset, checkpoint=None, **options):
        for result in whole(model, dataset, checkpoint, **options):
            yield result
            if result.epoch == num_epochs:
                model.decoder.set_weights([weight * 0 for weight in model.decoder.get_weights()])
                raise KeyboardInterrupt

    monkeypatch.setattr(training, "train", broken)


def test_train_evaluate_and_list(home, capsys):
    assert main(["train", *TINY, "--epochs", "2", "--name", "mine"]) == 0
    printed = capsys.readouterr()
    assert "neg_elbo" in printed.out and "epoch 2/2" in printed.err
    run = store.load_run("mine")
    assert run.config == RunConfig(name="mine", dataset="digits", hidden_sizes=(16,), batch_size=512, epochs=2)
    assert list(store.load_history(run)["epoch"]) == [1, 2]
    assert store.load_latents(run).z_mean.shape == (360, 2)
    assert store.load_frames(run).codes.shape == (2, 360, 2)
    assert not checkpoint_path("mine").exists()

    assert main(["evaluate", "mine", "--seed", "3"]) == 0
    assert store.load_run("mine").metrics["neg_elbo"]["seed"] == 3
    assert main(["evaluate", "mine", "--seed", "4", "--verdict"]) == 0
    assert "judge" in capsys.readouterr().out
    kept = store.load_run("mine").metrics
    assert [kept[name]["seed"] for name in ("judge", "typicality_neg_elbo", "neg_elbo")] == [4, 4, 3]
    assert main(["list"]) == 0
    assert "mine  trained here  digits  2" in capsys.readouterr().out

    assert main(["train", *TINY, "--name", "mine"]) == 2
    assert "a run is named 'mine' already" in capsys.readouterr().err


def test_ctrl_c_saves_the_finished_epochs_and_resume_ends_as_if_unbroken(home, capsys):
    words = ["train", *TINY, "--epochs", "3", "--name"]
    assert main([*words, "whole"]) == 0
    with pytest.MonkeyPatch.context() as patch:
        interrupt_after(patch, 2)
        assert main([*words, "broken"]) == 0
    saved = store.load_run("broken")
    assert list(store.load_history(saved)["epoch"]) == [1, 2]
    # the weights are those of the last finished epoch, not what the interrupted one made of them
    assert saved.metrics["kl"]["value"] == pytest.approx(store.load_history(saved)["val_kl"][-1], rel=1e-3)
    error = saved.metrics["reconstruction"]["value"] / store.load_history(saved)["val_reconstruction"][-1]
    assert error == pytest.approx(1, abs=0.01)
    assert "--name broken --resume" in capsys.readouterr().err

    assert main([*words, "broken"]) == 2
    assert "go on with --resume" in capsys.readouterr().err
    assert main(["train", "--name", "broken", "--resume", "--beta", "4"]) == 2
    assert "leave out the others" in capsys.readouterr().err
    assert main(["train", "--name", "broken", "--resume"]) == 0
    assert not checkpoint_path("broken").exists()
    whole, resumed = store.load_latents(store.load_run("whole")), store.load_latents(store.load_run("broken"))
    np.testing.assert_allclose(resumed.z_mean, whole.z_mean, atol=1e-4)


def test_the_name_of_a_training_that_is_running_is_refused_without_a_word_of_resuming_it(home, capsys):
    _, lock = training_jobs.create(RunConfig(name="mine", dataset="digits"), "cpu")
    with lock:
        assert main(["train", *TINY, "--name", "mine"]) == 2
    said = capsys.readouterr().err
    assert "'mine' is running already: stop it first or choose another name" in said and "--resume" not in said


def test_ctrl_c_before_the_first_epoch_saves_nothing(home, monkeypatch, capsys):
    def stopped(*_, **__):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(training, "train", stopped)
    assert main(["train", *TINY, "--name", "mine"]) == 130
    assert store.list_runs() == ([], [])


def test_a_diverging_training_is_one_line(home, monkeypatch, capsys):
    def diverging(*_, **__):
        raise training.TrainingDivergedError("the loss is nan after epoch 1: try a learning rate below 10")
        yield

    monkeypatch.setattr(training, "train", diverging)
    assert main(["train", *TINY, "--name", "mine"]) == 1
    assert capsys.readouterr().err == (
        "python -m vae train: the loss is nan after epoch 1: try a learning rate below 10\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["train", "--name", "x", "--beta", "-1"], "beta must be between 0 and 1e+06, got -1"),
        (["train", "--name", "x", "--epochs", "many"], "argument --epochs: expected a whole number, got 'many'"),
        (["train", "--name", "x", "--beta", "1,5"], "argument --beta: expected a number, got '1,5'"),
        (["train", "--name", "No good"], "name must be 1-64 characters"),
        (["train"], "a run needs a name"),
        (["train", "--preset", "mnist-3d"], "invalid choice: 'mnist-3d'"),
        (
            ["train", "--name", "x", "--dataset", "cats"],
            "expected one of mnist, fashion_mnist, digits, avatars, letters, motions, names, melodies or own:NAME, "
            "got 'cats'",
        ),
        (["train", "--name", "x", "--resume"], "there is no unfinished training named 'x'"),
        (["train", "--dataset", "digits", "--name", "x", "--conditional", "--num-classes", "5"], "at least 10"),
        (["evaluate", "nothing"], "there is no run named 'nothing'"),
        (["evaluate", "mnist-2d", "--seed", "-1"], "seed must be between 0 and 2147483647, got -1"),
        (["evaluate", "mnist-2d", "--seed", "2147483648"], "seed must be between 0 and 2147483647, got 2147483648"),
        (["plan", "motion-8d", "--problems", "2", "--seed", "-1"], "seed must be between 0 and 2147483647, got -1"),
        (["train", "--name", "x", "--seed", "-1"], "seed must be "),
        (["export", "nothing", "--format", "web"], "there is no run named 'nothing'"),
        (["export", "nothing", "--format", "paper"], "invalid choice: 'paper'"),
        (["project", "nothing", "--method", "pca"], "there is no run named 'nothing'"),
        (["project", "nothing"], "required: --method"),
        (["project", "nothing", "--method", "lda"], "invalid choice: 'lda'"),
        (
            ["project", "nothing", "--method", "tsne", "--perplexity", "1"],
            "perplexity must be between 2 and 200",
        ),
        (
            ["project", "mnist-16d", "--method", "tsne", "--seed", "-1"],
            "seed must be between 0 and 2147483647, got -1",
        ),
        (["project", "nothing", "--method", "umap", "--min-dist", "far"], "--min-dist: expected a number, got 'far'"),
        (["pretrained", "mnist-3d"], "run must be one of mnist-2d"),
        (["data"], "required: action"),
        (["data", "add", "nowhere", "--name", "x"], "there is no file or folder nowhere"),
        (["data", "add", "."], "required: --name"),
        (["data", "add", ".", "--name", "No"], "name must be 1-64"),
        (["data", "show", "x"], "no data set of your own named 'x'"),
        (["data", "remove", "x"], "no data set of your own named 'x'"),
        (["train", "--name", "x", "--dataset", "own:x"], "no data set of your own named 'x'"),
        (["fly"], "invalid choice: 'fly'"),
        ([], "required: command"),
    ],
)
def test_a_wrong_value_is_one_line_and_code_2(home, capsys, words, message):
    try:
        code = main(words)
    except SystemExit as stopped:
        code = stopped.code
    lines = capsys.readouterr().err.splitlines()
    assert code == 2
    assert len(lines) == 1 and message in lines[0] and lines[0].startswith("python -m vae")


def test_a_shipped_name_and_an_unwritable_home_are_refused(home, monkeypatch, capsys):
    (home / "shipped" / "digits-2d").mkdir(parents=True)
    assert main(["train", "--preset", "digits-2d"]) == 2
    assert "a run that ships is named 'digits-2d'" in capsys.readouterr().err
    (home / "file").write_text("")
    monkeypatch.setenv("VAE_HOME", str(home / "file"))
    assert main(["train", *TINY, "--name", "mine"]) == 2
    assert "set VAE_HOME to another folder" in capsys.readouterr().err


def test_a_damaged_checkpoint_is_named(home, capsys):
    path = checkpoint_path("mine")
    path.parent.mkdir()
    path.write_bytes(b"PK\x03\x04 cut off")
    assert main(["train", "--name", "mine", "--resume"]) == 2
    assert "mine.npz is damaged" in capsys.readouterr().err
    if hasattr(os, "mkfifo"):
        path.unlink()
        os.mkfifo(path)  # it would be waited for
        assert main(["train", "--name", "mine", "--resume"]) == 2
        assert "mine.npz is damaged" in capsys.readouterr().err
    assert read_checkpoint(checkpoint_path("other")) is None


def test_options_beside_a_preset_win():
    words = ["train", "--preset", "mnist-16d", "--no-conditional", "--hidden-sizes", "64", "32", "--name", "a"]
    config = config_from(build_parser().parse_args(words))
    assert config.hidden_sizes == (64, 32)
    assert config.latent_dim == PRESETS["mnist-16d"].config.latent_dim and config.likelihood == "bernoulli_binarized"


def test_a_family_of_levels_has_its_own_number_of_dimensions():
    def asked(words):
        return config_from(build_parser().parse_args(["train", "--name", "mine", *words.split()]))

    assert (asked("--family ladder").latent_dim, asked("--family hierarchical").latent_dim) == (6, 18)
    with pytest.raises(ConfigError, match="latent_dim must be 6 for a ladder VAE of 3 levels, got 4"):
        asked("--family ladder --latent-dim 4")


def test_every_field_of_a_configuration_is_an_option():
    words = "--name n --dataset digits --architecture convolutional --hidden-sizes 8 8 --activation tanh --latent-dim 3"
    words += " --beta 2.5 --kl-warmup-epochs 4 --likelihood gaussian --no-variational --conditional --num-classes 12"
    words += " --epochs 5 --encoder-epochs 0 --batch-size 6 --learning-rate 0.01 --seed 7"
    words += " --learning-rate-schedule step --early-stopping 8 --weight-average 0.9"
    assert config_from(build_parser().parse_args(["train", *words.split()])) == RunConfig(
        "n",
        "digits",
        "convolutional",
        (8, 8),
        "tanh",
        3,
        2.5,
        4,
        "gaussian",
        False,
        True,
        12,
        5,
        0,
        6,
        0.01,
        "step",
        8,
        0.9,
        "float32",
        7,
    )
    dense = build_parser().parse_args(["train", "--name", "n", "--products", "bfloat16"])
    assert config_from(dense).products == "bfloat16", "which a convolutional network has not"


def test_seeds_make_a_study_and_what_is_of_one_training_alone_is_refused(home, monkeypatch, capsys):
    done = []
    monkeypatch.setattr(study_commands, "train_all", done.append)
    monkeypatch.setattr(sweep, "begin_apart", done.append)
    assert main(["train", "--preset", "digits-2d", "--name", "mine", "--seeds", "3"]) == 0
    assert main(["train", "--preset", "digits-2d", "--name", "mine", "--seeds", "2", "--background"]) == 0
    assert [(study.name, len(study.trials)) for study in done] == [("mine", 3), ("mine", 2)]
    assert "study mine is begun" in capsys.readouterr().out
    assert main(["train", "--preset", "digits-2d", "--seeds", "3", "--resume"]) == 2
    assert "--resume is of a single training: leave it out, or leave out --seeds" in capsys.readouterr().err
    assert main(["train", "--preset", "digits-2d", "--seeds", "0"]) == 2
    assert "seeds must be how many trainings each has, 1 to 100, got 0" in capsys.readouterr().err


def test_pretrained_trains_the_named_preset_into_the_shipped_folder(home, monkeypatch):
    small = RunConfig("small", "digits", hidden_sizes=(8,), epochs=1)
    monkeypatch.setitem(PRESETS, "small", Preset(small, "Small", "Small.", ships=True))
    binary = dataclasses.replace(small, name="binary", likelihood="bernoulli_binarized")
    monkeypatch.setitem(PRESETS, "binary", Preset(binary, "Binary", "Cut.", ships=True))
    monkeypatch.setattr(metrics, "NUM_SAMPLES_THOROUGH", 3)
    assert main(["pretrained", "small", "binary"]) == 0
    assert store.load_run("binary").metrics["importance_weighted_nll_5000"]["num_samples"] == 3
    run = store.load_run("small")
    assert run.shipped and "importance_weighted_nll_5000" not in run.metrics
    kept_film = film_file.read(run.folder, run.config.shape)
    assert kept_film["epochs"].tolist() == [1] and "originals" not in kept_film
    before = json.loads((run.folder / "metrics.json").read_text())
    assert main(["evaluate", "small", "--seed", "5"]) == 0
    assert json.loads((run.folder / "metrics.json").read_text()) == before
    kept = store.load_latents(run)
    write_latents(run.folder / "latents.npz", Latents(kept.z_mean, kept.z_log_var, kept.labels))
    assert main(["evaluate", "small", "--scores"]) == 0
    np.testing.assert_array_equal(store.load_latents(run).reconstruction, kept.reconstruction)


def test_project_keeps_the_places_of_a_run_with_many_dimensions(home, save_tiny_run, monkeypatch, capsys):
    codes = store.load_latents(save_tiny_run(home / "runs" / "deep", latent_dim=5)).z_mean
    assert main(["project", "deep", "--method", "pca"]) == 0
    printed = capsys.readouterr()
    key = job_key(codes, Setting("pca"))
    result = read_result(key, len(codes))
    assert printed.out == f"360 codes, trustworthiness {result.trust:.4f}, kept as {key}\n"
    assert "measuring how far to trust it" in printed.err
    monkeypatch.setattr(projections, "has_umap", lambda: False)
    assert main(["project", "deep", "--method", "umap", "--neighbours", "150", "--seed", "2"]) == 2
    assert capsys.readouterr().err.endswith("run 'python -m pip install umap-learn' first\n")
    save_tiny_run(home / "runs" / "flat", latent_dim=2)
    assert main(["project", "flat", "--method", "pca"]) == 2
    assert "no more than two latent dimensions" in capsys.readouterr().err


def test_devices_names_the_processor(capsys):
    assert main(["devices"]) == 0
    printed = capsys.readouterr().out
    assert "processor cores" in printed and "gpus" not in printed
    assert printed.endswith("training uses cpu unless --device names another\n")


def test_devices_names_all_gpus_together_where_there_are_several(monkeypatch, capsys):
    import keras

    monkeypatch.setattr(keras.distribution, "list_devices", lambda: ["cpu:0", "gpu:0", "gpu:1"])
    monkeypatch.setattr(listing, "_accelerator_name", lambda index: "NVIDIA H100")
    assert main(["devices"]) == 0
    rows = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()[2:]]
    assert [name for name, _ in rows] == ["gpu:0", "gpu:1", "gpus", "cpu", "training"]
    assert rows[2][1] == "all 2 of them, each batch shared out" and rows[4][1].startswith("uses gpu:0 unless")


def test_jobs_are_listed_stopped_resumed_and_deleted_from_any_terminal(home, monkeypatch, capsys):
    assert main(["jobs"]) == 0
    assert "no jobs yet" in capsys.readouterr().out
    with pytest.MonkeyPatch.context() as patch:
        interrupt_after(patch, 1)
        assert main(["train", *TINY, "--epochs", "2", "--name", "mine", "--device", "cpu"]) == 0
    capsys.readouterr()
    assert main(["jobs"]) == 0
    row = capsys.readouterr().out.splitlines()[1].split()
    assert row[:3] == ["mine", "stopped", "1/2"] and row[5] == "cpu"
    assert main(["stop", "mine"]) == 2
    assert "'mine' is not running" in capsys.readouterr().err
    started = []
    monkeypatch.setattr(training_jobs, "launch", lambda job, lock: started.append((job.name, lock.release())))
    assert main(["resume", "mine", "--background"]) == 0
    assert started == [("mine", None)] and "python -m vae stop mine" in capsys.readouterr().out
    _, lock = training_jobs.reopen("mine")
    with lock:
        assert main(["stop", "mine", "--now"]) == 0
        assert (home / "jobs" / "mine" / "stop").read_text() == "now"
    assert main(["resume", "mine"]) == 0
    assert training_jobs.load_job("mine").state == "finished"
    assert main(["cancel", "mine"]) == 0
    assert training_jobs.list_jobs() == [] and store.load_run("mine")
    assert main(["resume", "mine"]) == 2
    assert "there is no unfinished training named 'mine'" in capsys.readouterr().err


def test_list_of_nothing_says_how_to_begin(home, capsys):
    assert main(["list"]) == 0
    assert "python -m vae train" in capsys.readouterr().out
    (home / "runs" / "broken").mkdir(parents=True)
    assert main(["list"]) == 0
    assert "'broken' lacks config.json" in capsys.readouterr().err


def test_light_commands_load_no_keras():
    code = "import sys; from vae.__main__ import main\n"
    for words in (["--help"], ["train", "--help"], ["project", "--help"], ["list"]):
        code += f"try: main({words!r})\nexcept SystemExit: pass\n"
        code += f"assert not {{'keras', 'tensorflow', 'sklearn', 'scipy'}} & set(sys.modules), {words!r}\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("examples:") == 3


def results(count):
    return [
        training.EpochResult(e, *[1.0] * 7, seconds=1, images_per_second=1, codes=np.full((5, 2), e, np.float16))
        for e in range(1, count + 1)
    ]


def test_the_film_keeps_first_and_last_and_is_dense_at_the_beginning():
    frames = recording.film(results(300), np.arange(9, dtype=np.uint8), RunConfig("a", epochs=300))
    assert len(frames.epochs) <= 60
    assert list(frames.epochs[:4]) == [1, 2, 3, 4] and frames.epochs[-1] == 300
    np.testing.assert_array_equal(frames.codes[:, 0, 0], frames.epochs)
    assert list(frames.labels) == [0, 1, 2, 3, 4]
    assert list(recording.film(results(3), np.zeros(5, np.uint8), RunConfig("a", epochs=300)).epochs) == [1, 2, 3]
    stopped = [dataclasses.replace(one, held_back=abs(one.epoch - 50.0)) for one in results(70)]
    config = RunConfig("a", epochs=300, early_stopping=20)
    frames = recording.film(stopped, np.arange(9, dtype=np.uint8), config)
    assert frames.epochs[-1] == 50 and set(frames.epochs[:-1]) <= set(spread(300))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_draws_one_line_on_a_terminal_and_the_first_piece_tells_no_time(monkeypatch):
    clock = iter([30.0, 30.01, 40.0, 60.0])
    monkeypatch.setattr("vae.progress.time.monotonic", lambda: next(clock))
    stream = Terminal()
    bar = Progress(6, stream=stream)
    bar.update(1, "epoch 1/6")
    bar.update(2, "too soon to be drawn")
    bar.update(3, "epoch 3/6")
    bar.update(6, "epoch 6/6")
    bar.close()
    first, second, last = stream.getvalue().split("\r")[1:]
    assert first == "[####....................] epoch 1/6"
    assert second == "[############............] epoch 3/6, 0:15 left"  # 5 s an epoch, not the 30 s of the first
    assert last.startswith("[########################] epoch 6/6 ") and last.endswith("\n")


def test_progress_writes_plain_lines_elsewhere_and_counts_from_where_it_began(monkeypatch):
    clock = iter([0.0, 5.0, 6.0, 7.0, 8.0])
    monkeypatch.setattr("vae.progress.time.monotonic", lambda: next(clock))
    stream = io.StringIO()
    bar = Progress(11, done=8, stream=stream)
    bar.update(8, "epoch 8/11")
    bar.update(9, "epoch 9/11")
    bar.update(9, "epoch 9/11")
    bar.update(10, "epoch 10/11")
    bar.update(10, "measuring", left=75.0)
    bar.close()
    assert stream.getvalue() == "epoch 8/11\nepoch 9/11\nepoch 10/11, 0:02 left\nmeasuring, 1:15 left\n"


def test_what_cannot_work_is_said_before_the_start(home, capsys, monkeypatch):
    monkeypatch.setattr(commands, "_do", lambda *arguments: None)
    assert main(["train", "--preset", "digits-2d", "--name", "mine", "--epochs", "3", "--kl-warmup-epochs", "9"]) == 0
    said = capsys.readouterr().err
    assert "warning: The KL warm-up of 9 epochs is no shorter than the training of 3" in said
    assert said.rstrip().endswith("Take --kl-warmup-epochs 0.")


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (65, "1:05"), (3599.7, "1:00:00"), (7322, "2:02:02")])
def test_duration(seconds, text):
    assert duration(seconds) == text


def test_an_access_that_is_none_is_one_line(home, capsys, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", "Demo")
    assert main(["train", *TINY, "--name", "mine"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "VAE_ACCESS must be one of own, shared, demo, got 'Demo'" in line


def test_what_a_job_says_is_one_line_of_a_length_to_be_read():
    says = JobProgress("failed", "out of\nmemory\x1b[2J " + "a" * 200_000)
    config = RunConfig(name="mine")
    job = Job("mine", Path("mine"), config, "cpu\n" + "b" * 200_000, False, 0.0, says, is_alive=False)
    lines = listing.jobs_table([job]).splitlines()
    assert len(lines) == 2 and len(lines[1]) < 1000 and "\x1b" not in lines[1]
    assert "out of memory\ufffd[2J aaa" in lines[1]
