"""Let whoever waits for an answer call the model off; the answer is then given without it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


@contextmanager
def stoppable(stop: threading.Event) -> Iterator[None]:
    """While this lasts, calls to a model made in this thread end soon after `stop` is set."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


def called_off() -> threading.Event | None:
    """The event that calls off what this thread asks of a model, where there is one."""
    return _STOP.get()
