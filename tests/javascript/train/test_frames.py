"""A film's frames come as reels that Python packs: each epoch once, whichever reel comes first."""

import base64

import numpy as np

from tests.support.node import in_node
from tests.support.synthetic_film import first_frames, synthetic_film
from ui.train.reels import reels_of

FOLLOW = """(reels) => {
  globalThis.document = { querySelector: () => null };
  let told = 0;
  const frames = new Frames(() => told++);
  const list = reels.map(([fingerprint, epochs]) => ({ fingerprint, epochs }));
  const bytes = reels.map(([, , text]) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  const epochs = [];
  const look = () => epochs.push(frames.epochs.slice());
  frames.follow(list.slice(0, 1));
  look();
  provideBundle(list[0].fingerprint, bytes[0]);
  look();
  frames.follow(list);
  provideBundle(list[2].fingerprint, bytes[2]);
  provideBundle(list[1].fingerprint, bytes[1]);
  look();
  frames.follow([list[0], list[2]]);
  look();
  return { epochs, told, nearest: frames.nearest(4), codes: Array.from(frames.at(1).codes.slice(0, 4)) };
}"""


def test_an_epoch_that_is_dropped_gives_way_to_its_neighbour():
    film = synthetic_film(3)
    looks = [reels_of(first_frames(film, count), told=count - 1)[-1] for count in (1, 2, 3)]
    reels = [[reel.fingerprint, list(reel.epochs), base64.b64encode(reel.blob).decode()] for reel in looks]
    modules = {"ui/train/frames.js": "Frames", "ui/live/bundles.js": "provideBundle"}
    found = in_node(modules, FOLLOW, reels)
    assert found["epochs"] == [[], [1], [1, 2, 3], [1, 3]]
    assert found["nearest"] == 1 and found["told"] == 3
    np.testing.assert_allclose(found["codes"], film.codes[2].ravel()[:4], atol=1e-6)
