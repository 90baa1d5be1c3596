"""The number trace: every symbol of the objective filled with this picture's numbers, beside the code behind it."""

import numpy as np
import streamlit as st

from ui.code_lines import CodeLineError, code_line
from vae.data.wording import names_of
from vae.families import FAMILIES
from vae.kind import kind_of
from vae.likelihoods import LIKELIHOODS
from vae.model.explanation import NUM_FIXED, Explanation
from vae.pictures.white import HALF
from vae.runs.store import Run
from vae.shape import PictureShape
from vae.words import plain, signed

_SHOWN = 3
_Source = tuple[str, str, str]


def show(run: Run, explanation: Explanation, seed: int, neg_elbo: float | None) -> None:
    """Draw the trace of the first picture with the first draw of epsilon.

    Args:
        run: the run that explained it.
        explanation: of the picture.
        seed: of the draws.
        neg_elbo: the picture's score over the fixed draws, None for a plain autoencoder.
    """
    variational = explanation.z_log_var is not None
    rows = _variational_rows(run, explanation, seed) if variational else _plain_rows(run, explanation)
    if neg_elbo is not None:
        rows.append(_fixed_row(run, neg_elbo))
    lines = [f"| | | this {names_of(run.config)[0]} | code |", "|:--|:--|:--|:--|"]
    lines += [f"| {symbol} | {meaning} | {numbers} | {_code(*source)} |" for symbol, meaning, numbers, source in rows]
    st.markdown("\n".join(lines))


def _variational_rows(run: Run, told: Explanation, seed: int) -> list[tuple[str, str, str, _Source]]:
    assert told.z_log_var is not None, "a plain autoencoder has rows of its own"
    z_mean, z_log_var, z = told.z_mean[0], told.z_log_var[0], told.z_samples[0]
    sigma = np.exp(0.5 * z_log_var)
    nll, kl = float(told.sample_nll[0]), float(told.kl[0])
    return [
        _input_row(run, told),
        ("$z_\\text{mean}$", "where it lands", _numbers(z_mean), ("vae/model/vae.py", "VAE.encode", "z_mean")),
        ("$\\log\\sigma^2$", "how sure, as the network says it", _numbers(z_log_var),
         ("vae/model/vae.py", "VAE.encode", "z_log_var")),
        ("$\\sigma$", "how sure: the ellipse's half axes", _numbers(sigma),
         ("vae/model/vae.py", "VAE.reparameterize", "0.5 * z_log_var")),
        *_draw_rows(run, z, (z - z_mean) / sigma, seed),
        ("$\\hat{x}$", "decoded", _output(run, told.sample_pictures[0]), _predicted(run)),
        ("$-\\log p(x \\mid z)$", "reconstruction term", f"**{nll:.2f}** nats", _loss_source(run)),
        ("$D_\\text{KL}$", "price of telling the decoder where", f"**{kl:.2f}** nats",
         _kl_source(run)),
        ("$-\\text{ELBO}$", "their sum, for this draw", f"{nll:.2f} + {kl:.2f} = **{nll + kl:.2f}** nats",
         ("vae/model/explanation.py", "Explanation.neg_elbo", "kl")),
    ]  # fmt: skip


def _kl_source(run: Run) -> _Source:
    if run.config.learns_prior:
        return "vae/variants/mixture.py", "MixtureVAE.kl_per_dimension", "log_var"
    return "vae/model/losses.py", "gaussian_kl_per_dimension", "z_log_var"


def _draw_rows(run: Run, z: np.ndarray, epsilon: np.ndarray, seed: int) -> list[tuple[str, str, str, _Source]]:
    """Return the noise and the draw; of two layers the noise of the lower one cannot be told from the draw."""
    if FAMILIES[run.config.family].shares_layers:
        meaning = f"the draw, seed {seed}: the top, then the lower layer as it differs from what that lets expect"
        return [("$z$", meaning, _numbers(z), ("vae/variants/hierarchical.py", "HierarchicalVAE.draw", "below = mean"))]
    return [
        ("$\\varepsilon$", f"noise, seed {seed}, first draw", _numbers(epsilon),
         ("vae/model/explanation.py", "draw_epsilon", "standard_normal")),
        ("$z = z_\\text{mean} + \\sigma\\varepsilon$", "the draw", _numbers(z),
         ("vae/model/vae.py", "VAE.reparameterize", "* epsilon")),
    ]  # fmt: skip


def _plain_rows(run: Run, told: Explanation) -> list[tuple[str, str, str, _Source]]:
    return [
        _input_row(run, told),
        ("$z$", "where it lands; a plain autoencoder has no noise", _numbers(told.z_mean[0]),
         ("vae/model/vae.py", "VAE.encode", "z_mean")),
        ("$\\hat{x}$", "decoded", _output(run, told.reconstructions[0]), _predicted(run)),
        ("$-\\log p(x \\mid z)$", "reconstruction term", f"**{float(told.reconstruction_nll[0]):.2f}** nats",
         _loss_source(run)),
    ]  # fmt: skip


def _fixed_row(run: Run, neg_elbo: float) -> tuple[str, str, str, tuple[str, str, str]]:
    meaning = f"the mean of {NUM_FIXED} fixed draws: the {names_of(run.config)[0]}'s figure everywhere else"
    return ("$-\\text{ELBO}$", meaning, f"**{neg_elbo:.2f}** nats", ("vae/model/scores.py", "_terms", "len(noises)"))


def _input_row(run: Run, told: Explanation) -> tuple[str, str, str, tuple[str, str, str]]:
    what = f"the {names_of(run.config)[0]}"
    meaning = f"{what}, pixels cut at {HALF:g}" if run.config.is_binarized else what
    return ("$x$", meaning, _output(run, told.images[0]), ("vae/kind.py", "unit_interval", "255"))


def _loss_source(run: Run) -> tuple[str, str, str]:
    likelihood = LIKELIHOODS[run.config.likelihood]
    return ("vae/model/losses.py", likelihood.function, likelihood.source)


def _numbers(values: np.ndarray) -> str:
    shown = ", ".join(signed(value, ".3f") for value in values[:_SHOWN])
    return f"({shown}, … {len(values)} numbers)" if len(values) > _SHOWN else f"({shown})"


def _predicted(run: Run) -> tuple[str, str, str]:
    return ("vae/model/losses.py", "predicted", LIKELIHOODS[run.config.likelihood].output)


def _output(run: Run, picture: np.ndarray) -> str:
    kind, shape = kind_of(run.config), PictureShape(*picture.shape)
    if not kind.are_pictures:
        text = plain(kind.texts(picture[None])[0])
        return f"{text}{', ' if text else ''}{picture.size} numbers"
    return f"{shape.pixels_text}, {'light' if shape.has_color else 'ink'} {float(picture.sum()):.1f} of {picture.size}"


def _code(file: str, function: str, part: str) -> str:
    try:
        line = code_line(file, function, part)
    except (CodeLineError, OSError, SyntaxError):
        return f"`{function}` in {file}"
    return f"`{line.text.replace('|', chr(92) + '|')}` {line.file}, line {line.number}"
