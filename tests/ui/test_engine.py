"""The worker process: it answers, keeps Keras out of this one, and is replaced when it is killed."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
import psutil
from ui.engine import Engine

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
except FileNotFoundError:
    print("an error in the worker reached the caller")
engine.stop()
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
"""


def test_the_worker_answers_and_is_replaced_when_killed():
    root = Path(__file__).resolve().parents[2]
    folder = root / "assets" / "runs" / "mnist-2d"
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "an error in the worker reached the caller" in done.stdout
