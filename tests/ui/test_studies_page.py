"""The page Studies: a plan is checked as it is written, what a study found is told, and its runs open anywhere."""

import pytest

from tests.support.pages import visit
from ui.shell import known_runs, training_place, visitor
from ui.studies import found
from ui.studies.plan_form import values_of
from ui.studies.table import as_markdown
from vae import locks
from vae.cluster import address
from vae.config import RunConfig
from vae.data.wording import said_of
from vae.glossary import meaning
from vae.jobs import job_files, stopping
from vae.jobs.job_files import JobProgress
from vae.studies import expected, folders, results, sweep, sweep_state
from vae.studies.study import StudyError, read
from vae.studies.sweep_state import SweepState
from vae.words import plain, plain_sentence

PLAN = """name = "sizes"
[base]
dataset = "digits"
epochs = 2
hidden_sizes = [16]
[grid]
latent_dim = [2, 3, 4]
"""


@pytest.fixture
def home(empty_home):
    return empty_home


@pytest.fixture
def study(home, save_tiny_run):
    """Save a study of three trainings: one finished, one failed and one not begun."""
    plan = read(PLAN)
    folders.write_plan(plan)
    first, second, _ = plan.trials
    save_tiny_run(folders.run_folder("sizes", first.name), latent_dim=2)
    failed = JobProgress("failed", message="It could not be.", epochs=2)
    job_files.write_progress(folders.begin(plan, second), failed)
    return plan


def opened(**query):
    return visit("studies", query, seconds=60)


def labels(page):
    return [button.label for button in page.button]


def test_the_form_writes_a_plan_that_can_be_begun(home, monkeypatch):
    begun = []
    monkeypatch.setattr(sweep, "begin_apart", lambda study, *_: begun.append(study) or folders.write_plan(study))
    page = opened()
    assert not page.exception and page.title[0].value == "Studies"
    assert any("**betas**: 18 trainings (beta × latent dimensions, 3 seeds each), 540 epochs" in one.value
               for one in page.markdown)  # fmt: skip
    assert any("is not known yet on this machine" in one.value for one in page.caption)
    page.selectbox(key="_studies_field_2").set_value("conditional").run()
    page.text_input(key="_studies_values_beta").set_value("1; 2,5").run()
    assert any(
        "**betas**: 6 trainings (beta × conditional, 3 seeds each), 180 epochs" in one.value for one in page.markdown
    )
    page.text_input(key="_studies_values_beta").set_value("1; two").run()
    assert "Beta: “two” is no number" in page.error[0].value and "Start the study" not in labels(page)
    page.text_input(key="_studies_values_beta").set_value("1; 2,5").run()
    page.button(key="studies_start").click().run()
    assert [study.name for study in begun] == ["betas"]
    assert [trial.values for trial in begun[0].trials[::3]] == [{"beta": 1.0, "conditional": True},
                                                               {"beta": 2.5, "conditional": True}]  # fmt: skip
    assert not page.exception and page.selectbox[0].value == "betas"
    assert page.query_params["study"] == "betas"


def test_the_text_goes_on_from_the_form_and_a_wrong_one_is_a_sentence(home):
    page = opened()
    page.text_input(key="_studies_name").set_value("mine").run()
    page.segmented_control(key="_studies_way").set_value("Text").run()
    assert 'name = "mine"' in page.text_area[0].value
    page.text_area[0].set_value('name = "x"\n[grid]\nbetta = [1]').run()
    assert [one.value for one in page.error] == ["Unknown field in grid 'betta': perhaps beta is meant."]
    assert "Start the study" not in labels(page)


def test_a_study_shows_how_it_stands_and_what_it_found(study):
    page = opened(study="sizes")
    assert not page.exception
    assert any("It could not be." in one.value for one in page.warning)
    assert {"Go on with 1", "Try 1 again"} <= set(labels(page))
    (table,) = [one.value for one in page.markdown if one.value.startswith("| ")]
    assert "| 2 | 1 of 1 | best | 200 | 190 | 10 |" in table and "| 3 | 0 of 1 |  | – |" in table
    assert page.selectbox(key="studies_run").options == [study.trials[0].name]
    assert f"**KL**: {said_of(study.trials[0].config, meaning('kl'))}." in page.multiselect(key="studies_shown").help
    assert page.selectbox(key="studies_figure").help.startswith("**−ELBO**: what it costs to describe a picture")
    chosen = page.selectbox(key="studies_figure").set_value("kl").run().selectbox(key="studies_figure")
    assert (chosen.value, chosen.help.partition(":")[0]) == ("kl", "**KL**")
    names = read('name = "short"\n[base]\ndataset = "names"\n')
    assert "what it costs to describe a name," in found._meanings(names, ["neg_elbo"])
    assert [one.proto.label for one in page.get("download_button")].count("Figure (Plotly JSON)") == 2


