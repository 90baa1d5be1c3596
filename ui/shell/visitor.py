"""Who the visitor is, where several share the app, and what is said about who may do what."""

import ipaddress
import uuid
from pathlib import Path
from typing import TypedDict

import streamlit as st

from ui.live import component
from ui.live.told import told
from vae.access import access

_VISITOR = component.read("visitor", Path(__file__).with_suffix(".js"))
_KEY = "visitor"
_SESSION = "visitor_of_session"


class VisitorTells(TypedDict):
    """What the browser tells: a random name that it alone keeps, 36 characters."""

    name: str


_SAYS = {
    "shared": "Shared: you may stop, rename and delete what you have started, nothing of others.",
    "demo": "Demo: look around, draw and hand in pictures. Training is off.",
}
_OPEN = (
    "Whoever reaches this address may stop and delete trainings and read folders of this machine: set VAE_ACCESS to "
    "shared or demo."
)


def show() -> None:
    """Say in the sidebar what the level of access is, and where visitors share the app learn which browser this is."""
    level = access().level
    if level == "shared":
        component.mount(_VISITOR, _KEY, None, VisitorTells)
    if level in _SAYS:
        st.caption(_SAYS[level])
    elif not _is_loopback(st.get_option("server.address")):
        st.caption(f":material/lock_open: {_OPEN}")


def name() -> str:
    """Return what tells this visitor's browser from others; the session alone until the browser has said it."""
    name_told = told(_KEY, VisitorTells).get("name")
    if name_told is not None and len(name_told) == 36:
        return name_told
    return st.session_state.setdefault(_SESSION, str(uuid.uuid4()))


def may_manage(folder: Path) -> bool:
    """Return whether this visitor may stop, rename, replace or delete what lies in a folder."""
    return access().may_manage(folder, name(), st.session_state.get(_SESSION, ""))


def is_alone() -> bool:
    """Return whether nobody reaches the app but who sits at this machine, and may do there what they like anyway."""
    return access().level == "own" and _is_loopback(st.get_option("server.address"))


def _is_loopback(address: str | None) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False
