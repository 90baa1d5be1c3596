"""What a training can run on, found out without TensorFlow in this process, and made ready before it is imported."""

import contextlib
import functools
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vae.backend import JAX, TENSORFLOW
from vae.files import home_folder, read_json, write_json

CPU = "cpu"
AUTO = "auto"
ALL_GPUS = "gpus"
_PROBE_SECONDS = 120
_MIB = 2**20
_QUESTIONS = {
    TENSORFLOW: "import json, tensorflow as tf\n"
    "gpus = tf.config.list_physical_devices('GPU')\n"
    "names = [tf.config.experimental.get_device_details(gpu).get('device_name', 'GPU') for gpu in gpus]\n"
    "print(json.dumps(names))",
    JAX: "import json, jax\nprint(json.dumps([gpu.device_kind for gpu in jax.devices() if gpu.platform == 'gpu']))",
}
"""What lists the names of the GPUs that a backend sees."""


class DeviceError(ValueError):
    """A device that was asked for is not there; the message says which are."""


@dataclass(frozen=True)
class Device:
    """One device, or all GPUs together.

    Attributes:
        name: "cpu", "gpu:0", "gpu:1", ... or "gpus", all of them, which share out each batch.
        title: what it is in words, such as "NVIDIA H100, 80 GB" or "CPU, 8 cores".
        memory: bytes of a GPU's memory, None where it is unknown.
    """

    name: str
    title: str
    memory: int | None = None


def list_devices() -> list[Device]:
    """Return the devices that trainings can use: each GPU, where there are several all together, the processor last.

    Where the machine has no sign of a GPU the answer is at hand. Otherwise the backend that trains is asked once in a
    process of its own, which takes some seconds; the answer is kept in VAE_HOME.
    """
    gpus = _gpus()
    together = [Device(ALL_GPUS, _together(gpus))] if len(gpus) > 1 else []
    return [*gpus, *together, Device(CPU, f"CPU, {num_cores()} core{'s' if num_cores() > 1 else ''}")]


def find_device(name: str) -> Device:
    """Return a device by its name; "auto" is the first GPU, or the processor where there is none.

    Not all GPUs: networks this small wait for their steps to be launched rather than for a GPU's arithmetic, and other
    jobs can have the other GPUs.

    Raises:
        DeviceError: there is no such device.
    """
    devices = list_devices()
    if name == AUTO:
        return devices[0]
    for device in devices:
        if device.name == name:
            return device
    raise DeviceError(f"device must be auto or one of {', '.join(d.name for d in devices)}, got {name!r}")


def parts(name: str) -> list[str]:
    """Return the names that stand for what a device keeps busy: its own, for "gpus" also those of all GPUs."""
    return [ALL_GPUS, *(gpu.name for gpu in _gpus())] if name == ALL_GPUS else [name]


def overlap(name: str, other: str) -> bool:
    """Return whether two devices cannot be used at the same time: the same one, or "gpus" and any GPU."""
    return name == other or (ALL_GPUS in (name, other) and CPU not in (name, other))


def prepare(name: str) -> None:
    """Let this process see what it trains on only; to be called before TensorFlow is imported.

    Args:
        name: "cpu" hides every GPU; "gpu:1" is the second of those that CUDA_VISIBLE_DEVICES lets through; "gpus"
            leaves them all.
    """
    if name == ALL_GPUS:
        return
    if name == CPU:
        os.environ["CUDA_VISIBLE_DEVICES"] = os.environ["HIP_VISIBLE_DEVICES"] = "-1"
        os.environ["JAX_PLATFORMS"] = CPU
        return
    index = int(name.partition(":")[2])
    for variable in ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES"):
        visible = [entry.strip() for entry in os.environ.get(variable, "").split(",") if entry.strip()]
        os.environ[variable] = visible[index] if index < len(visible) else str(index)


def allow_memory_growth() -> None:
    """Let a GPU's memory be taken as it is needed instead of all at once; before its first use."""
    import keras

    if keras.backend.backend() != "tensorflow":
        os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
        return
    import tensorflow as tf

    for gpu in tf.config.list_physical_devices("GPU"):
        with contextlib.suppress(RuntimeError):  # in use already
            tf.config.experimental.set_memory_growth(gpu, True)


def num_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@functools.cache
def has_amx() -> bool:
    """Return whether the processor multiplies matrices in bfloat16 by itself; known of Linux alone."""
    with contextlib.suppress(OSError):
        return "amx_bf16" in Path("/proc/cpuinfo").read_text().split()
    return False


def _gpus() -> list[Device]:
    if not _has_sign_of_a_gpu():
        return []
    path = home_folder() / "jobs" / ".devices.json"
    setting = _setting()
    kept = read_json(path)
    if kept is None or kept.get("setting") != setting:
        kept = {"setting": setting, "gpus": [asdict(device) for device in _probe()]}
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_json(path, kept)
    return [Device(**gpu) for gpu in kept["gpus"]]


def _backend() -> str:
    return os.environ["KERAS_BACKEND"]


def _has_sign_of_a_gpu() -> bool:
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return False
    if sys.platform == "darwin":
        return _version("tensorflow-metal") is not None
    return any(Path(path).exists() for path in ("/dev/nvidia0", "/dev/kfd", "/dev/dxg")) or bool(
        shutil.which("nvidia-smi")
    )


def _setting() -> dict[str, Any]:
    """Return what the answer depends on: asked again when the backend or the visible devices change."""
    return {
        "python": sys.executable,
        _backend(): _version(_backend()),
        "visible": os.environ.get("CUDA_VISIBLE_DEVICES"),
        "nodes": sorted(path.name for path in Path("/dev").glob("nvidia[0-9]*")),
    }


@functools.lru_cache(maxsize=4)
def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _probe() -> list[Device]:
    """Ask the backend for its GPUs in a process of its own; one that cannot answer has none."""
    words = [sys.executable, "-c", _QUESTIONS[_backend()]]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_PROBE_SECONDS)
        names = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return []
    memories = _memories()
    return [_gpu(index, name, memories) for index, name in enumerate(names)]


def _gpu(index: int, name: str, memories: list[int]) -> Device:
    memory = memories[index] if index < len(memories) else None
    return Device(f"gpu:{index}", name if memory is None else f"{name}, {memory / 2**30:.0f} GiB", memory)


def _together(gpus: list[Device]) -> str:
    counts = Counter(gpu.title for gpu in gpus)
    titles = "; ".join(title if count == 1 else f"{count} × {title}" for title, count in counts.items())
    return f"All {len(gpus)} GPUs, each batch shared out ({titles})"


def _memories() -> list[int]:
    """Return the bytes of every visible NVIDIA GPU as nvidia-smi tells them, in order; empty where it does not."""
    try:
        done = subprocess.run(
            ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"],
            capture_output=True,
            text=True,
            timeout=20,
        )
        memories = [int(line) * _MIB for line in done.stdout.splitlines()]
        visible = os.environ.get("CUDA_VISIBLE_DEVICES")
        return memories if visible is None else [memories[int(index)] for index in visible.split(",")]
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return []
