"""The arm and its small pictures are in JavaScript what they are in vae.motion."""

import numpy as np

from tests.support.node import in_node
from vae.motion import arm, drawing, profiles, rules

ARM = """([angles, places]) => ({
  values: Array.from(motionValues(angles.flat())), again: Array.from(anglesOf(motionValues(angles.flat()))),
  tips: Array.from(tipsOf(angles.flat())), poses: places.map(anglesAt), reached: places.map(canReach),
  distances: angles.map(([shoulder, elbow], index) => distanceTo(places[index], shoulder, elbow)),
  jerk: [0, 0.2, 0.5, 1].map(minimumJerk), between: poseAt(angles.flat(), 0.25),
})"""
PICTURES = """(motions) => motions.map((values) => {
  const [height, width] = raster();
  const words = new Uint32Array(height * width);
  fill(words, values.flat(), { ramp: Uint32Array.from({ length: 256 }, (_, value) => value) });
  return Array.from(words);
})"""


def test_the_arm_is_that_of_vae_motion():
    rng = np.random.default_rng(0)
    angles = rng.uniform(arm.LOW, arm.HIGH, (41, 2))
    places = rng.uniform(-2, 2, (41, 2))
    names = "motionValues, anglesOf, tipsOf, anglesAt, canReach, distanceTo, minimumJerk, poseAt"
    found = in_node({"ui/live/motion_arm.js": names}, ARM, [angles.tolist(), places.tolist()])
    np.testing.assert_allclose(np.reshape(found["values"], (-1, 2)), arm.values_of(angles), atol=1e-6)
    np.testing.assert_allclose(np.reshape(found["again"], (-1, 2)), angles, atol=1e-6)
    np.testing.assert_allclose(np.reshape(found["tips"], (-1, 2)), arm.tips(angles), atol=1e-12)
    np.testing.assert_allclose(found["poses"], arm.angles_at(places), atol=1e-9)
    assert found["reached"] == arm.can_reach(places).tolist() and len(set(found["reached"])) == 2
    np.testing.assert_allclose(found["distances"], arm.distances(angles, places), atol=1e-12)
    np.testing.assert_allclose(found["jerk"], profiles.minimum_jerk(np.array([0, 0.2, 0.5, 1])), atol=1e-12)
    np.testing.assert_allclose(found["between"], angles[10], atol=1e-12)


def test_small_pictures_are_those_of_vae_motion():
    values, _ = rules.motions(20, 0)
    values[0] = np.random.default_rng(0).uniform(0, 1, (40, 2))  # jumps that no motion makes
    found = in_node({"ui/live/motion_raster.js": "fill, raster"}, PICTURES, values.tolist())
    drawn = drawing.draw(values).reshape(20, -1).astype(int)
    assert abs(np.array(found) - drawn).max() <= 1
    assert (drawn.max(axis=1) > 150).all() and (drawn == 0).mean() > 0.7
