"""SavedModels of Keras 2, which saved_models/make.py wrote, and what the networks gave."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from vae.foreign.description import ForeignError
from vae.network.evaluation import evaluate
from vae.readers.files import read_files
from vae.readers.reading import read_models

FILES = Path(__file__).parent / "saved_models"


@pytest.fixture(scope="module")
def expected():
    with np.load(FILES / "expected.npz") as arrays:
        return dict(arrays)


def unpacked(name):
    with zipfile.ZipFile(FILES / f"{name}.zip") as archive:
        return {each: archive.read(each) for each in archive.namelist()}


def test_networks_in_a_class_of_its_own_are_read_and_the_layer_that_draws_is_left_out(expected):
    encoder, decoder = read_models(read_files([FILES / "vae.zip"]))
    assert (encoder.role, decoder.role) == ("encoder", "decoder") and encoder.format == "Keras 2 SavedModel"
    assert "draws, is left out" in encoder.notes[0]
    heads = np.concatenate((expected["m"], expected["v"]), 1)
    np.testing.assert_allclose(evaluate(encoder.network(), expected["pics"]), heads, atol=1e-5)
    pixels = expected["dec"].reshape(3, -1)
    np.testing.assert_allclose(evaluate(decoder.network(), expected["pts"]), pixels, atol=1e-5)


@pytest.mark.parametrize("kept", ["nest/variables/", "nest/", ""])
def test_a_network_within_another_is_read_with_or_without_its_folders(expected, kept):
    files = {name.removeprefix("nest/").removeprefix(kept[5:]) if kept else Path(name).name: content
             for name, content in unpacked("nest").items()}  # fmt: skip
    (decoder,) = read_models(files)
    np.testing.assert_allclose(evaluate(decoder.network(), expected["pts"]), expected["nest"], atol=1e-5)


def test_before_tensorflow_2_5_configurations_stand_beside_the_code(expected):
    from vae.protobuf import Message, field, parts

    files = unpacked("nest")
    said = {each.whole(2): each for each in Message(files.pop("nest/keras_metadata.pb")).messages(1)}

    def with_user(number, node):
        if number not in said:
            return node
        user = field(1, said[number].text(4)) + field(3, said[number].text(5))
        return b"".join(part for key, part in parts(node) if key != 4) + field(4, user)

    def rebuilt(content, path):
        made, count = [], 0
        for key, part in parts(content):
            if key == path[0]:
                (inner,) = Message(part).raw(key)
                part = field(key, rebuilt(inner, path[1:]) if path[1:] else with_user(count, inner))
                count += 1
            made.append(part)
        return b"".join(made)

    files["nest/saved_model.pb"] = rebuilt(files["nest/saved_model.pb"], (2, 7, 1))
    (decoder,) = read_models(files)
    np.testing.assert_allclose(evaluate(decoder.network(), expected["pts"]), expected["nest"], atol=1e-5)


def test_what_keras_3_exports_is_code_alone_and_the_sentence_says_what_to_save():
    with pytest.raises(ForeignError, match=r"holds code alone, which is not executed .* model.save\('decoder.keras'\)"):
        read_models(unpacked("exported"))


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("nest/variables/variables.index", None, "variables.index, are missing: give the whole folder"),
        ("nest/variables/variables.data-00000-of-00001", None, "variables.data-00000, which is missing"),
        ("nest/variables/variables.data-00000-of-00001", slice(100), "damaged or cut off"),
        ("nest/variables/variables.index", slice(-30), "damaged or cut off"),
        ("nest/variables/variables.index", slice(60, None), "damaged or cut off"),
        ("nest/saved_model.pb", slice(5000), "damaged or cut off"),
        ("nest/keras_metadata.pb", slice(500), "damaged or cut off"),
    ],
)
def test_what_is_missing_or_damaged_gets_a_sentence(file, change, said):
    files = unpacked("nest")
    content = files.pop(file)
    if change is not None:
        files[file] = content[change]
    with pytest.raises(ForeignError, match=said):
        read_models(files)


def test_any_flipped_byte_of_the_index_is_read_or_refused_with_a_sentence():
    files, name = unpacked("nest"), "nest/variables/variables.index"
    for place in range(0, len(files[name]), 7):
        changed = bytearray(files[name])
        changed[place] ^= 0x55
        try:
            read_models({**files, name: bytes(changed)})
        except ForeignError as error:
            assert len(str(error)) < 700


def test_two_networks_in_one_zip_file_are_told_apart_by_their_folders():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("vae", "nest"):
            for each, content in unpacked(name).items():
                archive.writestr(each, content)
    found = read_models({"both.zip": out.getvalue()})
    assert sorted(model.name for model in found) == ["decoder", "encoder", "nest"]
