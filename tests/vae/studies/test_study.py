"""A study's plan: what it trains, what tells two trainings apart, and a sentence for every wrong one."""

import json
from dataclasses import replace

import pytest

from vae.config import RunConfig
from vae.studies import study
from vae.studies.study import StudyError, fingerprint, from_document, read, to_document

PLAN = """
seeds = 2
[base]
dataset = "digits"
epochs = 5
seed = 7
[grid]
beta = [0.5, 4]
hidden_sizes = [[16], [32, 16]]
"""


def test_a_grid_is_every_combination_with_every_seed_under_names_of_their_own():
    plan = read(PLAN, "betas")
    assert (plan.name, plan.fields, plan.seeds, len(plan.trials)) == ("betas", ("beta", "hidden_sizes"), 2, 8)
    assert [trial.config.seed for trial in plan.trials] == [7, 8] * 4
    assert [trial.values for trial in plan.trials[::2]] == [
        {"beta": beta, "hidden_sizes": sizes} for beta in (0.5, 4) for sizes in ((16,), (32, 16))
    ]
    assert {(trial.config.dataset, trial.config.epochs) for trial in plan.trials} == {("digits", 5)}
    assert plan.trials[0].name == f"betas-beta-0_5-hidden_sizes-_16_-seed-7-{plan.trials[0].fingerprint[:8]}"
    assert len({trial.name for trial in plan.trials}) == 8


def test_the_plan_that_is_kept_reads_as_the_same_study_wherever_it_lies():
    plan = read(PLAN, "betas")
    assert read(plan.text, "elsewhere") == plan


def test_a_list_is_trained_as_it_is_from_a_preset():
    plan = read('name = "pair"\npreset = "mnist-2d"\n[[list]]\nbeta = 2\n[[list]]\nlatent_dim = 3\nepochs = 9')
    assert [(trial.config.beta, trial.config.latent_dim, trial.config.epochs) for trial in plan.trials] == [
        (2, 2, 250),
        (1.0, 3, 9),
    ]
    assert plan.fields == ("beta", "latent_dim", "epochs")


def test_a_name_is_cut_where_it_is_long_and_stays_the_only_one():
    sizes = ", ".join(f"[{size}, 512, 256, 128, 64]" for size in (512, 513))
    plan = read(f'name = "{"n" * 40}"\n[grid]\nhidden_sizes = [{sizes}]')
    names = [trial.name for trial in plan.trials]
    assert len(set(names)) == 2 and max(map(len, names)) <= 64 and names[0].startswith("n" * 40 + "-hidden")


def test_seeds_alone_are_a_study():
    plan = read('name = "again"\nseeds = 3\n[base]\ndataset = "digits"')
    assert [trial.config.seed for trial in plan.trials] == [0, 1, 2] and plan.fields == ()


