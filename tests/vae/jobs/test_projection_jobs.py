"""Long projections: kept on disk, computed once whoever asks, and what happens when a process is stopped."""

import contextlib
import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.support.broken_disk import FULL, broken
from vae import locks
from vae.jobs import projection_jobs
from vae.jobs.projection_jobs import Status, cancel, job_key, read_result, run_job, start, status
from vae.latent.projections import ProjectionError, Setting, project, trustworthiness

SETTING = Setting("pca")
HOLDER = """
import sys, time
from vae import locks
from vae.jobs import projection_jobs
with locks.acquire(projection_jobs._file(sys.argv[1], ".lock")):
    projection_jobs._Reporter(sys.argv[1], None)(0.4, "iteration 400 of at most 1,000")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def codes():
    return np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32)


@pytest.fixture
def key(codes):
    return job_key(codes, SETTING)


def folder(home):
    return home / "cache" / "projections"


def holder(key):
    """Start a process that is at a projection, as far as others can see."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, key], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process


def test_the_key_is_of_the_codes_and_the_setting(codes, key):
    assert job_key(codes.copy(), SETTING) == key
    changed = codes.copy()
    changed[3, 1] += 1e-6
    assert len({key, job_key(changed, SETTING), job_key(codes.reshape(80, 2), SETTING)}) == 3
    assert job_key(codes, Setting("tsne")) != job_key(codes, Setting("tsne", seed=1))


def test_a_projection_is_computed_once_and_kept(codes, key, own_home, monkeypatch):
    told = []
    result = run_job(codes, SETTING, lambda share, text: told.append(text))
    np.testing.assert_array_equal(result.xy, project(codes, SETTING))
    assert result.trust == trustworthiness(codes, result.xy)
    assert told == ["starting", "measuring how far to trust it"]
    assert status(key, 40) == Status("done", share=1.0)
    assert sorted(path.name for path in folder(own_home).iterdir()) == sorted(["any.lock", f"{key}.lock", f"{key}.npz"])
    monkeypatch.setattr(projection_jobs, "project", lambda *_: pytest.fail("computed again"))
    np.testing.assert_array_equal(run_job(codes, SETTING).xy, result.xy)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half written", None])
def test_a_damaged_result_is_none_and_is_made_anew(codes, key, own_home, content):
    run_job(codes, SETTING)
    file = folder(own_home) / f"{key}.npz"
    file.write_bytes(file.read_bytes()[:-40] if content is None else content)
    assert read_result(key, 40) is None
    assert status(key, 40).state == "none"
    run_job(codes, SETTING)
    assert read_result(key, 40) is not None


def test_a_result_of_other_codes_or_with_no_numbers_is_none(codes, key, own_home):
    run_job(codes, SETTING)
    assert read_result(key, 41) is None
    np.savez(folder(own_home) / f"{key}.npz", xy=np.full((40, 2), np.nan, np.float32), trust=0.9)
    assert read_result(key, 40) is None


def test_a_part_that_a_killed_process_left_is_never_read(codes, key, own_home):
    run_job(codes, SETTING)
    whole = folder(own_home) / f"{key}.npz"
    whole.rename(folder(own_home) / f".{key}.npz.1-1")
    assert read_result(key, 40) is None
    run_job(codes, SETTING)
    assert read_result(key, 40) is not None


def test_a_failure_is_told_to_whoever_asks_next(codes, key, monkeypatch):
    def failing(*_):
        raise MemoryError("Unable to allocate 9 GiB")

    monkeypatch.setattr(projection_jobs, "project", failing)
    with pytest.raises(MemoryError):
        run_job(codes, SETTING)
    found = status(key, 40)
    assert (found.state, found.text) == ("failed", "Unable to allocate 9 GiB")


def test_another_process_at_the_same_is_seen_refused_and_can_be_cancelled(codes, key):
    process = holder(key)
    found = status(key, 40)
    assert (found.state, found.share, found.pid) == ("running", 0.4, process.pid)
    assert found.text == "iteration 400 of at most 1,000"
    with pytest.raises(ProjectionError, match="computed by another process"):
        run_job(codes, SETTING)
    cancel(key, 40)
    assert process.wait(10) != 0
    assert status(key, 40) == Status("none")
    assert run_job(codes, SETTING).xy.shape == (40, 2)


def test_a_killed_process_is_a_sentence(key):
    process = holder(key)
    process.kill()
    process.wait(10)
    for known in (process, None):
        found = status(key, 40, known)
        assert found.state == "failed" and "ended without a result" in found.text


