"""Let a model suggest whether a criterion that the rules leave to a person holds, if the patient's own words carry it."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Protocol

from langchain_core.exceptions import OutputParserException
from langchain_core.output_parsers import PydanticOutputParser
from pydantic import BaseModel, BeforeValidator, ConfigDict

from assistant.assertion import CHILDREN, RELATIVES, RELATIVES_ES, RELATIVES_ZH, Status, assertion, cues
from assistant.check import EligibilityReport, Finding
from assistant.cues import INSTRUCTION
from assistant.judge import STATE_WORDS, WIDE, Unknown
from assistant.mask import Mask
from assistant.medicine import is_a, mentions
from assistant.medicine import tokens as places_of_words
from assistant.model import Message, ModelUnavailable, Reply
from assistant.note import read_note
from assistant.pairs import judge_pair
from assistant.tokens import tokens
from prompts import load

Answer = Literal["yes", "no"]

MOST_QUOTES = 4
"""Sentences that one suggestion may stand on."""

# Comparing numbers is for the rules: a criterion that holds one, in whatever form, is never shown to a model.
_NUMBER = re.compile(
    r"\d|[<>≤≥½]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|once|twice|half|double)\b|"
    r"[一二三四五六七八九十两百半]\s*(?:次|个|年|月|周|天|日|岁|种|倍|项|类)",
    re.IGNORECASE,
)
# What is taken out again turns a statement's sense around in a way that words beside it do not show.
_EXCEPTION = re.compile(
    r"\b(?:except\w*|unless|other than|apart from|aside from|excluding|not including|with the exception|however|but not)\b|除外|除非|除了",
    re.IGNORECASE,
)
# Where anyone else is spoken of, whose illness it is takes more than a pattern to tell.
_ANOTHER = re.compile(
    rf"\b(?:{RELATIVES}|{CHILDREN}|{RELATIVES_ES}|famil\w+|donors?)\b|{RELATIVES_ZH}|家族|家属|家人",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(
    r"(?:,?\s*(?:that|which)?,?\s*)?(?:in|per|according to|at|as (?:judged|determined|assessed|deemed) by|judged by|determined by) the "
    r"(?:(?:opinion|judge?ment|discretion|view) of (?:the )?)?(?:treating |principal |study )?(?:PI|investigators?|physicians?|doctors?)(?:['’]s? (?:opinion|judge?ment|discretion))?",
    re.IGNORECASE,
)
# Words so common in criteria and notes that to share them means nothing.
_COMMON = frozenset(
    tokens(
        "patient subject participant history clinical medical condition disease disorder significant investigator opinion evidence known "
        "other current previous prior past treatment therapy diagnosis diagnosed receive received use used using present presence require "
        "requiring required year month week day time within active severe serious chronic acute major any all able ability unable"
    )
)
# Not a negation, and yet the opposite: words before a thing that say it is wanting.
_WANTING = re.compile(
    r"\b(?:unable|inability|incapable|cannot|can['’]?t|could(?:n['’]t| not)|lack\w*|insufficien\w+|inadequa\w+|fail\w*|refus\w+|declin\w+|"
    r"unwilling\w*|contraindicat\w+|intoleran\w+|poor\w*|impair\w+|difficult\w*|trouble|reluctan\w+)\b|不能|无法|拒绝|缺乏|不足|不耐受",
    re.IGNORECASE,
)
# What was, told with a time: said of a present state it is out of date.
_OVER = re.compile(
    r"\bago\b|\b(?:resolved|recovered|healed|cured|former\w*|previous\w*|in the past|used to|no longer|as a child|in childhood|at that time|"
    r"years? (?:earlier|before|prior)|last year|stopped|quit|discontinued)\b|\b(?:in|since|until|till)\s+(?:\w+\s+)?(?:19|20)\d{2}\b|\b(?:19|20)\d{2}\b|"
    r"前|既往|曾|已愈|痊愈|\bhace\b|\bantes\b",
    re.IGNORECASE,
)
# What is said of a thing after it has been named.
_TAKEN_BACK = re.compile(
    r"\b(?:ruled out|excluded|denied|denies|negative|absent|unlikely|unproven|unconfirmed|not|never|resolved|suspected|questionable|cured|"
    r"descartad[oa]|negativ[oa])\b|\?|排除|否认|阴性|未见|待排|已愈",
    re.IGNORECASE,
)
_AND = re.compile(r"\band\b(?!\s*/?\s*or\b)|;|\bboth\b|并且|且|和|及|\by\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b|/|,|;|\bsuch as\b|\be\.?g\b|\bincluding\b|或|、|\bo\b", re.IGNORECASE)


_TURNS = re.compile(r"[,;:。，；]|\b(?:but|and|or|with|who|which|although)\b")
# Words that limit what is denied.
_NARROWING = re.compile(
    r"\b(?:severe|serious|major|acute|active|significant|current\w*|now|today|present(?:ly)?|at the moment|recent\w*|new|further|other|uncontrolled|symptomatic|recurrent|more)\b"
)
# A note speaks of a patient; what speaks of criteria and replies was written for whoever judges.
_OF_JUDGING = re.compile(
    r"\b(?:criteri(?:on|a)|eligib\w+|inclusion|exclusion|assistant|chatbot|language model|prompt|json|quotes?|holds)\b|标准|入组|入选|排除标准",
    re.IGNORECASE,
)
_SHORTEST = 6
"""Characters of a quote."""
_SHORT = 4
"""Characters of a word that can tell anything."""
_FEW = 2
"""Telling words of a criterion that is short enough for one of them to carry it."""

# How a criterion asks for a thing and how a sentence means it: the same, the contrary, or neither (not listed).
_SAID: Mapping[tuple[Status, Status], Answer] = {
    ("affirmed", "affirmed"): "yes",
    ("affirmed", "absent"): "no",
    ("history", "affirmed"): "yes",
    ("history", "history"): "yes",
    ("history", "absent"): "no",
    ("absent", "absent"): "yes",
    ("absent", "affirmed"): "no",
    ("family", "family"): "yes",
    ("suspected", "suspected"): "yes",
    ("planned", "planned"): "yes",
}


class Speaker(Protocol):
    """What is needed of a model."""

    @property
    def name(self) -> str:
        """What to call it."""
        ...

    @property
    def remote(self) -> bool:
        """Whether what it is asked leaves this machine."""
        ...

    def complete(self, messages: Sequence[Message], seconds: float | None = None) -> Reply:
        """Ask and wait for the whole reply."""
        ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a model suggests, with the sentences of the note that carry it, as they stand there."""

    holds: Answer
    sentences: tuple[str, ...]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else () if value is None else (value,)


