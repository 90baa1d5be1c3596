"""What listens to a page's sound: how many contexts it makes, and how soon after a click something is heard."""

LISTEN = """
window.contexts = 0;
const Original = window.AudioContext;
window.AudioContext = class extends Original {
  constructor(options) {
    super(options);
    window.contexts++;
    this.ear = this.createAnalyser();
    this.ear.fftSize = 256;
    this.ear.connect(super.destination);
    window.ear = this.ear;
    window.sound = this;
  }
  get destination() { return this.ear; }
};
window.isHeard = () => {
  const samples = new Float32Array(256);
  window.ear?.getFloatTimeDomainData(samples);
  return samples.some((one) => Math.abs(one) > 1e-3);
};
document.addEventListener("click", () => {
  const clicked = performance.now();
  window.seconds = null;
  const look = () => {
    if (window.isHeard()) window.seconds = (performance.now() - clicked) / 1000;
    else setTimeout(look, 1);
  };
  look();
}, true);
"""
"""A script to run before a page's own: it counts in `contexts`, and after a click `seconds` is null until the first
sample that is not silent, then the time since."""
