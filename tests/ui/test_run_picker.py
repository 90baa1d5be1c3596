"""The picker's words: what a run is in plain words, and its figures with what they mean."""

from dataclasses import replace

from ui.learn.interface import PICKED
from ui.shell.run_picker import by_variety, figures, named_option, option, summary
from vae.runs.store import list_runs, load_run


def run(name):
    return next(run for run in list_runs()[0] if run.name == name)


def test_a_shipped_run_is_called_by_what_it_holds_and_ones_own_by_its_name():
    assert option(run("mnist-2d")) == "Digits, 2 numbers"
    assert option(run("fashion-2d")) == "Clothes, 2 numbers"
    assert option(run("mnist-2d-conditional")) == "Digits, class told, 2 numbers"
    own = replace(run("mnist-16d"), shipped=False)
    assert option(own) == named_option(own) == named_option(run("mnist-16d")) == "mnist-16d: digits, 16 numbers"
    assert len({option(found) for found in list_runs()[0]}) == len(list_runs()[0])


def test_one_of_all_that_ships_is_offered_before_more_of_the_same():
    runs = list_runs()[0]
    offered = by_variety([*runs, replace(run("mnist-16d"), shipped=False)])
    kinds = [found.config.dataset for found in offered[:7]]
    assert len(set(kinds)) == len({found.config.dataset for found in runs}) == 7
    assert offered[0].name == "mnist-2d" and {"avatars-2d", "letters-2d"} <= {found.name for found in offered[:7]}
    assert [found for found in runs if found not in offered[:7]] == offered[7:-1], "the others as they were"
    assert not offered[-1].shipped


def test_words_of_an_option_are_translated_one_by_one():
    assert option(run("mnist-2d-conditional"), lambda text: f"«{text}»").startswith("««Digits», class told")
    used = []
    for found in list_runs()[0]:
        option(found, lambda text: used.append(text) or text)
    assert set(used) <= set(PICKED)


def test_a_summary_has_no_figures_and_the_figures_have_their_meanings():
    assert summary(run("mnist-2d")) == "A variational autoencoder that puts each picture into 2 numbers."
    assert "its class is told apart" in summary(run("mnist-2d-conditional"))
    assert summary(load_run("mnist-ae-2d")) == "An autoencoder that puts each picture into 2 numbers."
    assert summary(run("melodies-24d")) == "A variational autoencoder that puts each melody into 24 numbers."
    told = figures(run("mnist-2d"))
    value = run("mnist-2d").metrics["exact_nll"]["value"]
    assert f"integrated **{value:.1f}** nats" in told and "Dimensions in use **2**" in told
    assert told.count(":small[") == told.count("**") // 2 + 1 and "`mnist-2d`, MNIST" in told