def test_projections_wait_for_each_other(codes, own_home):
    told = []
    with locks.acquire(folder(own_home) / "any.lock"):

        def report(share, text):
            told.append(text)
            if text.startswith("waiting"):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_job(codes, SETTING, report)
    assert told == ["starting", "waiting for another projection to end"]
    assert run_job(codes, SETTING).xy.shape == (40, 2)


def test_only_the_newest_results_are_kept(codes, own_home, monkeypatch):
    monkeypatch.setattr(projection_jobs, "_KEPT_RESULTS", 2)
    for count in (37, 38, 39):
        run_job(codes[:count], SETTING)
        time.sleep(0.01)
    kept = sorted(path.stem for path in folder(own_home).glob("*.npz"))
    assert kept == sorted(job_key(codes[:count], SETTING) for count in (38, 39))


def test_a_folder_that_cannot_be_written_is_a_sentence(codes, own_home, monkeypatch):
    (own_home / "file").write_text("")
    monkeypatch.setenv("VAE_HOME", str(own_home / "file"))
    with pytest.raises(ProjectionError, match="set VAE_HOME to another folder"):
        run_job(codes, SETTING)


def test_a_started_process_makes_the_projection_of_a_run_and_loads_no_keras(own_home, save_tiny_run):
    from vae.runs import store

    run = save_tiny_run(own_home / "runs" / "tiny", latent_dim=3)
    codes = store.load_latents(run).z_mean
    key = job_key(codes, SETTING)
    process = start("tiny", key, SETTING)
    assert status(key, len(codes), process).state == "running"
    maps = set()
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/maps") as file:
                maps |= {line.split("/")[-1].strip() for line in file if "tensorflow" in line}
        except OSError:
            pass
        time.sleep(0.02)
    assert process.returncode == 0
    assert maps == set()
    assert status(key, len(codes), process).state == "done"
    result = read_result(key, len(codes))
    assert result.trust == pytest.approx(trustworthiness(codes, result.xy))
    assert not (folder(own_home) / f"{key}.json").exists()


def test_a_started_process_can_be_cancelled_and_leaves_nothing(own_home):
    key = "tsne-nothing"
    part = folder(own_home) / f".{key}.json.1-1"
    part.parent.mkdir(parents=True)
    part.touch()
    process = start("no-such-run", key, Setting("tsne"))
    cancel(key, 10, process)
    assert process.poll() is not None and not part.exists()
    process = start("no-such-run", key, Setting("tsne"))
    process.wait(60)
    assert status(key, 10, process).state == "failed"
    assert status(key, 10).state == "none"


def test_a_disk_that_fills_is_told_to_whoever_asks_next(codes, key, own_home, monkeypatch):
    def filling(z, setting, report):
        stack.enter_context(broken(own_home, FULL))
        return z[:, :2]

    monkeypatch.setattr(projection_jobs, "project", filling)
    with contextlib.ExitStack() as stack, pytest.raises(ProjectionError, match="no room is left in"):
        run_job(codes, SETTING)
    found = status(key, 40)
    assert found.state == "failed" and "no room is left in" in found.text
    assert read_result(key, 40) is None


def test_a_report_that_makes_no_sense_is_none(key, own_home):
    folder(own_home).mkdir(parents=True)
    for content in ("", "[]", "{}", json.dumps({"state": "running", "text": "x", "share": "much", "pid": 1})):
        (folder(own_home) / f"{key}.json").write_text(content)
        assert status(key, 40).state == "none"


@pytest.mark.parametrize("pid", ["Infinity", "NaN", "1" * 400, "true", "null", "-3", "2.5", '"7"'])
def test_a_report_with_a_number_that_is_none_counts_as_none(key, own_home, pid):
    folder(own_home).mkdir(parents=True)
    report = folder(own_home) / f"{key}.json"
    report.write_text(f'{{"state": "running", "text": "", "share": 0.5, "pid": {pid}}}')
    assert status(key, 40) == Status("none")
    report.write_text(f'{{"state": "running", "text": "", "share": {"NaN" if pid == "-3" else pid}, "pid": 7}}')
    assert status(key, 40).state == ("failed" if pid == "2.5" else "none")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its folders")
def test_a_pipe_in_the_place_of_a_result_is_none(key, own_home):
    folder(own_home).mkdir(parents=True)
    os.mkfifo(folder(own_home) / f"{key}.npz")
    assert read_result(key, 40) is None


def test_a_link_to_nowhere_beside_the_results_is_no_failure(codes, key, own_home, monkeypatch):
    monkeypatch.setattr(projection_jobs, "_KEPT_RESULTS", 1)
    folder(own_home).mkdir(parents=True)
    (folder(own_home) / "lost.npz").symlink_to("nowhere")
    run_job(codes, SETTING)
    assert read_result(key, 40) is not None
