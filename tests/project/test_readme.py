"""What the README and its sisters say: commands and files exist, figures are the measured ones, versions agree."""

import json
import re
import shlex
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import vae
from tests.support.letter_pairs import letter_pairs
from tests.support.studies import let_trainings_be_here, let_trainings_be_made
from vae.config import RunConfig
from vae.data.datasets import load
from vae.families import FAMILIES
from vae.lesson import figures
from vae.lesson.runs import BROKEN, LESSON_RUNS
from vae.presets import shipped
from vae.runs import store
from vae.word.names import names

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *sorted((ROOT / "docs").glob("*.md")),
    )
}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# The column's heading, the metric it shows and how: nats with one place, shares in percent.
COLUMNS = (
    ("−ELBO", "neg_elbo", "{:.1f}"),
    ("Reconstruction", "reconstruction", "{:.1f}"),
    ("KL", "kl", "{:.1f}"),
    ("−log p(x)", "exact_nll", "{:.1f}"),
    ("Bound, K = 64", "importance_weighted_nll", "{:.1f}"),
    ("Bound, K = 5000", "importance_weighted_nll_5000", "{:.1f}"),
    ("kNN accuracy", "knn_accuracy", "{:.1%}"),
    ("Wanted class", "class_consistency", "{:.1%}"),
)


TINY = RunConfig("tiny", "digits", hidden_sizes=(16,), epochs=2)
MEASURED_OF_NAMES = ("exact", "letters", "names_held_out", "names_training", "novel")
LESSON_COLUMNS = (*COLUMNS[:3], ("Squared error", "squared_error", "{:.1f}"), COLUMNS[6])


