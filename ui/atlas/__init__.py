"""The Atlas page's parts: the map of all codes, how it is projected, what dimensions do, what can be taken away."""
