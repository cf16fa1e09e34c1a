"""Stop what must not be answered from a record: emergencies, self-harm, advice, instructions, other subjects.

Deterministic, and before retrieval. Whoever reads a redirect for nothing loses one answer; whoever does not read it in
an emergency may lose more: so words that are said of somebody now are taken at their word, while words that are asked
about, imagined or past are questions. A question about the trial that nothing here knows goes through: the record
decides whether it can be answered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, Literal

import yaml
from rapidfuzz.distance import OSA

from assistant import cues, signs
from assistant.language import simplified
from assistant.question import Language, Turn
from assistant.second_look import SecondLook
from assistant.vocabulary import concepts

RedirectKind = Literal[
    "emergency",
    "self_harm",
    "medical_advice",
    "injection",
    "off_topic",
    "greeting",
    "thanks",
    "about",
    "empty",
    "too_long",
]
LONGEST = 4000
"""Characters of a question that are read; a longer text is searched for emergencies at both ends only."""

_REDIRECTED = ("emergency", "self_harm", "medical_advice")


@dataclass(frozen=True, slots=True)
class Redirect:
    """What is said instead of an answer; `text` is ours, not the record's."""

    kind: RedirectKind
    language: Language
    text: str

    @property
    def outcome(self) -> Literal["redirected", "declined"]:
        """The kind of answer this makes: sent to someone who can help, or not taken up."""
        return "redirected" if self.kind in _REDIRECTED else "declined"


def guard(
    text: str,
    language: Language,
    history: Sequence[Turn] = (),
    countries: Sequence[str] = (),
    look: SecondLook | None = None,
) -> Redirect | None:
    """Return what to say instead of an answer, or None when the record should be asked.

    Args:
        text: the question as typed, of any length.
        language: the language to reply in; emergencies are recognised in all three whatever it says.
        history: what was said before, so that "what should I do?" after an emergency is still one.
        countries: English names of countries whose emergency numbers come first, such as those of the trial's sites.
        look: what is asked about danger where no cue is found; without it, cues alone decide.
    """
    kind = _kind(text, history, look)
    return Redirect(kind, language, _say(kind, language, tuple(countries))) if kind else None


def clean(text: str) -> str:
    """Drop the sentences that give the program orders and keep the question; an ordinary question comes back as it is.

    Chinese comes back in simplified characters. Empty when nothing of a question remains.
    """
    text = simplified(text[:LONGEST])
    bare = _BLOB.sub(" ", text) if _BLOB.search(text) else text
    sentences = [m[0] for m in _SENTENCE.finditer(bare)]
    if bare == text and not any(cues.INSTRUCTION.search(_fold(s)) for s in sentences):
        return text
    kept = "".join(s if not cues.INSTRUCTION.search(_fold(s)) else _rest(s) for s in sentences).strip()
    return kept if cues.ASKS.search(_fold(kept)) or (kept and cues.SUBJECT.search(_fold(kept))) else ""


def _kind(text: str, history: Sequence[Turn], look: SecondLook | None) -> RedirectKind | None:
    plain = _fold(text[:LONGEST])
    if not _WORDS.search(plain):
        return "empty"
    if danger := _danger(plain) or _danger(_fold(text[LONGEST:][-500:])) or _still(plain, history):
        return danger
    if len(text) > LONGEST:
        return "too_long"
    bare = plain.strip(" .,!?¿¡~*-_()'\"、")
    if kind := _courtesy(bare):
        return kind
    question = clean(text)
    if not question:
        return "injection"
    plain = _fold(question)
    if any(_seeks_advice(sentence) for sentence, _ in _sentences(plain)):
        return "medical_advice"
    if look and not _plainly_no_danger(plain) and (danger := look.danger(question)):
        return danger
    return "off_topic" if _elsewhere(plain) else None


def _plainly_no_danger(plain: str) -> bool:
    """Whether a message asks, or tells of what may happen, is long past or lasting, or is about joining."""
    if cues.CANDIDACY.search(plain):
        return True
    return any(_asks_or_recalls(sentence, asked) for sentence, asked in _sentences(plain))