def test_a_study_under_way_says_how_long_it_still_takes(study, monkeypatch):
    left = [75.0]
    monkeypatch.setattr(expected, "seconds_left", lambda *_: left[0])
    text = "3 trainings: 1 finished, 1 failed, 1 to do"
    with locks.acquire(folders.lock_path("sizes")):
        (bar,) = opened(study="sizes").get("progress")
        assert bar.proto.text == f"{text}. About 1 min 15 s left"
        left[0] = None
        (bar,) = opened(study="sizes").get("progress")
        assert bar.proto.text == text


def test_an_opened_study_says_what_differs_in_it(study):
    page = opened(study="sizes")
    assert [one.value for one in page.title] == ["Studies"]
    assert "Latent dimensions: 2, 3, 4 · one seed each" in [one.value for one in page.caption]


def test_its_buttons_do_what_they_say(study, monkeypatch):
    done = []
    monkeypatch.setattr(sweep, "begin_apart", lambda study, retry: done.append((study.name, retry)))
    monkeypatch.setattr(sweep, "stop", lambda name: done.append(name))
    opened(study="sizes").button(key="studies_go").click().run()
    opened(study="sizes").button(key="studies_retry").click().run()
    with locks.acquire(folders.lock_path("sizes")):
        page = opened(study="sizes")
        assert "Go on with 1" not in labels(page)
        page.button(key="studies_stop").click().run()
    assert done == [("sizes", False), ("sizes", True), "sizes"]
    opened(study="sizes").button(key="studies_delete").click().run()
    assert folders.list_studies() == []


@pytest.fixture
def begun(monkeypatch):
    """Note with what a study is begun, without beginning it."""
    noted = []
    monkeypatch.setattr(training_place, "knock", lambda scheduler: noted.append(scheduler))
    monkeypatch.setattr(sweep, "begin_apart", lambda *words: noted.append(words[1:]) or folders.write_plan(words[0]))
    return noted


def test_a_study_is_begun_on_a_cluster(home, begun):
    page = opened()
    assert any("18 trainings" in one.value and "at once" in one.value for one in page.markdown)
    page.text_input(key="_studies_scheduler").set_value(" host:8786 ").run()
    assert any("540 epochs in all, one a worker at once" in one.value for one in page.markdown)
    assert not any("on this machine" in one.value for one in page.caption)
    page.button(key="studies_start").click().run()
    assert begun == ["host:8786", (False, "tcp://host:8786")] and not page.exception


def test_what_is_no_scheduler_or_does_not_answer_is_a_sentence(home, begun, monkeypatch):
    page = opened()
    page.text_input(key="_studies_scheduler").set_value("nowhere").run()
    assert ["must be an address such as" in one.value for one in page.error] == [True]
    monkeypatch.setattr(training_place, "knock", address.knock)
    page.text_input(key="_studies_scheduler").set_value("127.0.0.1:1").run()
    page.button(key="studies_start").click().run()
    said = "nobody listens at tcp://127.0.0.1:1: start the scheduler there first, or mend the address"
    assert [one.value for one in page.error] == [plain_sentence(said)]
    assert begun == [] and folders.list_studies() == []


def test_it_goes_on_where_it_was_done_last_or_here(study, begun):
    sweep_state.write("sizes", SweepState("tcp://host:8786", problem="the scheduler is gone"))
    page = opened(study="sizes")
    assert "The scheduler is gone." in [one.value for one in page.warning]
    page.button(key="studies_go").click().run()
    page = opened(study="sizes")
    page.text_input(key="_studies_scheduler_sizes_tcp://host:8786").set_value("").run()
    page.button(key="studies_retry").click().run()
    assert begun == ["tcp://host:8786", (False, "tcp://host:8786"), (True,)]
    with locks.acquire(folders.lock_path("sizes")):
        sweep_state.write("sizes", SweepState("tcp://host:8786", True, "a worker that can train"))
        said = [one.value for one in opened(study="sizes").caption]
    place = plain("tcp://host:8786")
    assert f"On the workers of {place}, one training each. Waits for a worker that can train." in said


