"""How long a study takes: the sum of what is known, nothing where something is not, and what a trial makes known."""

from vae.jobs import estimate
from vae.studies import expected
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
