"""docs/formats.md against runs: every file, key, column, array and layer is documented as it is."""

import csv
import dataclasses
import json
import re

import numpy as np
import pytest

from tests.support import imported_runs
from tests.support.node import in_node
from tests.support.repository import ROOT
from vae.config import CONFIG_VERSION, RunConfig
from vae.data.provenance import Provenance
from vae.families import FAMILIES
from vae.film import film_file
from vae.network import bundles, layers, shapes
from vae.runs import dimension_names, store
from vae.runs.metrics_file import METRICS_VERSION
from vae.runs.run_files import RUN_FILES, RunError
from vae.runs.saving import save_imported

PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SHIPPED = sorted(path.name for path in store.SHIPPED_FOLDER.iterdir())
JSON_TYPES = {"integer": int, "number": (int, float), "string": str, "boolean": bool, "array": list, "null": type(None)}


def section(heading):
    """Return the text below a heading, up to the next one."""
    return re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)[1]


def tables(heading):
    """Return the tables of a section: for each a dict from the first column, without its ticks, to the other cells."""
    found = []
    for text in re.findall(r"(?:^\|.*\|\n)+", section(heading), re.MULTILINE):
        rows = [re.split(r"(?<!\\)\|", line.strip("|\n")) for line in text.splitlines()[2:]]
        found.append({row[0].strip().strip("`"): [cell.strip() for cell in row[1:]] for row in rows})
    return found


def table(heading):
    (only,) = tables(heading)
    return only


def is_optional(meaning):
    return "only where" in meaning or "optional" in meaning


def check_arrays(heading, arrays, sizes):
    """Check names, types and shapes; `sizes` has what is known of the run and takes what the arrays say."""
    documented = table(heading)
    assert [name for name in arrays if name not in documented] == []
    needed = {name for name, (_, _, meaning) in documented.items() if not is_optional(meaning)}
    assert needed - set(arrays) == set()
    for name, array in arrays.items():
        kind, shape, _ = documented[name]
        assert array.dtype.name.startswith(kind), (name, array.dtype)
        axes = [axis.strip() for axis in shape.strip("[]").split(",")]
        if "*shape" in axes:
            axes[axes.index("*shape")] = ("height", "width", "channels")[: array.ndim - len(axes) + 1]
            axes = [one for axis in axes for one in ([axis] if isinstance(axis, str) else axis)]
        assert len(axes) == array.ndim, name
        for axis, size in zip(axes, array.shape, strict=True):
            expected = int(axis) if axis.isdecimal() else sizes.setdefault(axis, size)
            assert size == expected, (name, axis)


def check_keys(documented, document):
    optional = {key for key, (*_, meaning) in documented.items() if is_optional(meaning)}
    assert set(document) | optional == set(documented)
    for key, value in document.items():
        types = [JSON_TYPES[word] for word in documented[key][0].split(" or ")]
        assert isinstance(value, tuple(one for kind in types for one in (kind if isinstance(kind, tuple) else (kind,))))


def test_the_runs_that_are_lean_are_those_it_names():
    assert "Runs of the lesson and all that ship are lean" in " ".join(PAGE.split())
    assert not [*store.SHIPPED_FOLDER.glob("*/*.keras"), *store.LESSON_FOLDER.glob("*/*.keras")]


@pytest.fixture
def folders(home, tmp_path, save_tiny_run):
    """Return the folders of all kinds of runs."""
    small = [
        save_tiny_run(tmp_path / name, **fields).folder
        for name, fields in {
            "classical": {"variational": False},
            "narrow": {"latent_dim": 1},
            "filters": {"architecture": "convolutional", "hidden_sizes": (4, 4)},
        }.items()
    ]
    lesson = [path for path in store.LESSON_FOLDER.iterdir() if path.is_dir()]
    return [*(store.SHIPPED_FOLDER / name for name in SHIPPED), *lesson, *(home / "runs").iterdir(), *small]


