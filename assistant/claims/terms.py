"""Cut a text into the terms that a claim and a record are compared by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from assistant.claims.measure import Measure, loosened, measures
from assistant.places import places
from assistant.question import Language
from assistant.vocabulary import concepts

Kind = Literal["word", "name", "measure", "relation", "quantifier", "mode", "unknown"]
Sign = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Term:
    """Something that a text says: `keys` are what it may be called elsewhere, one of which must be shared.

    `denied` tells that a negation governs it; `part` counts the text's clauses and items up to it.
    """

    text: str
    kind: Kind
    keys: frozenset[str]
    measure: Measure | None
    denied: bool
    part: int
    start: int
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a text; `signs` says which way it speaks of taking part; `denials` counts its negations.

    `idle` tells that a negation governs nothing that is asserted, `must` that the text speaks of an obligation; `joints` are
    the places of its "and" and "or".
    """

    all: tuple[Term, ...]
    signs: frozenset[Sign]
    denials: int
    idle: bool
    must: bool
    joints: tuple[tuple[int, str], ...] = ()

    @property
    def telling(self) -> tuple[Term, ...]:
        """The terms that assert something."""
        return tuple(t for t in self.all if not t.neutral)

    def has(self, key: str) -> bool:
        """Whether any term may be called so."""
        return any(key in t.keys for t in self.all)


INTENT = frozenset({"s:evaluate", "s:measure", "s:purpose", "s:compare", "s:test", "mode:whether", "s:outcome"}
                   | {f"w:{w}" for w in ("determin", "explor", "character", "defin", "estim", "demonstr", "confirm", "find", "learn", "see", "check", "track")})  # fmt: skip

