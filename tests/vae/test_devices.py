"""What a training can run on, asked of TensorFlow once, and hidden or shown to a process before it is imported."""

import os
import subprocess

import pytest

from vae import devices
from vae.devices import Device, DeviceError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    for variable in ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"):
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)


@pytest.fixture
def two_gpus(monkeypatch):
    """Let there be two GPUs; returns the list of questions asked of TensorFlow."""
    asked = []

    def run(command, **_):
        if command[0] == "nvidia-smi":
            return subprocess.CompletedProcess(command, 0, "81559\n24564\n", "")
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, 'a greeting\n["NVIDIA H100", "NVIDIA RTX 4090"]\n', "")

    monkeypatch.setattr(devices, "_has_sign_of_a_gpu", lambda: True)
    monkeypatch.setattr(devices.subprocess, "run", run)
    return asked


def test_without_a_gpu_there_is_the_processor(monkeypatch):
    monkeypatch.setattr(devices, "_has_sign_of_a_gpu", lambda: False)
    (cpu,) = devices.list_devices()
    assert cpu.name == "cpu" and f"{devices.num_cores()} core" in cpu.title
    assert devices.find_device("auto") == devices.find_device("cpu") == cpu


@pytest.mark.parametrize(
    ("flags", "expected"), [("flags: sse amx_bf16 amx_tile", True), ("flags: sse xamx_bf16", False)]
)
def test_amx_is_known_by_the_flags_of_the_processor(flags, expected, monkeypatch):
    monkeypatch.setattr(devices.Path, "read_text", lambda path: {"/proc/cpuinfo": flags}[str(path)])
    devices.has_amx.cache_clear()
    assert devices.has_amx() is expected
    devices.has_amx.cache_clear()


def test_gpus_come_first_and_are_asked_for_once(two_gpus):
    found = devices.list_devices()
    assert [device.name for device in found] == ["gpu:0", "gpu:1", "gpus", "cpu"]
    assert found[:2] == [
        Device("gpu:0", "NVIDIA H100, 80 GiB", 81559 * 2**20),
        Device("gpu:1", "NVIDIA RTX 4090, 24 GiB", 24564 * 2**20),
    ]
    assert devices.list_devices() == found and len(two_gpus) == 1
    assert devices.find_device("auto").name == "gpu:0" and devices.find_device("gpu:1") == found[1]
    with pytest.raises(DeviceError, match=r"auto or one of gpu:0, gpu:1, gpus, cpu, got 'gpu:2'"):
        devices.find_device("gpu:2")


def test_several_gpus_are_offered_together(two_gpus, monkeypatch):
    title = "All 2 GPUs, each batch shared out (NVIDIA H100, 80 GiB; NVIDIA RTX 4090, 24 GiB)"
    assert devices.find_device("gpus") == Device("gpus", title)
    monkeypatch.setattr(devices, "_gpus", lambda: [Device(f"gpu:{index}", "NVIDIA H100, 80 GiB") for index in range(4)])
    assert devices.find_device("gpus").title == "All 4 GPUs, each batch shared out (4 × NVIDIA H100, 80 GiB)"
    monkeypatch.setattr(devices, "_gpus", lambda: [Device("gpu:0", "NVIDIA H100, 80 GiB")])
    assert [device.name for device in devices.list_devices()] == ["gpu:0", "cpu"]


def test_all_gpus_are_in_the_way_of_each_and_the_processor_of_none(two_gpus):
    assert devices.parts("gpus") == ["gpus", "gpu:0", "gpu:1"]
    assert devices.parts("gpu:1") == ["gpu:1"] and devices.parts("cpu") == ["cpu"]
    names = ("cpu", "gpu:0", "gpu:1", "gpus")
    assert {(one, other) for one in names for other in names if devices.overlap(one, other)} == {
        *((name, name) for name in names),
        *(("gpus", f"gpu:{index}") for index in range(2)),
        *((f"gpu:{index}", "gpus") for index in range(2)),
    }


def test_hidden_gpus_are_none(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    assert [device.name for device in devices.list_devices()] == ["cpu"]


def test_a_tensorflow_that_cannot_answer_has_no_gpu(monkeypatch):
    def fail(command, **_):
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(devices, "_has_sign_of_a_gpu", lambda: True)
    monkeypatch.setattr(devices.subprocess, "run", fail)
    assert [device.name for device in devices.list_devices()] == ["cpu"]


def test_prepare_shows_one_device_to_tensorflow(monkeypatch):
    devices.prepare("gpu:1")
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "1"
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,6")
    devices.prepare("gpu:1")
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "6"
    devices.prepare("cpu")
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"


def test_prepare_shows_all_gpus_for_a_training_on_all(monkeypatch):
    devices.prepare("gpus")
    assert "CUDA_VISIBLE_DEVICES" not in os.environ and "HIP_VISIBLE_DEVICES" not in os.environ
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,6")
    devices.prepare("gpus")
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "4,6"


def test_memory_growth_is_no_error_without_a_gpu():
    devices.allow_memory_growth()
