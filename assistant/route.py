"""Find the topics a question is about: by the words that give a topic away, and by likeness to how people ask it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from assistant.parts import listed
from assistant.question import Language
from assistant.topics import TOPICS, ledger
from assistant.topics.adverse import asks_of_an_event
from assistant.topics.eligibility import PREGNANCY
from assistant.topics.glossary import asks_meaning
from assistant.topics.lookup import is_criterion, is_studied, subjects
from assistant.topics.outcomes import explained, long_form, used
from assistant.topics.results import NEED_RESULTS, asks_of_a_measure, asks_of_findings
from assistant.topics.treatment import NUMBERED
from assistant.understand import Asked, fold
from assistant.vocabulary import concepts
from ingest.embed import Embedder
from ingest.record import TrialRecord

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]

CUE = 0.5
"""What a cue adds to a likeness between -1 and 1."""

ACCEPTED_WITH_CUE, ACCEPTED_AT_LENGTH = 0.4, 0.5
"""The least score with a cue: a short or a Chinese question is like no example, but a cue is strong evidence; in an
English sentence of five words and more, a likeness below nothing says that the cue was there by chance."""

ACCEPTED, MARGIN = 0.5, 0.15
"""Without a cue: the least likeness, and how far it must be ahead of the next topic.

Set on the ledger's own examples, each held out in turn (about nine in ten of those accepted are right), never on the
gold questions.
"""

NAMED, PLAINLY, PLAINLY_BY_LETTERS = 0.6, 1.0, 0.9
"""The least score of a name in a list, a cue and some likeness beside it; of one of two that a narrower topic would
beat, by meaning and by letters."""

LONGEST_NAME = 4
"""Words of a name in a list that is known by its meaning alone."""

NEAR_TIE = 0.4
"""The least likeness of two readings that are equally near: of one word alone ("when?") no reading is given."""

LOSES = 0.6
"""What a wider topic loses when a narrower one that beats it has a cue too."""

TOPICS_AT_ONCE = 3

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Routed:
    """A topic with its score, whether a cue spoke for it, and whether it is one of several readings."""

    topic: str
    score: float
    cued: bool
    reading: bool = False


@dataclass(frozen=True, slots=True)
class _Readings:
    """Topics that one wording may mean, and the wordings that do not say which."""

    topics: tuple[str, ...]
    vague: re.Pattern[str]


_IT = r"(?:it|this|that|(?:the|this) (?:whole )?(?:trial|study|thing|treatment))"
_READINGS = (
    _Readings(
        ("treatment_duration", "follow_up"),
        re.compile(
            rf"(?i)\W*(?:and |so )?how long(?:(?:['’]?s| is| does| will| would) {_IT}(?: all)?(?: take| last| go on| run| be)?(?: for)?)?\W*"
            r"|(?:总共|一共|大概|这个|试验|研究|要|需要|得|是|的)*多(?:久|长时间|长)(?:时间)?[啊呢吗]?[?？]?|\W*cu[aá]nto (?:tiempo )?(?:dura|tarda|lleva)\W*(?:el (?:ensayo|estudio))?\W*"
        ),
    ),
    _Readings(
        ("completion_date", "primary_completion_date"),
        re.compile(
            rf"(?i)\W*(?:and |so )?when(?:['’]?s| is| does| will| would) {_IT} (?:(?:all )?(?:end|finish|be over|over|done|be done|finished|be finished|conclude))\W*"
            r"|(?:这个|试验|研究|是)*(?:什么时候|何时|哪年|几时)(?:会|能)?(?:结束|完|做完|完成)[啊呢]?[?？]?|\W*cu[aá]ndo (?:se )?(?:termina|acaba|finaliza|concluye)\W*(?:el (?:ensayo|estudio))?\W*"
        ),
    ),
    _Readings(
        ("cost", "sponsor"),
        re.compile(
            r"(?i)\W*(?:and |so |but )?who(?:['’]?s| is| will| would| does)? (?:be )?(?:pay(?:s|ing)?|foot(?:s|ing)? the bill)\W*|(?:那|这个)?(?:谁|由谁)(?:来)?(?:付钱|付款|买单|出钱|出费用)[啊呢]?[?？]?|\W*qui[eé]n (?:lo )?paga\W*"
        ),
    ),
    _Readings(
        ("enrolment", "site_count", "arms"),
        re.compile(
            r"(?i)\W*(?:and |so )?how many(?: (?:are|is|will|do|did)(?: there| they| it)?(?: be| have| in (?:all|total|it))?)?(?: in (?:all|total))?\W*|(?:一共|总共)?(?:有)?(?:几个|多少|多少个)[?？]?|\W*cu[aá]nt[oa]s(?: hay| son)?\W*"
        ),
    ),
)

Known = Mapping[str, Vectors]
"""Vectors that are made already, by their text."""


class Router:
    """Scores topics; the vectors of the examples are made once and kept beside the library."""

    def __init__(self, embedder: Embedder, cache: Path | None = None) -> None:
        self._likeness = Likeness(embedder, cache)

    def vectors(self, texts: Sequence[str], language: Language) -> Known:
        """The vectors that routing these texts takes, made in one go: several cost little more than one."""
        if language in ("zh", "es"):
            return {}
        # A name in a list adds a topic only by its cue, so that the others need no vector.
        named = (piece for text in texts for piece in _names(listed(text, language)))
        return self._likeness.vectors(tuple(dict.fromkeys((*texts, *named))))

    def route(self, asked: Asked, record: TrialRecord, known: Known | None = None) -> tuple[Routed, ...]:
        """The topics a question is about, best first; none when nothing comes close enough.

        Several when it can be read in more than one way, when it names several in a list, or tells several facts.
        """
        known = known or {}
        best = self._best(asked, record, known)
        found = {one.topic: one for one in best}
        if not found and asked.outcome_named:
            found = {"outcomes": Routed("outcomes", ACCEPTED, False)}
        if not found and asks_of_findings(record, asked):
            found = {"results": Routed("results", ACCEPTED, False)}
        asks_of_a_person = ASKS_OF_A_PERSON.search(asked.text) or asked.personal or len(asked.text.split()) <= 5
        if not found and subjects(asked, record) and not asked.term and asks_of_a_person:
            found = {"lookup": Routed("lookup", ACCEPTED, False)}
        names = self._listed(asked, record, known, found) if len(best) < 2 else {}
        found |= names
        if "dose" in found and not asked.cohorts:
            found.pop("cohort_criteria", None)  # a dose-finding trial calls its dose levels cohorts too
        if found.keys() & PERSONAL_TOPICS:
            for topic in _facts(asked, record):
                found.setdefault(topic, Routed(topic, ACCEPTED, True))
        if found.keys() & _OF_OUTCOMES and _cut_off_unstated(asked, record):
            # That no criterion names it comes first; where else the record speaks of it is told with that.
            found = {topic: one for topic, one in found.items() if topic not in _OF_OUTCOMES}
            found["lookup"] = Routed("lookup", PLAINLY, True)
        places = {topic: n for n, topic in enumerate(names)}
        # What settles a person's question stands before a list that they have to read through.
        personal = found.keys() & _SETTLES
        ordered = sorted(
            found.values(),
            key=lambda r: (places.get(r.topic, -1 if best else 0), bool(personal) and r.topic in _LONG, -r.score),
        )
        return tuple(ordered[: max(TOPICS_AT_ONCE, len(names)) + 1])

    def _listed(
        self, asked: Asked, record: TrialRecord, known: Known, found: Mapping[str, Routed]
    ) -> dict[str, Routed]:
        """The topics that a list names ("the sponsor, the start date and the phone number"), each by a cue of its own.

        A name of one word counts only where every name of the list has its topic: "safety and tolerability" is one.
        """
        pieces = listed(asked.text, asked.language)
        of_a_person = found.keys() & {"lookup", "age", "pregnancy", "sex"}
        if of_a_person and ASKS_OF_A_PERSON.search(asked.text):
            return {}  # a list of what a person has is looked up as it stands
        names = _names(pieces)
        each = [self._best(only(asked, p), record, known) if p in names else () for p in pieces]
        if each and asked.language == "en":
            # What the words before the list give away is no name of it: "what is measured for safety and ...".
            stem = " ".join(pieces[0].split()[: -1 if pieces[0] in asked.text else -2])
            each[0] = tuple(one for one in each[0] if not _longest_cue(one.topic, stem))
        beaten = {loser for id in found for loser in ledger()[id].beats}
        # A wider topic is another thing only where it is plainly named: "primary and secondary outcomes".
        plainly = NAMED if len(pieces) > 2 else PLAINLY if asked.language == "en" else PLAINLY_BY_LETTERS
        each = [tuple(one for one in ones if one.score >= (plainly if one.topic in beaten else NAMED)) for ones in each]
        whole = all(each) and len({one.topic for ones in each for one in ones}) > 1
        found_by_name = {
            one.topic: one
            for piece, ones in zip(pieces, each, strict=True)
            for one in ones
            if whole or (one.cued and len(piece.split()) > 1 and not of_a_person)
        }
        if whole:
            return found_by_name
        return {topic: one for topic, one in found_by_name.items() if topic not in found}

    def meant(self, asked: Asked, than: str, known: Known | None = None) -> str | None:
        """The topic that a question is far more like than the one its words gave away; None where there is none.

        A cue may be a common word used for something else; asked for only when that topic has nothing to say.
        """
        likeness = self._likeness.to_topics(asked.text, asked.language, known or {})
        best = max(likeness, key=lambda topic: likeness[topic])
        ahead = likeness[best] >= ACCEPTED and likeness[best] - likeness.get(than, 0.0) >= MARGIN
        return best if ahead and best != than else None

    def scores(self, asked: Asked, record: TrialRecord, known: Known | None = None) -> Mapping[str, Routed]:
        """Every topic that is not ruled out, with its score."""
        likeness = self._likeness.to_topics(asked.text, asked.language, known or {})
        asked_about = {id for id in TOPICS if record.results or id not in NEED_RESULTS}
        cued = {id: _longest_cue(id, asked.text) for id in asked_about}
        if asked.places:
            # Whoever names where they live asks for a site there; the sites' answer adds where one must live.
            cued["distance"] = 0
        # A topic that its own `never` takes out beats none.
        barred = {id for id, words in ledger().items() if words.never and words.never.search(asked.text)}
        if _amount_for_a_child(asked):
            barred.add("age")
        beaten = {loser for id, length in cued.items() if length and id not in barred for loser in ledger()[id].beats}
        # "Prior CAR-T an exclusion?" asks about CAR-T, not for the list.
        names_more = any(not is_studied(record, m.concept) for m in subjects(asked, record))
        scored = {}
        for id in ledger():
            if id not in asked_about or id in barred:
                continue
            bonus = CUE + min(cued[id], 20) / 200 if cued[id] else 0.0
            content = _from_content(id, asked, record)
            if (id == "lookup" and (content > 1 or names_more)) or (id in {"definition", "arms"} and content > 1):
                beaten.discard(id)
            if id in {"inclusion_criteria", "exclusion_criteria"} and names_more:
                content -= LOSES
            scored[id] = Routed(
                id, likeness.get(id, 0.0) + bonus + content - LOSES * (id in beaten), bool(cued[id]) or content > 0.3
            )
        if asked.ages and not any(one.cued for one in scored.values()):
            # Nothing else is asked: whoever gives an age asks about it.
            scored["age"] = replace(scored["age"], score=scored["age"].score + CUE, cued=True)
        return scored

    def _best(self, asked: Asked, record: TrialRecord, known: Known) -> tuple[Routed, ...]:
        """The topic that is ahead, or the two readings of a question that says no more; none when nothing is near."""
        if readings := next((r.topics for r in _READINGS if r.vague.fullmatch(asked.text)), None):
            return tuple(Routed(topic, ACCEPTED, True, True) for topic in readings)
        ranked = sorted(self.scores(asked, record, known).values(), key=lambda r: -r.score)
        first, second = ranked[0], ranked[1]
        if first.cued:
            at_length = asked.language == "en" and len(asked.text.split()) > 4
            accepted = first.score >= (ACCEPTED_AT_LENGTH if at_length else ACCEPTED_WITH_CUE)
        else:
            accepted = first.score >= ACCEPTED and first.score - second.score >= MARGIN
            if not accepted and first.score >= NEAR_TIE and first.score - second.score < MARGIN:
                both = {first.topic, second.topic}
                if any(both <= set(r.topics) for r in _READINGS):
                    return replace(first, reading=True), replace(second, reading=True)
        return (first,) if accepted else ()


def _names(pieces: Sequence[str]) -> tuple[str, ...]:
    """The names of a list that are looked at: those with a cue, and in a list of them the short ones without."""
    cued = tuple(p for p in pieces if names_a_topic(p))
    return tuple(p for p in pieces if p in cued or (len(cued) > 1 and len(p.split()) <= LONGEST_NAME))


def names_a_topic(text: str) -> bool:
    """Tell whether words hold a cue of any topic."""
    return any(_longest_cue(id, text) for id in TOPICS)


def cued_topics(text: str) -> frozenset[str]:
    """The topics of which words hold a cue."""
    return frozenset(id for id in TOPICS if _longest_cue(id, text))


def _longest_cue(topic: str, text: str) -> int:
    return max((len(m.group(0)) for cue in ledger()[topic].cues if (m := cue.search(text))), default=0)


class Likeness:
    """How like a question is to the examples of each topic.

    English by meaning: the cosine of the question's vector with the mean of the topic's examples, after the mean of
    all examples is taken off, which is what questions have in common. The encoder was trained on English; Chinese and
    Spanish are compared by their characters (TF-IDF).
    """

    def __init__(self, embedder: Embedder, cache: Path | None) -> None:
        self._embedder = embedder
        self._cache = cache
        self._topics = tuple(id for id in ledger() if id in TOPICS)
        self._lock = threading.Lock()
        self._meaning: tuple[Vectors, Vectors] | None = None
        self._letters: dict[str, tuple[TfidfVectorizer, Vectors]] = {}

    def vectors(self, texts: Sequence[str]) -> Known:
        """The vector of each text."""
        return dict(zip(texts, self._embedder.encode(texts), strict=True)) if texts else {}

    def to_topics(self, text: str, language: Language, known: Known) -> Mapping[str, float]:
        """The likeness of a question to each topic, -1 to 1; `known` spares the encoding of its texts."""
        if language in ("zh", "es"):
            return self._by_letters(text, language)
        centre, means = self._means()
        vector = (known[text] if text in known else self._embedder.encode([text])[0]) - centre
        values = means @ vector / max(float(np.linalg.norm(vector)), 1e-6)
        return dict(zip(self._topics, map(float, values), strict=True))

    def _means(self) -> tuple[Vectors, Vectors]:
        with self._lock:
            if self._meaning is None:
                texts = [text for id in self._topics for text in ledger()[id].examples["en"]]
                vectors = self._example_vectors(texts)
                centre = vectors.mean(axis=0)
                owners = [id for id in self._topics for _ in ledger()[id].examples["en"]]
                rows = []
                for id in self._topics:
                    mine = _unit(vectors[[i for i, owner in enumerate(owners) if owner == id]] - centre)
                    rows.append(_unit(mine.sum(axis=0, keepdims=True))[0])
                self._meaning = centre, np.stack(rows)
        return self._meaning

    def _by_letters(self, text: str, language: Language) -> Mapping[str, float]:
        with self._lock:
            if language not in self._letters:
                from sklearn.feature_extraction.text import TfidfVectorizer

                analyzer, pairs = ("char", (1, 2)) if language == "zh" else ("char_wb", (2, 4))
                vectorizer = TfidfVectorizer(analyzer=analyzer, ngram_range=pairs, sublinear_tf=True, preprocessor=fold)
                joined = ["\n".join(ledger()[id].examples[language]) for id in self._topics]
                self._letters[language] = vectorizer, vectorizer.fit_transform(joined).toarray()
        vectorizer, rows = self._letters[language]
        values = rows @ vectorizer.transform([text]).toarray()[0]
        return dict(zip(self._topics, map(float, values), strict=True))

    def _example_vectors(self, texts: Sequence[str]) -> Vectors:
        name = hashlib.sha256("\n".join([self._embedder.name, *texts]).encode()).hexdigest()[:24]
        vectors = _load(self._cache, name, len(texts))
        if vectors is None:
            vectors = self._embedder.encode(texts)
            _save(self._cache, name, vectors)
        return vectors


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6)
    return unit


ASKS_OF_A_PERSON = re.compile(
    r"(?i)\b(?:(?:can|could|may|would|will|do|does|am|is|are)\b[^?.]{0,60}\b(?:join|participate|participation|take part|enter|enrol\w*|"
    r"get in|sign up|eligible|eligibility|qualif\w*|allowed|accepted|ok(?:ay)?|exclu\w*|disqualif\w*|matter|a problem|included?|considered)"
    r"|rules? (?:me|him|her|them|someone|people|patients|us) out|(?:i|she|he|we|they|mother|mom|mum|father|dad|wife|husband|son|daughter|"
    r"sister|brother)\b[^?.]{0,20}\b(?:have|has|had|'ve|got|was|were|am|is|take|takes|taking|on|use|using|received|underwent|suffer\w*)\b"
    r"|i'?ve|im on|history of|diagnosed|exclu\w*|contraindicat\w*|with (?:a |an )?(?:prior|previous|history)|still join|prior|previous(?:ly)?)\b"
    r"|\b(?:in or out|deal ?breaker|(?:high|low|good|bad|old|young) enough|enough|satisf\w*|meets?|met|fulfil\w*|cut-?\s?off|threshold|permitted|forbidden)\b"
    r"|参加|入组|可以吗|能不能|行吗|行不行|可不可以|收不收|收吗|要不要紧|影响|符合|排除|得过|患有|有.{0,8}病|做过|用过|接受过"
    r"|\b(?:puedo|puede|pueden|participar|entrar|excluye|tengo|tiene|tuve|padezco|he tenido|me hicieron|tomo|aceptan?|admiten?|incluyen?|permiten?)\b"
)


def _from_content(topic: str, asked: Asked, record: TrialRecord) -> float:
    """What the question holds speaks for a topic: an age for ages, a place for sites, a named outcome for outcomes."""
    if topic == "lookup":
        return _lookup_score(asked, record)
    if topic == "age":
        short = len(asked.text.split()) <= 4
        return (
            (0.75 if short or ASKS_OF_A_PERSON.search(asked.text) else 0.2)
            if asked.ages or _MY_CHILD.search(asked.text)
            else 0.0
        )
    if topic in {"contact", "contact_phone", "contact_email", "site_address"} and asked.places:
        return 0.5 if _longest_cue(topic, asked.text) else 0.0
    if topic == "sites":
        return 0.5 if asked.places else 0.3 if asked.unknown_place else 0.0
    if topic in {"outcomes", "outcome_time_frame", "scale"} and asked.outcomes:
        return (0.75 if topic == "outcomes" else 0.45) if asked.outcome_named else 0.15
    if topic == "cohort_criteria" and asked.cohorts:
        return 0.55 if _CRITERIA.search(asked.text) else 0.2
    if topic in {"dose", "schedule", "route", "treatment_duration"} and _other_medicine(asked, record):
        return -0.6
    if topic == "dose" and asked.level is not None:
        return 0.1
    if topic == "arms" and _compares_arms(asked, record):
        return 1.2
    if topic == "arms" and NUMBERED.search(asked.text) and not asked.cohorts and len(record.arms) > 1:
        return 0.5
    if topic == "side_effects" and asks_of_an_event(record, asked):
        return 0.9
    if topic == "outcome_results" and asks_of_a_measure(record, asked):
        return 0.5
    if topic == "definition" and asked.term:
        return _definition_score(asked, record)
    return 0.0


_SIDE_BY_SIDE = re.compile(
    r"(?i)\b(?:differ\w*|compar\w*|versus|vs|same as|as opposed to|rather than|between|unlike)\b|区别|不同|差别|相比|比较|\b(?:diferenci\w*|distint\w*|compar\w*|frente a|mism[oa] que)\b"
)


def _compares_arms(asked: Asked, record: TrialRecord) -> bool:
    """Whether the question sets two of the trial's own arms, named by their labels, side by side."""
    if (
        len(record.arms) < 2
        or not _SIDE_BY_SIDE.search(asked.text)
        or (record.results and asks_of_findings(record, asked))
    ):
        return False
    rest, named = fold(asked.text), 0
    for label in sorted({fold(arm.label.text) for arm in record.arms}, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(label)}(?!\w)", rest):
            rest, named = rest.replace(label, " "), named + 1
    return named > 1