_OUT = {
    "en": r"(?:\b(?:can|could|may|must|might|shall|should|will|would|do|does|are|is)\s+)?(?:\bnot|\bcannot|\b\w+n't)\s+(?:be (?:able|allowed|permitted) to |able to |allowed to |permitted to )?"
    r"(?:take part|join|participate|enter|enrol+|be (?:included|enrolled|enroled|accepted|admitted|in (?:the|this) (?:study|trial)))\b(?: in (?:the|this) (?:study|trial))?"
    r"|cannot take part|(?:is|are|be|were|being) (?:an? )?(?:excluded|ruled out|kept out|left out|not (?:accepted|allowed|permitted|admitted|included))(?: from (?:taking part|joining|participating|the (?:study|trial)|this (?:study|trial)))?"
    r"|exclu(?:des?|ded|sion|sions|ding)(?: criteri(?:on|a))?|rules? (?:people |someone |them |a person |patients |participants )?out|reasons? (?:not to (?:take part|join)|for exclusion)|disqualif\w+"
    r"|keeps? (?:people|someone|patients|participants) (?:out|from (?:joining|taking part))|(?:does|do|will) not (?:take|accept|include|enrol+|admit)\b|not accepted|not allowed to (?:join|take part)",
    "zh": r"不能(?:参加|入组|参与|加入)(?:本|该|此|这项)?(?:研究|试验)?|不得(?:参加|入组|参与)|无法(?:参加|入组|参与)|不可(?:以)?(?:参加|入组)|被排除(?:在外)?|排除标准|排除条件|排除|不接受|不招收|不纳入|不允许(?:参加|入组)|不符合(?:参加|入组)(?:条件|标准)",
    "es": r"no (?:puede|pueden|podrá|podrán|podrían|deben|debe) (?:participar|entrar|unirse|inscribirse|tomar parte|ser incluid[oa]s?)(?: en (?:el|este) (?:estudio|ensayo))?|(?:queda|quedan|quedarán|está|están|son|es|serán) excluid[oa]s?|exclu(?:ye|yen|sión|idos?|idas?)|criterios? de exclusión|no (?:se (?:admite|admiten|acepta|aceptan|permite|permiten)|admite|acepta)",
}
_IN = {
    "en": r"\bmust\b|\bha(?:ve|s) to\b|\binclusion(?: criteri(?:on|a))?|(?:(?:is|are) (?:required|needed) )?(?<!expected )(?<!planned )\bto (?:take part|join|participate|enter)(?:,| in (?:the|this) (?:study|trial))?|(?:can|may|could|are able to) (?:take part|join|participate)"
    r"|(?:is|are) (?:accepted|included|allowed|eligible)\b|\baccepts?\b|\bopen to\b|\bis for\b|\blook(?:s|ing) for\b|\basks? (?:for|that)\b|\benrol+s?\b(?= (?:people|adults|patients|participants|men|women))|\bincludes?\b(?= (?:people|adults|patients|participants|men|women|children))"
    r"|\bshould\b|\bcriteri(?:on|a) to (?:take part|join)",
    "zh": r"必须|须|应当|应该|应(?=为|有|在|符合|满足|能|签)|要求|入选标准|入选条件|纳入标准|入组标准|入组条件|才能(?:参加|入组|参与)|可以(?:参加|参与|入组)|(?<![在曾已前未])接受(?!过|了|[^，。；]{0,8}(?:治疗|疗法|移植|手术|化疗|放疗|给药|输注))|招收|招募(?=成|患)|纳入",
    "es": r"\b(?:debe|deben|deberá|deberán|debería|deberían)\b|\b(?:tiene|tienen|tendrá|tendrán) que\b|\bhay que\b|\bse (?:exige|exigen|pide|pide que|admiten|acepta|aceptan)\b|\bexige\b|criterios? de inclusión|\bpara (?:participar|entrar)(?: en (?:el|este) (?:estudio|ensayo))?|\bpueden? (?:participar|entrar)\b|\bacepta\b|\badmite\b|\bes necesario\b",
}
# Words that ask for something where nothing else in the sentence does: "an infection that needs treatment" asks for none.
_WEAK = {
    "en": r"\bneeds? to\b|\bneed(?:ed|s)?\b|\brequire[ds]?\b|\brequirements?\b",
    "zh": r"需要|需",
    "es": r"\bse (?:requiere|requieren|necesita|necesitan)\b|\bes necesario\b|\brequisitos?\b",
}
_DENIALS = {
    "en": r"\b(?:not|no|never|without|none|neither|nor|cannot|lack(?:s|ing)?|absence of|absent|free (?:of|from)|fail(?:s|ed|ing)?(?: to)?|other than|rather than|instead of|non|un(?=able\b)|denies|refus\w+|avoid\w*|nobody|nothing|except|unless|besides|excluding)\b|n't\b|\bcan't\b|\bnon(?=-)",
    "zh": r"尚未|还没有|仍未|不(?!良|同|一|断|仅)|没有|没|无|未|非(?!常)|禁止|禁用|勿|别|从未|避免|缺乏|除外|除了",
    "es": r"\b(?:todavía no|aún no|no|sin|nunca|ni|jamás|tampoco|ningún|ninguna|ninguno|nadie|nada|ausencia de|falta de|excepto|salvo|evitar|rechaz\w+)\b",
}
_BREAK = {
    "en": re.compile(r"[;:()\[\]•\n]|,(?=\s|[A-Za-z])|(?<!\d)\.(?=\s|$)|\.(?=\s+[A-Z])|\s(?:and/or|and|or|while|whereas|but|versus|vs\.?)\s|\s-\s|/", re.I),
    "zh": re.compile(r"[;；:：()（），,。、\n]|以及|并且|或者|而|和|与|及|或"),
    "es": re.compile(r"[;:()\n]|,(?=\s)|(?<!\d)\.(?=\s|$)|\s(?:y/o|y|o|e|u|mientras|pero)\s|/", re.I),
}  # fmt: skip
# Where the force of a negation ends.
_SCOPE_END = {
    "en": re.compile(r"[;:()•\n]|(?<!\d)\.(?=\s|$)|,\s*(?:but|and (?!or)|which|who|while|with)|\b(?:but|however|because|unless|except|who|which|that is|while|whereas|until|before|after|within|prior to|at least|for at least)\b", re.I),
    "zh": re.compile(r"[;；:：()，,。\n]|但|因为|除非"),
    "es": re.compile(r"[;:()\n]|(?<!\d)\.(?=\s|$)|,|\b(?:pero|porque|que|salvo|excepto|hasta|antes|después)\b", re.I),
}  # fmt: skip
_WORD = re.compile(
    r"(?=[A-Za-zÀ-ɏΑ-ω]|\d+[-]?[A-Za-z])[A-Za-z0-9À-ɏΑ-ω]+(?:['.](?=[A-Za-z0-9])[A-Za-z0-9À-ɏ]+|-(?=[A-Za-z]*\d)[A-Za-z0-9]+)*|[\u3400-\u9fff]+|\d+|[≥≤<>]=?|[%‰±§€$£]"
)