class _Judgement(BaseModel):
    """A reply as the model writes it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    holds: Literal["yes", "no", "unknown"]
    quotes: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


def askable(criterion: str, unknown: Unknown | None) -> bool:
    """Whether a model may be asked: the rules leave it to a person, and it holds no number, exception or relative."""
    return unknown == "judgement" and not any(p.search(criterion) for p in (_NUMBER, _EXCEPTION, _ANOTHER))


def suggested(report: EligibilityReport, model: Speaker, seconds: float) -> EligibilityReport:
    """The report with suggestions beside findings that stay as they are: unknown, open and counted as open.

    A model that fails, or `seconds` that are over, leave the rest of the report as the rules made it.
    """
    mask = Mask(report.record.source.text, remote=model.remote)
    end = time.monotonic() + seconds
    findings: list[Finding] = []
    for one in report.findings:
        words = one.criterion.slice.text
        left = end - time.monotonic()
        if one.by == "rule" and left > 0 and askable(words, one.unknown):
            try:
                found = suggest(words, report.facts.sentences, model, mask, left)
            except ModelUnavailable:
                end = 0.0
            else:
                one = _beside(one, found) if found else one
        findings.append(one)
    return replace(report, findings=tuple(findings))


def _beside(finding: Finding, found: Suggestion) -> Finding:
    return replace(
        finding, suggested=found.holds, facts=found.sentences, presumed=None, because=because(found), by="model"
    )


def because(found: Suggestion) -> str:
    """Say what is suggested, and that it decides nothing."""
    said = " and ".join(f"“{one}”" for one in found.sentences)
    holds = "holds" if found.holds == "yes" else "does not hold"
    return f"A model suggests that this {holds}; it stays open until a person confirms it. The model goes by {said}"


def suggest(criterion: str, sentences: Sequence[str], model: Speaker, mask: Mask, seconds: float) -> Suggestion | None:
    """Ask about one criterion; None where the model does not know or the note does not carry what it says.

    Raises:
        ModelUnavailable: there is no reply in time.
    """
    if not sentences:
        return None
    end = time.monotonic() + seconds
    values = {"criterion": criterion, "sentences": "\n".join(mask.hide(one) for one in sentences)}
    reply = _ask("judge.criterion", values, model, seconds)
    said = _read(reply)
    if said is None:
        said = _read(_ask("judge.repair", {"reply": reply[:4000]}, model, end - time.monotonic()))
    if said is None or said.holds == "unknown" or not 0 < len(said.quotes) <= MOST_QUOTES:
        return None
    return carried(criterion, sentences, said.holds, [mask.put_back(quote) for quote in said.quotes])


def _ask(prompt: str, values: dict[str, str], model: Speaker, seconds: float) -> str:
    if seconds <= 0:
        raise ModelUnavailable("late")
    return model.complete([Message(role, text) for role, text in load(prompt).fill(values)], seconds).text


def _read(reply: str) -> _Judgement | None:
    try:
        return PydanticOutputParser(pydantic_object=_Judgement).parse(reply)
    except (OutputParserException, RecursionError):
        return None


def carried(criterion: str, sentences: Sequence[str], holds: Answer, quotes: Sequence[str]) -> Suggestion | None:
    """The suggestion, if each quote stands in the note and its whole sentence says so of this patient, now.

    A sentence says so when it names what the criterion names (a concept or one of its kinds, or the same telling words) and
    means it in the same way: affirmed for "yes", denied for "no"; not suspected, planned, over, or of someone else. No
    other sentence of the note may say the opposite.
    """
    found = [_home(quote, sentences) for quote in quotes]
    homes = tuple(dict.fromkeys(one for one in found if one is not None))
    if None in found or not homes or any(_orders(one) or _answer(criterion, one) != holds for one in homes):
        return None
    if not _whole(criterion, homes, holds) or any(_against(criterion, home, holds, sentences) for home in homes):
        return None
    return Suggestion(holds, homes)


def _against(criterion: str, home: str, holds: Answer, sentences: Sequence[str]) -> bool:
    """Whether another sentence of the note says the opposite, of the criterion or of what is quoted for it."""
    others = [one for one in sentences if one != home]
    return any(_answer(criterion, one) not in (holds, None) or _answer(home, one) == "no" for one in others)


def _home(quote: str, sentences: Sequence[str]) -> str | None:
    """The whole sentence that a quote was copied from: half of one could leave its negation out."""
    words = " ".join(quote.split())
    if len(words) < _SHORTEST:
        return None
    return next((one for one in sentences if words in " ".join(one.split())), None)


def _orders(sentence: str) -> bool:
    """Whether a sentence speaks to whoever judges and not of a patient."""
    return bool(INSTRUCTION.search(sentence.casefold()) or _OF_JUDGING.search(sentence))


@dataclass(frozen=True, slots=True)
class _Shared:
    """A thing that a criterion and a sentence both name: where, and what the sentence says of it."""

    start: int
    end: int
    says: Answer | None


def _answer(criterion: str, sentence: str) -> Answer | None:
    """What a sentence says of a criterion by all that they share; None where it shares too little or says two things."""
    if _ANOTHER.search(sentence) or any(_opposed(*state, criterion, sentence) for state in STATE_WORDS.values()):
        return None
    by_concept, by_word = list(_by_concept(criterion, sentence)), list(_by_word(criterion, sentence))
    enough = 1 if len(_words(_stripped(criterion))) <= _FEW else 2
    if not by_concept and len(by_word) < enough:
        return None
    shared = [*by_concept, *by_word]
    says = {one.says for one in shared}
    first, last = min(one.start for one in shared), max(one.end for one in shared)
    if says == {"yes"}:
        return "yes" if _plain(criterion, sentence, first, last) else None
    # "No severe infection" leaves a mild one.
    narrowed = any(word not in criterion.casefold() for word in _NARROWING.findall(sentence.casefold()))
    return "no" if says == {"no"} and not narrowed else None


def _plain(criterion: str, sentence: str, first: int, last: int) -> bool:
    """Whether nothing denies or doubts what a sentence says as a whole, but what does so in the criterion too."""
    mine = Counter(status for status, _ in cues(sentence[:last])) - Counter(status for status, _ in cues(criterion))
    whole = assertion(sentence, first, last)
    asked = {assertion(criterion, *place) for place in _words(criterion).values()}
    if mine or _TAKEN_BACK.search(sentence[last:]):
        return False
    return whole in ("affirmed", "history") or whole in asked


def _opposed(yes: re.Pattern[str], no: re.Pattern[str], criterion: str, sentence: str) -> bool:
    return bool(yes.search(criterion) and no.search(sentence) and not yes.search(sentence))


def _by_concept(criterion: str, sentence: str) -> Iterator[_Shared]:
    """Each concept that both name: a kind of it is it, and only who denies the whole denies a kind."""
    for wanted in mentions(criterion):
        for given in mentions(sentence):
            if wanted.concept in WIDE and given.concept == wanted.concept:
                continue
            narrow, wide = is_a(given.concept, wanted.concept), is_a(wanted.concept, given.concept)
            if narrow or (wide and given.concept not in WIDE):
                told = _told(criterion, (wanted.start, wanted.end), sentence, (given.start, given.end))
                yield _Shared(given.start, given.end, told if (narrow if told == "yes" else wide) else None)


def _by_word(criterion: str, sentence: str) -> Iterator[_Shared]:
    """Each telling word that both have."""
    given = _words(sentence)
    for word, place in _words(criterion).items():
        if word in given:
            yield _Shared(*given[word], _told(criterion, place, sentence, given[word]))


def _words(text: str) -> dict[str, tuple[int, int]]:
    """The telling words of a text, stemmed, each with the place where it first stands."""
    found: dict[str, tuple[int, int]] = {}
    for _, start, end in places_of_words(text):
        for word in tokens(text[start:end]):
            if len(word) >= _SHORT and word not in _COMMON:
                found.setdefault(word, (start, end))
    return found


def _told(criterion: str, wanted: tuple[int, int], sentence: str, given: tuple[int, int]) -> Answer | None:
    """Whether the sentence means a thing as the criterion does ("yes") or denies what it affirms ("no")."""
    asks, says = assertion(criterion, *wanted), assertion(sentence, *given)
    if bool(_WANTING.search(_clause(criterion, wanted[0]))) != bool(_WANTING.search(_clause(sentence, given[0]))):
        return None
    told = _SAID.get((asks, says))
    # Over is not so now, and a thing denied then may be so by now.
    over = asks != "history" and _OVER.search(sentence) and (says == "affirmed" or told == "yes")
    return None if over else told


def _clause(text: str, end: int) -> str:
    """What stands before a place, back to the last mark or turn of the sentence."""
    return _TURNS.split(text[:end])[-1]


def _stripped(criterion: str) -> str:
    """A criterion without the words on who is to judge it."""
    return _BY_WHOM.sub(" ", criterion)


def _whole(criterion: str, homes: Sequence[str], holds: Answer) -> bool:
    """Whether enough of a criterion of several parts is spoken of: all of its parts to deny it, or to affirm an "and"."""
    bare = _stripped(criterion)
    if not (_OR if holds == "no" else _AND).search(bare):
        return True
    given = {word for one in homes for word in _words(one)}
    meant = {g.concept for one in homes for g in mentions(one)}
    for wanted in mentions(bare):
        if any(is_a(one, wanted.concept) or is_a(wanted.concept, one) for one in meant - WIDE):
            given |= set(_words(bare[wanted.start : wanted.end]))
    return set(_words(bare)) <= given


def pair_suggested(item: Mapping[str, Any], model: Speaker, seconds: float) -> dict[str, Any]:
    """Judge one item of `trialogue judge`, with a model's suggestion beside what the rules leave open.

    Raises:
        UnusableFacts: a field is missing, or the note cannot be read.
    """
    finding = judge_pair(item)
    if not askable(finding["quote"], finding["unknown"]):
        return finding
    try:
        mask = Mask(finding["quote"], remote=model.remote)
        found = suggest(finding["quote"], read_note(item["note"]).sentences, model, mask, seconds)
    except ModelUnavailable:
        return finding
    if found is None:
        return finding
    said = {"suggested": found.holds, "facts": list(found.sentences), "because": because(found), "by": "model"}
    return finding | said | {"presumed": None}
