"""Compare: the choice of runs, what is told to the maps, the tables, and a wrong address as a sentence."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.support.pages import visit
from tests.support.repository import ROOT
from ui.compare import figures
from ui.compare import pictures as compared_pictures
from ui.compare import shown as maps_shown
from ui.live.quiet import QUIET_KEY
from ui.shell import health, held_out
from vae.data import datasets
from vae.health.card import GOOD, WATCH, HealthLine
from vae.latent.planes import principal_plane
from vae.runs import store


@pytest.fixture
def own_runs(home, tmp_path, monkeypatch):
    """Return a folder of own runs that a test may change: tiny-3d, tiny-conditional and a copy of one; none ship."""
    folder = tmp_path / "home" / "runs"
    shutil.copytree(home / "runs", folder)
    shutil.copytree(folder / "tiny-3d", folder / "tiny-copy")
    config = folder / "tiny-copy" / "config.json"
    config.write_text(config.read_text().replace("tiny-3d", "tiny-copy"))
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(store, "SHIPPED_FOLDER", tmp_path / "shipped")
    return folder


def opened(**query):
    return visit("compare", query, {QUIET_KEY: True}, seconds=120)


def told(page, name):
    """What the page told the component whose data has a value of this name."""
    assert not page.exception
    found = [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]
    return next(facts for facts in found if name in facts)


def compared(page):
    return [view["run"] for view in told(page, "views")["views"]]


def warnings(page):
    return [warning.value for warning in page.warning]


def texts(page):
    return "\n".join(text.value for text in [*page.main.markdown, *page.main.caption])


def test_the_sidebars_run_meets_the_most_comparable_one(own_runs):
    page = opened(run="tiny-3d")
    assert compared(page) == ["tiny-3d", "tiny-copy"] and warnings(page) == []
    facts = told(page, "views")
    assert [view["group"] for view in facts["views"]] == [0, 0] and (facts["main"], facts["start"]) == (0, 0)
    assert "runs" not in page.query_params
    assert len(page.get("plotly_chart")) == 1
    assert "share 100% of their 10 nearest neighbours" in texts(page)
    assert "places correlate at 1.00, where 1 is the same map, and 0% of their spread stays unlike" in texts(page)


def test_a_run_that_is_the_only_one_of_its_kind_meets_none_and_the_page_says_why(own_runs):
    shutil.copytree(ROOT / "assets" / "runs" / "names-16d", own_runs / "names-16d")
    page = opened(run="names-16d")
    assert page.multiselect[0].value == [] and warnings(page) == []
    assert page.info[0].value.startswith("No other run here makes names as names-16d does")


def test_chosen_runs_go_into_the_address_and_can_all_be_taken_away(own_runs):
    page = opened(run="tiny-3d")
    page.multiselect[0].set_value(["tiny-conditional", "tiny-copy"]).run()
    assert compared(page) == ["tiny-3d", "tiny-conditional", "tiny-copy"]
    assert page.query_params["runs"] == "tiny-3d,tiny-conditional,tiny-copy"
    page.sidebar.selectbox[0].select("tiny-copy").run()
    assert compared(page) == ["tiny-copy", "tiny-conditional"]
    assert page.query_params["runs"] == "tiny-copy,tiny-conditional"
    page.multiselect[0].set_value([]).run()
    assert not page.exception and "runs" not in page.query_params
    assert "Choose at least one other run" in page.info[0].value


def test_the_picture_looked_at_last_stays_when_other_runs_are_chosen(own_runs):
    page = opened(runs="tiny-3d,tiny-copy", picture="17")
    page.session_state["compare_place:"] = 40  # the maps have told so, and the browser the old address again
    page.multiselect[0].set_value(["tiny-conditional"]).run()
    assert told(page, "views")["start"] == 40
    assert page.query_params["picture"] == "40"


def test_a_link_opens_its_runs_and_picture(own_runs):
    page = opened(runs="tiny-conditional,tiny-copy", picture="17")
    assert compared(page) == ["tiny-conditional", "tiny-copy"] and warnings(page) == []
    assert page.sidebar.selectbox[0].value == "tiny-conditional"
    assert told(page, "views")["start"] == 17
    before = [element.proto.SerializeToString() for element in page.main.get("bidi_component")]
    assert [element.proto.SerializeToString() for element in page.run().main.get("bidi_component")] == before


@pytest.mark.parametrize(
    ("query", "shown", "sentences"),
    [
        ({"runs": "tiny-3d,nope,tiny-copy"}, ["tiny-3d", "tiny-copy"], ["no run named 'nope'"]),
        ({"runs": "nope,../etc"}, ["tiny-3d", "tiny-copy"], ["no run named 'nope'", "no run named '../etc'"]),
        ({"run": "tiny-copy", "runs": "tiny-3d,tiny-copy"}, ["tiny-copy", "tiny-3d"], []),
        ({"run": "tiny-3d", "picture": "360"}, ["tiny-3d", "tiny-copy"], ["from 0 to 359, got '360'"]),
        ({"runs": "tiny-3d,,", "picture": "-1"}, ["tiny-3d", "tiny-copy"], ["from 0 to 359, got '-1'"]),
        ({"layers": "roads"}, ["tiny-3d", "tiny-copy"], ["must be none or some of aligned, names, prior, got 'roads'"]),
        ({"light": "10"}, ["tiny-3d", "tiny-copy"], ["light in the address must be a class number from 0 to 9"]),
        ({"brush": "2,0,0,1,1"}, ["tiny-3d", "tiny-copy"], ["begin with a map's number from 0 to 1"]),
        ({"brush": "0,0,0,1"}, ["tiny-3d", "tiny-copy"], ["brush in the address must be 5 numbers"]),
        ({"map": "0,0,2"}, ["tiny-3d", "tiny-copy"], ["must tell of 2 maps separated by semicolons, got 1"]),
        ({"map": "0,0,2;0,0,0"}, ["tiny-3d", "tiny-copy"], ["must end in a size above 0"]),
        ({"over": "miles"}, ["tiny-3d", "tiny-copy"], ["over in the address must be one of epochs, seconds"]),
        ({"others": "-1"}, ["tiny-3d", "tiny-copy"], ["others in the address must be a whole number from 0"]),
    ],
)
def test_a_wrong_address_is_a_sentence_a_name_and_the_page_goes_on(own_runs, query, shown, sentences):
    page = opened(**query)
    assert compared(page) == shown and told(page, "views")["start"] == 0
    assert told(page, "views")["shown"] == maps_shown.USUAL
    assert len(warnings(page)) == len(sentences)
    for sentence, warning in zip(sentences, warnings(page), strict=True):
        assert sentence in warning


def addresses(page):
    """What the browser is told to write, all parts together."""
    found = [json.loads(element.proto.json)[0] for element in page.main.get("bidi_component") if element.proto.json]
    return {name: text for facts in found for name, text in facts.get("query", {}).items()}


def test_a_link_opens_the_maps_as_they_were_shown_and_what_is_below(own_runs):
    runs = "tiny-3d,tiny-conditional"
    query = {"layers": "prior,names", "brush": "1,-1,0,1,2", "map": ";0.5,1,2", "others": "3", "over": "seconds"}
    page = opened(runs=runs, **query)
    assert warnings(page) == []
    assert told(page, "views")["shown"] == {
        "layers": ["names", "prior"], "light": None, "brush": [1, -1, 0, 1, 2], "map": [None, [0.5, 1, 2]],
    }  # fmt: skip
    assert addresses(page) == {"runs": runs, "others": "3", "over": "seconds"}
    assert told(opened(runs=runs, layers="none", light="4"), "views")["shown"] == maps_shown.USUAL | {
        "layers": [],
        "light": 4,
    }
    page.multiselect[0].set_value(["tiny-copy"]).run()  # how maps were shown is said of those maps
    assert not {"layers", "brush", "map"} & set(page.query_params)


def test_a_damaged_run_in_the_address_is_a_sentence(own_runs):
    (own_runs / "tiny-copy" / "web.safetensors").write_bytes(b"cut off")
    page = opened(runs="tiny-3d,tiny-copy")
    assert compared(page) == ["tiny-3d", "tiny-conditional"]
    assert any("tiny-copy" in text and text.endswith("It is left out.") for text in warnings(page))


def test_a_single_run_says_what_to_do(own_runs):
    for name in ("tiny-copy", "tiny-conditional"):
        shutil.rmtree(own_runs / name)
    page = opened()
    assert not page.exception and "or train one" in page.info[0].value


def test_maps_are_turned_as_the_alignment_says(own_runs):
    views = told(opened(runs="tiny-3d,tiny-conditional"), "views")["views"]
    assert views[0]["alignment"] is None
    places = []
    for name in ("tiny-3d", "tiny-conditional"):
        z_mean = store.load_latents(store.load_run(name)).z_mean
        places.append(principal_plane(z_mean).project(z_mean))
    turn = views[1]["alignment"]
    turned = places[1] @ np.array(turn["matrix"]).T + turn["shift"]
    np.testing.assert_allclose(turned.mean(axis=0), places[0].mean(axis=0), atol=1e-6)
    assert (
        np.square(turned - places[0]).sum()
        <= np.square(places[1] - places[1].mean(axis=0) + places[0].mean(axis=0) - places[0]).sum() + 1e-9
    )


def test_the_same_pictures_are_the_data_sets_own_and_others_come_on_request(own_runs):
    page = opened(runs="tiny-3d,tiny-conditional")
    rows, digits = told(page, "rows")["rows"], datasets.load("digits")
    assert [row["label"] for row in rows] == list(range(10))
    for row in rows:
        assert digits.test_labels[row["number"]] == row["label"]
        assert row["original"] == compared_pictures.values_text(digits.test_images[row["number"]])
    page.button(key="compare_others_button").click().run()
    assert [row["number"] for row in told(page, "rows")["rows"]] != [row["number"] for row in rows]


@pytest.mark.skipif(not (store.SHIPPED_FOLDER / "fashion-2d").is_dir(), reason="the shipped runs are not here")
def test_shipped_runs_of_other_data_are_shown_apart_and_without_originals(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(tmp_path))
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    held_out.test_images.clear()
    page = opened(runs="mnist-2d,fashion-2d", picture="7")
    facts = told(page, "views")
    assert [(view["group"], view["alignment"]) for view in facts["views"]] == [(0, None), (1, None)]
    shown = texts(page)
    assert "their maps are not linked" in shown and "no held-out picture in common" in shown
    assert "figures cannot be compared" in shown and "better" not in shown
    page.multiselect[0].set_value(["fashion-2d", "mnist-2d-conditional"]).run()
    facts = told(page, "views")  # one of other data leaves those of the same data linked, turned and compared
    assert [(view["group"], view["data"]) for view in facts["views"]] == [
        (0, "MNIST"), (1, "Fashion-MNIST"), (0, "MNIST")
    ]  # fmt: skip
    assert [view["alignment"] is None for view in facts["views"]] == [True, True, False] and facts["main"] == 0
    shown = texts(page)
    assert "linked: **mnist-2d** and **mnist-2d-conditional**; **fashion-2d** holds others" in shown
    assert "**mnist-2d-conditional**, turned onto **mnist-2d**" in shown and "Without fashion-2d" in shown
    assert [column["run"] for column in told(page, "rows")["columns"]] == ["mnist-2d", "mnist-2d-conditional"]
    page.multiselect[0].set_value(["mnist-2d-conditional"]).run()
    assert {row["original"] for row in told(page, "rows")["rows"]} == {None}
    assert "MNIST is not on this machine" in texts(page)
    costs = [store.load_run(name).metrics["neg_elbo"]["value"] for name in ("mnist-2d", "mnist-2d-conditional")]
    assert f"(−{costs[0] - costs[1]:.1f}, better)" in texts(page)
    assert "**mnist-2d-conditional** came with the app." in texts(page)
    held_out.test_images.clear()


def made_up(name, metrics, **fields):
    config = store.RunConfig(name=name, **fields)
    basis = {"num_images": 100, "num_samples": 64}
    return store.Run(Path(name), config, {key: {"value": value, **basis} for key, value in metrics.items()}, False)


def test_differences_have_a_sign_a_word_and_only_where_they_mean_something():
    first = made_up("a", {"neg_elbo": 100.0, "kl": 5.0, "knn_accuracy": 0.9, "kl_per_dimension": [3.0, 1.0]})
    shares = [1.0, 2.0, 2.0, 0.004]
    values = {"neg_elbo": 97.04, "kl": 5.04, "knn_accuracy": 0.95, "kl_per_dimension": shares}
    second = made_up("b", values, latent_dim=4)
    other = made_up("c", {"neg_elbo": 50.0, "knn_accuracy": 0.8}, likelihood="gaussian")
    lines = figures.metrics_table([first, second, other]).splitlines()
    assert lines[0] == "|  | a | b | c |"
    assert lines[2] == "| −ELBO, nats | 100.0 | 97.0 :small[(−3.0, better)] | 50.0 |"
    assert lines[3] == "| KL, nats | 5.0 | 5.0 :small[(the same)] | – |"
    assert lines[4] == "| Dimensions in use | 2 | 3 :small[(+1)] | – |"
    assert lines[5].endswith("| 95.0% :small[(+5.0 points, better)] | 80.0% :small[(−10.0 points, worse)] |")
    assert len(figures.notes([first, second, other])) == 1 and figures.notes([first, second]) == []
    told_class = made_up("d", {"knn_accuracy": 0.1}, conditional=True)
    assert "| 10.0% :small[(−80.0 points)] |" in figures.metrics_table([first, told_class])
    assert "2.3 nats" in figures.notes([first, told_class])[0]


def test_the_table_of_settings_lists_what_differs(own_runs):
    rows = figures.settings_table([store.load_run(name) for name in ("tiny-3d", "tiny-conditional")]).splitlines()
    assert rows[2] == "| Latent dimensions | 3 | 2 |" and rows[3] == "| Conditional | no | yes |"
    assert rows[4:] == ["| Numbers in the decoder | 13,392 | 13,536 |", "| Time in training | 2 s | 2 s |"]


def test_a_card_says_state_verdict_and_advice_in_words():
    lines = [HealthLine("Holes", "3%", "2%", GOOD, "Few."), HealthLine("Gap", "9 nats", "", WATCH, "Large.", "Stop.")]
    first, second = health.card(lines, "ref").splitlines()
    assert first.endswith(" Good · **Holes** 3% (ref 2%). Few.")
    assert second.endswith(" Watch · **Gap** 9 nats. Large. Stop.")
    assert "ref" not in health.card(lines, None)


def test_a_difference_is_held_against_that_of_seeds(own_runs):
    shown = texts(opened(runs="tiny-3d,tiny-copy,tiny-conditional"))
    assert "**tiny-conditional** beside **tiny-3d**: One run each: seeds alone may make this difference." in shown
    assert "**tiny-copy** beside" not in shown
    config = own_runs / "tiny-copy" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"seed": 1}))
    page = opened(runs="tiny-3d,tiny-copy")
    assert "**tiny-copy** beside **tiny-3d**: The two differ by their seed alone" in texts(page)


def test_the_health_of_own_runs_is_shown(own_runs):
    page = opened(run="tiny-3d")
    cards = [text.value for text in page.main.markdown if "**Overfitting**" in text.value]
    assert len(cards) == 2 and {"tiny-3d", "tiny-copy"} <= {title.value for title in page.main.subheader}
    assert "No shipped run has the same data set" in cards[0] and "**Holes**" in cards[0]


def shipped_health():
    """Be the script of a page."""
    import streamlit as st

    from ui.shell import health
    from vae.runs.store import load_run

    for name in ("mnist-2d", "motion-8d"):
        health.show_shipped(load_run(name))
        st.write(f"below {name}")
        health.show_findings_of(load_run(name))


def test_runs_that_ship_are_judged_as_own_ones_are():
    page = AppTest.from_function(shipped_health, default_timeout=60).run()
    assert not page.exception
    well, _, ill, _ = [text.value for text in page.markdown]
    assert well == "**mnist-2d** came with the app. 4 signs looked at, none of them bad."
    found = "of 1,000 random codes lie where no held-out motion lands; 1% would if both lay alike."
    assert ill.startswith("**motion-8d** came with the app. Samples fall into holes. ") and ill.endswith(found)
    (finding,) = [info.value for info in page.info]
    assert finding.startswith("**Samples fall into holes.** ") and found in finding


def test_data_that_have_changed_are_not_called_missing(own_runs, monkeypatch):
    monkeypatch.setattr(store.Run, "data_fingerprint", property(lambda run: "another"))
    page = opened(run="tiny-3d")
    shown = texts(page)
    assert "Digits is not the data that run 'tiny-3d' was trained on" in shown and "not on this machine" not in shown
    assert {row["original"] for row in told(page, "rows")["rows"]} == {None}
