"""What a study found: means, intervals, what is noise, the frontier, CSV and the report."""

import csv
import io
import math
import re

import numpy as np
import pytest
from scipy import stats

from vae.config import RunConfig
from vae.studies import charts, report, results
from vae.studies.folders import Standing
from vae.studies.results import Interval, best, groups, interval, is_within_noise, verdict
from vae.studies.study import read

PLAN = read('name = "s"\nseeds = 3\n[base]\ndataset = "digits"\n[grid]\nbeta = [1.0, 4.0]\nlatent_dim = [2, 8]')


class FakeRun:
    """Stands for a run: a name and figures."""

    def __init__(self, name, **figures):
        self.name, self.origin = name, "elsewhere"  # so that no history is looked for
        self.metrics = {name: {"value": value} for name, value in figures.items()}


def stands(trial):
    """Every training is finished, but for the third seed of the last combination; the figures follow the values."""
    beta, size, seed = trial.values["beta"], trial.values["latent_dim"], trial.config.seed
    if (beta, size, seed) == (4.0, 8, 2):
        return Standing(trial, None, None)
    kl, reconstruction = 20 / beta + size + seed / 10, 100 + 5 * beta - size + seed
    return Standing(
        trial, FakeRun(trial.name, kl=kl, reconstruction=reconstruction, neg_elbo=kl + reconstruction), None
    )


@pytest.fixture
def standings():
    return [stands(trial) for trial in PLAN.trials]


def test_the_seeds_of_a_combination_are_one_mean(standings):
    found = groups(PLAN, standings)
    assert [group.values for group in found] == [
        {"beta": beta, "latent_dim": size} for beta in (1.0, 4.0) for size in (2, 8)
    ]
    assert [(len(group.runs), group.missing) for group in found] == [(3, 0), (3, 0), (3, 0), (2, 1)]
    assert found[0].figures["kl"].mean == pytest.approx(22.1) and found[0].figures["kl"].values == (22.0, 22.1, 22.2)
    assert found[3].figures["reconstruction"].mean == pytest.approx(112.5)
    assert results.known_figures(found) == ["neg_elbo", "reconstruction", "kl"]
    assert found[0].label == "beta 1, latent_dim 2"


def test_an_interval_is_the_bootstraps_and_that_of_one_value_is_unknown():
    # Of three values the mean is one of ten, the lowest with probability 1/27: within the 95 %.
    found = interval([1.0, 2.0, 6.0])
    assert (found.mean, found.low, found.high) == (3.0, 1.0, 6.0)
    many = interval(np.random.default_rng(1).normal(10, 2, 400).tolist())
    half = 1.96 * 2 / math.sqrt(400)
    assert many.low == pytest.approx(many.mean - half, abs=0.03) and many.high == pytest.approx(
        many.mean + half, abs=0.03
    )
    alone = interval([5.0])
    assert alone.mean == 5.0 and math.isnan(alone.low) and math.isnan(alone.high)
    assert interval([1.0, 2.0, 6.0]) == found


def test_a_difference_as_small_as_between_seeds_is_noise():
    draws = [interval(values) for values in ([100.0, 101.0, 102.0, 99.0], [100.5, 101.5, 99.5], [114.0, 115.0, 113.0])]
    assert is_within_noise(draws[0], draws[1]) is True and is_within_noise(draws[1], draws[0]) is True
    assert is_within_noise(draws[0], draws[2]) is False
    assert is_within_noise(draws[0], interval([100.0])) is None
    # Two apart from two by as much as they are wide: of four equal draws that comes about one time in three.
    assert is_within_noise(interval([1.0, 2.0]), interval([3.0, 4.0])) is True
    assert is_within_noise(interval([1.0, 1.0]), interval([1.0, 1.0])) is True
    assert is_within_noise(interval([1.0, 1.0]), interval([2.0, 2.0])) is False


def test_welchs_interval_is_scipys():
    rng = np.random.default_rng(2)
    for shift in (0.5, 1.0, 1.5, 2.0, 3.0):
        one, other = rng.normal(0, 1, 4), rng.normal(shift, 2, 6)
        p = stats.ttest_ind(one, other, equal_var=False).pvalue
        assert is_within_noise(interval(one.tolist()), interval(other.tolist())) == (p >= 0.05)


