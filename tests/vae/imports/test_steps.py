import pytest

from vae.imports import steps


def counting(most):
    for _ in range(most):
        yield
    return most


def test_all_steps_come_to_their_end():
    assert steps.finished(counting(3)) == 3


def test_work_goes_on_where_it_stopped_and_is_forgotten_at_its_end(monkeypatch):
    monkeypatch.setattr("vae.imports.adding.counting", counting, raising=False)
    steps.begin("a", "adding.counting", (2,))
    assert steps.proceed("a", 0.0) == (False, None)
    assert steps.proceed("a", 0.0) == (False, None)
    assert steps.proceed("a", 0.0) == (True, 2)
    with pytest.raises(steps.LostStepsError):
        steps.proceed("a", 0.0)
    steps.begin("b", "adding.counting", (5,))
    assert steps.proceed("b", 60.0) == (True, 5)


def test_work_that_nobody_asks_for_goes(monkeypatch):
    monkeypatch.setattr("vae.imports.adding.counting", counting, raising=False)
    for number in range(9):
        steps.begin(f"c{number}", "adding.counting", (2,))
    with pytest.raises(steps.LostStepsError):
        steps.proceed("c0", 0.0)
    assert steps.proceed("c8", 60.0) == (True, 2)
