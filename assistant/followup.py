"""Read a question with what was said before it: "and in Zhejiang?", "and the level after that?", "no, the SLE group"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.question import Question
from assistant.understand import Asked, age_groups, levels, understand
from assistant.vocabulary import concepts
from ingest.record import TrialRecord

_CONTINUES = re.compile(
    r"(?i)^\s*(?:and|but|or|so|ok(?:ay)?,?|then|also|what about|how about|what if|no,?|not|i mean(?:t)?|sorry|same (?:for|question)|y|¿y|pero|"
    r"entonces|qu[eé] tal|no,? me refer)\b|^\s*(?:那|还有|那么|如果|不是)|呢[?？]?\s*$"
)
_POINTS_BACK = re.compile(
    r"(?i)\b(?:that|those|these|this one|it|its|them|they|there|one|ones|the other|others|same|first|second|last|else|more|eso|esa|ese|ellos|ahí|otro)\b"
    r"|那个|这个(?!.{0,3}(?:试验|研究|药|疗法|项目))|它|他们|那里"
)
_OPENS = re.compile(
    r"(?i)^\W*(?:(?:and|but|or|so|then|also|y|pero|entonces|what about|how about|what if)\b\W*|(?:那么?|还有)\W*)+"
)
_SHORT = 9
LOOK_BACK = 6
"""User turns that are looked at."""

_TRIAL_WORDS = re.compile(
    r"(?i)(?:\b(?:in|for|of|at|about|en|del?)\s+)?(?:\b(?:the|this|that|trial|study|record|el|ensayo|estudio)\s+)*\bNCT\d{8}\b"
    r"(?:\s+(?:trial|study|record))?|(?:在)?(?:试验|研究)?\s*NCT\d{8}"
)
OTHER_TRIAL = re.compile(
    r"(?i)\b(?:the|that) other (?:trial|study|record|one)\b|\b(?:el otro|la otra) (?:ensayo|estudio|investigaci[oó]n)\b|另(?:外)?(?:一)?[个项]?(?:试验|研究)"
)
"""Asks for the trial that was not spoken of last."""

_NUMBER = re.compile(r"(?i)\bNCT\d{8}\b")
_ORDINAL = re.compile(
    r"(?i)\b(?:the |in |for )+(?P<en>first|second|third|1st|2nd|3rd) (?:one|trial|study)\b|\b(?:el|la) (?P<es>primer|segund|tercer)[oa]? (?:ensayo|estudio)\b"
    r"|第(?P<zh>[一二三])(?:个|项)?(?:试验|研究)"
)


def ordinal(text: str) -> int | None:
    """The place in a list of trials that is pointed at, from 0; None when none is."""
    found = _ORDINAL.search(text)
    if found is None:
        return None
    said = (found["en"] or found["es"] or found["zh"]).casefold()
    return next(n for n, words in enumerate(_PLACES) if said.startswith(words))


_PLACES = (("first", "1st", "primer", "一"), ("second", "2nd", "segund", "二"), ("third", "3rd", "tercer", "三"))

_SOURCE = re.compile(
    r"(?i)^\W*(?:and |but |so |ok(?:ay)?,? )?(?:where (?:does|did|do|is|was|in the record)\b[^?]{0,30}\b(?:say|says|said|stated?|written|mentioned|stand|come from|find|found|get)\b"
    r"|(?:are|r) (?:you|u) (?:really |quite |absolutely )?(?:sure|certain)|how do (?:you|u) know|says who|what'?s your source|source\b\W*$|show me (?:where|that|the (?:text|words|source|place))"
    r"|which (?:part|section|line)\b)|^\W*(?:y )?(?:¿\s*)?(?:d[oó]nde (?:lo )?(?:dice|pone|est[aá] (?:escrito|eso))|(?:est[aá]s?|est[aá] usted) segur[oa]|c[oó]mo lo sabes?)"
    r"|^\W*(?:这是?|那)?(?:在)?(?:哪里|哪儿|哪|什么地方)(?:写的?|说的?|提到|看到的?)|你?(?:确定吗|确定么|怎么知道)|出处|依据(?:是什么|在哪)"
)


def before(question: Question) -> tuple[str, ...]:
    """The user's earlier questions, the latest first."""
    return tuple(turn.text for turn in reversed(question.history) if turn.speaker == "user")[:LOOK_BACK]


