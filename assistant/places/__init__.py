"""Find the places a person names, in English, Chinese or Spanish: our mapping, not the record's.

A place is named as registries print it in English, so that it can be compared with a site's city, state or country.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from assistant.question import Language

PlaceKind = Literal["city", "state", "country", "region", "facility"]
_KINDS: tuple[tuple[str, PlaceKind], ...] = (
    ("cities", "city"),
    ("states", "state"),
    ("countries", "country"),
    ("regions", "region"),
)
_LONGEST = 20_000
"""Characters looked at: the work on a text is bounded."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text from `start` to `end`; `name` is its English name as registries print it."""

    name: str
    kind: PlaceKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    keys: tuple[str, ...]
    place: str
    kind: PlaceKind
    spelling: str
    strict: bool


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Atlas:
    by_first: dict[str, tuple[_Name, ...]]
    by_squashed: dict[str, frozenset[str]]
    above: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[PlaceKind, ...]]
    chinese: dict[str, str]


def places(text: str) -> tuple[PlaceMention, ...]:
    """Find the places named in a text, longest name first, in the order of the text.

    A name shared by two places ("Georgia", "New York") gives one mention for each.
    """
    text = text[:_LONGEST]
    atlas = _atlas()
    tokens = [_Token(_fold(m[0]), m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[PlaceMention] = []
    at = 0
    while at < len(tokens):
        names = _longest(tokens, at, text, atlas)
        count = len(names[0].keys) if names else 1
        for name in names:
            found.append(PlaceMention(name.place, name.kind, tokens[at].start, tokens[at + count - 1].end))
        at += count
    return tuple(found)


def inside(region: str) -> tuple[str, ...]:
    """The countries of a region, by any of its names; of a country, itself; nothing for an unknown name."""
    atlas = _atlas()
    wanted = _known(region)
    countries = (name for name, kinds in atlas.kinds.items() if "country" in kinds)
    return tuple(name for name in countries if name in wanted or wanted & set(atlas.above[name]))


def above(name: str) -> tuple[str, ...]:
    """What a place lies in, nearest first: its state, its country, its regions."""
    atlas = _atlas()
    seen: dict[str, None] = {}
    queue = [up for place in sorted(_known(name)) for up in atlas.above[place]]
    while queue:
        if (here := queue.pop(0)) not in seen:
            seen[here] = None
            queue += atlas.above.get(here, ())
    return tuple(seen)


def same(a: str, b: str) -> bool:
    """Tell whether two names mean one place: case, accents, spaces, spelling variants and language aside."""
    one, other = _squash(a), _squash(b)
    return bool(one) and (one == other or bool(_known(a) & _known(b)))


def same_in(country: str | None, name: str, place: str) -> bool:
    """Tell whether a name in a country (None where it is not stated) means a place, by whatever spelling.

    "Canton" is an old name of Guangzhou and a city in Ohio: another spelling counts only in the place's country.
    """
    if _squash(name) == _squash(place):
        return True
    over = above(place)
    return same(name, place) and (not country or not over or any(same(country, one) for one in (place, *over)))


def alias(name: str, language: Language) -> str | None:
    """What a place or hospital is called in Chinese or Spanish; None when it is not known or is called the same."""
    table = _aliases()
    if language == "es":
        return next((said for known, said in table["spanish"].items() if same(known, name) and said != name), None)
    if language != "zh":
        return None
    squashed = _squash(name)
    if hospital := _hospitals().get(squashed):
        return hospital
    chinese = {_chinese_name(place) for place in _known(name)} - {None}
    return table["shared"].get(name) or (chinese.pop() if len(chinese) == 1 else None)


def _chinese_name(place: str) -> str | None:
    return _atlas().chinese.get(place)


@cache
def _aliases() -> dict[str, Any]:
    table: dict[str, Any] = yaml.load(
        resources.files(__name__).joinpath("aliases.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return table


@cache
def _hospitals() -> dict[str, str]:
    return {_squash(name): chinese for name, chinese in _aliases()["hospitals"].items()}


_TOKEN = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]")
_JOINT = re.compile(r"[ \t\u00a0.,'’()\-–]{0,3}")
_BEFORE_ABBREVIATION = re.compile(r"(?:,|\b(?:in|near|from|en)|\()\s*$")
_OFFICE = re.compile(
    r"(?<=\w\w)[ ,]+(?:city|shi|sheng|province|municipality|prefecture|district)$|(?<=[\u4e00-\u9fff]{2})[市省]$"
)


def _longest(tokens: list[_Token], at: int, text: str, atlas: _Atlas) -> list[_Name]:
    found: list[_Name] = []
    for name in atlas.by_first.get(tokens[at].key, ()):
        if found and len(name.keys) < len(found[0].keys):
            break
        if _fits(name, tokens[at : at + len(name.keys)], at, text) and name.place not in {n.place for n in found}:
            found.append(name)
    return found


def _fits(name: _Name, tokens: list[_Token], at: int, text: str) -> bool:
    if tuple(t.key for t in tokens) != name.keys:
        return False
    if not all(_JOINT.fullmatch(text, a.end, b.start) for a, b in itertools.pairwise(tokens)):
        return False
    if not name.strict:
        return True
    first = tokens[0]
    if name.kind == "state" and len(name.spelling) == 2:
        # "IN", "OR" and "ME" are words: they are states only in capitals after a comma or a word of place.
        return first.raw.isupper() and not text.isupper() and bool(_BEFORE_ABBREVIATION.search(text[: first.start]))
    if name.spelling.isupper():
        return first.raw.isupper() and not (text.isupper() and len(text) > len(name.spelling) + 2)
    # A city that is also a word or a given name needs its capital letter, and not because a sentence begins with it.
    return first.raw[:1].isupper() and (at > 0 or len(text.strip(" ?¿.!,")) == tokens[-1].end - first.start)


@cache
def _fold(word: str) -> str:
    word = word.casefold().replace("ł", "l").replace("ø", "o").replace("ß", "ss").replace("ı", "i")
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _squash(name: str) -> str:
    return "".join(c for c in _fold(name) if c.isalnum())


def _known(name: str) -> frozenset[str]:
    """The places of this name; "Hefei City" is Hefei, but "Mexico City" is not Mexico."""
    table = _atlas().by_squashed
    bare = _OFFICE.sub("", name.strip().casefold())
    return table.get(_squash(name)) or table.get(_squash(bare)) or frozenset()


@cache
def _atlas() -> _Atlas:
    table = yaml.load(resources.files(__name__).joinpath("places.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    strict = frozenset(table["need_capitals"])
    by_first: dict[str, dict[_Name, None]] = {}
    by_squashed: dict[str, set[str]] = {}
    above: dict[str, tuple[str, ...]] = {}
    kinds: dict[str, tuple[PlaceKind, ...]] = {}
    chinese: dict[str, str] = {}
    for group, kind in _KINDS:
        for place, entries in table[group].items():
            above[place] = above.get(place, ()) + tuple(e[2:] for e in entries if e.startswith("< "))
            kinds[place] = (*kinds.get(place, ()), kind)
            named = next((e for e in entries if re.match(r"[\u3400-\u9fff]", e)), None)
            if named:
                chinese[place] = named
            for name in (place, *(e for e in entries if not e.startswith("< "))):
                by_squashed.setdefault(_squash(name), set()).add(place)
                keys = tuple(_fold(m[0]) for m in _TOKEN.finditer(name))
                short = kind == "state" and len(name) == 2 and name.isascii()
                entry = _Name(keys, place, kind, name, short or name in strict)
                by_first.setdefault(keys[0], {})[entry] = None
    return _Atlas(
        {first: tuple(sorted(group, key=lambda n: -len(n.keys))) for first, group in by_first.items()},
        {name: frozenset(group) for name, group in by_squashed.items()},
        above,
        kinds,
        chinese,
    )
