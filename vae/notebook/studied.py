"""A study from a notebook: a plan trained here, or one trained before, and its figures as tables."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vae.notebook import tables
from vae.notebook.opened import Model
from vae.studies import folders, plan_text, results, sweep, watching
from vae.studies import study as plans
from vae.studies.folders import Standing


def study(
    plan: str | Path | Mapping[str, Any],
    workers: int | None = None,
    retry: bool = False,
    progress: bool = True,
    scheduler: str | None = None,
) -> "Study":
    """Train what a plan asks for and is not trained yet, each training in a process of its own.

    An interruption (Ctrl-C, a notebook's stop button) stops all trainings; the same call goes on after their last
    finished epochs. Nothing is trained twice.

    Args:
        plan: the path of a TOML file, or what would stand in it as a dict: `name`, `preset`, `seeds` and the tables
            `base`, `grid` and `list`, as `docs/studies.md` explains, such as
            `{"name": "betas", "base": {"dataset": "digits"}, "grid": {"beta": [1, 4]}, "seeds": 3}`.
        workers: how many trainings go on at once; as many as the machine allows where it is None.
        retry: whether trainings that failed are tried again.
        progress: whether it prints how far it is, a line whenever a training begins or ends.
        scheduler: address or file of a scheduler of Dask, to train on its workers; None trains on this machine.

    Returns:
        The study; what failed says so in its table and is no error here.

    Raises:
        ValueError: the plan, or the number of workers, is not what it must be, the study is being swept already, or the
            scheduler does not answer.
    """
    read = plans.read(plan_text.plan_text(plan)) if isinstance(plan, Mapping) else plans.read_file(Path(plan))
    engine = None
    if scheduler is not None:
        from vae.cluster.engine import Cluster

        engine = Cluster(read, scheduler, workers)
    started = sweep.begin(read, workers, retry, engine)
    standings = watching.watched(started, sys.stdout) if progress else started.run()
    return Study(read, tuple(standings))


def read_study(name: str) -> "Study":
    """Return a study of this machine as it stands now, without training anything.

    Raises:
        ValueError: there is none of that name, or its plan is damaged.
    """
    read = folders.open_study(name)
    return Study(read, tuple(folders.standings(read)))


@dataclass(frozen=True, repr=False)
class Study:
    """A study and how its trainings stood when it was asked for; `vae.study` and `vae.read_study` make one.

    Tables are pandas' DataFrames, or NumPy's structured arrays where pandas is not installed. Figures are measured on
    held-out data: costs in nats an output, `squared_error` summed over its values, `seconds` of training.
    """

    _plan: plans.Study
    _standings: Sequence[Standing]

    def __repr__(self) -> str:
        return f"Study({self.name!r}: {watching.states_text(self._standings)})"

    @property
    def name(self) -> str:
        """The study's name, by which `vae.read_study` opens it."""
        return self._plan.name

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a configuration whose values it compares; without the seed."""
        return self._plan.fields

    def runs(self) -> list[Model]:
        """Return the finished runs, opened, in the order of the plan."""
        return [Model(one.run) for one in self._standings if one.run is not None]

    def trainings(self) -> Any:
        """Return a table with a row a training.

        Its columns are the study's fields, `seed`, `state`, `run` (the name that `vae.open_run` takes), the figures,
        NaN where they are not known, and `message`, why it failed.
        """
        return tables.table(tables.training_columns(self._plan, self._standings))

    def means(self) -> Any:
        """Return a table with a row a combination of values and figure, over the finished seeds.

        Its columns are the study's fields, `figure`, `mean`, `low` and `high`, the ends of a 95 % interval by bootstrap
        (too narrow for few seeds, NaN for one), `num_seeds`, and `verdict`: "best", "worse", "as good: seed noise",
        "one seed cannot say", or nothing where neither more nor less is better.
        """
        return tables.table(tables.mean_columns(self._plan, self._standings))

    def chart(self, field: str, figure: str = "neg_elbo") -> Any:
        """Draw a figure's means with their intervals against a field, as a Plotly figure.

        Args:
            field: one of `fields`.
            figure: a name in the column `figure` of `means`.

        Raises:
            ValueError: the study has no such field, or no finished training such a figure.
        """
        found = results.groups(self._plan, self._standings)
        known = results.known_figures(found)
        if field not in self.fields:
            raise ValueError(f"field must be one of {', '.join(self.fields) or 'none'}, got {field!r}")
        if not known:
            raise ValueError(f"no training of study {self.name!r} is finished: there is nothing to draw")
        if figure not in known:
            raise ValueError(f"figure must be one of {', '.join(known)}, got {figure!r}")
        from vae.studies import charts  # brings Plotly

        return charts.against(found, field, figure)
