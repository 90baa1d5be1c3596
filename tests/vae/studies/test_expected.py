"""How long a study takes: the sum of what is known, nothing where something is not, and what a trial makes known."""

import pytest

from vae.devices import ALL_GPUS, CPU, Device
from vae.jobs import estimate
from vae.studies import expected, processes
from vae.studies.folders import standings
from vae.studies.study import read

PLAN = 'name = "a"\nseeds = 2\n[base]\ndataset = "digits"\nepochs = 10\n[grid]\nlatent_dim = [2, 3]\n'


def test_what_is_left_takes_the_sum_of_what_its_epochs_took(empty_home, monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    left = standings(read(PLAN))
    assert expected.seconds(left) is None and expected.seconds([]) == 0
    assert [config.latent_dim for config in expected.unknown(left)] == [2, 3]
    estimate.remember(left[0].trial.config, "cpu", 0.5)
    assert expected.seconds(left) is None and [config.latent_dim for config in expected.unknown(left)] == [3]
    tried = []
    monkeypatch.setattr(
        estimate, "estimate", lambda config, device: tried.append(config) or estimate.remember(config, device, 1.0)
    )
    expected.try_out(expected.unknown(left))
    assert len(tried) == 1 and expected.unknown(left) == []
    starts = 4 * estimate._START_SECONDS
    assert expected.seconds(left) == 2 * 10 * 0.5 + 2 * 10 * 1.0 + starts


@pytest.mark.parametrize(
    ("places", "each", "end"), [(1, [3, 1, 2], 6), (2, [3, 1, 2], 3), (2, [1, 2, 3], 4), (4, [3, 1], 3), (2, [], 0)]
)
def test_on_several_places_the_next_begins_where_one_is_free_first(places, each, end):
    assert expected._last_end(each, places) == end


@pytest.mark.parametrize(
    ("num_gpus", "workers", "count"), [(0, None, 1), (0, 4, 1), (3, None, 3), (3, 2, 2), (2, 5, 2)]
)
def test_one_training_a_gpu_is_side_by_side_and_what_shares_is_not(monkeypatch, num_gpus, workers, count):
    names = [*(f"gpu:{index}" for index in range(num_gpus)), ALL_GPUS, CPU]
    monkeypatch.setattr(processes.devices, "list_devices", lambda: [Device(name, name) for name in names])
    assert processes.num_side_by_side(workers) == count


def test_two_gpus_take_half_the_time(empty_home, monkeypatch):
    names = ["gpu:0", "gpu:1", ALL_GPUS, CPU]
    monkeypatch.setattr(processes.devices, "list_devices", lambda: [Device(name, name) for name in names])
    left = standings(read(PLAN))
    for one in left:
        estimate.remember(one.trial.config, "gpu:0", 1.0)
    assert expected.seconds(left) == 2 * (10 * 1.0 + estimate._START_SECONDS) == expected.seconds(left, workers=1) / 2
