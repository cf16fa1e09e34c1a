"""Compare a multiple of the laboratory's limit with a criterion that has one bound for some people and one for others."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.compare.bound import MARKED, NUMBER, Bound, bound_in
from assistant.compare.compared import Compared
from assistant.compare.criteria import mine
from assistant.compare.spoken import said
from assistant.judge import Holds
from assistant.medicine import concepts, is_a, mentions
from assistant.tokens import tokens
from assistant.understand import Asked
from ingest.record import Criterion, Slice, TrialRecord, sub_slice

# What stands between a number and the limit that it multiplies.
_LIMIT = (
    r"\s*(?:[x×*]|times|-?\s?fold|veces|倍)?\s*(?:the\s+|el\s+)?(?:(?:institutional|laboratory|local)\s+)?"
    r"(?:ULN|UNL|upper limit|upper normal|normal|l[ií]mite|正常)"
)
MULTIPLE = re.compile(rf"(?i)[\s:=]*(?:is|was|at|of|about|es|是)?\s*(?P<v>{NUMBER}){_LIMIT}")
"""A multiple of the laboratory's limit, as it stands after the name of what was measured."""
_ASKED_FOR = re.compile(rf"(?i)(?P<c>{MARKED})\s*(?P<v>{NUMBER}){_LIMIT}")
# What opens with a bracket or a comma is said of the bound that follows; else of the one before it.
_CASE = re.compile(
    r"(?i)(?P<opens>[(,;，（]\s*(?:note:\s*)?)?\b(?P<how>if|in case of|in (?:the )?(?:presence|absence) of|for|patients with|participants with|"
    r"subjects with|with(?:out)?|when|unless|such as)\b(?P<words>[^;(),，（）]*)"
)
_PIECES = re.compile(r"\s*[;；②③④⑤]\s*")
_ABSENT = re.compile(r"(?i)\b(?:absence|without|no|not|unless)\b")
_NOT = re.compile(r"(?i)(?:\b(?:no|not|without|w/o|denies|sin|never)\b(?:\s+\w+){0,2}\s*|没有?|无)$")
_SHORT_FORM = re.compile(r"(?i)\bmets\b")
_TELLS_NOTHING = frozenset(
    tokens(
        """patients participants subjects people with present presence absence demonstrable known documented involvement
        disease syndrome there subject patient participant case intrahepatic no"""
    )
)


@dataclass(frozen=True, slots=True)
class _Case:
    """The people that a bound is for: those with what `words` name, or (`absent`) those without it."""

    words: frozenset[str]
    absent: bool

    def fits(self, text: str) -> bool | None:
        """Tell whether the asker is one of them; None where the question does not say."""
        plain = _SHORT_FORM.sub("metastases", text)
        told = [m for m in re.finditer(r"\w+", plain) if self.words & _telling(m[0])]
        if len(frozenset().union(*(_telling(m[0]) for m in told)) & self.words) < min(2, len(self.words)):
            return None
        return bool(_NOT.search(plain[: told[0].start()])) == self.absent


def limited(record: TrialRecord, asked: Asked) -> Iterator[Compared]:
    """What criteria of several bounds ask of a multiple that the question gives ("AST 4x ULN with liver metastases").

    The bound whose people the asker is one of decides; where the question does not say, only what all bounds agree on.
    """
    for name in mentions(asked.text):
        given = MULTIPLE.match(asked.text, name.end)
        if given is None:
            continue
        for one in mine(record, asked):
            kept = _of_measure(one.slice.text, name.concept)
            bounds = _with_cases(one.slice.text, kept)
            if len(bounds) > 1:
                holds = _holds(bounds, float(given["v"]), asked.text)
                yield Compared(one, _piece(one, kept), holds, said(asked.text, name.start, given.end()))


def _piece(criterion: Criterion, bounds: list[re.Match[str]]) -> Slice:
    """The piece of a criterion between two semicolons that holds the bounds; the rest of it was not compared."""
    text = criterion.slice.text
    start = max((m.end() for m in _PIECES.finditer(text, 0, bounds[0].start())), default=0)
    end = next((m.start() for m in _PIECES.finditer(text, bounds[-1].end())), len(text))
    return sub_slice(criterion.slice, start, end)


def _holds(bounds: list[tuple[Bound, _Case | None]], value: float, text: str) -> Holds:
    fits = [(bound, case, case.fits(text) if case else None) for bound, case in bounds]
    own = [bound for bound, _, fit in fits if fit]
    if not own and any(fit is False for _, _, fit in fits):
        own = [bound for bound, case, _ in fits if case is None]
    within = {bound.admits(value) for bound in own or [bound for bound, _ in bounds]}
    return "unknown" if len(within) > 1 else "yes" if within.pop() else "no"


def _of_measure(text: str, concept: str) -> list[re.Match[str]]:
    """The bounds on one measure in a criterion, in their order."""
    named = [m for m in mentions(text) if concepts()[m.concept].kind == "measure"]
    kept: list[re.Match[str]] = []
    spoken_of = False
    end = 0
    for m in _ASKED_FOR.finditer(text):
        # Measures named since the last bound are what this one is of; where none is, it is of the same as the last.
        if here := [n for n in named if end <= n.start and n.end <= m.start()]:
            spoken_of = any(is_a(concept, n.concept) for n in here)
        kept += [m] if spoken_of else []
        end = m.end()
    return kept


def _with_cases(text: str, bounds: list[re.Match[str]]) -> list[tuple[Bound, _Case | None]]:
    """Each bound with the people it is for."""
    cases = _cases(text, bounds)
    return [(bound, cases.get(n)) for n, m in enumerate(bounds) if (bound := bound_in(m))]


def _telling(words: str) -> frozenset[str]:
    """The words that tell a disease, by their beginnings: "metastasis" and "metastases" are one."""
    return frozenset(w[:7] for w in tokens(words) if w not in _TELLS_NOTHING)


def _cases(text: str, bounds: list[re.Match[str]]) -> dict[int, _Case]:
    found: dict[int, _Case] = {}
    for n, (m, after) in enumerate(itertools.zip_longest(bounds, bounds[1:])):
        for case in _CASE.finditer(text, m.end(), after.start() if after else len(text)):
            words = _telling(re.split(r"(?i)\bor\b|\band\b", case["words"])[0])
            if words:
                absent = bool(_ABSENT.search(case["how"] + " " + case["words"]))
                found.setdefault(n + 1 if case["opens"] and after else n, _Case(words, absent))
    return found