def test_every_file_of_a_run_is_documented(folders):
    documented = table("The run folder")
    always = {name for name, (there, _) in documented.items() if there == "always"}
    of_trainings = {name for name, (there, _) in documented.items() if there == "trained"}
    for folder in folders:
        there = {path.name for path in folder.iterdir()}
        assert always | of_trainings <= there <= set(documented), folder
    assert film_file.FILM_FILE in documented and set(documented) == set(RUN_FILES)
    headings = {name for heading in re.findall(r"^### (.*)", PAGE, re.MULTILINE) for name in heading.split(", ")}
    assert headings | {"web.safetensors", "encoder.safetensors"} == set(documented)


def test_an_imported_run_is_documented(tmp_path):
    folder = save_imported(tmp_path, imported_runs.bare()).folder
    there, documented = {path.name for path in folder.iterdir()}, table("The run folder")
    always = {name for name, (when, _) in documented.items() if when in ("always", "imported")}
    assert always <= there <= set(documented)
    assert not there & {name for name, (when, _) in documented.items() if when.startswith("trained")}
    check_keys(table("import.json"), json.loads((folder / "import.json").read_text()))
    check_keys(table("data.json"), json.loads((folder / "data.json").read_text()))
    check_keys(table("config.json"), json.loads((folder / "config.json").read_text()))
    with np.load(folder / "latents.npz") as arrays:
        check_arrays("latents.npz", dict(arrays), {"latent_dim": 2})


def test_a_run_needs_what_the_page_says_it_needs(save_tiny_run, tmp_path):
    needed = re.search(r"A run opens when (.*?) are whole", PAGE, re.DOTALL)[1]
    for name in table("The run folder"):
        run = save_tiny_run(tmp_path / "run")
        (run.folder / name).write_bytes(b"damaged")
        is_named = f"`{name}`" in needed or (name.endswith(".keras") and "both `.keras`" in needed)
        if is_named and name != "data.json":
            with pytest.raises(RunError, match="run 'run'"):
                store.open_run(run.folder)
        else:
            store.open_run(run.folder)
        for path in run.folder.iterdir():
            path.unlink()
        run.folder.rmdir()


def test_the_configuration_has_these_keys(folders):
    documented = table("config.json")
    assert list(documented) == ["version", *(field.name for field in dataclasses.fields(RunConfig))]
    assert documented["version"][1] == str(CONFIG_VERSION)
    for folder in folders:
        check_keys(documented, json.loads((folder / "config.json").read_text()))


def test_figures_have_these_keys(folders):
    keys, figures = tables("metrics.json")
    for folder in folders:
        document = json.loads((folder / "metrics.json").read_text())
        assert document.keys() == {"version", "metrics"} and document["version"] == METRICS_VERSION
        assert f'"version": {METRICS_VERSION}' in section("metrics.json")
        assert set(document["metrics"]) <= set(figures), folder
        for figure in document["metrics"].values():
            check_keys(keys, {key: figure[key] for key in keys})
    for name in SHIPPED:
        held = json.loads((store.SHIPPED_FOLDER / name / "metrics.json").read_text())["metrics"]
        config = store.load_run(name).config
        known = ("always", config.shape.text, *(["variational"] if config.variational else []))
        assert {figure for figure, (there, _) in figures.items() if there in known} <= set(held)


def test_the_history_has_these_columns(folders):
    documented = list(table("history.csv"))
    assert documented == list(store.HISTORY_COLUMNS)
    for folder in folders:
        own = FAMILIES[store.open_run(folder).config.family].columns
        with (folder / "history.csv").open(newline="") as file:
            assert next(csv.reader(file)) == [*documented, *own]


def test_arrays_have_these_types_and_shapes(folders):
    for folder in folders:
        config = store.open_run(folder).config
        sizes = {"latent_dim": config.latent_dim}
        for name in ("latents.npz", "frames.npz", "film.npz"):
            if (folder / name).exists():
                with np.load(folder / name) as file:
                    check_arrays(name, dict(file), sizes)
        with np.load(folder / "latents.npz") as file:
            assert ("z_log_var" in file) == config.variational


