"""Atlas: the page loads for every kind of run, and points can be chosen, kept and compared without a pointer."""

import base64
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from tests.support.pages import visit
from ui.atlas import choice, coloring, picker, points
from ui.atlas.choice import Choice
from vae import files
from vae.film import recording
from vae.latent.neighbours import knn_disagreement, most_misplaced, nearest
from vae.model import loading, scores
from vae.runs import store


@pytest.fixture(scope="module")
def atlas_home(home, digits, save_tiny_run, tmp_path_factory):
    """Return a VAE_HOME with the session's runs and some more kinds: scored, one-d, plain, one-class, bare."""
    folder = tmp_path_factory.mktemp("atlas")
    shutil.copytree(home / "runs", folder / "runs")
    scored = save_tiny_run(folder / "runs" / "scored")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scores, "NUM_SAMPLES", 2)
        recording.add_scores(scored, loading.load_model(scored), digits, np.linspace(9, 99, 360, dtype=np.float32))
    save_tiny_run(folder / "runs" / "one-d", latent_dim=1)
    save_tiny_run(folder / "runs" / "plain", variational=False)
    one_class = save_tiny_run(folder / "runs" / "one-class")
    with np.load(one_class.folder / "latents.npz") as file:
        arrays = dict(file) | {"labels": np.full_like(file["labels"], 4)}
    np.savez(one_class.folder / "latents.npz", **arrays)
    (one_class.folder / "metrics.json").write_text('{"version": 1, "metrics": {}}')
    return folder


@pytest.fixture(autouse=True)
def own_home(atlas_home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(atlas_home))


def opened(run="scored"):
    return visit("atlas", {"run": run})


def figure(page):
    assert not page.exception and not page.error
    (chart,) = page.get("plotly_chart")
    return json.loads(chart.proto.spec)


def array(typed):
    return np.frombuffer(base64.b64decode(typed["bdata"]), np.dtype(typed["dtype"]))


def traces(page):
    """The points' traces, their arrays read back."""
    return [
        SimpleNamespace(
            name=trace["name"], x=array(trace["x"]), y=array(trace["y"]), rows=array(trace["customdata"]),
            colors=array(trace["marker"]["color"]) if isinstance(trace["marker"]["color"], dict) else None,
        )
        for trace in figure(page)["data"] if trace["type"] == "scattergl"
    ]  # fmt: skip


def chosen(page, run="scored", part="test") -> Choice | None:
    name = f"atlas_choice:{run}:{part}"
    return page.session_state[name] if name in page.session_state else None  # noqa: SIM401


def galleries(page):
    told = [json.loads(element.proto.json)[0] for element in page.get("bidi_component") if element.proto.json]
    return {data["label"]: data for data in told if "items" in data}


def companion(page):
    told = [json.loads(element.proto.json)[0] for element in page.get("bidi_component") if element.proto.json]
    (facts,) = [data for data in told if "chart" in data]
    return facts


def address_of(page):
    """What the browser is told to write."""
    told = [json.loads(element.proto.json)[0] for element in page.get("bidi_component") if element.proto.json]
    (facts,) = [data for data in told if "query" in data]
    return facts["query"]


def color_by(page, name):
    return page.selectbox(key="_atlas_by").set_value(name).run()


def number(page):
    """Return the field with the number of the point that is chosen."""
    (field,) = [field for field in page.number_input if field.key.startswith("_atlas_index")]
    return field


def latents_of(run="scored"):
    return store.load_latents(store.load_run(run))


@pytest.mark.parametrize("name", ["scored", "tiny-3d", "tiny-conditional", "plain", "one-d", "one-class"])
def test_every_kind_of_run_shows_all_its_points_and_one_of_them(name):
    page = opened(name)
    drawn, latents = traces(page), latents_of(name)
    rows = np.concatenate([trace.rows for trace in drawn])
    assert sorted(rows) == list(range(len(latents.labels)))
    assert [trace.name for trace in drawn] == [str(label) for label in np.unique(latents.labels)]
    caption = " ".join(text.value for text in page.main.caption)
    assert "360 test images of scikit-learn digits" in caption and "4: " in caption
    assert ("evaluate" in caption) == (name != "scored")
    number(page).set_value(5).run()
    assert not page.exception and not page.error
    (detail,) = [data for label, data in galleries(page).items() if label.startswith("Test image 5")]
    assert [item["title"] for item in detail["items"]] == ["Original", "Decoded", "Difference"]
    links = {link.proto.label: link.proto for link in page.main.get("page_link")}
    query = links["Open in Explore"].query_string
    assert f"run={name}" in query and ("label=" in query) == (name == "tiny-conditional")
    assert links["Interpolate from here"].query_string == query