_MY_CHILD = re.compile(
    r"(?i)\bmy (?:\w+ )?(?:son|daughter|child|kid|baby|grandson|granddaughter)\b(?=.*\b(?:join|participate|take part|enrol|sign up|too young)\b)"
)
_AMOUNT = re.compile(
    r"(?i)\bhow (?:much|many|often|long)\b|\bcu[aá]nt[oa]s?\b|\bqu[eé] (?:cantidad|dosis)\b|\b(?:what|which) (?:amount|dose)\b|多少|几(?:次|针|片|毫克|个|瓶)|多久"
)
_OF_AGES = re.compile(
    r"(?i)\b(?:old|older|young|younger|age[ds]?|years?|months?|años|meses|edad(?:es)?|mayor(?:es)?|menor(?:es)?)\b|\b(?:join|take part|participate|enrol\w*|eligible|"
    r"participar|entrar|inscribir\w*|admiten|aceptan)\b|岁|年龄|多大|年纪|参加|入组|报名"
)


def _amount_for_a_child(asked: Asked) -> bool:
    """Whether the question asks how much or how many of something for a child, and of no age."""
    counted = asked.age_group == "children" and _AMOUNT.search(asked.text)
    return bool(counted and not asked.ages and not _OF_AGES.search(asked.text))


