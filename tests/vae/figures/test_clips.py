"""Clips: every file holds the pictures it was given, in order, and the view they show."""

import errno
import io
import json
import re
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from vae.figures import clips
from vae.figures.views import View, read_view

VIEW = View("interpolate", {"run": "mnist-2d", "z": "1,2", "to": "-1,0.5"}, {"seed": 7, "note": "ends · “a” " * 60})
# Grey levels rise from picture to picture; the left half is black, so that a picture turned over would show.
LEVELS = np.linspace(0.1, 0.9, 5)
PICTURES = np.repeat(np.repeat(LEVELS[:, None, None], 28, axis=1), 28, axis=2)
PICTURES[:, :, :14] = 0.0


def frames_of(content):
    with Image.open(io.BytesIO(content)) as image:
        frames = []
        for number in range(image.n_frames):
            image.seek(number)
            frames.append(np.asarray(image.convert("L")) / 255.0)
        return frames, image.info


@pytest.mark.parametrize(("make", "tolerance"), [(clips.gif, 0.02), (clips.webp, 0.03)])
def test_animations_hold_the_pictures_in_order_and_the_view(make, tolerance):
    content = make(PICTURES, VIEW, 80)
    frames, info = frames_of(content)
    assert [frame.shape for frame in frames] == [(clips.SIDE, clips.SIDE)] * 5
    for frame, picture in zip(frames, PICTURES, strict=True):
        np.testing.assert_allclose(frame[3::6, 3::6][:, [4, 20]], picture[:, [4, 20]], atol=tolerance)
    assert info["duration"] == 80
    assert info["loop"] == 0
    assert read_view(content) == VIEW


@pytest.mark.skipif(not clips.has_ffmpeg(), reason="ffmpeg is not installed")
def test_mp4_holds_the_pictures_and_the_view(tmp_path):
    content = clips.mp4(PICTURES, VIEW, 100)
    (tmp_path / "clip.mp4").write_bytes(content)
    command = [shutil.which("ffmpeg"), "-loglevel", "error", "-i", tmp_path / "clip.mp4"]
    raw = subprocess.run([*command, "-f", "rawvideo", "-pix_fmt", "gray", "-"], capture_output=True, check=True).stdout
    frames = np.frombuffer(raw, np.uint8).reshape(-1, clips.SIDE, clips.SIDE) / 255.0
    np.testing.assert_allclose(frames[:, 84, 150], LEVELS, atol=0.03)
    notes = subprocess.run([*command, "-f", "ffmetadata", "-"], capture_output=True, check=True).stdout.decode()
    (comment,) = [line for line in notes.splitlines() if line.startswith("comment=")]
    # ffmetadata writes a backslash before every character that means something to it.
    assert View.from_text(re.sub(r"\\(.)", r"\1", comment.removeprefix("comment="))) == VIEW


COLORS = [(200, 30, 30), (30, 160, 60), (40, 70, 210)]


@pytest.mark.parametrize("make", [clips.gif, clips.webp, clips.mp4])
def test_ready_frames_keep_their_size_and_colours(make, tmp_path):
    if make is clips.mp4 and not clips.has_ffmpeg():
        pytest.skip("ffmpeg is not installed")
    content = make([Image.new("RGB", (64, 48), color) for color in COLORS], VIEW, 100)
    if make is clips.mp4:
        (tmp_path / "clip.mp4").write_bytes(content)
        command = [shutil.which("ffmpeg"), "-loglevel", "error", "-i", tmp_path / "clip.mp4"]
        raw = subprocess.run([*command, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=True)
        found = np.frombuffer(raw.stdout, np.uint8).reshape(-1, 48, 64, 3)[:, 24, 32]
    else:
        with Image.open(io.BytesIO(content)) as image:
            assert image.size == (64, 48)
            found = []
            for number in range(image.n_frames):
                image.seek(number)
                found.append(image.convert("RGB").getpixel((32, 24)))
    np.testing.assert_allclose(found, COLORS, atol=12)


def test_mp4_without_ffmpeg_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert not clips.has_ffmpeg()
    with pytest.raises(clips.ClipError, match="needs ffmpeg: install it, or save the clip as GIF"):
        clips.mp4(PICTURES, VIEW, 100)


def test_no_room_for_a_scratch_file_is_a_sentence(monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(clips.shutil, "which", lambda name: name)
    monkeypatch.setattr(clips.tempfile, "TemporaryDirectory", full)
    with pytest.raises(clips.ClipError, match="no room is left in .*: free some, or save the clip as GIF or WebP"):
        clips.mp4(np.zeros((2, 28, 28)), VIEW, 100)


def test_a_failing_ffmpeg_says_why(monkeypatch, tmp_path):
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\ncat >/dev/null\necho 'Unknown encoder' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(broken))
    with pytest.raises(clips.ClipError, match="Unknown encoder"):
        clips.mp4(PICTURES, VIEW, 100)


def test_a_strip_shows_every_path_in_a_row_of_its_own():
    content = clips.strip({"line": PICTURES, "arc": PICTURES[::-1]}, VIEW)
    with Image.open(io.BytesIO(content)) as image:
        sheet = np.asarray(image) / 255.0
    assert sheet.shape == (2 * 28 * 4 + 8, 5 * 28 * 4)
    np.testing.assert_allclose(sheet[50, 100::112], LEVELS, atol=0.003)
    np.testing.assert_allclose(sheet[170, 100::112], LEVELS[::-1], atol=0.003)
    assert read_view(content) == VIEW


def test_arrays_open_without_pickle():
    codes = np.arange(10.0).reshape(5, 2)
    content = clips.arrays({"arc": codes}, {"arc": PICTURES, "fade": PICTURES}, VIEW)
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        np.testing.assert_array_equal(file["arc_z"], codes)
        np.testing.assert_allclose(file["fade_pictures"], PICTURES, atol=1e-3)
        assert json.loads(str(file["view"])) == json.loads(VIEW.to_text())
        assert set(file) == {"arc_z", "arc_pictures", "fade_pictures", "view"}


def test_there_and_back_repeats_no_end():
    assert clips.there_and_back(np.arange(4)).tolist() == [0, 1, 2, 3, 2, 1]
    assert clips.there_and_back(np.arange(2)).tolist() == [0, 1]


def test_a_clip_takes_four_seconds_within_reason():
    assert [clips.milliseconds(count) for count in (3, 40, 64, 1000)] == [250, 100, 62, 40]
