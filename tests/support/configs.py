"""Any configuration, for Hypothesis."""

from hypothesis import strategies as st

from vae import config as config_module
from vae.config import RunConfig
from vae.families import FAMILIES
from vae.kind import KINDS
from vae.likelihoods import PICTURE

configs = st.builds(
    RunConfig,
    name=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,63}", fullmatch=True),
    shape=st.tuples(st.integers(8, 128), st.integers(8, 128), st.sampled_from((1, 3))),
    architecture=st.just("dense"),
    hidden_sizes=st.lists(st.integers(1, 8192), max_size=16).map(tuple),
    activation=st.sampled_from(config_module.ACTIVATIONS),
    latent_dim=st.integers(1, 64),
    beta=st.floats(0, 1e6),
    kl_warmup_epochs=st.integers(0, 1000),
    likelihood=st.sampled_from(tuple(KINDS[PICTURE].likelihoods)),
    family=st.sampled_from([name for name, row in FAMILIES.items() if name == "vae" or not row.has_posterior]),
    variational=st.booleans(),
    conditional=st.booleans(),
    epochs=st.integers(1, 1000),
    batch_size=st.integers(1, 65_536),
    learning_rate=st.floats(1e-8, 10),
    learning_rate_schedule=st.sampled_from(config_module.SCHEDULES),
    early_stopping=st.integers(0, 100),
    weight_average=st.floats(0, 0.9999),
    products=st.sampled_from(config_module.PRODUCTS),
    seed=st.integers(0, 2**31 - 1),
)
