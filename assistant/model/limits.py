"""Let only so many calls through at a time, and none for a while after several have failed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.model.errors import ModelUnavailable

# Reasons that lie with the caller, not with the model: they say nothing of whether the next call would succeed.
_NOT_ITS_FAULT = frozenset({"busy", "resting", "stopped"})


class Gate:
    """Counts calls and failures; shared by every thread that asks the model."""

    def __init__(
        self,
        *,
        concurrency: int,
        wait: float,
        failures: int,
        rest: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Let `concurrency` calls through at a time, each waiting at most `wait` seconds for its turn.

        After `failures` failures in a row no call is made for `rest` seconds, or for as long as the provider asks.
        """
        self._turns = threading.BoundedSemaphore(concurrency)
        self._wait = wait
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._until = 0.0

    @contextmanager
    def turn(self, longest: float) -> Iterator[None]:
        """Wait for a turn, at most `longest` seconds, and learn from how the call ends.

        Raises:
            ModelUnavailable: the model rests after failures, or no turn came in time.
        """
        self._awake()
        if not self._turns.acquire(timeout=max(0.0, min(self._wait, longest))):
            raise ModelUnavailable("busy")
        try:
            self._awake()
            yield
        except ModelUnavailable as error:
            if error.why not in _NOT_ITS_FAULT:
                self._failure(error.rest)
            raise
        else:
            with self._lock:
                self._failed = 0
        finally:
            self._turns.release()

    def _awake(self) -> None:
        with self._lock:
            if self._clock() < self._until:
                raise ModelUnavailable("resting")

    def _failure(self, asked: float) -> None:
        with self._lock:
            self._failed += 1
            rest = max(asked, self._rest if self._failed >= self._most else 0.0)
            self._until = max(self._until, self._clock() + rest)
