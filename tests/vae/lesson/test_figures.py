"""The lesson's figures survive their file, and a damaged one is a sentence."""

import json

import pytest

from vae.cli.listing import lesson_table
from vae.lesson import figures, measuring
from vae.lesson.figures import Figures, Measured
from vae.lesson.runs import BETAS, BROKEN, SQUEEZES
from vae.runs import store
from vae.runs.run_files import RunError

SOME = Figures(
    {"betas": {"beta-1": {"sure": Measured(0.5, 100, 200), "kl": Measured(6.0, 100, None, 5, 0.25)}}},
    {"collapse": ("collapse",)},
)


def test_figures_are_read_as_they_were_written(tmp_path):
    figures.write(SOME, tmp_path / "figures.json")
    assert figures.read(tmp_path / "figures.json") == SOME


def test_a_figure_is_kept_without_what_it_has_not():
    assert Measured(1.23456789, 10).to_json() == {"value": 1.23457, "num_images": 10, "num_seeds": 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(version=2),
        lambda document: document.pop("signs"),
        lambda document: document["sections"]["betas"]["beta-1"]["kl"].update(mood="good"),
        lambda document: document.update(sections=[1]),
    ],
)
def test_a_damaged_file_is_a_sentence(tmp_path, change):
    path = tmp_path / "figures.json"
    figures.write(SOME, path)
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    with pytest.raises(RunError, match="figures.json of the lesson is damaged"):
        figures.read(path)


def test_a_missing_file_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "LESSON_FOLDER", tmp_path)
    with pytest.raises(RunError, match="lacks figures.json"):
        figures.read()


def test_the_table_has_a_line_for_each_figure():
    lines = lesson_table(SOME).splitlines()
    assert len(lines) == 4 and lines[1].split() == ["betas", "beta-1", "sure", "0.5", "100", "200", "1", "-"]
    assert lines[3].split() == ["signs", "collapse", "collapse"]


def test_the_figures_that_ship_are_of_the_runs_that_ship():
    found = figures.read()
    assert list(found.sections["betas"]) == ["mnist-ae-2d", *BETAS] and set(found.signs) == set(BROKEN)
    for name, row in found.sections["betas"].items():
        metrics = store.open_run(store.LESSON_FOLDER / name).metrics
        assert row["reconstruction"].value == pytest.approx(metrics["reconstruction"]["value"], abs=1e-4)
        assert ("fitted_sure" in row) == (name in ("mnist-ae-2d", "beta-0"))
    distances = {name: found.sections["betas"][name]["distance"].value for name in BETAS}
    assert min(distances, key=distances.get) in ("beta-0_5", "beta-1"), "neither force alone draws best"
    assert list(found.sections["squeezing"]) == [str(size) for size in SQUEEZES]
    errors = [row["squared_error"].value for row in found.sections["squeezing"].values()]
    assert errors == sorted(errors, reverse=True) and found.sections["judge"]["judge"]["accuracy"].value > 0.97
    few = [*found.sections["enlarging"].values(), *found.sections["features"].values()]
    assert all(one.num_seeds == 5 and one.num_images == 10_000 for row in few for one in row.values())


def test_the_signs_that_ship_are_what_the_health_card_says():
    for fault, kinds in figures.read().signs.items():
        assert kinds == measuring.signs(store.open_run(store.LESSON_FOLDER / BROKEN[fault]))
