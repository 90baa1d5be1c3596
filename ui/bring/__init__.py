"""Bring your own: networks made elsewhere become runs."""
