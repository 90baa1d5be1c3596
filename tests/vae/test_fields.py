"""Fields in words: what advice and buttons say of values to take."""

from vae.fields import changes_text


def test_changes_are_listed_as_a_sentence_has_them():
    assert changes_text({"beta": 1.0}) == "beta 1"
    assert changes_text({"kl_warmup_epochs": 0}) == "no KL warm-up"
    assert changes_text({"family": "mixture"}) == 'the family "VAE with a learnt prior"'
    assert changes_text({"early_stopping": 0}) == "no early stopping"
    assert changes_text({"early_stopping": 3}) == "early stopping after 3 epochs"
    assert changes_text({"batch_size": 8, "epochs": 1}) == "batches of 8 and 1 epoch"
    assert changes_text({"learning_rate": 0.003, "latent_dim": 2, "hidden_sizes": (64, 32)}) == (
        "a learning rate of 0.003, 2 latent dimensions and hidden layers of 64, 32"
    )
