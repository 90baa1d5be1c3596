"""How a live view is put on a page: what it is made of, what it is told, and what Python hears of it."""

import dataclasses
import json
from dataclasses import dataclass
from typing import TypedDict

import pytest
from streamlit.testing.v1 import AppTest

from ui.live import component
from ui.live.javascript import FOLDER, joined

BUNDLES = {"one": b"\x01\x02", "other": b"\x03"}


@dataclass(frozen=True)
class TriedPart:
    name: str


@dataclass(frozen=True)
class TriedFacts:
    size: int
    main: TriedPart
    parts: tuple[TriedPart, ...]
    numbers: list[list[float]]


@dataclass(frozen=True)
class TriedNews:
    epoch: int


@dataclass(frozen=True)
class TriedFilm(TriedNews):
    name: str


class TriedTells(TypedDict):
    chosen: int


TRIED = TriedFacts(3, TriedPart("m"), (TriedPart("a"), TriedPart("b")), [[0.5], []])


def mounts_a_gallery():
    """Be the script of a page."""
    import streamlit as st

    from tests.ui.test_component import TRIED, TriedTells
    from ui.live import component

    tried = component.read("tried", "gallery.js", html="<p></p>")
    st.session_state["told"] = component.mount(tried, "tried_key", TRIED, TriedTells)


def mounts_with_news():
    """Be the script of a page."""
    import streamlit as st

    from tests.ui.test_component import TriedFilm, TriedNews
    from ui.live import component

    epoch = st.session_state["epoch"] = st.session_state.get("epoch", 0) + 1
    component.mount(component.read("tried", "gallery.js"), "tried_key", TriedFilm(epoch, "f"), news=TriedNews)


def hands_bundles_over():
    """Be the script of a page."""
    from tests.ui.test_component import BUNDLES
    from ui.live import component

    component.hand_over(BUNDLES, later=["other"])
    component.hand_over(BUNDLES)  # another view wants them, too


def test_a_components_files_are_read_once_for_all_mounts(tmp_path):
    (tmp_path / "own.js").write_text("export default 1;\n", encoding="utf-8")
    (tmp_path / "own.html").write_text("<i></i>\n", encoding="utf-8")
    (tmp_path / "own.css").write_text(".own {}\n", encoding="utf-8")
    own = component.read("own", tmp_path / "own.js", tmp_path / "own.css")
    theme = (FOLDER / "theme.css").read_text(encoding="utf-8")
    assert own == component.Component("own", "<i></i>\n", f"{theme}.own {{}}\n", "export default 1;\n")


def test_a_component_without_a_face_has_neither_frame_nor_styles():
    assert component.read("faceless", "bundle.js") == component.Component("faceless", None, None, joined("bundle.js"))


def test_a_frame_may_be_given_as_text():
    assert component.read("framed", "gallery.js", html="<p></p>").html == "<p></p>"


def test_a_mounted_view_is_told_its_facts_in_a_list_of_one():
    page = AppTest.from_function(mounts_a_gallery, default_timeout=60).run()
    assert not page.exception
    (mounted,) = page.get("bidi_component")
    assert mounted.proto.component_name == "latent_explorer.tried"
    assert mounted.proto.html_content == "<p></p>"
    assert json.loads(mounted.proto.json) == [dataclasses.asdict(TRIED) | {"parts": [{"name": "a"}, {"name": "b"}]}]
    assert page.session_state["told"] == {"chosen": None}
    assert "tried_key" in page.session_state


def test_what_changes_is_told_without_the_view_that_stands():
    page = AppTest.from_function(mounts_with_news, default_timeout=60).run()
    before = page.get("bidi_component")
    after = page.run().get("bidi_component")
    assert not page.exception
    assert [json.loads(element.proto.json) for element in after] == [
        [{"channel": "tried_key", "facts": {"epoch": 2}}],
        [{"name": "f"}, "tried_key"],
    ]
    stands = [
        old.proto.SerializeToString() == new.proto.SerializeToString() for old, new in zip(before, after, strict=True)
    ]
    assert stands == [False, True]


def listens():
    """Be the script of a page."""
    import streamlit as st

    from tests.ui.test_component import BUNDLES, TriedFilm, TriedNews
    from ui.live import component

    epoch = st.session_state["epoch"] = st.session_state.get("epoch", 0) + 1
    film = TriedFilm(epoch, "f")
    component.listen(component.read("tried", "gallery.js"), "tried_key", film, TriedNews)
    component.listen(component.read("bar", "gallery.js"), "bar_key")
    component.listen_for_bundles("film")
    st.session_state["words"] = [
        component.word("tried_key", film, TriedNews), component.word("bar_key", film),
        component.bundles_word("film", BUNDLES, later=["other"]),
    ]  # fmt: skip


def test_what_listens_stands_and_words_hold_all_that_changes():
    page = AppTest.from_function(listens, default_timeout=60).run()
    before = [element.proto.SerializeToString() for element in page.get("bidi_component")]
    after = page.run().get("bidi_component")
    assert not page.exception
    stands = [json.loads(element.proto.json) for element in after]
    assert stands == [[{"name": "f"}, "tried_key"], [{}, "bar_key"], [{}, "bundle_film"]]
    assert [element.proto.SerializeToString() for element in after] == before
    film, bar, bundles = page.session_state["words"]
    assert (film.channel, film.facts) == ("tried_key", {"epoch": 2})
    assert (bar.channel, bar.facts) == ("bar_key", {"epoch": 2, "name": "f"})
    offered = [(bundle["fingerprint"], bundle["is_needed"]) for bundle in bundles.facts["bundles"]]
    assert (bundles.channel, offered) == ("bundle_film", list(zip(BUNDLES, [True, False], strict=True)))


def test_the_browser_is_told_once_where_a_bundle_is_fetched():
    page = AppTest.from_function(hands_bundles_over, default_timeout=60).run()
    assert not page.exception
    (element,) = page.get("bidi_component")
    (facts,) = json.loads(element.proto.json)
    assert [bundle["fingerprint"] for bundle in facts["bundles"]] == list(BUNDLES)
    assert all(bundle["address"].endswith(".bin") for bundle in facts["bundles"])
    assert [bundle["is_needed"] for bundle in facts["bundles"]] == [True, False]
    assert element.proto.id.endswith("-bundle_one_other")


@pytest.mark.parametrize("script", [mounts_a_gallery, hands_bundles_over])
def test_the_same_again_changes_nothing(script):
    page = AppTest.from_function(script, default_timeout=60).run()
    before = [element.proto.SerializeToString() for element in page.get("bidi_component")]
    assert [element.proto.SerializeToString() for element in page.run().get("bidi_component")] == before
