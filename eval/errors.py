"""What can go wrong in an evaluation, said in one line with its remedy."""

from __future__ import annotations

from ingest.errors import TrialogueError


class BadGold(TrialogueError):
    """A gold file does not follow its schema or does not fit its record."""


class BadRun(TrialogueError):
    """A run's folder is absent, unfinished or of another set of items."""


class BadBaseline(TrialogueError):
    """The baseline is absent, unreadable or of another record or gold set."""


class BadModel(TrialogueError):
    """The language model that a run is to be made with cannot be used."""
