"""What `sweep` and `study` do: a study's trainings from one file, and its figures as tables, CSV and a page."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from vae import files
from vae.cli import listing
from vae.progress import duration, say
from vae.studies import expected, folders, results
from vae.studies.engine import Engine
from vae.studies.folders import Standing
from vae.studies.results import FIGURES, Group
from vae.studies.study import Study, StudyError, read_file
from vae.studies.sweep import Sweep, begin, left
from vae.studies.watching import watched
from vae.words import PROGRAM

_LISTED = ("neg_elbo", "reconstruction", "kl", "active_units", "knn_accuracy", "seconds")


def sweep(arguments: argparse.Namespace) -> None:
    """Train what a plan asks for and is not trained yet; print how it ended."""
    study = read_file(Path(arguments.file))
    engine = None
    if arguments.scheduler is not None:
        from vae.cluster.engine import Cluster

        engine = Cluster(study, arguments.scheduler, arguments.workers)
    train_all(study, arguments.workers, arguments.retry, arguments.dry_run, engine)


def train_all(
    study: Study,
    workers: int | None = None,
    retry: bool = False,
    only_say: bool = False,
    engine: Engine | None = None,
) -> None:
    """Train what a study asks for and is not trained yet; print how it ended.

    Args:
        study: the plan.
        workers: as for `vae.studies.sweep.begin`.
        retry: as there.
        only_say: whether to stop after saying what would be trained.
        engine: as there.
    """
    started = begin(study, workers, retry, engine)
    standings = folders.standings(study)
    _say_plan(started, standings, workers, is_here=engine is None)
    if only_say:
        return
    standings = watched(started)
    print(_table(study, standings))
    for one in standings:
        if one.reason:
            say(f"{one.trial.name} failed: {one.reason}")
    missing = [one for one in standings if one.run is None]
    if missing:
        words = [PROGRAM, "sweep", str(folders.study_folder(study.name) / folders.PLAN_FILE)]
        if started.engine.scheduler is not None:
            words += ["--scheduler", started.engine.scheduler]
        if any(one.state == "failed" for one in missing):
            words.append("--retry")  # without it they are left out
        raise StudyError(f"{len(missing)} of {len(standings)} trainings are not finished: go on with {' '.join(words)}")


def study(arguments: argparse.Namespace) -> None:
    """Print one study's figures, or all studies; write them to files."""
    if arguments.study is None:
        print(_studies())
        return
    if arguments.delete:
        folders.delete(arguments.study)
        print(f"study {arguments.study} is deleted with its runs")
        return
    opened = folders.open_study(arguments.study)
    standings = folders.standings(opened)
    print(_table(opened, standings))
    if arguments.csv:
        _write(Path(arguments.csv), results.as_csv(opened, standings))
    if arguments.report:
        from vae.studies.report import report

        _write(Path(arguments.report), report(opened, standings))


def _say_plan(started: Sweep, standings: Sequence[Standing], workers: int | None, is_here: bool) -> None:
    study, where = started.study, started.engine.where
    states = Counter(one.state for one in standings)
    number = f"{len(study.trials)} training{'s' if len(study.trials) > 1 else ''}"
    say(f"study {study.name}: {number}, {study.seeds} a combination; {states['finished']} are there already")
    if not is_here:
        say(where)  # what epochs took here says nothing of other machines
        return
    to_do = left(standings, started.retry)
    known = expected.expected(to_do, workers)
    if to_do and known is not None:
        measuring = "" if known.counts_measuring else " and what is measured after each, which is not known yet"
        say(f"about {duration(known.seconds)}{measuring}, by what such trainings took before; {where}")
    elif to_do:
        say(f"{where}; how long such trainings take is not known yet on this machine")


def _studies() -> str:
    names = folders.list_studies()
    if not names:
        return "no studies yet: begin one with sweep and a TOML file"
    rows = [("study", "fields", "seeds", "trainings", "finished")]
    for name in names:
        try:
            one = folders.open_study(name)
        except StudyError as error:
            say(str(error))
            continue
        finished = sum(standing.run is not None for standing in folders.standings(one))
        rows.append((name, " ".join(one.fields) or "-", str(one.seeds), str(len(one.trials)), str(finished)))
    return listing.table(rows)


def _table(study: Study, standings: Sequence[Standing]) -> str:
    """Return a line a combination; the best −ELBO, and what is no worse than by the noise of seeds, are marked."""
    found = results.groups(study, standings)
    names = [name for name in results.known_figures(found) if name in _LISTED]
    top = results.best(found, "neg_elbo") or results.best(found, "reconstruction")
    measure = "neg_elbo" if top is not None and "neg_elbo" in top.figures else "reconstruction"
    rows = [(*study.fields, "seeds", *(FIGURES[name].replace("−", "-") for name in names), "")]
    for group in found:
        values = [results.shown(group.values[field]) if field in group.values else "-" for field in study.fields]
        figures = [_mean(group, name) for name in names]
        rows.append((*values, f"{len(group.runs)}/{study.seeds}", *figures, results.verdict(group, top, measure)))
    return listing.table(rows)


def _mean(group: Group, name: str) -> str:
    one = group.figures.get(name)
    if one is None:
        return "-"
    return f"{one.mean:.5g}" + (f" [{one.low:.5g}, {one.high:.5g}]" if len(one.values) > 1 else "")


def _write(path: Path, text: str) -> None:
    try:
        files.write_bytes(path, text.encode())
    except OSError as error:
        raise StudyError(files.unwritable(path.parent, error, "name another file")) from error
    print(f"written: {path}")