def test_two_trainings_are_the_same_whatever_they_are_called_and_not_when_anything_else_differs():
    config = RunConfig("a", dataset="digits")
    assert fingerprint(config, "") == fingerprint(replace(config, name="b"), "")
    others = [
        fingerprint(replace(config, **change), "") for change in ({"beta": 2.0}, {"seed": 1}, {"early_stopping": 5})
    ]
    assert len({fingerprint(config, ""), fingerprint(config, "other data"), *others}) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("beta = ", "the study must be TOML, but Invalid value"),
        ("[gird]\nbeta = [1]", "unknown word 'gird': perhaps grid is meant"),
        ("[grid]\nbetta = [1]", "unknown field in grid 'betta': perhaps beta is meant"),
        ("[base]\nname = 'x'", "unknown field in base 'name'"),
        ("[grid]\nbeta = []", "grid.beta must be an array of one or more values, got []"),
        ("[grid]\nbeta = 4", "grid.beta must be an array of one or more values, got 4"),
        ("[grid]\nbeta = [-1]", "this cannot be trained: beta must be between 0 and 1e+06, got -1"),
        ("[grid]\nbeta = ['high']", "beta must be a finite number, got 'high'"),
        ("[grid]\nseed = [1, 2]", "the seed is not a field to study"),
        ("[grid]\nbeta = [1, 1.0]", "no two trainings of a study may be the same"),
        ("[grid]\nlatent_dim = [2, 2]", "no two trainings of a study may be the same, but 1 are"),
        ("seeds = 0", "seeds must be how many trainings each has, 1 to 100, got 0"),
        ("seeds = true", "seeds must be how many trainings each has"),
        ("preset = 'nothing'", "preset must be one of mnist-2d"),
        ("preset = ['digits-2d']", "preset must be one of mnist-2d"),
        ("[base]\ndataset = 3", "dataset must be one of mnist"),
        ("[grid]\ndataset = ['mnist', 'mnits']", "dataset must be one of mnist"),
        ("[base]\narchitecture = 'imported'", "networks that were made elsewhere cannot be trained here"),
        ("list = [1]", "list must be tables of values"),
        ("base = 3", "base must be a table of fields"),
        ("name = 'x'\n[base]\ndataset = 'own:gone'", "this cannot be trained: there is no data set"),
        ("name = 'Über'", "name must be 1-64 characters"),
        (f"name = '{'n' * 60}'", "name must have at most 40 characters"),
        ("seeds = 100\n[grid]\nepochs = [" + ",".join(map(str, range(1, 1001))) + "]", "this one has 100,000"),
        ("[grid]\n" + "\n".join(f"{name} = [1,2,3,4,5,6,7,8,9,10]" for name in
         ("epochs", "batch_size", "latent_dim", "beta", "kl_warmup_epochs", "learning_rate")), "has 1,000,000"),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_one_sentence(text, said):
    with pytest.raises(StudyError) as caught:
        read(text, "study")
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_is_read_under_its_own_name_and_one_that_is_none_is_a_sentence(tmp_path):
    (tmp_path / "mine.toml").write_text("[base]\ndataset = 'digits'")
    assert study.read_file(tmp_path / "mine.toml").name == "mine"
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    for name, reason in (("noise.toml", "it is not text"), ("gone.toml", "No such file"), ("", "")):
        with pytest.raises(StudyError, match=f"must be a TOML file.*{reason}"):
            study.read_file(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("[base]\nfamily = 'adversarial'\n[grid]\nfamily = ['adversarial', 'vae']", "variational", [False, True]),
        ("[base]\nvariational = false\n[grid]\nfamily = ['adversarial', 'vae']", "variational", [False, False]),
        ("[grid]\nfamily = ['vae', 'ladder', 'hierarchical']", "latent_dim", [2, 6, 18]),
        ("[grid]\ndataset = ['mnist', 'names']", "likelihood", ["bernoulli", "categorical"]),
        ("preset = 'mnist-2d'\n[base]\ndataset = 'names'", "likelihood", ["categorical"]),
        ("preset = 'mnist-petals'\n[base]\nfamily = 'importance'\nprior = 'normal'", "variational", [True]),
    ],
)
def test_what_follows_from_a_family_or_a_data_set_follows_in_every_trial(text, field, found):
    assert [getattr(trial.config, field) for trial in read(text, "study").trials] == found


def test_a_study_that_was_begun_is_the_same_one():
    known = {
        "": "895d4745",
        "preset = 'mnist-16d'\n[base]\nbeta = 4": "34c2d1e9",
        "preset = 'mnist-petals'": "347ecdce",
        "preset = 'names-16d'": "1bd44c89",
        "preset = 'mnist-ladder'\n[grid]\nepochs = [3]": "8cb8f945",
        "[base]\nfamily = 'wasserstein'\nprior = 'ring'": "dc64ca9b",
    }
    assert {text: read(text, "study").trials[0].fingerprint[:8] for text in known} == known


def test_a_study_goes_through_json_as_it_is_and_a_damaged_one_is_none():
    plan = read('name = "a"\nseeds = 2\n[grid]\nhidden_sizes = [[8], [4, 4]]\nbeta = [1, 2.5]')
    document = json.loads(json.dumps(to_document(plan)))
    assert from_document(document) == plan
    for part, wrong in (("trials", 3), ("seeds", "x"), ("text", None), ("fields", [1]), ("trials", [{}])):
        assert from_document(document | {part: wrong}) is None
