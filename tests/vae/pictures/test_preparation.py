import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as numpy_strategies
from PIL import Image

from tests.support.distorted import photograph
from vae.data import datasets
from vae.pictures import ink
from vae.pictures.preparation import ImageError, prepare
from vae.pictures.recipes import DIGIT_RECIPE, SMALL_DIGIT_RECIPE, WHOLE_RECIPE, Recipe, recipe_for
from vae.pictures.samples import sample_images, sample_strokes
from vae.pictures.strokes import draw

SWITCHES = [field.name for field in dataclasses.fields(Recipe) if field.type in (bool, "bool")]


@pytest.fixture(scope="module")
def samples():
    return sample_images(224)[0]


def on_paper(sample, size=(300, 340), corner=(60, 20), paper=230.0, contrast=0.75, seed=0):
    """Return a digit in dark ink on paper with light that falls off to one side, and grain."""
    light = np.zeros(size)
    light[corner[0] : corner[0] + sample.shape[0], corner[1] : corner[1] + sample.shape[1]] = sample / 255.0
    slope = np.linspace(1.0, 0.6, size[1])
    grain = np.random.default_rng(seed).normal(0, 6, size)
    return np.clip(paper * slope * (1 - contrast * light) + grain, 0, 255).astype(np.uint8)


def correlation(a, b):
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def likeness(a, b):
    """Return the correlation where it is best within one pixel: rounding the centre of mass may move a digit so far."""
    return max(correlation(np.roll(a, (dy, dx), (0, 1)), b) for dy in (-1, 0, 1) for dx in (-1, 0, 1))


def without(*names, recipe=DIGIT_RECIPE):
    return dataclasses.replace(recipe, **dict.fromkeys(names, False))


def test_the_result_is_laid_out_as_the_data_set_is(samples):
    for sample in samples:
        image = prepare(sample).image
        assert image.shape == (28, 28) and image.dtype == np.uint8
        rows, columns = ink.bounds(image > 0)
        assert max(rows.stop - rows.start, columns.stop - columns.start) == 20
        weights = image.astype(float) / image.sum()
        y, x = weights.sum(axis=1) @ np.arange(28), weights.sum(axis=0) @ np.arange(28)
        assert abs(y - 14) <= 0.51 and abs(x - 14) <= 0.51
        assert image.max() > 230


def test_steps_tell_of_what_there_was_to_take_away_alone(samples):
    drawn, photo = (
        {step.name: step.done for step in prepare(made).steps} for made in (samples[3], on_paper(samples[3]))
    )
    assert any("no light of its own" in done for done in drawn.values())
    assert any(done.endswith("there is no grain and there are no specks.") for done in drawn.values())
    assert any("uneven by" in done for done in photo.values())
    assert any("grain of" in done for done in photo.values())


def test_paper_light_and_grain_change_little(samples):
    alike = [likeness(prepare(sample).image, prepare(on_paper(sample)).image) for sample in samples]
    assert min(alike) > 0.87 and np.median(alike) > 0.97, np.round(alike, 3)


def test_an_image_of_a_data_set_comes_back_nearly_unchanged(samples):
    images = [prepare(sample).image for sample in samples]
    alike = [likeness(image, prepare(image).image) for image in images]
    assert min(alike) > 0.87 and np.median(alike) > 0.94, np.round(alike, 3)


def test_photographed_digits_are_recognised_as_well_as_the_originals(digits):
    """Nearest neighbours among prepared training digits, without any network."""
    rng = np.random.default_rng(0)
    train = np.stack([prepare(image).image for image in digits.train_images[:150]]).reshape(150, -1) / 255.0

    def hits(pictures, labels):
        prepared = np.stack([prepare(picture).image for picture in pictures]).reshape(len(pictures), -1) / 255.0
        nearest = np.square(prepared[:, None] - train[None]).sum(axis=2).argmin(axis=1)
        return int((digits.train_labels[nearest] == labels).sum())

    images, labels = digits.test_images[:40], digits.test_labels[:40]
    untouched = hits(images, labels)
    assert untouched >= 32
    assert hits([photograph(image, rng) for image in images], labels) >= untouched - 4


def test_every_step_is_named_and_shows_a_picture(samples):
    preparation = prepare(on_paper(samples[3]), dataclasses.replace(DIGIT_RECIPE, deslant=True))
    names = [step.name for step in preparation.steps]
    assert names == ["grey", "invert", "remove_shading", "remove_noise", "crop", "deslant", "even_strokes",
                     "keep_aspect", "center_mass"]  # fmt: skip
    assert all(step.picture.dtype == np.uint8 and step.picture.ndim == 2 for step in preparation.steps)
    assert all(step.done.endswith(".") and step.title for step in preparation.steps)
    assert np.array_equal(preparation.steps[-1].picture, preparation.image)
    assert "light" in preparation.steps[1].done
    assert preparation.steps[0].picture.mean() > 100 > preparation.steps[1].picture.mean()