def test_coordinates_have_equal_units_and_classes_of_a_line_their_rows():
    assert figure(opened("scored"))["layout"]["yaxis"]["scaleanchor"] == "x"
    assert "scaleanchor" not in figure(opened("tiny-3d"))["layout"]["yaxis"]
    line = opened("one-d")
    heights = [float(np.mean(trace.y)) for trace in traces(line)]
    assert "scaleanchor" not in figure(line)["layout"]["yaxis"] and heights == sorted(heights, reverse=True)


def test_colours_say_what_their_name_says():
    page, latents = opened(), latents_of()
    expected = {
        coloring.ERROR: latents.reconstruction,
        coloring.KL: latents.kl,
        coloring.NEG_ELBO: latents.reconstruction + latents.kl,
        coloring.GAP: latents.reconstruction + latents.kl - latents.nll,
        coloring.DISAGREEMENT: knn_disagreement(latents.z_mean, latents.labels, 10),
    }
    for name, values in expected.items():
        color_by(page, name)
        for trace in traces(page):
            np.testing.assert_allclose(trace.colors, values[trace.rows], rtol=1e-6)
    page.number_input(key="_atlas_k").set_value(3).run()
    few = knn_disagreement(latents.z_mean, latents.labels, 3)
    np.testing.assert_allclose(traces(page)[0].colors, few[traces(page)[0].rows])
    color_by(page, coloring.MOVED)
    assert page.selectbox(key="_atlas_epoch").options == ["1"]
    assert max(np.abs(trace.colors).max() for trace in traces(page)) == 0  # both frames are the same


def test_a_run_without_scores_offers_no_colours_by_them():
    page = opened("tiny-3d")
    assert page.selectbox(key="_atlas_by").options == ["Class", "Density", "kNN disagreement", "Distance moved"]
    plain = opened("plain")
    assert coloring.KL not in plain.selectbox(key="_atlas_by").options


def test_the_figure_stays_as_it_is_when_something_is_chosen():
    page = opened()
    before = page.get("plotly_chart")[0].proto.SerializeToString()
    number(page).set_value(7).run()
    page.button(key="atlas_next").click().run()
    page.button(key="atlas_choose_class").click().run()
    assert page.get("plotly_chart")[0].proto.SerializeToString() == before


def test_the_field_stays_while_it_is_typed_in_and_is_another_once_something_else_has_chosen(monkeypatch):
    page = opened()
    first = number(page).key
    number(page).set_value(5).run()
    number(page).set_value(7).run()
    assert number(page).key == first and chosen(page).indices.tolist() == [7]
    page.button(key="atlas_next").click().run()
    assert number(page).key != first and number(page).value == 8 == chosen(page).indices[0]
    # A browser that has not heard of the choice yet says what the old field had: nobody has typed that.
    typed = page.session_state["atlas_number"]
    monkeypatch.setattr(st, "session_state", {"atlas_number": typed, first: 5})
    picker._choose_number(None, first)
    assert st.session_state == {"atlas_number": typed, first: 5}
    monkeypatch.undo()
    page.button(key="atlas_clear").click().run()
    assert number(page).value is None and chosen(page) is None


def test_a_point_shows_its_neighbours_and_steps_to_the_next():
    page, latents = opened(), latents_of()
    number(page).set_value(359).run()
    found, _ = nearest(latents.z_mean, latents.z_mean[359], 9)
    shown = galleries(page)["Codes nearest to Test image 359"]["items"]
    names = [f"image {index}: show it in detail" for index in found if index != 359]
    assert [item["note"] for item in shown] == names[:8]
    page.button(key="atlas_next").click().run()
    assert chosen(page).indices.tolist() == [0]
    page.button(key="atlas_previous").click().run()
    assert chosen(page).indices.tolist() == [359]
    page.button(key="atlas_clear").click().run()
    assert chosen(page) is None and "Draw a lasso" in " ".join(text.value for text in page.main.markdown)


def test_a_class_opens_its_sheet_and_what_it_differs_in():
    page, latents = opened(), latents_of()
    page.selectbox(key="atlas_class").set_value(3).run()
    page.button(key="atlas_choose_class").click().run()
    inside = np.flatnonzero(latents.labels == 3)
    np.testing.assert_array_equal(chosen(page).indices, inside)
    sheet = galleries(page)["Pictures of the selection: All of class 3"]["items"]
    assert [item["note"] for item in sheet] == [f"image {index}, a 3" for index in inside[:100]]
    tables = " ".join(text.value for text in page.main.markdown)
    assert f"| Pictures | {len(inside)} | {360 - len(inside)} |" in tables
    assert f"| Reconstruction, nats | {latents.reconstruction[inside].mean():.1f} |" in tables
    assert f"| 3 | {len(inside)} (100%) | 0 (0%) |" in tables
    assert companion(page)["chosen"]["is_point"] is False


