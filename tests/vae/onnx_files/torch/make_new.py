"""Made unflattened_lines and condone with torch 2.13: `python make_new.py`; the weights of the latter lie beside it."""

from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).parent


class Lines(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 16 * 8)
        self.rest = nn.Sequential(
            nn.Unflatten(1, (16, 8)), nn.ConvTranspose1d(16, 16, 4, 2, 1), nn.ReLU(), nn.Conv1d(16, 16, 3, padding=1),
            nn.Sigmoid(),
        )  # fmt: skip

    def forward(self, z):
        return self.rest(self.first(z)).unsqueeze(1)


class Told(nn.Module):
    def __init__(self):
        super().__init__()
        self.n = nn.Sequential(nn.Linear(14, 64), nn.Softplus(), nn.Linear(64, 256), nn.Sigmoid())

    def forward(self, z, y):
        return self.n(torch.cat([z, y], -1)).reshape(-1, 16, 16)


def write(name, network, given, **options):
    network.eval()
    with torch.no_grad():
        made = network(*given)
    np.savez(HERE / f"{name}.npz", **{f"in{k}": each.numpy() for k, each in enumerate(given)}, out0=made.numpy())
    torch.onnx.export(network, given, str(HERE / f"{name}.onnx"), **options)


if __name__ == "__main__":
    torch.manual_seed(0)
    lines = Lines()
    z = torch.randn(3, 3)
    write("unflattened_lines", lines, (z,), dynamo=False)  # of the first code alone
    write("condone", Told(), (torch.randn(3, 4), torch.eye(10)[[1, 2, 3]]), dynamo=True)