_SETTLES = frozenset({"age", "pregnancy", "sex"})
_LONG = frozenset({"inclusion_criteria", "exclusion_criteria", "cohort_criteria", "lookup"})
_OF_OUTCOMES = frozenset({"outcomes", "scale", "outcome_time_frame", "secondary_outcomes", "primary_outcomes"})
_CUT_OFF = re.compile(
    r"(?i)\b(?:cut-?\s?offs?|thresholds?|floor|(?:minimum|maximum|at least) (?:\w+ ){0,2}(?:score|value|level)|(?:score|value|level) (?:\w+ ){0,3}to (?:enter|join|qualify|get in)|high enough|low enough)\b"
    r"|阈值|门槛|最低.{0,4}分|\b(?:punto de corte|umbral|puntuaci[oó]n m[ií]nima)\b"
)


def _cut_off_unstated(asked: Asked, record: TrialRecord) -> bool:
    """Whether a cut-off for joining is asked of something measured that no criterion names."""
    measured = tuple(m for m in subjects(asked, record) if m.concept.kind in {"measures", "tests"})
    return bool(measured and _CUT_OFF.search(asked.text)) and not is_criterion(record, measured)


PERSONAL_TOPICS = frozenset({"lookup", "age", "pregnancy", "sex", "inclusion_criteria", "exclusion_criteria"})


