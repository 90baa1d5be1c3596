"""How many images a second train on this machine's device with each backend, in float32 and bfloat16, beside PyTorch.

`python -m benchmarks gpu` lets all that can run here take turns, each in a process of its own, an epoch a turn, and
prints the best of each. What is missing is left out; VAE_PYTHON_JAX, VAE_PYTHON_TENSORFLOW and VAE_PYTHON_TORCH name
another Python that has it. What was measured on an NVIDIA H200 is in benchmarks/gpu.json, with which a test compares
README and docs.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.peers import NUM_TOGETHER, PEERS
from vae.config import RunConfig
from vae.presets import PRESETS

ROOT = Path(__file__).resolve().parents[1]
NUM_ROUNDS = 6
MODULE = "benchmarks.peers"
TARGET = 1.2
CASES = {
    "mnist-2d": PRESETS["mnist-2d"].config,
    "64 units": RunConfig(name="small", hidden_sizes=(64,)),
    "mnist-2d, batch 128": replace(PRESETS["mnist-2d"].config, batch_size=128),
}
HEAD = ("Network", "Trained by", "Images/s", "Core µs an image", "Waiting for pictures")


@dataclass
class Peer:
    """A process that trains, and what its epochs took, the first left out, which compiles."""

    name: str
    process: Any
    device: str = ""
    epochs: list[dict[str, float]] = field(default_factory=list)

    def turn(self) -> None:
        """Let it train an epoch."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write("\n")
            self.process.stdin.flush()
            self.epochs.append(self.read())

    def read(self) -> dict[str, Any]:
        """Return its next answer, of nothing where it has ended."""
        line = self.process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {}
        return answer


def _python(package: str) -> str:
    return os.environ.get(f"VAE_PYTHON_{package.upper()}", sys.executable)


def _has(package: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    return subprocess.run([_python(package), "-c", code], check=False).returncode == 0


@contextlib.contextmanager
def peers(names: list[str], config: RunConfig, num_images: int) -> Iterator[list[Peer]]:
    """Start those named, and end them."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "XLA_PYTHON_CLIENT_PREALLOCATE": "false", "PYTHONPATH": _path()}
    started: list[Peer] = []
    try:
        for name in names:
            words = [_python(PEERS[name][0]), "-m", MODULE, name, config.to_json(), str(num_images)]
            started.append(
                Peer(
                    name,
                    subprocess.Popen(
                        words, cwd=ROOT, env=os.environ | quiet, text=True, stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE, stderr=None if "VAE_LOUD" in os.environ else subprocess.DEVNULL,
                    ),
                )
            )  # fmt: skip
        for peer in started:
            peer.device = str(peer.read().get("device"))
        yield started
    finally:
        for peer in started:
            with contextlib.suppress(BrokenPipeError):
                peer.process.stdin.close()
            peer.process.wait()


def _path() -> str:
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


def measure(names: list[str], config: RunConfig, num_images: int) -> list[dict[str, Any]]:
    """Return of each what its best epoch brought: images a second, core µs an image, share of time without pictures."""
    with peers(names, config, num_images) as started:
        for _ in range(NUM_ROUNDS):
            for peer in started:
                peer.turn()
    num_trained = num_images // config.batch_size * config.batch_size
    found = []
    for peer in started:
        if len(peer.epochs) != NUM_ROUNDS or not all(peer.epochs):
            print(f"{peer.name} ended: VAE_LOUD=1 shows why")
            continue
        best = min(peer.epochs[1:], key=lambda epoch: epoch["seconds"])
        images = num_trained * (NUM_TOGETHER if "at once" in peer.name else 1)
        processor = min(epoch["processor"] for epoch in peer.epochs[1:])
        found.append({
            "peer": peer.name, "device": peer.device, "images_per_second": images / best["seconds"],
            "core_microseconds": 1e6 * processor / images, "waiting": best["waited"] / best["seconds"],
            "seconds": [round(epoch["seconds"], 5) for epoch in peer.epochs],
        })  # fmt: skip
    return found


def main() -> None:
    """Measure all cases, print the table, and keep the figures in the folder OUT where one is named."""
    is_gpu = shutil.which("nvidia-smi") is not None
    has = {package: _has(package) for package in ("tensorflow", "jax", "torch")}
    names = [name for name, (package, _) in PEERS.items() if has[package]]
    if not is_gpu:
        names = [name for name in names if "overhead" not in name and "graph" not in name]
    found: dict[str, list[dict[str, Any]]] = {}
    print(f"| {' | '.join(HEAD)} |\n|{' --- |' * len(HEAD)}")
    for title, config in CASES.items():
        found[title] = measure(names, config, 59_904 if is_gpu else 9_984)
        for row in found[title]:
            waiting = f"{row['waiting']:.0%}" if row["waiting"] else "–"
            cells = (title, row["peer"], f"{row['images_per_second']:,.0f}", f"{row['core_microseconds']:.1f}", waiting)
            print(f"| {' | '.join(cells)} |", flush=True)
        if "OUT" in os.environ:
            (Path(os.environ["OUT"]) / "gpu.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print("\n".join(sorted({row["device"] for rows in found.values() for row in rows})))


if __name__ == "__main__":
    main()
