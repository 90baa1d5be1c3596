"""The presets: known by their configurations' names, each with words of its own."""

from vae.presets import PRESETS, fitting, shipped
from vae.runs import store
from vae.shape import MNIST, PictureShape


def test_presets_are_known_by_their_own_names_and_differ_in_their_titles():
    assert all(name == preset.config.name for name, preset in PRESETS.items())
    assert PRESETS["mnist-2d"].config.hidden_sizes == (512, 256, 256, 256)
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)
    assert all(preset.description.endswith(".") for preset in PRESETS.values())


def test_what_ships_was_made_from_its_preset():
    for name in shipped():
        assert PRESETS[name].shipped_config == store.open_run(store.SHIPPED_FOLDER / name).config


def test_a_preset_fits_pictures_of_its_shape_and_a_kind_whatever_its_shape():
    assert fitting(MNIST) == "mnist-2d" and fitting(PictureShape(16, 16, 3)) == "colour-16"
    assert fitting(PictureShape(20, 20)) is None
    assert fitting(PictureShape(5, 5), "word") == "names-16d" and fitting(MNIST, "motion") == "motion-8d"


def test_these_runs_ship():
    assert shipped() == (
        "mnist-2d",
        "mnist-2d-conditional",
        "mnist-16d",
        "mnist-petals",
        "mnist-ladder",
        "mnist-layers",
        "mnist-clouds",
        "mnist-star",
        "mnist-eight-draws",
        "fashion-2d",
        "avatars-2d",
        "avatars-16d",
        "letters-2d",
        "letters-16d",
        "names-16d",
        "melodies-24d",
        "motion-8d",
    )
