"""A worker's lifeline: it ends with its parent, even while it computes, and not before."""

import subprocess
import sys

import psutil

PROGRAM = """
import os, sys, time
from loky import ProcessPoolExecutor
from vae.lifeline import Lifeline, follow

line = Lifeline()
pool = ProcessPoolExecutor(max_workers=1, timeout=None, initializer=follow, initargs=(line.end,))
print(pool.submit(os.getpid).result(), pool.submit(os.getpid).result(), flush=True)
if sys.argv[1] == "busy":
    pool.submit(time.sleep, 600)
time.sleep(600 if sys.argv[1] != "end" else 0)
pool.shutdown()
"""


def parent(kind):
    """Start a process with a worker and return both."""
    started = subprocess.Popen([sys.executable, "-c", PROGRAM, kind], stdout=subprocess.PIPE, text=True)
    first, second = started.stdout.readline().split()
    assert first == second, "the worker did not outlive its first call"
    return started, psutil.Process(int(first))


def test_a_worker_ends_with_a_killed_parent_at_rest_and_at_work():
    for kind in ("idle", "busy"):
        started, worker = parent(kind)
        started.kill()
        started.communicate()
        worker.wait(10)
        assert not worker.is_running()


def test_a_parent_that_ends_in_order_ends_its_worker_without_a_complaint():
    started, worker = parent("end")
    assert started.communicate(timeout=60)[0] == "" and started.returncode == 0
    assert not worker.is_running()
