"""What is given, how much, how often, and beside what."""

from __future__ import annotations

import re

from assistant.topics.closest import closest
from assistant.topics.design import allocation as randomised
from assistant.topics.mention import distinct, leaves, mention_topic, mentions, sentences, spoken
from assistant.topics.topic import Computed, Point, Resolution, Topic, not_stated, partly, stated
from assistant.understand import Asked, extremes
from assistant.vocabulary import concepts
from ingest.doses import doses as read_doses
from ingest.record import Arm, Dose, Slice, TrialRecord

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def intervention(record: TrialRecord, asked: Asked) -> Resolution:
    """Name what is given, with its kind and its description."""
    if not record.interventions:
        kind = record.study_type
        point = Point("intervention.none", {"value": kind}) if kind else None
        return partly(point, missing="intervention", record=record) if point else not_stated(record)
    points = []
    for one in record.interventions[:8]:
        slots = {"value": one.name, **({"kind": one.kind} if one.kind else {})}
        points.append(Point("intervention.kind" if one.kind else "intervention", slots))
        if one.description and len(record.interventions) <= 4:
            points.append(Point("quotes", {"quotes": (one.description,)}))
    if not any(one.description for one in record.interventions):
        words = {w for one in record.interventions for w in re.findall(r"[A-Z][\w-]{4,}", one.name.text)}
        if words:
            pattern = re.compile("|".join(map(re.escape, sorted(words))))
            prose = [s for s in mentions(record, pattern) if s not in {one.name for one in record.interventions}]
            told = tuple(s for s in prose if s.section.lower().endswith(("summary", "description")))[:1]
            if told:
                points.append(Point("quotes", {"quotes": told}))
    return stated(*points)


def other_names(record: TrialRecord, asked: Asked) -> Resolution:
    """List the other names of what is given."""
    named = tuple(name for one in record.interventions for name in one.other_names)
    return stated(Point("other_names", {"value": named[:20]})) if named else not_stated(record)


def arms(record: TrialRecord, asked: Asked) -> Resolution:
    """List the arms with their kind and what each receives."""
    if not record.arms:
        return not_stated(record)
    if chosen := _chosen(record, asked):
        return stated(*(_arm(arm, True) for arm in chosen))
    head = Point(
        "arms.one" if len(record.arms) == 1 else "arms.count",
        {"n": len(record.arms)},
        tuple(a.label for a in record.arms),
    )
    return stated(head, *(_arm(arm, len(record.arms) <= 6) for arm in record.arms[:20]))


NUMBERED = re.compile(
    r"(?i)\b(sub-?study|arm|group|cohort|part|stage|period)\s*[-:]?\s*([A-Z]|\d{1,2}[a-z]?|[IVX]{1,4})\b"
)


def _chosen(record: TrialRecord, asked: Asked) -> tuple[Arm, ...]:
    """The arms a question names by their number or letter ("Substudy 4", "arm B")."""
    wanted = {(kind.lower().replace("-", ""), n.lower()) for kind, n in NUMBERED.findall(asked.text)}
    if not wanted:
        return ()
    labels = (
        (arm, {(k.lower().replace("-", ""), n.lower()) for k, n in NUMBERED.findall(arm.label.text)})
        for arm in record.arms
    )
    return tuple(arm for arm, named in labels if named & wanted)


def _arm(arm: Arm, whole: bool) -> Point:
    if whole and arm.description:
        return Point("arm.described", {"value": arm.label, "description": arm.description})
    if arm.interventions:
        return Point("arm.gets", {"value": arm.label, "gets": arm.interventions})
    return Point("arm", {"value": arm.label})


