"""Say what a place of a record makes of its words: which field, which criterion, which group they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from assistant.claims.measure import Measure
from assistant.claims.terms import Terms, terms
from ingest.record import Age, Arm, Contact, Criterion, Outcome, Slice, TrialRecord, sub_slice

Kind = Literal[
    "field",
    "admitted",
    "age",
    "criterion",
    "arm",
    "intervention",
    "outcome",
    "site",
    "contact",
    "date",
    "prose",
    "said",
]
Mood = Literal["", "plan", "actual", "intent"]


@dataclass(frozen=True, slots=True)
class Stand:
    """Words of the record that belong together, and what their place makes of them.

    Args:
        slices: the slices it is made of; the text is theirs.
        label: words that its place allows a claim to say ("sponsor"), in English.
        sign: for a criterion, +1 where it is asked for, -1 where it keeps people out.
        names: words that tell it from its siblings, one of which a claim must say; () where it has none.
        bound: the comparator that the field itself puts on a number.
        counts: whether its number counts people.
        lead: words above it that govern it: a heading, the criterion that it is a part of.
        title: the label of the arm it is of.
        given: where in the text the interventions of an arm begin, or a site's own status.
    """

    kind: Kind
    text: str
    slices: tuple[Slice, ...]
    label: str = ""
    sign: int = 0
    names: tuple[str, ...] = ()
    mood: Mood = ""
    bound: str = ""
    counts: bool = False
    lead: str = ""
    title: str = ""
    given: int = 0
    terms: Terms = field(default_factory=lambda: terms(""), compare=False, repr=False)
    labels: frozenset[str] = field(default=frozenset(), compare=False, repr=False)


# (field, what a claim may call it). Words for a code that the record prints stand in _CODES.
_FIELDS: tuple[tuple[str, str, Mood], ...] = (
    ("id_slice", "registration number identifier registered", ""),
    ("title", "title", "intent"),
    ("official_title", "official title", "intent"),
    ("acronym", "acronym short name", ""),
    ("other_ids", "other identifier number", ""),
    ("status", "recruitment status recruiting current currently now", ""),
    ("last_known_status", "last known status recruitment", ""),
    ("why_stopped", "why stopped reason because terminated withdrawn suspended", ""),
    ("study_type", "study type", ""),
    ("phases", "phase", ""),
    ("sponsor", "lead sponsor responsible", ""),
    ("collaborators", "collaborator", ""),
    ("sex", "sex gender open", ""),
    ("gender_description", "sex gender", ""),
    ("conditions", "condition disease studied", ""),
    ("keywords", "keyword", ""),
    ("design.model", "design model arrangement assigned", ""),
    ("design.allocation", "allocation assigned design", ""),
    ("design.purpose", "primary purpose", ""),
    ("design.masking", "masking blinding blinded masked design", ""),
    ("design.who_masked", "masked blinded blinding masking who know", ""),
    ("design.observational_model", "observational model design", ""),
    ("design.time_perspective", "time perspective design", ""),
    ("design.target_duration", "duration follow-up", ""),
    ("design.sampling_method", "sampling method", ""),
    ("design.biospecimen_retention", "sample biospecimen kept", ""),
    ("sharing.plan", "plan share individual participant data", ""),
    ("sharing.info_types", "document shared sharing", ""),
    ("copyright", "copyright", ""),
)
_PROSE: tuple[tuple[str, str], ...] = (
    ("summary", "summary"), ("description", "description"), ("design.model_description", "design model"),
    ("design.masking_description", "masking blinding"), ("design.study_population", "study population"),
    ("design.biospecimen_description", "sample biospecimen"), ("sharing.description", "share data"),
    ("sharing.time_frame", "share data time"), ("sharing.access_criteria", "share data access"),
)  # fmt: skip
# How a registry's codes are read aloud; other codes are read as their words.
_CODES = {
    "NOT_YET_RECRUITING": "not yet recruiting; not open yet; not started recruiting yet",
    "RECRUITING": "recruiting, open, taking participants",
    "ACTIVE_NOT_RECRUITING": "active, running, not recruiting",
    "COMPLETED": "completed, over",
    "TERMINATED": "terminated, stopped early",
    "WITHDRAWN": "withdrawn",
    "ENROLLING_BY_INVITATION": "enrolling by invitation only",
    "ALL": "all sexes: men and women, either sex",
    "FEMALE": "female, women only",
    "MALE": "male, men only",
    "NA": "not applicable",
    "NON_RANDOMIZED": "not randomized",
    "RANDOMIZED": "randomized, assigned to groups at random",
    "NONE": "open label; no masking; no blinding; nobody is blinded",
    "DOUBLE": "double blind masking",
    "TRIPLE": "triple blind masking",
    "QUADRUPLE": "quadruple blind masking",
    "SINGLE": "single blind masking",
    "SINGLE_GROUP": "single group, single arm, one group, one arm",
    "PARALLEL": "parallel groups",
    "CROSSOVER": "crossover",
    "EARLY_PHASE1": "early phase 1",
    "OUTCOMES_ASSESSOR": "outcomes assessor",
    "CARE_PROVIDER": "care provider",
    "INVESTIGATOR": "investigator",
    "PARTICIPANT": "participant",
}
_OF_AGE = 18
"""Years from which registries call a participant an adult."""

_OVER = ("COMPLETED", "TERMINATED", "WITHDRAWN", "SUSPENDED")
_DATES = {
    "start": "start date",
    "primary_completion": "primary completion date",
    "completion": "completion date",
    "first_submitted": "first submitted date",
    "first_posted": "first posted date",
    "last_update_submitted": "last update submitted date",
    "last_update_posted": "last update posted date",
    "results_first_posted": "results first posted date",
    "verified": "verified date",
}
_SENTENCE = re.compile(r"(?<![A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<! vs\.)(?<= ..[.!?])\s+(?=[A-Z\d\"“(•*-])|(?<=[.!?])\s+(?=[A-Z\"“(•*-])|\n\s*\n|\n\s*(?=[*•-]|\d+[.)])|(?<=[。！？])")  # fmt: skip
_SHORT = re.compile(r"\b(?:e\.g|i\.e|vs|cf|approx|Dr|Prof|No|St|Inc|Ltd|Co|et al|[A-Z])\.$")


@lru_cache(maxsize=32)
def stands(record: TrialRecord) -> tuple[Stand, ...]:
    """Everything the record says, cut into what belongs together; smaller pieces come before those that hold them."""
    return tuple(_finished(stand) for stand in _stands(record))


def said(text: str, slices: tuple[Slice, ...]) -> Stand:
    """A verified sentence of the default answer, as something a claim may repeat."""
    return _finished(Stand("said", text, slices))


def sentences(whole: Slice) -> tuple[Slice, ...]:
    """The sentences of a slice, each an exact slice."""
    edges = [0]
    for m in _SENTENCE.finditer(whole.text):
        if not _SHORT.search(whole.text[: m.start()]):
            edges.append(m.end())
    edges.append(len(whole.text))
    found = [sub_slice(whole, a, b) for a, b in pairwise(edges)]
    return tuple(one for one in found if one.text)


# What words say of people without naming them.
_IMPLIED = (
    (re.compile(r"\b(?:either|both|all|any) (?:sex|sexes|gender|genders)\b", re.IGNORECASE), " men women"),
    (re.compile(r"\b(?:pregnan\w+|breast-?\s?feed\w*|lactati\w+|nursing)\b", re.IGNORECASE), " women"),
)


def _finished(stand: Stand) -> Stand:
    read = terms(stand.text, asserted=False)
    label = stand.label + "".join(words for said, words in _IMPLIED if said.search(stand.text))
    labels = frozenset(k for words in (label, *stand.names) for t in terms(words).all for k in t.keys)
    return replace(stand, terms=read, labels=labels)


def _stands(record: TrialRecord) -> Iterator[Stand]:
    yield from _doses(record)
    takes = _takes(record)
    for criterion in record.criteria:
        yield from _criterion(criterion, "", takes)
    yield from _arms(record)
    yield from _interventions(record)
    yield from _outcomes(record.outcomes)
    yield from _sites(record)
    yield from _people(record)
    yield from _typed(record)
    over = any(s.text.upper() in _OVER for s in record.status)
    for name, label, mood in _FIELDS:
        value = attrgetter(name)(record)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                if name in ("title", "official_title", "why_stopped"):
                    yield Stand("prose", one.text, (one,), label, mood=mood)
                else:
                    yield Stand("field", _aloud(one.text), (one,), label, mood="actual" if over else mood)
    for name, label in _PROSE:
        if (whole := attrgetter(name)(record)) is not None:
            for one in sentences(whole):
                yield Stand("prose", one.text, (one,), label)
    for whole in record.criteria_text if not record.criteria else ():
        for one in sentences(whole):
            yield Stand("prose", one.text, (one,))


def _aloud(code: str) -> str:
    if known := _CODES.get(re.sub(r"\W+", "_", code.strip().upper())):
        return known
    return re.sub(r"_", " ", code).lower() if re.fullmatch(r"[A-Z][A-Z0-9_]+", code) else code


def _typed(record: TrialRecord) -> Iterator[Stand]:
    for age, bound, label in (
        (record.minimum_age, ">=", "minimum lower age limit youngest old age older adult"),
        (record.maximum_age, "<=", "maximum upper age limit oldest old age younger"),
    ):
        if isinstance(age, Age) and re.fullmatch(r"\d+ \w+", age.slice.text):
            yield Stand("age", age.slice.text, (age.slice,), label, bound=bound if age.inclusive else "")
    if record.enrolment:
        slices = (record.enrolment, *((record.enrolment_type,) if record.enrolment_type else ()))
        kind = record.enrolment_type.text if record.enrolment_type else ""
        mood: Mood = "plan" if kind != "ACTUAL" else "actual"
        yield Stand("field", record.enrolment.text, slices, "enrolment number size target participate", mood=mood, counts=True)  # fmt: skip
    if record.healthy_volunteers and record.healthy_volunteers.text in ("true", "false"):
        sign = -1 if record.healthy_volunteers.text == "false" else 1
        yield Stand("admitted", "healthy volunteers", (record.healthy_volunteers,), "", sign)  # fmt: skip
    for date in record.dates:
        typed = (date.type,) if date.type else ()
        mood = "plan" if date.type and date.type.text == "ESTIMATED" else "actual"
        yield Stand("date", date.slice.text, (date.slice, *typed), _DATES[date.kind], mood=mood)


def _takes(record: TrialRecord) -> str:
    """Whether adults, children or both can take part, by the record's own limits of age: a criterion holds for them."""
    lowest = record.minimum_age.years if isinstance(record.minimum_age, Age) else None
    highest = record.maximum_age.years if isinstance(record.maximum_age, Age) else None
    children = any(limit is not None and limit < _OF_AGE for limit in (lowest, highest))
    adults = highest >= _OF_AGE if highest is not None else lowest is not None
    return " child" * children + " adult" * adults


