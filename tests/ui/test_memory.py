import threading
import time

import pytest

from ui.memory import remembered


def test_a_value_is_worked_out_once_and_found_by_what_counts():
    calls = []

    @remembered(max_entries=2)
    def double(number, _told):
        calls.append((number, _told))
        return [2 * number]

    assert double(3, "a") is double(3, "b")
    assert double(4, "a") == [8]
    assert calls == [(3, "a"), (4, "a")]


def test_what_was_asked_for_longest_ago_is_forgotten_first():
    calls = []

    @remembered(max_entries=2)
    def same(number):
        calls.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        same(number)
    assert calls == [1, 2, 3, 2]
    same.clear()
    same(2)
    assert calls == [1, 2, 3, 2, 2]


def test_visitors_at_once_wait_for_one_working_out():
    calls = []

    @remembered(max_entries=2)
    def slow(number):
        calls.append(number)
        time.sleep(0.2)
        return object()

    found = []
    threads = [threading.Thread(target=lambda: found.append(slow(1))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [1]
    assert len({id(one) for one in found}) == 1


def test_an_error_is_not_kept():
    calls = []

    @remembered(max_entries=2)
    def fails_once(number):
        calls.append(number)
        if len(calls) == 1:
            raise ValueError("the first time")
        return number

    with pytest.raises(ValueError, match="the first time"):
        fails_once(1)
    assert fails_once(1) == 1