def _asks_or_recalls(sentence: str, asked: bool) -> bool:
    if signs.asks(sentence, asked) or _ABOUT_OTHERS.search(sentence) or cues.HYPOTHETICAL.search(sentence):
        return True
    # Beside "trial" or "since 2018" something may still have begun just now.
    earlier = cues.RECORD.search(sentence) or cues.LONG_AGO.search(sentence) or signs.LASTING.search(sentence)
    return bool(earlier) and not _recent(sentence)


def _elsewhere(plain: str) -> bool:
    """Whether the question is about something no trial has to do with."""
    if cues.SECRET.search(plain) and not cues.TRIAL_SYSTEM.search(plain):
        return True
    return bool(cues.OFF_TOPIC.search(plain.strip(" .,!?¿¡"))) and not cues.SUBJECT.search(plain)


def _courtesy(bare: str) -> RedirectKind | None:
    if len(bare) > 120:
        return None
    if cues.ABOUT.search(bare):
        return "about"
    if cues.HELLO.match(bare):
        return "greeting"
    return "thanks" if cues.THANKS.match(bare) else None


def _danger(plain: str) -> RedirectKind | None:
    """Self-harm and emergencies, sentence by sentence; self-harm has the more fitting reply and goes first."""
    sentences = [(_mend(sentence), asked) for sentence, asked in _sentences(plain)]
    if any(_self_harm(sentence) for sentence, _ in sentences):
        return "self_harm"
    return "emergency" if any(_emergency(sentence, asked, plain) for sentence, asked in sentences) else None


def _emergency(sentence: str, asked: bool, whole: str) -> bool:
    before = ""
    for clause in re.split(r"[,、:]", sentence):
        if _happening(before, clause, asked) or (
            cues.SYMPTOM.search(clause) and _felt_now(before, clause, asked, whole)
        ):
            return True
        before = f"{before} {clause}"
    if _overdosed(sentence, whole) or _struck(sentence, whole) or cues.ALONE.search(sentence.strip(" .,!")):
        return True
    if signs.in_pregnancy(sentence, whole, recent=_recent(sentence)):
        return True
    return not _asked_of_the_record(sentence, asked) and signs.alarming(
        sentence, whole, asked=asked, recent=_recent(sentence)
    )


def _asked_of_the_record(sentence: str, asked: bool) -> bool:
    """Whether a question names the record or what it holds, or asks whether it befell anyone."""
    return asked and bool(cues.RECORD.search(sentence) or _OF_ANYONE.search(sentence))


_OF_ANYONE = re.compile(r"^\W*(?:alguien|algun\w*|quienes|anyone|anybody|有没有人|有人)\b(?!.*\b(?:ayud|help))")


def _overdosed(sentence: str, whole: str) -> bool:
    """Whether somebody has taken all, far too much or what was not theirs of a medicine, and not long ago."""
    sure = [*_said_now(cues.TOOK_TOO_MUCH, sentence), *_said_now(cues.CHILD_TOOK, sentence)]
    if sure and not cues.AS_PLANNED.search(sentence) and _names_a_medicine(sentence):
        past = cues.CANDIDACY.search(whole) and not cues.NOW.search(whole)
        return not past or any(not cues.AMPLE.search(match[0]) for match in sure)
    unwell = cues.BY_MISTAKE.search(whole) or cues.UNWELL.search(whole)
    return bool(unwell) and any(_said_now(cues.TOOK_WRONG, sentence))


def _struck(sentence: str, whole: str) -> bool:
    """Whether an acute event befell one person now, or after what they were just given."""
    if not cues.JUST_TREATED.search(sentence) and not _recent(sentence):
        return False
    if cues.CANDIDACY.search(whole) and not cues.NOW.search(whole):
        return False
    return any(_said_now(cues.ACUTE, sentence))


def _said_now(pattern: re.Pattern[str], sentence: str) -> Iterator[re.Match[str]]:
    """Where the pattern is said of a person now; a sentence that repeats itself is not read to its end."""
    return (match for match in islice(pattern.finditer(sentence), _MOST_MATCHES) if _of_now(sentence, match))


_MOST_MATCHES = 8