def test_a_films_sheets_are_what_the_page_says():
    for name in SHIPPED:
        film = film_file.read(store.SHIPPED_FOLDER / name, store.load_run(name).config.raster)
        with np.load(store.SHIPPED_FOLDER / name / "film.npz") as file:
            rows, columns = film["grid"].shape[1:3]
            assert (rows, columns) == (file["ys"].shape[1], file["xs"].shape[1])
            assert bytes(file["grid"][8:12]) == b"WEBP" == bytes(file["grid"][file["grid_ends"][0] :][8:12])


def test_own_data_and_names_are_kept_like_this(tmp_path, monkeypatch, home):
    monkeypatch.setenv("VAE_HOME", str(home))
    text = Provenance("0" * 64, ("a", "b"), 80, 20).to_json()
    check_keys(table("data.json"), json.loads(text))
    assert json.loads(text)["version"] == 1 == int(table("data.json")["version"][1])
    run = store.load_run("mnist-16d")
    dimension_names.save_name(run, 3, "slant")
    kept = home / "names" / "mnist-16d.json"
    assert json.loads(kept.read_text()) == {"version": 1, "names": {"3": "slant"}}
    kept.unlink()


def test_the_browsers_network_is_written_like_this(folders):
    keys, types, later_types, graphs, later_activations = tables("The browser's network")
    assert keys["format"] == [f"`{bundles.FORMAT}`"]
    assert tuple(re.findall(r"`(\d)`", keys["version"][0])) == bundles.VERSIONS
    activations = set(re.findall(r"`(\w+)`", types["activation"][1]))
    assert activations == set(layers.FIRST_ACTIVATIONS)
    assert activations | set(later_activations) == set(layers.ACTIVATIONS)
    for number in (bundles.SMALL_TENSOR, shapes.MAX_LAYERS, shapes.MOST_NUMBERS, shapes.MOST_NUMBERS_IN_ALL):
        assert f"{number:,}" in section("The browser's network")
    assert set(types) | set(later_types) | set(graphs) == set(layers.LAYERS)
    assert {"type", *re.findall(r"`(\w+)`", graphs["graph"][0])} == set(layers.LAYERS["graph"].__annotations__)
    assert layers.version_of({"type": "graph"}) == 3
    for kind, (keys_named, _) in later_types.items():
        assert {"type", *re.findall(r"`(\w+)`", keys_named)} == set(layers.LAYERS[kind].__annotations__)
        assert layers.version_of({"type": kind}) == 2
    seen = set()
    for folder in folders:
        metadata = bundles.read_header((folder / "web.safetensors").read_bytes())
        assert set(metadata) == set(keys)
        for layer in json.loads(metadata["layers"]):
            kind = layer.pop("type")
            seen.add(kind)
            allowed = set(re.findall(r"`(\w+)`", {**types, **later_types}[kind][0]))
            assert set(layer) == allowed or (kind in later_types and set(layer) == allowed - {"first"}), kind
            assert layer.get("name", "relu") in activations | set(later_activations)
    assert set(types) <= seen | {"conv2d"} and seen <= set(types) | set(later_types)


def test_the_browser_knows_the_same_layers():
    modules = {"ui/live/layer_types.js": "LAYER_TYPES, ALL_ACTIVATIONS"}
    kinds, activations = in_node(modules, "() => [LAYER_TYPES, ALL_ACTIVATIONS].map(Object.keys)")
    assert set(kinds) == set(layers.LAYERS) - {"graph"} and set(activations) == set(layers.ACTIVATIONS)


def test_others_can_write_a_network(tmp_path, monkeypatch):
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert "vae." not in code and "import vae" not in code
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "formats.md", "exec"), {})
    metadata = bundles.read_header((tmp_path / "web.safetensors").read_bytes())
    assert (metadata["input_size"], metadata["num_classes"]) == ("2", "0")
