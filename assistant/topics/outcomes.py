"""What is measured, when, and on which scale."""

from __future__ import annotations

import re

from assistant.topics.mention import criteria_points, distinct, leaves, mention_topic, mentions, sentences
from assistant.topics.narrow import outcomes_of
from assistant.topics.said import own_groups
from assistant.topics.topic import Point, Resolution, Resolver, Topic, not_stated, partly, stated
from assistant.understand import Asked, fold, short_forms
from ingest.record import Outcome, OutcomeRank, Slice, TrialRecord

_MOST = 12


def _ranked(rank: OutcomeRank) -> Resolver:
    def resolve(record: TrialRecord, asked: Asked) -> Resolution:
        mine = tuple(o for o in record.outcomes if o.rank == rank)
        if not mine:
            return not_stated(record)
        if named := tuple(o for o in _of_question(record, asked) if o.rank == rank):
            return stated(*(point for one in named[:3] for point in _described(one)))
        if few := outcomes_of(record, asked, mine):
            return stated(*_some(few))
        head = Point(
            f"outcomes.{rank}" if len(mine) > 1 else f"outcomes.{rank}.one",
            {"n": len(mine), "quotes": tuple(o.measure for o in mine[:_MOST])},
        )
        frames = distinct(tuple(o.time_frame for o in mine if o.time_frame))
        wants_time = asked.audience == "clinician" or re.search(
            r"(?i)\bwhen|how long|time ?frame|over what|时间|cu[aá]ndo|plazo", asked.text
        )
        return stated(head, Point("outcomes.frames", {"quotes": frames[:4]}) if frames and wants_time else None)

    return resolve


def _of_question(record: TrialRecord, asked: Asked) -> tuple[Outcome, ...]:
    """The outcomes the question names, by their own words or by the group they are for."""
    if asked.outcomes:
        return asked.outcomes
    return tuple(
        o
        for o in record.outcomes
        if any(re.search(rf"(?<![\w-]){re.escape(c)}(?![\w-])", o.measure.text) for c in own_groups(asked))
    )


_ENTRY = re.compile(
    r"(?i)\b(?:entry|enter|enrol\w*|inclusion|include|qualify|need(?:ed|s)?|required?|minimum|at screening|at baseline|to (?:join|get in)|eligib\w*)\b"
    r"|入组|要求|最低|para (?:entrar|participar)"
)


def _entry(record: TrialRecord, asked: Asked) -> Resolution | None:
    """What the criteria ask of a score that is also an outcome; its range is no threshold for joining."""
    if not (asked.outcome_named and _ENTRY.search(asked.text)):
        return None
    names = [w for w in re.findall(r"[\w-]{3,}", asked.text) if any(fold(w) in short_forms(o) for o in asked.outcomes)]
    found = tuple(
        c for c in leaves(record.criteria) if not c.parts and any(fold(n) in fold(c.slice.text) for n in names)
    )
    if found:
        return stated(*criteria_points(found[:4]))
    return Resolution(
        tuple(_described(asked.outcomes[0])), ("lookup",), tuple(s.name for s in record.sections), tuple(names[:1])
    )


def outcomes(record: TrialRecord, asked: Asked) -> Resolution:
    """Describe the outcome asked about by name; else list the primary outcomes and count the rest."""
    if entry := _entry(record, asked):
        return entry
    if asked.outcome_named:
        return stated(*(point for one in asked.outcomes[:3] for point in _described(one)))
    if few := outcomes_of(record, asked, record.outcomes):
        return stated(*_some(few))
    if asked.outcomes:
        return stated(*(point for one in asked.outcomes[:3] for point in _described(one)))
    found = _ranked("primary")(record, asked)
    others = tuple(o.measure for o in record.outcomes if o.rank != "primary")
    if found.kind == "not_stated":
        return stated(Point("outcomes.list", {"n": len(others), "quotes": others[:_MOST]})) if others else found
    more = Point("outcomes.others", {"n": len(others), "quotes": others[:_MOST]}) if others else None
    return stated(*found.points, more)


