"""Keep what visitors send out of the server's output: the framework prints its errors with the values that met them."""

from __future__ import annotations

import sys
from types import SimpleNamespace


def say_error() -> None:
    """Name the error that is being handled and the line it rose from, never its message."""
    kind, _, trace = sys.exc_info()
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
    name = kind.__name__ if kind else "An error"
    sys.stderr.write(f"{name}{where}: a request was not answered; its words are not logged.\n")


def hush() -> None:
    """Make the parts of the framework that answer requests name their errors only; it offers no setting for it."""
    from gradio import queueing, route_utils, routes

    for module in (queueing, route_utils, routes):
        module.traceback = SimpleNamespace(print_exc=say_error)  # type: ignore[attr-defined]
