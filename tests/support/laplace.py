"""A likelihood that does not ship, as someone would add it: a row, a function in Python, a formula in JavaScript."""

from vae.likelihoods import LIKELIHOODS, Likelihood
from vae.model import losses

SCALE = 0.2
LAPLACE = Likelihood(
    name="laplace",
    title="Laplace, absolute error",
    phrase="Laplace likelihood",
    function="laplace_nll",
    source="abs",
    takes_pixels=True,
)
PYTHON = f'''

def laplace_nll(images: Tensor, means: Tensor, scale: float = {SCALE}) -> Tensor:
    """Return the negative log-likelihood of pixels under independent Laplace distributions of one fixed width."""
    return ops.sum(ops.abs(images - means) / scale + math.log(2.0 * scale), axis=(-2, -1))
'''
JAVASCRIPT = f"""
NLLS.laplace_nll = (picture, decoded) => {{
  let sum = 0;
  for (let i = 0; i < picture.length; i++) sum += Math.abs(picture[i] - decoded[i]) / {SCALE} + Math.log(2 * {SCALE});
  return sum;
}};
"""


def add(patch):
    """Add the likelihood, until the patch is undone, to Python."""
    namespace = dict(vars(losses))
    exec(PYTHON, namespace)
    patch.setitem(LIKELIHOODS, LAPLACE.name, LAPLACE)
    patch.setattr(losses, LAPLACE.function, namespace[LAPLACE.function], raising=False)
