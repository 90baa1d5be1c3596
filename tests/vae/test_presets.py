"""The presets: known by their configurations' names, each with words of its own."""

from vae.presets import PRESETS, shipped


def test_presets_are_known_by_their_own_names_and_differ_in_their_titles():
    assert all(name == preset.config.name for name, preset in PRESETS.items())
    assert PRESETS["mnist-2d"].config.hidden_sizes == (512, 256, 256, 256)
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)
    assert all(preset.description.endswith(".") for preset in PRESETS.values())


def test_four_runs_ship():
    assert shipped() == ("mnist-2d", "mnist-2d-conditional", "mnist-16d", "fashion-2d")
