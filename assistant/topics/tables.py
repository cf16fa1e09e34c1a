"""Say the lines of a results table: every number a slice beside the number it was counted among."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.topics.topic import Lines, Point, Value
from ingest.record import Analysis, Counted, Figure, Measured, Period, ResultGroup, ResultRow, Slice

LINES = 12
"""Lines of one table in a reply."""

_ANALYSES = 3


def names(groups: Iterable[ResultGroup]) -> dict[str, Slice]:
    """The titles of the groups by the registry's codes for them."""
    return {group.id: group.title for group in groups}


def with_total(value: Point | Slice, total: Slice | None) -> Point:
    """A number beside the number it was counted among, where the table gives one."""
    return Point("posted.of", {"value": value, "total": total}) if total else Point("posted.value", {"value": value})


def group_lines(figures: Sequence[Figure], groups: Iterable[ResultGroup]) -> Lines:
    """A line for each group: its name and its number."""
    titles = names(groups)
    return Lines(
        tuple(
            Point("posted.line", {"name": titles[one.group], "value": with_total(one.value, one.total)})
            for one in figures
            if one.group in titles
        )
    )


def counted_line(one: Counted, groups: Iterable[ResultGroup]) -> Point:
    """One line for a name: the numbers of all groups."""
    return Point(
        "posted.line", {"name": one.name, "value": Lines(group_lines(one.figures, groups).points, inline=True)}
    )


def reasons(period: Period) -> tuple[Counted, ...]:
    """Why participants did not finish a period, each count beside the number who began it."""
    began = {f.group: f.value for one in period.milestones if one.name.text == "STARTED" for f in one.figures}
    return tuple(
        replace(one, figures=tuple(replace(f, total=began.get(f.group)) for f in one.figures))
        for one in period.reasons
        if anyone(one)
    )


def frequent(events: Iterable[Counted]) -> tuple[Counted, ...]:
    """Those that most people had first, as far as the table's numbers can be added up; else in the table's order."""
    return tuple(sorted(events, key=lambda one: -sum(_count(f.value) for f in one.figures)))


def anyone(one: Counted) -> bool:
    """Tell whether any group's number is not zero, or is no number."""
    return any(f.value.text != "0" for f in one.figures)


def _count(value: Slice) -> int:
    return int(value.text) if value.text.isdecimal() and len(value.text) < 10 else 0


def measure_points(measure: Measured, rows: Sequence[ResultRow] | None = None) -> tuple[Point, ...]:
    """The head of a measure with the lines of its table (or of these rows), what is not posted, and its analyses."""
    if not measure.rows:
        return _without_figures(measure)
    titles = names(measure.groups)
    chosen = measure.rows if rows is None else rows
    lines = [_line(measure, row, one, titles) for row in chosen for one in row.figures if one.group in titles]
    head = {"measure": measure.title, "details": _details(measure)}
    points = [Point(f"posted.measure.{_rank(measure)}", {**head, "lines": Lines(tuple(lines[:LINES]))})]
    shown, there = len(lines[:LINES]), sum(len(row.figures) for row in measure.rows)
    if shown < there:
        points.append(Point("posted.part", {"n": shown, "all": there}, (measure.title,)))
    points += (_analysis(one, titles) for one in measure.analyses[:_ANALYSES])
    if len(measure.analyses) > _ANALYSES:
        counts = {"n": _ANALYSES, "all": len(measure.analyses)}
        points.append(Point("posted.analyses.part", counts, (measure.title,)))
    return tuple(points)


def _without_figures(measure: Measured) -> tuple[Point, ...]:
    cites = (measure.status,) if measure.status else ()
    said = tuple(one for one in (measure.population, measure.expected) if one)
    points = [Point(f"posted.empty.{_rank(measure)}", {"measure": measure.title}, cites)]
    return (*points, Point("quotes", {"quotes": said})) if said else tuple(points)


_RANKS = {"PRIMARY": "primary", "SECONDARY": "secondary"}


def _rank(measure: Measured) -> str:
    if measure.rank is None:
        return "baseline"
    return _RANKS.get(measure.rank.text, "other")


def _details(measure: Measured) -> Value:
    """When it was measured, which kind of number it is, and its unit."""
    # The lines of a count of participants name what was counted themselves.
    counts = measure.parameter is not None and measure.parameter.text == "COUNT_OF_PARTICIPANTS"
    figures = {} if counts else {"kind": measure.parameter, "unit": measure.unit}
    parts = {"frame": measure.time_frame, **figures}
    said = tuple(Point(f"posted.{name}", {"value": value}) for name, value in parts.items() if value)
    return Point("posted.details", {"parts": Lines(said, inline=True)}) if said else ""


def _line(measure: Measured, row: ResultRow, one: Figure, titles: dict[str, Slice]) -> Point:
    value = Point("posted.value", {"value": one.value})
    spread = {"kind": measure.dispersion or ""}
    if one.spread:
        value = Point("posted.spread", {"value": one.value, **spread, "spread": one.spread})
    elif one.lower or one.upper:
        # A bound that was not reached is left out of the table.
        value = Point("posted.range", {"value": one.value, **spread, "low": one.lower or "…", "high": one.upper or "…"})
    if one.total and measure.counted:
        # "12 of 56 people" is a count; a mean is among them, not of them.
        among = "posted.counted" if "COUNT" in (measure.parameter.text if measure.parameter else "") else "posted.among"
        value = Point(among, {"value": value, "total": one.total, "unit": measure.counted})
    if one.comment:
        value = Point("posted.commented", {"value": value, "comment": one.comment})
    name = (*row.names, titles[one.group])
    return Point("posted.line", {"name": Lines(tuple(Point("posted.value", {"value": n}) for n in name), inline=True), "value": value})  # fmt: skip


def _analysis(one: Analysis, titles: dict[str, Slice]) -> Point:
    """An analysis as reported: what was compared, and what came out, none of it read for the reader."""
    parts: list[Point] = []
    if one.estimate:
        parts.append(Point("posted.estimate", {"kind": one.parameter or "", "value": one.estimate}))
    if one.lower or one.upper:
        bounds: dict[str, Value] = {"low": one.lower or "…", "high": one.upper or "…"}
        parts.append(
            Point("posted.interval", {"percent": one.percent, **bounds})
            if one.percent
            else Point("posted.interval.bare", bounds)
        )
    if one.p_value:
        parts.append(Point("posted.p", {"value": one.p_value}))
    rest = (("method", one.method), ("kind", one.kind), ("comment", one.p_comment or one.comment))
    parts += (Point(f"posted.analysis.{name}", {"value": value}) for name, value in rest if value)
    groups = tuple(titles[id] for id in one.groups if id in titles)
    between = Lines(tuple(Point("posted.value", {"value": g}) for g in groups), inline=True)
    said = Point("posted.analysis.groups", {"value": between}) if groups else ""
    return Point("posted.analysis", {"groups": said, "parts": Lines(tuple(parts), inline=True)})
