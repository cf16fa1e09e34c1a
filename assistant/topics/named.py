"""Search a record for every name of a concept, word by word: the proof behind "the record does not name it"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from assistant.topics.mention import leaves, prose
from assistant.understand import fold
from assistant.vocabulary import Mention, concept, concepts, names
from assistant.vocabulary.relations import related
from ingest.record import Criterion, Slice, TrialRecord

_WORD = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]")
_SHORT = 3
"""Letters up to which a name is matched as a whole word in its own capitals: "HIV", never "hiv" inside "archive"."""


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A name as it may be spelled: hyphens, spaces, brackets, a plural, and British letters may differ."""
    words = _WORD.findall(_american(fold(name)))
    if not words:
        return re.compile(r"(?!)")
    body = r"[\s\-‐‑–/'’()]{0,3}".join(map(re.escape, words))
    if re.search(r"[\u3400-\u9fff]", name):
        return re.compile(body)
    return re.compile(rf"(?<![^\W_]){body}(?:e?s)?(?![^\W_])")


def _american(text: str) -> str:
    return text.replace("ae", "e").replace("oe", "e").replace("our", "or")


def holds_name(text: str, name: str) -> bool:
    """Tell whether a text holds a name as whole words; a name of two or three letters only in its capitals."""
    if len(name) <= _SHORT and name.isascii() and name != name.lower():
        return bool(re.search(rf"(?<![^\W_]){re.escape(name)}s?(?![^\W_])", text))
    if len(name) <= 2 and name.isascii():
        return False
    spelled = _spelled(text)
    return _first(name) in spelled and bool(pattern(name).search(spelled))


@cache
def _first(name: str) -> str:
    """The first word of a name as it is spelled in the pattern: a text without it needs no search."""
    return next(iter(_WORD.findall(_american(fold(name)))), "")


@lru_cache(maxsize=4096)
def _spelled(text: str) -> str:
    return _american(fold(text))


@lru_cache(maxsize=4096)
def ids(text: str) -> frozenset[str]:
    """The identifiers of the concepts that a sentence of a record names."""
    return frozenset(m.concept.id for m in concepts(text))


@cache
def every_name(id: str) -> tuple[str, ...]:
    """Every name of a concept in any language."""
    found = concept(id)
    return names(found) if found else ()


def names_it(text: str, mention: Mention) -> bool:
    """Tell whether a text holds the concept under any of its names, as asked, or misspelt by a letter or two."""
    wanted = mention.concept.id
    if wanted in ids(text):
        return True
    return any(holds_name(text, name) for name in (*every_name(wanted), mention.text)) or _misspelt(text, mention.text)


def speaks_of_it(text: str, mention: Mention) -> bool:
    """Tell whether a text holds a test, a value or a treatment that stands for the concept without its name."""
    found = related(mention.concept.id)
    return bool(found & ids(text))


def _misspelt(text: str, word: str) -> bool:
    """The asker's long word, one letter off (two from eleven letters): a typing error on either side."""
    key = fold(word)
    if len(key) < 7 or " " in key or not key.isascii():
        return False
    allowed = 1 if len(key) < 11 else 2
    return any(
        abs(len(w) - len(key)) <= allowed and OSA.distance(key, w, score_cutoff=allowed) <= allowed
        for w in _WORD.findall(fold(text))
    )


def expands(record: TrialRecord, name: str) -> bool:
    """Tell whether the record writes out a short form: words in a row with its letters, in whatever order ("ULN")."""
    letters = sorted(c for c in name.casefold() if c.isalpha())
    if not (2 <= len(letters) <= 5 and name.isupper()):
        return False
    return any("".join(letters) in initials for initials in _initials(record, len(letters)))


@lru_cache(maxsize=256)
def _initials(record: TrialRecord, size: int) -> frozenset[str]:
    found = set()
    for sentence in _outside(record):
        words = [w[0] for w in _WORD.findall(fold(sentence.text)) if w not in ("of", "the", "and", "for", "in")]
        found |= {"".join(sorted(words[i : i + size])) for i in range(len(words) - size + 1)}
    return frozenset(found)


@lru_cache(maxsize=64)
def single(record: TrialRecord) -> tuple[Criterion, ...]:
    """The criteria that stand for themselves: the parts of those that have parts."""
    return tuple(c for c in leaves(record.criteria) if not c.parts)


def elsewhere(record: TrialRecord, mention: Mention) -> tuple[Slice, ...]:
    """The sentences outside the criteria that name the concept; in the record's order."""
    mine = {c.slice.span for c in leaves(record.criteria)}
    return tuple(s for s in _outside(record) if s.span not in mine and names_it(s.text, mention))


@lru_cache(maxsize=64)
def _outside(record: TrialRecord) -> tuple[Slice, ...]:
    return (*record.conditions, *record.keywords, *prose(record))
