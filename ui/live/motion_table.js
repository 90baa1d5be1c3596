// A motion as a table, as vae/motion/tables.py writes it.

import { anglesOf, elbowAt, NUM_STEPS, tipAt } from "./motion_arm.js";

const TABLE_HEAD = "time,shoulder_degrees,elbow_degrees,elbow_x,elbow_y,tip_x,tip_y";
const DEGREES_A_RADIAN = 180 / Math.PI;

/**
 * @param {ArrayLike<number>} values of a motion, in [0, 1]
 * @returns {string} a row a moment: angles in degrees, places in metres
 */
export function motionTable(values) {
  const angles = anglesOf(values);
  const rows = Array.from({ length: NUM_STEPS }, (_, step) => {
    const [shoulder, elbow] = angles.subarray(2 * step, 2 * step + 2);
    const row = [step / (NUM_STEPS - 1), shoulder * DEGREES_A_RADIAN, elbow * DEGREES_A_RADIAN, ...elbowAt(shoulder), ...tipAt(shoulder, elbow)];
    return row.map((number) => number.toFixed(5)).join(",");
  });
  return `${[TABLE_HEAD, ...rows].join("\n")}\n`;
}