def test_the_most_misplaced_are_selected_in_their_order():
    page, latents = opened(), latents_of()
    page.number_input(key="_atlas_misplaced").set_value(12).run()
    page.button(key="atlas_choose_misplaced").click().run()
    disagreement = knn_disagreement(latents.z_mean, latents.labels, 10)
    expected = most_misplaced(latents.z_mean, latents.labels, disagreement, 12)
    assert chosen(page).indices.tolist() == expected.tolist()


def keep(page, name):
    page.text_input(key="atlas_name").set_value(name)
    return page.button(key="atlas_keep_it").click().run()


def test_selections_are_kept_coloured_compared_renamed_and_deleted():
    page = opened()
    page.selectbox(key="atlas_class").set_value(3).run()
    page.button(key="atlas_choose_class").click().run()
    keep(page, "threes")
    page.number_input(key="_atlas_misplaced").set_value(360).run()
    page.button(key="atlas_choose_misplaced").click().run()
    keep(page, " Threes ")
    assert "already: choose another name" in page.warning[0].value
    keep(page, "all *of them*")
    assert not page.exception and not page.warning
    latents = latents_of()
    num_threes = int((latents.labels == 3).sum())
    text = " ".join(element.value for element in page.main.markdown)
    assert f"**{num_threes}** pictures are in both" in text
    color_by(page, coloring.KEPT)
    assert [(trace.name, len(trace.x)) for trace in traces(page)] == [
        ("threes", num_threes),
        ("all *of them*", 360 - num_threes),
    ]
    page.text_input(key="atlas_new_name_0_threes").set_value("3s")
    page.button(key="FormSubmitter:atlas_rename_0_threes-Rename").click().run()
    page.button(key="atlas_show_0").click().run()
    assert chosen(page).title == "3s" and len(chosen(page).indices) == num_threes
    page.button(key="atlas_delete_0").click().run()
    assert list(page.session_state["atlas_kept:scored:test"]) == ["all *of them*"]
    page.switch_page("app.py").run()
    page.switch_page("pages/atlas.py").run()
    assert list(page.session_state["atlas_kept:scored:test"]) == ["all *of them*"] and not page.exception


def test_nothing_inside_an_outline_is_a_sentence():
    page = opened()
    page.session_state["atlas_choice:scored:test"] = Choice(np.array([], int), "Inside the lasso", False, "chart", 1)
    page.run()
    assert "no point inside" in page.info[0].value and not page.exception


def test_training_images_are_encoded_once_and_scored_when_asked_for(digits):
    page = opened()
    page.toggle(key="_atlas_training").set_value(True).run()
    assert sum(len(trace.x) for trace in traces(page)) == len(digits.train_labels)
    kept = Path(files.home_folder() / "cache")
    assert [path.name.startswith("scored@") for path in kept.iterdir()] == [True]
    color_by(page, coloring.KL)
    values = np.concatenate([trace.colors for trace in traces(page)])
    assert np.isfinite(values).all() and values.min() >= 0
    number(page).set_value(1000).run()
    assert chosen(page, part="training").title == "Training image 1000"
    page.toggle(key="_atlas_training").set_value(False).run()
    assert sum(len(trace.x) for trace in traces(page)) == 360


def test_without_the_data_set_the_switch_says_so_and_pictures_are_decoded(monkeypatch):
    monkeypatch.setattr(points, "test_images", lambda *_: (None, None))
    page = opened()
    assert page.toggle(key="_atlas_training").disabled
    assert any("are not on this machine" in text.value for text in page.main.caption)
    number(page).set_value(5).run()
    (detail,) = [data for label, data in galleries(page).items() if label.startswith("Test image 5")]
    assert [item["title"] for item in detail["items"]] == ["Decoded"]
    page.button(key="atlas_choose_class").click().run()
    assert any("decoded codes" in text.value for text in page.main.caption) and not page.exception


def test_a_damaged_film_only_takes_away_its_colour(atlas_home):
    film = atlas_home / "runs" / "tiny-3d" / "frames.npz"
    film.write_bytes(film.read_bytes()[:100])
    coloring._film.clear()
    page = opened("tiny-3d")
    assert not page.exception and coloring.MOVED not in page.selectbox(key="_atlas_by").options


def test_a_choice_returns_to_what_it_was_picked_from(monkeypatch):
    session = {}
    monkeypatch.setattr(choice.st, "session_state", session)
    run_points = points.Points(store.load_run("scored"), "test", latents_of(), "1")
    choice.choose_many(run_points, np.array([4, 9]), "Two")
    many = choice.current(run_points)
    choice.choose_point(run_points, 9, back=many)
    choice.go_back(run_points, choice.current(run_points))
    again = choice.current(run_points)
    assert again.indices.tolist() == [4, 9] and again.serial > many.serial


