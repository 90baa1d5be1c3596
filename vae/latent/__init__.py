"""Latent space in NumPy alone: planes, paths, densities, neighbours, projections."""
