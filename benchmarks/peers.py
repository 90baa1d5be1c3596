"""What `python -m benchmarks gpu` compares: each trains an epoch in a process of its own when it is told to.

`python -m benchmarks.peers NAME CONFIG IMAGES` answers every line of its input with one of JSON: seconds of the epoch,
of one processor core's time, and of those the device waited for pictures.
"""

import functools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from vae.config import RunConfig
from vae.data import datasets
from vae.data.dataset import Dataset

NUM_TOGETHER = 16
_STEPS_A_GRAPH = 26
Epoch = Callable[[], float]


def keras_epoch(config: RunConfig, dataset: Dataset, on_device: bool = True) -> tuple[Epoch, str]:
    """Return an epoch of the product's own training, on the backend that Keras has, and what it runs on."""
    from vae import backend

    backend.start()
    import keras

    from vae.model.step_loop import new_loop
    from vae.model.vae import build

    model = build(config)
    loop: Any = new_loop(model, config.batch_size, len(dataset.train_images) // config.batch_size)
    rng, waited = np.random.default_rng(0), [0.0]
    if keras.backend.backend() == "jax":
        loop.most_on_device = 2**40 if on_device else -1
        loop._given = _timed(loop._given, waited)

    def epoch() -> float:
        waited[0] = 0.0
        for _ in loop.run_epoch(dataset, rng):
            pass
        return waited[0]

    return epoch, _device()


def _timed(given: Callable[..., Any], waited: list[float]) -> Callable[..., Any]:
    import jax

    def timed(*arguments: Any) -> Any:
        begin = time.perf_counter()
        placed = jax.block_until_ready(jax.device_put(given(*arguments)))
        waited[0] += time.perf_counter() - begin
        return placed

    return timed


def _device() -> str:
    import keras

    if keras.backend.backend() == "jax":
        import jax

        return f"JAX {jax.__version__} on {jax.devices()[0].device_kind}"
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    return f"TensorFlow {tf.__version__} on {'GPU' if gpus else 'cpu'}"


def together(config: RunConfig, dataset: Dataset, count: int = NUM_TOGETHER) -> tuple[Epoch, str]:
    """Return an epoch of several runs of JAX that differ by their seed, mapped into one program."""
    from vae import backend

    backend.start()
    import jax
    import jax.numpy as jnp

    from vae.model.step_loop import JaxStepLoop
    from vae.model.vae import build

    num_steps = len(dataset.train_images) // config.batch_size
    programs = [
        JaxStepLoop(build(replace(config, seed=seed)), config.batch_size, num_steps).program for seed in range(count)
    ]
    step = jax.vmap(programs[0].step, in_axes=(0, None, None, None, 0))

    @functools.partial(jax.jit, donate_argnums=0)
    def run(values: Any, images: Any, labels: Any, rows: Any) -> Any:
        return jax.lax.fori_loop(0, num_steps, lambda number, now: step(now, number, images, labels, rows), values)

    held = [jax.tree.map(lambda *each: jnp.stack(each), *(program.values for program in programs))]
    pictures = jax.device_put((dataset.train_images, dataset.train_labels.astype(np.int32)))
    rng = np.random.default_rng(0)

    def epoch() -> float:
        orders = [rng.permutation(len(dataset.train_images)) for _ in range(count)]
        rows = np.stack(orders)[:, : num_steps * config.batch_size].astype(np.int32)
        held[0] = jax.block_until_ready(run(held[0], *pictures, rows.reshape(count, num_steps, config.batch_size)))
        return 0.0

    return epoch, _device()


def in_bfloat16(config: RunConfig, dataset: Dataset) -> tuple[Epoch, str]:
    """Return an epoch of the product's own training with products in bfloat16."""
    return keras_epoch(replace(config, products="bfloat16"), dataset)


def torch_epoch(
    config: RunConfig, dataset: Dataset, mode: str | None = None, is_graph: bool = False, is_rounded: bool = False
) -> tuple[Epoch, str]:
    """Return an epoch of the same network, loss and batches by compiled PyTorch, with the pictures on its device.

    Args:
        config: a plain dense run.
        dataset: with the pictures.
        mode: of `torch.compile`.
        is_graph: whether whole steps, the optimiser's part among them, are captured in a CUDA graph of 26.
        is_rounded: whether layers multiply in bfloat16, as PyTorch's autocast has it.
    """
    import torch

    torch.set_float32_matmul_precision("high")  # as XLA does on a GPU
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = _torch_network(config).to(device)
    network.compile(mode=mode)
    optimizer = torch.optim.Adam(
        network.parameters(), config.learning_rate, eps=1e-7, fused=True, capturable=device.type == "cuda"
    )
    images = torch.from_numpy(dataset.train_images).to(device)
    num_steps, means = len(images) // config.batch_size, torch.zeros(2, device=device)
    static = torch.zeros((_STEPS_A_GRAPH, config.batch_size), dtype=torch.int64, device=device)

    def step(rows: Any) -> None:
        noise = torch.randn((config.batch_size, config.latent_dim), device=device)
        with torch.autocast(device.type, torch.bfloat16, enabled=is_rounded):
            loss, parts = network(images[rows], noise)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        with torch.no_grad():
            means.add_(parts)

    graph = _captured(torch, step, static) if is_graph else None

    def epoch() -> float:
        order = torch.randperm(len(images), device=device)[: num_steps * config.batch_size]
        rows = order.reshape(num_steps, config.batch_size)
        if graph is None:
            for some in rows:
                step(some)
        else:
            for start in range(0, num_steps - num_steps % _STEPS_A_GRAPH, _STEPS_A_GRAPH):
                static.copy_(rows[start : start + _STEPS_A_GRAPH])
                graph.replay()
        means.cpu()  # waits
        return 0.0

    name = torch.cuda.get_device_name() if device.type == "cuda" else "cpu"
    return epoch, f"PyTorch {torch.__version__} on {name}"


def _captured(torch: Any, step: Callable[[Any], None], static: Any) -> Any:
    aside = torch.cuda.Stream()
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(3):
            step(static[0])
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for rows in static:
            step(rows)
    return graph


def _torch_network(config: RunConfig) -> Any:
    from torch import nn
    from torch.nn import functional as f

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            ins, sizes = config.shape.size, config.hidden_sizes
            self.encoder = _hidden(nn, config, (ins, *sizes))
            self.z_mean = nn.Linear((ins, *sizes)[-1], config.latent_dim)
            self.z_log_var = nn.Linear((ins, *sizes)[-1], config.latent_dim)
            self.decoder = _hidden(nn, config, (config.latent_dim, *sizes[::-1]))
            self.logits = nn.Linear((config.latent_dim, *sizes[::-1])[-1], ins)

        def forward(self, images: Any, noise: Any) -> tuple[Any, Any]:
            x = images.flatten(1).float() / 255.0
            hidden = self.encoder(x)
            mean, log_var = self.z_mean(hidden), self.z_log_var(hidden)
            logits = self.logits(self.decoder(mean + (0.5 * log_var).exp() * noise))
            reconstruction = (f.softplus(logits) - x * logits).sum(1)
            kl = 0.5 * (log_var.exp() + mean**2 - 1.0 - log_var).sum(1)
            parts = [reconstruction.mean(), kl.mean()]
            return parts[0] + parts[1], _stacked(parts)

    return Network()


def _stacked(parts: list[Any]) -> Any:
    import torch

    return torch.stack(parts).detach()


def _hidden(nn: Any, config: RunConfig, sizes: tuple[int, ...]) -> Any:
    activation = {"relu": nn.ReLU, "elu": nn.ELU, "gelu": nn.GELU, "tanh": nn.Tanh, "silu": nn.SiLU}[config.activation]
    return nn.Sequential(
        *(
            layer
            for ins, outs in zip(sizes[:-1], sizes[1:], strict=True)
            for layer in (nn.Linear(ins, outs, bias=False), nn.BatchNorm1d(outs, eps=1e-3, momentum=0.02), activation())
        )
    )


PEERS: dict[str, tuple[str, Callable[[RunConfig, Dataset], tuple[Epoch, str]]]] = {
    "tensorflow": ("tensorflow", keras_epoch),
    "tensorflow, bfloat16": ("tensorflow", in_bfloat16),
    "jax": ("jax", keras_epoch),
    "jax, bfloat16": ("jax", in_bfloat16),
    "jax, pictures from the host": ("jax", functools.partial(keras_epoch, on_device=False)),
    f"jax, {NUM_TOGETHER} at once": ("jax", together),
    "torch.compile": ("torch", torch_epoch),
    "torch.compile, bfloat16": ("torch", functools.partial(torch_epoch, is_rounded=True)),
    "torch.compile, reduce-overhead": ("torch", functools.partial(torch_epoch, mode="reduce-overhead")),
    "torch.compile, steps in a CUDA graph": ("torch", functools.partial(torch_epoch, is_graph=True)),
}
"""What each is called: the package it needs, and what makes its epoch."""


def _answers(name: str, config: RunConfig, num_images: int) -> Iterator[dict[str, Any]]:
    dataset = datasets.load(config.dataset)
    dataset = replace(
        dataset, train_images=dataset.train_images[:num_images], train_labels=dataset.train_labels[:num_images]
    )
    epoch, device = PEERS[name][1](config, dataset)
    yield {"device": device}
    for _ in sys.stdin:
        begin, processor = time.perf_counter(), time.process_time()
        waited = epoch()
        yield {"seconds": time.perf_counter() - begin, "processor": time.process_time() - processor, "waited": waited}


def main(arguments: list[str]) -> None:
    """Train an epoch for every line of the input."""
    name, config, num_images = arguments
    os.environ["VAE_BACKEND"] = os.environ["KERAS_BACKEND"] = PEERS[name][0] if PEERS[name][0] != "torch" else "jax"
    for answer in _answers(name, RunConfig.from_json(config), int(num_images)):
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
