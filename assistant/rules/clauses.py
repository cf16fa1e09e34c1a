"""Cut a criterion's words into clauses: sentences, lists, exceptions, examples, definitions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.medicine import mentions

_BULLET = re.compile(
    r"^\s*(?:[-*•·§◦–—]+\s*|\(?\d{1,2}\s*(?:\\?[.)、:])\s*(?=\D)|\(?[a-z]\)\s+|[ivx]{1,4}[.)]\s+)+", re.IGNORECASE
)
_HARD = re.compile(r"[;；\n§•。]|(?<=[a-z)%\d])\.\s+(?=[A-Z(])|\.\s*$")
_EXCEPT = re.compile(
    r"[,(]?\s*\b(?:with the exceptions? of|except(?:ing|ion)?(?: for| of)?(?: those with| that)?|other than|unless|"
    r"apart from|excluding|but not(?! (?:limited|restricted|only))|not including(?! but))\b\s*:?",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(
    r"[,(:]?\s*\b(?:such as|including(?:,? but (?:is |are )?not (?:restricted|limited) to)?|includes?|"
    r"for example|for instance|"
    r"e\.?\s?g\.?,?|i\.?\s?e\.?,?|like|namely)(?![\w])\s*[:,]?|[,(]\s*(?=for example)|(?<=病)包括|如(?=[^果])",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"[,(]?\s*\b(?:(?:which is |is |are |as )?defined (?:as|by)|as (?:evidenced|shown|demonstrated|determined|"
    r"documented|indicated|measured) by|meaning)\b\s*:?",
    re.IGNORECASE,
)
_ORGANS = r"(?:liver|hepatic|renal|kidney|cardiac|heart|pulmonary|lung|respiratory|cardiovascular|neurologic(?:al)?|psychiatric|hematologic(?:al)?|haematological|endocrine|metabolic|gastrointestinal|autoimmune|infectious|mental|cerebrovascular|gastric|thyroid|immunological|immune|digestive|urinary)"
_TROUBLES = r"(?:diseases?|disorders?|dysfunction|impairment|insufficiency|failure|illness(?:es)?|conditions?|abnormalit(?:y|ies)|transplant(?:ation)?)"
_SHARED_HEAD = re.compile(
    rf"\b({_ORGANS}(?:\s*(?:,\s*(?:and|or)?|/|、|and/or|\bor\b|\band\b)\s*{_ORGANS})+)\s+({_TROUBLES})\b", re.IGNORECASE
)
_LIST = re.compile(
    r"\s*,?\s*\band\s*/\s*or\b\s*|\s*,?\s*\bor\b\s*|\s*[,，]\s*\band\b\s*|\s+and\s+|\s*[,，、]\s*|\s*&\s*|或|"
    r"(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])及(?=[\u4e00-\u9fff])|(?<=\w\w)/(?=[A-Za-z]{2})",
    re.IGNORECASE,
)
_KEEP_TOGETHER = re.compile(
    r"\bbetween\s+[^,;]{1,30}?\band\s+\S+|\d[^,;\s]*\s*(?:\w+\s+)?(?:and|or)\s+(?:older|over|above|younger|under|below|"
    r"up|more|less)\b|"
    r"(?:\d|\b[IV]{1,3})\s*(?:,|or|and|/)\s*(?=(?:\d|[IV]{1,3}\b))|(?:[≥≤<>]|at least|older than|over|less than|"
    r"more than|greater than)\s*=?\s*\d+[^,;]{0,12}?\band\s*(?=[≥≤<>]|less|under|below|more|older|younger|up to)|"
    r"\d,\d{3}|"
    r"(?:male|female|men|women|boys|girls)s?\s*(?:and|or|/|&|,)\s*(?:non-pregnant )?(?=(?:male|female|men|women|boys|"
    r"girls)s?\b)|\b(?:one|two|three|four|five|\d+)\s+or\s+(?:more|fewer|less|greater|higher)\b|\bor (?:greater|higher|"
    r"equal|more|less|above|below|over|older|younger)\b|\b(?:current|present|past|previous|prior|known)\s+(?:or|and|"
    r"and/or)\s+(?:current|present|past|previous|prior|suspected|planned)\b|\b(?:suspected|first|second|"
    r"third) or (?:known|second|third)\b|\b(?:chronic|acute|active|inactive|latent|stable|unstable|mild|"
    r"moderate|severe|primary|secondary|congenital|acquired|symptomatic|current|recent|untreated|"
    r"uncontrolled)\s*(?:,|or|and|and/or|/|to)\s*(?:chronic|acute|active|inactive|latent|stable|unstable|"
    r"mild|moderate|severe|primary|secondary|congenital|acquired|symptomatic|recurrent|recent|untreated|"
    r"uncontrolled)\b|\bsafety and\b|\bsigns? (?:and|or) symptoms?|\bwilling and able|"
    r"\bable and willing|\bgreater than or equal|\bless than or equal|\bmore than or equal|\bequal to or|"
    r"\bhigher than or equal",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list, the word that joins them, and the joiner before each item but the first."""

    items: tuple[str, ...]
    joiner: str
    joiners: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Take the registry's escapes, the bullet and doubled spaces away."""
    text = re.sub(r"\\([<>~*_.\[\]()#&+-])", r"\1", text)
    text = re.sub(r"[^\S\n]+", " ", text).strip()
    # Before or after a bronchodilator: when a value is measured, not a treatment.
    text = re.sub(r"\b(?:pre|post)[- ]?bronchodilator\b", "", text, flags=re.IGNORECASE)
    return _BULLET.sub("", text).strip()


