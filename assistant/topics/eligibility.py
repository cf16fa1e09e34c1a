"""Who may take part: ages, sex, pregnancy, the criteria, and any one thing a person asks about."""

from __future__ import annotations

import re

from assistant.asked_ages import AskedAge
from assistant.topics.mention import criteria_points, leaves, mentions
from assistant.topics.named import ids, single
from assistant.topics.narrow import groups, narrowed
from assistant.topics.topic import Point, Resolution, Topic, not_stated, searched, stated
from assistant.understand import Asked
from ingest.record import Age, Slice, TrialRecord

_ADULT_LIMIT = 18


def age(record: TrialRecord, asked: Asked) -> Resolution:
    """Compare the ages in the question with the record's limits, by completed years; quote the limits."""
    low, high = record.minimum_age, record.maximum_age
    if low is None and high is None:
        return _age_in_criteria(record)
    limits = tuple(dict.fromkeys(limit.slice for limit in (low, high) if limit))
    if asked.ages:
        return stated(*(_compare(one, low, high, limits) for one in asked.ages))
    if asked.age_group == "children":
        return stated(_children(low, high, limits))
    if asked.age_group == "older" and high is None:
        return stated(Point("age.no_upper", {"value": limits}))
    return stated(_limits(low, high, limits))


def _limits(low: Age | None, high: Age | None, limits: tuple[Slice, ...]) -> Point:
    """The limits; where the record gives one alone, which of the two it is."""
    both = low is not None and high is not None
    return Point("age.limits" if both else "age.only_lower" if low else "age.only_upper", {"value": limits})


def _compare(asked: AskedAge, low: Age | None, high: Age | None, limits: tuple[Slice, ...]) -> Point:
    if low and (asked.years < low.years or (asked.years == low.years and not low.inclusive)):
        return Point("age.below", {"age": asked.words, "value": (low.slice,)})
    # "70 years" as an upper limit takes in everyone who has completed 70 years and not 71.
    ceiling = int(asked.years) if high and high.unit == "years" else asked.years
    if high and (ceiling > high.years or (ceiling == high.years and not high.inclusive)):
        return Point("age.above", {"age": asked.words, "value": (high.slice,)})
    key = "age.within" if low and high else "age.within_no_upper" if low else "age.within_no_lower"
    return Point(key, {"age": asked.words, "value": limits})


def _children(low: Age | None, high: Age | None, limits: tuple[Slice, ...]) -> Point:
    if low and low.years >= _ADULT_LIMIT:
        return Point("age.no_children", {"value": (low.slice,)})
    return Point("age.children", {"value": limits}) if low and high else _limits(low, high, limits)


_AGE_WORDS = re.compile(r"(?i)\b(?:aged?|years? old|years? of age|adults?|children|infants?|adolescents?|elderly)\b")


def _age_in_criteria(record: TrialRecord) -> Resolution:
    found = tuple(c.slice for c in leaves(record.criteria) if not c.parts and _AGE_WORDS.search(c.slice.text))[:3]
    if found:
        return stated(Point("age.words", {"quotes": found}))
    if record.standard_ages:
        return stated(Point("age.groups", {"value": record.standard_ages}))
    return not_stated(record)


PREGNANCY = re.compile(r"(?i)\b(?:pregnan\w*|breast-?\s?feed\w*|nursing|lactat\w*|gestation)\b")
_CONTRACEPTION = re.compile(
    r"(?i)\b(?:contracepti\w*|birth control|abstinen\w*|child-?\s?bearing|condoms?|sperm|vasectom\w*)\b"
)


def sex(record: TrialRecord, asked: Asked) -> Resolution:
    """Say whether men and women may take part."""
    if record.sex is None:
        return not_stated(record)
    code = record.sex.text.upper()
    criteria = tuple(c.slice for c in record.criteria if re.search(r"(?i)\beither sex|both sexes\b", c.slice.text))[:1]
    if code in {"ALL", "BOTH"}:
        return stated(Point("sex.all", {"value": record.sex}, criteria))
    open_to = "female" if code.startswith("F") else "male"
    extra = Point("quotes", {"quotes": (record.gender_description,)}) if record.gender_description else None
    if asked.sex and asked.sex != open_to:
        return stated(Point(f"sex.only_{open_to}.no", {"value": record.sex}), extra)
    return stated(Point(f"sex.only_{open_to}", {"value": record.sex}), extra)