def _facts(asked: Asked, record: TrialRecord) -> Iterator[str]:
    """The topics that what a person says of themselves belongs to, so that no fact is passed over."""
    if asked.ages:
        yield "age"
    if PREGNANCY.search(asked.text):
        yield "pregnancy"
    named = subjects(asked, record)
    if named and ASKS_OF_A_PERSON.search(asked.text):
        yield "lookup"
    measured = [m for m in named if m.concept.kind in {"measures", "tests"} and not is_criterion(record, (m,))]
    if measured and re.search(r"\d", asked.text) and TOPICS["laboratory"].resolve(record, asked).points:
        yield "laboratory"  # a value that no criterion names may fall under one on laboratory values as a whole


def _lookup_score(asked: Asked, record: TrialRecord) -> float:
    named = subjects(asked, record)
    if not named:
        return -1.0
    if asked.counts:
        return 0.0
    measured = any(m.concept.kind in {"measures", "tests"} for m in named) and _THRESHOLD.search(asked.text)
    overlap = len(asked.cohorts) > 1 and _OVERLAP.search(asked.text)
    if overlap or _PAST.search(asked.text) or (measured and is_criterion(record, named)):
        return 1.2
    if ASKS_OF_A_PERSON.search(asked.text) or measured or _other_medicine(asked, record):
        return 0.7
    return 0.15


