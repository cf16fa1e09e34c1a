"""Find clinical concepts in a person's words: our mapping, not the record's.

The tables beside this file name diseases, medicines, procedures, tests and circumstances of life in lay, clinical and
short forms, in English, Chinese and Spanish, each under its broader concepts. They help to find the words of a record
that a question is about; nothing shown is taken from them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

import yaml
from rapidfuzz.distance import OSA

from assistant.question import Language

_TABLES = ("medicine.yaml", "everyday.yaml")
_LONGEST = 20_000
"""Characters looked at: the work on a text is bounded."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One clinical idea; `names` starts with the preferred English term, which is also its identifier."""

    id: str
    kind: str
    names: tuple[str, ...] = field(compare=False)
    parents: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text: `text` is what stands from `start` to `end`."""

    concept: Concept
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    keys: tuple[str, ...]
    concept: str
    capitals: str


@dataclass(frozen=True, slots=True)
class _Index:
    concepts: dict[str, Concept]
    parents: dict[str, tuple[str, ...]]
    children: dict[str, tuple[str, ...]]
    by_first: dict[str, tuple[_Name, ...]]
    endings: tuple[tuple[str, str], ...]
    beginnings: tuple[tuple[str, str], ...]
    known: frozenset[str]
    long_words: dict[str, tuple[str, ...]]
    not_typos: frozenset[str]


def concepts(text: str, language: Language = "en") -> tuple[Mention, ...]:
    """Find the concepts named in a text, longest name first, in the order of the text.

    Case, plurals, hyphens, accents and British spelling do not matter; short forms that are also words ("AS", "ALL")
    need their capitals. Words of seven letters or more may be misspelt in English and Spanish.
    """
    return _concepts(text[:_LONGEST], language in ("en", "es"))


def names(concept: Concept) -> tuple[str, ...]:
    """Every name of the concept, the preferred English term first."""
    return concept.names


def broader(concept: Concept) -> tuple[Concept, ...]:
    """Every concept above this one, nearest first."""
    return _broader(concept.id)


@cache
def _broader(id: str) -> tuple[Concept, ...]:
    index = _index()
    return tuple(index.concepts[key] for key in _reach(id, index.parents))


def narrower(concept: Concept) -> tuple[Concept, ...]:
    """Every concept below this one, nearest first."""
    index = _index()
    return tuple(index.concepts[key] for key in _reach(concept.id, index.children))


def concept(id: str) -> Concept | None:
    """The concept with this identifier, if the tables have it."""
    return _index().concepts.get(id)


def all_concepts() -> tuple[Concept, ...]:
    """Every concept of the tables."""
    return tuple(_index().concepts.values())


def _concepts(text: str, typos: bool) -> tuple[Mention, ...]:
    index = _index()
    tokens = list(_tokens(text))
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        match = _longest(tokens, at, text, index) or _by_shape(tokens[at], index)
        if match is None and typos:
            match = _misspelt(tokens, at, text, index)
        if match is None:
            at += 1
            continue
        ids, count = match
        start, end = tokens[at].start, tokens[at + count - 1].end
        found += [Mention(index.concepts[one], start, end, text[start:end]) for one in ids]
        at += count
    return tuple(found)


def _longest(tokens: list[_Token], at: int, text: str, index: _Index) -> tuple[tuple[str, ...], int] | None:
    """The concepts of the longest name that starts here; two concepts may share a name."""
    ids: tuple[str, ...] = ()
    best = 0
    for name in index.by_first.get(tokens[at].key, ()):
        count = len(name.keys)
        if count < best:
            break
        if _fits(name, tokens[at : at + count], text) and name.concept not in ids:
            ids, best = (*ids, name.concept), count
    return (ids, best) if ids else None


def _fits(name: _Name, tokens: list[_Token], text: str) -> bool:
    if tuple(t.key for t in tokens) != name.keys:
        return False
    if name.capitals and (text.isupper() or "".join(t.raw for t in tokens).removesuffix("s") != name.capitals):
        return len(text) == len(name.capitals) and text.isupper()
    return all(_JOINT.fullmatch(text, a.end, b.start) for a, b in itertools.pairwise(tokens))


def _by_shape(token: _Token, index: _Index) -> tuple[tuple[str, ...], int] | None:
    """A concept told by how a word begins or ends: "…mab", "…ectomy"."""
    for ending, owner in index.endings:
        if token.key.endswith(ending) and len(token.key) >= len(ending) + 2 and token.key not in index.not_typos:
            return (owner,), 1
    for beginning, owner in index.beginnings:
        if token.key.startswith(beginning):
            return (owner,), 1
    return None


def _misspelt(tokens: list[_Token], at: int, text: str, index: _Index) -> tuple[tuple[str, ...], int] | None:
    """Try the name that starts here with its long words put right, where just one known word is close enough."""
    mended = [_mended(token, index) for token in tokens[at : at + 4]]
    if not mended or mended == tokens[at : at + 4]:
        return None
    return _longest(mended, 0, text, index)


def _mended(token: _Token, index: _Index) -> _Token:
    key = _mend(token.key) if len(token.key) >= 6 and token.key not in index.known else None
    return _Token(key, token.raw, token.start, token.end) if key else token


@lru_cache(maxsize=20_000)
def _mend(key: str) -> str | None:
    """The one known word that a long word is a typing error of; a record's words come again with every question."""
    index = _index()
    if key in index.not_typos:
        return None
    allowed = 1 if len(key) < 11 else 2
    near = [(OSA.distance(key, word, score_cutoff=allowed), word) for word in index.long_words.get(key[0], ())]
    near = sorted(pair for pair in near if pair[0] <= allowed)
    return near[0][1] if near else None