def code_text(text: str = README) -> str:
    """Return a page's code: shell blocks and inline code, a command a line."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return "\n".join([*blocks, *inline])


def commands(program: str) -> list[list[str]]:
    """Return the arguments of every command `python -m program` in the README."""
    return [shlex.split(line) for line in re.findall(rf"python -m {program}\b(.*)", code_text())]


def shipped_rows() -> list[str]:
    """Return the table of shipped runs as the README must have it, line by line."""
    headings = ["Run", "Data", "Dimensions", *(heading for heading, _, _ in COLUMNS)]
    lines = [headings, ["---"] * len(headings)]
    for run in store.list_runs()[0]:
        if run.shipped:
            figures = [
                form.format(run.metrics[name]["value"]) if name in run.metrics else "–" for _, name, form in COLUMNS
            ]
            lines.append([f"`{run.name}`", run.config.dataset, str(run.config.latent_dim), *figures])
    return _table(lines)


def _table(lines: list[list[str]]) -> list[str]:
    """Return lines of Markdown, where a negative figure has a minus as long as a plus."""
    return ["| " + " | ".join(re.sub(r"^-(?=\d)", "−", cell) for cell in cells) + " |" for cells in lines]


def test_what_is_said_of_names_is_measured():
    metrics = store.load_run("names-16d").metrics
    shares = {name: f"{metrics[name]['value']:.1%}" for name in MEASURED_OF_NAMES}
    drawn = letter_pairs(names().train, 10_000, seed=0)
    lists = (set(names().test), set(names().train))
    pairs = [f"{sum(word in known for word in drawn) / len(drawn):.1%}" for known in lists]
    text = " ".join(README.split())
    exact, letters, held_out, training, novel = shares.values()
    assert f"gives {exact} of the held-out names back in every letter, and {letters} of their letters" in text
    assert f"{held_out} are held-out names and {training} names it was trained on; {novel} stand in neither" in text
    assert f"are held-out names in {pairs[0]} and those of the training in {pairs[1]} (10,000 draws)" in text


def test_the_errors_of_letters_drawn_from_their_typefaces_codes_are_the_measured_ones():
    runs = [store.load_run(name) for name in ("letters-2d", "letters-16d")]
    shared = [run.metrics["shared_code"] for run in runs]
    others, own = ([f"{figure[key]:.1f}" for figure in shared] for key in ("value", "own_code"))
    text = " ".join(README.split())
    assert f"a squared error of {others[0]} with two dimensions and {others[1]} with sixteen" in text
    assert f"of which {runs[1].metrics['active_units']['value']} are in use" in text
    assert f"from its own code by {own[0]} and {own[1]}" in text
    assert f"the average letter of its class by {shared[0]['average_of_class']:.1f}." in text


def test_what_is_said_of_melodies_is_what_was_measured():
    metrics = {name: figure["value"] for name, figure in store.load_run("melodies-24d").metrics.items()}
    text = " ".join(README.split())
    assert f"Of held-out tunes {metrics['steps_right']:.1%} of the sixteenths come back" in text
    assert f"and {metrics['notes_right']:.1%} of the notes." in text
    scale = f"{metrics['in_scale']:.1%} of the notes lie in one major scale, as {metrics['in_scale_data']:.1%}"
    assert f"Of its samples {scale} of the tunes' own do" in text
    assert f"they have {metrics['num_notes']:.1f} notes, the tunes {metrics['num_notes_data']:.1f};" in text
    alike = f"{metrics['bars_alike']:.1%} of the first, the tunes' {metrics['bars_alike_data']:.1%};"
    assert f"their second bar repeats {alike} and none of 1,000" in text
    assert metrics["already_known"] == 0


def test_what_is_said_of_levels_and_petals_is_what_was_measured():
    metrics = store.load_run("mnist-ladder").metrics
    levels = [metrics[f"level_{number}"] for number in (1, 2, 3)]
    kind, slant, stroke = ([f"{level[key]:.0%}" for level in levels] for key in ("class", "slant", "stroke"))
    text = " ".join(README.split())
    seen = (
        f"another digit is seen in {kind[2]} of 2,000 pictures, with level 2 in {kind[1]}, with level 1 in {kind[0]}."
    )
    assert seen in text and {level["num_images"] for level in levels} == {2000}
    assert f"Of the slant {slant[2]}, {slant[1]} and {slant[0]} lie in them" in text
    assert f"of the stroke width {stroke[2]}, {stroke[1]} and {stroke[0]}: Sobol's total index" in text
    inside = store.load_run("mnist-petals").metrics["inside_prior"]["value"]
    assert f"the codes of {inside:.0%} of held-out digits lie in the petal of theirs" in text
    inside = store.load_run("mnist-star").metrics["inside_prior"]["value"]
    assert f"in which {inside:.0%} of those of held-out digits lie" in text
    shares = np.exp(store.load_prior(store.load_run("mnist-clouds")).log_weights)
    assert f"of {len(shares)} clouds {(shares > 0.01).sum()} have more than a hundredth of the draws each" in text
    lower, top = (store.load_run("mnist-layers").metrics[f"level_{number}"] for number in (1, 2))
    assert (
        f"another digit is seen in {top['class']:.0%} of 2,000 pictures, with the lower layer in {lower['class']:.0%}"
        in text
    )
    assert lower["num_images"] == top["num_images"] == 2000


def test_what_trainings_of_the_runs_that_ship_took_is_what_their_histories_say():
    page = PAGES["docs/pretrained.md"]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")
    ]
    assert [row[0].strip("`") for row in rows] == list(shipped())
    for name, family, epochs, seconds, _ in rows:
        run = store.load_run(name.strip("`"))
        assert (family, epochs) == (FAMILIES[run.config.family].title, str(run.config.epochs))
        took = store.load_history(run)["seconds"].sum()
        assert seconds == f"{took:,.0f}" and took < 1200


def test_what_the_encoder_is_short_of_lies_in_a_few_pictures():
    """The README says so of all runs whose likelihood is integrated, and that the grid's step does not matter."""
    assert "a few percent of the new pictures" in " ".join(README.split())
    for run in store.list_runs()[0]:
        if "exact_nll" in run.metrics and run.shipped:
            gaps = np.sort(store.load_latents(run).gap)[::-1]
            is_of_few = gaps[: len(gaps) // 20].sum() > 0.5 * gaps.sum()
            assert is_of_few == (run.config.family != "importance"), run.name
            assert run.metrics["exact_nll"]["change"] < 0.05 and gaps.mean() > 0


def test_the_runs_of_the_lesson_differ_in_one_thing_but_for_the_broken_ones():
    base = LESSON_RUNS["beta-1"].config
    for name, lesson in LESSON_RUNS.items():
        changed = {
            field.name for field in fields(base) if getattr(base, field.name) != getattr(lesson.config, field.name)
        }
        assert len(changed - {"name"}) <= 1 or name in BROKEN.values(), changed
    assert sum(name.startswith("broken-") for name in LESSON_RUNS) == 4 and "four that are broken" in README


def test_the_widths_of_the_avatars_are_the_learnt_ones():
    two, sixteen = (store.load_run(f"avatars-{size}d").metrics["pixel_sigma"]["value"] for size in (2, 16))
    text = " ".join(README.split())
    assert f"learnt width (with two dimensions {two:.3f}, with sixteen {sixteen:.3f} of the range" in text


def lesson_rows() -> list[str]:
    """Return the table of the lesson's runs as the README must have it, line by line."""
    headings = [heading for heading, _, _ in LESSON_COLUMNS]
    lines = [["Lesson run", "Title", "Dimensions", *headings, "New digits"]]
    lines.append(["---"] * len(lines[0]))
    new_digits = figures.read().sections["betas"]
    for name, lesson in LESSON_RUNS.items():
        metrics = store.open_run(store.LESSON_FOLDER / name).metrics
        cells = [form.format(metrics[key]["value"]) if key in metrics else "–" for _, key, form in LESSON_COLUMNS]
        drawn = f"{new_digits[name]['distance'].value:.1f}" if name in new_digits else "–"
        lines.append([f"`{name}`", lesson.title, str(lesson.config.latent_dim), *cells, drawn])
    return _table(lines)


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = {page: set(re.findall(r"\bmake ([a-z-]+)", code_text(text))) for page, text in PAGES.items()}
    assert {"run", "test", "benchmark", "pretrained"} <= named["README.md"]
    assert {"run", "test", "test-lowest", "lint", "types", "benchmark", "pictures"} <= named["CONTRIBUTING.md"]
    assert {page: names - targets for page, names in named.items() if names - targets} == {}


def test_every_command_of_the_package_parses():
    from vae.__main__ import build_parser

    lines = commands("vae")
    assert len(lines) >= 4
    for arguments in lines:
        if "--help" in arguments:
            with pytest.raises(SystemExit) as stopped:
                build_parser().parse_args(arguments)
            assert stopped.value.code == 0
        else:
            build_parser().parse_args(arguments)


def test_the_table_of_shipped_runs_holds_the_measured_figures():
    table = re.search(r"^\| Run \|.*?\n\n", README, re.DOTALL | re.MULTILINE)
    assert table, "the README has no table that starts with a column 'Run'"
    assert table[0].strip().splitlines() == shipped_rows()


def test_the_table_of_the_lessons_runs_holds_the_measured_figures():
    table = re.search(r"^\| Lesson run \|.*?\n\n", README, re.DOTALL | re.MULTILINE)
    assert table, "the README has no table that starts with a column 'Lesson run'"
    assert table[0].strip().splitlines() == lesson_rows()


def test_every_file_named_exists():
    missing, count = [], 0
    for page, text in PAGES.items():
        links = re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
        local = [link for pair in links for link in pair if link and "://" not in link]
        count += len(local)
        missing += [f"{page}: {link}" for link in local if not (ROOT / page).parent.joinpath(link).exists()]
    assert missing == [] and count >= 8


def test_the_lines_for_a_notebook_draw_a_grid(tmp_path, monkeypatch):
    code, _ = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(code.split("\n\n", 2)[2].splitlines()) <= 10
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    assert names["z_mean"].shape == names["z_log_var"].shape == (15, 2)
    with Image.open("grid.png") as picture:
        pixels = np.asarray(picture)
    assert pixels.shape == (17 * 28, 15 * 28)
    digits = pixels[:28].reshape(28, 15, 28).swapaxes(0, 1)
    assert (digits == load("digits").test_images[:15]).all()
    assert pixels[28:].std() > 30


def test_the_lines_for_a_study_train_one(empty_home, save_tiny_run, monkeypatch):
    _, code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(code.splitlines()) <= 10
    monkeypatch.setitem(vae.PRESETS, "digits-2d", replace(vae.PRESETS["digits-2d"], config=TINY))
    trained = let_trainings_be_made(save_tiny_run, monkeypatch)
    names = {"vae": vae}
    exec(compile(code.replace('"seeds": 3', '"seeds": 1'), "README.md", "exec"), names)
    assert [run.name for run in names["models"]] == [name for name, *_ in trained] and len(trained) == 3
    assert names["costs"]["beta"].tolist() == [0.5, 1.0, 4.0] and len(names["chart"].data) > 0


def test_the_cells_of_the_notebook_run(tmp_path, quick_training, monkeypatch):
    pytest.importorskip("anywidget")
    cells = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    assert all(cell.get("outputs", []) == [] for cell in cells), "pictures of data are not kept here"
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    let_trainings_be_here(monkeypatch)
    quicker = {'"epochs": 20': '"epochs": 2', '"seeds": 2': '"seeds": 1', "[0.5, 1, 4]": "[0.5, 4]"}
    names = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            code = "".join(cell["source"])
            for long, short in quicker.items():
                code = code.replace(long, short)
            exec(compile(code, cell["id"], "exec"), names)
    assert names["visited"] == [(1.5, -0.5)] == [names["live"].point] and names["picture"].shape == (28, 28)
    trained = names["study"].runs()
    assert [run.config for run in trained] == [
        replace(vae.PRESETS["digits-2d"].config, name=run.name, epochs=2, beta=beta)
        for run, beta in zip(trained, (0.5, 4.0), strict=True)
    ]
    costs = [run.metrics["neg_elbo"]["value"] for run in trained]
    assert max(costs) < 300, "all grey costs 543"


def test_the_layout_names_what_is_there():
    layout = re.search(r"## Layout\n\n```\n(.*?)```", README, re.DOTALL)[1]
    names = [line.split()[0] for line in layout.splitlines() if not line.startswith(" ")]
    assert [name for name in names if not (ROOT / name).exists()] == []
    rooms = {path.parent.name for top in ("vae", "ui") for path in (ROOT / top).glob("*/__init__.py")}
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")} | {"explore"}
    assert [room for room in sorted(rooms - pages) if not re.search(rf"\b{room}\b", layout)] == []


def test_the_changelog_begins_with_this_version():
    versions = re.findall(r"^## \[([\d.]+)\] - \d{4}-\d\d-\d\d$", PAGES["CHANGELOG.md"], re.MULTILINE)
    assert versions[0] == vae.__version__ and "## [Unreleased]" in PAGES["CHANGELOG.md"]
    assert 'version = { attr = "vae.__version__" }' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_python_versions_agree_with_the_makefile():
    accepted = re.search(r'case "\$\$version" in ([0-9.|]+)\)', MAKEFILE)[1].split("|")
    assert f"Python {accepted[0]} to {accepted[-1]}" in README
    assert f'requires-python = ">={accepted[0]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_what_is_said_of_motions_is_what_was_measured():
    metrics = {name: figure["value"] for name, figure in store.load_run("motion-8d").metrics.items()}
    text = " ".join(README.split())
    for name, form, words in (
        ("tip_error", "{:.1f}", "is off by {} cm (median"),
        ("tip_error_95", "{:.1f}", "95% within {} cm"),
        ("knn_accuracy", "{:.1%}", "the codes tell in {}."),
        ("samples_by_rule", "{:.1%}", "from the prior {} follow"),
        ("planned_hits", "{:.1%}", "{} of 200 drawn problems hit the obstacle"),
        ("straight_hits", "{:.1%}", "by the straight line between the two poses {};"),
        ("planned_length", "{:.2f}", "the way of the tip is {} m against"),
        ("straight_length", "{:.2f}", "against {} m, the jerk"),
        ("planned_jerk", "{:.1f}", "the jerk {} times"),
    ):
        assert words.format(form.format(metrics[name])) in text, name
    assert f"its ends were off by {10 * metrics['planned_miss']:.1f} mm" in text
