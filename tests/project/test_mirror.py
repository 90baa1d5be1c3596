"""The tests mirror the house: who looks for the tests of a module finds them where the module lies."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What goes through many modules, and belongs to none of them.
JOURNEYS = {
    "cli/test_damaged_runs",
    "cli/test_disks",
    "data/test_own_data_runs",
    "jobs/test_damaged_jobs",
    "model/test_any_shape",
    "model/test_learnt_width",
    "onnx_files/test_torch_files",
    "runs/test_damaged_runs",
    "test_public",
}
# Its moves come quicker than the answers to them: the pace is what it tests.
PACED = {"test_slow_line.py"}


def test_every_test_of_vae_is_named_after_a_module():
    files = sorted((ROOT / "tests" / "vae").rglob("test_*.py"))
    names = {path.relative_to(ROOT / "tests" / "vae").with_suffix("").as_posix() for path in files}
    without = {name for name in names if not (ROOT / "vae" / re.sub(r"test_(\w+)$", r"\1.py", name)).is_file()}
    assert without == JOURNEYS


def test_no_test_in_the_browser_waits_for_a_fixed_time():
    files = sorted((ROOT / "tests" / "browser").glob("test_*.py"))
    assert {path.name for path in files if "wait_for_timeout(" in path.read_text(encoding="utf-8")} == PACED