ADDRESSES = [
    ("scored", {"color": "kl", "size": "9.5", "opacity": "0.3", "select": "point-17", "of": "class-3"}),
    ("scored", {"color": "disagreement", "k": "3", "select": "misplaced-12"}),
    ("scored", {"color": "moved", "epoch": "1", "select": "points-1-5-9"}),
    ("scored", {"select": "box--1,1,-0.5,2"}),
    ("scored", {"select": "lasso--1,-1,1,-1,0,2;0,0,1,0.5,1,1_0-3"}),
    ("one-d", {"select": "box--1,1,-0.5,2"}),
    ("tiny-3d", {"projection": "raw", "across": "z3", "up": "z1", "select": "box--1,1,-0.5,2"}),
    ("tiny-3d", {"projection": "tsne", "perplexity": "50"}),
]


@pytest.mark.parametrize(("run", "query"), ADDRESSES)
def test_a_link_opens_the_map_that_wrote_it(run, query):
    page = visit("atlas", {"run": run, **query})
    assert not page.exception and not page.warning
    assert address_of(page) == {"run": run, **query}
    page.run()
    assert address_of(page) == {"run": run, **query}


def test_what_the_map_shows_goes_into_the_address():
    page = color_by(opened(), coloring.KL)
    number(page).set_value(5).run()
    assert address_of(page) == {"run": "scored", "color": "kl", "select": "point-5"}
    page.button(key="atlas_choose_class").click().run()
    assert address_of(page)["select"] == "class-0"
    page.button(key="atlas_clear").click().run()
    assert address_of(color_by(page, coloring.CLASS)) == {"run": "scored"}


def test_a_box_is_in_the_address_by_its_corners_where_they_say_what_is_inside():
    xy = np.array([[0.0, 0.0], [1.0, 1.0], [3.0, 0.5]])
    assert choice.box_word(xy, (1.5, -0.5, -0.25, 2.0), np.array([0, 1])) == "box-1.5,-0.5,-0.25,2"
    assert choice.box_word(xy, (-0.5, 1.5, -0.25, 2.0), np.array([1])) == ""  # a class is hidden
    assert choice.box_word(xy, (float("nan"), 1.5, -0.25, 2.0), np.array([], int)) == ""


def test_a_long_selection_is_not_in_the_address(own_home):
    page = opened()
    page.session_state["atlas_choice:scored:test"] = Choice(np.arange(61), "Inside the lasso", False, "", 10**6)
    assert "select" not in address_of(page.run())


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"color": "mauve"}, "color in the address must be one of class, error, kl"),
        ({"k": "0"}, "k in the address must be a whole number from 1 to 100, got '0'"),
        ({"select": "star-3"}, "select in the address must be point-, points-, class-, misplaced-, box- or lasso-"),
        ({"select": "point-99999"}, "select in the address must name a point from 0 to 359, got 99999"),
        ({"select": "class-1-2"}, "must name one number here"),
        ({"select": "misplaced-0"}, "misplaced in the address must be from 1 to 360"),
        ({"select": "box-1,2,3"}, "and numbers, got 'box-1,2,3'"),
        ({"select": "lasso-1,2,3,4"}, "and numbers, got 'lasso-1,2,3,4'"),
        ({"select": "lasso-0" + ",1" * 119 + ";0,0,1,0,1,1"}, "at most 60 corners, got 63"),
        ({"of": "class-77", "select": "point-3"}, "name a class from 0 to 9, got 77"),
    ],
)
def test_a_wrong_address_is_one_sentence_and_the_map_is_as_usual(query, sentence):
    page = visit("atlas", {"run": "scored", **query})
    assert not page.exception
    (warning,) = page.warning
    assert sentence in warning.value
    assert address_of(page) == {"run": "scored"} and chosen(page) is None


def test_a_colour_that_these_points_do_not_have_is_a_sentence():
    page = visit("atlas", {"run": "plain", "color": "kl"})
    assert [warning.value for warning in page.warning] == [
        "These points cannot be coloured by KL: showing the classes."
    ]


def test_the_manifold_and_the_cards_are_in_the_address_whole():
    for view, query in (
        ("manifold", {"side": "5", "spacing": "linear", "extent": "1.5", "across": "z3", "up": "z2", "around": "3"}),
        ("dimensions", {"around": "4"}),
    ):
        page = visit("atlas", {"run": "tiny-3d", "view": view, **query})
        assert not page.exception and not page.warning
        assert address_of(page) == {"run": "tiny-3d", **query}
    page = visit("atlas", {"run": "tiny-conditional", "view": "manifold", "label": "12", "side": "5"})
    assert "label in the address must be one of 0, 1, 2" in page.warning[0].value
    assert address_of(page) == {"run": "tiny-conditional", "side": "5"}
