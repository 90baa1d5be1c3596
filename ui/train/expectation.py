"""What a training will take: parameters at once, time from a short trial on this machine and device."""

import streamlit as st

from ui.shell.duration import duration
from vae import devices
from vae.config import RunConfig
from vae.devices import DeviceError
from vae.jobs.estimate import Estimate, count_parameters, estimate, recall
from vae.jobs.job import JobError
from vae.words import plain, plain_sentence

_MOST_PARAMETERS = 200_000_000


def show(config: RunConfig, device: str) -> None:
    """Draw the estimate; the trial, which takes some seconds, runs when it is asked for."""
    parameters = count_parameters(config)
    try:
        known = recall(config, devices.find_device(device).name)
    except DeviceError as error:
        st.caption(f"{parameters:,} parameters. {plain_sentence(error)}")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_text(config, parameters, known), width="content")
        is_asked = known is None and st.button(
            "How long will it take?", key="train_estimate", icon=":material/timer:", type="tertiary",
            help="Trains for some seconds and measures",
        )  # fmt: skip
    if is_asked:
        _measure(config, device)


def _measure(config: RunConfig, device: str) -> None:
    bar = st.progress(0.0, "Starting a trial …")
    try:
        estimate(config, device, lambda share, text: bar.progress(min(max(share, 0.0), 1.0), plain(text)))
    except (JobError, DeviceError) as error:
        bar.empty()
        st.warning(plain_sentence(error), icon=":material/timer_off:")
        return
    st.rerun()


def _text(config: RunConfig, parameters: int, known: Estimate | None) -> str:
    text = f"{parameters:,} parameters"
    if parameters > _MOST_PARAMETERS:
        text += ", more than most machines can train"
    if known is None:
        return text
    epoch = known.seconds_per_epoch
    each = f"{epoch:.2g} s" if epoch < 10 else duration(epoch)
    return f"{text} · {each} an epoch, about **{duration(known.seconds)}** in all, measured on this machine"