def _of_now(sentence: str, match: re.Match[str]) -> bool:
    """Whether what matched is said of a person, and is neither imagined, asked in general, nor long past."""
    lead = sentence[: match.start()]
    if cues.HYPOTHETICAL.search(lead) or _ABOUT_OTHERS.search(lead) or cues.AFTERWARDS.search(sentence[match.end() :]):
        return False
    return _recent(sentence) or not (cues.LONG_AGO.search(sentence) or cues.CHRONIC.search(match[0]))


def _recent(text: str) -> bool:
    """Whether it has just begun; beside a date, "suddenly" says how it came and not when."""
    return bool(cues.RECENT.search(_SUDDENLY.sub(" ", text) if cues.LONG_AGO.search(text) else text))


_SUDDENLY = re.compile(r"suddenly|all of a sudden|de repente|de pronto|突然")


def _names_a_medicine(sentence: str) -> bool:
    return bool(cues.BULK.search(sentence)) or _names_a_drug(sentence)


def _happening(before: str, clause: str, asked: bool) -> bool:
    for match in cues.HAPPENING.finditer(clause):
        lead = f"{before} {clause[: match.start()]}"
        if cues.HYPOTHETICAL.search(lead) or cues.AFTERWARDS.search(clause[match.end() :]):
            continue
        if asked and _ABOUT_OTHERS.search(lead):
            continue
        if (cues.PAST.search(clause) or cues.PAST.search(before)) and not _recent(clause):
            continue
        if cues.CHRONIC.search(clause) and not cues.NOW.search(clause):
            continue
        if cues.RECORD.search(clause) and not cues.PRESENT.search(clause):
            continue
        return True
    return False


def _felt_now(before: str, clause: str, asked: bool, whole: str) -> bool:
    """Whether an alarming noun is said of somebody at this moment, and not asked about."""
    if not cues.NOW.search(clause) and not (cues.NOW.search(whole) and cues.PRESENT.search(clause) and not asked):
        return False
    lead = f"{before} {clause}"
    recent = _recent(clause)
    if cues.HYPOTHETICAL.search(lead) or (cues.PAST.search(lead) and not recent):
        return False
    if cues.RECORD.search(lead) and not (recent and cues.PRESENT.search(clause)):
        return False
    return not (cues.CHRONIC.search(clause) and not recent)


_ABOUT_OTHERS = re.compile(
    r"\b(?:can|could|may|might|will|does|do|did|is|are|was|were) "
    r"(?:it|this|these|the \w+|patients?|people|participants?|subjects?|anyone)\b"
    r"|\b(?:patients?|people|subjects?|participants?|anyone|someone|those|persons?) (?:who|that|with|having|at)\b"
    r"|\b(?:pacientes|personas|gente) (?:que|con)\b|\bsi (?:alguien|un|una|algun\w*)\b|\b(?:alguien|algun\w*|quienes|cuant[oa]s)(?: \w+){0,3} $|有(?:没有)?人|多少人|的人$|\b(?:a|de|para) quien(?:es)?\b|\bexcluy\w+|排除|是否|会不会|者"
)


_TO_LIVE = re.compile(
    r"(?:(?:\bnot|n't|dont|doesnt|never) (?:want|wanna|wants|wish)(?: to)? (?:die|be dead)"
    r"|\b(?:no|nunca)(?: me| se)? (?:quiero|quiere|quisiera|deseo) morir(?:me|se)?|(?:不|没)(?:想|要)死)$"
)
"""A wish not to die is no danger; a wish not to kill oneself may be."""


def _self_harm(sentence: str) -> bool:
    for match in cues.SELF_HARM.finditer(sentence):
        lead = sentence[: match.start()]
        if _TO_LIVE.search(sentence[: match.end()]):
            continue
        if _ABOUT_OTHERS.search(lead) or re.match(r"(?:的|倾向).{0,2}(?:人|患者|病人)", sentence[match.end() :]):
            continue
        # "Nobody would care if I died" is no tale of the past: what was matched does not date itself.
        told = f"{lead} {sentence[match.end() :]}"
        if cues.PAST.search(told) and not cues.NOW.search(sentence) and not re.search(r"\bi want\b|想死", sentence):
            continue
        return True
    return False


_HELP = re.compile(r"\b(?:what (?:should|do|can) (?:i|we) do|help|now what|que hago)\b|怎么办|帮帮")


