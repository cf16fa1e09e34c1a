"""Lint the criteria: what cannot be checked as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.lint.finding import LintFinding, all_criteria, found
from ingest.record import Criterion, Slice, TrialRecord, sub_slice

_FUSED = re.compile(r"(?m)[.;)][^\S\n]+((?:[A-Z][\w/+-]*\s?){1,4}):[^\S\n]*$")
_CHAIN = re.compile(r"[\w+/-]+(?:(?:\s*,\s*(?:and/or|or)?\s*|\s+(?:and/or|or|and)\s+)[\w+/-]+){2,}")
_LINK = re.compile(r"\s*,\s*(?:(?:and/or|or)\s+)?|\s+(?:and/or|or|and)\s+")
_ALTERNATIVE = re.compile(r"\bor\b")
_LIST_ENDS = re.compile(r"\s*(?:\Z|[.;)\n]|[a-z]+s\b)")
_NAMED = re.compile(r"(?=.*[A-Z])(?=.*[A-Za-z]{2})[\w+/-]{3,}")
_CIRCULAR = re.compile(
    r"(?i)\b((?:meets?|meeting|fulfil\w*|satisf\w+)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:other\s+)?"
    r"(?:study\s+|protocol[- ]?)?"
    r"(?:screening|eligibility|entry|enrol?lment|study|protocol|inclusion(?:/exclusion)?)\s+(?:criteria|requirements))\b"
)
_ALLOWED = re.compile(r"(?i)\b(?:may|can|could|not)\b")
_ADEQUATE = re.compile(
    r"(?i)\b((?:adequate|acceptable|sufficient|normal|good|satisfactory)\s+(?:\w+,?\s+){0,4}?"
    r"(?:organ|bone marrow|marrow|renal|kidney|liver|hepatic|h(?:a?e)matolog\w+|cardiac|pulmonary|laboratory)\s+"
    r"(?:\w+\s+)?(?:function\w*|reserve|values|parameters))\b"
)
_EXPLAINED = re.compile(
    r"(?i)\d|[<>≤≥:]|\b(?:defin\w+|according|by|per|below|above|includ\w+|judg\w+|"
    r"as (?:follows|evidenced|determined|assessed|judged))\b"
)
_CLASSIFICATION = re.compile(r"(?i)\b((?:classification|diagnostic)\s+criteri(?:a|on|ums))")
_RELAPSED = re.compile(
    r"(?i)\b(relaps(?:ed|ing)\s*(?:/|or|and/or|and)\s*refractory|refractory\s*(?:/|or|and/or|and)\s*relaps(?:ed|ing)|r/r)\b"
)
_DEFINED = re.compile(
    r"(?i)\b(?:defin\w+|progress\w*|fail\w*|prior|previous\w*|after|at least|respon\w+|received|lines?|following|"
    r"despite|within|treated|therap\w+|treatment|regimens?|recur\w+|i\.e)\b|[≥>(]|:\s*\Z"
)
_AND_OR = re.compile(r"(?i)(\band\s?/\s?or\b)")
_WHOSE = r"(?:\w+\s+)?(?:investigator|physician|clinician)"
_VIEW = r"(?:opinion|judge?ment|discretion)"
_JUDGED = re.compile(
    rf"(?i)\b(?:(?:in|according to|based on|at) the {_WHOSE}(?:['’]s|s['’])? {_VIEW}|"
    rf"{_VIEW} of the {_WHOSE}s?|investigator['’]?s?['’]? {_VIEW}|"
    rf"as (?:judged|determined|assessed|deemed) by the {_WHOSE})\b"
)
_MEASURED = (
    r"(?:h(?:a?e)moglobin|hgb|hb|platelets?(?: counts?)?|absolute neutrophil count|anc|neutrophils?(?: counts?)?|"
    r"(?:serum |total )?creatinine|(?:total |serum )?bilirubin|albumin|wbc|white blood cell counts?|leukocytes?)"
)
_COMPARED = r"(?:≥|>=|≤|<=|<|>|=|at least|less than|greater than|more than)"
_THRESHOLD = re.compile(
    rf"(?i)\b(?:{_MEASURED}|clearance|egfr|gfr|ejection fraction|lvef|alt|ast|alanine|aspartate|inr)\b[^\n.;]{{0,60}}\d"
)
_LAB = re.compile(
    rf"(?i)\b({_MEASURED}(?:\s*\(\w+\))?\s*(?:levels?|counts?|values?)?\s*(?:of|is|was)?\s*{_COMPARED}\s*"
    r"(?:\d[\d.,]*\d|\d))(?=\s*(?:[;)\n]|\Z|\.\s|\.\Z|,\s|and\b|or\b))"
)


def fused_heading(record: TrialRecord) -> Iterator[LintFinding]:
    """A group's heading stands at the end of the bullet before it."""
    cohorts = {cohort.casefold() for cohort in record.cohorts}
    slices = (one for whole in record.criteria_text for one in found(_FUSED, whole))
    fused = tuple(one for one in slices if one.text.casefold() in cohorts)
    if fused:
        text = "A group's heading is fused onto the end of the criterion before it, so it is easy to miss."
        yield LintFinding("fused_heading", text, fused)


