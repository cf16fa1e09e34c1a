"""Read the registry's Markdown escapes as the characters they stand for, when words are shown to somebody.

ClinicalTrials.gov keeps its long fields as Markdown, in which a character of markup is escaped: `\\>50%` is read ">50%".
Quotes, spans, checks and JSON keep the source's own characters; only the page and the terminal show these instead.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A backslash before ASCII punctuation: https://spec.commonmark.org/0.31.2/#backslash-escapes."""


def as_read(text: str) -> str:
    """Return the text as its writer means it to be read; a backslash before anything else stays."""
    return _ESCAPE.sub(r"\1", text)
