"""Narrow a list of a record to the lines that a question is about; show it whole only where it is asked for whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TypeVar

from assistant.tokens import tokens
from assistant.topics.named import names_it, speaks_of_it
from assistant.topics.said import affirmed, own_groups
from assistant.understand import Asked
from assistant.vocabulary import Mention, broader, concepts
from ingest.record import Criterion, Outcome, TrialRecord

T = TypeVar("T")

_WHOLE = re.compile(
    r"(?i)\b(?:(?:all|lists?|every|everyone|full|complete|overall|key|main|other|else)\b|summar\w*|what are the (?:\w+ ){0,2}(?:criteria|requirements|conditions|exclusions|outcomes|end-?points|rules)|"
    r"who (?:can|may|is|qualif\w*)|eligib\w*|qualif\w*|(?:can|could|may|would|will) (?:i|he|she|we|they|you|my \w+|someone|people)\b)|所有|全部|哪些|列出|能参加|可以参加|"
    r"\b(?:todos|todas|lista|cu[aá]les son|qui[eé]n(?:es)? puede|puedo|puede)\b"
)
_ABOUT = re.compile(
    r"(?i)\b(?:about|mention\w*|regarding|concerning|relat\w+ to|speak\w* of|deal\w* with|involv\w*|on|cover\w*|(?:which|what|any) (?:exclusions?|inclusions?|criterion|criteria|rules?|outcomes?)(?: (?:is|are|about|on|for|with))?)\b|关于|涉及|提到|"
    r"\b(?:sobre|acerca de|menciona\w*)\b"
)
# The words of a question for a list, and for its kind of people: they stand in every line or in none.
ASKING = frozenset(
    tokens(
        """criteria criterion inclusion exclusion include exclude included excluded require required requirement requirements rule rules
        group groups cohort cohorts arm arms meet meets met satisfied satisfy hold holds hit need needs needed ok okay patient patients
        subject subjects participant participants people person pt pts join enter participate eligible trial study list difference compare
        versus vs between used use mention about which year years cutoff cut-off threshold range value values level minimum maximum exact
        outcome outcomes endpoint endpoints end-point measure measures measured primary secondary main key other analysis assess assessed
        criterios criterio requisitos inclusión exclusión grupo pacientes estudio ensayo variable variables cambio change baseline from
        disease diseases condition conditions day days week weeks month months yes no not any prior previous history test tests testing
        please tell give must should have has had with without for and or plus minus positive negative"""
    )
)

# What kind of line a question asks for, and how such a line is told.
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r"(?i)\b(?:which|what) (?:\w+ ){0,2}years?\b|\b(?:criteria|classification) years?\b|\byear of\b|\byear is\b|哪一?年|年份|\bqu[eé] año|\baño de"),
        re.compile(r"\b(?:19|20)\d{2}\b"),
    ),
    (
        re.compile(r"(?i)\b(?:classification|diagnostic) criteria\b|分类标准|诊断标准|criterios (?:de clasificaci[oó]n|diagn[oó]sticos)"),
        re.compile(r"(?i)\b(?:classification|diagnostic|diagnosed|diagnosis|ACR|EULAR|DSM|WHO criteria|McDonald)\b"),
    ),
    (
        re.compile(r"(?i)\b(?:serolog\w*|antibod\w*|autoantibod\w*|abs?\b(?= )|serostatus|blood tests?)\b|抗体|血清|anticuerpos?|serolog[ií]a"),
        re.compile(r"(?i)\banti-?\s?\w|antibod|\bANCA\b|\bANA\b|serolog|seroposit"),
    ),
    (
        re.compile(r"(?i)\b(?:cut-?\s?offs?|thresholds?|scores?|range|floor|ceiling|lower limit|upper limit)\b|阈值|分数|评分|umbral|puntuaci[oó]n|rango"),
        re.compile(r"(?i)[<>≤≥]|\b(?:higher|lower|greater|less|more|fewer|at least|at most|between|above|below|to)\b[^.;]{0,30}\d|\d\s*(?:-|–|/)\s*\d"),
    ),
    (
        re.compile(r"(?i)\b(?:wash-?\s?outs?|how long (?:before|since|after|ago)|time since|interval)\b|洗脱|lavado"),
        re.compile(r"(?i)\b(?:within|prior|before|last|past|at least|less than)\b[^.;]{0,40}\b(?:hours?|days?|weeks?|months?|years?|half-li)"),
    ),
)  # fmt: skip


def groups(record: TrialRecord, asked: Asked) -> tuple[str, ...]:
    """The record's groups that a question is about: those it names, or those whose disease its own disease is a kind of."""
    if found := own_groups(asked):
        return found
    mine = {b.id for m in affirmed(asked) for b in broader(m.concept)}
    return tuple(c for c in record.cohorts if any(m.concept.id in mine for m in concepts(c)))


def wants_whole(text: str) -> bool:
    """Tell whether a question asks for a list as it is ("what are the inclusion criteria", "who can join")."""
    return bool(_WHOLE.search(text)) and not _ABOUT.search(text)