def _criterion(criterion: Criterion, lead: str, takes: str) -> Iterator[Stand]:
    own = criterion.slice
    head = own
    if criterion.parts:
        head = sub_slice(own, 0, max(0, criterion.parts[0].slice.span.start - own.span.start))
        for part in criterion.parts:
            yield from _criterion(part, f"{lead} {head.text}".strip(), takes)
    if head.text:
        names = tuple(x for x in (criterion.cohort,) if x)
        above = " ".join(x for x in (criterion.heading or "", lead) if x)
        label = ("criterion meets require" if criterion.kind == "inclusion" else "criterion meets") + takes
        yield Stand(
            "criterion", head.text, (head,), label, 1 if criterion.kind == "inclusion" else -1, names, lead=above
        )


def _telling(own: str, others: Sequence[str]) -> tuple[str, ...]:
    """The words of a name that its siblings' names lack."""
    seen = {k for other in others for t in terms(other).telling for k in t.keys}
    return tuple(t.text for t in terms(own).telling if not t.keys & seen)


def _names(own: str, every: Sequence[str]) -> tuple[str, ...]:
    others = list(every)
    others.remove(own)
    return (_telling(own, others) or (own,)) if others else ()


def _doses(record: TrialRecord) -> Iterator[Stand]:
    for arm in record.arms:
        for dose in arm.doses:
            level = f"level {dose.level}" if dose.level is not None else ""
            several = len(arm.doses) > 1 or len(record.arms) > 1
            names = ((level,) if level else (arm.label.text,)) if several else ()
            label = f"dose level arm {arm.label.text}"
            yield Stand("arm", dose.slice.text, (dose.slice,), label, names=names, title=arm.label.text)


