"""Find the clinical concepts that words name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

ConceptKind = Literal["condition", "drug", "procedure", "test", "measure"]

_TABLES = ("medicine.yaml", "everyday.yaml")
_SECTIONS: Mapping[str, ConceptKind] = {
    "conditions": "condition",
    "drugs": "drug",
    "procedures": "procedure",
    "tests": "test",
    "measures": "measure",
}
# Abbreviations that are everyday words (or endings of them) in small letters: they count in capitals only.
_WORDS_TOO = frozenset("aids all asa cart cin dat mas pad pap sad sob gold ace pet icd ana".split())  # noqa: SIM905
_TOKEN = re.compile(r"[^\W_\u3400-\u9fff]+(?:['’]s\b)?")
_CJK = re.compile(r"[\u3400-\u9fff]")
_FLUID = re.compile(r"\burin\w*|\bcerebrospinal|\bcsf\b|\bstool|\bsaliva|\bpleural|\bcord blood|\bascit", re.IGNORECASE)
_GAP = re.compile(r"[\s\-–‑/'’]{0,4}")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number can be of: its usual unit, usual adult range and possible range in that unit."""

    unit: str
    low: float | None
    high: float | None
    least: float | None
    most: float | None
    molar: float | None
    assume: bool
    score: bool


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing notes and criteria name, the wider things it is one of, and the signs it shows before it is named."""

    id: str
    kind: ConceptKind
    names: tuple[str, ...]
    broader: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    measure: Measure | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a concept."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    concept: str
    exact: str | None


@cache
def concepts() -> Mapping[str, Concept]:
    """Every concept by its id."""
    folder = resources.files("assistant.vocabulary")
    found: dict[str, Concept] = {}
    for name in _TABLES:
        table: dict[str, Any] = yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8"))
        for section, kind in _SECTIONS.items():
            for id_, entry in table.get(section, {}).items():
                if isinstance(entry, Mapping) or kind != "measure" or id_ in found:
                    found[id_] = _concept(id_, kind, entry, found.get(id_))
    return found


def _concept(id_: str, kind: ConceptKind, entry: Any, known: Concept | None) -> Concept:
    """The concept of one line; a line of a later table adds to what an earlier one says."""
    if isinstance(entry, Mapping):
        names = (id_, *map(str, entry["names"]))
        return (
            replace(known, names=(*known.names, *names))
            if known
            else Concept(id_, kind, names, measure=_measure(entry))
        )
    # In a note or a criterion a very short everyday word ("fat", "gas") is seldom the disease it may stand for.
    words = [str(word) for word in entry if known is None or not re.fullmatch(r"[a-z]{1,4}", str(word))]
    names = tuple(w for w in words if w[0] not in "<~")
    broader = tuple(w[1:].strip() for w in words if w[0] == "<")
    signs = tuple(w[1:].strip() for w in words if w[0] == "~")
    if known is None:
        return Concept(id_, kind, (id_, *names), broader, signs)
    return replace(
        known, names=(*known.names, *names), broader=(*known.broader, *broader), signs=(*known.signs, *signs)
    )


def _measure(entry: Mapping[str, Any]) -> Measure:
    return Measure(
        str(entry["unit"]),
        entry.get("low"),
        entry.get("high"),
        entry.get("min"),
        entry.get("max"),
        entry.get("molar"),
        bool(entry.get("assume")),
        bool(entry.get("score")),
    )


def measure(id: str) -> Measure:
    """The measure behind a concept of kind `measure`."""
    found = concepts()[id].measure
    if found is None:
        raise KeyError(id)
    return found


@cache
def ancestors(id: str) -> frozenset[str]:
    """The concept itself and everything wider that it is one of."""
    known = concepts()
    wider = {id}
    for parent in known[id].broader if id in known else ():
        wider |= ancestors(parent)
    return frozenset(wider)


def is_a(narrow: str, wide: str) -> bool:
    """Tell whether `narrow` is `wide` or one of its kinds."""
    return wide in ancestors(narrow)


@cache
def fold(token: str) -> str:
    """Fold case, accents, plural and British spelling away, so that two spellings of a word meet."""
    token = re.sub(r"['’]s$", "", token)
    token = "".join(c for c in unicodedata.normalize("NFKD", token) if not unicodedata.combining(c)).lower()
    if len(token) > 5:
        token = token.replace("aem", "em").replace("oed", "ed").replace("haem", "hem").replace("oes", "es")
        token = token.replace("rrhoea", "rrhea").replace("paed", "ped").replace("leuco", "leuko").replace("aes", "es")
        token = re.sub(r"(tum)our", r"\1or", token)
        token = re.sub(r"is(ed|ation|ing)\b", r"iz\1", token)
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1]
    return token


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The folded words of a text with their places."""
    return [(fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


@cache
def _trie() -> tuple[dict[str, Any], re.Pattern[str], Mapping[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    trie: dict[str, Any] = {}
    cjk: dict[str, str] = {}
    wild: list[tuple[re.Pattern[str], str]] = []
    for concept in concepts().values():
        for name in concept.names:
            if _CJK.search(name):
                cjk[name.lower()] = concept.id
            elif "*" in name:
                wild.append((re.compile(re.escape(fold(name.strip("*"))).join(_stars(name))), concept.id))
            else:
                words = [m.group() for m in _TOKEN.finditer(name)]
                short = len(words) == 1 and len(name) <= 5 and name != name.lower()
                exact = name if short and (len(name) <= 2 or name.lower() in _WORDS_TOO) else None
                node = trie
                for word in words:
                    node = node.setdefault(fold(word), {})
                node.setdefault("", []).append(_Name(concept.id, exact))
    chinese = "|".join(re.escape(n) for n in sorted(cjk, key=len, reverse=True))
    return trie, re.compile(chinese, re.IGNORECASE), cjk, tuple(wild)


def _stars(name: str) -> tuple[str, str]:
    return (r"\w{2,}" if name.startswith("*") else "", r"\w*" if name.endswith("*") else "")


def mentions(text: str) -> tuple[Mention, ...]:
    """The concepts a text names, longest names first, without overlaps, in order."""
    _, chinese, cjk, _ = _trie()
    found = [Mention(cjk[m.group().lower()], m.start(), m.end()) for m in chinese.finditer(text)]
    taken = [(m.start, m.end) for m in found]
    for mention in _spelled(text):
        if not any(mention.start < end and start < mention.end for start, end in taken):
            found.append(mention)
    return _joined(text, sorted(found, key=lambda m: m.start))


def _joined(text: str, found: list[Mention]) -> tuple[Mention, ...]:
    """Two neighbours of which one is a kind of the other are one name ("CAR-T" "cell therapy")."""
    joined: list[Mention] = []
    for mention in found:
        last = joined[-1] if joined else None
        if last and last.concept != mention.concept and _GAP.fullmatch(text, last.end, mention.start):
            for narrow, wide in ((last.concept, mention.concept), (mention.concept, last.concept)):
                if is_a(narrow, wide):
                    joined[-1] = Mention(narrow, last.start, mention.end)
                    break
            else:
                joined.append(mention)
        else:
            joined.append(mention)
    return tuple(joined)


def _spelled(text: str) -> Iterator[Mention]:
    trie, _, _, wild = _trie()
    words = tokens(text)
    i = 0
    while i < len(words):
        node, j, best = trie, i, None
        while j < len(words) and words[j][0] in node:
            if j > i and not _GAP.fullmatch(text, words[j - 1][2], words[j][1]):
                break
            node = node[words[j][0]]
            j += 1
            for name in node.get("", ()):
                if name.exact is None or text[words[i][1] : words[j - 1][2]].rstrip("s") == name.exact:
                    best = (name.concept, j)
                    break
        if best is None:
            hit = next((name for pattern, name in wild if pattern.fullmatch(words[i][0])), None)
            if hit is not None:
                best = (hit, i + 1)
        if best is None:
            i += 1
            continue
        yield Mention(best[0], words[i][1], words[best[1] - 1][2])
        i = best[1]


def named(text: str) -> str | None:
    """The concept a short name stands for: its only or its longest mention."""
    found = mentions(text)
    if not found:
        return None
    best = max(found, key=lambda m: m.end - m.start).concept
    # "Glucose in urine" is not the blood value that criteria compare.
    return None if concepts()[best].kind == "measure" and "urine" not in best and _FLUID.search(text) else best
