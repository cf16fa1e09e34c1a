"""What the record's table of adverse events says: totals, events by name, deaths."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.tokens import tokens
from assistant.topics.lookup import TOO_WIDE
from assistant.topics.tables import anyone, counted_line, frequent, group_lines, reasons
from assistant.topics.topic import Lines, Point
from assistant.understand import Asked
from assistant.vocabulary import broader, concepts
from ingest.record import AdverseEvents, Counted, Results, TrialRecord

_TERMS = 8
"""Events by name in one reply: those that most people had."""

_NAMED = 6
"""Lines of the table shown for the events that a question names."""

_DEATH = re.compile(r"(?i)\b(?:death|died|fatal\w*)\b")

# How people ask whether something was seen; what they name stands in `what`.
_SEEN = (
    re.compile(r"(?i)\b(?:was|were|is|has|have)\s+(?:there\s+)?(?:any\s+)?(?P<what>[\w' -]{3,40}?)\s+(?:been\s+)?(?:seen|reported|observed|recorded|noted|listed)\b"),
    re.compile(r"(?i)\b(?:get|got|had|have|develop(?:ed)?|experienced?|report(?:ed)?|suffer(?:ed)?(?: from)?)\s+(?:any\s+|an?\s+)?(?P<what>[\w' -]{3,40}?)(?=\s+(?:in|on|during|with|from|after|while|as|and|because)\b|\s*[?.,;]|\s*$)"),
    re.compile(r"(?i)\b(?:was|were|are) there (?:any )?(?:cases? of )?(?P<what>[\w' -]{3,40}?)(?=\s+(?:in|on|during|with|from|after)\b|\s*[?.,;]|\s*$)"),
    re.compile(r"(?i)\b(?:does|did|do|can|could) (?:it|this|the (?:drug|treatment|vaccine|device)) (?:ever )?cause (?P<what>[\w' -]{3,40}?)(?=\s+(?:in|on|during|with|from|after)\b|\s*[?.,;]|\s*$)"),
    re.compile(r"(?P<what>[\u4e00-\u9fff]{2,8}?)的(?:有)?(?:多少|几)(?:个|名)?人|(?:有没有人|有人|多少人|几个人)(?:出现|发生|得了|有)(?:过)?(?P<zh>[\u4e00-\u9fff]{2,8}?)(?:吗|了|的|$|？)"),
    re.compile(r"(?i)\b(?:hubo|tuvieron|tuvo|present(?:aron|ó)|sufri(?:eron|ó))\s+(?:alg[uú]n\w*\s+)?(?P<what>[\wáéíóúñü -]{3,40}?)(?=\s+(?:en|con|durante|por|tras)\b|\s*[?.,;]|\s*$)"),
)  # fmt: skip
_NO_EVENT = re.compile(
    r"(?i)\b(?:side|effects?|adverse|events?|reactions?|problems?|complications?|serious|severe|deaths?|died|results?|outcomes?|"
    r"placebo|drug|treatment|dose|benefit|response|trial|study|people|patients?|participants?|anyone|better|worse|it|this|that|"
    # "Did it ever get going", "did they get approval": what is got is no event.
    r"going|started|moving|rolling|under ?way|off|ahead|through|approv\w*|permission|paid|money|funding|funds|published|publication|done|finished|"
    r"worse|well|cured|used|enough|all|both|different|same|values?|figures?|numbers?|data|something|nothing|grave[s]?|serio[s]?|efectos?|reacciones|muertes?|resultados?)\b|副作用|不良|反应|死亡|结果|问题|严重|什么|情况"
)


@lru_cache(maxsize=16)
def _known(results: Results) -> tuple[tuple[Counted, frozenset[str], frozenset[str], frozenset[str]], ...]:
    """Each event with its words, its concepts and the concepts above them."""
    found = []
    for one in (*results.adverse.serious, *results.adverse.other):
        named = [m.concept for m in concepts(one.name.text)]
        ids = frozenset(c.id for c in named) - TOO_WIDE
        above = frozenset(b.id for c in named for b in broader(c)) - TOO_WIDE
        found.append((one, frozenset(tokens(one.name.text)), ids, above))
    return tuple(found)


def events_named(results: Results, asked: Asked) -> tuple[Counted, ...]:
    """The lines of the table whose event the question names: by all its words, by another name of it, by its class."""
    words = set(tokens(asked.text))
    wanted = {m.concept.id for m in asked.concepts} - TOO_WIDE
    same = tuple(one for one, own, ids, _ in _known(results) if (own and own <= words) or ids & wanted)
    return same or tuple(one for one, _, _, above in _known(results) if above & wanted)


# Words of what was seen, or caused: without one of them an event in a question is the asker's own disease.
_HAPPENED = re.compile(
    r"(?i)\b(?:was|were|is|are) there\b|\b(?:seen|reported|observed|recorded|listed|noted|happen\w*|occur\w*|common|causes?d?|side[- ]?\s?effects?|adverse|how many|"
    r"how often|frequen\w*|rates? of|incidence|cases? of|any(?:one|body)|somebody|people|patients|participants|got|get|had|experienc\w*|develop\w*)\b"
    r"|出现|发生|多少人|几个人|有没有人|常见|引起|导致|副作用|不良|\b(?:hubo|cu[aá]nt[oa]s|tuvieron|presentaron|caus\w+|efectos?|frecuen\w+)\b"
)
_ABOUT_ME = re.compile(
    r"(?i)\b(?:can|could|may|should|would) (?:i|he|she|we|they|my \w+|someone|people|patients)\b[^?]{0,60}\b(?:join|participate|take part|enrol\w*|eligible|qualify|get in|enter)\b"
    r"|\b(?:i|we|he|she|my \w+) (?:have|has|had|got|am|is|was|suffer\w*|take|takes|took)\b|\bi'?ve\b|\bexclu\w*|\beligib\w*|\bhistory of\b"
    r"|参加|入组|我有|我得|排除|\b(?:puedo|tengo|tuve|excluy\w*|criterios?)\b"
)


def asks_of_an_event(record: TrialRecord, asked: Asked) -> bool:
    """Tell whether the question asks if something was seen in the trial, and not of a person's own disease."""
    if record.results is None or _ABOUT_ME.search(asked.text) or not _HAPPENED.search(asked.text):
        return False
    return bool(events_named(record.results, asked) or event_asked(asked))


