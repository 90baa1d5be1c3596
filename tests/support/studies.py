"""Trainings of studies that take little: in this process, or none, with untrained networks for what they would make."""

import signal
import subprocess
import sys
from dataclasses import asdict

from vae.jobs import job_files
from vae.jobs.job_files import JobProgress
from vae.studies import folders, processes, trial

_SAME = ("name", "dataset", "shape", "epochs")  # as the tiny runs have them: digits, two epochs


def let_trainings_be_made(save, monkeypatch, failing=()):
    """Let processes of trainings end at once, having saved a run of digits and two epochs.

    Those of a latent size in `failing` end as failed.

    Returns:
        A list that gets the name of every training, its device and how many threads it may take.
    """
    noted = []

    def start(words, settings, **options):
        _, study, name, device, _ = words
        noted.append((name, device, settings["OMP_NUM_THREADS"]))
        config = next(one for one in folders.open_study(study).trials if one.name == name).config
        folder = folders.trial_folder(study, name)
        if config.latent_dim in failing:
            job_files.write_progress(folder, JobProgress("failed", message="It could not be.", epochs=config.epochs))
        else:
            fields = {key: value for key, value in asdict(config).items() if key not in _SAME}
            save(folders.run_folder(study, name), lean=True, **fields)
            job_files.write_progress(folder, JobProgress("finished", epoch=config.epochs, epochs=config.epochs))
        return subprocess.Popen([sys.executable, "-c", ""], text=True)

    monkeypatch.setattr(processes.process, "start", start)
    monkeypatch.setattr(processes.devices, "num_cores", lambda: 2)
    return noted


def let_trainings_be_here(monkeypatch):
    """Let trainings be done in this process, which has Keras, one whole before the next begins."""

    def start(words, **options):
        _, study, name, device, _ = words
        heard = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            code = trial.train(study, name, device)
        finally:
            for number, handler in heard.items():
                signal.signal(number, handler)
        return subprocess.Popen([sys.executable, "-S", "-c", f"raise SystemExit({code})"], text=True)

    monkeypatch.setattr(processes.process, "start", start)
