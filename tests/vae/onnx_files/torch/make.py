"""Write the ONNX files beside this one with PyTorch, which the tests do not need: `python make.py`."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

HERE = Path(__file__).parent


class View(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape = shape

    def forward(self, x):
        return x.view(x.size(0), *self.shape)


class Residual(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first, self.norm1 = nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs)
        self.second, self.norm2 = nn.Conv2d(outputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        h = F.relu(self.norm1(self.first(x)))
        return F.relu(self.shortcut(x) + self.norm2(self.second(h)))


class WholeVAE(nn.Module):
    """It draws z, as in training."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 4, 4, 2, 1), nn.ReLU(), nn.Flatten())
        self.mu, self.log_var, self.fc = nn.Linear(64, 3), nn.Linear(64, 3), nn.Linear(3, 64)
        self.decoder = nn.ConvTranspose2d(4, 3, 4, 2, 1)

    def decode(self, z):
        return torch.sigmoid(self.decoder(self.fc(z).view(z.size(0), 4, 4, 4)))

    def forward(self, x):
        h = self.encoder(x)
        mu, log_var = self.mu(h), torch.clamp(self.log_var(h), -10, 10)
        std = log_var.mul(0.5).exp_()
        z = torch.randn_like(std).mul(std).add_(mu)
        pixels = torch.sigmoid(self.decoder(self.fc(z).view(x.size(0), 4, 4, 4)))
        return pixels, mu, log_var


class ResidualEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 3, 3, 2, 1), Residual(3, 4), nn.MaxPool2d(3, 2, 1))
        self.heads = nn.Linear(64, 4)

    def forward(self, x):
        return self.heads(torch.flatten(self.body(x), 1)).chunk(2, dim=1)


class ClassAtEveryPlace(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(1 + 4, 3, 4, 2, 1), nn.LayerNorm(48)
        self.mu, self.log_var = nn.Linear(48, 2), nn.Linear(48, 2)

    def forward(self, x, y):
        y = y.view(-1, 4, 1, 1).expand(-1, -1, 8, 8)
        h = self.norm(F.silu(self.conv(torch.cat([x, y], 1))).flatten(1))
        return self.mu(h), self.log_var(h)


class DecoderOfClassNumber(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(2 + 4, 8 * 4 * 4), View(8, 4, 4), nn.BatchNorm2d(8), nn.PReLU(8),
            nn.ConvTranspose2d(8, 4, 3, 2, 1, output_padding=1), nn.GroupNorm(2, 4), nn.GELU(),
            nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(4, 3, 3, padding=1), nn.Tanh(),
        )  # fmt: skip

    def forward(self, z, y):
        return self.body(torch.cat([F.one_hot(y, 4).float(), z], -1))


def write(name, network, given, inputs, outputs):
    """Write a network and what it gives; normalisation gets statistics that are not those of no data."""
    network.eval()
    for key, value in [*network.named_buffers(), *network.named_parameters()]:
        if key.endswith("running_var"):
            value.data = torch.rand_like(value) * 0.1 + 0.02
        elif value.dtype.is_floating_point and value.ndim == 1:
            value.data = value.data + torch.randn_like(value) * 0.1
    with torch.no_grad():
        made = network(*given)
    made = made if isinstance(made, tuple) else (made,)
    axes = {each: {0: "batch"} for each in (*inputs, *outputs)}
    names = {"input_names": inputs, "output_names": outputs, "dynamic_axes": axes}
    torch.onnx.export(network, given, str(HERE / f"{name}.onnx"), opset_version=13, **names)
    arrays = {each: value.numpy() for each, value in zip((*inputs, *outputs), (*given, *made), strict=True)}
    if isinstance(network, WholeVAE):
        with torch.no_grad():
            arrays["decoded"] = network.decode(made[1]).numpy()
    np.savez_compressed(HERE / f"{name}.npz", **arrays)


if __name__ == "__main__":
    torch.manual_seed(0)
    classes = torch.tensor([1, 3, 0])
    write("whole", WholeVAE(), (torch.rand(3, 3, 8, 8),), ["input"], ["recon", "mu", "log_var"])
    write("residual_encoder", ResidualEncoder(), (torch.rand(3, 1, 16, 16),), ["x"], ["mean", "logvar"])
    one_hot = F.one_hot(classes, 4).float()
    write("class_at_every_place", ClassAtEveryPlace(), (torch.rand(3, 1, 8, 8), one_hot), ["x", "y"], ["mu", "logvar"])
    write("decoder_of_class_number", DecoderOfClassNumber(), (torch.randn(3, 2), classes), ["z", "label"], ["picture"])
