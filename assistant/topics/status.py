"""Whether the trial is open, its dates, its size."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.topics.closest import closest
from assistant.topics.mention import distinct, mentions
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


def start_date(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the start, where a date is printed."""
    return _date("start")(record, asked)


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
    return by_group(record, asked) if asked.cohorts else stated(point)


_KINDS_OF_PEOPLE = (
    (r"wom[ae]n|females?|girls|mujeres|niñas|女", r"wom[ae]n|females?|girls"),
    (r"m[ae]n|males?|boys|hombres|niños|男", r"m[ae]n|males?|boys"),
    (r"bab(?:y|ies)|infants?|newborns?|neonates?|beb[eé]s|婴儿|宝宝", r"bab(?:y|ies)|infants?|newborns?|neonates?"),
    (r"child(?:ren)?|kids|ni[nñ][oa]s|儿童|孩子", r"child(?:ren)?|p(?:a)?ediatric\w*"),
    (r"adults?|adultos|成人", r"adults?"),
    (r"healthy|normal|san[oa]s|健康", r"healthy|normal|controls?"),
    (r"controls?|placebo|sham|对照", r"controls?|placebo|sham"),
)
_PEOPLE = (
    r"(?:people|patients?|participants?|subjects?|volunteers?|controls?|adults?|child(?:ren)?|bab(?:y|ies)|infants?|newborns?|neonates?|"
    r"adolescents?|boys?|girls?|wom[ae]n|m[ae]n|females?|males?|famil(?:y|ies)|couples|nurses|physicians|students|caregivers?|parents|mothers|cases?|individuals)"
)
_COUNTED = re.compile(
    rf"(?i)(?<![\w.,-])(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|one(?=\s(?:[\w-]+\s)?(?:controls?|cases?)\b))"
    rf"\s+(?!(?:years?|months?|weeks?|days?|hours?|minutes?|mg|ml|%)\b)(?:[\w-]+\s+){{0,4}}?{_PEOPLE}\b(?! (?:of age|years))"
    rf"|\b[nN]\s*=\s*\d+|\b{_PEOPLE}\s*\(\s*\d+\s*\)"
)


def by_group(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the sentences that count the people asked about, else give the one number of the whole trial."""
    told = [s for s in mentions(record, _COUNTED) if "riteri" not in s.section and "utcome" not in s.section]
    wanted = [re.compile(rf"(?i)\b(?:{own})\b") for asks, own in _KINDS_OF_PEOPLE if _holds(asks, asked.text)]
    wanted += [re.compile(rf"(?i)\b{re.escape(cohort)}\b") for cohort in asked.cohorts]
    found = tuple(s for s in told if all(_near_a_count(s.text, kind) for kind in wanted))
    found = found or tuple(s for s in told if any(_near_a_count(s.text, kind) for kind in wanted))
    if not wanted:
        found = tuple(s for s in told if _OF_GROUPS.search(s.text))
    if found and _SIDE_BY_SIDE.search(asked.text):
        others = tuple(s for s in told if s.section == found[0].section)
        return stated(Point("quotes", {"quotes": distinct((*found, *others))[:4]}))
    if found:
        return stated(Point("quotes", {"quotes": closest(asked, distinct(found))[:3]}))
    if record.enrolment is None:
        return not_stated(record)
    whole = enrolment(record, replace(asked, cohorts=())).points
    if _is_everyone(record, asked):
        return stated(*whole)
    split = Point("enrolment.whole", {"value": record.enrolment})
    return partly(*whole, split, missing="enrolment_by_group", record=record)


def _is_everyone(record: TrialRecord, asked: Asked) -> bool:
    """Whether the people asked about are all whom the trial takes: women where it takes women only, children, adults."""
    if (
        asked.cohorts
        or _SIDE_BY_SIDE.search(asked.text)
        or re.search(r"(?i)\b(?:groups?|arms?|cohorts?)\b|组|grupo", asked.text)
    ):
        return False
    sex = record.sex.text.upper()[:1] if record.sex else ""
    named = [n for n, (asks, _) in enumerate(_KINDS_OF_PEOPLE) if _holds(asks, asked.text)]
    grown = record.minimum_age is not None and record.minimum_age.years >= _ADULT
    young = record.maximum_age is not None and record.maximum_age.years <= _ADULT
    fits = {0: sex == "F", 1: sex == "M", 2: young, 3: young, 4: grown}
    return bool(named) and all(fits.get(n, False) for n in named)


_ADULT = 18
_SIDE_BY_SIDE = re.compile(r"(?i)\b(?:vs\.?|versus|compared|and how many|than)\b|和|与|\by cu[aá]nt")
_OF_GROUPS = re.compile(r"(?i)\b(?:groups?|arms?|cohorts?|per|each|randomi[sz]\w*|[nN]\s*=)")


def _holds(words: str, text: str) -> bool:
    return bool(re.search(rf"(?i)(?<![a-z])(?:{words})(?![a-z])", text))


def _near_a_count(text: str, kind: re.Pattern[str]) -> bool:
    """Whether a count of people in a sentence is of that kind of them: "60 healthy infants", "females (7)"."""
    return any(kind.search(text[max(0, m.start() - 25) : m.end() + 25]) for m in _COUNTED.finditer(text))


def expanded_access(record: TrialRecord, asked: Asked) -> Resolution:
    """Say what the record's field on expanded access holds."""
    if record.expanded_access is None:
        return not_stated(record)
    say = "expanded_access.yes" if record.expanded_access.text == "true" else "expanded_access.no"
    return stated(Point(say, {"value": record.expanded_access}))


TOPICS = (
    Topic("status", status),
    Topic("why_stopped", field_topic("why_stopped", lambda r: r.why_stopped)),
    Topic("start_date", start_date),
    Topic("completion_date", _date("completion", "primary_completion")),
    Topic("primary_completion_date", _date("primary_completion")),
    Topic("last_update", last_update),
    Topic("first_posted", _date("first_posted", "first_submitted")),
    Topic("enrolment", enrolment),
    Topic("enrolment_by_group", by_group),
    Topic("expanded_access", expanded_access),
)