def test_a_scheduler_is_named_only_by_who_sits_there_alone_with_dask(study, begun, monkeypatch):
    sweep_state.write("sizes", SweepState("tcp://host:8786"))
    with monkeypatch.context() as patch:
        patch.setattr(training_place, "is_installed", lambda: False)
        page = opened(study="sizes")
        assert any('pip install ".[cluster]"' in one.value for one in page.markdown)
        assert not page.text_input
        page.button(key="studies_go").click().run()
    monkeypatch.setattr(visitor, "_is_loopback", lambda address: False)
    page = opened(study="sizes")
    assert not page.text_input and not any("cluster" in one.value for one in page.markdown)
    page.button(key="studies_go").click().run()
    assert begun == [(False,)] * 2


def test_an_unknown_study_is_said_and_a_damaged_one_is_a_sentence(study):
    page = opened(study="gone")
    assert "There is no study named 'gone'." in page.warning[0].value
    (folders.study_folder("sizes") / folders.PLAN_FILE).write_text("grid = 3")
    page = opened(study="sizes")
    assert not page.exception and "grid must be a table" in page.error[0].value.lower()
    assert "Delete it" in labels(page) and "Stop" not in labels(page)
    with locks.acquire(folders.lock_path("sizes")):
        page = opened(study="sizes")
        assert "Delete it" not in labels(page)
        page.button(key="studies_stop").click().run()
    assert stopping.asked(folders.study_folder("sizes")) == stopping.NOW


def test_an_unknown_study_is_said_where_there_are_none(home):
    assert "There is no study named 'gone'." in opened(study="gone").warning[0].value


def test_in_a_demo_a_study_can_be_looked_at_only(study, monkeypatch):
    monkeypatch.setenv("VAE_ACCESS", "demo")
    page = opened(study="sizes")
    assert not page.exception and not {"Go on with 1", "Delete it"} & set(labels(page))
    page.selectbox[0].set_value("").run()
    assert "Start the study" not in labels(page) and "turned off" in page.info[0].value


def test_a_studys_run_opens_by_its_name_and_is_not_in_the_picker(study):
    name = study.trials[0].name
    assert name not in [run.name for run in known_runs.found_runs()[0]]
    page = visit("compare", {"run": name})
    assert not page.exception and page.selectbox[0].options == [f"{name}: small digits, 2 numbers"]
    assert not visit("compare", {"run": "sizes-gone-00000000"}).exception


def test_the_table_is_sorted_and_says_what_seeds_can_tell(study):
    def group(size, *values):
        return results.Group(
            {"latent_dim": size}, {"neg_elbo": results.interval(values)}, ("run",) * len(values), 0, RunConfig("run")
        )

    groups = [group(2, 110.0, 111.0, 112.0), group(3, 100.0, 102.0, 104.0), group(4, 101.0, 103.0), group(5, 100.0)]
    rows = as_markdown(study, groups, ["neg_elbo"], "neg_elbo").splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| 5", "| 3", "| 4", "| 2"]
    assert "| best | 100 |" in rows[0] and "| one seed cannot say | 102 :small[(100\u00a0to\u00a0104)] |" in rows[1]
    rows = as_markdown(study, groups[:3], ["neg_elbo"], None).splitlines()[2:]
    assert [row.split(" | ")[2] for row in rows] == ["worse", "best", "as good: seed noise"]


def test_a_study_says_what_it_waits_for(study):
    with locks.acquire(folders.lock_path("sizes")):
        sweep_state.write("sizes", SweepState(waits_for="mine"))
        page = opened(study="sizes")
    assert any(one.value == "Waits for mine, which has the device or was there first." for one in page.caption)


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [("latent_dim", "2; 8", [2, 8]), ("learning_rate", "1e-3;0,01", [0.001, 0.01]),
     ("hidden_sizes", "64, 32; 16", [[64, 32], [16]])],
)  # fmt: skip
def test_values_are_read_as_their_field_has_them(field, text, values):
    assert values_of(field, text) == values


def test_values_that_cannot_be_are_sentences():
    for text in ("2; 100", "two", "1.5"):
        with pytest.raises(StudyError, match="^Latent dimensions: "):
            values_of("latent_dim", text)