def narrowed(record: TrialRecord, asked: Asked, criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
    """The criteria that share a thing, a kind of line or a telling word with the question; none where nothing narrows."""
    if wants_whole(asked.text):
        return ()
    mine = groups(record, asked)
    subjects = tuple(m for m in affirmed(asked) if not _names_a_group(m, record))
    by_thing = [c for c in criteria if any(_on(c.slice.text, m) for m in subjects)]
    by_kind = _of_kind(asked.text, criteria, lambda c: c.slice.text)
    names = {w for text in (*record.cohorts, *(m.text for m in asked.concepts)) for w in tokens(text)}
    by_word = _by_words(asked.text, criteria, lambda c: c.slice.text, without=names) if not by_thing else []
    telling = by_thing or by_word
    found = _for_every_group([[c for c in by_kind if c in telling], telling, by_kind], mine)
    kept = tuple(c for c in criteria if c in found and (not mine or c.cohort in (None, *mine)))
    return kept if len(kept) < len(criteria) else ()


def _for_every_group(choices: list[list[Criterion]], mine: tuple[str, ...]) -> list[Criterion]:
    """The narrowest choice that has a line for each group that is compared, else the narrowest."""
    full = [c for c in choices if c and (len(mine) < 2 or set(mine) <= {one.cohort for one in c})]
    return next(iter(full), next((c for c in choices if c), []))


def _names_a_group(mention: Mention, record: TrialRecord) -> bool:
    """A disease that is a group's or the trial's own tells whom the list is for, and no line of it apart."""
    own = {m.concept.id for text in (*record.cohorts, *(c.text for c in record.conditions)) for m in concepts(text)}
    return mention.concept.kind == "conditions" and (
        mention.concept.id in own or any(b.id in own for b in broader(mention.concept) if b.id != "disease")
    )


def _on(text: str, mention: Mention) -> bool:
    if names_it(text, mention) or speaks_of_it(text, mention):
        return True
    wide = {b.id for b in broader(mention.concept)} - _TOO_WIDE
    for m in concepts(text):
        above = {b.id for b in broader(m.concept)} - _TOO_WIDE
        kin = mention.concept.kind in ("drugs", "procedures") and bool(above & wide)
        if mention.concept.id in above or m.concept.id in wide or kin:
            return True
    return False


_TOO_WIDE = frozenset({"disease", "medication", "surgery", "procedure"})


def _of_kind(question: str, lines: tuple[T, ...], text: Callable[[T], str]) -> list[T]:
    told = [line for asks, line in _KINDS if asks.search(question)]
    return [one for one in lines if any(line.search(text(one)) for line in told)]


def _by_words(
    question: str, lines: tuple[T, ...], text: Callable[[T], str], *, without: Collection[str] = ()
) -> list[T]:
    """The lines that hold most of the question's telling words: those that stand in few of the lines."""
    words = {w for w in tokens(question) if len(w) > 2 and w not in ASKING and w not in without and not w.isdigit()}
    held = [(one, words & set(tokens(text(one)))) for one in lines]
    rare = {w for w in words if 0 < sum(w in own for _, own in held) <= max(2, len(lines) // 4)}
    most = max((len(own & rare) for _, own in held), default=0)
    return [one for one, own in held if most and len(own & rare) == most]


_OUTCOME_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asks, re.I), re.compile(line, re.I))
    for asks, line in (
        (
            r"\bPK\b|pharmaco-?kinetic\w*|\bcinetic|drug levels?|药代|药动|farmacocin[eé]tic\w*",
            r"pharmaco-?kinetic|\bPK\b|\b[CT]max\b|\bC ?(?:min|trough|ss)\b|\bAUC\b|area under the|half-?life|clearance|peak (?:plasma |serum )?concentration|volume of distribution|maximum concentration",
        ),
        (
            r"\bsafety\b|adverse|toxicit|side effects?|tolerab|安全|不良|seguridad|advers",
            r"adverse|toxicit|safety|tolerab|\bDLTs?\b|\bSAEs?\b|\bTEAEs?\b|side effect",
        ),
        (r"surviv|\bOS\b|\bPFS\b|\bEFS\b|\bDFS\b|生存|supervivencia", r"surviv|\bOS\b|\bPFS\b|\bEFS\b|\bDFS\b"),
        (
            r"quality of life|\bQoL\b|patient[- ]reported|\bPROs?\b|生活质量|calidad de vida",
            r"quality of life|\bQoL\b|SF-?36|EQ-?5D|QLQ|patient[- ]reported|\bFACT-|DLQI|PROMIS",
        ),
        (r"immunogenic|anti-?drug antibod|\bADAs?\b|免疫原性|inmunogenicidad", r"immunogenic|anti-?drug|\bADAs?\b|antibod"),
        (
            r"\bresponse rates?\b|\bORR\b|\bCR\b|remission rates?|缓解率|tasa de respuesta",
            r"respon[sd]|\bORR\b|\bCR\b|remission",
        ),
    )
)  # fmt: skip


def outcomes_of(record: TrialRecord, asked: Asked, among: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """The outcomes of the kind, the group, or the telling words that a question names; none where nothing narrows."""
    told = [line for asks, line in _OUTCOME_KINDS if asks.search(asked.text)]
    by_kind = tuple(
        o
        for o in among
        if any(line.search(f"{o.measure.text} {o.description.text if o.description else ''}") for line in told)
    )
    if by_kind:
        strict = tuple(o for o in by_kind if any(line.search(o.measure.text) for line in told))
        return strict or by_kind
    mine = own_groups(asked)
    of_group = tuple(
        o for o in among if any(re.search(rf"(?<![\w-]){re.escape(c)}(?![\w-])", o.measure.text) for c in mine)
    )
    if of_group:
        return of_group
    if _WHOLE.search(asked.text) and not _ABOUT.search(asked.text):
        return ()
    words = _by_words(asked.text, among, lambda o: o.measure.text)
    return tuple(words) if len(words) < len(among) else ()