def leans_back(text: str) -> bool:
    """Tell whether a question needs an earlier one to be understood."""
    words = len(re.findall(r"[^\W_]+", text)) if text.isascii() or " " in text else len(text) // 2
    return bool(_CONTINUES.search(text)) or (words <= _SHORT and bool(_POINTS_BACK.search(text))) or words <= 3


def asks_for_source(text: str) -> bool:
    """Tell whether someone asks where the last answer stands, or whether it is sure."""
    return bool(_SOURCE.search(text))


@dataclass(frozen=True, slots=True)
class Standing:
    """A question as it stands on its own, and the one that the conversation had come to before it, if any."""

    text: str
    earlier: str | None = None

    @property
    def changed(self) -> bool:
        """Whether it is the earlier question again, as when only the trial changes."""
        return self.text == self.earlier


def standing(question: Question, record: TrialRecord, names_a_topic: Callable[[str], bool]) -> Standing:
    """Read a question through the turns before it: corrections and what is only named anew are put in their place.

    Args:
        question: the question with its history.
        record: the record asked about, for the names only it knows.
        names_a_topic: tells whether words name something that a record states.
    """
    here: str | None = None
    counted = question
    for n, turn in enumerate(question.history):
        if turn.speaker == "user":
            counted = replace(question, text=turn.text, history=question.history[:n])
            here = _read(counted, here, record, names_a_topic)
    return Standing(_read(question, here, record, names_a_topic, last=True), here)


def _read(
    question: Question,
    earlier: str | None,
    record: TrialRecord,
    names_a_topic: Callable[[str], bool],
    *,
    last: bool = False,
) -> str:
    """One turn as it stands on its own; the `last` one keeps its words where it only points back."""
    text = question.text
    if earlier is None:
        return text
    bare = OTHER_TRIAL.sub(" ", _TRIAL_WORDS.sub(" ", text))
    if any(len(set(_NUMBER.findall(turn.text))) > 1 for turn in question.history):
        bare = _ORDINAL.sub(" ", bare)  # several trials were listed: "the second one" is a trial
    if bare != text and not _rest(bare):
        return earlier
    if asks_for_source(text) or (leans_back(text) and not _rest(text)):
        return text if last else earlier
    corrected = _corrected(text, earlier, record, names_a_topic)
    if corrected is not None:
        return corrected
    if leans_back(text) and (exchanged := _exchanged(question, text, earlier, record)):
        return exchanged
    if not last and leans_back(text) and not names_a_topic(text):
        return earlier
    return text


# --- corrections ---------------------------------------------------------------------------------------------------

