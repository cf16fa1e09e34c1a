"""Judge the criteria by what is told, by the rules of the check; what is not told settles nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.compare.compared import Compared
from assistant.compare.criteria import for_the_asker, rules, studied
from assistant.compare.readings import readings
from assistant.compare.spoken import LONGEST, STATES, clause, said, valued
from assistant.compare.told import Mended, misspelt, told
from assistant.judge import HABITS, Holds, Known, Patient, judge, patient
from assistant.medicine import is_a, mentions
from assistant.rules import Node, leaves
from assistant.rules.predicate import All, Classified, Defined, Either, Has, Measured, Predicate, Tested, Underwent
from assistant.rules.quantity import COMPARATOR, comparator, days_of
from assistant.understand import Asked
from ingest.record import Criterion, TrialRecord, sub_slice

_NAME = 2
"""Words up to which a part of a criterion is but a name."""

_SAID_OF_IT = 4
"""Words that a criterion may add to a disease's name and still be compared with what is told of it."""

_SHORT = 12
"""Words up to which a criterion is about little else than the thing it names."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """What a question tells: its words, and the patient under each unit that a bare number may have been given in."""

    text: str
    mended: Mended
    readings: tuple[Patient, ...]

    @property
    def first(self) -> Patient:
        """The patient as far as the units of bare numbers do not matter."""
        return self.readings[0]

    def words(self, leaves: Sequence[Predicate]) -> str:
        """The asker's own words for what these leaves speak of, in one run as they were written; else the first of them."""
        known = [k for k in self.first.known if any(_about(one, k) for one in leaves)]
        names = {self._as_asked(k.name): valued if k.kind == "test" else clause for k in known}
        spans = [span for name, find in names.items() if (span := find(self.text, name))]
        if not spans:
            return ""
        start, end = min(a for a, _ in spans), max(b for _, b in spans)
        return said(self.text, *((start, end) if end - start <= LONGEST else spans[0]))

    def _as_asked(self, name: str) -> str:
        for wrong, right in self.mended:
            name = name.replace(right, wrong)
        return name


def settled(record: TrialRecord, asked: Asked, today: date) -> Iterator[Compared]:
    """The criteria whose words hold, or not, for what the question tells; those that only name it are left open."""
    mended = misspelt(asked)
    facts = told(asked.text, mended)
    if facts is None:
        return
    telling = _Telling(asked.text, mended, tuple(patient(one, today, studied(record)) for one in readings(facts)))
    for criterion, node in rules(record):
        if not for_the_asker(criterion, asked):
            continue
        about = [leaf for leaf in leaves(node) if isinstance(leaf, Has | Underwent | Tested | Measured | Classified)]
        mine = [leaf for leaf in about if _speaks(leaf, telling.first)]
        if not mine:
            continue
        if len(criterion.slice.text.split()) > _SHORT and not any(map(_comparable, mine)) and not _tested(mine):
            continue  # in a long sentence a bare name may be only an example, or a circumstance
        fact = telling.words(mine)
        # A group's rule on a disease is for those of the group only.
        if not fact or (
            criterion.cohort and not asked.cohorts and not any(isinstance(p, Measured | Tested) for p in mine)
        ):
            continue
        yield from _judged(criterion, node, mine, telling)