def dose(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the dose asked for: a numbered level, the highest or lowest, or all of them."""
    levels = tuple(d for arm in record.arms for d in arm.doses if d.level is not None)
    if levels:
        return _levels(record, asked, levels)
    if told := _of_kind(record, asked):
        return stated(Point("quotes", {"quotes": told}))
    given = _amounts(record)
    named = _named(record, asked)
    if named:
        given = [(owner, d) for owner, d in given if _about(named, f"{owner.text} {d.slice.text}")]
    if not given:
        return not_stated(record)
    if extreme := _most_or_least(asked, _of_one_drug(record, given)):
        return stated(extreme)
    owners = list({owner.span: owner for owner, _ in given}.values())[:6]
    return stated(
        *(
            Point(
                "dose.of",
                {"name": owner, "quotes": tuple(dict.fromkeys(d.slice for o, d in given if o.span == owner.span))[:4]},
            )
            for owner in owners
        )
    )


# A dose that has a name of its own: how a question names it, and how a sentence that holds it does.
_DOSE_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asks, re.I), re.compile(line, re.I))
    for asks, line in (
        (
            r"\b(?:start(?:ing|ed|s)?|initial|begin(?:ning)?|beg[au]n|first)\b|起始|初始|开始|\binicial\b|\b(?:empez|empiez|comenz|comienz|inici)\w*|primera dosis",
            r"\b(?:start(?:ing|ed|s)?|initial(?:ly)?|initiat\w*|begin(?:s|ning)?|beg[au]n|first dose)\b",
        ),
        (r"\bloading\b|负荷|\bde carga\b", r"\bloading\b"),
        (r"\bmaintenance\b|维持|mantenimiento", r"\bmaintenance\b|\bmaintain\w*"),
        (
            r"\b(?:max(?:imum|imal)?|cap(?:ped)?|ceiling|no more than|at most|highest)\b|最大|最高|上限|m[aá]xim[ao]",
            r"\b(?:max(?:imum|imal)?|not (?:to )?exceed\w*|no more than|up to (?:a (?:\w+ )?(?:dose |total )?of )?\d[\d.,]*\s*(?:mg|g|mcg|µg|ml|iu|units)|capped)\b",
        ),
        (r"\b(?:titrat\w*|increas\w*|go(?:es)? up|adjust\w*|escalat\w*)\b|滴定|加量|aument|ajust", r"\b(?:titrat\w*|increas\w*|adjust\w*|escalat\w*)\b"),
        (r"\b(?:reduc\w*|lower(?:ed)?|cut)\b|减量|reduc", r"\b(?:reduc\w*|lowered)\b"),
    )
)  # fmt: skip


def _of_kind(record: TrialRecord, asked: Asked) -> tuple[Slice, ...]:
    """The sentences on treatment that hold an amount and the kind of dose a question names: a starting, a loading one."""
    kinds = [line for asks, line in _DOSE_KINDS if asks.search(asked.text)]
    if not kinds:
        return ()
    dosed = [s for s in _about_treatment(record) if read_doses(s)]
    found = tuple(s for s in dosed if all(line.search(s.text) for line in kinds)) or tuple(
        s for s in dosed if any(line.search(s.text) for line in kinds)
    )
    return closest(asked, distinct(found))[:3]


def _of_one_drug(record: TrialRecord, given: list[tuple[Slice, Dose]]) -> tuple[Dose, ...]:
    """The amounts that can be set side by side: those of the arms, where one drug is given beside no more than a dummy."""
    drugs = [i for i in record.interventions if not _PLACEBO.search(i.name.text)]
    arms = {arm.label.span for arm in record.arms if not _PLACEBO.search(arm.label.text)}
    if len(drugs) > 1:
        return ()
    in_arms = tuple(d for owner, d in given if owner.span in arms)
    return in_arms if len(in_arms) > 1 else tuple(d for _, d in given)


def _most_or_least(asked: Asked, given: tuple[Dose, ...]) -> Point | None:
    """The highest or the lowest of amounts that differ in nothing but one number; None where no such one is asked for."""
    lowest = asked.level == "lowest"
    if asked.level not in {"highest", "lowest", "last"} and not _DOSE_KINDS[3][0].search(asked.text):
        return None
    ordered = _by_amount(tuple({d.amount.text: d for d in given}.values()))
    if len(ordered) < 2:
        return None
    chosen = ordered[0] if lowest else ordered[-1]
    say = "dose.lowest" if lowest else "dose.highest"
    return Point(say, {"value": chosen.amount, "quotes": (chosen.slice,)}, tuple(d.amount for d in ordered))


def _amounts(record: TrialRecord) -> list[tuple[Slice, Dose]]:
    """Every amount in the record's words on treatment, with the arm or intervention it stands under."""
    found = [(i.name, d) for i in record.interventions for d in (*read_doses(i.description), *read_doses(i.name))]
    found += [(arm.label, d) for arm in record.arms for d in arm.doses]
    if not found:
        told = (
            d
            for s in (record.summary, record.description)
            for d in read_doses(s)
            if re.search(r"(?i)\bdos", d.slice.text)
        )
        found = [(record.title, d) for d in told]
    seen: dict[str, tuple[Slice, Dose]] = {}
    for owner, d in found:
        seen.setdefault(d.slice.text, (owner, d))
    return list(seen.values())


def _named(record: TrialRecord, asked: Asked) -> set[str]:
    """The words of the question that name one of the record's treatments, or any other medicine."""
    words = {w for i in record.interventions for w in re.findall(r"[\w-]{4,}", i.name.text.casefold())}
    words |= {w for arm in record.arms for w in re.findall(r"(?:[A-Z][A-Z0-9-]{3,})", arm.label.text)}
    asked_words = set(re.findall(r"[\w-]{4,}", asked.text.casefold()))
    mine = asked_words & {w.casefold() for w in words} - _NOT_A_NAME
    return mine | {m.text.casefold() for m in asked.concepts if m.concept.kind == "drugs"}


_NOT_A_NAME = frozenset(
    [
        "dose",
        "doses",
        "drug",
        "study",
        "treatment",
        "injection",
        "infusion",
        "tablet",
        "tablets",
        "capsule",
        "placebo",
        "control",
        "group",
        "cells",
        "therapy",
        "vaccine",
        "oral",
        "daily",
        "standard",
        "with",
        "and",
    ]
)


def _about(named: set[str], text: str) -> bool:
    return any(word in text.casefold() for word in named)


def _levels(record: TrialRecord, asked: Asked, levels: tuple[Dose, ...]) -> Resolution:
    levels = tuple(sorted({d.slice.span: d for d in levels}.values(), key=lambda d: d.level or 0))
    slices = tuple(d.slice for d in levels)
    if len(several := _named_levels(asked.text, levels)) > 1:
        return stated(*_side_by_side(several))
    if isinstance(asked.level, int):
        chosen = next((d for d in levels if d.level == asked.level), None)
        if chosen is None:
            return stated(Point("dose.no_level", {"n": len(levels), "level": asked.level, "quotes": slices}))
        return stated(Point("dose.level", {"level": asked.level, "value": chosen.amount, "quotes": (chosen.slice,)}))
    if asked.level in {"highest", "lowest", "last"}:
        ordered = _by_amount(levels)
        if ordered:
            chosen = ordered[0] if asked.level == "lowest" else ordered[-1]
            say = "dose.lowest" if asked.level == "lowest" else "dose.highest"
            return stated(Point(say, {"value": chosen.amount, "quotes": (chosen.slice,)}, slices))
    return stated(Point("dose.levels", {"n": len(levels), "quotes": slices}))


_NAMED_LEVEL = re.compile(
    r"(?i)(?:\bDL|\b(?:dose\s*)?level|\bdose|\bnivel(?: de dosis)?|剂量(?:水平|组)?)\s*-?\s*(\d{1,2})\b"
)
_NEXT_LEVEL = re.compile(
    r"(?i)^\s*(?:and|vs\.?|versus|or|to|with|y|con|o|和|与|对|,|/)\s*(\d{1,2})\b(?!\s*(?:mg|mill|cells|x|%))"
)


def _named_levels(text: str, levels: tuple[Dose, ...]) -> tuple[Dose, ...]:
    """The levels a question names by numbers ("DL4 vs DL1", "dose levels 1 and 3"), in its order, or as both ends."""
    numbers: list[int] = []
    for m in _NAMED_LEVEL.finditer(re.sub(r"(?i)\blevels\b", "level", text)):
        numbers.append(int(m[1]))
        rest = re.sub(r"(?i)\blevels\b", "level", text)[m.end() :]
        while more := _NEXT_LEVEL.match(rest):
            numbers.append(int(more[1]))
            rest = rest[more.end() :]
    if not numbers and {"highest", "lowest"} <= set(extremes(text)) and (ordered := _by_amount(levels)):
        return (ordered[0], ordered[-1])
    by_number = {d.level: d for d in levels}
    return tuple(by_number[n] for n in dict.fromkeys(numbers) if n in by_number)


def _side_by_side(levels: tuple[Dose, ...]) -> list[Point]:
    """Levels one after another; of two in the same unit, how many times the lower the higher is."""
    points = [Point("dose.level", {"level": d.level or 0, "value": d.amount, "quotes": (d.slice,)}) for d in levels]
    ordered = _by_amount(levels)
    if len(ordered) != 2:
        return points
    low, high = (float(_NUMBER.search(d.amount.text)[0].replace(",", "")) for d in ordered)  # type: ignore[index]
    if low > 0:
        times = Computed(f"{high / low:.3g}")
        numbers = {"high": ordered[1].level or 0, "low": ordered[0].level or 0}
        points.append(Point("dose.times", {**numbers, "times": times}, tuple(d.amount for d in ordered)))
    return points


def _by_amount(levels: tuple[Dose, ...]) -> tuple[Dose, ...]:
    """The levels from least to most, when they differ in nothing but one number."""
    units = {_NUMBER.sub("#", d.amount.text) for d in levels}
    if len(units) != 1 or "#" not in next(iter(units)):
        return ()
    return tuple(sorted(levels, key=lambda d: float(_NUMBER.search(d.amount.text)[0].replace(",", ""))))  # type: ignore[index]


_SCHEDULE = re.compile(
    r"(?i)\b(?:single[- ](?:dose|infusion|injection)|once|twice|thrice|daily|weekly|monthly|bid|tid|qd|q\d+[hdw]|"
    r"(?:one|two|three|four|five|six|\d+)\s+(?:times|doses|infusions|injections|cycles|sessions)|every\s+(?:\d+|one|two|three|four|other|days?|weeks?|months?|years?|morning|evening|night)|"
    r"per (?:day|week|month|cycle)|(?:a|each) (?:day|week|month|night|morning|evening)|on days?\s*\d|at day\s*\d|day\s*-?\d+|cycles?|nightly|"
    r"\d+\s*(?:-|\s)?(?:min(?:ute)?s?|hours?|hrs?)\s*(?:/|per|a|each|every)\s*(?:day|session|week)|\d+(?:-|\s)(?:min(?:ute)?|hour)s? (?:sessions?|modules?|classes|visits))\b"
)
_GIVEN = re.compile(
    r"(?i)\b(?:dos\w*|infus\w*|inject\w*|administ\w*|given|receiv\w*|tak(?:e|en|ing)|treat\w*|tablets?|capsules?|therapy|sessions?|"
    r"cycles?|mg|mcg|ml|units?|iu|modules?|exercis\w*|train\w*|practi[cs]e\w*|class(?:es)?|program\w*|wear\w*|worn|us(?:e|ed|ing)|prescribed|"
    r"attend\w*|complet\w*|perform\w*|appl(?:y|ied)|stimulat\w*|meetings?|counsel\w*|calls?|messages?)\b"
)
_ROUTE = (
    r"\b(?:intra-?(?:derm|muscul|arteri|cavit|cutan|oss|tumou?r|ocul|arachn|ventric|vagin|uter|lesion|pleur)\w*|needl\w*|percutan\w*|acupunct\w*|intraven\w*|i\.?v\.?\b|infusions?|infused|oral(?:ly)?|by mouth|subcutan\w*|inject\w*|intramuscular\w*|topical\w*|inhal\w*|"
    r"intranasal|nasal|metered|pump|intra-?cerebro\w*|intravitreal|intrathecal\w*|intraperitoneal|sublingual|rectal|transdermal|patch|tablets?|capsules?|pills?|eye ?drops?|"
    r"cream|gel|ointment|suppositor\w*|implant\w*|intra-?articular\w*|spray|p\.?o\.?)\b"
)


def _about_treatment(record: TrialRecord) -> tuple[Slice, ...]:
    found: list[Slice] = []
    for arm in record.arms:
        found += [*sentences(arm.label), *(sentences(arm.description) if arm.description else ())]
    for one in record.interventions:
        found += [one.name, *(sentences(one.description) if one.description else ())]
    for whole in (record.summary, record.description):
        found += sentences(whole) if whole else ()
    return tuple({s.span: s for s in found}.values())


def schedule(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the sentences on how often and when the treatment is given, or on how long one session of it takes."""
    if named := _SITTING.search(asked.text):
        return _how_long_each(record, asked, named.group(0))
    found = [s for s in _about_treatment(record) if _SCHEDULE.search(s.text) and _GIVEN.search(s.text)]
    found.sort(key=lambda s: "arm" not in s.section.lower())
    return (
        stated(Point("schedule", {"quotes": closest(asked, distinct(tuple(found)))[:4]}))
        if found
        else not_stated(record)
    )


# One of the times that people come or sit down for something, in the languages people ask in.
_SITTING_WORDS = (
    r"sessions?|visits?|appointments?|class(?:es)?|lessons?|calls?|meetings?|modules?|interviews?|infusions?|operations?|"
    r"surger(?:y|ies)|procedures?|scans?|surveys?|questionnaires?|workouts?|exercises?|drips?"
)
_SITTING = re.compile(
    rf"(?i)\bhow long (?:is|are|was|were|does|do|did|will|would)(?: [\w-]+){{0,3}}? (?:{_SITTING_WORDS})\b(?! (?:period|phase|programme?))"
    rf"|\b(?:length|duration) of (?:an? |the |each |every |one )?(?:[\w-]+ )?(?:{_SITTING_WORDS})\b"
    rf"|\bhow many (?:minutes|hours) [^?]{{0,20}}\b(?:{_SITTING_WORDS})\b"
    r"|cu[aá]nto (?:tiempo )?(?:dura\w*|lleva\w*)(?: cada| una?| las?| los?| el)+ (?:sesi[oó]n|sesiones|visitas?|citas?|clases?|llamadas?|infusi[oó]n|infusiones|consultas?|entrevistas?)"
    r"|(?:每次|一次|每节|每场|一节)(?:\S{0,6})?(?:多久|多长|几分钟|几个?小时|多少分钟)"
)
_SITTING_NAMES = re.compile(
    rf"(?i)\b(?:{_SITTING_WORDS}|sesi[oó]n|sesiones|visitas?|citas?|clases?|llamadas?|infusi[oó]n|infusiones|entrevistas?)\b"
)
_CLOCK = re.compile(
    r"(?i)\b(?:\d+(?:\.\d+)?(?:\s*(?:-|–|to)\s*\d+)?|an?|one|two|three|four|five|ten|fifteen|twenty|thirty|forty|forty-five|sixty|ninety|half an)"
    r"[\s-]*(?:min(?:ute)?s?|hours?|hrs?)\b"
)
_SAME_SITTING = {
    "sesi": r"\bsessions?\b", "visita": r"\bvisits?\b", "cita": r"\b(?:appointments?|visits?)\b", "clase": r"\bclass(?:es)?\b",
    "llamada": r"\bcalls?\b", "infusi": r"\binfus\w*", "entrevista": r"\binterviews?\b", "drip": r"\binfus\w*",
    "operation": r"\b(?:operations?|surger\w+|procedures?)\b", "surger": r"\b(?:operations?|surger\w+|procedures?)\b",
    "class": r"\bclass(?:es)?\b", "lesson": r"\b(?:lessons?|class(?:es)?|sessions?)\b",
}  # fmt: skip


def _how_long_each(record: TrialRecord, asked: Asked, words: str) -> Resolution:
    """Quote the sentences that give minutes or hours to what the question names; or say that none does."""
    name = named.group(0).casefold() if (named := _SITTING_NAMES.search(words)) else ""
    own = next((line for start, line in _SAME_SITTING.items() if name.startswith(start)), rf"\b{re.escape(name[:6])}")
    pattern = re.compile(own if name else rf"\b(?:{_SITTING_WORDS})\b", re.I)
    timed = [s for s in mentions(record, _CLOCK) if "riteri" not in s.section and "utcome" not in s.section]
    found = tuple(s for s in timed if pattern.search(s.text))
    if not found:
        # Where only one thing is timed in minutes, that is the thing.
        found = tuple(
            s for s in timed if _GIVEN.search(s.text) and re.search(r"(?i)\b(?:each|every|per|a|sessions?)\b", s.text)
        )
    return stated(Point("quotes", {"quotes": closest(asked, found)[:3]})) if found else not_stated(record, name)


_LASTS = re.compile(
    r"(?i)\b(?:treatment (?:period|duration|phase)|treated for|until (?:disease |documented |radiographic )?progression|duration of (?:the )?(?:treatment|therapy|intervention)|"
    r"(?:for|over|during|in|lasts?|lasting|up to|within|throughout) (?:an? |the )?(?:total |period |maximum |duration |course |minimum |additional )*(?:of )?(?:up to |about |approximately |at least )?"
    r"(?:\d+(?:\s*(?:-|–|to)\s*\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)(?:\s|-)(?:consecutive )?(?:days?|weeks?|months?|years?|cycles?)|(?:for|over|during|lasts?|lasting) (?:an?|one|the) (?:whole |full |entire )?(?:week|month|year)(?! (?:after|before|prior|old|ago))|"
    r"(?:\d+|one|two|three|four|six|twelve)[- ](?:day|week|month|year)s?[- ](?:treatment|course|program\w*|intervention|regimen|period|therapy)|(?:days|weeks|months|cycles) of (?:treatment|therapy))\b"
)


def treatment_duration(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the sentences on how long the treatment goes on: the arms' own first."""
    found = [s for s in _about_treatment(record) if _LASTS.search(s.text) and _GIVEN.search(s.text)]
    found.sort(key=lambda s: not s.section.lower().startswith(("arm", "intervention")))
    return stated(Point("quotes", {"quotes": closest(asked, tuple(found))[:4]})) if found else not_stated(record)


def route(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the sentences on the way the treatment is given."""
    pattern = re.compile(_ROUTE, re.I)
    found = [s for s in _about_treatment(record) if pattern.search(s.text)]
    return (
        stated(Point("route", {"quotes": closest(asked, distinct(tuple(found)))[:3]})) if found else not_stated(record)
    )


_COMPARATOR = re.compile(
    r"(?i)\b(?:placebo|sham|comparator|control (?:group|arm)|standard (?:of )?care|usual care|no intervention|no treatment|dummy|saline)\b"
)
_PLACEBO = re.compile(r"(?i)\b(?:placebo|sham|dummy)\b")
_MADE_OF = re.compile(
    r"(?i)\bwhat(?:['’]?s| is| was| are)\W+(?:(?:actually|really) )?(?:in )?(?:the |a )?(?:placebo|sham|dummy)\b|\bmade (?:of|from|up)|\bcontain|\bconsist|\blook(?:s)? like|是什么|成分|\bqu[eé] (?:es|contiene|lleva)\b"
)
_SINGLE_ARM = re.compile(r"(?i)\bsingle[- ](?:arm|group)\b")


def placebo(record: TrialRecord, asked: Asked) -> Resolution:
    """Say whether a placebo or another comparison is named; else whether the record shows there is none."""
    labelled = tuple(a.label for a in record.arms if _PLACEBO.search(f"{a.label.text} {a.kind.text if a.kind else ''}"))
    named = labelled or tuple(i.name for i in record.interventions if _PLACEBO.search(i.name.text))
    words = tuple(s for s in mentions(record, _PLACEBO) if s not in named)
    if named:
        made = tuple(i.description for i in record.interventions if i.description and _PLACEBO.search(i.name.text))
        told = Point("quotes", {"quotes": made[:2]}) if made and _MADE_OF.search(asked.text) else None
        return stated(Point("placebo.yes", {"quotes": named[:3]}), told)
    if words:
        return stated(Point("quotes", {"quotes": words[:3]}))
    single = tuple(s for s in mentions(record, _SINGLE_ARM))[:1]
    model = (record.design.model,) if record.design.model and "SINGLE" in record.design.model.text else ()
    masking = (record.design.masking,) if record.design.masking and record.design.masking.text == "NONE" else ()
    others = tuple(s for s in mentions(record, _COMPARATOR))[:2]
    if single or model:
        return stated(Point("placebo.single_arm", {"quotes": single or model}))
    if others:
        return stated(Point("placebo.none_but", {"quotes": others}))
    if masking:
        return stated(Point("placebo.open", {"quotes": masking}))
    return not_stated(record)


_PRETREATMENT = re.compile(
    r"(?i)\b(?:pre-?treatment|lymphodeplet\w*|condition(?:ing)? (?:regimen|chemo\w*)|premedicat\w*|run-in|lead-in|preparat\w+ (?:regimen|chemo\w*)|"
    r"chemotherapy|bridging|induction)\b"
)
_DRUGS = re.compile(
    r"(?i)\b(?:cyclophosphamide|fludarabine|bendamustine|melphalan|busulfan|\w+(?:mab|platin|rubicin|taxel))\b"
)


def pretreatment(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote what comes before the treatment; when drugs are asked for and none is named, say so."""
    found = tuple(s for s in mentions(record, _PRETREATMENT) if "riteri" not in s.section)
    if not found:
        return not_stated(record)
    wants_names = re.search(
        r"(?i)\bwhich|\bregimens?\b|\bagents?\b|\bdos(?:e|es|ing)\b|\bwhat (?:drugs?|medicines?|chemo\w*|kind|type)|\bnames?\b|cyclophosph|fludarab|哪些|什么药|qu[eé] (?:f[aá]rmacos|medicamentos)|cu[aá]les",
        asked.text,
    )
    point = Point("pretreatment", {"quotes": found[:2]})
    asked_for = {m.concept.id for m in asked.concepts if m.concept.kind == "drugs"} - {"chemotherapy"}
    told = {m.concept.id for s in found for m in concepts(s.text)}
    if asked_for - told:
        return partly(point, missing="pretreatment_drugs", record=record)
    if wants_names and not any(_DRUGS.search(s.text) for s in found):
        own = tuple(i for i in record.interventions if i.kind and "DRUG" in i.kind.text.upper())
        if len(own) > 2:  # a regimen of several drugs is itself the treatment
            return intervention(record, asked)
        return partly(point, missing="pretreatment_drugs", record=record)
    return stated(point)


def assignment(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote how people come to their dose or group."""
    allocation = record.design.allocation
    words = mentions(
        record,
        re.compile(
            r"(?i)\brandomi[sz]|\bassigned\b|\ballocat|\bdose[- ]escalation\b|\b(?:matched|paired|pairing)\b|at a certain level|3\s*\+\s*3"
        ),
    )[:3]
    points = (
        [Point("allocation", {"value": allocation})]
        if allocation and allocation.text.upper() not in {"NA", "N/A"}
        else []
    )
    if words:
        points.append(Point("quotes", {"quotes": words}))
    return stated(*points) if points else randomised(record, asked)


_BESIDE = re.compile(
    r"\b(?:concomitant|concurrent|co-?administ\w*|background (?:therapy|treatment|medication)|allowed medications?|prohibited|rescue (?:medication|therapy)|stable doses?)\b",
    re.I,
)


def concomitant(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote what is said of other medicines, and the criteria that name medicines other than the trial's own."""
    mine = {m.concept.id for i in record.interventions for m in concepts(i.name.text)}
    told = mentions(record, _BESIDE)[:3]
    named = tuple(
        c.slice
        for c in leaves(record.criteria)
        if not c.parts and any(m.concept.kind == "drugs" and m.concept.id not in mine for m in concepts(c.slice.text))
    )[:6]
    found = tuple({s.span: s for s in (*told, *named)}.values())
    return stated(*spoken(record, found, "quotes")) if found else not_stated(record)


TOPICS = (
    Topic("intervention", intervention),
    Topic("other_names", other_names),
    Topic("arms", arms),
    Topic("dose", dose),
    Topic("schedule", schedule),
    Topic("route", route),
    Topic("placebo", placebo),
    Topic("pretreatment", pretreatment),
    Topic("assignment", assignment),
    Topic("cell_source", mention_topic("quotes", r"\b(?:donors?|allogene?ic|autologous|off-the-shelf|cord blood|iPSC|leukapheresis|apheresis|derived from)\b", unless=r"(?i)have received|prior|history of")),
    Topic("concomitant_medication", concomitant),
    Topic("treatment_duration", treatment_duration),
)  # fmt: skip