_THRESHOLD = re.compile(
    r"(?i)(?<![\w-])\d|\b(?:minimum|maximum|at screening|at entry|to (?:enter|join|qualify)|cut-?\s?off|threshold|required?|enough)\b|最低|至少"
)
_OVERLAP = re.compile(
    r"(?i)\b(?:overlap\w*|both|conflict\w*|as well as|exclu\w*|secondary|and also|together)\b|合并|同时|重叠|ambas|además"
)

# "I had chemotherapy" is about the person's past, whatever else the word may mean in the trial.
_PAST = re.compile(
    r"(?i)\b(?:i|he|she|we|they|mother|mom|mum|father|dad|wife|husband|son|daughter|sister|brother|patients?|who)\b(?:'ve|'s| have| has)?"
    r"(?: already| previously| once| just)? (?:had|got|received|underwent|been (?:on|treated|given|diagnosed)|was (?:on|treated|given|diagnosed)|"
    r"took|used|failed)\b|\b(?:history of|previously (?:treated|received)|prior (?:treatment|therapy|use|exposure))\b"
    r"|得过|做过|用过|接受过|打过|\b(?:tuve|he tenido|recib[ií]|(?:me|le|les) \w+(?:aron|ieron))\b"
)
_CRITERIA = re.compile(
    r"(?i)\b(?:criteria|criterion|require\w*|needs?|needed|qualif\w*|eligib\w*|enter|entry|inclusion|must)\b|条件|标准|要求|criterios|requisitos"
)


