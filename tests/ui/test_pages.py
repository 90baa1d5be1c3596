"""The pages and what they share: navigation, the choice of a run, the address bar, and bad input as a sentence."""

import json
import shutil
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from ui.live.quiet import QUIET_KEY
from ui.shell import address, navigation
from vae.config import RunConfig
from vae.runs import store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own_runs(home, tmp_path, monkeypatch):
    """Return a folder of own runs that a test may damage; no runs ship."""
    shutil.copytree(home / "runs", tmp_path / "home" / "runs")
    monkeypatch.setenv("VAE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(store, "SHIPPED_FOLDER", tmp_path / "shipped")
    return tmp_path / "home" / "runs"


def opened(**query):
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    page.query_params.update(query)
    page.session_state[QUIET_KEY] = True
    return page.run()


def shown(page):
    """What the page told the live map."""
    assert not page.exception
    (facts,) = json.loads(page.main.get("bidi_component")[0].proto.json)
    return facts


def warnings(page):
    return [warning.value for warning in page.warning]


def test_explore_shows_the_first_run_and_its_figures(own_runs):
    page = opened()
    assert shown(page)["run"] == "tiny-3d"
    assert warnings(page) == []
    options = ["tiny-3d: small digits, 3 numbers", "tiny-conditional: small digits, class told, 2 numbers"]
    assert page.sidebar.selectbox[0].options == options
    assert page.sidebar.caption[0].value == "A variational autoencoder that puts each picture into 3 numbers."
    assert "−ELBO **200.0** nats" in page.sidebar.expander[0].caption[0].value
    assert len(page.get("plotly_chart")) == 2


def test_the_figures_leave_the_opening_to_the_map_and_come_into_the_room_kept_for_them(own_runs):
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not page.exception
    assert not page.get("plotly_chart")
    assert len(page.main.get("space")) == 2
    assert any("After 2 epochs" in text.value for text in page.main.markdown)
    before = page.main.get("bidi_component")[0].proto.SerializeToString()
    page.session_state[QUIET_KEY] = True
    page.run()
    assert len(page.get("plotly_chart")) == 2
    assert page.main.get("bidi_component")[0].proto.SerializeToString() == before


def test_components_are_registered_in_every_run(own_runs, monkeypatch):
    names, register = [], streamlit.components.v2.component
    monkeypatch.setattr(
        streamlit.components.v2, "component", lambda name, **texts: names.append(name) or register(name, **texts)
    )
    opened().run()
    assert names == ["latent_explorer.reopener", "latent_explorer.map", "latent_explorer.bundle"] * 2


def test_navigation_lists_home_and_every_page_file(own_runs):
    links = [link.proto.page for link in opened().sidebar.get("page_link")]
    assert links[0] == ""
    assert sorted(links[1:]) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def test_a_page_file_joins_the_navigation_with_its_own_title(tmp_path, monkeypatch):
    (tmp_path / "pages").mkdir()
    (tmp_path / "app.py").write_text('TITLE = "Home"\nORDER = 0\n')
    (tmp_path / "pages" / "second_page.py").write_text("import streamlit as st\n")
    (tmp_path / "pages" / "first.py").write_text('TITLE = "Begin here"\nICON = ":material/star:"\nORDER = 5\n')
    monkeypatch.setattr(navigation, "ROOT", tmp_path)
    pages = [(page.path, page.title, page.icon) for page in navigation.pages()]
    assert pages == [
        ("app.py", "Home", None),
        ("pages/first.py", "Begin here", ":material/star:"),
        ("pages/second_page.py", "Second page", None),
    ]


def test_picking_a_run_shows_it_and_writes_the_address(own_runs):
    page = opened(run="tiny-3d", z="0.5,0,1")
    assert shown(page)["start"]["z"] == [0.5, 0.0, 1.0]
    page.sidebar.selectbox[0].select("tiny-conditional").run()
    assert shown(page)["run"] == "tiny-conditional"
    assert page.query_params["run"] == "tiny-conditional"
    assert "z" not in page.query_params


def test_a_link_opens_its_run_place_and_class(own_runs):
    page = opened(run="tiny-conditional", z="-1.25,0.5", label="7")
    assert shown(page)["start"] == {"z": [-1.25, 0.5], "label": 7}
    assert warnings(page) == []


def test_the_map_is_told_the_same_again_in_a_rerun(own_runs):
    page = opened(run="tiny-3d", z="0.5,0,1")
    before = [element.proto.SerializeToString() for element in page.main.get("bidi_component")]
    assert [element.proto.SerializeToString() for element in page.run().main.get("bidi_component")] == before


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"z": "1,2"}, "must be 3 numbers separated by commas, got 2"),
        ({"z": ""}, "must be 3 numbers separated by commas, got 1"),
        ({"z": "a,b,c"}, "got 'a,b,c'"),
        ({"z": "nan,0,0"}, "from −10 to 10, got 'nan,0,0'"),
        ({"z": "0,inf,0"}, "from −10 to 10"),
        ({"z": "0,0,10.01"}, "from −10 to 10"),
        ({"run": "tiny-conditional", "z": "0,0", "label": "10"}, "class number from 0 to 9, got '10'"),
        ({"run": "tiny-conditional", "z": "0,0", "label": "-1"}, "class number from 0 to 9, got '-1'"),
        ({"map": "1,2"}, "map in the address must be 3 numbers separated by commas, got 2"),
        ({"map": "0,0,-1"}, "map in the address must end in a size above 0, got '0,0,-1'"),
        ({"layers": "points,roads"}, "layers in the address must be none or some of points, manifold, prior, fog"),
        ({"hide": "3,10"}, "hide in the address must be class numbers from 0 to 9, got '3,10'"),
        ({"hide": ""}, "class numbers from 0 to 9, got ''"),
    ],
)
def test_a_wrong_place_in_the_address_is_a_sentence_and_the_map_starts_at_its_start(own_runs, query, sentence):
    page = opened(**query)
    facts = shown(page)
    assert len(warnings(page)) == 1
    assert sentence in warnings(page)[0]
    assert facts["start"] == facts["home"]
    assert facts["shown"] == facts["usual"]


