"""What a criterion can say of a patient: typed predicates under AND, OR and NOT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Comparator = Literal["<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Window:
    """How long ago counts, in days: `least` to `most`; None is open."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class AgeWithin:
    """The patient's age lies between two bounds, in years, each with whether it is itself within."""

    phrase: str
    low: float | None = None
    low_inclusive: bool = True
    high: float | None = None
    high_inclusive: bool = True
    unit: str = "years"


@dataclass(frozen=True, slots=True)
class OfSex:
    """The patient is of this sex; "any" is a statement that both may join."""

    phrase: str
    sex: Literal["female", "male", "any"]


@dataclass(frozen=True, slots=True)
class Expecting:
    """Pregnancy and what goes with it."""

    phrase: str
    state: Literal["pregnant", "breastfeeding", "childbearing", "contraception", "planning"]


@dataclass(frozen=True, slots=True)
class Agrees:
    """The patient consents, or is willing and able to do what the trial asks."""

    phrase: str
    to: Literal["consent", "procedures"]


@dataclass(frozen=True, slots=True)
class Has:
    """The patient has a disease or complaint (`concept`), perhaps in a certain state, for or since a certain time.

    `barring` are the kinds of it that do not count; of those in `perhaps` the record says more than a name, and
    whether they count is for a person to judge. `amounts` are doses and counts the words ask for.
    """

    phrase: str
    concept: str
    states: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    window: Window | None = None
    lasting: float | None = None
    other: bool = False
    family: bool = False
    open_ended: bool = False
    suspected: bool = False
    barring: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Underwent:
    """The patient receives, has received or will receive a medicine or a procedure (`concept`)."""

    phrase: str
    concept: str
    when: Literal["ever", "current", "planned"] = "ever"
    window: Window | None = None
    failed: bool = False
    qualifiers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tested:
    """A test came out this way."""

    phrase: str
    concept: str
    result: Literal["positive", "negative", "normal", "abnormal"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured value compares so with a number; `times` marks multiples of the laboratory's upper limit."""

    phrase: str
    concept: str
    comparator: Comparator
    value: float
    unit: str = ""
    times: bool = False


@dataclass(frozen=True, slots=True)
class Classified:
    """A published set of classification criteria is met."""

    phrase: str
    disease: str | None
    sets: tuple[str, ...] = ()
    lasting: float | None = None


@dataclass(frozen=True, slots=True)
class Vague:
    """The record does not define what it asks for."""

    phrase: str
    concept: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The investigator decides."""

    phrase: str


@dataclass(frozen=True, slots=True)
class Practical:
    """A matter of daily life or of the trial's running, seldom in a note."""

    phrase: str
    about: Literal["other trial", "language", "place", "sample", "ability"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words that no predicate covers: for a person to judge."""

    phrase: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part must hold; `open_ended` when the parts are only examples of a wider term."""

    parts: tuple[Node, ...]
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold; `phrase` is what the record says with its negation, where the negation is the record's."""

    part: Node
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class Defined:
    """A term with the definition the record gives it; the definition decides where it can."""

    term: Node
    by: Node


Predicate = AgeWithin | OfSex | Expecting | Agrees | Has | Underwent | Tested | Measured | Classified | Vague | Judgement | Practical | Text  # fmt: skip
Node = Predicate | All | Either | Not | Defined


def leaves(node: Node) -> Iterator[Predicate]:
    """The predicates of a tree, from left to right."""
    if isinstance(node, All | Either):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Not):
        yield from leaves(node.part)
    elif isinstance(node, Defined):
        yield from leaves(node.term)
        yield from leaves(node.by)
    else:
        yield node


def coverage(node: Node) -> Literal["whole", "part", "none"]:
    """How much of a criterion its predicates cover: all its words, some, or none."""
    found = list(leaves(node))
    typed = [p for p in found if not isinstance(p, Text)]
    if not typed:
        return "none"
    loose = any(isinstance(p, Has | Underwent) and p.qualifiers for p in typed)
    return "part" if loose or len(typed) < len(found) else "whole"


def combine(parts: list[Node], either: bool) -> Node:
    """One node of several."""
    if len(parts) == 1:
        return parts[0]
    return Either(tuple(parts)) if either else All(tuple(parts))
