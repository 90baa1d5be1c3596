"""Trainings of tests without XLA: to compile their few steps takes longer than to take them."""

import contextlib

from vae.model import bounds, data_parallel, step_loop


@contextlib.contextmanager
def without_xla(*modules):
    """Let TensorFlow run the steps of these modules as they are, of none named those of all."""
    modules = modules or (bounds, data_parallel, step_loop)
    uses_xla = {module: module.uses_xla for module in modules}
    for module in modules:
        module.uses_xla = lambda model: False
    try:
        yield
    finally:
        for module, function in uses_xla.items():
            module.uses_xla = function
