"""Where a study lies: its plan, what is known of each training, and the runs that these made."""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from vae import files, locks
from vae.access import readable
from vae.config import ConfigError, RunConfig
from vae.files import read_json, write_json
from vae.jobs import job_files
from vae.jobs.job_files import ACTIVE_STATES, JobProgress
from vae.runs import run_files, store
from vae.runs.run_files import RunError
from vae.runs.store import Run
from vae.studies.study import MOST_TRIALS, Study, StudyError, Trial, fingerprint, from_document, read, to_document

PLAN_FILE = "study.toml"
READ_FILE = "study.json"
CONFIG_FILE = "trial.json"
CHECKPOINT_FILE = "checkpoint.npz"
LOG_FILE = "log.txt"
_MOST_LETTERS = 36  # leaves room for a number


@dataclass(frozen=True)
class Standing:
    """How one training of a study stands.

    Attributes:
        trial: the training.
        run: what it made, None before that; a run made elsewhere of the same configuration and data counts.
        progress: how far it is; None where it was never begun.
    """

    trial: Trial
    run: Run | None
    progress: JobProgress | None

    @property
    def state(self) -> str:
        """Finished, or as its progress says: waiting where it was never begun, interrupted where nobody is at it."""
        if self.run is not None:
            return "finished"
        # Finished, and its run is gone or damaged: it is trained again.
        return "waiting" if self.progress is None or self.progress.state == "finished" else self.progress.state

    @property
    def reason(self) -> str:
        """Why it failed, as visitors may read it; empty where it did not."""
        return readable(self.progress.message) if self.state == "failed" and self.progress is not None else ""


def study_folder(name: str) -> Path:
    """Return the folder of the study of that name, whether or not there is one."""
    return store.studies_folder() / name


def trial_folder(study: str, trial: str) -> Path:
    """Return the folder of what is known of a training while it lasts."""
    return study_folder(study) / "trials" / trial


def run_folder(study: str, trial: str) -> Path:
    """Return the folder of the run that a training makes."""
    return store.study_runs_folder(study) / trial


def lock_path(study: str) -> Path:
    """Return the file whose lock the process that sweeps a study holds."""
    return study_folder(study) / "lock"


def list_studies() -> list[str]:
    """Return the names of all studies."""
    try:
        # What is being deleted has a dot before its name.
        found = [path for path in store.studies_folder().iterdir() if not path.name.startswith(".")]
        return sorted(path.name for path in found if (path / PLAN_FILE).is_file())
    except OSError:
        return []


