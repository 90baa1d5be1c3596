"""Families of autoencoders beside the variational one, each a module of its own."""