def _other_medicine(asked: Asked, record: TrialRecord) -> bool:
    """The question is about a medicine that is not the one under study: its dose is not the trial's dose."""
    mine = {m.concept.id for i in record.interventions for m in concepts(i.name.text)}
    mine |= {m.concept.id for arm in record.arms for m in concepts(arm.label.text)}
    return any(m.concept.kind == "drugs" and m.concept.id not in mine for m in asked.concepts)


# A name is written with capitals or digits inside: EQQUAL, CAR-NK, AZD0901.
_NAME = re.compile(r"\b(?=[\w-]*[A-Z])(?=[\w-]*[A-Z0-9-][\w-]*[A-Z0-9])[\w-]{2,}\b")


def _definition_score(asked: Asked, record: TrialRecord) -> float:
    term = asked.term or ""
    if len(term.split()) > 5:
        return 0.0
    if asks_meaning(asked):
        return 1.1
    if not (long_form(record, term) or explained(record, term)):
        return 0.8 if _NAME.search(term) and used(record, term) else 0.0
    acronym = (
        sum(c.isupper() for c in term) >= 2 or term in {"Cmax", "Tmax"} or (len(term.split()) == 1 and len(term) <= 6)
    )
    return 0.8 if acronym or _NAME.search(term) else 0.2


