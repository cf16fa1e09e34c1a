"""Parse the results tables of a ClinicalTrials.gov v2 study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.record import (
    AdverseEvents,
    Agreement,
    Analysis,
    Baseline,
    Contact,
    Counted,
    Figure,
    Flow,
    Measured,
    Period,
    ResultGroup,
    ResultRow,
    Results,
    Slice,
)
from ingest.sources.scalar import escape, scalar


@dataclass(frozen=True, slots=True)
class _Node:
    """A value of the study with the pointer that leads to it; what is absent is a node of nothing."""

    value: Any
    pointer: str
    section: str

    def at(self, key: str, section: str = "") -> _Node:
        """The value under a key."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return _Node(found, f"{self.pointer}/{escape(key)}", section or self.section)

    def items(self, key: str) -> Iterator[_Node]:
        """The values of the list under a key."""
        here = self.at(key)
        for i, one in enumerate(here.value if isinstance(here.value, list) else ()):
            yield _Node(one, f"{here.pointer}/{i}", self.section)

    def slice(self, key: str) -> Slice | None:
        """The scalar under a key."""
        here = self.at(key)
        return scalar(here.value, here.pointer, self.section)

    def word(self, key: str) -> str:
        """The text under a key, for matching only; "" when there is none."""
        found = self.at(key).value
        return found if isinstance(found, str) else ""


def results(study: Any) -> Results | None:
    """The results of a study, or None where this copy holds no table of them."""
    node = _Node(study, "", "Results").at("resultsSection")
    if not isinstance(node.value, dict) or not node.value:
        return None
    more = node.at("moreInfoModule", "Results > More information")
    return Results(
        flow=_flow(node.at("participantFlowModule", "Results > Participant flow")),
        baseline=_baseline(node.at("baselineCharacteristicsModule", "Results > Baseline")),
        measures=tuple(_measures(node.at("outcomeMeasuresModule", "Results > Outcome measures"))),
        adverse=_adverse(node.at("adverseEventsModule", "Results > Adverse events")),
        limitations=more.at("limitationsAndCaveats").slice("description"),
        agreement=_agreement(more.at("certainAgreement")),
        contact=_contact(more.at("pointOfContact")),
    )


def _groups(node: _Node, key: str) -> tuple[ResultGroup, ...]:
    """The groups with a title; a group without one has no name to say it by, so its numbers are not read."""
    found = ((one, one.slice("title")) for one in node.items(key))
    return tuple(ResultGroup(one.word("id"), title, one.slice("description")) for one, title in found if title)


def _figures(node: _Node, key: str, value: str, total: str = "") -> tuple[Figure, ...]:
    return tuple(
        Figure(
            group=one.word("groupId"),
            value=number,
            spread=one.slice("spread"),
            lower=one.slice("lowerLimit"),
            upper=one.slice("upperLimit"),
            total=one.slice(total) if total else None,
            comment=one.slice("comment"),
        )
        for one in node.items(key)
        if (number := one.slice(value))
    )


def _counted(node: _Node, key: str, name: str, figures: str, value: str, total: str = "") -> tuple[Counted, ...]:
    found = ((one, one.slice(name)) for one in node.items(key))
    return tuple(
        Counted(said, _figures(one, figures, value, total), one.slice("organSystem")) for one, said in found if said
    )


def _flow(node: _Node) -> Flow:
    periods = tuple(
        Period(
            one.slice("title"),
            _counted(one, "milestones", "type", "achievements", "numSubjects"),
            _counted(one, "dropWithdraws", "type", "reasons", "numSubjects"),
        )
        for one in node.items("periods")
    )
    return Flow(_groups(node, "groups"), periods, node.slice("recruitmentDetails"), node.slice("preAssignmentDetails"))


def _totals(node: _Node) -> tuple[Slice | None, tuple[Figure, ...]]:
    """How many were counted in each group, and as what; participants come first where several things are counted."""
    denominators = tuple(node.items("denoms"))
    people = (one for one in denominators if one.word("units").casefold() == "participants")
    chosen = next(people, denominators[0] if denominators else None)
    return (chosen.slice("units"), _figures(chosen, "counts", "value")) if chosen else (None, ())