_CORRECTS = re.compile(
    r"(?i)^\W*(?:(?:no+|nope|sorry|oops|actually|wait|correction|my mistake|i mean(?:t)?(?: to (?:say|ask))?(?: about)?|"
    r"i (?:was asking|asked)(?: about| for)?|rather|make (?:that|it)|not that(?: one)?|perd[oó]n|quise decir|quer[ií]a decir|"
    r"me (?:refer[ií]a|refiero) (?:al?|por)|mejor dicho)\b[\s,.:;–-]*)+(?P<new>\S.*)"
    r"|^\W*(?:(?:不对|错了|说错了|抱歉|对不起|不好意思|我是说|我的意思是|应该是|我问的是|我说的是)[\s，,。]*)+(?P<zh>\S.*)",
    re.DOTALL,
)
_INSTEAD = (
    re.compile(
        r"(?i)^(?P<new>.+?),?\s+(?:and not|not|instead of|rather than|en vez de|en lugar de|y no|,\s*no)\s+(?P<old>.+?)\W*$"
    ),
    re.compile(r"(?i)^not\s+(?P<old>.+?),?\s+(?:but\s+)?(?P<new>[^,]+?)\W*$"),
    re.compile(r"^不是(?P<old>.+?)[，,\s]*(?:而)?是(?P<new>.+?)\W*$"),
    re.compile(r"^(?:是)?(?P<new>.+?)[，,\s]*不是(?P<old>.+?)\W*$"),
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def _corrected(text: str, earlier: str, record: TrialRecord, names_a_topic: Callable[[str], bool]) -> str | None:
    """The earlier question with what was meant in the place of what was said; None when nothing is corrected."""
    opened = _CORRECTS.search(text)
    new = (opened["new"] or opened["zh"]).strip() if opened else text
    pair = next((m for pattern in _INSTEAD if (m := pattern.search(new))), None)
    if pair and (opened or leans_back(text) or len(text.split()) <= 6):
        old, new = pair["old"].strip(), pair["new"].strip()
        if _DIGITS.fullmatch(old) and (number := _DIGITS.findall(new)):
            new = number[-1]
        # Chinese has no spaces around a word.
        edge = (
            ("(?<![\\d.])", "(?![\\d.]*\\d)")
            if _DIGITS.fullmatch(old)
            else ("\\b", "\\b")
            if old.isascii()
            else ("", "")
        )
        found = re.search(rf"(?i){edge[0]}{re.escape(old)}{edge[1]}", earlier)
        if found:
            return f"{earlier[: found.start()]}{new}{earlier[found.end() :]}"
    if not opened:
        return None
    if exchanged := _exchange(new, earlier, record) or _narrowed(new, earlier, record):
        return exchanged
    numbers = _DIGITS.findall(earlier)
    if _DIGITS.fullmatch(new.strip(" .!")) and len(numbers) == 1:
        return earlier.replace(numbers[0], new.strip(" .!"))
    return new if names_a_topic(new) or len(new.split()) > 3 else None


# --- the same question about something else ------------------------------------------------------------------------

_JOINTS = frozenset(
    """a an and or but so ok okay then also what whats about how if no not i im ive my me mine we our he shes she hes her his hers
    its it is are was the this that these those in at on for of to with from by near around do does did can could would will
    one ones group groups patients patient people person someone trial study wife husband mother mom mum father dad son
    daughter sister brother kid old years year age aged yo please instead same question thing sorry mean meant level dose
    y en de la el los las para con por que qué tal mi su es son grupo pacientes nivel edad años tiene esposa marido madre
    padre hijo hija s re yes just too only there who has have having am
    """.split()  # noqa: SIM905  (a list of words reads best as words)
)
_ZH_JOINTS = re.compile(r"[那呢的吗么在是有个组岁吧啊和，,。？?\s]|如果|还有|我妈|我爸|我|他|她|患者|病人|水平|剂量")


def _rest(text: str) -> str:
    """What is left of a turn without the words that only join it to the one before."""
    words = re.findall(r"[^\W_]+", text.casefold())
    kept = [w for w in words if w not in _JOINTS and w not in {"why", "por", "qué"}]
    return _ZH_JOINTS.sub("", "".join(kept)) if not text.isascii() else "".join(kept)


@dataclass(frozen=True, slots=True)
class _Item:
    """Something a question names, of a kind for which another may stand in its place."""

    kind: str
    start: int
    end: int


def _items(text: str, record: TrialRecord) -> Iterator[_Item]:
    asked = understand(text, record)
    folded = text.casefold()
    for age in asked.ages:
        number = re.search(rf"(?<!\d){re.escape(age.words.split()[0])}(?!\d)", text)
        if number:
            yield _Item("age", number.start(), number.end())
    for place in asked.places:
        at = folded.find(place.name.casefold())
        if (place.start, place.end) != (0, 0) and text[place.start : place.end].strip():
            yield _Item("place", place.start, place.end)
        elif at >= 0:
            yield _Item("place", at, at + len(place.name))
    if asked.unknown_place and (at := text.find(asked.unknown_place)) >= 0:
        yield _Item("place", at, at + len(asked.unknown_place))
    for cohort in record.cohorts:
        if named := re.search(rf"(?<![\w-]){re.escape(cohort)}(?![\w-])", text, re.I if len(cohort) > 4 else 0):
            yield _Item("disease", named.start(), named.end())
    for mention in concepts(text, asked.language):
        kind = {"conditions": "disease", "drugs": "treatment", "procedures": "treatment"}.get(mention.concept.kind)
        if kind:
            yield _Item(kind, mention.start, mention.end)
    for start, end in levels(text):
        yield _Item("level", start, end)
    for start, end in age_groups(text):
        yield _Item("people", start, end)


def _exchange(new: str, earlier: str, record: TrialRecord) -> str | None:
    """The earlier question with each thing that `new` names in the place of one of its kind; None where none is."""
    there = list(_items(earlier, record))
    changed = earlier
    done: set[str] = set()
    for item in sorted(_items(new, record), key=lambda i: i.start - i.end):
        old = next((o for o in there if o.kind == item.kind), None)
        if old is None or item.kind in done:
            continue
        done.add(item.kind)
        words, instead = re.escape(earlier[old.start : old.end]), new[item.start : item.end]
        found = re.search(rf"(?<!\w){words}(?!\w)|{words}", changed)
        changed = f"{changed[: found.start()]}{instead}{changed[found.end() :]}" if found else changed
    return changed if done else None


def _narrowed(new: str, earlier: str, record: TrialRecord) -> str | None:
    """ "No, I meant the SLE group" where the earlier question named no group: that question, for the group."""
    items = list(_items(new, record))
    left = "".join(" " if any(i.start <= n < i.end for i in items) else c for n, c in enumerate(new))
    if not understand(new, record).cohorts or understand(earlier, record).cohorts or _rest(left):
        return None
    plain = earlier.rstrip(" ?？!.。")
    return f"{plain} ({new.strip(' ?？!.。')}){earlier[len(plain) :]}"


def _exchanged(question: Question, text: str, earlier: str, record: TrialRecord) -> str | None:
    """ "And in Suzhou?": the earlier question about Suzhou. Only where the turn says nothing else."""
    asked = understand(text, record)
    if asked.level in {"next", "previous"} and isinstance(asked.level, str):
        counted = _counted_on(asked.level, question, record)
        at = next(iter(levels(earlier)), None)
        return f"{earlier[: at[0]]}dose level {counted}{earlier[at[1] :]}" if counted is not None and at else None
    items = list(_items(text, record))
    left = "".join(" " if any(i.start <= n < i.end for i in items) else c for n, c in enumerate(text))
    numbers = _DIGITS.findall(left)
    if len(numbers) == 1 and not any(i.kind == "age" for i in items) and understand(earlier, record).ages:
        # After a question about an age a lone number is one: "and my wife, 69?"
        bare = left.replace(numbers[0], " ")
        ages = [i for i in _items(earlier, record) if i.kind == "age"]
        if not _rest(bare) and ages:
            return f"{earlier[: ages[0].start]}{numbers[0]}{earlier[ages[0].end :]}"
    if not items or _rest(left):
        return None
    return _exchange(text, earlier, record) or _narrowed(_OPENS.sub("", text), earlier, record)


def continued(text: str, earlier: str, record: TrialRecord) -> str | None:
    """ "And the SLE group?" after another part of the same question: that part about the SLE group; None where it is none."""
    return _exchanged(Question(text), text, earlier, record) if leans_back(text) else None


def carry(asked: Asked, question: Question, record: TrialRecord, earlier: str | None = None) -> Asked:
    """Fill what the question leaves out from the turns before it: a dose level counted on, a group, an outcome.

    Args:
        asked: the question as it is understood by itself.
        question: the question with its history.
        record: the record asked about.
        earlier: the question the conversation had come to; the last turn when it is not given.
    """
    earlier = earlier or next(iter(before(question)), None)
    if not earlier:
        return asked
    if asked.level in {"next", "previous"}:
        asked = replace(asked, level=_counted_on(str(asked.level), question, record))
    if leans_back(asked.text):
        last = understand(earlier, record, asked.audience)
        said = next((t.text for t in reversed(question.history) if t.speaker == "assistant"), "")
        shown = tuple(o for o in record.outcomes if f"“{o.measure.text}”" in said)
        if not last.outcomes and len(shown) <= 2:
            last = replace(last, outcomes=shown)
        asked = replace(
            asked,
            cohorts=asked.cohorts or last.cohorts,
            outcomes=asked.outcomes or (last.outcomes if not asked.cohorts else ()),
            concepts=asked.concepts or last.concepts,
        )
    return asked


def _counted_on(step: str, question: Question, record: TrialRecord) -> int | None:
    """The dose level after (or before) the one that was spoken of last."""
    levels = {d.level: d for arm in record.arms for d in arm.doses if d.level is not None}
    for turn in reversed(question.history):
        said = [
            n
            for n, d in levels.items()
            if n is not None and (d.slice.text in turn.text or f"“{d.amount.text}”" in turn.text)
        ]
        named = understand(turn.text, record).level if turn.speaker == "user" else None
        here = named if isinstance(named, int) else said[0] if len(said) == 1 else None
        if here is not None:
            return here + (1 if step == "next" else -1)
    return None
