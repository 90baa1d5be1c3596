"""Who may do what: everything on one's own machine, less on one that a class shares, to look in a public demo."""

import contextlib
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from vae import files

LEVELS = ("own", "shared", "demo")
OWNER_FILE = "owner"
_APP, _ELSEWHERE = "the app's folder", "a folder of its machine"
_FURTHER = r"""(?:[/\\][^\s'":,;()]*)?"""  # the rest of a path below a folder, which may itself have spaces
_PATH = re.compile(r"""(?<![\w/.:<])(?:/[^\s'":,;()/<>]+/[^\s'":,;()<>]*|(?:[A-Za-z]:|\\)\\[^\s'":,;()]+)""")


class AccessError(ValueError):
    """VAE_ACCESS names no level; the message says which there are."""


@dataclass(frozen=True)
class Access:
    """What visitors of the app may do.

    Attributes:
        level: "own", the machine is the visitor's; "shared", visitors train and import side by side, and stop, rename
            and delete only what is theirs; "demo", visitors look, draw and hand in small pictures.
    """

    level: str = "own"

    @property
    def may_train(self) -> bool:
        """Whether trainings and data sets of one's own are offered at all."""
        return self.level != "demo"

    @property
    def may_read_paths(self) -> bool:
        """Whether folders of the machine may be named, and are shown."""
        return self.level == "own"

    @property
    def may_annotate(self) -> bool:
        """Whether what all visitors see may be added to: names of dimensions, long projections."""
        return self.level != "demo"

    def may_manage(self, folder: Path, *names: str) -> bool:
        """Return whether a visitor may stop, rename, replace or delete what lies in a folder.

        Args:
            folder: of a training or a data set.
            names: what tells this visitor's browser, or session, from all others, kept to itself.
        """
        if self.level == "own":
            return True
        return self.level == "shared" and _owner(folder) in [_digest(name) for name in names]


def access() -> Access:
    """Return what VAE_ACCESS allows, "own" by default; the older VAE_PUBLIC_DEMO=1 means "demo".

    Raises:
        AccessError: VAE_ACCESS is no level. It is never taken for the default, which allows most.
    """
    level = os.environ.get("VAE_ACCESS") or ("demo" if os.environ.get("VAE_PUBLIC_DEMO") == "1" else "own")
    if level not in LEVELS:
        raise AccessError(f"VAE_ACCESS must be one of {', '.join(LEVELS)}, got {level[:40]!r}")
    return Access(level)


def readable(text: str) -> str:
    """Return a text as visitors may read it: where the machine's paths are its owner's alone, plain words for them.

    Errors name the folder that they are about, and messages of trainings quote errors.
    """
    if "/" not in text and "\\" not in text:
        return text
    try:
        if access().may_read_paths:
            return text
    except AccessError:  # the level is unclear: the strictest, until its owner has mended it
        pass
    for folder, word in _folders():
        text = re.sub(rf"(?<![\w.]){re.escape(folder)}(?![\w-]){_FURTHER}", word, text)
    return _PATH.sub(_ELSEWHERE, text)


def _folders() -> list[tuple[str, str]]:
    """Return the machine's folders that texts name, the innermost first, each with a word for it."""
    named = [(files.ASSETS.parent, _APP), (Path(tempfile.gettempdir()), "its temporary folder")]
    with contextlib.suppress(files.HomeError):
        named.append((files.home_folder(), _APP))
    with contextlib.suppress(RuntimeError):
        named.append((Path.home(), _ELSEWHERE))
    both = {str(path): word for folder, word in named for path in (folder, folder.resolve()) if path.is_absolute()}
    known = [(folder, word) for folder, word in both.items() if len(Path(folder).parts) > 1]
    return sorted(known, key=lambda one: len(one[0]), reverse=True)


def claim(folder: Path, visitor: str) -> None:
    """Write down whose a training or data set is; a digest, so that who reads the file cannot pass for its owner.

    Raises:
        OSError: the folder cannot be written.
    """
    files.write_bytes(folder / OWNER_FILE, _digest(visitor).encode())


def _owner(folder: Path) -> str | None:
    try:
        return files.read_bytes(folder / OWNER_FILE).decode("ascii")
    except (OSError, UnicodeDecodeError):
        return None


def _digest(visitor: str) -> str:
    return hashlib.sha256(f"latent-explorer visitor {visitor}".encode()).hexdigest()