def test_a_link_opens_the_map_as_it_was_shown(own_runs):
    page = opened(run="tiny-3d", map="0.5,-1,2.25", layers="fog,points", hide="7,3,3")
    assert shown(page)["shown"] == {
        "map": [0.5, -1.0, 2.25],
        "layers": ["points", "fog"],
        "hide": [3, 7],
        "color": "class",
        "word": "",
    }
    assert shown(opened(layers="none"))["shown"]["layers"] == []
    assert warnings(page) == []


def test_an_unknown_run_in_the_address_is_a_sentence_and_another_run_is_shown(own_runs):
    page = opened(run="../../etc")
    assert warnings(page) == [
        "There is no run named '../../etc'; known runs are tiny-3d, tiny-conditional. Showing tiny-3d instead."
    ]
    assert shown(page)["run"] == "tiny-3d"


def test_a_damaged_run_is_a_sentence_and_the_others_work(own_runs):
    (own_runs / "tiny-3d" / "web.safetensors").write_bytes(b"cut off")
    page = opened(run="tiny-3d")
    assert shown(page)["run"] == "tiny-conditional"
    assert len(warnings(page)) == 2
    assert all("tiny-3d" in warning for warning in warnings(page))
    assert sum("cut off or damaged" in warning for warning in warnings(page)) == 1


def test_without_any_run_the_page_says_what_to_do(own_runs):
    shutil.rmtree(own_runs)
    page = opened()
    assert "make pretrained" in page.error[0].value
    assert not page.exception
    assert not page.main.get("bidi_component")


def test_a_place_is_written_as_it_is_read():
    numbers = [0.1, -2.345, 10.0, 0.0]
    text = address.as_text(numbers)
    assert text == "0.1,-2.345,10,0"
    assert address.parse_numbers(text, 4, 10.0) == numbers


def test_addresses_round_to_what_the_map_can_show():
    assert address.parse_numbers("0.12345,-0.0001", 2, 10.0) == [0.123, 0.0]


def test_a_label_is_needed_by_conditional_runs_only(monkeypatch):
    monkeypatch.setattr(address.st, "query_params", {"z": "0", "label": "nonsense"})
    assert address.read_place(RunConfig(name="a", latent_dim=1), 10.0) == {"z": [0.0], "label": None}
    with pytest.raises(address.AddressError, match="nonsense"):
        address.read_place(RunConfig(name="a", latent_dim=1, conditional=True), 10.0)