def test_a_verdict_is_given_where_more_or_less_is_better_and_scales_agree():
    def group(mean, **values):
        figures = {name: interval([mean, mean + 1]) for name in ("kl", "neg_elbo")}
        return results.Group(values, figures, (), 0, RunConfig("run", **values))

    low, high, other = group(1.0, beta=1), group(90.0, beta=2), group(90.0, beta=1, likelihood="gaussian")
    assert [verdict(one, low, "neg_elbo") for one in (low, high, other)] == ["best", "worse", ""]
    assert verdict(low, low, "kl") == verdict(high, None, "neg_elbo") == verdict(high, low, "squared_error") == ""


def test_what_follows_from_a_value_counts_and_what_is_said_twice_does_not():
    plan = read("""
        name = "s"
        base.likelihood = "bernoulli"
        [[list]]
        family = "vae"
        [[list]]
        family = "adversarial"
        [[list]]
        family = "wasserstein"
        [[list]]
        family = "importance"
        likelihood = "bernoulli"
    """)
    ran = [Standing(each, FakeRun(each.name, reconstruction=90.0 + i), None) for i, each in enumerate(plan.trials)]
    found = groups(plan, ran)
    one_seed = "one seed cannot say"
    assert [verdict(one, found[0], "reconstruction") for one in found] == ["best", "", "", one_seed]
    assert [verdict(one, found[1], "reconstruction") for one in found] == ["", "best", one_seed, ""]


def test_the_best_is_the_lowest_cost_or_the_highest_accuracy():
    def group(**figures):
        means = {name: Interval(value, 0, 0, (value,)) for name, value in figures.items()}
        return results.Group({}, means, (), 0, RunConfig("run"))

    some = [group(neg_elbo=5.0, knn_accuracy=0.5), group(neg_elbo=4.0, knn_accuracy=0.4), group()]
    assert best(some, "neg_elbo") is some[1] and best(some, "knn_accuracy") is some[0] and best(some, "kl") is None


def test_csv_has_a_line_a_training(standings):
    rows = list(csv.DictReader(io.StringIO(results.as_csv(PLAN, standings))))
    assert len(rows) == 12 and [row["seed"] for row in rows[:3]] == ["0", "1", "2"]
    assert (rows[0]["beta"], rows[0]["latent_dim"], rows[0]["state"], rows[0]["kl"]) == ("1", "2", "finished", "22.0")
    assert rows[0]["run"] == PLAN.trials[0].name
    assert (rows[-1]["state"], rows[-1]["run"], rows[-1]["kl"]) == ("waiting", "", "")


def test_a_field_is_drawn_with_a_line_for_each_value_of_the_others(standings):
    drawn = charts.against(groups(PLAN, standings), "beta", "kl")
    lines = [trace for trace in drawn.data if "lines" in trace.mode]
    assert [line.name for line in lines] == ["latent dimensions 2", "latent dimensions 8"]
    assert list(lines[0].x) == [1.0, 4.0] and lines[0].y == pytest.approx([22.1, 7.1])
    assert lines[0].error_y.array == pytest.approx([0.1, 0.1]) and lines[0].error_y.arrayminus == pytest.approx(
        [0.1, 0.1]
    )
    dots = [trace for trace in drawn.data if trace.mode == "markers"]
    assert [len(trace.x) for trace in dots] == [6, 5]


def test_the_frontier_has_what_nothing_beats_in_both(standings):
    drawn = charts.rate_distortion(groups(PLAN, standings))
    (line,) = [trace for trace in drawn.data if trace.mode == "lines"]
    # beta 1: (22.1, 104) with 2 numbers, (28.1, 98) with 8; beta 4: (7.1, 119) and, of two seeds, (13.05, 112.5).
    assert line.x == pytest.approx([7.1, 13.05, 22.1, 28.1]) and line.y == pytest.approx([119, 112.5, 104, 98])
    worse = [*groups(PLAN, standings), results.Group({"beta": 9.0}, {
        "kl": interval([30.0]), "reconstruction": interval([130.0])}, (), 0, RunConfig("run"))]  # fmt: skip
    (line,) = [trace for trace in charts.rate_distortion(worse).data if trace.mode == "lines"]
    assert len(line.x) == 4


def test_the_report_stands_alone_and_says_what_to_repeat(standings):
    page = report.report(PLAN, standings)
    assert "Study s</h1>" in page and "11 of 12 trainings finished" in page
    assert page.count("plotly.js v") == 1 and not re.search(r"<(script|link)[^>]+(src|href)=", page)
    assert "<td>4</td><td>8</td><td>2</td>" in page
    assert "latent_dim = [2, 8]" in page and "numpy" in page.lower()


def test_before_anything_is_finished_the_report_says_so():
    page = report.report(PLAN, [Standing(trial, None, None) for trial in PLAN.trials])
    assert "No training is finished yet." in page
