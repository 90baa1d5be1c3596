"""Trainings as processes of this machine: how many at once, and on what."""

import pytest

from vae.studies import processes, sweep
from vae.studies.study import StudyError, read

PLAN = 'name = "two"\n[base]\ndataset = "digits"\n'


@pytest.mark.parametrize("workers", [0, -1, 65])
def test_a_number_of_workers_that_cannot_be_is_a_sentence(workers):
    with pytest.raises(StudyError, match=f"workers must be 1 to 64, got {workers}"):
        sweep.begin(read(PLAN), workers)


def test_as_many_at_once_as_there_are_gpus_or_cores_with_memory(monkeypatch):
    gpus = [devices_device("gpu:0"), devices_device("gpu:1"), devices_device("gpus"), devices_device("cpu")]
    monkeypatch.setattr(processes.devices, "list_devices", lambda: gpus)
    assert processes.num_workers() == 2 and processes._devices(3) == ["gpu:0", "gpu:1", "gpu:0"]
    monkeypatch.setattr(processes.devices, "list_devices", lambda: gpus[-1:])
    monkeypatch.setattr(processes.devices, "num_cores", lambda: 8)
    for free, expected in ((64e9, 8), (4e9, 2), (1e6, 1), (float("inf"), 8)):
        monkeypatch.setattr(processes, "_free_memory", lambda free=free: free)
        assert processes.num_workers() == expected
    assert processes._devices(2) == ["cpu", "cpu"]


def devices_device(name):
    return processes.devices.Device(name, name)
