"""A record as JSON for `trialogue show`: its typed fields, every one with the place it stands in."""

from __future__ import annotations

import dataclasses
from typing import Any

from ingest.record import Slice, Source, TrialRecord


def slice_json(slice: Slice) -> dict[str, Any]:
    """A slice as the public JSON writes it."""
    span = slice.span
    return {
        "section": slice.section,
        "quote": slice.text,
        "pointer": span.pointer,
        "start": span.start,
        "end": span.end,
    }


def as_json(record: TrialRecord) -> dict[str, Any]:
    """The whole record (schema 1), with its counts first."""
    kinds = [(c.kind, c.cohort) for c in record.criteria]
    counts = {
        "inclusion_common": kinds.count(("inclusion", None)),
        "inclusion_by_cohort": {c: kinds.count(("inclusion", c)) for c in record.cohorts},
        "exclusion": sum(kind == "exclusion" for kind, _ in kinds),
        "dose_levels": len({d.level for arm in record.arms for d in arm.doses if d.level is not None}),
        "arms": len(record.arms),
        "primary_outcomes": sum(o.rank == "primary" for o in record.outcomes),
        "secondary_outcomes": sum(o.rank == "secondary" for o in record.outcomes),
        "other_outcomes": sum(o.rank == "other" for o in record.outcomes),
        "sites": len(record.sites),
        "contacts": len(record.contacts),
    }
    fields = {one.name: _plain(getattr(record, one.name)) for one in dataclasses.fields(record) if one.name != "source"}
    source = {"name": record.source.name, "format": record.source.format, "digest": record.source.digest}
    return {"schema": 1, "trial": record.id, "as_of": record.as_of, "source": source, "counts": counts, **fields}


def _plain(value: object) -> Any:
    if isinstance(value, Slice):
        return slice_json(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Source):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    return value
