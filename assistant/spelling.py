"""Mend misspelt words of a question by the words people ask with and the names the record holds.

Only a second try: a question that is understood as it stands is left as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.topics import ledger
from assistant.topics.mention import prose
from assistant.understand import fold
from assistant.vocabulary import all_concepts
from ingest.record import TrialRecord

_WORD = re.compile(r"[^\W\d_]{4,}")
_LONG = 8
"""Letters from which two letters of a word may be wrong instead of one."""

_FAR_MORE = 4


def mend(text: str, record: TrialRecord) -> str:
    """Return the text with each unknown word replaced by the one known word it is nearest to."""
    return _WORD.sub(lambda m: _mended(m.group(0), record), text)


def _mended(word: str, record: TrialRecord) -> str:
    bare = fold(word)
    targets = _asked_with().keys() | _names(record)
    # "Nurse" beside "nurses" is no misspelling, "antibodys" is.
    plural = {bare + "s"} | ({bare.removesuffix("s")} if not re.search(r"[^aeiou]ys$", bare) else set())
    if bare in targets or bare in _known() or bare in _words_of(record) or plural & targets:
        return word
    off = 2 if len(bare) >= _LONG else 1
    # In one order, and all of them: a set's own order would mend the same word in two ways on two days.
    close = sorted(t for t in targets if abs(len(t) - len(bare)) <= off)
    near = process.extract(bare, close, scorer=OSA.distance, score_cutoff=off, limit=None)
    near = [one for one in near if one[0][0] == bare[0] or len(bare) >= _LONG]
    if not near:
        return word
    # Of words equally near, the one people ask with far more often; where none is, the word stays as it stands.
    often = _asked_with()
    best = sorted((one[0] for one in near if one[1] == near[0][1]), key=lambda t: (-often[t], t))
    stems = {t.rstrip("s") for t in best}
    return best[0] if len(stems) == 1 or often[best[0]] >= _FAR_MORE * max(1, often[best[1]]) else word


@cache
def _asked_with() -> Counter[str]:
    """The words of the ledger's examples and the names of clinical concepts, with how often they stand there."""
    examples = (text for words in ledger().values() for language in ("en", "es") for text in words.examples[language])
    named = (name for concept in all_concepts() for name in concept.names if name.isascii())
    return Counter(w for text in (*examples, *named) for w in _WORD.findall(fold(text)))


@cache
def _known() -> frozenset[str]:
    """Everyday words that are no misspelling of anything."""
    return frozenset(
        "been does have into just like more much only over some than that them then they this very well what when will with your from here make made take took came come good help home know long look most next part same want were work year fold hold cold told sold gold half twice".split()  # noqa: SIM905
    )


@lru_cache(maxsize=64)
def _names(record: TrialRecord) -> frozenset[str]:
    """The words of the record's own names: places, hospitals, sponsor, outcomes."""
    named = [s for site in record.sites[:200] for s in (site.facility, site.city, site.state, site.country)]
    named += [
        record.sponsor,
        record.title,
        *record.conditions,
        *(i.name for i in record.interventions),
        *(o.measure for o in record.outcomes),
    ]
    return frozenset(w for s in named if s for w in _WORD.findall(fold(s.text)))


@lru_cache(maxsize=64)
def _words_of(record: TrialRecord) -> frozenset[str]:
    return frozenset(w for s in prose(record) for w in _WORD.findall(fold(s.text)))