def _judged(
    criterion: Criterion,
    node: Node,
    mine: Sequence[Predicate],
    telling: _Telling,
) -> Iterator[Compared]:
    who, fact = telling.first, telling.words(mine)
    whole = (_by_time(node, who) if isinstance(node, Has) else None) or _verdict(node, telling)
    apart = All if criterion.kind == "inclusion" else Either
    parts = [p for p in _flat(node, apart) if isinstance(p, Has | Underwent | Tested | Measured) and p in mine]
    verdicts = {_by_time(p, who) or _verdict(p, telling) for p in parts}
    several = len(parts) > 1 and (len(verdicts) > 1 or len({telling.words([p]) for p in parts}) > 1)
    deciding: Holds = "no" if criterion.kind == "inclusion" else "yes"
    # What decides a criterion decides it whole; of one that asks for more than was told, only the part told of is met.
    whole_said = whole == deciding or not any(_bound_place(p, criterion.slice.text) for p in parts)
    if whole in ("yes", "no") and not several and whole_said and _rests_on(node, mine, who):
        yield Compared(criterion, criterion.slice, whole, fact)
        return
    found: dict[tuple[int, int], Compared] = {}
    for part in parts:
        holds = _by_time(part, who) or _verdict(part, telling)
        place = _bound_place(part, criterion.slice.text) or _place(part.phrase, criterion.slice.text)
        if holds not in ("yes", "no") or place is None:
            continue
        quote = sub_slice(criterion.slice, *place)
        # What decides the whole is quoted whole where its own words are but a name, or leave out the time it rests on.
        bare = holds == deciding and len(part.phrase.split()) <= _NAME
        timeless = isinstance(part, Has | Underwent) and part.window and not re.search(r"\d", quote.text)
        one = Compared(criterion, criterion.slice if bare or timeless else quote, holds, telling.words([part]) or fact)
        # Two bounds in the same words ("less than 30 or greater than 150"): the one that decides is what is said.
        if place not in found or holds == deciding:
            found[place] = one
    yield from found.values()
    if not found and whole in ("yes", "no") and _rests_on(node, mine, who):
        yield Compared(criterion, criterion.slice, whole, fact)
        return
    # Of a wider class ("infections") an open word tells nothing: the look-up names it as wider.
    present = any(
        _about(leaf, k) and k.status not in ("absent", "never") and (k.kind == "test" or _names_it(leaf, k))
        for leaf in mine
        for k in who.known
    )
    if not found and present and any(_comparable(leaf) for leaf in mine):
        yield Compared(criterion, criterion.slice, "unknown", fact)


def _flat(node: Node, kind: type[All] | type[Either]) -> Iterator[Node]:
    """The demands of a criterion that stand side by side, each settled by itself."""
    if isinstance(node, Defined) and kind is All:
        node = node.by
    if not isinstance(node, kind):
        return
    for part in node.parts:
        if isinstance(part, kind | Defined):
            yield from _flat(part, kind)
        else:
            yield part


def _place(phrase: str, text: str) -> tuple[int, int] | None:
    """Where a phrase of the tree stands in the criterion, once; the record may escape its signs."""
    if len(text.split()) <= 6:
        return None
    signs = re.compile(r"[<>*^~=]")
    words = ("".join((r"\\?" if signs.match(c) else "") + re.escape(c) for c in word) for word in phrase.split())
    pattern = r"\s+".join(words)
    found = list(re.finditer(pattern, text))
    return (found[0].start(), found[0].end()) if len(found) == 1 else None


def _bound_place(leaf: Predicate, text: str) -> tuple[int, int] | None:
    """The piece of a list of values that holds one measure with its bound."""
    if not isinstance(leaf, Measured):
        return None
    value = re.compile(rf"(?<![\d.]){re.escape(f'{leaf.value:g}')}(?!\d)")
    ranges = [m.span() for m in _RANGE.finditer(text)]
    inside = [m for m in _LISTED.finditer(text) if not any(a < m.start() < b for a, b in ranges)]
    ends = [*(m.start() for m in inside), len(text)]
    starts = [0, *(m.end() for m in inside)]
    found = [
        (a, b)
        for a, b in zip(starts, ends, strict=True)
        if value.search(text[a:b].replace(",", "")) and leaf.concept in {m.concept for m in mentions(text[a:b])}
    ]
    return found[0] if len(found) == 1 and len(ends) > 1 else None


_LISTED = re.compile(r"(?i)[,;]\s+(?:and\s+|or\s+)?|\s+and\s+")
# "Between 20 and 150 kg" is one demand, and is never cut at its "and".
_RANGE = re.compile(r"(?i)\b(?:between|from)\s+\S+(?:\s+[^\s\d]+)?\s+and\s+\S+")
_TIME_BOUND = re.compile(rf"(?i)^(?P<c>{COMPARATOR})?\s*(?P<n>\d+(?:\.\d+)?)\s*(?P<u>days?|weeks?|months?|years?)$")


def _by_time(leaf: Node, who: Patient) -> Holds | None:
    """What a length of time, or the time since a habit was given up, settles that the check leaves open."""
    return _lasted(leaf, who) or _given_up(leaf, who)


def _given_up(leaf: Node, who: Patient) -> Holds | None:
    """A habit given up so long ago was there until then: "stopped 8 months ago" is within the last 12 months."""
    if not isinstance(leaf, Has) or leaf.concept not in HABITS or "active" in leaf.states:
        return None
    if leaf.window is None or leaf.window.most is None:
        return None
    over = [k.days_ago for k in who.known if _about(leaf, k) and k.status == "history" and k.days_ago is not None]
    return None if len(over) != 1 else "yes" if over[0] <= leaf.window.most else "no"