def terms(text: str, language: Language = "en", *, asserted: bool = True) -> Terms:
    """The terms of a text, in its order; a language other than Chinese and Spanish is read as English.

    Where the text is `asserted`, a word such as "required" says which way it speaks; in the record it is a word.
    """
    return _terms(text, language if language in ("zh", "es") else "en", asserted)


@lru_cache(maxsize=4096)
def _terms(text: str, language: str, asserted: bool) -> Terms:
    plain = loosened(text)
    cover = bytearray(len(plain) + 1)
    found: list[Term] = []

    def take(start: int, end: int) -> None:
        cover[start:end] = b"\1" * (end - start)

    signs: set[Sign] = set()
    denials: list[int] = []
    for sign, patterns in (("out", _OUT), ("in", _IN)):
        for m in re.finditer(patterns[language], plain, re.IGNORECASE):
            if not any(cover[m.start() : m.end()]):
                signs.add(sign)  # type: ignore[arg-type]
                follows = _ON_CONDITION.match(plain, m.end())  # "excluded if": the criterion is the condition
                take(m.start(), follows.end() if follows else m.end())
    weak = list(re.finditer(_WEAK[language], plain, re.IGNORECASE)) if asserted and not signs else []
    for m in weak:
        if not any(cover[m.start() : m.end()]):
            signs.add("in")
            take(*m.span())
    for measure in measures(plain):
        digits = (measure.start, measure.end)
        if any(cover[digits[0] : digits[1]]):
            continue
        for span in measure.spans:
            take(*span)
        key = frozenset({f"{measure.kind}:{'-'.join(measure.values)}:{measure.bound}:{measure.unit}"})
        found.append(Term(plain[measure.start : measure.end], "measure", key, measure, False, 0, measure.start))
    for m in re.finditer(_DENIALS[language], plain, re.IGNORECASE):
        if not any(cover[m.start() : m.end()]):
            denials.append(m.end())
            take(*m.span())
            if m.group().lower() in _EXCEPTIONS:
                found.append(Term(m.group(), "mode", frozenset({"mode:condition"}), None, False, 0, m.start()))
    for m in _NAMELY.finditer(plain):
        if not any(cover[m.start() : m.end()]):
            found.append(Term(m.group(), "quantifier", frozenset({"quantifier:namely"}), None, False, 0, m.start()))
            take(*m.span())
    found += _words(plain, cover, language)
    found = _with_short_forms(found)
    found.sort(key=lambda t: t.start)
    breaks = [m.start() for m in _BREAK[language].finditer(plain)]
    scopes = [(at, _scope(plain, at, language)) for at in denials]
    found = [
        replace(
            t,
            part=sum(b <= t.start for b in breaks),
            denied=sum(a <= t.start < end for a, end in scopes) % 2 == 1,
        )
        for t in found
    ]
    idle = any(not any(a <= t.start < end and not t.neutral for t in found) for a, end in scopes)
    must = _MUST.search(plain) is not None
    return Terms(tuple(found), frozenset(signs), len(denials), idle, must, tuple(_joints(plain, cover, language)))


_JOINTS = {
    "en": re.compile(r"\s(?P<both>and\s?/\s?or)\s|\s(?P<and>and|as well as|plus)\s|\s(?P<or>or)\s|(?<=[A-Za-z])\s*(?P<slash>/)\s*(?=[A-Za-z])", re.IGNORECASE),
    "zh": re.compile(r"(?P<both>和/或)|(?P<and>和|与|以及|并且|并|且|同时)|(?P<or>或者|或)"),
    "es": re.compile(r"\s(?P<both>y\s?/\s?o)\s|\s(?P<and>y|e|así como)\s|\s(?P<or>o|u)\s|(?<=[^\W\d])(?P<slash>/)(?=[^\W\d])", re.IGNORECASE),
}  # fmt: skip


def _joints(plain: str, cover: bytearray, language: str) -> Iterator[tuple[int, str]]:
    """Where the text joins by "and" and where by "or"; "and/or" and a slash leave the choice that "or" leaves."""
    for m in _JOINTS[language].finditer(plain):
        at = m.start() + (len(m.group()) - len(m.group().lstrip()))
        if not cover[at]:
            yield at, "and" if m["and"] else "or"


