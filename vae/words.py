"""Words for people to read: messages as sentences, commands as they are typed, and texts that Markdown shows as is."""

import os
import re

# What commands begin with here; ui/shell/command.py sets it for an installed copy, and the jobs it starts inherit it.
PROGRAM = os.environ.get("VAE_PROGRAM") or "python -m vae"


def sentence(message: object) -> str:
    """Return a message, an error's for instance, with a capital letter and a full stop."""
    text = str(message)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def plain(text: str) -> str:
    """Return a text that Markdown shows as it is, file names with stars and brackets too."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|$~:.-])", r"\\\1", text)
