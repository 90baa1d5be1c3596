"""What melodies sound like in a browser, sample by sample."""

import base64

import numpy as np
import pytest

from tests.support.browser import ROOT
from ui.live.javascript import joined

RATE, TEMPO = 44_100, 240
LOOP = 8 * 60 / TEMPO  # seconds
SCRIPT = f"""{joined(ROOT / "ui/live/melody_player.js")}{joined(ROOT / "ui/live/melody_voice.js")}
globalThis.rendered = async ({{ notes, seconds, instrument, change }}) => {{
  const context = new OfflineAudioContext(1, seconds * {RATE}, {RATE});
  const voice = new MelodyVoice(context);
  voice.instrument = instrument;
  let time = 0;
  const player = new Player(voice, () => time);
  player.tempo = {TEMPO};
  player.setNotes(notes);
  player.start();
  for (; time < seconds; time += 0.03) {{
    if (change && time >= change.at) {{ player.setNotes(change.notes); change = null; }}
    player.tick();
  }}
  return asText((await context.startRendering()).getChannelData(0));
}};
// Base64: a list of numbers takes Playwright ten times as long.
globalThis.asText = (numbers) => {{
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}};
globalThis.instruments = Object.keys(INSTRUMENTS);
globalThis.isReady = true;"""
PITCHES = (60, 64, 67, 72, 71, 67, 65, 62)
NOTES = [{"start": 4 * place, "length": 4, "pitch": pitch} for place, pitch in enumerate(PITCHES)]


@pytest.fixture(scope="module")
def sound_page(browser):
    page = browser.new_page()
    page.add_script_tag(content=SCRIPT, type="module")
    page.wait_for_function("globalThis.isReady")
    yield page
    page.close()


def rendered(page, instrument, seconds=7, **more):
    asked = {"notes": NOTES, "seconds": seconds, "instrument": instrument, **more}
    return numbers(page.evaluate("(asked) => rendered(asked)", asked))


def numbers(text):
    return np.frombuffer(base64.b64decode(text), np.float32).astype(float)


def loudness(sound, milliseconds=5):
    size = RATE * milliseconds // 1000
    return np.sqrt((sound[: len(sound) // size * size].reshape(-1, size) ** 2).mean(axis=1))


@pytest.mark.parametrize("instrument", ["pluck", "whistle", "reed", "bells"])
def test_loops_follow_each_other_without_a_gap_or_a_click(sound_page, instrument):
    assert sound_page.evaluate("instruments") == ["pluck", "whistle", "reed", "bells"]
    sound = rendered(sound_page, instrument)
    first = np.abs(sound).argmax() and np.flatnonzero(np.abs(sound) > 1e-4)[0] / RATE
    assert first < 0.06
    assert np.abs(sound).max() < 1
    loop = round(LOOP * RATE)
    begin = round(0.04 * RATE)
    # The second time round is, sample by sample, the third: nothing is late, left out or added where it begins anew.
    np.testing.assert_allclose(
        sound[begin + loop : begin + 2 * loop], sound[begin + 2 * loop : begin + 3 * loop][:loop], atol=0.02
    )
    # As loud at the seam as between any two notes, and no step between samples larger than a wave's own.
    seams = [begin + times * loop for times in (1, 2)]
    steps = np.abs(np.diff(sound))
    inside = np.concatenate([steps[begin + 2000 : seams[0] - 2000], steps[seams[0] + 2000 : seams[1] - 2000]])
    for seam in seams:
        assert steps[seam - 2000 : seam + 2000].max() <= 1.05 * inside.max()
        between = [loudness(sound[at - 2000 : at + 2000]).min() for at in range(begin + loop // 8, seam, loop // 8)]
        assert loudness(sound[seam - 2000 : seam + 2000]).min() > 0.5 * min(between) > 0


def test_new_notes_are_heard_from_the_next_beat_on_without_a_click(sound_page):
    long = [{"start": 0, "length": 32, "pitch": 60}]
    high = [{"start": 0, "length": 32, "pitch": 79}]
    sound = rendered(sound_page, "whistle", 3, notes=long, change={"at": 1, "notes": high})

    def loudest(start, end):
        part = sound[round(start * RATE) : round(end * RATE)]
        return np.abs(np.fft.rfft(part * np.hanning(len(part)))).argmax() / (end - start)

    assert loudest(0.2, 1) == pytest.approx(261.6, abs=3)
    assert loudest(1.7, 2.9) == pytest.approx(784, abs=3)  # a beat, and what was handed over, later at most
    steps = np.abs(np.diff(sound))
    assert steps[RATE : 2 * RATE].max() < 1.6 * steps[round(1.7 * RATE) :].max()  # it swells beyond what it is held at


@pytest.mark.parametrize("instrument", ["pluck", "reed"])
def test_what_is_saved_is_what_is_heard_when_it_goes_round(sound_page, instrument):
    script = f"{joined(ROOT / 'ui/live/melody_wav.js')}globalThis.savedLoop = rendered;"
    sound_page.add_script_tag(content=script, type="module")
    sound_page.wait_for_function("Boolean(globalThis.savedLoop)")
    asked = [[NOTES, NOTES[:3]], {"tempo": TEMPO, "instrument": instrument}]
    saved = numbers(sound_page.evaluate("async (asked) => asText(Float32Array.from(await savedLoop(...asked)))", asked))
    heard, begin = rendered(sound_page, instrument), round(0.04 * RATE)
    assert len(saved) == 2 * round(LOOP * RATE)
    second = saved[len(saved) // 2 :]
    assert np.abs(second[: RATE // 2]).max() > 0.05  # three notes, and then rest
    assert np.abs(second[-RATE // 4 :]).max() < 1e-3
    asked[0] = [NOTES]
    saved = numbers(sound_page.evaluate("async (asked) => asText(Float32Array.from(await savedLoop(...asked)))", asked))
    again = heard[begin + len(saved) : begin + 2 * len(saved)]
    assert np.corrcoef(saved, again)[0, 1] > 0.99 and np.abs(saved).max() > 0.05
