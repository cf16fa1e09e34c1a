"""Compare numbers that no table of measures knows: a short form's value, a count of things, a dose of a medicine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.judge import Holds
from assistant.rules.predicate import Comparator
from assistant.rules.quantity import COMPARATOR, comparator, days_of, number, window
from assistant.tokens import tokens
from assistant.topics.named import single
from assistant.understand import Asked, fold
from assistant.vocabulary import Mention, concepts
from assistant.weigh import Weighed
from ingest.record import Criterion, TrialRecord

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MARKED = rf"\\?(?:{COMPARATOR}|(?:higher|greater|more|above|lower|less|below) or equal (?:to|than))"
_UNIT = r"%|(?:[a-zA-Zµμ]+|10\^?9)(?:\s?/\s?[a-zA-Zµμ0-9.]+){0,2}|/\s?[a-zA-Zµμ]+"
_LABEL = re.compile(r"(?<![\w/-])(?=[\w-]*[A-Z][\w-]*[A-Z]|[a-z][A-Z]|[A-Z][a-z]{4})[A-Za-z][\w-]{1,11}(?![\w/-])")
_SEVERAL_MORE = re.compile(r"(?i)\bbut\b|\band\b(?!/)|\bwith\b|\bwho\b|\bunless\b|\bexcept\b")
_OTHERWISE = re.compile(
    r"(?i)\bor\b(?! (?:equal|equivalent|greater|less|more|higher|lower|fewer|below|above|its|older|younger))|/or\b|或"
)
_TAKES_BACK = re.compile(r"(?i)\b(?:except|other than|unless|excluding|not including|aside from)\b[^.;]{0,40}$")
_MULTIPLE = re.compile(r"(?i)\s*(?:[x×*]|times|-?\s?fold)(?![a-z])")
_TIME = re.compile(r"(?i)\b(days?|weeks?|months?|years?|hours?)\b")
_NEAR = 12
"""How many times larger or smaller a number without a unit may be than the bound and still be taken in its unit."""


@dataclass(frozen=True, slots=True)
class _Bound:
    sign: Comparator
    value: float
    unit: str
    most: float | None = None

    def admits(self, value: float) -> bool:
        if self.most is not None:
            return self.value <= value <= self.most
        return {
            ">": value > self.value,
            ">=": value >= self.value,
            "<": value < self.value,
            "<=": value <= self.value,
        }[self.sign]


def labelled(record: TrialRecord, asked: Asked) -> Iterator[Weighed]:
    """What criteria ask of a value that the question gives under the record's own short form ("AEC 1400")."""
    for m in _LABEL.finditer(asked.text):
        given = re.match(
            rf"\s*(?:\([^)]*\)\s*)?(?:is|was|of|at|=|:|score|exactly|\s)*\s*(?P<v>{_NUMBER})\s*(?P<u>{_UNIT})?",
            asked.text[m.end() :],
        )
        if given is None:
            continue
        value, unit = number(given["v"]), _plain(given["u"] or "")
        fact = f"{m.group(0)}{given.group(0)}".strip() if _is_unit(unit) else f"{m.group(0)} {given['v']}"
        for one in _mine(record, asked):
            text = one.slice.text
            at = re.search(
                rf"(?<![\w/-]){re.escape(m.group(0))}(?![\w-])\)?(?P<gap>[^.;,<>≥≤\d/]{{0,40}}?)(?P<c>{_MARKED})\s*(?P<v>{_NUMBER})\s*(?P<u>{_UNIT})?",
                text,
                re.I if len(m.group(0)) > 4 else 0,
            )
            if (
                at is None
                or re.search(r"/\s*[\w\s()]*\(?\s*$", text[: at.start()])
                or _TAKES_BACK.search(text[: at.start()])
            ):
                continue
            if _MULTIPLE.match(text[at.end("v") :]):
                continue  # so many times a limit, or a power of ten
            bound = _bound(at)
            if bound and (holds := _compared(bound, value, unit if _is_unit(unit) else "", text)):
                yield Weighed(one, one.slice, holds, fact)