def _some(few: tuple[Outcome, ...]) -> list[Point]:
    """Few outcomes with what is told of them; more by their names."""
    if len(few) <= 2:
        return [point for one in few for point in _described(one)]
    frames = distinct(tuple(o.time_frame for o in few if o.time_frame))
    head = Point("outcomes.some", {"n": len(few), "quotes": tuple(o.measure for o in few[:_MOST])})
    return [head, *([Point("outcomes.frames", {"quotes": frames})] if len(frames) == 1 else [])]


def _described(outcome: Outcome) -> list[Point]:
    points = [Point(f"outcome.{outcome.rank}", {"value": outcome.measure})]
    if outcome.time_frame:
        points.append(Point("outcome.time_frame", {"value": outcome.time_frame}))
    if outcome.description:
        points.append(Point("quotes", {"quotes": (outcome.description,)}))
    return points


def time_frame(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the time frame of the outcome asked about, or the frames of all."""
    ranks = {r for r in ("primary", "secondary") if re.search(rf"(?i)\b{r}\b", asked.text)}
    ranks |= {
        r
        for r, words in (("primary", "主要|principal|primari"), ("secondary", "次要|secundari"))
        if re.search(words, asked.text)
    }
    # A rank that is named outweighs a word that an outcome happens to share with the question.
    named = _of_question(record, asked) if asked.outcome_named or not ranks else ()
    chosen = named or tuple(o for o in record.outcomes if not ranks or o.rank in ranks)
    frames = distinct(tuple(o.time_frame for o in chosen if o.time_frame))
    if not frames:
        return not_stated(record)
    if named or (ranks and len(chosen) <= 6):
        return stated(
            *(Point("outcome.when", {"measure": o.measure, "value": o.time_frame}) for o in chosen[:6] if o.time_frame)
        )
    return stated(Point("outcomes.frames", {"quotes": frames[:6]}))


_SCALE = re.compile(
    r"(?i)\b(?:score|scale|range[sd]?|between \d+ and \d+|higher|lower|worse|better|points?|index|questionnaire)\b"
)


def scale(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the range and the direction of the scale asked about, or of every scale the outcomes describe."""
    if entry := _entry(record, asked):
        return entry
    chosen = _of_question(record, asked) or record.outcomes
    quotes = [s for o in chosen if o.description for s in sentences(o.description) if _SCALE.search(s.text)]
    if not quotes:
        if asked.outcomes:
            return outcomes(record, asked)
        return not_stated(record)
    return stated(Point("quotes", {"quotes": tuple(quotes[:6])}))


_EFFICACY = re.compile(r"(?i)\b(?:efficacy|effective\w*|response|remission|improve\w*|survival)\b")


def benefit(record: TrialRecord, asked: Asked) -> Resolution:
    """Say that the record promises no benefit, and quote what the study sets out to find."""
    aims = tuple(
        s
        for s in mentions(record, _EFFICACY)
        if s.section.lower().endswith(("summary", "description")) or "outcome" in s.section.lower()
    )[:2]
    return partly(Point("benefit", {"quotes": aims}), missing="benefit", record=record) if aims else not_stated(record)


def definition(record: TrialRecord, asked: Asked) -> Resolution:
    """Define a term by the record's own words: a long form beside an abbreviation, or the sentence that explains it."""
    term = asked.term
    if not term:
        return not_stated(record)
    points: list[Point] = []
    if long := long_form(record, term):
        points.append(Point("definition.long_form", {"term": long[0], "value": long[1]}))
    told = explained(record, term)
    if told:
        points.append(Point("definition.says", {"quotes": told}))
    if points:
        return stated(*points)
    holding = used(record, term)
    if holding:
        return Resolution(
            (Point("definition.used", {"term": term, "quotes": holding[:2]}),),
            ("definition",),
            tuple(s.name for s in record.sections),
        )
    return not_stated(record)


def long_form(record: TrialRecord, term: str) -> tuple[Slice, Slice] | None:
    """Find "long form (ABBR)" in the record, by the algorithm of Schwartz and Hearst (2003)."""
    from assistant.topics.mention import prose
    from ingest.record import sub_slice

    wanted = fold(term).strip()
    for sentence in prose(record):
        for m in re.finditer(r"\(\s*([A-Za-z][\w/-]{1,14}?)s?\s*\)", sentence.text):
            short = m.group(1)
            if (
                fold(short) not in {wanted, wanted.rstrip("s")}
                and wanted not in fold(sentence.text[: m.start()])[-len(wanted) - 2 :]
            ):
                continue
            start = _long_start(short, sentence.text[: m.start()].rstrip())
            if start is None:
                continue
            found = sub_slice(sentence, m.start(1), m.end(1)), sub_slice(sentence, start, m.start())
            if fold(short).rstrip("s") == wanted.rstrip("s") or wanted == fold(found[1].text):
                return found
    return None


def _long_start(short: str, before: str) -> int | None:
    """Match the abbreviation's letters backwards through the words before it; the first must begin a word."""
    letters = [c for c in short.lower() if c.isalnum()]
    words = before.lower()
    at = len(words)
    for i in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and (words[at] != letters[i] or (i == 0 and at > 0 and words[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    long = before[at:]
    return at if len(long.split()) <= min(len(letters) + 5, len(letters) * 2) and len(long) > len(short) else None


def _flexible(term: str) -> str:
    """The term as a pattern that lets hyphens, spaces and brackets differ: "CAR-NK" is "(CAR) -NK"."""
    parts = re.findall(r"[^\W_]+", term.removeprefix("these ").removeprefix("this "))
    return rf"(?<![\w-]){r'[^A-Za-z0-9]{0,3}'.join(map(re.escape, parts))}s?(?![\w-])" if parts else r"(?!)"


def used(record: TrialRecord, term: str) -> tuple[Slice, ...]:
    """The sentences that hold the term; prose first, since a criterion or a measure explains nothing."""
    found = mentions(
        record, re.compile(_flexible(term.rstrip("s") if len(term) > 4 else term), re.I if len(term) > 3 else 0)
    )
    return tuple(sorted(found, key=lambda s: not s.section.lower().endswith(("summary", "description"))))


def explained(record: TrialRecord, term: str) -> tuple[Slice, ...]:
    """Sentences that say what the term is: "TERM is/are/means/refers to …", or describe the outcome of that name."""
    verb = r"\s*(?:\([^)]*\)\s*)?(?:is|are|was|were|means?|refers?|stands? for|defined|assesses|measures|can be used|,\s*an?\b|=|:)"
    pattern = re.compile(rf"(?<![\w-]){re.escape(term)}s?{verb}", re.I)
    found = list(mentions(record, pattern))
    if not found:
        wanted = fold(term)
        for outcome in record.outcomes:
            names = {fold(w) for w in re.findall(r"[\w-]+", outcome.measure.text)} | {fold(outcome.measure.text)}
            if wanted in names and outcome.description:
                found += sentences(outcome.description)
    return tuple(dict.fromkeys(found))[:2]


TOPICS = (
    Topic("outcomes", outcomes),
    Topic("primary_outcomes", _ranked("primary")),
    Topic("secondary_outcomes", _ranked("secondary")),
    Topic("other_outcomes", _ranked("other")),
    Topic("outcome_time_frame", time_frame),
    Topic("scale", scale),
    Topic("safety_outcomes", mention_topic("safety", r"\b(?:adverse events?|toxicit\w*|safety|tolerab\w*|side effects?|DLTs?|TEAEs?|SAEs?|CTCAE)(?:\b|(?=\d))", most=4)),
)  # fmt: skip
