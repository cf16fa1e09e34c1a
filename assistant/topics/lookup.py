"""Find the criteria that speak of what a person names: by its own name, by a wider class, or by a narrower case."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.topics.mention import criteria_points
from assistant.topics.named import elsewhere, holds_name, names_it, single, speaks_of_it
from assistant.topics.narrow import groups
from assistant.topics.said import affirmed, asks_something_else, denied, of_another
from assistant.topics.topic import Point, Resolution, Topic, searched
from assistant.understand import Asked, fold
from assistant.vocabulary import Concept, Mention, broader, concepts
from assistant.vocabulary import concept as concept_of
from assistant.vocabulary.relations import contrary, related
from ingest.record import Criterion, Slice, TrialRecord

# Too wide to be what someone asks about, and too wide to cover it unless the criterion says so itself.
TOO_WIDE = frozenset(
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
# An exclusion that is open to any disease: nothing in it says of which organ or kind.
_OPEN_CLASS = re.compile(
    r"(?i)\b(?:serious|severe|significant|uncontrolled|unstable|underlying|other|any|major|concomitant|co-?existing)\s+"
    r"(?:(?:serious|severe|significant|clinically|uncontrolled|unstable|underlying|other|any|major|concomitant|concurrent|intercurrent|"
    r"co-?existing|co-?morbid|medical|physical|systemic|chronic|acute|active|known|current|previous|relevant|important|life-threatening|"
    r"or|and|and/or)[\s,]+){0,8}(?:diseases?|illness(?:es)?|conditions?|disorders?)\b(?!\s+of\b)"
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
    for criterion in single(record):
        named = [m.concept for m in concepts(criterion.slice.text)]
        above = frozenset(b.id for c in named for b in broader(c))
        found.append(_Known(criterion, frozenset(c.id for c in named), above))
    return tuple(found)


def subjects(asked: Asked, record: TrialRecord) -> tuple[Mention, ...]:
    """The concepts in the question that a criterion may speak of; each once.

    None where the question is about what a thing does or how to come by it, and not about taking part with it.
    """
    if asks_something_else(asked.text):
        return ()
    kept = [_own_cells(m, asked.text) for m in asked.concepts if m.concept.id not in TOO_WIDE]
    # What stands before a treatment of cells says at what they are aimed ("anti-CD19 CAR-T").
    kept = [m for m in kept if not any(_aims(m, one, asked.text) for one in kept)]
    # Words of everyday life (travel, children) are subjects only where a criterion speaks of them.
    kept = [m for m in kept if m.concept.kind != "life" or _is_met(record, m)]
    return tuple({m.concept.id: m for m in kept}.values())


_OWN = re.compile(
    r"(?i)\b(?P<auto>auto|autologous|aut[óo]log[oa]s?)\b(?:[\s-]+[\w-]+){0,2}[\s-]*$|(?P<zh>自体)\S{0,6}$"
)
_DONATED = re.compile(
    r"(?i)\b(?:allo|allogen(?:e)?ic|alog[eé]nic[oa]s?)\b(?:[\s-]+[\w-]+){0,2}[\s-]*$|(?:异基因|异体)\S{0,6}$"
)


def _own_cells(mention: Mention, text: str) -> Mention:
    """A treatment of cells with whose cells they are, where that stands before it: "auto anti-CD19 CAR-T"."""
    if "cell therapy" not in {b.id for b in broader(mention.concept)}:
        return mention
    before = text[: mention.start]
    whose = "autologous" if _OWN.search(before) else "allogeneic" if _DONATED.search(before) else ""
    wide = {b.id for b in broader(mention.concept)}
    found = concept_of(f"{whose} cell therapy") if whose and f"{whose} cell therapy" not in wide else None
    return replace(mention, concept=found) if found else mention


def _aims(mention: Mention, treatment: Mention, text: str) -> bool:
    joined = (
        re.fullmatch(r"[\s-]{0,2}", text[mention.end : treatment.start]) if mention.end <= treatment.start else None
    )
    return bool(joined) and mention.concept.kind in ("drugs", "tests") and treatment.concept.kind == "procedures"


def _is_met(record: TrialRecord, mention: Mention) -> bool:
    return is_criterion(record, (mention,)) or any(speaks_of_it(c.slice.text, mention) for c in single(record))


def is_criterion(record: TrialRecord, named: tuple[Mention, ...]) -> bool:
    """Tell whether a criterion names one of these concepts itself."""
    wanted = {m.concept.id for m in named}
    return any(k.ids & wanted for k in _known(record))


def is_studied(record: TrialRecord, concept: Concept) -> bool:
    """Tell whether the disease is one the trial is about."""
    return bool(_studied(record, concept))


def lookup(record: TrialRecord, asked: Asked) -> Resolution:
    """Answer for each thing the question names; silence about one of them is said, never turned into a "no".

    What the asker denies, or tells of somebody else, is answered only where nothing else is named, and as such.
    """
    points: list[Point] = []
    silent: list[str] = []
    met: set[int] = set()
    named = subjects(asked, record)
    if asks_something_else(asked.text):
        return Resolution(searched=searched(record))
    own = {m.start for m in affirmed(asked) if not of_another(asked.text, m)}
    mine = groups(record, asked)
    for mention in named:
        if mention.start not in own:
            points += _not_had(record, mention, asked, mine)
            continue
        if _tells_the_group(record, mention, named, mine):
            continue
        found = _about(record, mention, asked, mine, alone=len(named) == 1)
        points += found
        met |= {mention.start} if found else set()
        if not found and mention.concept.kind in _SAID_IF_SILENT:
            silent.append(mention.text)
    points += _overlap(record, tuple(m for m in named if m.start in own))
    silent = [
        word
        for word, m in ((m.text, m) for m in named)
        if word in silent and m.start not in met and not _anywhere(record, m)
    ]
    if not points:
        unnamed = silent or [m.text for m in named if m.start in own and not _anywhere(record, m)]
        return Resolution(searched=searched(record), unnamed=tuple(unnamed))
    return Resolution(tuple(points), ("lookup",) if silent else (), searched(record) if silent else (), tuple(silent))


def _tells_the_group(record: TrialRecord, mention: Mention, named: tuple[Mention, ...], mine: tuple[str, ...]) -> bool:
    """A disease that only says of which group a value or a test is asked ("mRSS cut-off for SSc")."""
    if not _studied(record, mention.concept) or not mine:
        return False
    asked_of = [m for m in named if m.concept.kind in ("measures", "tests")]
    return any(_is_direct(k, m) and k.criterion.cohort in mine for m in asked_of for k in _known(record))


def _only_studied(record: TrialRecord, criterion: Criterion, measured: Concept) -> bool:
    told = [m.concept for m in concepts(criterion.slice.text) if m.concept.id in related(measured.id)]
    return all(_studied(record, one) for one in told)


def _anywhere(record: TrialRecord, mention: Mention) -> bool:
    """Whether any criterion, of any group, names the thing or speaks of it: then it is not said to be unmentioned."""
    return any(
        _is_direct(k, mention) or mention.concept.id in k.above or speaks_of_it(k.criterion.slice.text, mention)
        for k in _known(record)
    )


def _not_had(record: TrialRecord, mention: Mention, asked: Asked, mine: tuple[str, ...]) -> list[Point]:
    """What the criteria say of a thing that the asker denies, or that is a relative's; of the latter, family rules."""
    direct = tuple(k.criterion for k in _here(record, mine) if _is_direct(k, mention))
    if denied(asked.text, mention, asked.concepts):
        return [
            Point(f"criterion.denied.{kind}", {"term": mention.text, "quotes": quotes})
            for kind in ("exclusion", "inclusion")
            if (quotes := tuple(c.slice for c in direct if c.kind == kind and c.cohort is None)[:_MOST])
        ]
    family = tuple(c for c in direct if _FAMILY.search(c.slice.text))
    if family:
        return list(criteria_points(family[:_MOST]))
    quotes = tuple(c.slice for c in direct)[:_MOST]
    return [Point("criterion.of_another", {"term": mention.text, "quotes": quotes})] if quotes else []


