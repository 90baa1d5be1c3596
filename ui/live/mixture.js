// A prior that is learnt: a mixture of normal distributions, as vae/prior/mixture.py has it.

/** @import { MixtureFacts } from "../contract.js" */

/** What codes cost under such a prior. */
export class Mixture {
  /** @param {MixtureFacts} facts */
  constructor({ means, log_vars: logVars, log_weights: logWeights }) {
    this.means = Float64Array.from(means);
    this.logVars = Float64Array.from(logVars);
    this.precisions = this.logVars.map((value) => Math.exp(-value));
    this.logWeights = Float64Array.from(logWeights);
    this.widest = Math.exp(0.5 * Math.max(...logVars)); // of all standard deviations
    this.densities = new Float64Array(logWeights.length);
  }

  /** log p(z) without its 2 pi, of the code that begins at a place of an array. */
  logDensity(codes, start, dims) {
    const { densities } = this;
    for (let part = 0; part < densities.length; part++) {
      let sum = 0;
      for (let k = 0, at = part * dims; k < dims; k++, at++) {
        sum += (codes[start + k] - this.means[at]) ** 2 * this.precisions[at] + this.logVars[at];
      }
      densities[part] = this.logWeights[part] - 0.5 * sum;
    }
    const highest = Math.max(...densities);
    return highest + Math.log(densities.reduce((total, density) => total + Math.exp(density - highest), 0));
  }

  /** The KL of a posterior from it, the mean over draws by the noise, as `MixtureVAE.expected_kl_per_dimension` has it. */
  kl(mean, logVariance, noise) {
    const dims = mean.length;
    const deviation = levelled(noise, dims).map((scale, k) => scale * Math.exp(0.5 * logVariance[k]));
    const codes = noise.map((value, index) => mean[index % dims] + deviation[index % dims] * value);
    let sum = 0;
    for (let at = 0; at < codes.length; at += dims) sum -= this.logDensity(codes, at, dims);
    return (sum * dims) / codes.length - 0.5 * logVariance.reduce((total, value) => total + 1 + value, 0);
  }
}

/** What noise, one draw after another, is stretched by in each dimension until its mean square is 1 there. */
function levelled(noise, dims) {
  const squares = new Float64Array(dims);
  noise.forEach((value, index) => (squares[index % dims] += value * value));
  return squares.map((sum) => Math.sqrt(noise.length / (dims * sum)));
}
