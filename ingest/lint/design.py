"""Lint the phase, the design, the arms and their doses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.lint.finding import LintFinding, first, found, prose, spelled, titles
from ingest.record import Slice, TrialRecord, sub_slice

_PHASED = re.compile(
    r"(?i)\b(dose[- ]escalation|dose[- ]limiting toxicit(?:y|ies)|maximum tolerated dose|"
    r"recommended phase (?:2|ii) dose|first[- ]in[- ]human)\b"
)
_ONE_PHASE = r"(?:1|2|3|4|iii|ii|iv|i)[abc]?"
_PHASE = re.compile(rf"(?i)\bphase[- ]?({_ONE_PHASE}(?:\s*(?:/|-|–|and|&|or)\s*(?:phase\s*)?{_ONE_PHASE})?)\b")
_OTHER_TRIAL = re.compile(
    r"(?i)\b(extension|roll-?over|follow[- ]?up|long[- ]term|parent|previous(?:ly)?|prior|completed|participated|"
    r"enrolled|following|after|feeder|sub-?study|ancillary|companion|phase [a-d]\b)"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_BLIND = re.compile(
    r"(?i)\b((?:double|triple|quadruple|single)[- ]?(?:blind(?:ed)?|mask(?:ed)?)|observer[- ]blind(?:ed)?)\b"
)
_OPEN = re.compile(r"(?i)\b(open[- ]?label(?:led|ed)?|unblinded|non[- ]?blinded)\b")
_LATER_PART = re.compile(
    r"(?i)\b(extension|followed by|phase|part|period|parallel|substudy|sub-study|arm|control|comparator)"
)
_DENIED = re.compile(r"(?i)\b(?:not|non|un)[- ]?(?:double|single|triple)?[- ]?(?:blind|mask)")
_BARE_UNIT = re.compile(
    r"(?i)(\b\d[\d.,]*\s*(?:millions?|billions?|thousands?|(?:x|×|\*)\s*10\s?(?:\^|\*\*)?\s?\d+)\s*(?:/|per)\s*"
    r"(?:kg|m2|m²|ml|dose|infusion)\b)(?!\s*[).,;]?\s*(?:of\s+)?[\w+-]*\s*(?:cells?|car\b|vg|viral|vector|units?|cfu|particles|genomes|copies|iu\b|spores))"
)
_NOUN_BEFORE = re.compile(
    r"(?i)\b(?:cells?|car|vector|units?|cfu|genomes|copies|spores|iu|platelets?|leuko\w+)\b[^.;\n]{0,30}\Z"
)
_JOINED = re.compile(r"(?<![\w/])((?:[A-Za-z]+[-/])*[A-Z]{2,}[A-Za-z-]*\d+)([a-z]{4,})\b")
_EMPTY_WORDS = re.compile(
    r"(?i)\A\W*(?:tbd|tba|to be (?:determined|announced|confirmed|defined)|xx+|lorem ipsum.*)\W*\Z"
)


def _phases(texts: list[str]) -> set[str]:
    """The phases in words of a registry or a title, as the digits 0 to 4."""
    digits: set[str] = set()
    for text in texts:
        for word in re.findall(
            r"(?i)(?:phase)?\s*(iii|ii|iv|i|[0-4])(?=[abc]?\b|\W|\Z)", text.replace("_", " ").replace("PHASE", "PHASE ")
        ):
            digits.add(_ROMAN.get(word.casefold(), word))
    return digits


def _not_applicable(record: TrialRecord) -> bool:
    return bool(record.phases) and all(spelled(p.text) in ("na", "n a", "not applicable") for p in record.phases)


def phase_not_applicable(record: TrialRecord) -> Iterator[LintFinding]:
    """No phase, though the words are those of an early-phase drug trial."""
    if _not_applicable(record):
        words: dict[str, Slice] = {}
        for whole in prose(record):
            for one in found(_PHASED, whole):
                words.setdefault(spelled(one.text), one)
        if words:
            text = "The phase is given as not applicable, though the record's words are those of an early-phase trial."
            yield LintFinding("phase_not_applicable", text, (*record.phases, *words.values()))


def phase_differs(record: TrialRecord) -> Iterator[LintFinding]:
    """The title names another phase than the phase field."""
    if not record.phases:
        return
    for title in titles(record):
        mention = first(_PHASE, [title])
        if mention is None or _OTHER_TRIAL.search(title.text) or len(list(found(_PHASE, title))) > 1:
            continue
        stated = _phases([p.text for p in record.phases])
        if not _phases([mention.text]) & stated and (stated or _not_applicable(record)):
            yield LintFinding(
                "phase_differs", "The title names another phase than the phase field.", (*record.phases, mention)
            )
            return


def masking_differs(record: TrialRecord) -> Iterator[LintFinding]:
    """The words say blinded and the field says open, or the other way round."""
    masking = record.design.masking
    if masking is None:
        return
    is_open = spelled(masking.text) in ("none", "open label", "none open label")
    words = first(_BLIND if is_open else _OPEN, titles(record))
    if words is None:
        return
    whole = " ".join(title.text for title in titles(record))
    both = _OPEN.search(whole) and _BLIND.search(whole)
    if (
        both
        or _LATER_PART.search(re.sub(r"(?i)phase\s+\S+|placebo[- ]control\w*|control\w*", "", whole))
        or _DENIED.search(whole)
    ):
        return
    text = "The title and the masking field disagree on who knows which treatment is given."
    yield LintFinding("masking_differs", text, (masking, words))


def one_arm_randomised(record: TrialRecord) -> Iterator[LintFinding]:
    """Randomised, but there is one arm only."""
    allocation = record.design.allocation
    if allocation and spelled(allocation.text) == "randomized" and len(record.arms) == 1:
        text = "The allocation is given as randomised, but the record describes one arm only."
        yield LintFinding("one_arm_randomised", text, (allocation, record.arms[0].label))


def arm_without_intervention(record: TrialRecord) -> Iterator[LintFinding]:
    """An arm to which nothing is assigned, though it is not one without intervention."""
    if not record.study_type or spelled(record.study_type.text) != "interventional":
        return
    # An arm without a type is an old record's: nothing was asked for, so nothing is missing.
    bare = [a for a in record.arms if a.kind and not a.interventions and spelled(a.kind.text) != "no intervention"]
    if bare and any(a.interventions for a in record.arms):
        text = (
            f"No intervention is assigned to {counted_arms(len(bare))}, though the record does not call it untreated."
        )
        yield LintFinding("arm_without_intervention", text, tuple(a.label for a in bare))


def counted_arms(n: int) -> str:
    """Say how many arms."""
    return "one arm" if n == 1 else f"{n} arms"


def bare_unit(record: TrialRecord) -> Iterator[LintFinding]:
    """An amount "per kg" that does not say of what."""
    bare: dict[str, Slice] = {}
    for whole in prose(record):
        for one in found(_BARE_UNIT, whole):
            before = whole.text[: one.span.start - whole.span.start]
            if not _NOUN_BEFORE.search(before):
                bare.setdefault(one.text, one)
    if bare:
        text = "The dose is a number per unit of body weight or the like without a noun: it does not say of what."
        yield LintFinding("unit_without_noun", text, tuple(bare.values()))


def joined_words(record: TrialRecord) -> Iterator[LintFinding]:
    """A name run into the next word, where the same two words stand apart elsewhere."""
    texts = [*prose(record), *record.criteria_text]
    everything = "\n".join(one.text for one in texts)
    joined: dict[str, Slice] = {}
    for whole in texts:
        for match in _JOINED.finditer(whole.text):
            if re.search(rf"{re.escape(match[1])}\s+{re.escape(match[2])}\b", everything):
                joined.setdefault(match[0], sub_slice(whole, *match.span()))
    if joined:
        text = "A space is missing: the name and the next word are run together here and stand apart elsewhere."
        yield LintFinding("missing_space", text, tuple(joined.values()))


def placeholders(record: TrialRecord) -> Iterator[LintFinding]:
    """A field filled with a word that stands for nothing yet."""
    empty = tuple(one for one in (*prose(record), *record.conditions) if _EMPTY_WORDS.match(one.text))
    if empty:
        yield LintFinding("placeholder", "A field holds a placeholder instead of content.", empty)


RULES = (
    phase_not_applicable,
    phase_differs,
    masking_differs,
    one_arm_randomised,
    arm_without_intervention,
    bare_unit,
    joined_words,
    placeholders,
)
