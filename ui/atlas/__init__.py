"""The Atlas page's parts: every encoded image on one map, and what a choice of them shows."""
