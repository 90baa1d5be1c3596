"""The theme that goes out with every run: what Streamlit makes of the settings, made once."""

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import app_session

from ui.server import theme_message

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")
MAKE = app_session._populate_theme_msg


@pytest.fixture
def calls(monkeypatch):
    """Return a list of the sections that Streamlit's maker is asked for, behind what keeps them."""
    asked = []

    def make(message, section="theme"):
        asked.append(section)
        MAKE(message, section)

    monkeypatch.setattr(app_session, "_populate_theme_msg", make)
    theme_message.keep()
    theme_message.keep()
    return asked


def theme(make):
    message = ForwardMsg()
    for section in SECTIONS:
        part = message.new_session.custom_theme
        for name in section.split(".")[1:]:
            part = getattr(part, name)
        make(part) if section == "theme" else make(part, section)
    return message


def test_the_message_is_the_same_every_time_and_made_once(calls):
    expected = theme(MAKE)
    assert expected.new_session.custom_theme.light.primary_color
    for _ in range(3):
        assert theme(app_session._populate_theme_msg) == expected
    assert calls == list(SECTIONS)


def test_settings_that_are_read_again_are_made_again(calls):
    theme(app_session._populate_theme_msg)
    app_session._populate_theme_msg._made.clear()  # what Streamlit calls then
    theme(app_session._populate_theme_msg)
    assert len(calls) == 2 * len(SECTIONS)


def test_another_streamlit_without_such_a_maker_is_left_alone(monkeypatch):
    monkeypatch.delattr(app_session, "_populate_theme_msg")
    theme_message.keep()
    assert not hasattr(app_session, "_populate_theme_msg")
