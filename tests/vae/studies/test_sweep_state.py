"""What a sweep says of itself is read as it was written; of a damaged file nothing is known."""

from dataclasses import fields

from vae.studies import folders, sweep_state
from vae.studies.sweep_state import SweepState


def test_it_is_read_as_it_was_written(empty_home):
    assert sweep_state.read("two") == SweepState()
    folders.study_folder("two").mkdir(parents=True)
    whole = SweepState("tcp://host:8786", True, "mine", "it is gone")
    assert all(getattr(whole, one.name) != one.default for one in fields(SweepState))
    sweep_state.write("two", whole)
    assert sweep_state.read("two") == whole and sweep_state.read("three") == SweepState()
    (path,) = folders.study_folder("two").iterdir()
    path.write_text('{"scheduler": 3, "is_open": "yes", "waits_for": null, "problem": ["x"]}')
    assert sweep_state.read("two") == SweepState()
