// How long a decode takes and how many pictures a second are painted, measured as they are.

const WINDOW = 1000; // milliseconds
const TEXT_EVERY = 250;
const NUM_DECODES = 60;
const FEWEST = 10; // the first decodes run before the browser has compiled the network

/** Counts pictures; its text changes four times a second at most and keeps the last rate once things stand still. */
export class Meter {
  constructor(output) {
    this.output = output;
    this.times = [];
    this.decodes = [];
    this.written = 0;
    this.lastRate = 0;
  }

  /** Count a picture that took some milliseconds to decode. */
  count(milliseconds, now = performance.now()) {
    this.decodes.push(milliseconds);
    if (this.decodes.length > NUM_DECODES) this.decodes.shift();
    this.times.push(now);
    while (now - this.times[0] > WINDOW) this.times.shift();
    if (now - this.written < TEXT_EVERY || this.decodes.length < FEWEST) return;
    this.written = now;
    this.lastRate = this.rate(now) || this.lastRate;
    this.output.textContent = `${median(this.decodes).toFixed(2)} ms a picture${this.lastRate ? ` · ${this.lastRate} pictures/s` : ""}`;
  }

  /** Pictures a second over the pictures of one movement, or 0 before there are enough of them. */
  rate(now) {
    const gap = 200;
    let first = this.times.length - 1;
    while (first > 0 && this.times[first] - this.times[first - 1] < gap) first--;
    const count = this.times.length - 1 - first;
    return count >= 10 ? Math.round((1000 * count) / (now - this.times[first])) : 0;
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
