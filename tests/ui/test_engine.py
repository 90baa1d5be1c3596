"""The worker process: it answers, keeps Keras out of this one, is replaced when killed and ends with its server."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import psutil

from tests.support.browser import server
from tests.support.visitor import visit

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
import psutil
from ui.engine import Engine
from vae.runs.run_files import RunError

folder = Path(sys.argv[1])
engine = Engine()
z = np.zeros((1, 2), np.float32)
first = engine.call("decode", folder, z)
assert first.shape == (1, 28, 28) and 0 <= first.min() <= first.max() <= 1
worker = max(psutil.Process().children(recursive=True), key=lambda child: child.memory_info().rss)
worker.kill()
np.testing.assert_array_equal(engine.call("decode", folder, z), first)
assert not worker.is_running()
try:
    engine.call("decode", folder / "nowhere", z)
except RunError:
    print("an error in the worker reached the caller")
engine.stop()
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
"""


def test_the_worker_answers_and_is_replaced_when_killed():
    root = Path(__file__).resolve().parents[2]
    folder = root / "assets" / "runs" / "mnist-2d"
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(folder)]
    foreign = {**os.environ, "KERAS_BACKEND": "jax"}  # what a researcher's shell may say
    done = subprocess.run(command, cwd=root, env=foreign, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "an error in the worker reached the caller" in done.stdout


def test_a_killed_server_leaves_no_worker(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    with server() as running:
        running.wait()
        assert asyncio.run(first_visit(running.url)).errors == ()
        left = psutil.Process(running.process.pid).children(recursive=True)
        assert any("loky" in word for child in left for word in child.cmdline()), "no worker was started"
        running.process.kill()
        running.process.wait()
        _, alive = psutil.wait_procs(left, timeout=15)
        assert alive == []


async def first_visit(url):
    """Open Encode, where the first visit of all waits for the worker."""
    async with visit(url, "encode") as visitor:
        return await visitor.run()
