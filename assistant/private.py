"""Keep what is asked from every tracing service, whatever the environment says."""

from __future__ import annotations

import os

# With these LangChain refuses to run at all; they are of a tracer that is gone.
_OLD = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")


def keep_private() -> None:
    """Turn LangSmith's tracing off in this process; only code that asks for a tracer itself still has one."""
    import langsmith

    for name in _OLD:
        os.environ.pop(name, None)
    langsmith.configure(enabled=False)