def named_twice(record: TrialRecord) -> Iterator[LintFinding]:
    """The same name twice in one list of alternatives: perhaps another was meant."""
    for criterion in _leaves(record):
        words = criterion.slice.text
        for chain in _CHAIN.finditer(words):
            # "IRS-V, or IRS-V pilot" names two things; "anti-MPO or … anti-MPO antibodies" names one twice.
            if not _ALTERNATIVE.search(chain[0]) or not _LIST_ENDS.match(words, chain.end()):
                continue
            places = _places(criterion.slice, chain)
            names = [one.text.casefold() for one in places]
            twice = [one for one in places if names.count(one.text.casefold()) > 1 and _NAMED.fullmatch(one.text)]
            if twice:
                text = "The same name stands twice in one list of alternatives; perhaps another was meant."
                yield LintFinding("named_twice", text, tuple(twice))


def _places(whole: Slice, chain: re.Match[str]) -> list[Slice]:
    """The single words of a chain of alternatives."""
    start, places = chain.start(), []
    for link in (*_LINK.finditer(chain[0]), None):
        end = chain.start() + link.start() if link else chain.end()
        if start < end:
            places.append(sub_slice(whole, start, end))
        start = chain.start() + link.end() if link else end
    return places


def circular(record: TrialRecord) -> Iterator[LintFinding]:
    """A criterion that asks to meet criteria it does not give."""
    for criterion in _leaves(record):
        words = criterion.slice.text
        if (
            criterion.kind == "inclusion"
            and _CIRCULAR.search(words)
            and not _ALLOWED.search(words)
            and len(words.split()) <= 12
            and not re.search(r"\d|[<>≤≥]", words)
        ):
            text = (
                "This criterion asks for criteria to be met without saying which: it cannot be checked from the record."
            )
            yield LintFinding("no_checkable_content", text, (criterion.slice,))


def adequate(record: TrialRecord) -> Iterator[LintFinding]:
    """An organ's function must be adequate, without a threshold here or in another criterion."""
    if any(_THRESHOLD.search(whole.text) for whole in record.criteria_text):
        return
    for criterion in _leaves(record):
        words = next(found(_ADEQUATE, criterion.slice), None)
        if words and criterion.kind == "inclusion" and not _EXPLAINED.search(criterion.slice.text):
            text = "This criterion asks for a function or a value to be adequate or normal without giving a threshold."
            yield LintFinding("no_threshold", text, (criterion.slice,))


def unnamed_classification(record: TrialRecord) -> Iterator[LintFinding]:
    """Classification or diagnostic criteria without saying whose or of which year."""
    for criterion in _leaves(record):
        for match in _CLASSIFICATION.finditer(criterion.slice.text):
            before, after = criterion.slice.text[: match.start()], criterion.slice.text[match.end() :]
            if not _names_a_set(before, after) and not criterion.parts:
                text = "Classification or diagnostic criteria must be met, but which set is meant is not said."
                yield LintFinding("classification_unnamed", text, (criterion.slice,))
                break