# What tells a list as the whole of it, where the record may give examples.
_NAMELY = re.compile(
    r"\b(?:namely|viz|that is to say|which (?:is|are) the following)\b|\bi\.e\.|[,(—–]\s*that is\b|也就是|即(?![使便将可])|\b(?:es decir|a saber|o sea)\b",
    re.IGNORECASE,
)
# Diseases and medicines can be taken for one another; what is done and measured is told by its words.
_CONCEPT = {"conditions": "c", "drugs": "c"}
_MUST = re.compile(
    r"\b(?:must|needs? to|ha(?:s|ve) to|need(?:ed)?|require\w*|should|shall|deben?|deber\w+|tienen? que|exig\w+|requ\w+)\b|必须|须|需|要求|应",
    re.I,
)
# Small words of English names, which stand in every language.
_IN_NAMES = frozenset(("of", "and", "the", "for", "in", "at", "The"))


def _with_short_forms(found: list[Term]) -> list[Term]:
    """The terms, the words of a long name with the short form that their first letters make ("ECOG")."""
    order = sorted(found, key=lambda t: t.start)
    extra: dict[int, set[str]] = {}
    run: list[Term] = []
    for term in [*order, None]:
        if term is not None and term.measure is None and term.text[:1].isupper() and term.text.isalpha():
            run.append(term)
            continue
        for a in range(len(run)):
            for b in range(a + 3, min(len(run), a + 6) + 1):
                short = "".join(t.text[0] for t in run[a:b]).lower()
                for t in run[a:b]:
                    extra.setdefault(t.start, set()).add(f"k:short:{short}")
        run = []
    alone = {t.start: {f"k:short:{t.text.lower()}"} for t in order if t.text.isupper() and 3 <= len(t.text) <= 6}
    return [replace(t, keys=t.keys | extra.get(t.start, set()) | alone.get(t.start, set())) for t in order]


_ON_CONDITION = re.compile(r"\s+(?:if|when|si|cuando)\b", re.IGNORECASE)
_EXCEPTIONS = {"except", "unless", "excluding", "besides", "other than", "excepto", "salvo", "除外", "除了"}


def _scope(plain: str, start: int, language: str) -> int:
    stop = _SCOPE_END[language].search(plain, start)
    end = stop.start() if stop else len(plain)
    if language == "zh":
        return min(end, start + 14)
    words = list(re.finditer(r"\S+", plain[start:end]))
    return start + (words[9].end() if len(words) > 10 else end - start)


# "Of childbearing potential" doubts nothing.
_NO_DOUBT = re.compile(
    r"\b(?:child-?\s?bearing|reproductive|fertility|action|evoked|membrane) potentials?\b", re.IGNORECASE
)


def _words(plain: str, cover: bytearray, language: str) -> Iterator[Term]:
    keys: dict[int, set[str]] = {}
    extra: list[tuple[int, int, str]] = []
    for mention in concepts(plain, "zh"):
        extra.append((mention.start, mention.end, f"{_CONCEPT.get(mention.concept.kind, 'k')}:{mention.concept.id}"))
    for place in places(plain):
        extra.append((place.start, place.end, f"p:{place.name}"))
    pieces = list(_pieces(plain, cover, language, extra))
    sure = [m.span() for m in _NO_DOUBT.finditer(plain)]
    for start, end, key in (*extra, *_phrases(plain, pieces, language)):
        for a, b in pieces:
            if key.startswith("mode:") and any(x <= a < y for x, y in sure):
                continue
            if start <= a and b <= end:
                keys.setdefault(a, set()).add(key)
    for a, b in pieces:
        yield _term(plain, a, b, frozenset(keys.get(a, ())), language)


def _pieces(
    plain: str, cover: bytearray, language: str, extra: list[tuple[int, int, str]]
) -> Iterator[tuple[int, int]]:
    """Where each word stands; Chinese, which writes no spaces, is cut by what the tables know, longest first."""
    for m in _WORD.finditer(plain):
        if not re.match(r"[\u3400-\u9fff]", m.group()):
            if not any(cover[m.start() : m.end()]):
                yield m.span()
            continue
        at = m.start()
        known = {a: b for a, b, _ in sorted(extra, key=lambda e: e[1])}
        while at < m.end():
            if cover[at]:
                at += 1
                continue
            best = max(known.get(at, 0), at + _zh_length(plain[at : m.end()]))
            while best > at and any(cover[at:best]):
                best -= 1
            yield at, max(best, at + 1)
            at = max(best, at + 1)


def _zh_length(text: str) -> int:
    table = _table("zh")
    return next((n for n in range(min(len(text), 12), 0, -1) if (text[:n],) in table.phrases or text[:n] in table.neutral), 0)  # fmt: skip


