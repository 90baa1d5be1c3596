"""A training repeated with other seeds: the study that does it."""

from vae.config import RunConfig, chosen_fields
from vae.studies import folders
from vae.studies.plan_text import plan_text
from vae.studies.study import Study, read


def repeated(config: RunConfig, seeds: int) -> Study:
    """Return a study that trains a configuration several times, with its seed and those after it.

    Args:
        config: what is trained; the study has its name, or one like it where there is such a study.
        seeds: how often.

    Raises:
        StudyError: the number of seeds is out of its range, or the data set is not there.
    """
    said = [one.name for one in chosen_fields() if one.name != "name" and _says_something(config, one.name)]
    base = {field: getattr(config, field) for field in said}
    return read(plan_text({"name": folders.free_name(config.name), "seeds": seeds, "base": base}))


def _says_something(config: RunConfig, field: str) -> bool:
    # A likelihood follows the data set where none is said.
    return field == "likelihood" or getattr(config, field) != getattr(RunConfig, field)
