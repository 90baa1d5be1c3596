"""What a foreign file holds, by its earlier address."""

from vae.foreign.description import (
    Choices as Choices,
)
from vae.foreign.description import (
    ForeignError as ForeignError,
)
from vae.foreign.description import (
    ForeignInput as ForeignInput,
)
from vae.foreign.description import (
    ForeignModel as ForeignModel,
)
from vae.foreign.description import (
    ForeignOutput as ForeignOutput,
)
from vae.foreign.description import (
    Head as Head,
)
from vae.foreign.description import (
    Layout as Layout,
)
from vae.foreign.description import (
    Part as Part,
)
from vae.foreign.description import (
    Scale as Scale,
)
