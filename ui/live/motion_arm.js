// The arm of two links in the plane, as vae/motion has it: where elbow and tip are, which angles reach a place.

/** Lengths of the links, in metres. */
export const UPPER = 0.9;
export const FORE = 0.9;
export const ARM_REACH = UPPER + FORE;
/** Least and greatest angle of shoulder and elbow, in radians. */
export const LEAST_ANGLES = [(-80 * Math.PI) / 180, 0];
export const MOST_ANGLES = [Math.PI, (160 * Math.PI) / 180];
export const LEAST_REACH = Math.sqrt(UPPER ** 2 + FORE ** 2 + 2 * UPPER * FORE * Math.cos(MOST_ANGLES[1]));
export const NUM_STEPS = 40;
/** What a picture of the plane shows: left, right, bottom and top, in metres. */
export const ARM_BOX = [-1.92, 1.92, -1, 1.88];

const ROUNDING = 1e-9;

/** @typedef {[number, number]} Place x and y, in metres */
/** @typedef {[number, number]} Pose angles of shoulder and elbow, in radians */

/** The angles that values in [0, 1] stand for, of one motion or many: a new array, shoulder and elbow in turn. */
export function anglesOf(values) {
  return Float64Array.from(values, (value, index) => LEAST_ANGLES[index % 2] + value * (MOST_ANGLES[index % 2] - LEAST_ANGLES[index % 2]));
}

/** The values in [0, 1] that angles stand for. */
export function motionValues(angles) {
  return Float32Array.from(angles, (angle, index) => (angle - LEAST_ANGLES[index % 2]) / (MOST_ANGLES[index % 2] - LEAST_ANGLES[index % 2]));
}

/**
 * @param {number} shoulder
 * @returns {Place}
 */
export function elbowAt(shoulder) {
  return [UPPER * Math.cos(shoulder), UPPER * Math.sin(shoulder)];
}

/**
 * @param {number} shoulder
 * @param {number} elbow
 * @returns {Place}
 */
export function tipAt(shoulder, elbow) {
  const [x, y] = elbowAt(shoulder);
  return [x + FORE * Math.cos(shoulder + elbow), y + FORE * Math.sin(shoulder + elbow)];
}

/** Places of the tip at every moment of a motion, from angles in turn: x and y in turn. */
export function tipsOf(angles) {
  const tips = new Float64Array(angles.length);
  for (let i = 0; i < angles.length; i += 2) tips.set(tipAt(angles[i], angles[i + 1]), i);
  return tips;
}

/** The angles of a motion at a share of its time, between two of its moments on a straight line. */
export function poseAt(angles, share) {
  const last = angles.length / 2 - 1;
  const at = Math.max(0, Math.min(last, share * last));
  const before = Math.min(last - 1, Math.floor(at));
  return /** @type {Pose} */ ([0, 1].map((k) => {
    const from = angles[2 * before + k];
    return from + (at - before) * (angles[2 * before + 2 + k] - from);
  }));
}

/**
 * The angles that bring the tip to a place; of one that cannot be reached, of one nearby or beyond what the joints turn.
 * @param {number[]} place x and y
 * @returns {Pose}
 */
export function anglesAt([x, y]) {
  const cosine = (x * x + y * y - UPPER ** 2 - FORE ** 2) / (2 * UPPER * FORE);
  const elbow = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const shoulder = Math.atan2(y, x) - Math.atan2(FORE * Math.sin(elbow), UPPER + FORE * Math.cos(elbow));
  const turn = 2 * Math.PI;
  return [((shoulder + Math.PI / 2) % turn + turn) % turn - Math.PI / 2, elbow];
}

/** Whether the tip can be brought to a place. */
export function canReach(place) {
  const radius = Math.hypot(...place);
  if (radius < LEAST_REACH - ROUNDING || radius > ARM_REACH + ROUNDING) return false;
  return anglesAt(place).every((angle, k) => angle >= LEAST_ANGLES[k] - ROUNDING && angle <= MOST_ANGLES[k] + ROUNDING);
}

/**
 * How far a place is from the nearest point of the arm, in metres.
 * @param {number[]} place x and y
 * @param {number} shoulder
 * @param {number} elbow
 */
export function distanceTo([x, y], shoulder, elbow) {
  const [elbowX, elbowY] = elbowAt(shoulder);
  const alongX = FORE * Math.cos(shoulder + elbow);
  const alongY = FORE * Math.sin(shoulder + elbow);
  return Math.min(fromLink(x, y, elbowX, elbowY), fromLink(x - elbowX, y - elbowY, alongX, alongY));
}

function fromLink(x, y, alongX, alongY) {
  const share = Math.max(0, Math.min(1, (x * alongX + y * alongY) / (alongX * alongX + alongY * alongY)));
  return Math.hypot(x - share * alongX, y - share * alongY);
}

/** How far along its line a motion of minimum jerk is at a share of its time. */
export function minimumJerk(time) {
  return time ** 3 * (10 + time * (6 * time - 15));
}