@pytest.mark.parametrize("name", [name for name in SWITCHES if name not in ("deslant", "even_strokes")])
def test_every_step_can_be_switched_off_and_is_missed(samples, name):
    picture = on_paper(samples[3])
    whole, lacking = prepare(picture), prepare(picture, without(name))
    assert correlation(whole.image, lacking.image) < 0.98
    if name not in ("keep_aspect", "center_mass"):
        assert name not in [step.name for step in lacking.steps]


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("others", [True, False])
def test_any_mix_of_steps_gives_an_image(samples, name, others):
    recipe = Recipe(**dict.fromkeys(SWITCHES, others) | {name: not others})
    assert prepare(on_paper(samples[8]), recipe).image.shape == (28, 28)


@pytest.mark.parametrize("contrast", [0.3, 0.9])
def test_dark_paper_is_told_from_light_paper(samples, contrast):
    for index, sample in enumerate(samples):
        dark_ink = on_paper(sample, contrast=contrast, seed=index)
        assert ink.paper_is_light(dark_ink / 255.0)
        assert not ink.paper_is_light(1.0 - dark_ink / 255.0)
        assert ink.paper_is_light(1.0 - sample / 255.0)


def test_thin_and_thick_strokes_become_alike(samples):
    large = np.pad(samples[0], 20)
    pens = [np.round(255 * ink.with_stroke_width(large / 255.0, change)).astype(np.uint8) for change in (-10, 24)]
    thin, thick = (prepare(pen).image for pen in pens)
    untouched = [prepare(pen, without("even_strokes")).image for pen in pens]
    assert thick.sum() / thin.sum() < 2.4 < untouched[1].sum() / untouched[0].sum()
    assert correlation(thin, thick) > correlation(*untouched) + 0.05


def test_the_width_of_a_bar_is_measured_and_changed():
    bar = np.zeros((60, 200))
    bar[25:35, 10:190] = 1.0
    assert ink.stroke_width(bar) == pytest.approx(10, rel=0.12)
    for change in (-4, 4, 8):
        assert ink.stroke_width(ink.with_stroke_width(bar, change)) == pytest.approx(10 + change, rel=0.15)


def test_a_leaning_bar_is_set_upright():
    lean = 0.7
    y, x = np.mgrid[:120, :120]
    bar = (np.abs(x - 60 + lean * (y - 60)) < 6).astype(np.float32)
    assert ink.slant(bar) == pytest.approx(lean, abs=0.12)
    assert abs(ink.slant(ink.upright(bar, lean))) < 0.05
    assert ink.upright(bar, lean).sum() == pytest.approx(bar.sum(), rel=0.02)


def test_specks_and_pale_squares_are_left_out(samples):
    dirty = on_paper(samples[3]).astype(float)
    dirty[::30] *= 0.75
    dirty[:, ::30] *= 0.75
    dirty[280:284, 300:304] = 40
    assert likeness(prepare(dirty.astype(np.uint8)).image, prepare(samples[3]).image) > 0.9


def test_dark_corners_and_a_shadow_with_an_edge_are_taken_out(samples):
    y, x = np.mgrid[-1:1:320j, -1:1:320j]
    digit = np.pad(samples[14], 48) / 255.0
    for light in (np.exp(-0.9 * (x**2 + y**2)), np.where(x > 0.1, 0.6, 1.0), np.where(x + y > 0.1, 0.55, 1.0)):
        photo = (220 * light * (1 - 0.7 * digit)).astype(np.uint8)
        assert likeness(prepare(photo).image, prepare(samples[14]).image) > 0.9


def test_a_thing_at_the_rim_does_not_count(samples):
    picture = on_paper(samples[5])
    picture[:40, 300:] = 20  # a corner of something dark
    picture[:, :12] = 60  # the table, and the dark edge of the paper
    picture[:, 12:15] = 20
    assert likeness(prepare(picture).image, prepare(samples[5]).image) > 0.93


def test_a_stroke_that_runs_out_of_the_picture_counts():
    five = next(sample for sample in sample_strokes() if sample.label == 5).strokes
    strokes = [*(stroke * 200 + (-16, 40) for stroke in five[:2]), five[2] * 200 + (0, 10)]
    whole = [stroke + (60, 0) for stroke in strokes]
    cut, complete = (prepare(draw(drawn, (280, 280), 14.0)).image for drawn in (strokes, whole))
    assert likeness(cut, complete) > 0.8


