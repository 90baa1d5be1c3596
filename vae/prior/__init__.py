"""Priors: the shapes that codes can be pulled to, and draws from them."""
