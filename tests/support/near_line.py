"""A line to a place that is on this machine, in this process: what goes over a cluster, without one."""

import threading

from vae.cluster import place
from vae.cluster.line import LostError, RefusedError


class NearLine:
    """As `vae.cluster.line.Line`; `lose` and `refuse` name questions that are answered so."""

    def __init__(self, scratch, lose=(), refuse=()):
        self._scratch, self._lose, self._refuse = str(scratch), lose, refuse
        self.asked = []
        self.task = None

    def begin(self, order):
        order = {**order, "token": "near"}
        self.task = threading.Thread(target=place.attend, args=(order, self._scratch, 1), daemon=True)
        self.task.start()

    def is_begun(self):
        return "result" in place._answer("near", "has_begun", ())

    def ask(self, what, *arguments, seconds=60.0):
        self.asked.append(what)
        if what in self._lose:
            raise LostError("it is gone")
        if what in self._refuse:
            raise RefusedError("No room is left there.")
        answer = place._answer("near", what, arguments)
        if "problem" in answer:
            raise RefusedError(answer["problem"])
        if "result" not in answer:
            raise LostError("no such place")
        return answer["result"]

    def end(self):
        place._answer("near", "leave", ())
        if self.task is not None:
            self.task.join()