def _term(plain: str, start: int, end: int, keys: frozenset[str], language: str) -> Term:
    word = plain[start:end]
    low = word.lower()
    table = _table(language)
    folded = _folded(low)
    own = {f"w:{_stem_en(low)}"}
    if language == "es":
        own |= {f"w:{_stem_en(form)}" for form in _cognates(low)}
    if any(c.isdigit() for c in word):
        own = {f"n:{re.sub(r'[^a-z0-9]', '', low)}"}
    special = next((k for k in ("mode:", "quantifier:", "relation:") for key in keys if key.startswith(k)), "")
    kind: Kind = special.rstrip(":") if special else "name" if _is_name(plain, start, word) else "word"  # type: ignore[assignment]
    neutral = not special and not any(k.startswith(("s:", "c:", "k:", "p:")) for k in keys) and (low.removesuffix("'s") in table.neutral or folded in table.neutral or (language != "en" and word in _IN_NAMES))  # fmt: skip
    return Term(word, kind, keys | own, None, False, 0, start, neutral)


def _is_name(plain: str, start: int, word: str) -> bool:
    if any(c.isdigit() for c in word) or (len(word) > 1 and word.isupper()):
        return True
    begins = not plain[:start].strip() or plain[:start].rstrip()[-1] in '.:;!?“"•'
    return word[:1].isupper() and not begins


def _phrases(plain: str, pieces: list[tuple[int, int]], language: str) -> Iterator[tuple[int, int, str]]:
    for table in {language, "en"} if language == "en" else (language,):
        known = _table(table)
        words = [_folded(plain[a:b].lower()) for a, b in pieces]
        for i in range(len(words)):
            for n in range(min(known.longest, len(words) - i), 0, -1):
                if keys := known.phrases.get(tuple(words[i : i + n])):
                    for key in keys:
                        yield pieces[i][0], pieces[i + n - 1][1], key
                    if n > 1:
                        break


@dataclass(frozen=True, slots=True)
class _Table:
    neutral: frozenset[str]
    phrases: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int


@cache
def _table(language: str) -> _Table:
    loaded: dict[str, Any] = yaml.load(
        resources.files("assistant.claims").joinpath("words.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group, mark in (("same", "s"), ("relation", "relation"), ("quantifier", "quantifier"), ("mode", "mode")):
        for canonical, forms in loaded[group].items():
            for form in forms.get(language, ()):
                words = (str(form),) if language == "zh" else tuple(_folded(w) for w in re.findall(r"[\w']+", str(form).lower()))  # fmt: skip
                if words:
                    phrases[words] = (*phrases.get(words, ()), f"{mark}:{canonical}")
    neutral = {w.rstrip("'") for w in str(loaded["neutral"][language]).split()}
    return _Table(frozenset(neutral), phrases, max(len(words) for words in phrases))


def _folded(word: str) -> str:
    """A word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


_SPANISH = (
    (r"ciones$|cion$", "tion"), (r"siones$|sion$", "sion"), (r"idad(?:es)?$", "ity"), (r"ic[oa]s?$", "ic"), (r"iv[oa]s?$", "ive"),
    (r"os[oa]s?$", "ous"), (r"ales$", "al"), (r"entes?$", "ent"), (r"antes?$", "ant"), (r"ias?$", "y"), (r"ias?$", "ia"), (r"ios?$", "ium"), (r"[oa]s?$", ""),
    (r"[oa]s?$", "e"), (r"es$", ""), (r"ad[oa]s?$", "ated"), (r"ismos?$", "ism"), (r"ares?$", "ar"), (r"ores?$", "or"), (r"itis$", "itis"), (r"dor(?:es)?$", "tor"), (r"des(?=f)", "de"), (r"osis$", "osis"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def _cognates(word: str) -> tuple[str, ...]:
    """The English forms that a Spanish word may be a cognate of."""
    bare = _folded(word)
    forms = [bare, bare.replace("inm", "imm"), bare.replace("f", "ph")]
    forms += [
        re.sub(pattern, ending, bare)
        for bare in tuple(forms)
        for pattern, ending in _SPANISH
        if re.search(pattern, bare)
    ]
    return tuple(dict.fromkeys(f for f in forms if len(f) > 2))


@lru_cache(maxsize=16384)
def _stem_en(word: str) -> str:
    from assistant.tokens import tokens

    found = tokens(_folded(word.removesuffix("'s")))
    return found[0] if found else word
