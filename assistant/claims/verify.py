"""Keep a claim only where its quotes stand in the evidence and carry everything that it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from assistant.claims.agree import agree, unsupported
from assistant.claims.claim import Claim, Source, Verdict
from assistant.claims.forbidden import asks_the_team, forbidden
from assistant.claims.match import Match
from assistant.claims.quotes import around, find, shown
from assistant.claims.stands import Stand, said
from assistant.claims.terms import Terms, terms
from assistant.question import Language
from ingest.record import Slice, Span, TrialRecord

LONGEST = 600
"""Characters of a claim."""

MOST_QUOTES = 8
LONGEST_QUOTE = 4000

_MARKUP = re.compile(
    r"</?[a-zA-Z!]|&[a-z]{2,8};|&#|https?:|www\.|javascript:|\]\(|[*_#`|\\{}\[\]]|~~|^\s*[-+•>]\s", re.IGNORECASE
)
# Registries escape signs of their markup; a model copies that.
# What every one of these records is of: "the clinical trial" says no more than "the trial".
_CLINICAL = re.compile(r"\bclinical (?=(?:trial|stud(?:y|ies))\b)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[<>=~#*_])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=[\"“(A-ZÀ-ÝÁÉÍÓÚÑ¿¡0-9])|(?<=[。！？；])|;\s+|\n+")


def verify(claim: Claim, sources: Sequence[Source], record: TrialRecord, question: str, language: Language) -> Verdict:
    """Tell whether a claim may be shown.

    Every sentence must be carried, term by term, by one place of the record that a quote stands in, or by a verified
    sentence of the default answer on that place. When in doubt the claim is dropped. The asker's words carry nothing:
    `question` is what a claim is never believed on.
    """
    text = _ESCAPE.sub("", " ".join(claim.text.split()))
    if wrong := _unfit(text, claim, record, language):
        return Verdict(False, wrong)
    evidence = tuple({s.span: s for source in sources for s in source.slices}.values())
    places: list[Slice] = []
    found: list[tuple[tuple[Stand, Slice], ...]] = []
    for quote in claim.quotes:
        hits = find(quote[: LONGEST_QUOTE + 1], evidence) if len(quote) <= LONGEST_QUOTE else ()
        if not hits:
            return Verdict(False, f"quote not in the evidence: {quote[:60]}")
        places += hits
        found.append(tuple((stand, hit) for hit in hits for stand in around(record, hit)))
    stands = {id(stand): (stand, hit) for group in found for stand, hit in group}
    every = [*(stand for stand, _ in stands.values()), *_said(sources, places)]
    told = [s.strip() for s in _SPLIT.split(text) if s.strip() and not asks_the_team(s)]
    if wrong := forbidden(" ".join(told), " ".join(one.text for one in every)):
        return Verdict(False, wrong)
    used: list[Match] = []
    for sentence in told:
        matched = _sentence(terms(_CLINICAL.sub("", sentence), language), every)
        if isinstance(matched, str):
            matched = _in_two(sentence, language, every) or matched
        if isinstance(matched, str):
            return Verdict(False, matched)
        used += matched
    if not used:
        return Verdict(False, "says nothing of the record")
    cited = _cited(used, found, evidence)
    return Verdict(True, "carried", cited, text) if cited else Verdict(False, "rests on no quote")


def _said(sources: Sequence[Source], places: Sequence[Slice]) -> list[Stand]:
    """The verified sentences on the quoted places."""
    return [
        said(re.sub(r"\s*\[\d+\]", "", source.text), source.slices)
        for source in sources
        if source.text
        and any(p.span.pointer == s.span.pointer and p.span.start < s.span.end and s.span.start < p.span.end for s in source.slices for p in places)
    ]  # fmt: skip


def _unfit(text: str, claim: Claim, record: TrialRecord, language: Language) -> str | None:
    """Why a text is no plain sentence in the asker's language."""
    if not text:
        return "empty"
    if len(claim.text) > LONGEST:
        return "too long"
    if not claim.quotes or len(claim.quotes) > MOST_QUOTES:
        return "no quote, or too many"
    if any(unicodedata.category(c) in ("Cf", "Cc", "Co", "Cs", "Cn") for c in claim.text if c not in "\n\t"):
        return "hidden characters"
    if any(unicodedata.category(c) in ("Nd", "Nl") and not c.isascii() for c in text):
        return "numerals that are no plain digits"
    source = _source(record)
    strange = {c for c in text if ord(c) > 127 and not _plain_letter(c, language) and c not in source}
    if strange:
        return f"characters of another script: {' '.join(sorted(strange))[:20]}"
    if _mixed(text):
        return "letters of two scripts in one word"
    if _MARKUP.search(text):
        return "markup or a link"
    # Names stay in the record's letters whatever language a sentence is in.
    han, latin = len(_HAN.findall(text)), sum(len(w) for w in re.findall(r"[A-Za-zÀ-ɏ]+", text) if w not in source)
    if language == "zh" and (han < 2 or han * 4 < latin):
        return "not in the asker's language"
    if language != "zh" and han:
        return "not in the asker's language"
    return None


def _source(record: TrialRecord) -> str:
    return record.source.text


