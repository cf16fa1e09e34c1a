"""Facts of a record's posted results that can be asked: who took part, who finished, deaths, harms, what was measured."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from eval.fact import SILENT_OR_PARTLY, STATED, Fact, Group
from ingest.record import Figure, Measured, Results, Slice, TrialRecord

MOST_GROUPS = 4
"""With more groups an answer may show a part of the table: it is not asked for."""
LONGEST_NAME = 90
"""Characters of a measure's or an event's name that somebody would write in a question."""


def result_facts(record: TrialRecord, words: str, rng: random.Random) -> Iterator[Fact]:
    """What the results tables state, as facts; `words` is the text of the source."""
    results = record.results
    if results is None:
        if not re.search(r"death|died|\bdie\b|dying|mortal|surviv|fatal", words, re.IGNORECASE):
            yield unposted(record, "deaths")
        return
    yield from _flow(results, record.enrolment)
    yield from _harm(results, rng)
    yield from _measured(results, rng)


def unposted(record: TrialRecord, topic: str) -> Fact:
    """A question on results where there are none: silence, or the record's own word that none are posted."""
    if not record.has_results:
        return Fact(topic, "outcomes", SILENT_OR_PARTLY)
    posted = record.date("results_first_posted")
    return Fact(
        topic, "outcomes", ("not_in_record", *STATED), ((record.has_results, *((posted.slice,) if posted else ())),)
    )


def _flow(results: Results, enrolled: Slice | None) -> Iterator[Fact]:
    """How many began and finished, by group; of one period only, for several have several counts."""
    groups = results.flow.groups
    if len(results.flow.periods) != 1 or not 0 < len(groups) <= MOST_GROUPS:
        return
    counts = {one.name.text: {figure.group: figure.value for figure in one.figures}
              for one in results.flow.periods[0].milestones}  # fmt: skip
    for topic, name in (("started", "STARTED"), ("finished", "COMPLETED")):
        found = counts.get(name, {})
        if all(group.id in found for group in groups):
            same = _elsewhere(results, enrolled) if name == "STARTED" else {}
            cite = tuple((found[g.id], *_equal(found[g.id], same.get(g.title.text, ()))) for g in groups)
            yield Fact(f"{topic}_by_group", "outcomes", STATED, cite)
    finished = counts.get("COMPLETED", {})
    if len(groups) == 2 and all(one.id in finished for one in groups) and told_apart(groups[0].title, groups[1].title):
        cite = tuple((finished[one.id],) for one in groups)
        slots = {"one": groups[0].title.text, "other": groups[1].title.text}
        yield Fact("finished_compared", "outcomes", STATED, cite, slots=slots, also=("comparison",))


def _elsewhere(results: Results, enrolled: Slice | None) -> dict[str, Group]:
    """Other places that give how many took part, by the title of their group; of a single group also the enrolment."""
    names = {group.id: group.title.text for group in results.baseline.groups}
    counts: dict[str, Group] = {names[one.group]: (one.value,) for one in results.baseline.totals if one.group in names}
    if len(results.flow.groups) == 1 and enrolled:
        title = results.flow.groups[0].title.text
        counts[title] = (*counts.get(title, ()), enrolled)
    return counts


def _equal(value: Slice, others: Sequence[Slice]) -> Group:
    return tuple(one for one in others if one.text == value.text)


def _harm(results: Results, rng: random.Random) -> Iterator[Fact]:
    adverse = results.adverse
    if not 0 < len(adverse.groups) <= MOST_GROUPS:
        return
    for topic, figures in (("deaths", adverse.deaths), ("serious_total", adverse.serious_totals)):
        if len(figures) == len(adverse.groups):
            yield Fact(topic, "outcomes", STATED, _counted(figures))
    names = Counter(one.name.text.casefold() for one in (*adverse.serious, *adverse.other))
    events = [
        one
        for one in adverse.serious
        if names[one.name.text.casefold()] == 1
        and len(one.name.text) <= LONGEST_NAME
        and len(one.figures) == len(adverse.groups)
        and any(figure.value.text != "0" for figure in one.figures)
    ]
    if events:
        event = rng.choice(events)
        yield Fact("serious_event", "outcomes", STATED, _counted(event.figures), slots={"event": event.name.text})


def _counted(figures: Sequence[Figure]) -> tuple[Group, ...]:
    """Each count that is not zero must be shown; where all are zero, any of them is enough."""
    some = tuple((one.value,) for one in figures if one.value.text != "0")
    return some or (tuple(one.value for one in figures),)


def _measured(results: Results, rng: random.Random) -> Iterator[Fact]:
    primary = [one for one in results.measures if one.rank and one.rank.text == "PRIMARY" and _figures(one)]
    if len(primary) == 1 and 0 < len(primary[0].groups) <= MOST_GROUPS:
        yield Fact("primary_measured", "outcomes", STATED, _by_group(primary[0]))
    elif primary:
        every = tuple(figure.value for one in primary for figure in _figures(one))
        yield Fact("primary_measured", "outcomes", STATED, (every,))
    titles = Counter(one.title.text for one in results.measures)
    named = [
        one
        for one in results.measures
        if _figures(one)
        and 0 < len(one.groups) <= MOST_GROUPS
        and titles[one.title.text] == 1
        and len(one.title.text) <= LONGEST_NAME
    ]
    if named:
        measure = rng.choice(named)
        yield Fact("measure_result", "outcomes", STATED, _by_group(measure), slots={"measure": measure.title.text})


def _figures(measure: Measured) -> tuple[Figure, ...]:
    """The numbers of a measure's table; a group that was not measured has none."""
    return tuple(figure for row in measure.rows for figure in row.figures if re.search(r"\d", figure.value.text))


def _by_group(measure: Measured) -> tuple[Group, ...]:
    """For each group of a measure the figures of any of its rows."""
    found = (tuple(one.value for one in _figures(measure) if one.group == group.id) for group in measure.groups)
    return tuple(group for group in found if group)


def told_apart(one: Slice, other: Slice) -> bool:
    """Whether two names can stand in one question: short, with a letter each, and neither a part of the other."""
    a, b = one.text.casefold(), other.text.casefold()
    wordy = all(re.search("[^\\W\\d_]{3}", text) and len(text) <= 60 for text in (a, b))
    return wordy and a not in b and b not in a
