"""Split the eligibility text into criteria.

Bullets, numbers and bare lines each make a criterion; sub-bullets are its parts. Headings are structure, never
criteria: one that names a group of participants ("SLE:", "Cohort B only:", "Healthy volunteers:") becomes the cohort
of what follows, any other ("Prior therapy:") becomes its heading, and "Inclusion"/"Exclusion" set the kind.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.record import Criterion, CriterionKind, Slice, sub_slice

_BULLET = re.compile(
    r"(?P<indent>[ \t\u3000\xa0]*)(?P<marker>"
    r"\\?[*•·▪◦‣●○■□➢✓\uf0b7]|\\?[-–—](?=\s|[A-Z])"
    r"|[(（]?\d{1,3}(?:\.\d{1,2})*\\?[.)）、](?!\d)"
    r"|[(（]?[a-zA-Z]\\?[.)）](?=\s)"
    r"|[(（]?[ivxIVX]{1,5}\\?[.)）](?=\s)"
    r")\s*"
)
_SECTION = re.compile(
    r"(?i)[\W_]*(?P<before>(?:[\w()/'’-]+\s+){0,5}?)(?P<kind>inclusions?|exclusions?|eligib\w+|entry)"
    r"(?:\s+crit\w+)?(?P<after>[^:：]{0,60}?)\s*[:：]?\s*\Z"
)
_EXCLUDING = re.compile(r"(?i)\b(?:exclu(?:de|ded|sions?)|not\s+(?:be\s+)?eligible|ineligible|must\s+not\s+have)\b")
_INLINE_SECTION = re.compile(
    r"(?i)(?:(?<=[.;:)。；])\s*|(?<=\s)|\A)((?:key|main|major|general|principal|additional)?\s*"
    r"(?:inclusion|exclusion)\s+criteria?\s*[:：])"
)
# The physician data query (PDQ) records of the 1990s run their headings into one paragraph.
_PDQ_LABEL = (
    "DISEASE CHARACTERISTICS|PATIENT CHARACTERISTICS|PRIOR CONCURRENT THERAPY|PRIOR/CONCURRENT THERAPY|Age|Sex|"
    "Menopausal status|Performance status|Life expectancy|Hematopoietic|Hepatic|Renal|Cardiovascular|Pulmonary|"
    "Biologic therapy|Chemotherapy|Endocrine therapy|Radiotherapy|Surgery"
)
_INLINE_PDQ = re.compile(rf"(?<=\s)(?=(?:{_PDQ_LABEL}):\s)")
_CAPITAL_HEADING = re.compile(r"\A(?:[A-Z][A-Z/&-]+(?:\s+[A-Z/&-]+){0,4}):\s+(?=\S)")
_INLINE_NUMBER = re.compile(r"(?:(?<=\s)|\A)(?P<n>\d{1,2})\\?[.)]\s+(?=\S)")
_FUSED = re.compile(r"(?<=[.;。；])\s+(?P<heading>[^\s.;:][^.;:\n]{0,40})[:：]\s*\Z")
_GROUP = re.compile(
    r"(?i)\b(?:cohorts?|arms?|groups?|part|strat(?:um|a)|sub-?groups?|patients?|participants?|subjects?|controls?|"
    r"volunteers?|donors?|recipients?|caregivers?|parents?|child(?:ren)?|adults?|adolescents?|infants?|mothers?|"
    r"partners?|siblings?|users?|healthy|cases|phase\s+(?:[1-4]|I{1,3}|IV)[ab]?)\b"
)
_GENERIC = re.compile(
    r"(?i)\b(?:must|have|has|be|with|following|are|is|will|may|should|need|any|meet|who|if|of the|eligible|criteria|"
    r"characteristics?|medication|treatment|therapy|history|status|conditions?|excluded|required|allowed)\b"
)
_ANYONE = re.compile(
    r"(?i)(?:(?:all|each|every|both|by|any|per|key|main|general|other|eligible|study|the|these)\s+)*"
    r"(?:patients?|subjects?|participants?|cohorts?|groups?|arms?|adults?|volunteers?)?(?:\s*\(.*\))?|all|key|main"
)
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9/+-]{1,9}")
_NOT_A_COHORT = {"AGE", "SEX", "NOTE", "OTHER", "RENAL", "HEPATIC", "OR", "AND", "AMENDED", "PATIENTS", "PLUS"}
_CONNECTOR = re.compile(r"(?i)\W*(?:or|and|and/or|plus|either)\W*\Z")
_ENDS_OPEN = (":", "：")


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    indent: int
    marker: str
    body: int  # where the words begin, past the marker


@dataclass(slots=True)
class _Node:
    start: int
    end: int
    indent: int
    marker: str
    children: list[_Node] = field(default_factory=list)


@dataclass(slots=True)
class _Context:
    kind: CriterionKind = "inclusion"
    cohort: str | None = None
    heading: str | None = None


def split_criteria(
    text: Slice, known: Collection[str] = (), kind: CriterionKind = "inclusion"
) -> tuple[Criterion, ...]:
    """Split one eligibility text, headings included, into criteria in its order.

    Args:
        text: the whole eligibility text.
        known: names the record uses for its diseases and arms; a heading equal to one of them is a cohort.
        kind: what the text lists before its first heading.
    """
    lines = list(_lines(text.text))
    context = _Context(kind=kind)
    made: list[tuple[_Context, _Node]] = []
    open_nodes: list[_Node] = []
    blank = True
    for i, line in enumerate(lines):
        words = text.text[line.body : line.end]
        if not words.strip():
            blank = True
            continue
        following = next((later for later in lines[i + 1 :] if text.text[later.body : later.end].strip()), None)
        if section := _section(words, bool(line.marker), following):
            context, open_nodes = section, []
        elif _CONNECTOR.match(words):
            if open_nodes:
                open_nodes[-1].end = line.end
        elif _continues(line, words, open_nodes, blank):
            for node in open_nodes:
                node.end = line.end
        elif _is_heading(line, words, following, known):
            context, open_nodes = _under(context, words, known), []
        else:
            _place(line, context, open_nodes, made)
            if fused := _FUSED.search(words):
                cut = line.body + fused.start()
                for node in open_nodes:
                    node.end = cut
                context, open_nodes = _under(context, fused["heading"] + ":", known), []
        blank = False
    return tuple(_criteria(text, _unfold(text.text, made, known)))


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for raw in text.split("\n"):
        cuts = _cuts(raw)
        for a, b in zip(cuts, [*cuts[1:], len(raw)], strict=True):
            bullet = _BULLET.match(raw, a, b)
            stripped = len(raw[a:b]) - len(raw[a:b].lstrip())
            indent = len(bullet["indent"]) if bullet else stripped
            body = bullet.end() if bullet else a + stripped
            yield _Line(start + a, start + b, indent if a == 0 else 0, bullet["marker"] if bullet else "", start + body)
        start += len(raw) + 1


def _cuts(raw: str) -> list[int]:
    """Where a line must be broken because it runs several criteria or headings together."""
    cuts = {0}
    for found in _INLINE_SECTION.finditer(raw):
        cuts |= {found.start(1), found.end()}
    if "CHARACTERISTICS:" in raw or "THERAPY:" in raw:
        cuts |= {m.start() for m in _INLINE_PDQ.finditer(raw)}
    for a in sorted(cuts):
        if capital := _CAPITAL_HEADING.match(raw[a:]):
            cuts.add(a + capital.end())
    bounds = [*sorted(cuts), len(raw)]
    for a, b in pairwise(bounds):
        cuts |= _number_run(raw, a, b)
    return sorted(c for c in cuts if c == 0 or raw[c:].strip())


def _number_run(raw: str, a: int, b: int) -> set[int]:
    """Cut before 2., 3., … where a line holds an ascending run; a lone number is no list."""
    run: list[int] = []
    expected: int | None = None
    for found in _INLINE_NUMBER.finditer(raw, a, b):
        n = int(found["n"])
        before = raw[a : found.start()].rstrip()
        if expected is None and (not before or (n == 1 and before[-1] in ":：.;。；)")):
            run, expected = [found.start()], n + 1
        elif n == expected:
            run.append(found.start())
            expected += 1
    return set(run) if len(run) > 1 else set()


def _section(words: str, bulleted: bool, following: _Line | None) -> _Context | None:
    bare = words.strip().strip("*_ ")
    if len(bare) > 110:
        return None
    ends_open = bare.endswith(_ENDS_OPEN)
    if ends_open and _EXCLUDING.search(bare) and not re.search(r"(?i)\b(?:inclusion|unless|except)\b", bare):
        match = _SECTION.match(bare)
        return _Context("exclusion", _group_of(match) if match else None, None if match else bare.rstrip(":： "))
    match = _SECTION.match(bare)
    if not match or (following is None):
        return None
    crit = re.search(r"(?i)crit", bare)
    kind = match["kind"].lower()
    if not crit and not (ends_open or bare.lower() in {"inclusion", "exclusion", "inclusions", "exclusions"}):
        return None
    if kind.startswith(("eligib", "entry")) and not (crit and len(bare.split()) <= 5):
        return None
    if bulleted and not crit:
        return None
    return _Context("exclusion" if kind.startswith("exclu") else "inclusion", _group_of(match))


def _group_of(match: re.Match[str]) -> str | None:
    """The group a section heading is for, as in "Inclusion criteria for healthy volunteers"."""
    for words in (match["before"], match["after"]):
        group = re.sub(r"(?i)^\W*(?:for|of|in|-|–)?\s*(?:the\s+)?", "", words).strip(" ()-–:")
        if group and _GROUP.search(group) and not _GENERIC.search(group) and not _ANYONE.fullmatch(group):
            return group
    return None


def _continues(line: _Line, words: str, open_nodes: list[_Node], blank: bool) -> bool:
    if not open_nodes or line.marker:
        return False
    if line.indent > open_nodes[-1].indent and open_nodes[-1].marker:
        return True
    return not blank and bool(open_nodes[-1].marker) and words[:1].islower()


def _is_heading(line: _Line, words: str, following: _Line | None, known: Collection[str]) -> bool:
    bare = words.strip()
    if following is None or len(bare) > 120:
        return False
    if line.marker:
        # A bullet is a heading only when it names a group and its list is on the same level.
        return bare.endswith(_ENDS_OPEN) and _names_cohort(bare, known) and following.indent <= line.indent
    if bare.endswith(_ENDS_OPEN):
        return True
    short = len(bare.split()) <= 6 and bare[-1].isalnum()
    return short and bool(following.marker) and (_names_cohort(bare, known) or bare.istitle() or bare.isupper())


def _names_cohort(words: str, known: Collection[str]) -> bool:
    bare = words.strip().strip("*_ ").rstrip(":： ")
    if bare.upper() in _NOT_A_COHORT or len(bare.split()) > 9:
        return False
    if any(bare.casefold() == name.casefold() for name in known):
        return True
    if _ACRONYM.fullmatch(bare) and sum(letter.isupper() for letter in bare) >= 2:
        return not (bare.isupper() and len(bare) > 6)
    return bool(_GROUP.search(bare)) and not _ANYONE.fullmatch(bare) and not _GENERIC.search(bare)


def _under(context: _Context, words: str, known: Collection[str]) -> _Context:
    bare = words.strip().strip("*_ ").rstrip(":： ")
    if _names_cohort(bare, known):
        return _Context(context.kind, re.sub(r"(?i)^for\s+|\s+only$", "", bare), None)
    kind = context.kind
    if re.search(r"(?i)\b(?:must have|must be|required|inclusion)\b", bare) and not _EXCLUDING.search(bare):
        kind = "inclusion"
    return _Context(kind, context.cohort, bare)


def _place(line: _Line, context: _Context, open_nodes: list[_Node], made: list[tuple[_Context, _Node]]) -> None:
    node = _Node(line.body, line.end, line.indent, line.marker)
    while open_nodes and not (line.marker and line.indent > open_nodes[-1].indent):
        open_nodes.pop()
    if open_nodes:
        open_nodes[-1].children.append(node)
        for parent in open_nodes:
            parent.end = line.end
    else:
        made.append((context, node))
    open_nodes.append(node)


def _unfold(text: str, made: list[tuple[_Context, _Node]], known: Collection[str]) -> Iterator[tuple[_Context, _Node]]:
    """Turn a bullet that only names a group into the cohort of its sub-bullets."""
    for context, node in made:
        own = text[node.start : node.children[0].start] if node.children else text[node.start : node.end]
        first = own.split("\n")[0]
        if node.children and first.strip().endswith(_ENDS_OPEN) and _names_cohort(first, known):
            inner = _under(context, first, known)
            yield from ((inner, child) for child in node.children)
        else:
            yield context, node


def _criteria(text: Slice, made: Iterator[tuple[_Context, _Node]]) -> Iterator[Criterion]:
    counts = {"inclusion": 0, "exclusion": 0}
    under: dict[tuple[str, str | None, str | None], int] = {}
    for context, node in made:
        counts[context.kind] += 1
        key = (context.kind, context.cohort, context.heading)
        under[key] = under.get(key, 0) + 1
        number = str(under[key])
        path = [f"{context.kind.capitalize()} criteria", *(p for p in (context.cohort, context.heading) if p), number]
        name = f"{context.kind[0].upper()}{counts[context.kind]}"
        yield _criterion(text, context, node, name, number, " > ".join(path))


def _criterion(text: Slice, context: _Context, node: _Node, id: str, number: str, section: str) -> Criterion:
    parts = tuple(
        _criterion(text, context, child, f"{id}.{i}", f"{number}.{i}", f"{section}.{i}")
        for i, child in enumerate(node.children, 1)
    )
    words = sub_slice(text, node.start, node.end, section)
    return Criterion(id, context.kind, context.cohort, context.heading, number, words, parts)
