"""Cut a scalar of a JSON value as a slice."""

from __future__ import annotations

import json
import math

from ingest.record import Slice, Span


def escape(part: str | int) -> str:
    """Write a key or an index as a part of an RFC 6901 pointer."""
    return str(part).replace("~", "~0").replace("/", "~1")


def scalar(value: object, pointer: str, section: str) -> Slice | None:
    """The scalar's characters without blank edges; None for what is empty or no scalar of JSON."""
    if not isinstance(value, str | int | float) or value == "":
        return None
    if isinstance(value, float) and not math.isfinite(value):
        # NaN and 1e999 are no numbers of JSON: what Python would print for them does not stand in the source.
        return None
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    start, end = len(shown) - len(shown.lstrip()), len(shown.rstrip())
    return Slice(shown[start:end], Span(pointer, start, end), section) if start < end else None
