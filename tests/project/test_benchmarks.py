"""The benchmarks: every table that is offered can be printed."""

import importlib
import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import families
from benchmarks.__main__ import TABLES
from tests.support.repository import ROOT
from vae.families import FAMILIES
from vae.prior.draws import prior_of


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_a_command(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").main)


def test_samples_of_a_class_are_drawn_from_its_part_of_the_prior(monkeypatch):
    config = replace(families.BASE, family="adversarial", prior="petals", conditional=True)
    prior = prior_of(config)
    monkeypatch.setattr(families, "NUM_DRAWN", 2500)
    model = SimpleNamespace(config=config, decode=lambda z, labels: prior.parts_at(z) == labels)
    drawn = families._samples(model, prior, np.random.default_rng(0))
    assert drawn.shape == (2500,) and drawn.all()


def test_the_readme_has_the_measured_table_of_families():
    kept = json.loads(families.KEPT.read_text(encoding="utf-8"))
    assert "\n".join(families.markdown(kept)) in (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(kept) == set(families.CASES) and len(families.markdown(kept)) == 2 + len(kept) - len(families.APART)
    assert {changes.get("family", "vae") for _, changes in families.CASES.values()} == set(FAMILIES)


def test_what_the_readme_says_of_levels_and_a_learnt_prior_is_measured():
    kept = json.loads(families.KEPT.read_text(encoding="utf-8"))
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    layers, wide, ladder, narrow = (kept[name] for name in ("hierarchical", "flat-16", "ladder", "flat-6"))
    cost = [f"{one['neg_elbo']:.1f}" for one in (layers, wide, ladder, narrow)]
    sure = [f"{one['recognised']:.0%}" for one in (layers, wide, ladder, narrow)]
    count = f"After {families.BASE.epochs} epochs on {families.NUM_TRAINING:,} digits of MNIST"
    assert count in text and f"−ELBO is {cost[0]} nats and that of a flat VAE of 16 dimensions {cost[1]} (" in text
    bounds = f"{layers['bound']:.1f} and {wide['bound']:.1f}"
    scored = f"bounds with K = {families.NUM_SAMPLES} on {families.NUM_SCORED:,} test digits: {bounds})"
    assert scored in text and f"a classifier is sure of {sure[0]} and {sure[1]} of their samples." in text
    learnt = kept["mixture-16"]
    assert f"In 16 dimensions its −ELBO is {learnt['neg_elbo']:.1f} nats where a flat VAE's is {cost[1]}," in text
    assert f"sure of {learnt['recognised']:.0%} of its samples in the place of {sure[1]};" in text
    assert f"six dimensions cost {cost[2]} nats and those of a flat one {cost[3]}, with {sure[2]} and {sure[3]}" in text


def test_what_is_said_of_products_in_bfloat16_is_measured():
    kept = json.loads((ROOT / "benchmarks" / "processor.json").read_text(encoding="utf-8"))
    readme, decisions = (
        " ".join((ROOT / name).read_text(encoding="utf-8").split()) for name in ("README.md", "docs/architecture.md")
    )
    exact, rounded, jax_exact, jax_rounded, peer, peer_rounded = kept["core_microseconds"].values()
    for text in (readme, decisions):
        assert kept["device"] in text and all(f"{cost}" in text for cost in (exact, rounded, peer, peer_rounded))
    assert f"takes {rounded:.1f} µs of one core a picture in place of {exact}, where compiled PyTorch" in readme
    assert f"in float32 and {rounded:.1f} in bfloat16, on JAX {jax_exact} and {jax_rounded}, in" in decisions
    assert f"{peer / rounded:.2f} times PyTorch in float32 and {peer_rounded / rounded:.2f} times PyTorch" in decisions
    small = [" and ".join(f"{cost}" for cost in costs) for costs in kept["core_microseconds_64_units"].values()]
    assert f"took {small[1]} µs in two runs in place of {small[0]}, PyTorch {small[2]}." in decisions
    for costs, said in zip(kept["neg_elbo"].values(), ("{} nats (mnist-2d", "{} (digits-2d"), strict=True):
        mean = sum(costs["bfloat16"]) / len(costs["bfloat16"]) - sum(costs["float32"]) / len(costs["float32"])
        assert said.format(f"{mean:.2f}") in decisions


def test_what_is_said_of_a_gpu_is_measured():
    kept = json.loads((ROOT / "benchmarks" / "gpu.json").read_text(encoding="utf-8"))
    readme, decisions = (
        " ".join((ROOT / name).read_text(encoding="utf-8").split()) for name in ("README.md", "docs/architecture.md")
    )
    large, small = (
        {how: row["images_per_second"] for how, row in kept["networks"][network].items()}
        for network in ("mnist-2d", "64 units")
    )
    ours, theirs = "an epoch of counted steps a call", "torch.compile, 26 whole steps in a CUDA graph"
    together = f"16 runs at once, {ours}"
    ratios = [f"{speeds[ours] / speeds[theirs]:.2f}" for speeds in (large, small)]
    assert (
        f"{large[ours]:,} images/s with JAX {kept['jax']}, those of a network of 64 units at {small[ours]:,}" in readme
    )
    assert f"which is {ratios[0]} and {ratios[1]} times PyTorch 2.11.0 compiled" in readme
    assert f"On an {kept['device']} the steps of `mnist-2d`" in readme
    for how in (
        theirs,
        "torch.compile, reduce-overhead",
        "steps not counted",
        "the same, pictures from the host",
        together,
    ):
        assert f"{large[how]:,} and {small[how]:,}" in decisions, how
    many = [f"{speeds[together] / speeds[ours]:.1f}" for speeds in (large, small)]
    assert f"{many[0]} and {many[1]} times as many as one" in decisions
    waits = [
        [f"{kept['networks'][network][how]['waiting']:.0%}".replace("%", " %") for network in ("mnist-2d", "64 units")]
        for how in ("the same, pictures from the host", "steps not counted")
    ]
    text = f"{waits[0][0]} and {waits[0][1]} of the time in the place of {waits[1][0]} and {waits[1][1]}"
    assert text in decisions
