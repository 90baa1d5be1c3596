"""The contract check: what a file does not say is told by trials, asked, or refused in a sentence."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from tests.support import imported_runs
from tests.support.foreign_models import basis, decoder, encoder
from vae.foreign.description import ForeignError, Head
from vae.imports.contract import understand
from vae.imports.decoders import shapes_of
from vae.imports.questions import LOG_VARIANCE_FIRST, MEAN_FIRST, SCALES, Answers, Samples
from vae.network.evaluation import evaluate
from vae.readers.reading import read_models
from vae.shape import PictureShape

GREY = basis(2, 784)
SMALL = Samples(np.zeros((2, 16, 16), np.float32), np.zeros(2, int))


def question(understood, name):
    return next(one for one in understood.questions if one.name == name)


def test_a_decoder_alone_is_understood():
    found = understand([decoder(GREY)])
    assert (found.latent_dim, found.shape, found.num_classes) == (2, (28, 28, 1), 0)
    assert found.variational and found.is_exact and found.encoder is None and found.round_trip is None
    assert found.questions == () and found.pictures.shape == (3, 28, 28)
    assert dict(found.facts)["Pixels"] == "sigmoid, 0 to 1"
    assert dict(found.facts)["Pictures"] == "28 × 28 in grey, a list of 784 numbers"
    assert not understand([decoder(GREY)], Answers(variational=False)).variational


@pytest.mark.parametrize("order", [MEAN_FIRST, LOG_VARIANCE_FIRST])
@pytest.mark.parametrize("with_pictures", [False, True])
def test_a_round_trip_tells_which_half_is_the_mean(order, with_pictures):
    models = [encoder(GREY, order=order), decoder(GREY)]
    samples = None
    if with_pictures:
        z = np.random.default_rng(1).normal(size=(20, 2)).astype(np.float32)
        samples = Samples(evaluate(models[1].network(), z).reshape(20, 28, 28), np.zeros(20, int))
    found = understand(models, None, samples)
    asked = question(found, "order")
    assert asked.chosen == order and "comes back is off by" in asked.reason
    assert found.variational and found.is_drawn != with_pictures
    codes = evaluate(found.encoder, evaluate(found.decoder, np.float32([[0.3, -0.5]])))
    np.testing.assert_allclose(codes, [[0.3, -0.5, -6, -6]], atol=0.1)
    assert found.round_trip < 1e-3
    other = MEAN_FIRST if order == LOG_VARIANCE_FIRST else LOG_VARIANCE_FIRST
    told = understand(models, Answers(order=other), samples)
    assert question(told, "order").chosen == other and question(told, "order").reason == ""
    assert told.round_trip > found.round_trip


@pytest.mark.parametrize(
    ("closing", "pixels"), [("sigmoid", "unit"), ("sigmoid", "signed"), ("tanh", "signed"), ("sigmoid", "bytes")]
)
def test_a_round_trip_tells_how_the_encoder_wants_pixels(closing, pixels):
    found = understand([decoder(GREY, closing), encoder(GREY, closing, pixels=pixels, heads="apart")])
    asked = [one.chosen for one in found.questions if one.name == "encoder_pixels"]
    assert asked == ([] if (pixels == "unit") == (closing == "sigmoid") and pixels != "bytes" else [pixels])
    assert dict(found.facts)["Given to the encoder"].endswith(SCALES[pixels]) and found.round_trip < 1e-3
    assert not [one for one in found.questions if one.name == "order"]


def test_how_a_decoder_without_a_closing_function_writes_pixels_is_guessed_and_asked():
    for scale in ("signed", "logits"):
        found = understand([decoder(basis(2, 64), "linear", (8, 8), pixels=scale)])
        asked = question(found, "pixels")
        assert asked.chosen == scale and "guessed" in asked.reason and found.is_exact == (scale == "logits")
    assert question(understand([decoder(GREY, "linear")], Answers(pixels="bytes")), "pixels").chosen == "bytes"


def test_tanh_is_brought_to_the_range_of_pixels():
    found = understand([decoder(GREY, "tanh")])
    drawn = evaluate(found.decoder, np.float32([[0, 0], [300, 300]]))
    assert not found.is_exact and drawn[0].max() == drawn[0].min() == 0.5 and drawn.min() >= 0


def test_an_order_of_colours_is_told_by_neighbours():
    ys, xs = np.mgrid[0:16, 0:16] / 15
    smooth = np.stack([np.stack([xs, ys, 0 * xs], -1), np.stack([1 - ys, xs, ys], -1)])
    for layout in ("channels_last", "channels_first"):
        pictures = (smooth if layout == "channels_last" else smooth.transpose(0, 3, 1, 2)).reshape(2, -1)
        found = understand([decoder(pictures, shape=(16, 16, 3))], Answers(shape=PictureShape(16, 16, 3)))
        assert question(found, "layout").chosen == layout
        drawn = evaluate(found.decoder, np.float32([[1, 0]])).reshape(16, 16, 3)
        np.testing.assert_allclose(drawn[..., 2], 0.5, atol=1e-6)


def test_a_list_of_numbers_that_may_be_two_squares_is_asked_about():
    assert shapes_of(784)[0] == (28, 28, 1) and shapes_of(768)[0] == (16, 16, 3) and not shapes_of(7)
    assert all(shape.size == 3072 for shape in shapes_of(3072))
    found = understand([decoder(basis(2, 600), shape=(20, 30))])
    asked = question(found, "shape")
    assert asked.chosen == (24, 25, 1) and (PictureShape(20, 30), "20 × 30 in grey") in asked.options
    assert understand([decoder(basis(2, 600), shape=(20, 30))], Answers(shape=PictureShape(20, 30))).shape == (
        20,
        30,
        1,
    )


@pytest.mark.parametrize("mixed", [False, True])
def test_classes_come_in_an_input_of_their_own_or_beside_the_code(mixed):
    models = [decoder(GREY, num_classes=5, mixed=mixed), encoder(GREY, num_classes=5)]
    found = understand(models)
    assert (found.num_classes, found.latent_dim) == (5, 2)
    assert [one.name for one in found.questions if one.name == "labels_first"] == ["labels_first"] * mixed
    alone = understand([models[0]], Answers(classes=5 if mixed else None, labels_first=True if mixed else None))
    assert alone.num_classes == 5 and "5, told one-hot" in dict(alone.facts)["Classes"]


def test_a_plain_autoencoder_has_no_prior():
    found = understand([decoder(GREY), encoder(GREY, heads="alone")])
    assert not found.variational and "plain autoencoder" in dict(found.facts)["Kind"]
    assert dict(found.facts)["Codes come as"] == "the code alone"


def test_one_of_several_networks_is_asked_for():
    first, second = decoder(GREY, name="first"), decoder(basis(3, 784), name="second")
    asked = question(understand([first, second]), "decoder")
    assert asked.options == ((0, "first"), (1, "second")) and asked.chosen == 0
    assert understand([first, second], Answers(decoder=1)).latent_dim == 3
    assert understand([first, encoder(GREY)], Answers(encoder=-1)).encoder is None


@pytest.mark.parametrize(
    ("models", "samples", "message"),
    [
        ([encoder(GREY)], None, r"a decoder is needed, too, .* found was encoder \(looks like an encoder\)"),
        ([decoder(GREY), encoder(basis(3, 784))], None, "gives codes of 3 numbers, decoder takes 2"),
        ([decoder(GREY), encoder(basis(2, 768))], None, "takes pictures of 768 numbers, the decoder draws 28"),
        ([decoder(GREY, num_classes=3), encoder(GREY)], None, "is told 0 classes, the decoder 3"),
        ([decoder(basis(2, 10), shape=(2, 5))], None, "pictures must be 8 to 128 pixels a side, .* gives 10"),
        ([decoder(basis(65, 784))], None, "codes must have 1 to 64 numbers, decoder takes 65"),
        ([decoder(GREY)], SMALL, "pictures given are 16 × 16 in grey"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(models, samples, message):
    with pytest.raises(ForeignError, match=message):
        understand(models, None, samples)


def test_pictures_of_classes_that_the_networks_are_not_told_are_refused():
    models = [decoder(GREY, num_classes=5), encoder(GREY, num_classes=5)]
    pictures = np.zeros((10, 28, 28), np.float32)
    with pytest.raises(ForeignError, match="classes up to number 9, counted from 0; decoder is told 5 classes"):
        understand(models, None, Samples(pictures, np.arange(10)))
    assert understand(models, None, Samples(pictures, np.arange(10) % 5)).num_classes == 5
    assert understand(models[:1], None, Samples(pictures, np.arange(10))).num_classes == 5


def test_networks_that_memory_cannot_hold_get_a_sentence(monkeypatch):
    def fails(*_):
        raise MemoryError

    monkeypatch.setattr("vae.imports.trials.evaluate", fails)
    with pytest.raises(ForeignError, match="takes more memory than there is here"):
        understand([decoder(GREY)])


def test_numbers_that_are_not_finite_are_refused():
    with pytest.raises(ForeignError, match="decoder gives numbers that are not finite for usual input"):
        understand([decoder(np.ones((2, 784)), "linear", gain=3e38)], Answers(pixels="unit"))


def test_an_output_twice_as_long_as_a_code_is_mean_and_log_variance_whatever_it_is_called():
    plain = encoder(GREY)
    called = replace(plain, proposal=replace(plain.proposal, mean=Head("h"), log_variance=None))
    found = understand([decoder(GREY), called])
    assert found.variational and question(found, "order").chosen == MEAN_FIRST and found.round_trip < 1e-3


def test_an_output_as_long_as_a_code_is_the_code():
    plain = encoder(GREY, heads="alone")
    halved = replace(plain.proposal, mean=Head("m", "first", 2), log_variance=Head("m", "second", 2))
    found = understand([decoder(GREY), replace(plain, proposal=halved)])
    assert not found.variational and (found.latent_dim, found.num_classes) == (2, 0)


@pytest.mark.parametrize("swapped", [False, True])
def test_two_outputs_without_names_are_told_apart_by_a_round_trip(swapped):
    plain = encoder(GREY, heads="apart")
    names = {"mean": "45", "log_var": "47"}
    heads = (Head("47"), Head("45")) if swapped else (Head("45"), Head("47"))

    def build(choices):
        # The fake knows its heads by these names alone.
        network = plain.build(choices)
        if choices.mean.output == "45":
            return network
        tensors = {name: np.roll(tensor, 2, axis=-1) for name, tensor in network.tensors.items()}
        return replace(network, tensors=tensors)

    outputs = tuple(replace(output, name=names[output.name]) for output in plain.outputs)
    proposal = replace(plain.proposal, mean=heads[0], log_variance=heads[1])
    found = understand([decoder(GREY), replace(plain, outputs=outputs, proposal=proposal, build=build)])
    assert question(found, "order").chosen == (LOG_VARIANCE_FIRST if swapped else MEAN_FIRST)
    assert found.round_trip < 1e-3


def test_what_may_be_answered_survives_the_way_between_processes():
    with pytest.raises(ForeignError) as caught:
        understand([decoder(GREY), encoder(basis(2, 768))])
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.answerable == ("encoder",) and str(error) == str(caught.value)


@pytest.mark.parametrize("side", [28, 32])
def test_of_our_own_bundles_nothing_is_asked_that_changes_nothing(side):
    size = side * side * (3 if side == 32 else 1)
    files = {"encoder.safetensors": imported_runs.bundle([size, 4], closing=None),
             "web.safetensors": imported_runs.bundle([2, 16, size])}  # fmt: skip
    found = understand(
        read_models(files), Answers(order=LOG_VARIANCE_FIRST, classes=1, turned=True, layout="channels_first")
    )
    assert {one.name for one in found.questions} <= {"shape"} and found.num_classes == 0
    assert found.variational and not found.may_be_mixed and not found.may_be_turned
    assert dict(found.facts)["Codes come as"].endswith("the mean first")