def _still(plain: str, history: Sequence[Turn]) -> RedirectKind | None:
    """A cry for help after an emergency belongs to it."""
    if len(plain) > 60 or not _HELP.search(plain):
        return None
    said = [turn.text for turn in history if turn.speaker == "user"]
    return _danger(_fold(said[-1][:LONGEST])) if said else None


def _seeks_advice(sentence: str) -> bool:
    sentence = _SHOULD.sub(lambda m: "should" if OSA.distance(m[0], "should") <= 1 else m[0], sentence)
    if _diagnosis(sentence):
        return True
    match = cues.ADVICE.search(sentence) or _changes_a_medicine(sentence) or _combines(sentence)
    if not match:
        return False
    # "Do I have to stop …?" asks what the record requires, unless the wish for advice comes before it.
    required = cues.REQUIREMENT.search(sentence)
    return not required or match.start() < required.start()


_SHOULD = re.compile(r"\bs[a-z]{4,6}\b")


def _changes_a_medicine(sentence: str) -> re.Match[str] | None:
    """A wish to change a medicine that is named: "ok if I skip methotrexate this week", "then I'll stop taking it"."""
    wish = cues.WISH_TO_CHANGE.search(sentence)
    if not wish or (cues.OF_THE_TRIAL.search(sentence) and not cues.OWN_DOSE.search(sentence)):
        return None
    return wish if cues.A_MEDICINE.search(sentence) or _names_a_drug(sentence) else None


def _combines(sentence: str) -> re.Match[str] | None:
    """A wish to give a medicine that is named beside another: "can she use a steroid cream with it"."""
    wish = cues.COMBINES.search(sentence)
    return wish if wish and not cues.OF_THE_TRIAL.search(sentence) and _names_a_drug(sentence) else None


def _diagnosis(sentence: str) -> bool:
    """A wish to be told what one has: "do I have lupus?", "could this be lupus"."""
    wish = _DIAGNOSIS.search(sentence)
    if not wish or cues.RECORD.search(sentence):
        return False
    return any(m.concept.kind == "conditions" for m in concepts(wish["what"]))


_DIAGNOSIS = re.compile(
    r"^\W*(?:(?:so|and|but|ok|then) )?(?:do(?:es)? (?:i|he|she|my \w+) have|(?:could|can|might) (?:it|this|that) be) (?!to\b)(?P<what>[\w' -]{3,40})$"
)


def _names_a_drug(sentence: str) -> bool:
    return any(m.concept.kind == "drugs" for m in concepts(sentence))


_BLOB = re.compile(
    r"(?<![\w/.])(?=[A-Za-z0-9+/_-]{0,60}\d)(?=[A-Za-z0-9+/_-]{0,60}[A-Z])(?=[A-Za-z0-9+/_-]{0,60}[a-z])[A-Za-z0-9+/_-]{32,}={0,2}"
)
"""A long run of mixed letters and digits: encoded text, never a word."""

_SENTENCE = re.compile(r"[^.!?\n;。！？；]{1,4000}[.!?\n;。！？；]*|[.!?\n;。！？；]+")
_PART = re.compile(r"[,，:：—\n\"“”]| - |\b(?:and|then|but|y|pero|luego)\b|然后|并且|但是|再")
_WORDS = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"<(script|style)\b[^<>]{0,200}>.{0,2000}?</\1\s*>|<!--.{0,1000}?-->|</?[a-z][^<>]{0,200}>", re.S)
_HIDDEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\u0000-\u0008\u000e-\u001f\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"[^\S\n]+")


def _rest(sentence: str) -> str:
    """What of a sentence with an order in it is still a question."""
    parts, at = [], 0
    for cut in [*_PART.finditer(sentence), None]:
        part = sentence[at : cut.start() if cut else len(sentence)]
        folded = _fold(part)
        if (
            cues.ASKS.search(folded)
            and not cues.INSTRUCTION.search(folded)
            and len(folded.split()) + len(re.findall(r"[\u4e00-\u9fff]", folded)) > 2
        ):
            parts.append(part.strip())
        at = cut.end() if cut else at
    return f" {', '.join(parts)}" if parts else ""