def _arms(record: TrialRecord) -> Iterator[Stand]:
    every = [arm.label.text for arm in record.arms]
    for arm in record.arms:
        names = _names(arm.label.text, every)
        yield from _arm(arm, names)


def _arm(arm: Arm, names: tuple[str, ...]) -> Iterator[Stand]:
    kind = (arm.kind,) if arm.kind else ()
    label = "arm"
    head = " : ".join([arm.label.text, *(_aloud(k.text) for k in kind), *(i.text for i in arm.interventions)])
    given = len(head) - len(" : ".join(i.text for i in arm.interventions)) if arm.interventions else 0
    yield Stand(
        "arm", head, (arm.label, *kind, *arm.interventions), label, names=names, title=arm.label.text, given=given
    )
    for one in sentences(arm.description) if arm.description else ():
        # An amount is read where it stands beside its own level, not among those of the other levels.
        doses = [dose.slice for dose in arm.doses]
        yield Stand("arm", _without(one, doses), (one,), f"{label} {arm.label.text}", names=names, title=arm.label.text)


def _without(whole: Slice, parts: Sequence[Slice]) -> str:
    text = whole.text
    for part in parts:
        start, end = part.span.start - whole.span.start, part.span.end - whole.span.start
        if part.span.pointer == whole.span.pointer and start >= 0 and end <= len(text):
            text = text[:start] + ";" + " " * (end - start - 1) + text[end:]
    return text