def _plain_letter(char: str, language: Language) -> bool:
    if language == "zh" and (
        "\u3400" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
    ):
        # Full-width digits are digits of another look; they were met before.
        return True
    if language == "es" and char in "áéíóúüñÁÉÍÓÚÜÑ¿¡":
        return True
    return char in "“”‘’–—≥≤µ±°×…«»·ö"


def _mixed(text: str) -> bool:
    """A word that holds Latin letters beside Cyrillic or Greek ones that look like them."""
    for word in re.findall(r"[^\W\d_]+", text.replace("μ", "µ")):
        scripts = {unicodedata.name(c, "").split()[0] for c in word}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
            return True
    return False


def _sentence(claim: Terms, stands: Sequence[Stand]) -> list[Match] | str:
    """What carries a sentence: one place, or, for a list, one place of a kind for each of its parts."""
    reasons: list[tuple[int, str]] = []
    for stand in stands:
        tried = agree(claim, stand)
        if isinstance(tried, Match):
            return [tried]
        reasons.append((len(unsupported(claim, stand)), tried))
    together = _listed(claim, stands)
    if together:
        return together
    return min(reasons, key=lambda r: r[0])[1] if reasons else "rests on no quote"


_DEMANDS = {
    "en": re.compile(r"(?P<who>.*?\bmust (?:be |have )?)(?P<a>.+?) and (?:must )?(?:be |have )?(?P<b>[^,]+)"),
    "zh": re.compile(r"(?P<who>.*?(?:必须|须|应))(?P<a>.+?)(?:，并且|并且|，且|，并)(?:必须|须|应)?(?P<b>[^，]+)"),
    "es": re.compile(r"(?P<who>.*?\b(?:debe|deben) (?:tener |ser |estar )?)(?P<a>.+?) y (?:tener |ser |estar )?(?P<b>[^,]+)"),
}  # fmt: skip
_BOUND_TO_ONE = re.compile(
    r"\b(?:not|no|without|never|if|unless|except|or|within|before|after|during|only|sin|ni|nunca|si|salvo|excepto|o|antes|después|durante|solo)\b|不|无|没|未|若|如果|或|前|后|期间|仅|只",
    re.IGNORECASE,
)


def _in_two(sentence: str, language: Language, stands: Sequence[Stand]) -> list[Match] | None:
    """A sentence that asks for two things, each asked for by a criterion of its own.

    Words that could bind the one to the other (a time, a condition, a negation, a choice) leave it one sentence.
    """
    m = _DEMANDS[language].fullmatch(sentence) if language in _DEMANDS else None
    if m is None or _BOUND_TO_ONE.search(m["a"] + " | " + m["b"]):
        return None
    asked = [one for one in stands if one.kind == "criterion" and one.sign > 0]
    used: list[Match] = []
    for part in (m["a"], m["b"]):
        matched = _sentence(terms(f"{m['who']}{part}", language), asked)
        if isinstance(matched, str):
            return None
        used += matched
    return used


def _listed(claim: Terms, stands: Sequence[Stand]) -> list[Match] | None:
    """A list ("the sites are in A, B and C"): each part in a place of its own, all of one kind, alike in form."""
    parts: dict[int, list[int]] = {}
    for i, term in enumerate(claim.all):
        parts.setdefault(term.part, []).append(i)
    pieces = [tuple(claim.all[i] for i in at) for at in parts.values()]
    pieces = [p for p in pieces if any(not t.neutral for t in p)]
    if len(pieces) < 2:
        return None
    for kind, label in dict.fromkeys((s.kind, s.label) for s in stands if s.kind in ("site", "field", "outcome")):
        same = [s for s in stands if (s.kind, s.label) == (kind, label)]
        matches: list[Match] = []
        for n, piece in enumerate(pieces):
            sub = replace(claim, all=piece)
            if n and any(t.neutral and t.text.lower() not in _JOINTS for t in piece):
                break  # a list goes on with names alone
            hit = next((m for s in same if isinstance(m := agree(sub, s), Match) and _is_whole(m)), None)
            if hit is None:
                break
            matches.append(hit)
        if len(matches) == len(pieces):
            return matches
    return None


_JOINTS = ("and", "or", "y", "e", "o", "和", "与", "及", "以及", "或", "、", "in", "en", "the", "la", "el", "of", "de")


def _is_whole(match: Match) -> bool:
    """Whether a part of a list takes from its place just one of its slices: a city, not a hospital and another's city."""
    took = {match.stand.terms.all[p].text.casefold() for p in match.at if p >= 0}
    return any(took <= {t.text.casefold() for t in terms(s.text).all} for s in match.stand.slices)


def _cited(
    used: Sequence[Match], found: Sequence[Sequence[tuple[Stand, Slice]]], evidence: Sequence[Slice]
) -> tuple[Slice, ...]:
    """The slices to show: for each quote, the place that carried something; a quote that carried nothing is not shown."""
    slices: dict[Span, Slice] = {}
    for match in used:
        if match.stand.kind == "said":  # a sentence of the default answer stands on all that it cites
            slices |= {one.span: one for one in match.stand.slices}
        for stand, place in (one for group in found for one in group):
            if stand is match.stand:
                slices |= {one.span: one for one in shown(stand, place, evidence)}
    return tuple(slices.values())
