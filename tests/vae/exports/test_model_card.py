"""The model card of runs of all kinds: nothing is said that is not known."""

from tests.support import imported_runs
from vae.exports.model_card import model_card
from vae.runs.saving import save_imported


def test_of_an_imported_decoder_only_what_is_known_is_told(tmp_path):
    card = model_card(save_imported(tmp_path, imported_runs.bare()))
    assert "The decoder of a variational autoencoder of pictures of 28 × 28 in grey, each 2 numbers" in card
    assert "Nothing is known of the pictures" in card and "None were measured" in card
    assert "Read from decoder.onnx (ONNX)." in card and "| Output | 28 × 28 in grey, 0 to 1 |" in card
    assert "- The last layer is a sigmoid." in card and "Learning rate" not in card


def test_a_run_that_is_told_the_class_is_asked_with_one(tmp_path):
    card = model_card(save_imported(tmp_path, imported_runs.bare("told", conditional=True, num_classes=4)))
    assert '"labels": np.eye(4, dtype=np.float32)[:1]' in card and ".forward([0, 0], 0)" in card


def test_a_plain_autoencoder_with_an_encoder_is_called_so(save_tiny_run, tmp_path):
    card = model_card(save_tiny_run(tmp_path / "plain", variational=False))
    assert card.startswith("# plain\n\nA plain autoencoder of pictures of 28 × 28 in grey, each 2 numbers")
    assert "| Reconstruction, nats | 190 | digits test | 360 | 1 |" in card