def _interventions(record: TrialRecord) -> Iterator[Stand]:
    every = [i.name.text for i in record.interventions]
    for one in record.interventions:
        names = _names(one.name.text, every)
        kind = (one.kind,) if one.kind else ()
        head = " : ".join([*(_aloud(k.text) for k in kind), one.name.text, *(o.text for o in one.other_names)])
        yield Stand("intervention", head, (one.name, *kind, *one.other_names), "intervention treatment tested", mood="")
        for sentence in sentences(one.description) if one.description else ():
            yield Stand("intervention", sentence.text, (sentence,), f"intervention treatment {one.name.text}", names=names)  # fmt: skip


def _outcomes(outcomes: Sequence[Outcome]) -> Iterator[Stand]:
    every = [o.measure.text for o in outcomes]
    for outcome in outcomes:
        names = _names(outcome.measure.text, every)
        label = f"{outcome.rank} outcome measure evaluate time"
        frame = (outcome.time_frame,) if outcome.time_frame else ()
        described = sentences(outcome.description) if outcome.description else ()
        whole = (outcome.measure, *frame, *described[:1])
        for one in described[1:]:
            yield Stand("outcome", one.text, (one,), f"{outcome.measure.text}", names=names, mood="")
        yield Stand("outcome", " ; ".join(s.text for s in whole), whole, label, names=names, mood="intent")


def _sites(record: TrialRecord) -> Iterator[Stand]:
    for site in record.sites:
        parts = tuple(x for x in (site.facility, site.city, site.state, site.zip, site.country, site.status) if x)
        parts = tuple({p.span: p for p in parts}.values())
        text = " , ".join(_aloud(p.text) for p in parts)
        if not parts:
            continue
        status = len(text) - len(_aloud(site.status.text)) if site.status else 0
        yield Stand("site", text, parts, "site hospital located location city country", names=(), given=status)
        place = " ".join(p.text for p in (site.facility, site.city) if p)
        for contact in site.contacts:
            yield from _contact(contact, f"contact at {place}")


def _people(record: TrialRecord) -> Iterator[Stand]:
    for contact in record.contacts:
        yield from _contact(contact, "contact")
    for official in record.officials:
        yield from _contact(official, "official investigator")
    if record.responsible_party:
        yield from _contact(record.responsible_party, "responsible party")


def _contact(contact: Contact, label: str) -> Iterator[Stand]:
    parts = tuple(x for x in (contact.name, contact.role, contact.phone, contact.email, contact.affiliation) if x)
    if parts:
        extra = " phone" * bool(contact.phone) + " email" * bool(contact.email)
        yield Stand("contact", " , ".join(_aloud(p.text) for p in parts), parts, label + extra)


def bounded(stand: Stand, measure: Measure) -> Measure:
    """The measure with the comparator that its field puts on it."""
    return replace(measure, bound=stand.bound) if stand.bound and not measure.bound else measure