def _names_a_set(before: str, after: str) -> bool:
    """A year, a body's initials or a proper name beside the word criteria names the set."""
    rest = re.sub(r"(?i)\bfor\s+[^,;.()]*", "", after)
    first_word_apart = before.split(maxsplit=1)[1] if len(before.split()) > 1 else ""
    beside = f"{first_word_apart} {rest}"
    return (
        bool(re.search(r"(?:19|20)\d\d|\b[A-Z][\w'’-]+|\bdefin|\bbelow|\babove|\bfollowing|\[", beside)) or ":" in after
    )


def undefined_relapse(record: TrialRecord) -> Iterator[LintFinding]:
    """Relapsed or refractory, which every trial defines in its own way, is not defined."""
    uses = [(c, one) for c in _leaves(record) if c.kind == "inclusion" for one in found(_RELAPSED, c.slice)]
    apart = [_RELAPSED.sub("", c.slice.text) for c, _ in uses]
    if uses and not any(_DEFINED.search(words) for words in apart) and not any(c.parts for c, _ in uses):
        often = counted_times(len(uses))
        text = f"The criteria ask {often} for relapsed or refractory disease and do not say what that means."
        yield LintFinding("undefined_term", text, tuple(one for _, one in uses))


def counted_times(n: int) -> str:
    """Say how often."""
    return "once" if n == 1 else f"{n} times"


def and_or(record: TrialRecord) -> Iterator[LintFinding]:
    """And/or can be read two ways."""
    uses = tuple(one for c in _leaves(record) for one in found(_AND_OR, c.slice))
    if uses:
        often = counted_times(len(uses))
        text = f'The criteria say "and/or" {often}; it is read as "or" here, and the study team may mean both.'
        yield LintFinding("and_or", text, uses)


def judgement(record: TrialRecord) -> Iterator[LintFinding]:
    """Criteria that only the investigator can settle."""
    judged = tuple(c.slice for c in _leaves(record) if _JUDGED.search(c.slice.text))
    if judged:
        many = "One criterion depends" if len(judged) == 1 else f"{len(judged)} criteria depend"
        yield LintFinding(
            "judgement", f"{many} on the investigator's judgement and cannot be settled from a record.", judged
        )


def lab_without_unit(record: TrialRecord) -> Iterator[LintFinding]:
    """A laboratory threshold without a unit."""
    bare = tuple(one for c in _leaves(record) for one in found(_LAB, c.slice))
    if bare:
        text = "A laboratory threshold is given without a unit."
        yield LintFinding("lab_without_unit", text, bare)


def repeated(record: TrialRecord) -> Iterator[LintFinding]:
    """The same criterion twice, or once as an inclusion and once as an exclusion."""
    seen: dict[tuple[object, ...], Criterion] = {}
    again: list[Slice] = []
    for criterion in record.criteria:
        words = tuple(re.findall(r"\w+|[<>≤≥=]", criterion.slice.text.casefold()))
        if len(words) < 3 or criterion.parts or _NO_CRITERION.search(criterion.slice.text):
            continue
        group = (words, criterion.cohort, criterion.heading)
        if first := seen.get((*group, criterion.kind)):
            again += [first.slice, criterion.slice]
        elif other := seen.get((*group, _OTHER[criterion.kind])):
            text = "The same words are listed as an inclusion and as an exclusion."
            yield LintFinding("criterion_both_ways", text, (other.slice, criterion.slice))
        seen.setdefault((*group, criterion.kind), criterion)
    if again:
        text = "The same criterion is listed more than once."
        yield LintFinding("criterion_repeated", text, tuple(dict.fromkeys(again)))


# Left-over headings and notes, which may well stand twice.
_NO_CRITERION = re.compile(
    r"(?i):\s*\Z|\A\W*notes?\b|\b(?:criteria|specific|phase|cohorts?|arms?|groups?|module|part)\b"
)
_OTHER = {"inclusion": "exclusion", "exclusion": "inclusion"}


def _leaves(record: TrialRecord) -> Iterator[Criterion]:
    """The criteria without parts, whose slices do not overlap; a criterion with parts is covered by them."""
    yield from (c for c in all_criteria(record.criteria) if not c.parts)


RULES = (
    fused_heading,
    named_twice,
    circular,
    adequate,
    unnamed_classification,
    undefined_relapse,
    and_or,
    judgement,
    lab_without_unit,
    repeated,
)