_FAMILY = re.compile(r"(?i)\b(?:famil\w*|relatives?|parents?|siblings?|first[- ]degree|hereditary|inherited)\b")


def _here(record: TrialRecord, mine: tuple[str, ...]) -> list[_Known]:
    return [k for k in _known(record) if not mine or k.criterion.cohort in (None, *mine)]


def _is_direct(known: _Known, mention: Mention) -> bool:
    """Whether a criterion names the thing by any of its names; a narrower case of it alone is no such name."""
    if mention.concept.id in known.ids:
        return True
    text = known.criterion.slice.text
    return mention.concept.id not in known.above and (names_it(text, mention) or _worded(known.criterion, mention))


def _about(
    record: TrialRecord, mention: Mention, asked: Asked, mine: tuple[str, ...], *, alone: bool = True
) -> list[Point]:
    concept = mention.concept
    here = _here(record, mine)
    if studied := _studied(record, concept):
        own = tuple(k.criterion for k in here if concept.id in k.ids and k.criterion.kind == "exclusion")
        return [Point("criterion.studied", {"term": mention.text, "quotes": studied}), *criteria_points(own[:_MOST])]
    direct = tuple(k.criterion for k in here if _is_direct(k, mention))
    if direct and (degree := _other_degree(asked.text, mention, direct)):
        return _wide("narrower", replace(mention, text=degree), direct)
    if direct and all(_only_harsh(c, concept) for c in direct) and not _HARSH.search(asked.text):
        return _wide("narrower", mention, direct)
    if direct:
        return list(criteria_points(direct[:_MOST]))
    narrower = tuple(k.criterion for k in here if concept.id in k.above)
    if narrower:
        return _wide("narrower", mention, narrower)
    of_its_class = any(_studied(record, b) for b in broader(concept) if b.id not in TOO_WIDE)
    spoken = tuple(k.criterion for k in here if speaks_of_it(k.criterion.slice.text, mention))
    if spoken and concept.kind in ("conditions", "life") and not of_its_class:
        return _wide("related", mention, spoken)
    if concept.kind not in ("conditions", "life"):
        # A value or a test of the disease that is studied ("SLEDAI") is no rule on it by being named with it.
        spoken = tuple(c for c in spoken if not _only_studied(record, c, concept))
        if spoken:
            return _wide("near", mention, spoken)
    above = [b.id for b in broader(concept) if b.id not in TOO_WIDE]
    wider: tuple[Criterion, ...] = ()
    for id in above:
        # The nearest class that a criterion names: lupus nephritis is lupus before it is an autoimmune disease.
        found = tuple(k.criterion for k in here if id in k.ids)
        # Of a medicine every class counts: prednisone is a steroid by mouth and a corticosteroid.
        wider = (*wider, *(c for c in found if c not in wider)) if concept.kind == "drugs" else wider or found
    if wider:
        return _wide("broader", mention, wider)
    if concept.kind in _TREATMENT_KINDS:
        kin = tuple(k for k in here if k.above & set(above))
        shut_out = tuple(k.criterion for k in kin if any(contrary(concept.id, id) for id in k.ids))
        # Another member of the class ("autologous cell therapy" when CAR-T is asked) may be what is meant; one that
        # shuts it out (autologous, when allogeneic is asked) is another thing.
        if near := tuple(k.criterion for k in kin if k.criterion not in shut_out):
            return _wide("near", mention, near)
        if shut_out:
            return _wide("other", mention, shut_out)
    # "It is not among the criteria" can only be said where one thing is asked about.
    if told := elsewhere(record, mention)[:2] if alone and concept.kind != "life" else ():
        return [Point("elsewhere", {"quotes": told})]
    if "disease" in {b.id for b in broader(concept)}:
        open_class = (
            k.criterion for k in here if k.criterion.kind == "exclusion" and _OPEN_CLASS.search(k.criterion.slice.text)
        )
        return _wide("broader", mention, tuple(open_class))
    return []


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
    if holds_name(criterion.slice.text, mention.text):
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
