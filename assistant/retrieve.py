"""Find the passages of a record that a question is about: by meaning and by word, fused by rank.

Records are English, and so is what the encoder was trained on: a Chinese or Spanish question is searched for in the
English words of its terms.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from langchain_core.runnables import Runnable, RunnableLambda

from assistant.language import detect
from assistant.question import Question
from assistant.tokens import tokens
from assistant.vocabulary.english import Term, in_english
from ingest.chunk import Chunk
from ingest.embed import Vectors
from ingest.library import Cut, Entry, Library

Ranked = TypeVar("Ranked", int, str)

RANK_OFFSET = 60
"""The constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

LEXICONS = 64
"""Records whose word index is kept in memory."""

TRIALS_AT_ONCE = 8
"""Trials that are looked through when the question names none."""

ASKED = 2000
"""Characters of a question that are searched for; a pasted page is cut here."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found for a question.

    `similarity` is the cosine of the question's and the chunk's vectors (-1 to 1); `lexical` the share of the
    question's content words, or of its translated terms, that stand in the chunk's slices or path (0 to 1); `score` the fused rank, comparable
    within one search only.
    """

    label: int
    chunk: Chunk
    similarity: float
    lexical: float
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question, best first.

    `words` are the question's content words as they were searched for (stemmed; of a translated term, the first),
    `absent` those of them that stand nowhere in the records that were searched.
    """

    question: Question
    passages: tuple[Passage, ...]
    words: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def similarity(self) -> float:
        """The best cosine similarity among the passages; 0 when there is none."""
        return max((passage.similarity for passage in self.passages), default=0.0)

    @property
    def lexical(self) -> float:
        """The best share of content words among the passages; 0 when there is none."""
        return max((passage.lexical for passage in self.passages), default=0.0)


class Retriever:
    """Searches a library; keeps the word index of the records it met."""

    def __init__(self, library: Library) -> None:
        """Search this library; nothing is read yet."""
        self._library = library
        self._lexicons: OrderedDict[str, _Lexicon] = OrderedDict()
        self._names: dict[str, frozenset[str]] = {}
        self._lock = threading.Lock()

    def search(
        self, question: Question, k: int = 6, *, trials: Collection[str] = (), sections: Collection[str] = ()
    ) -> Evidence:
        """Find at most `k` passages.

        Args:
            question: its own trial is searched; without one, `trials`; without those, the trials nearest to it.
            k: how many passages.
            trials: trial ids.
            sections: parts of a chunk's path (`Exclusion criteria`, `Sites`); only chunks under one of them count.

        Raises:
            UnknownTrial: the library holds no such trial.
        """
        text = question.text[:ASKED]
        if not text.strip():
            return Evidence(question, ())
        sought = _sought(text)
        if not sought.terms:
            return Evidence(question, ())
        vector = self._library.embedder.encode([sought.text])[0]
        words = sought.words
        named = (question.trial,) if question.trial else tuple(trials)
        found: list[list[Passage]] = []
        absent = set(sought.terms)
        for trial in named or self._near(vector, words):
            cut = self._library.cut(trial)
            lexicon = self._lexicon(cut)
            absent = {term for term in absent if lexicon.vocabulary.isdisjoint(term)}
            found.append(_ranked(lexicon, cut.vectors, vector, sought.terms, k, sections))
        best = _merged(found)[:k]
        passages = tuple(replace(one, label=label) for label, one in enumerate(best, 1))
        missing = tuple(term[0] for term in sought.terms if term in absent)
        return Evidence(question, passages, tuple(term[0] for term in sought.terms), missing)

    def _near(self, vector: Vectors, words: Sequence[str]) -> tuple[str, ...]:
        """The trials a question without a trial is near: by meaning, and by the words of title and treatments."""
        entries = self._library.trials()
        if len(entries) <= TRIALS_AT_ONCE:
            return tuple(entry.id for entry in entries)
        wanted = frozenset(words)
        overlap = [(len(wanted & self._named_by(entry)), entry.id) for entry in entries]
        by_word = [trial for shared, trial in sorted(overlap, key=lambda one: (-one[0], one[1])) if shared]
        by_meaning = [trial for trial, _ in self._library.nearest(vector, 10 * TRIALS_AT_ONCE)]
        meant, said = _reciprocal(by_meaning), _reciprocal(by_word[:TRIALS_AT_ONCE])
        scores = {trial: meant.get(trial, 0.0) + said.get(trial, 0.0) for trial in {**meant, **said}}
        return tuple(sorted(scores, key=lambda trial: -scores[trial]))[:TRIALS_AT_ONCE]

    def _named_by(self, entry: Entry) -> frozenset[str]:
        if entry.digest not in self._names:
            self._names[entry.digest] = frozenset(tokens(f"{entry.id} {entry.title} {entry.about}"))
        return self._names[entry.digest]

    def _lexicon(self, cut: Cut) -> _Lexicon:
        with self._lock:
            lexicon = self._lexicons.get(cut.digest)
            if lexicon is None:
                lexicon = self._lexicons[cut.digest] = _Lexicon(cut.chunks)
                if len(self._lexicons) > LEXICONS:
                    self._lexicons.popitem(last=False)
            self._lexicons.move_to_end(cut.digest)
            return lexicon


def retriever(
    library: Library, k: int = 6, *, trials: Collection[str] = (), sections: Collection[str] = ()
) -> Runnable[Question, Evidence]:
    """The search as a stage of a chain."""
    searcher = Retriever(library)

    def retrieve(question: Question) -> Evidence:
        return searcher.search(question, k, trials=trials, sections=sections)

    return RunnableLambda(retrieve)


@dataclass(frozen=True, slots=True)
class _Sought:
    """A question as it is searched for: `text` for its meaning, `terms` for its words, stemmed."""

    text: str
    terms: tuple[Term, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for term in self.terms for word in term))


def _sought(text: str) -> _Sought:
    """The question in English words; each word of an English one is a term of its own."""
    language = detect(text)
    if language == "en":
        return _Sought(text, tuple((word,) for word in dict.fromkeys(tokens(text))) or ((text.casefold(),),))
    said = in_english(text, language)
    stemmed = (tuple(dict.fromkeys(tokens(" ".join(term)))) for term in said)
    return _Sought(" ".join(word for term in said for word in term), tuple(dict.fromkeys(t for t in stemmed if t)))


class _Lexicon:
    """The words of one record's chunks, with their BM25 index."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        import bm25s  # type: ignore[import-untyped]

        self.chunks = tuple(chunks)
        listed = [tokens(chunk.text) for chunk in chunks]
        self._indexed = frozenset().union(*listed)
        # Only the record's own words and its headings support a question, not the labels added for the search.
        self.words = tuple(frozenset(tokens(_own_words(chunk))) for chunk in chunks)
        self.vocabulary = frozenset().union(*self.words)
        self._index: Any = bm25s.BM25()
        self._index.index(listed, show_progress=False)

    def scores(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 of every chunk, shape (chunks,)."""
        known = [word for word in words if word in self._indexed]
        if not known:
            return np.zeros(len(self.chunks), dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)


def _ranked(
    lexicon: _Lexicon, vectors: Vectors, vector: Vectors, terms: Sequence[Term], k: int, sections: Collection[str]
) -> list[Passage]:
    """The best chunks of one record.

    The rank by word counts as much as the share of the question's words that a chunk has: the best of the chunks that
    have one word in four must not outrank what the question means.
    """
    allowed = [n for n, chunk in enumerate(lexicon.chunks) if not sections or _under(chunk, sections)]
    similarities = vectors @ vector
    matches = lexicon.scores(tuple(dict.fromkeys(word for term in terms for word in term)))
    shares = {n: sum(not lexicon.words[n].isdisjoint(t) for t in terms) / max(1, len(terms)) for n in allowed}
    by_meaning = sorted(allowed, key=lambda n: -similarities[n])
    by_word = sorted((n for n in allowed if matches[n] > 0), key=lambda n: -matches[n])
    scores = _reciprocal(by_meaning)
    for n, score in _reciprocal(by_word).items():
        scores[n] += shares[n] * score
    best = sorted(allowed, key=lambda n: -scores[n])[:k]
    return [Passage(0, lexicon.chunks[n], float(similarities[n]), shares[n], scores[n]) for n in best]


def _merged(found: Sequence[Sequence[Passage]]) -> list[Passage]:
    """The passages of several records, best first: ranks within a record say nothing about another's."""
    if len(found) == 1:
        return list(found[0])
    passages = [one for some in found for one in some]
    numbers = range(len(passages))
    meant = _reciprocal(sorted(numbers, key=lambda n: -passages[n].similarity))
    said = _reciprocal(sorted(numbers, key=lambda n: -passages[n].lexical))
    scores = {n: meant[n] + passages[n].lexical * said[n] for n in numbers}
    return [replace(passages[n], score=scores[n]) for n in sorted(numbers, key=lambda n: -scores[n])]


def _own_words(chunk: Chunk) -> str:
    return " ".join((*chunk.path, *(one.text for one in chunk.slices)))


def _under(chunk: Chunk, sections: Collection[str]) -> bool:
    here = {part.casefold() for part in chunk.path}
    return any(section.casefold() in here or section == chunk.section for section in sections)


def _reciprocal(ranking: Sequence[Ranked]) -> dict[Ranked, float]:
    """Reciprocal ranks, 1 / (60 + rank); summed over rankings they fuse them."""
    return {one: 1 / (RANK_OFFSET + rank) for rank, one in enumerate(ranking, 1)}
