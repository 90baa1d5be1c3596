"""Data go to a worker in pieces, and what comes back is cut off, too large, or none of a run's: it is not taken."""

import hashlib

import pytest

from tests.support.near_line import NearLine
from vae.cluster import parcels, transfer
from vae.cluster.line import LostError, RefusedError
from vae.cluster.parcels import Parcel


def test_data_that_come_with_the_program_must_be_the_same_there(empty_home):
    line = NearLine(empty_home / "scratch")
    line.ask = lambda *_, **__: False
    with pytest.raises(RefusedError, match="Its digits, which come with the program and its packages, are others"):
        transfer.bring(line, Parcel("digits", "other"))


def test_data_are_sent_in_pieces_with_their_digests(empty_home, monkeypatch):
    monkeypatch.setattr(parcels, "names", lambda parcel: ["a.npy"])
    monkeypatch.setattr(parcels, "chunks", lambda parcel, name: iter([b"one", b"two"]))
    asked = []
    line = NearLine(empty_home)
    line.ask = lambda *words, **_: asked.append(words)
    transfer.bring(line, Parcel("own:a", "mark"))
    assert [words[0] for words in asked] == ["has", "put", "put", "keep"]
    assert asked[1:3] == [("put", "a.npy", b"one", True), ("put", "a.npy", b"two", False)]
    assert asked[3][2] == {"a.npy": hashlib.sha256(b"onetwo").hexdigest()}


def test_a_file_that_is_cut_off_or_too_large_is_not_written(empty_home):
    line = NearLine(empty_home)
    line.ask = lambda *_, **__: b""
    with pytest.raises(LostError, match="x was cut off"):
        transfer.fetch(line, "x", 3, empty_home / "x")
    with pytest.raises(RefusedError, match="x has 3.0 GB, more than comes back"):
        transfer.fetch(line, "x", 3 * 10**9, empty_home / "x")
    assert not (empty_home / "x").exists()


def test_a_run_is_looked_at_before_it_comes():
    transfer.check_files({"config.json": 3, "metrics.json": 4})
    with pytest.raises(RefusedError, match="names a file of the run '../out', which can be none"):
        transfer.check_files({"config.json": 3, "../out": 3})
    with pytest.raises(RefusedError, match="has 1,024 MB, more than comes back"):
        transfer.check_files({"config.json": 2**30})