def counted(record: TrialRecord, asked: Asked) -> Iterator[Weighed]:
    """What criteria ask of a count that the question gives ("three episodes last year")."""
    for m in re.finditer(
        r"(?i)(?<![\w.,-])(?P<v>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?P<w>[a-z][a-z\s-]{3,50})",
        asked.text,
    ):
        mine, span = set(tokens(_TIME.sub(" ", m["w"]))), _time(m["w"])
        for one in _mine(record, asked):
            text = one.slice.text
            for at in re.finditer(
                rf"(?:(?P<c>{_MARKED})\s*)?(?P<v>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<most>\d+))?\s+(?P<w>[a-zA-Z][a-zA-Z\s-]{{3,50}})",
                text,
            ):
                if (
                    not (at["c"] or at["most"])
                    or len(mine & set(tokens(_TIME.sub(" ", at["w"])))) < 2
                    or _time(at["w"]) != span
                ):
                    continue
                bound = _Bound("<=", number(at["v"]), "", number(at["most"])) if at["most"] else _bound(at)
                if bound and (holds := _by_clauses(bound.admits(number(m["v"])), text)):
                    yield Weighed(one, one.slice, holds, m.group(0).strip())
                    break


_AGO = re.compile(
    r"(?i)(?<![\w.])(?P<n>\d{1,3}|an?|one|two|three|four|five|six|eight|ten|twelve)\s*(?P<u>days?|weeks?|wks?|months?|mos?|years?|yrs?)\s*(?:ago|back|prior)\b"
)
_NO_NAME = re.compile(
    r"(?i)^(?:stopp|finish|start|treat|therap|receiv|before|after|child|patient|screen|studi|today|still|month|week|last|took|taken|used|use)"
)


def timed(record: TrialRecord, asked: Asked) -> Iterator[Weighed]:
    """What criteria ask of the time since a medicine that no table knows, by its own word ("atropine 10 days ago")."""
    ago = _AGO.search(asked.text)
    if ago is None:
        return
    days = days_of("1" if ago["n"].lower() in ("a", "an") else ago["n"], ago["u"])
    known = {w for m in asked.concepts for w in tokens(m.text)}
    words = {w for w in tokens(asked.text) if len(w) > 4 and w not in known and not _NO_NAME.match(w)}
    holding = [(one, words & set(tokens(one.slice.text))) for one in _mine(record, asked)]
    for one, shared in holding:
        found = window(one.slice.text)
        rare = {w for w in shared if sum(w in own for _, own in holding) == 1}
        if not rare or found is None or found.window is None or len(one.slice.text.split()) > 18:
            continue
        inside = (found.window.most is None or days <= found.window.most) and (
            found.window.least is None or days >= found.window.least
        )
        name = next(m for m in re.finditer(r"[\w-]+", asked.text) if set(tokens(m.group(0))) & rare)
        start, end = min(name.start(), ago.start()), max(name.end(), ago.end())
        if holds := _by_clauses(inside, one.slice.text):
            yield Weighed(one, one.slice, holds, re.sub(r"[“”‘’\"]", "", asked.text[start:end]))


_DOSE = re.compile(
    r"(?i)(?P<v>\d+(?:\.\d+)?)\s*(?P<u>mg|g|mcg|µg|μg|ug|units?|IU|U)\b(?P<kg>\s*(?:/|per|for every|por|每)\s*(?:kg|kilo\w*|公斤))?(?P<m2>\s*/\s*m2)?"
)