def _sentences(plain: str) -> Iterator[tuple[str, bool]]:
    """The sentences, each with whether it ends as a question."""
    for m in re.finditer(r"([^.!?\n;。]{1,4000})([.!?\n;。]*)", plain):
        if m[1].strip():
            yield m[1].strip(), "?" in m[2]


def _fold(text: str) -> str:
    """Lower case without markup, hidden characters, accents and curly apostrophes; Chinese in simplified characters."""
    text = simplified(_HIDDEN.sub("", unicodedata.normalize("NFKC", text)).casefold())
    text = _MARKUP.sub(" ", text).replace("’", "'").replace("‘", "'").replace("`", "'").replace("´", "'")
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


_ALARMS: frozenset[str] = frozenset(
    {
        "breathe",
        "breathing",
        "chest",
        "bleeding",
        "unconscious",
        "overdose",
        "overdosed",
        "seizure",
        "suicide",
        "suicidal",
        "stroke",
        "ambulance",
        "myself",
        "emergency",
        "choking",
        "collapsed",
        "unresponsive",
        "swallowed",
        "throat",
        "heart",
        "attack",
        "respirar",
        "sobredosis",
        "inconsciente",
        "ambulancia",
        "emergencia",
        "infarto",
        "sangrando",
        "suicidarme",
        "matarme",
    }
)
_NOT_ALARMS: frozenset[str] = frozenset(
    {
        "breath",
        "breaths",
        "breathed",
        "breather",
        "strike",
        "stroked",
        "throats",
        "hearts",
        "attacks",
        "emergencies",
        "seizures",
        "strokes",
        "chess",
        "suicida",
        "suicidas",
        "respira",
        "respiro",
        "suicides",
        "suicidar",
        "suicidarse",
        "suicidio",
        "suicidios",
        "matarse",
    }
)


def _mend(sentence: str) -> str:
    """Put right the alarming words that are misspelt by a letter or two."""
    return re.sub(r"\b[a-z]{5,14}\b", lambda m: _mended(m[0]), sentence)


def _mended(word: str) -> str:
    if word in _ALARMS or word in _NOT_ALARMS:
        return word
    allowed = 2 if len(word) >= 9 else 1
    near = sorted((OSA.distance(word, alarm, score_cutoff=allowed), alarm) for alarm in _ALARMS if alarm[0] == word[0])
    return near[0][1] if near and near[0][0] <= allowed else word


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(
        resources.files("assistant").joinpath("redirects.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return loaded


def _say(kind: RedirectKind, language: Language, countries: tuple[str, ...]) -> str:
    table = _table()
    spoken = language if language in ("zh", "es") else "en"
    text: str = table["text"][kind][spoken]
    if kind not in ("emergency", "self_harm"):
        return text
    own = table["first"][spoken]
    sites = sorted((table["same"].get(c, c) for c in countries), key=lambda c: c not in own)
    served = [c for c in dict.fromkeys(sites) if c in table["numbers"]][:_MOST_SITES]
    chosen = list(dict.fromkeys((*served, *own)))[:_MOST_COUNTRIES]
    return text.format(numbers=_listed(chosen, spoken, "ambulance"), lines=_listed(chosen, spoken, "crisis"))


_MOST_COUNTRIES = 6
_MOST_SITES = 4
"""Countries in one reply, and how many of them for the trial: who needs help must find their number at a glance."""


def _listed(countries: list[str], spoken: str, which: Literal["ambulance", "crisis"]) -> str:
    """Numbers with the countries they serve, such as "911 (United States, Canada)"; equal ones are said once."""
    table = _table()
    names = table["names"][spoken]
    by_numbers: dict[tuple[str, str | None], list[str]] = {}
    for country in countries:
        ambulance, crisis = table["numbers"][country]
        by_numbers.setdefault((ambulance, crisis if which == "crisis" else None), []).append(
            names.get(country, country)
        )
    comma, next_one = ("、", ";") if spoken == "zh" else (", ", "; ")
    entries = table["entry"][spoken]
    return next_one.join(
        entries["both" if crisis else which].format(names=comma.join(served), ambulance=ambulance, crisis=crisis)
        for (ambulance, crisis), served in by_numbers.items()
    )