_TOKEN = re.compile(r"[^\W_\u3400-\u9fff]+(?:['’][^\W_\u3400-\u9fff]+)?|[\u3400-\u9fff]")
_JOINT = re.compile(r"[ \t\u00a0]*(?:[-‐‑–/'’\n][ \t]*)?")


def _tokens(text: str) -> Iterator[_Token]:
    """Words, and single Chinese characters: a Chinese name is then a run of them."""
    for m in _TOKEN.finditer(text):
        yield _Token(_key(m[0]), m[0], m.start(), m.end())


@cache
def _key(word: str) -> str:
    """Fold case, accents, possessives, plurals and British spelling."""
    word = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    word = re.sub(r"['’](?:s$)?", "", word)
    if len(word) > 4:
        word = word.replace("ae", "e").replace("oe", "e").replace("our", "or").replace("isation", "ization")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _reach(id: str, edges: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    queue = list(edges.get(id, ()))
    while queue:
        if (here := queue.pop(0)) not in seen and here != id:
            seen[here] = None
            queue += edges.get(here, ())
    return tuple(seen)


@cache
def _index() -> _Index:
    rows, words = _rows()
    return _compile(rows, words)


def _rows() -> tuple[dict[str, tuple[str, dict[str, None]]], dict[str, list[str]]]:
    """Read the tables: identifier -> (kind, its entries); a concept named in two tables has the entries of both."""
    rows: dict[str, tuple[str, dict[str, None]]] = {}
    words: dict[str, list[str]] = {}
    for table in _TABLES:
        loaded = yaml.load(resources.files(__name__).joinpath(table).read_text("utf-8"), Loader=yaml.CSafeLoader)
        for kind, entries in loaded.items():
            if kind in ("words", "version", "about"):
                words |= entries if kind == "words" else {}
                continue
            for key, listed in entries.items():
                listed = listed["names"] if isinstance(listed, dict) else listed or ()
                rows.setdefault(key, (kind, {}))[1].update(dict.fromkeys(str(e) for e in listed))
    return rows, words


def _covered(name: _Name, group: list[_Name], children: dict[str, tuple[str, ...]]) -> bool:
    """Whether a narrower concept has the same name: "apixaban" is apixaban before it is an anticoagulant."""
    rivals = {other.concept for other in group if other.keys == name.keys and other.concept != name.concept}
    return bool(rivals) and not rivals.isdisjoint(_reach(name.concept, children))


def _compile(rows: dict[str, tuple[str, dict[str, None]]], words: dict[str, list[str]]) -> _Index:
    found: dict[str, Concept] = {}
    children: dict[str, tuple[str, ...]] = {}
    by_first: dict[str, list[_Name]] = {}
    endings: list[tuple[str, str]] = []
    beginnings: list[tuple[str, str]] = []
    capitals = frozenset(words["need_capitals"])
    for owner, (kind, entries) in rows.items():
        parents = tuple(e[2:] for e in entries if e.startswith("< ") and e[2:] in rows)
        plain = tuple(dict.fromkeys([owner, *(e for e in entries if e[:2] not in ("< ", "~ ") and "*" not in e)]))
        found[owner] = Concept(owner, kind, plain, parents)
        endings += [(_key(e[1:]), owner) for e in entries if e.startswith("*")]
        beginnings += [(e[:-1].casefold(), owner) for e in entries if e.endswith("*")]
        for parent in parents:
            children[parent] = (*children.get(parent, ()), owner)
        for name in plain:
            if keys := tuple(t.key for t in _tokens(name)):
                strict = name if name.isupper() and (len(name) <= 2 or name in capitals) else ""
                by_first.setdefault(keys[0], []).append(_Name(keys, owner, strict))
    for first, group in by_first.items():
        by_first[first] = [name for name in group if not _covered(name, group, children)]
    known = frozenset(key for group in by_first.values() for name in group for key in name.keys)
    long_words: dict[str, list[str]] = {}
    for word in sorted(known):
        if len(word) >= 6 and word.isascii() and word.isalpha():
            long_words.setdefault(word[0], []).append(word)
    return _Index(
        found,
        {id: one.parents for id, one in found.items()},
        children,
        {first: tuple(sorted(group, key=lambda n: -len(n.keys))) for first, group in by_first.items()},
        tuple(sorted(endings, key=lambda pair: -len(pair[0]))),
        tuple(beginnings),
        known,
        {first: tuple(group) for first, group in long_words.items()},
        frozenset(_key(word) for word in words["not_typos"]),
    )