def free_name(wanted: str) -> str:
    """Return a name that no study has: the one that is wanted, shortened where it is too long, or with a number."""
    short, taken = wanted[:_MOST_LETTERS].rstrip("-_"), set(list_studies())
    names = itertools.chain([short], (f"{short[: _MOST_LETTERS - 4]}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken)


def open_study(name: str) -> Study:
    """Read a study as it was last swept, whether or not its data are still there; once as long as it stays the same.

    Raises:
        StudyError: there is none of that name, or its plan is damaged.
    """
    _check_known(name)
    folder = study_folder(name)
    return _read_study(folder, name, tuple(_changed_at(folder / file_name) for file_name in (PLAN_FILE, READ_FILE)))


def _changed_at(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:  # there is none
        return -1, -1
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _read_study(folder: Path, name: str, states: tuple) -> Study:
    try:
        text = files.read_bytes(folder / PLAN_FILE).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"the plan of study {name!r} cannot be read: sweep its file again") from error
    document = read_json(folder / READ_FILE)
    found = None if document is None else from_document(document)
    # Of a plan that was changed by hand, and of a study from before there was that file, the text counts.
    return found if found is not None and found.text == text else read(text, name)


def _check_known(name: str) -> None:
    if name not in list_studies():
        raise StudyError(f"there is no study named {name!r}; known are {', '.join(list_studies()) or 'none'}")


def write_plan(study: Study) -> None:
    """Keep a study's plan with what its sweep makes."""
    folder = study_folder(study.name)
    folder.mkdir(parents=True, exist_ok=True)
    files.write_bytes(folder / PLAN_FILE, study.text.encode())
    write_json(folder / READ_FILE, to_document(study))


def keep_plan(study: Study) -> None:
    """Write a study's plan again where somebody took it away, and with it the study out of every list."""
    if not (study_folder(study.name) / PLAN_FILE).exists():
        write_plan(study)


def begin(study: Study, trial: Trial) -> Path:
    """Write down what is to be trained, and return the training's folder."""
    folder = trial_folder(study.name, trial.name)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / CONFIG_FILE, {"config": trial.config.to_json()})
    job_files.write_progress(folder, JobProgress("queued", epochs=trial.config.epochs))
    return folder


def standings(study: Study) -> list[Standing]:
    """Return how every training of a study stands, in the order of its plan."""
    made = _runs_by_fingerprint(study)
    return [Standing(trial, made.get(trial.fingerprint), _progress(study, trial)) for trial in study.trials]


def begun_at(study: Study, trial: Trial) -> float:
    """Return when a training was begun, or gone on with, seconds since 1970; now where it never was."""
    try:
        return (trial_folder(study.name, trial.name) / CONFIG_FILE).stat().st_mtime
    except OSError:
        return time.time()


def ended_at(study: Study, standing: Standing) -> float | None:
    """Return when this study finished a training, seconds since 1970 by this machine's clock; None of any other."""
    progress = standing.progress
    if standing.run is None or progress is None or progress.state != "finished":
        return None
    return job_files.written_at(trial_folder(study.name, standing.trial.name))


def is_made(folder: Path, trial: Trial, has_diverged: bool = False) -> bool:
    """Return whether a run's folder is sound and what a training makes, or of one that diverged some epochs of it."""
    states = _folders(folder.parent).get(folder, ())
    if _marks(folder, states)[0] != trial.fingerprint:
        return False
    if not has_diverged:
        return _whole_run(folder, states) is not None
    try:
        store.open_run(folder)
    except RunError:
        return False
    return True


def delete(name: str) -> None:
    """Delete a study with its runs, whether or not its plan can be read.

    Raises:
        StudyError: it is being swept, is not there, or cannot be deleted.
    """
    _check_known(name)
    try:
        lock = locks.acquire(lock_path(name))
        if lock is None:
            raise StudyError(f"study {name!r} is being swept: stop that first")
        with lock:
            files.delete_folder(study_folder(name))
    except OSError as error:
        raise StudyError(files.unwritable(study_folder(name), error, "make the folder writable")) from error


def _progress(study: Study, trial: Trial) -> JobProgress | None:
    folder = trial_folder(study.name, trial.name)
    progress = job_files.read_progress(folder)
    if progress is None or progress.state not in ACTIVE_STATES or locks.is_held(folder / "lock"):
        return progress
    if progress.state == "queued":
        return None
    return JobProgress("interrupted", epoch=progress.epoch, epochs=progress.epochs)


def _runs_by_fingerprint(study: Study) -> dict[str, Run]:
    """Return the sound runs that a study can use, by what was trained: its own before those of anywhere else."""
    wanted = {trial.fingerprint for trial in study.trials}
    others = [name for name in list_studies() if name != study.name]
    found: dict[str, Run] = {}
    for folder, states in _run_folders([study.name, *others]):
        mark, _ = _marks(folder, states)
        if mark in wanted and mark not in found:
            run = _whole_run(folder, states)
            if run is not None:
                found[mark] = run
    return found


def runs_like(run: Run) -> list[Run]:
    """Return the sound runs that differ from one by their seed alone, one a seed: shipped, of one's own, of studies."""
    own = _seedless(run.config, run.data_fingerprint)
    found: dict[str | None, Run] = {fingerprint(run.config, run.data_fingerprint): run}
    shipped = list(_folders(store.SHIPPED_FOLDER).items())
    for folder, states in [*shipped, *_run_folders(list_studies())]:
        mark, seedless = _marks(folder, states)
        if seedless == own and mark not in found:
            other = _whole_run(folder, states)
            if other is not None:
                found[mark] = other
    return list(found.values())[1:]


def is_alike(run: Run, other: Run) -> bool:
    """Return whether two runs were to be trained alike, whatever the seed of each."""
    return _seedless(run.config, run.data_fingerprint) == _seedless(other.config, other.data_fingerprint)


def _run_folders(studies: Sequence[str]) -> list[tuple[Path, tuple]]:
    """Return the folders of the runs of some studies and of one's own runs, and what changes with any file of each."""
    parents = [*map(store.study_runs_folder, studies), store.own_runs_folder()]
    return [each for parent in parents for each in _folders(parent).items()]


def _seedless(config: RunConfig, data: str) -> str:
    return fingerprint(replace(config, seed=0), data)


def _folders(parent: Path) -> dict[Path, tuple]:
    """Return the folders of a folder, and of each what changes with any file of it."""
    found: dict[Path, tuple] = {}
    for path, *state in files.states(parent):
        folder, name = Path(path).parent, Path(path).name
        if folder != parent:
            found[folder] = (*found.get(folder, ()), (name, *state))
    return found


@lru_cache(maxsize=4 * MOST_TRIALS)
def _marks(folder: Path, states: tuple) -> tuple[str, str] | tuple[None, None]:
    """Return what was trained in a run's folder, and the same whatever its seed, from its configuration alone.

    None where that is damaged.
    """
    try:
        config = RunConfig.from_json(run_files.read_text(folder / "config.json"))
    except (ConfigError, RunError):
        return None, None
    data: Any = (read_json(folder / "data.json") or {}).get("fingerprint", "")
    data = data if isinstance(data, str) else ""
    return fingerprint(config, data), _seedless(config, data)


@lru_cache(maxsize=2 * MOST_TRIALS)
def _whole_run(folder: Path, states: tuple) -> Run | None:
    """Return the run of a folder; None where it is damaged, or its training was broken off: it is trained again."""
    try:
        run = store.open_run(folder)
        is_whole = run.origin is None and store.is_whole(run)
    except RunError:
        return None
    return run if is_whole else None