def only(asked: Asked, clause: str) -> Asked:
    """The question cut down to one clause: what stands outside the clause does not speak for a topic."""
    folded = fold(clause)
    return replace(
        asked,
        text=clause,
        ages=tuple(a for a in asked.ages if a.words in clause),
        places=tuple(p for p in asked.places if fold(p.name) in folded),
        concepts=tuple(m for m in asked.concepts if m.text in clause),
        outcomes=asked.outcomes
        if any(fold(w) in folded for o in asked.outcomes for w in re.findall(r"[A-Z][\w-]{2,}", o.measure.text))
        else (),
        term=asked.term if asked.term and asked.term in clause else None,
    )


def _load(cache: Path | None, name: str, rows: int) -> Vectors | None:
    with suppress(OSError, ValueError):
        if cache and (file := cache / f"{name}.npy").is_file():
            read: Vectors = np.load(file, allow_pickle=False)
            return read if read.ndim == 2 and len(read) == rows else None
    return None


def _save(cache: Path | None, name: str, vectors: Vectors) -> None:
    """Keep the vectors for the next start; a folder that cannot be written only costs time."""
    if cache is None:
        return
    temporary = ""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=cache, suffix=".npy")
        with os.fdopen(handle, "wb") as file:
            np.save(file, vectors)
        os.replace(temporary, cache / f"{name}.npy")
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