def dosed(record: TrialRecord, asked: Asked) -> Iterator[Weighed]:
    """What criteria ask of the dose of a medicine that the question gives ("prednisone 15 mg daily").

    Another medicine of its class has another dose for the same effect: that is left open.
    """
    yield from counted(record, asked)
    yield from timed(record, asked)
    for drug in (m for m in asked.concepts if m.concept.kind == "drugs"):
        given = _DOSE.search(asked.text[drug.end : drug.end + 40]) or _DOSE.search(
            asked.text[max(0, drug.start - 30) : drug.start]
        )
        if given is None:
            continue
        unit = _dose_unit(given)
        for one in _mine(record, asked):
            text = one.slice.text
            named = [m for m in concepts(text) if m.concept.kind == "drugs" and _same_kind(m, drug)]
            at = next(
                (
                    b
                    for b in re.finditer(
                        rf"(?P<c>{_MARKED}|equivalent of|equivalent to)\s*(?:the equivalent of\s*)?(?P<v>{_NUMBER})\s*(?P<rest>[^.;]{{0,14}})",
                        text,
                    )
                    if _amount(b) == unit
                ),
                None,
            )
            if (
                not named
                or at is None
                or (not comparator_of(at["c"]) and "exceed" not in text.lower())
                or _TAKES_BACK.search(text[: at.start()])
            ):
                continue
            bound = _Bound(comparator_of(at["c"]) or ">", number(at["v"]), unit)
            alike = any(fold(m.text) == fold(drug.text) for m in named)
            holds = _by_clauses(bound.admits(number(given["v"])), text) if alike else "unknown"
            fact = asked.text[
                min(drug.start, _place(asked.text, given.group(0))) : max(
                    drug.end, _place(asked.text, given.group(0)) + len(given.group(0))
                )
            ]
            if holds:
                yield Weighed(one, one.slice, holds, re.sub(r"[“”‘’\"]", "", fact).strip())


def _place(text: str, words: str) -> int:
    return max(0, text.find(words))


def _same_kind(named: Mention, drug: Mention) -> bool:
    from assistant.vocabulary import broader

    classes = {b.id for b in broader(drug.concept)} - {"medication"}
    kin = classes & {b.id for b in broader(named.concept)}
    return named.concept.id == drug.concept.id or named.concept.id in classes or bool(kin)


def _dose_unit(m: re.Match[str]) -> str:
    unit = {"µg": "mcg", "μg": "mcg", "ug": "mcg", "iu": "u", "unit": "u", "units": "u"}.get(
        m["u"].lower(), m["u"].lower()
    )
    return f"{unit}{'/kg' if m['kg'] else ''}{'/m2' if m['m2'] else ''}"


def _amount(b: re.Match[str]) -> str:
    m = _DOSE.match(f"{b['v'].replace(',', '')} {b['rest']}")
    return _dose_unit(m) if m else ""


def _mine(record: TrialRecord, asked: Asked) -> Iterator[Criterion]:
    for one in single(record):
        if one.cohort is None or not asked.cohorts or one.cohort in asked.cohorts:
            yield one


def comparator_of(words: str | None) -> Comparator | None:
    """The comparator some words of a record stand for, with the signs that its editor has escaped."""
    if words is None:
        return None
    plain = words.strip().lstrip("\\")
    if m := re.fullmatch(r"(?i)(higher|greater|more|above|lower|less|below) or equal (?:to|than)", plain):
        return ">=" if m[1].lower() in ("higher", "greater", "more", "above") else "<="
    return comparator(plain)


def _bound(m: re.Match[str]) -> _Bound | None:
    sign = comparator_of(m["c"])
    return _Bound(sign, number(m["v"]), _plain(m.groupdict().get("u") or "")) if sign else None


def _compared(bound: _Bound, value: float, unit: str, text: str) -> Holds | None:
    own = bound.unit if _is_unit(bound.unit) else ""
    if unit and own and unit != own:
        return None
    if not unit and own and not (bound.value / _NEAR <= value <= bound.value * _NEAR):
        return None
    return _by_clauses(bound.admits(value), text)


def _by_clauses(admits: bool, text: str) -> Holds | None:
    """What one comparison settles of a criterion that may ask for more, or for something instead."""
    if admits:
        return "unknown" if _SEVERAL_MORE.search(text) and not _OTHERWISE.search(text) else "yes"
    return "unknown" if _OTHERWISE.search(text) else "no"


def _plain(unit: str) -> str:
    return re.sub(r"[\s()]", "", unit.lower().replace("μ", "u").replace("µ", "u").replace("micro", "u"))


def _is_unit(unit: str) -> bool:
    return bool(
        re.fullmatch(
            r"%|/?(?:[munpkd]?(?:g|l|mol|iu|u|eq)|cells|mm|mmhg|ml|min|ms|points?|weeks?|days?|months?|years?)(?:/.*)?|/.*",
            unit,
        )
    )


def _time(words: str) -> str:
    m = _TIME.search(words)
    return m[1].lower().rstrip("s") if m else ""