def _lasted(leaf: Node, who: Patient) -> Holds | None:
    """How long a disease has been there, against a length of time that the check leaves uncounted."""
    if not isinstance(leaf, Has) or len(leaf.amounts) != 1:
        return None
    bound = _TIME_BOUND.match(leaf.amounts[0].strip())
    sign = comparator(bound["c"]) if bound and bound["c"] else None
    lasting = [k.lasting for k in who.known if _about(leaf, k) and k.lasting is not None]
    if bound is None or sign is None or len(lasting) != 1:
        return None
    days = days_of(bound["n"], bound["u"])
    return (
        "yes"
        if {"<": lasting[0] < days, "<=": lasting[0] <= days, ">": lasting[0] > days, ">=": lasting[0] >= days}[sign]
        else "no"
    )


def _verdict(node: Node, telling: _Telling) -> Holds:
    """What is told settles; a disease of which a sentence says much more than a name is settled only by its absence."""
    holds = _agreed(node, telling)
    if not isinstance(node, Has) or len(node.qualifiers) <= _SAID_OF_IT:
        return holds
    gone = any(_about(node, k) and k.status in ("absent", "never") for k in telling.first.known)
    return holds if gone else "unknown"


def _agreed(node: Node, telling: _Telling) -> Holds:
    """What holds under every unit that a bare number may have been given in."""
    found = {judge(node, who).holds for who in telling.readings}
    return found.pop() if len(found) == 1 else "unknown"


def _rests_on(node: Node, mine: Sequence[Predicate], who: Patient) -> bool:
    """Whether the verdict stands on what was told, and not on a silence or on another leaf alone."""
    told = {k.words for leaf in mine for k in who.known if _about(leaf, k)}
    return bool(told & set(judge(node, who).facts))


def _tested(mine: Sequence[Predicate]) -> bool:
    return any(isinstance(leaf, Tested) for leaf in mine)


def _comparable(leaf: Predicate) -> bool:
    """A demand that a value, a time or a state could settle."""
    if isinstance(leaf, Measured | Classified):
        return isinstance(leaf, Measured) or leaf.lasting is not None
    if isinstance(leaf, Has):
        return bool(leaf.window or leaf.lasting or leaf.states or leaf.amounts)
    return isinstance(leaf, Underwent) and bool(leaf.window or leaf.amounts)


def _speaks(leaf: Predicate, who: Patient) -> bool:
    """Whether something told, with a value, a time or a state, is about what this leaf names."""
    return any(_about(leaf, k) for k in who.known)


def _about(leaf: Predicate, k: Known) -> bool:
    if k.concept is None or not _specific(k):
        return False
    if isinstance(leaf, Classified):
        return (
            leaf.lasting is not None
            and k.kind == "condition"
            and k.lasting is not None
            and bool(leaf.disease)
            and is_a(k.concept, leaf.disease or "")
        )
    if isinstance(leaf, Measured | Tested):
        return k.kind == "test" and (is_a(k.concept, leaf.concept)) and (k.test is not None)
    if not isinstance(leaf, Has | Underwent) or (isinstance(leaf, Has) and leaf.concept in ("disease",)):
        return False
    if k.kind == "test":
        return False
    if k.status == "absent" and _FOR_IT.search(leaf.phrase):
        return False
    return is_a(k.concept, leaf.concept) or (k.status in ("absent", "never") and k.concept == leaf.concept)


# "Anti-GVHD therapy" is no GVHD that could be absent.
_FOR_IT = re.compile(
    r"(?i)\banti-|\banti-?(?:cancer|tumou?r|neoplastic|viral|infecti\w+)|\b(?:drugs?|agents?)\b|\btherap|\btreat|\bprophyla|\bmedicat|\bvaccin"
)


def _names_it(leaf: Predicate, k: Known) -> bool:
    return (leaf.disease if isinstance(leaf, Classified) else getattr(leaf, "concept", None)) == k.concept


def _specific(k: Known) -> bool:
    """Whether more is told than that it is there: a value, a result, a time, a state, an end."""
    if k.kind == "test":
        return k.test is not None and (k.test.value is not None or k.test.result is not None)
    return (
        k.days_ago is not None
        or k.lasting is not None
        or k.status in ("history", "absent", "never")
        or any(word in k.words for word, _ in STATES)
        or k.outcome is not None
    ) and k.status not in ("family", "suspected", "planned")
