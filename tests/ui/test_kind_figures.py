"""What a kind measures beside the bound is told wherever figures are."""

from ui.compare import figures as compared
from ui.shell.run_picker import figures
from vae.exports.model_card import model_card
from vae.kind import kind_of
from vae.runs import store


def test_a_kinds_own_figures_stand_in_the_picker_in_compare_and_on_the_card():
    run = store.load_run("names-16d")
    picker, table, card = figures(run), compared.metrics_table([run]), model_card(run)
    explained = compared.meanings([run])
    for name, measure in kind_of(run.config).measured.items():
        value = measure.text(run.metrics[name]["value"])
        assert f"{measure.title} **{value}**" in picker
        assert f"| {measure.title} | {value} |" in table
        assert f"**{measure.title}**: {measure.meaning}." in explained
        assert f"| {measure.title} |" in card
    assert "names" not in figures(store.load_run("mnist-16d"))
    assert "of names, each 16 numbers" in card and "keras.activations.softmax" in card
