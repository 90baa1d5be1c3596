"""The readers of foreign files, by their earlier address."""

from vae.readers.reading import MOST_BYTES as MOST_BYTES
from vae.readers.reading import read_models as read_models
