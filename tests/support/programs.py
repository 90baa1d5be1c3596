"""What XLA has made of a computation, read from the text of its program."""

import re


def product_types(program):
    """Return of each matrix product of a compiled program the types of its two factors."""
    types = dict(re.findall(r"^\s*(?:ROOT )?(%\S+) = (\w+)\[", program, re.MULTILINE))
    return [(types[left], types[right]) for left, right in re.findall(r" dot\((%[^, ]+), (%[^) ]+)\)", program)]