def pregnancy(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote what the criteria say of pregnancy and breastfeeding, with its side."""
    return _by_pattern(record, PREGNANCY)


def contraception(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote what the criteria say of contraception."""
    return _by_pattern(record, _CONTRACEPTION)


def _by_pattern(record: TrialRecord, pattern: re.Pattern[str]) -> Resolution:
    found = tuple(c for c in leaves(record.criteria) if not c.parts and pattern.search(c.slice.text))
    if found:
        return stated(*criteria_points(found[:4]))
    elsewhere = mentions(record, pattern)[:2]
    return stated(Point("quotes", {"quotes": elsewhere})) if elsewhere else not_stated(record)


def healthy_volunteers(record: TrialRecord, asked: Asked) -> Resolution:
    """Say whether the record's field accepts healthy volunteers, or what the criteria say of them."""
    if record.healthy_volunteers is not None:
        accepted = record.healthy_volunteers.text.lower() in {"true", "yes", "accepts healthy volunteers"}
        return stated(Point("healthy.yes" if accepted else "healthy.no", {"value": record.healthy_volunteers}))
    words = mentions(record, re.compile(r"(?i)\bhealthy (?:volunteers?|controls?|subjects?|participants?)\b"))[:2]
    if words:
        return stated(Point("quotes", {"quotes": words}))
    # The record has no field for it; that it studies people with a disease is what can be quoted.
    return Resolution(
        (Point("healthy.conditions", {"value": record.conditions}),) if record.conditions else (),
        ("healthy_volunteers",),
        tuple(s.name for s in record.sections),
    )


def inclusion(record: TrialRecord, asked: Asked) -> Resolution:
    """List what the record asks for: of everyone, then of each cohort, or of the cohort asked about."""
    return _listing(record, asked, "inclusion")


def exclusion(record: TrialRecord, asked: Asked) -> Resolution:
    """List what keeps a person out."""
    return _listing(record, asked, "exclusion")


def _listing(record: TrialRecord, asked: Asked, kind: str) -> Resolution:
    mine = tuple(c for c in record.criteria if c.kind == kind)
    if not mine:
        return _unsplit(record)
    if few := narrowed(record, asked, mine):
        return stated(*criteria_points(few))
    if _ABOUT_TREATMENT.search(asked.text):
        mine = tuple(c for c in mine if _TREATMENT.search(c.slice.text)) or mine
    points: list[Point] = []
    own = groups(record, asked)
    common = tuple(c.slice for c in mine if c.cohort is None)
    if common and not (own and kind == "inclusion"):
        points.append(Point(f"{kind}.list", {"n": len(common), "quotes": common}))
    for cohort in own or record.cohorts:
        quotes = tuple(c.slice for c in mine if c.cohort == cohort)
        if quotes:
            points.append(Point(f"{kind}.list.cohort", {"n": len(quotes), "cohort": cohort, "quotes": quotes}))
    # Two groups side by side are compared by what is their own; so is a group that is not asked for as a list.
    if common and kind == "inclusion" and (not points or (len(own) == 1 and _FOR_THE_LIST.search(asked.text))):
        points.append(Point("inclusion.list.everyone", {"n": len(common), "quotes": common}))
    return stated(*points) if points else not_stated(record)


_FOR_THE_LIST = re.compile(
    r"(?i)\b(?:criteria|criterion|require\w*|needs?|needed|qualif\w*|eligib\w*|conditions|inclusion|must)\b|条件|标准|要求|criterios|requisitos|necesit"
)
_ABOUT_TREATMENT = re.compile(
    r"(?i)\b(?:prior|previous|past|earlier|concomitant|which|what) (?:\w+ )?(?:treatments?|therap(?:y|ies)|medications?|medicines?|drugs?)\b"
    r"|既往(?:治疗|用药)|之前的治疗|tratamientos? (?:previos?|anteriores)"
)


def _unsplit(record: TrialRecord) -> Resolution:
    if record.criteria_text and not record.criteria:
        return stated(Point("quotes", {"quotes": record.criteria_text}))
    return not_stated(record)


def cohort(record: TrialRecord, asked: Asked) -> Resolution:
    """List the criteria of the cohort asked about, or name the cohorts."""
    if groups(record, asked):
        return _listing(record, asked, "inclusion")
    if record.cohorts:
        first = tuple(next(c.slice for c in record.criteria if c.cohort == name) for name in record.cohorts)
        names = ", ".join(record.cohorts)
        return stated(Point("cohorts", {"n": len(record.cohorts), "names": names}, first))
    return not_stated(record)


def conditions(record: TrialRecord, asked: Asked) -> Resolution:
    """Name the conditions studied, and the groups the criteria are written for."""
    if not record.conditions:
        return not_stated(record)
    points = [Point("conditions", {"value": record.conditions})]
    if record.cohorts:
        points += cohort(record, Asked(asked.text, asked.language)).points
    return stated(*points)


_CONSENT = re.compile(r"(?i)\bconsent|\bassent\b|willing(?:ness)? to (?:participate|sign)|legally authori[sz]ed")
_WINDOW = re.compile(
    r"(?i)(?:within|for(?: at least)?|at least|less than|in the (?:past|last|preceding|previous)|prior|before|previous)\b[^.;]{0,60}"
    r"\b(?:\d+|one|two|three|four|six|twelve)\s*(?:\(\w+\)\s*)?-?(?:hours?|days?|weeks?|months?|years?|half-?li)|wash-?\s?out"
)
_TREATMENT = re.compile(
    r"(?i)\b(?:treat\w*|therap\w*|medicat\w*|drugs?|medicines?|steroids?|corticosteroids?|antibiotics?|vaccin\w*|surgery|use of|taking|"
    r"received?|dos(?:e|ing)|chemotherapy|radiotherapy|inhibitors?|immunosuppress\w*|biologics?|wash-?\s?out)\b"
)
_LABORATORY = re.compile(
    r"(?i)\b(?:laborator\w*|h(?:a)?emoglobin|platelets?|neutrophils?|leu[ck]ocytes?|white (?:blood )?cells?|creatinine|bilirubin|"
    r"ALT|AST|transaminases?|eGFR|glomerular|albumin|ANC|INR|HbA1c|glucose|cholesterol|potassium|sodium|liver function|renal function|"
    r"organ function|blood (?:count|pressure)|titer|antibod(?:y|ies)|positive test|test(?:ed)? positive|serolog\w*|BMI|body mass)\b"
)
_PERFORMANCE = re.compile(r"(?i)\b(?:ECOG|Karnofsky|performance status|Lansky|life expectancy|WHO performance)\b")


def consent(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote what the criteria say of consent."""
    return _by_pattern(record, _CONSENT)


def washout(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the criteria that name both a treatment and a time before the study."""
    found = tuple(
        c
        for c in leaves(record.criteria)
        if not c.parts
        and _WINDOW.search(c.slice.text)
        and _TREATMENT.search(c.slice.text)
        and not _CONTRACEPTION.search(c.slice.text)
    )
    return stated(*criteria_points(found[:6])) if found else not_stated(record)


def laboratory(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the criteria on laboratory values and tests; on the one asked about, where it is named."""
    values = {m.concept.id for m in asked.concepts if m.concept.kind in {"measures", "tests"}}
    found = _within_cohort(record, asked, _LABORATORY)
    if not values or found.kind == "not_stated":
        return found
    own = tuple(
        c
        for c in single(record)
        if (not asked.cohorts or c.cohort in (None, *asked.cohorts)) and values & ids(c.slice.text)
    )
    if own:
        return stated(*criteria_points(own[:8]))
    general = tuple(
        c
        for c in record.criteria
        if re.search(r"(?i)\b(?:laborator\w*|blood) (?:values?|tests?|results?)", c.slice.text)
    )
    names = tuple(dict.fromkeys(m.text for m in asked.concepts if m.concept.id in values))
    if not general:
        return not_stated(record)
    return Resolution(criteria_points(general[:2]), ("lookup",), searched(record), names)


_EXPECTANCY = re.compile(r"(?i)\blife expectancy\b|\bexpected (?:survival|to live)\b")
_STATUS = re.compile(r"(?i)\b(?:ECOG|Karnofsky|performance status|Lansky|WHO performance)\b")
_ASKS_EXPECTANCY = re.compile(
    r"(?i)\bexpect(?:ancy|ed)\b|\bsurviv\w*|\bleft to live\b|预期|生存期|活多久|esperanza|supervivencia"
)
_ASKS_STATUS = re.compile(r"(?i)\becog\b|\bkps\b|\bps\b|karnofsky|lansky|performance|体能|评分|卧床|estado|funcional")


def performance(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the criteria on performance status or on life expectancy, whichever is asked for; else on both."""
    expectancy, status = _ASKS_EXPECTANCY.search(asked.text), _ASKS_STATUS.search(asked.text)
    if bool(expectancy) != bool(status):
        return _within_cohort(record, asked, _EXPECTANCY if expectancy else _STATUS)
    return _within_cohort(record, asked, _PERFORMANCE)


def _within_cohort(record: TrialRecord, asked: Asked, pattern: re.Pattern[str]) -> Resolution:
    mine = groups(record, asked)
    found = tuple(c for c in single(record) if pattern.search(c.slice.text) and (not mine or c.cohort in (None, *mine)))
    found = narrowed(record, asked, found) or found
    return stated(*criteria_points(found[:8])) if found else not_stated(record)


TOPICS = (
    Topic("age", age),
    Topic("sex", sex),
    Topic("pregnancy", pregnancy),
    Topic("contraception", contraception),
    Topic("healthy_volunteers", healthy_volunteers),
    Topic("inclusion_criteria", inclusion),
    Topic("exclusion_criteria", exclusion),
    Topic("cohort_criteria", cohort),
    Topic("conditions", conditions),
    Topic("consent", consent),
    Topic("washout", washout),
    Topic("laboratory", laboratory),
    Topic("performance_status", performance),
)