def test_small_digits_are_as_high_and_their_strokes_as_wide_as_those_to_train_on(digits):
    assert recipe_for(datasets.digit_recipe("digits")) is SMALL_DIGIT_RECIPE
    least, most = SMALL_DIGIT_RECIPE.usual_width
    ours = digits.train_images / 255.0
    widths = np.array([ink.stroke_width(image) for image in ours])
    assert np.quantile(widths, (0.01, 0.99)).round(1).tolist() == [least, most]
    rows = [ink.bounds(image > 0.12)[0] for image in ours]
    assert {(part.start, part.stop) for part in rows} == {(2, 26)}
    for sample in sample_strokes():
        for pen in (4.0, 14.0, 34.0):
            image = prepare(
                draw([40 + 200 * stroke for stroke in sample.strokes], (280, 280), pen), SMALL_DIGIT_RECIPE
            ).image
            place = ink.bounds(image > 30)
            height, width = (part.stop - part.start for part in place)
            assert max(height, width) in (23, 24, 25), sample.name
            assert all(abs(part.start + part.stop - 28) <= 2 for part in place), "its box is in the middle"
            assert least - 0.7 <= ink.stroke_width(image / 255.0) <= most + 0.7, (sample.name, pen)


def test_fashion_keeps_the_whole_picture_where_it_is():
    assert recipe_for(datasets.digit_recipe("fashion_mnist")) is WHOLE_RECIPE
    assert all(recipe_for(datasets.digit_recipe(name)) is DIGIT_RECIPE for name in ("mnist", "mnist_300"))
    shop = np.full((280, 280, 3), 255, np.uint8)
    shop[20:120, 30:90] = (90, 60, 120)
    image = prepare(shop, WHOLE_RECIPE).image
    rows, columns = ink.bounds(image > 60)
    assert (rows, columns) == (slice(2, 12), slice(3, 9))
    assert image[20, 20] == 0 and 150 < image[6, 5] < 220


def test_an_image_object_and_an_array_give_the_same(samples):
    picture = on_paper(samples[2])
    assert np.array_equal(prepare(picture).image, prepare(Image.fromarray(picture).convert("RGB")).image)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (np.zeros((200, 200), np.uint8), "is all black"),
        (np.full((200, 200, 3), 255, np.uint8), "is all white"),
        (np.full((50, 90), 128, np.uint8), "is all of one grey"),
        (np.full((1, 1), 7, np.uint8), "is all black"),
        (np.pad(np.full((1, 1), 255, np.uint8), 140), "no more than a dot"),
        (np.zeros((20, 20), np.float32), r"must be uint8 .* got float32 \[20, 20\]"),
        (np.zeros((20, 20, 4), np.uint8), r"got uint8 \[20, 20, 4\]"),
        (np.zeros((0, 20), np.uint8), r"got uint8 \[0, 20\]"),
    ],
)
def test_a_picture_with_nothing_on_it_is_refused_in_one_sentence(picture, message):
    with pytest.raises(ImageError, match=message) as caught:
        prepare(picture, name="7.png")
    assert str(caught.value).startswith("7.png ")


@pytest.mark.parametrize("box_size", [0, 29])
def test_a_box_must_fit(box_size):
    with pytest.raises(ValueError, match="box_size must be between 1 and 28"):
        Recipe(box_size=box_size)


def test_noise_alone_is_refused_or_prepared():
    noise = np.random.default_rng(0).integers(0, 256, (200, 200), np.uint8)
    try:
        assert prepare(noise).image.any()
    except ImageError as error:
        assert "stands out" in str(error)


@settings(max_examples=150, deadline=None)
@given(
    numpy_strategies.arrays(
        np.uint8,
        st.one_of(
            st.tuples(st.integers(1, 40), st.integers(1, 40)),
            st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3)),
            st.sampled_from([(1, 700), (700, 1), (3, 400), (2, 2)]),
        ),
    ),
    st.fixed_dictionaries({name: st.booleans() for name in SWITCHES}),
    st.integers(1, 28),
)
def test_any_picture_is_prepared_or_refused(picture, switches, box_size):
    try:
        preparation = prepare(picture, Recipe(**switches, box_size=box_size))
    except ImageError as error:
        assert str(error).startswith("the picture ")
    else:
        assert preparation.image.shape == (28, 28) and preparation.image.dtype == np.uint8


@pytest.mark.parametrize("is_turned", [False, True], ids=["white on black", "black on white"])
def test_a_picture_as_the_data_set_has_it_stays_as_it_is(digits, is_turned):
    centred = [prepare(image).image for image in digits.test_images[:60]]
    for image in centred:
        kept = prepare(255 - image if is_turned else image)
        np.testing.assert_array_equal(kept.image, image)
        assert (
            len(kept.steps) == 1 and "nothing is changed" in kept.steps[0].done or "change places" in kept.steps[0].done
        )
