"""What the results tables of a record say: figures as posted, with no conclusion of ours."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from assistant.tokens import tokens
from assistant.topics.adverse import deaths, named_event, other, serious
from assistant.topics.mention import mention_topic
from assistant.topics.outcomes import benefit
from assistant.topics.tables import counted_line, frequent, group_lines, measure_points, names, reasons
from assistant.topics.topic import Lines, Point, Resolution, Topic, not_stated, searched, stated
from assistant.understand import Asked
from ingest.record import Contact, Flow, Measured, Period, ResultRow, Results, Slice, TrialRecord

_MEASURES = 3
"""Outcome measures with their tables in one reply."""

_PERIODS = 3
"""Periods of the study in one reply."""

_REASONS = 8
"""Reasons for leaving a period: those most people had."""

NEED_RESULTS = frozenset(
    {"outcome_results", "participant_flow", "serious_events", "baseline", "results_limits", "results_contact"}
)
"""Topics that only a record with results tables can be asked about; of any other record they are not asked."""

FINDINGS = NEED_RESULTS | {"results", "success_rate", "side_effects", "deaths", "risks", "benefit"}
"""Topics on findings: nothing but the record's own tables and field answers them."""


def results(record: TrialRecord, asked: Asked) -> Resolution:
    """Say that results are posted, with the primary outcomes' tables and the totals of serious events and deaths."""
    found = record.results
    if found is None:
        return _only_posted(record)
    if _named(found.measures, asked):
        return outcome_results(record, asked)
    measures = _ranked(found.measures, "PRIMARY") or found.measures[:_MEASURES]
    points = [_head(record), *_tables(measures)]
    if len(found.measures) > len(measures[:_MEASURES]):
        points.append(Point("posted.more", {"n": len(found.measures)}, (found.measures[0].title,)))
    totals = found.adverse.serious_totals
    if totals:
        points.append(Point("posted.serious", {"lines": group_lines(totals, found.adverse.groups)}))
    if found.adverse.deaths:
        points.append(Point("posted.deaths", {"lines": group_lines(found.adverse.deaths, found.adverse.groups)}))
    return stated(*points)


def _only_posted(record: TrialRecord) -> Resolution:
    """What a copy without results tables says: whether results are posted."""
    posted = record.date("results_first_posted")
    if record.has_results is None and posted is None:
        return not_stated(record)
    if record.has_results is None or record.has_results.text == "true":
        value = posted.slice if posted else record.has_results
        return (
            stated(Point("results.posted" if posted else "results.yes", {"value": value}))
            if value
            else not_stated(record)
        )
    return stated(Point("results.no", {"value": record.has_results, "as_of": record.as_of}))


def _head(record: TrialRecord) -> Point:
    """That results are posted and are only quoted."""
    posted = record.date("results_first_posted")
    if posted:
        return Point("posted.date", {"value": posted.slice})
    return Point("posted.yes", {"value": record.has_results or record.id_slice})


def _tables(measures: tuple[Measured, ...]) -> list[Point]:
    points = [point for one in measures[:_MEASURES] for point in measure_points(one)]
    if len(measures) > _MEASURES:
        counts = {"n": _MEASURES, "all": len(measures)}
        points.append(Point("posted.measures.part", counts, (measures[0].title,)))
    return points


def _ranked(measures: tuple[Measured, ...], rank: str) -> tuple[Measured, ...]:
    return tuple(one for one in measures if one.rank and one.rank.text == rank)


_RANK = (
    ("PRIMARY", re.compile(r"(?i)\b(?:primary|main|principal(?:es)?)\b|主要")),
    ("SECONDARY", re.compile(r"(?i)\bsecondary\b|secundari|次要")),
)


