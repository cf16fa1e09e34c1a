"""Whether the trial is open, its dates, its size."""

from __future__ import annotations

from assistant.topics.topic import Point, Resolution, Resolver, Topic, field_topic, not_stated, partly, stated
from assistant.understand import Asked
from ingest.record import DateKind, TrialRecord


def status(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the recruitment status with its meaning and the age of the copy."""
    if not record.status:
        return not_stated(record)
    codes = {s.text.upper().replace(" ", "_").replace(",", "") for s in record.status}
    code = next(iter(codes))
    # Two status strings that differ are shown as they stand, without a meaning of ours.
    say = f"status.{code}" if len(codes) == 1 and code in _CODES else "status"
    shown = record.status[:1] if len(codes) == 1 else record.status
    points = [Point(say, {"value": shown, "as_of": record.as_of}, record.status[1:])]
    if record.last_known_status:
        points.append(Point("status.last_known", {"value": record.last_known_status}))
    if record.why_stopped:
        points.append(Point("why_stopped", {"value": record.why_stopped}))
    return stated(*points)


_CODES = {
    "RECRUITING",
    "NOT_YET_RECRUITING",
    "COMPLETED",
    "ACTIVE_NOT_RECRUITING",
    "TERMINATED",
    "WITHDRAWN",
    "SUSPENDED",
    "UNKNOWN",
    "ENROLLING_BY_INVITATION",
}


def _date(*kinds: DateKind) -> Resolver:
    def resolve(record: TrialRecord, asked: Asked) -> Resolution:
        found = [one for kind in kinds if (one := record.date(kind))]
        if not found:
            return not_stated(record)
        return stated(
            *(
                Point(
                    f"date.{one.kind}" if one.type is None else f"date.{one.kind}.typed",
                    {"value": one.slice, **({"type": one.type} if one.type else {})},
                )
                for one in found
            )
        )

    return resolve


def last_update(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the record's own dates, or that this copy carries none."""
    dated = _date("last_update_posted", "last_update_submitted", "verified")(record, asked)
    if dated.points or record.copyright is None:
        return dated
    return partly(Point("last_update.undated", {"value": record.copyright}), missing="last_update", record=record)


def enrolment(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the number of participants, planned or actual."""
    if record.enrolment is None:
        return not_stated(record)
    kind = record.enrolment_type.text.upper() if record.enrolment_type else ""
    cites = (record.enrolment_type,) if record.enrolment_type else ()
    say = {"ACTUAL": "enrolment.actual", "ESTIMATED": "enrolment.estimated"}.get(kind, "enrolment")
    if not kind and record.enrolment.section == "Target Recruitment":
        say = "enrolment.estimated"
    point = Point(say, {"value": record.enrolment}, cites)
    if asked.cohorts:
        whole = Point("enrolment.whole", {"value": record.enrolment})
        return partly(point, whole, missing="enrolment_by_group", record=record)
    return stated(point)


def expanded_access(record: TrialRecord, asked: Asked) -> Resolution:
    """Say what the record's field on expanded access holds."""
    if record.expanded_access is None:
        return not_stated(record)
    say = "expanded_access.yes" if record.expanded_access.text == "true" else "expanded_access.no"
    return stated(Point(say, {"value": record.expanded_access}))


TOPICS = (
    Topic("status", status),
    Topic("why_stopped", field_topic("why_stopped", lambda r: r.why_stopped)),
    Topic("start_date", _date("start")),
    Topic("completion_date", _date("completion", "primary_completion")),
    Topic("primary_completion_date", _date("primary_completion")),
    Topic("last_update", last_update),
    Topic("first_posted", _date("first_posted", "first_submitted")),
    Topic("enrolment", enrolment),
    Topic("expanded_access", expanded_access),
)
