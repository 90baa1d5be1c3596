"""A time in words."""

import math


def duration(seconds: float) -> str:
    """Return a time in the units that matter, such as "3 min 20 s" or "2 h 5 min"."""
    whole = max(0, math.ceil(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        return f"{whole // 60} min {whole % 60} s"
    minutes = math.ceil(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
