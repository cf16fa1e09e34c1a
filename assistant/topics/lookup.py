"""Find the criteria that speak of what a person names: by its own name, by a wider class, or by a narrower case."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.topics.mention import criteria_points, leaves, prose
from assistant.topics.topic import Point, Resolution, Topic, searched
from assistant.understand import Asked, fold
from assistant.vocabulary import Concept, Mention, broader, concepts
from ingest.record import Criterion, Slice, TrialRecord

# Too wide to be what someone asks about, and too wide to cover it unless the criterion says so itself.
_GENERIC = frozenset(
    {
        "disease",
        "surgery",
        "treatment",
        "medication",
        "procedure",
        "symptom",
        "clinical trial",
        "consent",
        "infusion",
        "injection",
    }
)
_OPEN_CLASS = re.compile(
    r"(?i)\b(?:serious|severe|significant|uncontrolled|unstable|underlying|other|any|major|concomitant|co-?existing)\b[^.;]{0,60}"
    r"\b(?:diseases?|illness(?:es)?|conditions?|disorders?)\b"
)
_OTHER = re.compile(r"(?i)\bother\b|\bcombined with\b|\boverlap")
_TREATMENT_KINDS = frozenset({"procedures", "drugs"})
_SAID_IF_SILENT = frozenset({"conditions", "drugs", "procedures"})
"""What is said not to be mentioned; a word of everyday life ("kids") or a measure passes without that."""

_MOST = 4


@dataclass(frozen=True, slots=True)
class _Known:
    criterion: Criterion
    ids: frozenset[str]
    above: frozenset[str]


@lru_cache(maxsize=64)
def _known(record: TrialRecord) -> tuple[_Known, ...]:
    found = []
    for criterion in leaves(record.criteria):
        if criterion.parts:
            continue
        named = [m.concept for m in concepts(criterion.slice.text)]
        above = frozenset(b.id for c in named for b in broader(c))
        found.append(_Known(criterion, frozenset(c.id for c in named), above))
    return tuple(found)


def subjects(asked: Asked, record: TrialRecord) -> tuple[Mention, ...]:
    """The concepts in the question that a criterion may speak of; each once."""
    kept = [m for m in asked.concepts if m.concept.id not in _GENERIC]
    # Words of everyday life (travel, children) are subjects only where a criterion speaks of them.
    kept = [m for m in kept if m.concept.kind != "life" or is_criterion(record, (m,))]
    return tuple({m.concept.id: m for m in kept}.values())


def is_criterion(record: TrialRecord, named: tuple[Mention, ...]) -> bool:
    """Tell whether a criterion names one of these concepts itself."""
    wanted = {m.concept.id for m in named}
    return any(k.ids & wanted for k in _known(record))


def is_studied(record: TrialRecord, concept: Concept) -> bool:
    """Tell whether the disease is one the trial is about."""
    return bool(_studied(record, concept))


def lookup(record: TrialRecord, asked: Asked) -> Resolution:
    """Answer for each thing the question names; silence about one of them is said, never turned into a "no"."""
    points: list[Point] = []
    silent: list[str] = []
    named = subjects(asked, record)
    for mention in named:
        found = _about(record, mention, asked)
        points += found
        if not found and mention.concept.kind in _SAID_IF_SILENT:
            silent.append(mention.text)
    points += _overlap(record, named)
    if not points:
        return Resolution(searched=searched(record), unnamed=tuple(silent or (m.text for m in named)))
    return Resolution(tuple(points), ("lookup",) if silent else (), searched(record) if silent else (), tuple(silent))


def _about(record: TrialRecord, mention: Mention, asked: Asked) -> list[Point]:
    concept = mention.concept
    here = [k for k in _known(record) if not asked.cohorts or k.criterion.cohort in (None, *asked.cohorts)]
    if studied := _studied(record, concept):
        own = tuple(k.criterion for k in here if concept.id in k.ids and k.criterion.kind == "exclusion")
        return [Point("criterion.studied", {"term": mention.text, "quotes": studied}), *criteria_points(own[:_MOST])]
    direct = tuple(k.criterion for k in here if concept.id in k.ids or _worded(k.criterion, mention))
    if direct and (degree := _other_degree(asked.text, mention, direct)):
        return _wide("narrower", replace(mention, text=degree), direct)
    if direct and all(_only_harsh(c, concept) for c in direct) and not _HARSH.search(asked.text):
        return _wide("narrower", mention, direct)
    if direct:
        return list(criteria_points(direct[:_MOST]))
    narrower = tuple(k.criterion for k in here if concept.id in k.above)
    if narrower:
        return _wide("narrower", mention, narrower)
    above = [b.id for b in broader(concept) if b.id not in _GENERIC]
    wider: tuple[Criterion, ...] = ()
    for id in above:
        # The nearest class that a criterion names: lupus nephritis is lupus before it is an autoimmune disease.
        wider = wider or tuple(k.criterion for k in here if id in k.ids)
    if not wider and concept.kind in _TREATMENT_KINDS:
        # A criterion on another member of the same class ("autologous cell therapy" when CAR-T is asked) is shown as such.
        wider = tuple(k.criterion for k in here if k.above & set(above))
    if not wider and "disease" in {b.id for b in broader(concept)}:
        wider = tuple(
            k.criterion for k in here if k.criterion.kind == "exclusion" and _OPEN_CLASS.search(k.criterion.slice.text)
        )
    if not wider and concept.kind in _SAID_IF_SILENT and (told := _elsewhere(record, mention)):
        return [Point("elsewhere", {"quotes": told})]
    return _wide("broader", mention, wider)


def _elsewhere(record: TrialRecord, mention: Mention) -> tuple[Slice, ...]:
    """Sentences outside the criteria that name the same thing."""
    criteria = {c.slice.span for c in leaves(record.criteria)}
    wanted = mention.concept.id
    return tuple(
        s for s in prose(record) if s.span not in criteria and wanted in {m.concept.id for m in concepts(s.text)}
    )[:2]


_MILD = re.compile(
    r"(?i)\b(mild|moderate|well[- ]controlled|controlled|stable|inactive|latent|treated|resolved|past|old|early)\s+$"
)
_HARSH = re.compile(
    r"(?i)\b(?:severe|serious|uncontrolled|unstable|active|untreated|advanced|life-threatening|acute|current)\b"
)


def _only_harsh(criterion: Criterion, concept: Concept) -> bool:
    """The criterion names the disease only with a degree before it: "uncontrolled diabetes" is not all diabetes."""
    text = criterion.slice.text
    named = [m for m in concepts(text) if m.concept.id == concept.id]
    return bool(named) and all(_HARSH_BEFORE.search(text[: m.start]) for m in named)


_HARSH_BEFORE = re.compile(
    r"(?i)\b(?:severe|serious|uncontrolled|unstable|poorly[- ]controlled|active|untreated|advanced|life-threatening|acute|current)\s+$"
)


def _other_degree(question: str, mention: Mention, criteria: tuple[Criterion, ...]) -> str | None:
    """ "Mild asthma" is not the "severe asthma" of a criterion: the words to say so with, or None."""
    mild = _MILD.search(question[: mention.start])
    if mild is None:
        return None
    harsh = all(_HARSH.search(c.slice.text) and mild[1].lower() not in c.slice.text.lower() for c in criteria)
    return question[mild.start() : mention.end].strip() if harsh else None


_GREEK = str.maketrans(
    {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "μ": "mu", "µ": "mu", "ω": "omega"}
)


def _plain(text: str) -> str:
    """Letters and digits alone, Greek ones by their names: "β-blockers" is "betablockers"."""
    return re.sub(r"[^a-z0-9]", "", fold(text.translate(_GREEK)))


def _worded(criterion: Criterion, mention: Mention) -> bool:
    word = fold(mention.text)
    if len(word) > 3 and re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", fold(criterion.slice.text)):
        return True
    plain = _plain(mention.text).removesuffix("s")
    return len(plain) > 6 and plain in _plain(criterion.slice.text)


def _wide(how: str, mention: Mention, criteria: tuple[Criterion, ...]) -> list[Point]:
    points = []
    for kind in ("exclusion", "inclusion"):
        quotes = tuple(c.slice for c in criteria if c.kind == kind)[:_MOST]
        if quotes:
            points.append(Point(f"criterion.{how}.{kind}", {"term": mention.text, "quotes": quotes}))
    return points


def _studied(record: TrialRecord, concept: Concept) -> tuple[Slice, ...]:
    """The slices that name this disease as one the trial is about: a condition, a cohort's first criterion, the title."""
    if concept.kind != "conditions":
        return ()
    found = [s for s in record.conditions if concept.id in {m.concept.id for m in concepts(s.text)}]
    for cohort in record.cohorts:
        if concept.id in {m.concept.id for m in concepts(cohort)}:
            found += [c.slice for c in record.criteria if c.cohort == cohort and c.kind == "inclusion"]
    return tuple(found[:_MOST])


def _overlap(record: TrialRecord, named: tuple[Mention, ...]) -> list[Point]:
    """Two diseases the trial studies, and an exclusion of "other" diseases of their class."""
    both = [m.concept for m in named if _studied(record, m.concept)]
    if len(both) < 2:
        return []
    shared = {b.id for b in broader(both[0])} & {b.id for b in broader(both[1])}
    quotes = tuple(
        k.criterion.slice
        for k in _known(record)
        if k.criterion.kind == "exclusion" and k.ids & shared and _OTHER.search(k.criterion.slice.text)
    )
    return [Point("criterion.overlap", {"quotes": quotes})] if quotes else []


TOPICS = (Topic("lookup", lookup),)