def event_asked(asked: Asked) -> str | None:
    """What the question asks to have been seen, in the asker's words; None when it names nothing of the kind."""
    for pattern in _SEEN:
        if (m := pattern.search(asked.text)) is None:
            continue
        what = next((m[name] for name in pattern.groupindex if m[name]), "").strip()
        if what and tokens(what) and not _NO_EVENT.search(what):
            return what
    return None


def named_event(record: TrialRecord, asked: Asked) -> tuple[Point, ...]:
    """The lines of the events a question names, or that the table does not list what it names; empty when it names none."""
    results = record.results
    if results is None:
        return ()
    found = events_named(results, asked)
    if found:
        serious, adverse = set(map(id, results.adverse.serious)), results.adverse
        points = []
        for say, mine in (
            ("posted.event.serious", [one for one in found if id(one) in serious]),
            ("posted.event.other", [one for one in found if id(one) not in serious]),
        ):
            lines = Lines(tuple(counted_line(one, adverse.groups) for one in frequent(mine)[:_NAMED]))
            points += [Point(say, {"lines": lines})] if mine else []
            if len(mine) > _NAMED:
                points.append(Point("posted.event.part", {"n": _NAMED, "all": len(mine)}, (mine[0].name,)))
        return (*points, *_period(adverse))
    what = event_asked(asked)
    if what is None:
        return ()
    threshold = results.adverse.threshold
    cites = (threshold,) if threshold else tuple(f.value for f in results.adverse.serious_totals[:1])
    if threshold and threshold.text != "0":
        return (Point("posted.event.none", {"term": what, "threshold": threshold}), *_period(results.adverse))
    return (Point("posted.event.none.bare", {"term": what}, cites), *_period(results.adverse)) if cites else ()


def _period(adverse: AdverseEvents) -> tuple[Point, ...]:
    return (Point("posted.adverse.frame", {"value": adverse.time_frame}),) if adverse.time_frame else ()


def serious(results: Results) -> tuple[Point, ...]:
    """How many had a serious event, and the events by name, most frequent first."""
    adverse = results.adverse
    points = []
    if adverse.serious_totals:
        points.append(Point("posted.serious", {"lines": group_lines(adverse.serious_totals, adverse.groups)}))
    points += _by_name("serious", adverse.serious, adverse)
    if points and not adverse.serious and adverse.serious_totals:
        points.append(Point("posted.serious.unnamed", {}, tuple(f.value for f in adverse.serious_totals)))
    return (*points, *_period(adverse)) if points else ()


def other(results: Results) -> tuple[Point, ...]:
    """How many had another event, and the events by name, with the threshold below which the table may be silent."""
    adverse = results.adverse
    points = []
    if adverse.other_totals:
        lines = group_lines(adverse.other_totals, adverse.groups)
        points.append(Point("posted.other", {"lines": lines}))
    points += _by_name("other", adverse.other, adverse)
    if points and adverse.threshold and adverse.threshold.text != "0":
        points.append(Point("posted.threshold", {"value": adverse.threshold}))
    return tuple(points)


def _by_name(kind: str, events: tuple[Counted, ...], adverse: AdverseEvents) -> list[Point]:
    listed = frequent(one for one in events if anyone(one))
    if not listed:
        return []
    lines = Lines(tuple(counted_line(one, adverse.groups) for one in listed[:_TERMS]))
    if len(listed) <= _TERMS:
        return [Point(f"posted.{kind}.all", {"n": len(listed), "lines": lines})]
    return [Point(f"posted.{kind}.most", {"n": _TERMS, "all": len(listed), "lines": lines})]


def deaths(results: Results) -> tuple[Point, ...]:
    """How many died of any cause by group; else what the tables say of deaths elsewhere."""
    adverse, points = results.adverse, []
    if adverse.deaths:
        points.append(Point("posted.deaths", {"lines": group_lines(adverse.deaths, adverse.groups)}))
        points += _period(adverse)
    left = [one for period in results.flow.periods for one in reasons(period) if _DEATH.search(one.name.text)]
    if left:
        lines = Lines(tuple(counted_line(one, results.flow.groups) for one in left))
        points.append(Point("posted.deaths.left", {"lines": lines}))
    named = tuple(one for one in (*adverse.serious, *adverse.other) if _DEATH.search(one.name.text))
    if named:
        lines = Lines(tuple(counted_line(one, adverse.groups) for one in named[:_NAMED]))
        points.append(Point("posted.deaths.events", {"lines": lines}))
    return tuple(points)
