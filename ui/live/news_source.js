// An element without a face: tells a view what changes of its facts, in place of all it is made of once more.

import { AT_ONCE, mounted } from "./mounting.js";
import { endNews, tellNews } from "./news.js";

/** What Python tells one view again and again. */
class NewsSource {
  constructor(root, told) {
    this.update(told);
  }

  update({ channel, facts }) {
    this.channel = channel;
    tellNews(channel, facts);
  }

  destroy() {
    endNews(this.channel);
  }
}

export default mounted(NewsSource, AT_ONCE);
