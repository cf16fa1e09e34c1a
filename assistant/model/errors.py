"""What can go wrong with a language model, without a word of what was asked or of what it replied."""

from __future__ import annotations

from typing import Literal

from ingest.errors import TrialogueError

Why = Literal[
    "busy", "resting", "late", "unreachable", "rate_limited", "refused", "failed", "too_long", "empty", "stopped"
]


class UnusableChatModel(TrialogueError):
    """The model that the settings name cannot be opened: a package or a key is missing, or it is not allowed."""


class ModelUnavailable(TrialogueError):
    """The model gave no usable reply this time; whoever asked goes on without it."""

    def __init__(self, why: Why, detail: str = "", rest: float = 0.0) -> None:
        """Say why, what kind of error it was, and for how many seconds the provider asks to be left alone."""
        super().__init__(
            f"The model gave no reply ({why}{f': {detail}' if detail else ''}): the answer is given without it."
        )
        self.why: Why = why
        self.detail = detail
        self.rest = rest