def sentences(text: str) -> list[str]:
    """The parts that stand for themselves: lines, sentences, what a semicolon parts; not inside brackets."""
    return _cut(text, _HARD)


def exception(text: str) -> tuple[str, str] | None:
    """A statement and its exception."""
    return _two(text, _EXCEPT)


def examples(text: str) -> tuple[str, str] | None:
    """A wider term and its examples ("such as …")."""
    return _two(text, _EXAMPLES)


def definition(text: str) -> tuple[str, str] | None:
    """A term and its definition ("defined as …")."""
    return _two(text, _DEFINED)


def _two(text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    match = pattern.search(text)
    if not match or not text[: match.start()].strip(" ,(") or not text[match.end() :].strip(" .,)"):
        return None
    head, tail = text[: match.start()].strip(), text[match.end() :].strip()
    if tail.count(")") > tail.count("("):
        inner, _, after = tail.partition(")")
        head, tail = f"{head} {after}".strip(), inner
    return head.strip(" ,("), tail.strip()


def spread(text: str) -> str:
    """Give every member of "liver or renal disease" its noun: "liver disease or renal disease"."""

    def repeat(match: re.Match[str]) -> str:
        return (
            re.sub(rf"({_ORGANS})(?=\s*(?:,|/|、|and\b|or\b))", rf"\1 {match[2]}", match[1], flags=re.IGNORECASE)
            + " "
            + match[2]
        )

    return _SHARED_HEAD.sub(repeat, text)


def listed(text: str) -> Listed:
    """Cut at the commas, ands and ors outside brackets, names and ranges."""
    kept = [(m.start(), m.end()) for m in _KEEP_TOGETHER.finditer(text)]
    kept += [(m.start, m.end) for m in mentions(text)]
    kept += _brackets(text)
    items: list[str] = []
    joiners: list[str] = []
    last = 0
    for match in _LIST.finditer(text):
        if (
            any(start < match.end() and match.start() < end for start, end in kept)
            or not text[last : match.start()].strip()
        ):
            continue
        items.append(text[last : match.start()].strip(" ,"))
        joiners.append(match.group().strip(" ,，").lower())
        last = match.end()
    items.append(text[last:].strip(" ,."))
    joiner = (
        "or"
        if any("or" in j or j == "或" for j in joiners)
        else "and"
        if any(j in ("and", "&", "和", "及") for j in joiners)
        else ","
        if joiners
        else ""
    )
    return Listed(tuple(item for item in items if item), joiner, tuple(joiners))


def brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The words outside the brackets, and what stands in each."""
    spans = _brackets(text)
    inside = tuple(text[start + 1 : end - 1].strip() for start, end in spans)
    outside, last = [], 0
    for start, end in spans:
        outside.append(text[last:start])
        last = end
    outside.append(text[last:])
    return re.sub(r"\s+", " ", " ".join(outside)).strip(), inside


def _brackets(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    depth, opened = 0, 0
    for i, letter in enumerate(text):
        if letter in "([（":
            opened = i if depth == 0 else opened
            depth += 1
        elif letter in ")]）" and depth:
            depth -= 1
            if depth == 0:
                spans.append((opened, i + 1))
    if depth:
        spans.append((opened, len(text)))
    return spans


def _cut(text: str, pattern: re.Pattern[str]) -> list[str]:
    spans = _brackets(text)
    parts, last = [], 0
    for match in pattern.finditer(text):
        if any(start < match.start() < end for start, end in spans):
            continue
        parts.append(text[last : match.start()])
        last = match.end()
    parts.append(text[last:])
    return [part.strip() for part in parts if part.strip(" .;-*")]
