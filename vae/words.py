"""Words for people to read: messages as sentences, commands as they are typed, and texts that Markdown shows as is."""

import html
import os
import re

from vae.access import readable

# What commands begin with here; ui/server/command.py sets it for an installed copy, and the jobs it starts inherit it.
PROGRAM = os.environ.get("VAE_PROGRAM") or "python -m vae"

MOST_LETTERS = 400
_JOINER = "\u200d"  # holds emoji together
_NO_WIDTH = "\u2060"
_FILE_NAME = re.compile(r"[^\s.]+\.\w")
_MARKS = re.compile(r"[\\`*_\[\]<&$~|]|:(?=[:\w])")
_FIRST = re.compile(r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[#>+=-]))(.)")
_FOUND_LATER = re.compile(
    r"""
    :(?=[\w+/-]+:)                                 # :material/icon:, :emoji:, :streamlit:
    | :(?=//)                                      # http://
    | (?<![a-z])w(?=ww\.)                          # www.
    | @(?=[\w-])                                   # a mail address
    | (?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)       # what Streamlit draws as an arrow or another sign
    """,
    re.VERBOSE | re.IGNORECASE,
)


def sentence(message: object) -> str:
    """Return a message, an error's for instance, with a capital letter and a full stop; a file keeps its name."""
    text = str(message)
    begun = text if _FILE_NAME.match(text) else f"{text[:1].upper()}{text[1:]}"
    return f"{begun}{'' if begun.endswith('.') else '.'}"


def lowered(text: str) -> str:
    """Return a text as it goes on within a sentence, its first letter small."""
    return text[:1].lower() + text[1:]


def one_line(text: object, most: int = MOST_LETTERS) -> str:
    """Return a text from outside as one line of at most `most` letters, and a … where it is cut.

    What cannot be seen, such as the marks that turn the direction of writing, becomes a question mark in a diamond.
    """
    line = " ".join(str(text).split())
    line = "".join(letter if letter.isprintable() or letter == _JOINER else "\ufffd" for letter in line[: most + 1])
    return line if len(line) <= most else f"{line[:most]}…"


def plain(text: object, most: int = MOST_LETTERS) -> str:
    """Return a text from outside so that Markdown shows it as `one_line` has it: a name, a message, part of an address.

    Paths of the machine are left out where they are its owner's alone, see `vae.access.readable`.
    """
    return _as_it_is(readable(str(text)), most)


def plain_sentence(message: object, most: int = MOST_LETTERS) -> str:
    """Return a message as a sentence that Markdown shows as it is."""
    return _as_it_is(sentence(readable(str(message))), most)


def _as_it_is(text: str, most: int) -> str:
    """Return a text so that Markdown shows it as `one_line` has it.

    Streamlit looks for links, icons, emoji and arrows in a text after its Markdown was read, where a backslash is no
    help: a letter without width parts these.
    """
    line = one_line(text, most)
    line = _FOUND_LATER.sub(lambda found: f"{found[0][:1]}{_NO_WIDTH}{found[0][1:]}", line)
    return _FIRST.sub(lambda found: f"{found[1] or ''}\\{found[2]}", _MARKS.sub(r"\\\g<0>", line))


def signed(value: float, form: str = ".2f") -> str:
    """Return a number with a minus as long as a plus; what rounds to nothing has no sign."""
    text = format(value, form)
    return text.lstrip("+-") if float(text) == 0 else text.replace("-", "−")


def quoted(text: str, most: int = 40) -> str:
    """Return a text from outside in quotation marks, cut, with what cannot be seen spelled out."""
    return repr(text if len(text) <= most else f"{text[:most]}…")


def untagged(text: object) -> str:
    """Return a text from outside so that Plotly shows it as `one_line` has it: it reads tags, formulas and fields."""
    line = html.escape(one_line(text), quote=False)
    return line.replace("%{", f"%{_NO_WIDTH}{{").replace("$", f"${_NO_WIDTH}")


def unformulated(text: str) -> str:
    """Return a text from outside as a cell of a CSV file that spreadsheets take for text, and not for a formula."""
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text
