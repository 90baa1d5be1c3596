// A small live view of a run, of which a page may show any number.

import { PointView } from "./point_view.js";
import { mounted } from "./mounting.js";

export default mounted(PointView, { isFirst: true });
