"""The model package: variational autoencoders from training to the browser bundle, without any user interface."""

__version__ = "0.1.0"
