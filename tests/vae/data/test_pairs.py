"""One code a group: which pictures are paired, whose code they are drawn from, and that a training does so."""

from dataclasses import replace

import numpy as np
import pytest

from vae.config import RunConfig
from vae.data.pairs import crossed, paired_order, shares_codes
from vae.model import training
from vae.model.step_loop import as_batch
from vae.model.vae import VAE

CONFIG = RunConfig(
    name="pairs", dataset="digits", hidden_sizes=(16,), conditional=True, epochs=2, batch_size=33, latent_dim=2
)


@pytest.fixture
def grouped(digits):
    groups = np.arange(150) % 7
    parts = {
        "train_images": digits.train_images[:150], "train_labels": digits.train_labels[:150],
        "test_images": digits.test_images[:40], "test_labels": digits.test_labels[:40],
    }  # fmt: skip
    return replace(digits, **parts, train_groups=groups)


def test_every_picture_comes_once_beside_one_of_its_group_and_only_odd_ones_sit_out():
    groups = np.random.default_rng(0).integers(0, 9, 201)
    order = paired_order(groups, np.random.default_rng(1))
    assert len(set(order)) == len(order) == sum(count - count % 2 for count in np.bincount(groups))
    pairs = groups[order].reshape(-1, 2)
    assert (pairs[:, 0] == pairs[:, 1]).all() and len(set(pairs[:12, 0])) > 3, "groups are mixed"
    again = paired_order(groups, np.random.default_rng(2))
    assert not np.array_equal(order, again)
    np.testing.assert_array_equal(order, paired_order(groups, np.random.default_rng(1)))


def test_half_of_the_pairs_change_places():
    assert crossed(8).tolist() == [1, 0, 3, 2, 4, 5, 6, 7]
    assert crossed(6).tolist() == [1, 0, 2, 3, 4, 5] and crossed(2).tolist() == [0, 1]


def test_a_picture_is_drawn_from_the_code_of_its_source_in_its_own_class(digits):
    model = VAE(CONFIG)
    images, labels = digits.test_images[:4], digits.test_labels[:4]
    sources = crossed(4)
    crossing = model(as_batch(model, images, labels, sources), training=False)
    z_mean = np.asarray(crossing["z_mean"])
    np.testing.assert_allclose(crossing["z"], z_mean[[1, 0, 2, 3]])
    expected = model.decode_logits(z_mean[[1, 0, 2, 3]], labels.astype(np.int32))
    np.testing.assert_allclose(crossing["logits"], expected, atol=1e-5)
    assert not np.allclose(expected[0], model(as_batch(model, images, labels), training=False)["logits"][0])


def test_conditional_runs_of_grouped_data_share_codes_and_no_others(digits, grouped):
    assert shares_codes(CONFIG, grouped)
    assert not shares_codes(replace(CONFIG, conditional=False), grouped) and not shares_codes(CONFIG, digits)


def test_a_training_of_grouped_data_takes_whole_pairs_and_resumes(grouped, without_xla, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(
        training,
        "step_loop_of",
        lambda *arguments, make=training.step_loop_of: seen.append(make(*arguments)) or seen[-1],
    )
    unbroken = list(training.train(VAE(CONFIG), grouped))
    assert seen[0].batch_size == 32 and seen[0].steps == 4, "33 is odd"
    np.testing.assert_array_equal(seen[0]._sources, crossed(32))
    next(training.train(VAE(CONFIG), grouped, tmp_path / "checkpoint.npz"))
    resumed = list(training.train(VAE(CONFIG), grouped, tmp_path / "checkpoint.npz"))
    assert [result.loss for result in resumed] == pytest.approx([result.loss for result in unbroken], rel=1e-5)
    list(training.train(VAE(replace(CONFIG, conditional=False, epochs=1)), grouped))
    assert seen[-1]._sources is None and seen[-1].batch_size == 33