def outcome_results(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the tables and the analyses of the measures the question names, by rank or by their words; else the primary."""
    found = record.results
    if found is None or not found.measures:
        return _silent(record)
    ranked = tuple(one for rank, words in _RANK if words.search(asked.text) for one in _ranked(found.measures, rank))
    named = _named(found.measures, asked)
    # "The primary outcome" may itself hold a word of the question; a named measure of that rank is the one meant.
    both = tuple(one for one in named if one in ranked)
    chosen = both or ranked or named or _ranked(found.measures, "PRIMARY") or found.measures
    points = [point for one in chosen[:_MEASURES] for point in measure_points(one, _rows(one, asked))]
    if len(chosen) > _MEASURES:
        counts = {"n": _MEASURES, "all": len(chosen)}
        points.append(Point("posted.measures.part", counts, (chosen[0].title,)))
    if _TESTED.search(asked.text):
        bare = tuple(one.title for one in chosen[:_MEASURES] if not one.analyses)
        points += [Point("posted.unanalysed", {"quotes": bare})] if bare else []
    return stated(_head(record), *points)


_TESTED = re.compile(
    r"(?i)\bp[- ]?values?\b|\bsignifican\w*|\bconfidence|\bhazard|\bodds|\banalys\w*|p\s?值|显著|置信|valor p|significativ"
)


_OF_ANY = frozenset(
    tokens(
        "results outcomes measures primary secondary main found findings posted figures data numbers values change changed difference "
        "groups arms drug treatment placebo patients people participants subjects number improved improvement better worse week month "
        "year day effect effective work worked happened end rate percent percentage proportion mean average significant analysis get got"
    )
)
"""Words of a question on results that tie it to no measure, though a measure's title may hold them."""


def _named(measures: tuple[Measured, ...], asked: Asked) -> tuple[Measured, ...]:
    """The measures that share most of the question's words, a word counting for less the more measures hold it."""
    words = set(tokens(asked.text)) - _OF_ANY
    same = {o.measure.text.casefold() for o in asked.outcomes} if asked.outcome_named else set()
    own = [set(tokens(one.title.text)) for one in measures]
    held = Counter(word for title in own for word in title)
    scores = [
        sum(1 / held[word] for word in words & title) + 2 * (one.title.text.casefold() in same)
        for one, title in zip(measures, own, strict=True)
    ]
    best = max(scores, default=0.0)
    # One word that stands in every third title ties the question to none of them.
    return tuple(one for one, score in zip(measures, scores, strict=True) if score == best) if best >= 0.5 else ()


# Words of what was found: a measure is also named where its plan is asked for ("how is pain measured?").
_FOUND = re.compile(
    r"(?i)\b(?:improv\w*|wors\w*|better|chang\w*|respon\w*|differ\w*|effect(?:s|ive)?|achiev\w*|reach\w*|recover\w*|reduc\w*|increas\w*|decreas\w*|"
    r"drop(?:ped)?|fell|rose|medians?|means?|average|percent\w*|proportion|rates?|significan\w*|found|findings?|results?|vs\.?|versus|than|able|could|"
    r"managed|tolerated|score[sd]?|went|how many|how much|did|was|were|IQR|SD|CI)\b|[%％]|改善|变化|提高|下降|升高|结果|多少|平均|中位|差异|有效"
    r"|\b(?:mejor\w*|cambi\w*|media|mediana|result\w*|diferenci\w*|aument\w*|baj[oó]|cu[aá]nt[oa]s?|lograron|pudieron)\b"
)
_PLANNED = re.compile(
    r"(?i)\b(?:how|when|where|why) (?:is|are|will|do|does|would)\b|\b(?:will|would|going to|planned?|defin\w*|measur(?:e|es|ing))\b|\bwhat (?:is|are|does|do)\b"
    r"(?! the (?:results?|findings?|mean|median|average|p\b|difference|rate|change))|怎么|如何|什么时候|什么是|定义|\bc[oó]mo se\b|\bcu[aá]ndo\b|\bqu[eé] (?:es|son)\b"
)
_LOOKS_BACK = re.compile(
    r"(?i)\b(?:improv\w*|wors\w*|respon(?:se|ses|ded|ders?)|differen(?:ce|t)|achiev\w*|recover\w*|reduc\w*|significan\w*|findings?|results?|went wrong|turned? out)\b"
    r"|改善|好转|恶化|差异|显著|结果|\b(?:mejor\w*|empeor\w*|diferencia|resultados?|significativ\w*)\b"
)


def asks_of_a_measure(record: TrialRecord, asked: Asked) -> bool:
    """Tell whether the question asks what was found on a measure that the tables hold."""
    if record.results is None or _PLANNED.search(asked.text) or not _FOUND.search(asked.text):
        return False
    return bool(_named(record.results.measures, asked))


def asks_of_findings(record: TrialRecord, asked: Asked) -> bool:
    """Tell whether a question that no topic takes looks back on what was found, where results are posted."""
    return record.results is not None and not _PLANNED.search(asked.text) and bool(_LOOKS_BACK.search(asked.text))


def _rows(measure: Measured, asked: Asked) -> tuple[ResultRow, ...] | None:
    """The rows whose own names the question holds ("week 12"); None for all of them."""
    words = set(tokens(asked.text)) - set(tokens(measure.title.text))
    named = [(len(words & set(tokens(" ".join(n.text for n in row.names)))), row) for row in measure.rows]
    most = max((n for n, _ in named), default=0)
    if not most:
        return None
    # A change is told by two values: the one at the time that is named, and the one it began with.
    began = _CHANGED.search(asked.text) is not None
    return tuple(row for n, row in named if n == most or (began and _BEGAN.search(" ".join(x.text for x in row.names))))


_CHANGED = re.compile(
    r"(?i)\b(?:chang\w*|improv\w*|wors\w*|better|reduc\w*|increas\w*|decreas\w*|drop\w*|fell|fall|rose|rise|lower(?:ed)?|higher|"
    r"(?:come|came|go|went|gone|bring|brought|get|got) (?:\w+ )?(?:up|down)|from baseline)\b|变化|改善|下降|升高|降低|\b(?:cambi|mejor|baj|sub|aument|redu|empeor)\w*"
)
_BEGAN = re.compile(
    r"(?i)\b(?:baseline|pre-?(?:treatment|dose|test|intervention)|day (?:0|1)|week 0|month 0|before|initial)\b"
)


def success_rate(record: TrialRecord, asked: Asked) -> Resolution:
    """Where results are posted, the tables of the measures asked about; else what the text says of rates."""
    return outcome_results(record, asked) if record.results else _RATES(record, asked)


_RATES = mention_topic("quotes", r"\b(?:(?:response|cure|success|remission|survival) rates? (?:of|was|were|is))\b")


def participant_flow(record: TrialRecord, asked: Asked) -> Resolution:
    """Give how many began, finished and left each period, by group, and the reasons as the record names them."""
    flow = record.results.flow if record.results else Flow()
    points = [point for period in flow.periods[:_PERIODS] for point in _went(period, flow)]
    if len(flow.periods) > _PERIODS and points:
        cites = tuple(period.title for period in flow.periods if period.title)[:1] or points[0].slices()[:1]
        points.append(Point("posted.flow.part", {"n": _PERIODS, "all": len(flow.periods)}, cites))
    return stated(*points) if points else _silent(record)


_STEPS = {"STARTED": "started", "COMPLETED": "completed", "NOT COMPLETED": "left"}


def _went(period: Period, flow: Flow) -> list[Point]:
    lines = []
    for id, title in names(flow.groups).items():
        said = tuple(
            Point(f"posted.flow.{_STEPS.get(one.name.text, 'other')}", {"value": f.value, "name": one.name})
            if one.name.text not in _STEPS
            else Point(f"posted.flow.{_STEPS[one.name.text]}", {"value": f.value})
            for one in period.milestones
            for f in one.figures
            if f.group == id
        )
        if said:
            lines.append(Point("posted.line", {"name": title, "value": Lines(said, inline=True)}))
    period_name = Point("posted.flow.period", {"value": period.title}) if period.title and len(flow.periods) > 1 else ""
    points = [Point("posted.flow", {"period": period_name, "lines": Lines(tuple(lines))})] if lines else []
    if left := frequent(reasons(period)):
        why = Lines(tuple(counted_line(one, flow.groups) for one in left[:_REASONS]))
        points.append(Point("posted.flow.reasons", {"period": period_name, "lines": why}))
        if len(left) > _REASONS:
            counts = {"n": _REASONS, "all": len(left)}
            points.append(Point("posted.flow.reasons.part", counts, (left[0].name,)))
    return points


def side_effects(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the table's lines for an event that is named, else its totals and most frequent events."""
    if record.results is None:
        return _EFFECTS(record, asked)
    if named := named_event(record, asked):
        # A table that does not list an event leaves open whether anyone had it.
        open_left = named[0].say.startswith("posted.event.none")
        return Resolution(named, ("lookup",), _searched(record)) if open_left else stated(*named)
    points = (*other(record.results), *serious(record.results)[:1])
    return stated(*points, *_collected(record.results)) if points else _silent(record)


_EFFECTS = mention_topic(
    "quotes",
    r"\b(?:side effects?|adverse (?:events?|reactions?|effects?)) (?:were|was|have been|included?|such as|seen|observed|reported|of)\b"
    r"|\b(?:most common|frequent|known|possible|potential|may cause|can cause|expected) [^.]{0,40}(?:side effects?|adverse|risks?)\b"
    r"|\bside effects? (?:may|can|could)\b|\bmay cause\b",
)


def _collected(found: Results) -> tuple[Point, ...]:
    """How the events were collected, and over how long."""
    said = tuple(one for one in (found.adverse.time_frame, found.adverse.description) if one)
    return (Point("posted.collected", {"quotes": said}),) if said else ()


def serious_events(record: TrialRecord, asked: Asked) -> Resolution:
    """Give how many had a serious adverse event, by group, and the events by name."""
    points = serious(record.results) if record.results else ()
    return stated(*points) if points else _silent(record)


def died(record: TrialRecord, asked: Asked) -> Resolution:
    """Give how many died of any cause; a table without that count leaves the number open."""
    points = deaths(record.results) if record.results else ()
    if not points:
        return _silent(record)
    if record.results and record.results.adverse.deaths:
        return stated(*points)
    return Resolution(points, ("deaths",), _searched(record))


_ABOUT = (
    (re.compile(r"(?i)\b(?:ages?|aged|old|older|young\w*|elderly|child\w*)\b|年龄|多大|岁|edad(?:es)?|años|mayores"), re.compile(r"(?i)\bage\b")),
    (re.compile(r"(?i)\b(?:sex|gender|(?:fe)?males?|(?:wo)?m[ae]n|girls|boys)\b|性别|男|女|sexo|g[eé]nero|mujeres|hombres"), re.compile(r"(?i)\b(?:sex|gender)\b")),
    (re.compile(r"(?i)\b(?:rac(?:e|es|ial)|ethnic\w*|white|black|asian|hispanic|latin[oa]s?)\b|种族|人种|raza|etni"), re.compile(r"(?i)\b(?:race|ethnic\w*)\b")),
    (re.compile(r"(?i)\b(?:countr\w+|regions?|where)\b|国家|地区|pa[ií]s|regi[oó]n"), re.compile(r"(?i)\b(?:region|country)\b")),
)  # fmt: skip


def baseline(record: TrialRecord, asked: Asked) -> Resolution:
    """Say who took part: the measure the question is about, else how many there were, their ages and their sex."""
    table = record.results.baseline if record.results else None
    if table is None or not (table.totals or table.measures):
        return _silent(record)
    about = [mine for words, mine in _ABOUT if words.search(asked.text)]
    chosen = tuple(one for one in table.measures if any(mine.search(one.title.text) for mine in about))
    if not chosen and not about:
        chosen = _named(table.measures, asked)
    first = [_ABOUT[0][1], _ABOUT[1][1]]
    shown = chosen or tuple(one for one in table.measures if any(mine.search(one.title.text) for mine in first))
    counts = Point("posted.baseline", {"lines": _whole(group_lines(table.totals, table.groups), table.groups)})
    points = [point for one in shown[:_MEASURES] for point in measure_points(_overall(one))]
    return stated(counts if table.totals else None, *points)


def _whole(lines: Lines, groups: object) -> Lines:
    """The line of all participants alone, where the table has one."""
    total = tuple(one for one in lines.points if _is_total(one.slots.get("name")))
    return Lines(total) if total else lines


def _is_total(name: object) -> bool:
    return isinstance(name, Slice) and name.text.casefold() in {"total", "all participants", "overall"}


def _overall(measure: Measured) -> Measured:
    """The measure for all participants alone, where the table adds its groups up."""
    total = tuple(one for one in measure.groups if _is_total(one.title))
    if not total:
        return measure
    ids = {one.id for one in total}
    rows = tuple(replace(row, figures=tuple(f for f in row.figures if f.group in ids)) for row in measure.rows)
    return replace(measure, groups=total, rows=rows)


def limits(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote what the record says of the limits of its results."""
    told = record.results.limitations if record.results else None
    return stated(Point("posted.limits", {"quotes": (told,)})) if told else _silent(record)


def results_contact(record: TrialRecord, asked: Asked) -> Resolution:
    """Name the contact given with the results, and quote what is agreed on publishing."""
    found = record.results
    if found is None or not (found.contact or found.agreement.details or found.agreement.restrictive):
        return _silent(record)
    points = [contact_point(found.contact)] if found.contact else []
    said = tuple(one for one in (found.agreement.restriction, found.agreement.details) if one)
    if found.agreement.restrictive and not said:
        points.append(Point("posted.agreement.field", {"value": found.agreement.restrictive}))
    return stated(*points, Point("posted.agreement", {"quotes": said}) if said else None)


def contact_point(contact: Contact) -> Point:
    """The contact given with the results, with every part the record gives."""
    parts = (contact.name, contact.affiliation, contact.phone, contact.email)
    return Point("posted.contact", {"value": tuple(one for one in parts if one)})


_RISKS = mention_topic(
    "quotes",
    r"\b(?:risks? (?:of|include|are|associated|involved)|potential risks?|possible harms?|hazards?)\b",
    unless=r"(?i)high[- ]risk|at risk of|risk factor|cardiovascular risk|increased risk of",
)


def risks(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote what the text says of risks, and give what the tables count of deaths and adverse events."""
    told, found = _RISKS(record, asked), record.results
    if found is None:
        return told
    points = (*deaths(found)[:1], *serious(found)[:2], *other(found)[:2])
    return stated(*told.points, _head(record), *points) if points else told


def help_given(record: TrialRecord, asked: Asked) -> Resolution:
    """Promise nothing, quote the aims, and give the primary outcomes' tables where there are any."""
    told, found = benefit(record, asked), record.results
    measures = _ranked(found.measures, "PRIMARY") if found else ()
    if not measures:
        return told
    return Resolution((*told.points, _head(record), *_tables(measures)), ("benefit",), _searched(record))


def _searched(record: TrialRecord) -> tuple[str, ...]:
    """The record's sections and its results tables, which were looked through as well."""
    return (*searched(record), "Results") if record.results else searched(record)


def _silent(record: TrialRecord) -> Resolution:
    return Resolution(searched=_searched(record))


TOPICS = (
    Topic("results", results),
    Topic("outcome_results", outcome_results),
    Topic("success_rate", success_rate),
    Topic("participant_flow", participant_flow),
    Topic("side_effects", side_effects),
    Topic("serious_events", serious_events),
    Topic("deaths", died),
    Topic("baseline", baseline),
    Topic("results_limits", limits),
    Topic("results_contact", results_contact),
    Topic("risks", risks),
    Topic("benefit", help_given),
)