def _baseline(node: _Node) -> Baseline:
    counted, totals = _totals(node)
    groups = _groups(node, "groups")
    measures = tuple(
        replace(one, groups=groups)
        for measure in node.items("measures")
        if (one := _measured(measure, counted, totals)) is not None
    )
    return Baseline(groups, totals, counted, node.slice("populationDescription"), measures)


def _measures(node: _Node) -> Iterator[Measured]:
    for n, one in enumerate(node.items("outcomeMeasures"), 1):
        if found := _measured(replace(one, section=f"{node.section} > {n}")):
            yield found


def _measured(node: _Node, counted: Slice | None = None, totals: tuple[Figure, ...] = ()) -> Measured | None:
    """A measure; `counted` and `totals` are those of the whole section, where the measure has none of its own."""
    title = node.slice("title")
    if title is None:
        return None
    own_counted, own_totals = _totals(node)
    counted, totals = own_counted or counted, own_totals or totals
    return Measured(
        title=title,
        rank=node.slice("type"),
        description=node.slice("description"),
        time_frame=node.slice("timeFrame"),
        status=node.slice("reportingStatus"),
        expected=node.slice("anticipatedPostingDate"),
        population=node.slice("populationDescription"),
        parameter=node.slice("paramType"),
        dispersion=node.slice("dispersionType"),
        unit=node.slice("unitOfMeasure"),
        counted=counted,
        groups=_groups(node, "groups"),
        rows=tuple(_rows(node, totals)),
        totals=totals,
        analyses=tuple(_analysis(one) for one in node.items("analyses")),
    )


def _rows(node: _Node, totals: tuple[Figure, ...]) -> Iterator[ResultRow]:
    for one in node.items("classes"):
        # A class may count among fewer people than the whole table: at week 52 some had left.
        counts = {f.group: f.value for f in (_totals(one)[1] or totals)}
        for category in one.items("categories"):
            names = tuple(name for name in (one.slice("title"), category.slice("title")) if name)
            figures = _figures(category, "measurements", "value")
            if figures:
                yield ResultRow(names, tuple(replace(f, total=counts.get(f.group)) for f in figures))


def _analysis(node: _Node) -> Analysis:
    ids = node.at("groupIds").value
    return Analysis(
        groups=tuple(id for id in ids if isinstance(id, str)) if isinstance(ids, list) else (),
        description=node.slice("groupDescription"),
        kind=node.slice("nonInferiorityType"),
        p_value=node.slice("pValue"),
        p_comment=node.slice("pValueComment"),
        method=node.slice("statisticalMethod"),
        parameter=node.slice("paramType"),
        estimate=node.slice("paramValue"),
        percent=node.slice("ciPctValue"),
        lower=node.slice("ciLowerLimit"),
        upper=node.slice("ciUpperLimit"),
        comment=node.slice("statisticalComment") or node.slice("estimateComment"),
    )


def _adverse(node: _Node) -> AdverseEvents:
    def totals(name: str) -> tuple[Figure, ...]:
        return tuple(
            Figure(one.word("id"), affected, total=one.slice(f"{name}NumAtRisk"))
            for one in node.items("eventGroups")
            if (affected := one.slice(f"{name}NumAffected"))
        )

    return AdverseEvents(
        groups=_groups(node, "eventGroups"),
        time_frame=node.slice("timeFrame"),
        description=node.slice("description"),
        threshold=node.slice("frequencyThreshold"),
        deaths=totals("deaths"),
        serious_totals=totals("serious"),
        other_totals=totals("other"),
        serious=_counted(node, "seriousEvents", "term", "stats", "numAffected", "numAtRisk"),
        other=_counted(node, "otherEvents", "term", "stats", "numAffected", "numAtRisk"),
    )


def _agreement(node: _Node) -> Agreement:
    return Agreement(
        node.slice("piSponsorEmployee"),
        node.slice("restrictiveAgreement"),
        node.slice("restrictionType"),
        node.slice("otherDetails"),
    )


def _contact(node: _Node) -> Contact | None:
    name = node.slice("title") or node.slice("organization")
    phone, email = node.slice("phone"), node.slice("email")
    if not (name or phone or email):
        return None
    organization = node.slice("organization")
    return Contact(name, phone=phone, email=email, affiliation=organization if organization != name else None)
