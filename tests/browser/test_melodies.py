"""Melodies on the pages: seen while one drags, heard after a click alone, played in and read from MIDI files."""

import io
import re
import wave
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.support.listening import LISTEN
from vae.melody import midi
from vae.melody.tokens import Note, of_notes

RUN = "melodies-24d"
SECONDS_TO_SOUND = 0.2


@pytest.fixture
def listening(page, server):
    """Return what opens a page of the app whose sound is listened to."""
    page.set_viewport_size({"width": 1400, "height": 900})
    page.add_init_script(LISTEN)

    def go(path):
        page.goto(f"{server}/{path}?run={RUN}")
        page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
        return page

    return go


def test_nothing_sounds_before_a_click_and_soon_after_it(listening):
    page = listening("")
    play = page.get_by_role("button", name="Listen")
    roll = page.get_by_role("img", name=re.compile("notes"))
    before = roll.get_attribute("aria-label")
    box = page.get_by_test_id("latent-map").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.4 * box["height"], steps=8)
    expect(roll).not_to_have_attribute("aria-label", before)
    page.mouse.up()
    assert page.evaluate("contexts") == 0
    times = []
    for _ in range(3):  # the quickest of three: others keep this machine busy
        play.click()
        page.wait_for_function("seconds !== null")
        times.append(page.evaluate("seconds"))
        page.get_by_role("button", name="Stop", exact=True).click()
        page.wait_for_function("!isHeard()")
    page.wait_for_function("sound.state === 'suspended'")  # and no longer keeps anything awake
    play.click()
    page.wait_for_function("sound.state === 'running' && isHeard()")
    assert min(times) <= SECONDS_TO_SOUND and page.evaluate("contexts") == 1
    _save_on_a_phone(page)


def _save_on_a_phone(page):
    """Save the melody in the tempo and with the instrument that are set, as notes and as sound."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("localStorage.setItem('melody-sound', JSON.stringify({ tempo: 120, instrument: 'bells' }))")
    saved = {}
    for name in ("MIDI", "WAV"):
        with page.expect_download() as download:
            page.get_by_role("group", name="Save the melody").get_by_role("button", name=name).click()
        saved[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    notes, sound = saved[f"{RUN}-melody.mid"], saved[f"{RUN}-melody.wav"]
    assert (midi.read(notes).tokens >= 2).any() and notes[26:29] == (500_000).to_bytes(3, "big")  # a quarter's length
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnframes() / file.getframerate() == 4.0


def test_a_path_is_heard_place_by_place_and_the_page_goes_along(listening):
    page = listening("interpolate")
    page.locator(".melody-play").wait_for()
    scrubber = page.get_by_test_id("scrubber")
    page.evaluate("localStorage.setItem('melody-sound', JSON.stringify({ tempo: 240, instrument: 'reed' }))")
    page.reload()
    page.locator(".explorer[aria-busy=false]").wait_for(timeout=60_000)
    page.get_by_role("button", name="Hear the path").click()
    page.wait_for_function("seconds !== null")
    expect(scrubber).to_have_value("0")
    expect(scrubber).to_have_value("0.14", timeout=6000)  # a seventh of the way after two bars, two seconds
    page.locator(".medley-play").click()
    expect(page.get_by_role("button", name="Hear the path")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the path as WAV").click()
    assert re.fullmatch(r"\w+-reed-240\.wav", download.value.suggested_filename)
    with wave.open(str(download.value.path())) as file:
        assert file.getnframes() / file.getframerate() == 8 * 2.0  # eight places of two bars
        assert np.ptp(np.frombuffer(file.readframes(file.getnframes()), "<i2")) > 1000


def test_a_melody_is_played_in_by_mouse_and_letters_and_read_from_a_file(listening):
    page = listening("encode")
    said = page.locator(".melody-said")
    expect(said).to_contain_text("8 notes in the scale of C major")
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="C5", exact=True).click()
    page.locator(".melody-input .melody-roll").focus()
    for letter in "wer":  # D, E and F
        page.keyboard.press(letter)
    expect(said).to_contain_text("4 notes in the scale of C major")
    page.keyboard.press("Backspace")
    expect(said).to_contain_text("3 notes")
    page.wait_for_function("seconds !== null")
    expect(page.locator(".subtitle")).to_contain_text("Your melody")
    page.get_by_text("Or the tune of a MIDI file").click()
    scale = [Note(4 * place, 4, pitch) for place, pitch in enumerate((62, 64, 66, 67, 69))]
    files = page.locator("input[type=file][accept*=mid]")
    files.set_input_files(
        {"name": "d.mid", "mimeType": "audio/midi", "buffer": midi.write(np.stack([of_notes(scale)]))}
    )
    expect(said).to_contain_text("5 notes in the scale of")
    expect(page.get_by_text("d.mid: It was moved")).to_be_visible()
    files.set_input_files({"name": "bad.mid", "mimeType": "audio/midi", "buffer": b"MThd damaged"})
    expect(page.get_by_text("bad.mid: The MIDI file is damaged")).to_be_visible()
    expect(said).to_contain_text("5 notes")
