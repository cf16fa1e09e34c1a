"""How the study is built, and what it is about."""

from __future__ import annotations

import re

from assistant.topics.closest import closest
from assistant.topics.mention import distinct, mention_topic, mentions, sentences
from assistant.topics.topic import Point, Resolution, Topic, field_topic, not_stated, searched, stated
from assistant.understand import Asked
from ingest.record import Slice, TrialRecord

_RANDOM = re.compile(r"(?i)\brandomi[sz]")
_RATIO = re.compile(
    r"(?i)(?<![\w:])\d{1,2}:\d{1,2}(?::\d{1,2})*(?![\w:])(?! ?(?:[ap]\.?m\b|dilut))|\bratio\b[^.;]{0,30}\brandomi[sz]|\bequally\b"
)
_ASKS_RATIO = re.compile(r"(?i)\bratio|\b\d ?: ?\d\b|\bproportions?\b|\bchances?\b|\bodds\b|比例|proporci[oó]n")
_SINGLE = re.compile(r"(?i)\bsingle[- ](?:arm|group)\b")
_BLIND = re.compile(
    r"(?i)\b(?:(?:single|double|triple|quadruple)[- ]?(?:blind|mask)\w*|blinded|masked|open[- ]label|unblinded|unmasked)"
)


def phase(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the phase as printed; beside "not applicable" quote what the text says of phases."""
    if not record.phases:
        return not_stated(record)
    none = {"NA", "N/A", "NOT APPLICABLE"}
    if all(p.text.upper() in none for p in record.phases):
        elsewhere = mentions(record, re.compile(r"(?i)\bphase (?:[1-4]|I{1,3}V?)\b"))[:1]
        also = Point("phase.elsewhere", {"quotes": elsewhere}) if elsewhere else None
        return stated(Point("phase.na", {"value": record.phases}), also)
    return stated(Point("phase", {"value": record.phases}))


def allocation(record: TrialRecord, asked: Asked) -> Resolution:
    """Say whether people are randomised, from the field or from the text."""
    value = record.design.allocation
    if value and value.text.upper() == "RANDOMIZED":
        ratio = mentions(record, _RATIO)[:2] if _ASKS_RATIO.search(asked.text) else ()
        told = Point("quotes", {"quotes": ratio}) if ratio else None
        return stated(Point("allocation.randomised", {"value": value}), told)
    if value and value.text.upper() in {"NON_RANDOMIZED", "NONRANDOMIZED"}:
        return stated(Point("allocation.not_randomised", {"value": value}))
    single = mentions(record, _SINGLE)[:1]
    model = record.design.model
    if single or (model and "SINGLE" in model.text.upper()):
        return stated(
            Point("allocation.single", {"quotes": single or ((model,) if model else ())}, (value,) if value else ())
        )
    words = mentions(record, _RANDOM)[:2]
    if words:
        return stated(Point("quotes", {"quotes": words}))
    if value:
        return stated(Point("allocation.na", {"value": value}))
    return not_stated(record)


def masking(record: TrialRecord, asked: Asked) -> Resolution:
    """Say who knows which treatment is given, from the field or from the text."""
    value = record.design.masking
    words = tuple(s for s in mentions(record, _BLIND))[:1]
    if value is None:
        return stated(Point("masking.words", {"quotes": words})) if words else not_stated(record)
    if value.text.upper() in {"NONE", "NONE (OPEN LABEL)", "OPEN"}:
        return stated(Point("masking.none", {"value": value}, words))
    who = record.design.who_masked
    return stated(
        Point("masking.who", {"value": value, "who": who}) if who else Point("masking", {"value": value}),
        Point("quotes", {"quotes": (record.design.masking_description,)})
        if record.design.masking_description
        else None,
    )


def model(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the model of the study with its description."""
    value = record.design.model or record.design.observational_model
    points = [Point("model", {"value": value})] if value else []
    words = mentions(
        record,
        re.compile(
            r"(?i)\b(?:single|two|three|four|multi)[- ](?:arm|group)|dose[- ]escalation|parallel|crossover|cross-over|open-label"
        ),
    )
    if record.design.model_description:
        points.append(Point("quotes", {"quotes": (record.design.model_description,)}))
    elif words:
        points.append(Point("quotes", {"quotes": words[:1]}))
    return stated(*points) if points else not_stated(record)


def summary(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the summary's first sentences."""
    whole = record.summary or record.description
    if whole is None:
        return stated(Point("title", {"value": record.title}))
    return stated(Point("summary", {"quotes": _first(whole, 3)}))


def _first(whole: Slice, most: int) -> tuple[Slice, ...]:
    return tuple(sentences(whole))[:most]


def identifiers(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the registration number and the other identifiers."""
    more = Point("other_ids", {"value": record.other_ids[:8]}) if record.other_ids else None
    return stated(Point("identifier", {"value": record.id_slice}), more)


def title(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the title, the official title and the acronym."""
    return stated(
        Point("title", {"value": record.title}),
        Point("official_title", {"value": record.official_title}) if record.official_title else None,
        Point("acronym", {"value": record.acronym}) if record.acronym else None,
    )


_FOLLOW = re.compile(r"(?i)\bfollow(?:ed)?[- ]?up\b|\bfollowed for\b|\blong[- ]term\b")
_DURATION = re.compile(
    r"(?i)\b(?:\d+|one|two|three|four|five|six|twelve|several)[- ]?(?:to \d+[- ]?)?(?:days?|weeks?|months?|years?)\b"
)


def follow_up(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote how long people are followed: the text's own words, then the outcomes' time frames."""
    told = [s for s in mentions(record, _FOLLOW) if "riteri" not in s.section and _DURATION.search(s.text)]
    frames = distinct(tuple(o.time_frame for o in record.outcomes if o.time_frame))
    points = [Point("quotes", {"quotes": distinct(tuple(told))[:3]})] if told else []
    if record.design.target_duration:
        points.append(Point("target_duration", {"value": record.design.target_duration}))
    if frames:
        longest = [f for f in sorted(frames, key=_length, reverse=True) if _length(f) == max(map(_length, frames))][:2]
        points.append(Point("follow_up.frames", {"quotes": tuple(longest)}))
    return stated(*points) if points else not_stated(record)


_NUMBER_WORDS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
} | {"a": 1, "an": 1, "eighteen": 18, "twenty": 20, "thirty": 30}
_PER_YEAR = {"day": 365.25, "week": 52.2, "month": 12.0, "year": 1.0, "hour": 8766.0, "minute": 525960.0}


def _length(frame: Slice) -> float:
    """The longest time a frame names in digits or in words, in years."""
    numbers = "|".join(_NUMBER_WORDS)
    found = re.findall(rf"(?i)(?<![\w.])(\d+(?:\.\d+)?|{numbers})\s*-?\s*(day|week|month|year|hour|minute)", frame.text)
    counted = ((float(_NUMBER_WORDS.get(number.lower(), 0) or number), unit.lower()) for number, unit in found)
    return max((number / _PER_YEAR[unit] for number, unit in counted), default=0.0)


def oversight(record: TrialRecord, asked: Asked) -> Resolution:
    """Say whether a data monitoring committee is recorded."""
    value = record.oversight.data_monitoring_committee
    if value is None:
        return not_stated(record)
    return stated(Point("committee.yes" if value.text == "true" else "committee.no", {"value": value}))


APPROVAL = re.compile(
    r"(?i)\b(?:approved|licen[sc]ed|authori[sz]ed|marketed)\b(?! (?:by the )?(?:ethic|institution|irb|local|study|proto|repres|proxy))|\bmarketing authori[sz]ation\b"
    r"|\bCE[- ]mark"
)
"""Words on approval by a medicines agency, which no field of a registry holds."""

_ASKS_APPROVAL = re.compile(
    r"(?i)\b(?:un)?approv\w*|\blicen[sc]ed?\b|\bauthori[sz]\w+|\bon the market\b|\bCE[- ]?mark|\bgreen light\b|批准|上市|aprobad|autorizad|comercializ"
)


def regulated(record: TrialRecord, asked: Asked) -> Resolution:
    """Say what the record's fields on FDA regulation and export hold; to regulate is not to approve."""
    fields = (
        ("fda.drug", record.oversight.fda_regulated_drug),
        ("fda.device", record.oversight.fda_regulated_device),
        ("fda.unapproved_device", record.oversight.unapproved_device),
        ("fda.export", record.oversight.us_export),
    )
    points = [Point(f"{say}.{'yes' if v.text == 'true' else 'no'}", {"value": v}) for say, v in fields if v]
    if _ASKS_APPROVAL.search(asked.text):
        told = mentions(record, APPROVAL)[:2]
        if not told:
            return Resolution(tuple(points), ("approval",), searched(record)) if points else not_stated(record)
        points.insert(0, Point("quotes", {"quotes": told}))
    return stated(*points) if points else not_stated(record)


def sharing(record: TrialRecord, asked: Asked) -> Resolution:
    """Say what the record says of sharing individual participant data."""
    plan = record.sharing
    told = tuple(s for s in (plan.description, plan.time_frame, plan.access_criteria, plan.url) if s)
    if plan.plan is None and not told:
        return not_stated(record)
    code = plan.plan.text.upper() if plan.plan else ""
    say = {"YES": "sharing.yes", "NO": "sharing.no"}.get(code, "sharing")
    return stated(
        Point(say, {"value": plan.plan}) if plan.plan else None,
        Point("sharing.types", {"value": plan.info_types}) if plan.info_types else None,
        Point("quotes", {"quotes": told}) if told else None,
    )


def references(record: TrialRecord, asked: Asked) -> Resolution:
    """List the publications and links of the record."""
    if not record.references and not record.links:
        return not_stated(record)
    cited = tuple(r.citation for r in record.references)
    links = tuple(r.url or r.citation for r in record.links)
    return stated(
        Point("references", {"n": len(cited), "quotes": cited[:5]}) if cited else None,
        Point("links", {"quotes": links[:5]}) if links else None,
    )


_STAGE = re.compile(
    r"(?i)\b(?:stages?|visits?|screening|procedures?|participants? will|patients? will|subjects? will|will (?:be|receive|undergo|have))\b"
)


def procedures(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the sentences on what happens to those who take part."""
    found = [s for s in mentions(record, _STAGE) if s.section.lower().endswith(("summary", "description"))]
    if not found:
        found = [s for s in mentions(record, _STAGE) if s.section.lower().startswith("arms")]
    return stated(Point("procedures", {"quotes": closest(asked, tuple(found))[:4]})) if found else not_stated(record)


TOPICS = (
    Topic("phase", phase),
    Topic("study_type", field_topic("study_type", lambda r: r.study_type)),
    Topic("allocation", allocation),
    Topic("masking", masking),
    Topic("model", model),
    Topic("purpose", field_topic("purpose", lambda r: r.design.purpose)),
    Topic("time_perspective", field_topic("time_perspective", lambda r: r.design.time_perspective)),
    Topic("sampling", field_topic("sampling", lambda r: r.design.sampling_method)),
    Topic("study_population", field_topic("study_population", lambda r: r.design.study_population)),
    Topic("biospecimens", field_topic("biospecimens", lambda r: tuple(s for s in (r.design.biospecimen_retention, r.design.biospecimen_description) if s))),
    Topic("keywords", field_topic("keywords", lambda r: r.keywords)),
    Topic("summary", summary),
    Topic("title", title),
    Topic("identifier", identifiers),
    Topic("follow_up", follow_up),
    Topic("procedures", procedures),
    Topic("oversight", oversight),
    Topic("fda_regulated", regulated),
    Topic("data_sharing", sharing),
    Topic("references", references),
    Topic("visits", mention_topic("quotes", r"\b(?:visits?|appointments?|clinic (?:days|attendance)|come (?:in|back)|check-?ups?)\b", unless=r"screening visit|baseline visit")),
    Topic("screening", mention_topic("quotes", r"\bscreening\b", most=2)),
)  # fmt: skip
