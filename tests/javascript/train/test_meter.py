"""Times are told on the page as Python tells them."""

from tests.support.node import in_node
from ui.shell.duration import duration


def test_times_read_as_everywhere_else():
    seconds = [-1, 0.2, 59, 59.5, 60, 200.4, 599, 600, 3599, 3600, 7500]
    found = in_node({"ui/train/meter.js": "duration"}, "(all) => all.map(duration)", seconds)
    assert found == [duration(value) for value in seconds]
