"""Tell the product's own sentences, which need no citation, from statements about a record."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from assistant.topics import ledger
from assistant.wording.glossary import glosses
from eval.reply import plain

_PLACES = ("n", "label", "term")
"""What may be filled in: a count, the name of a topic, words of the asker. Any other place holds the record's words."""

# They have no place for the record's words and speak of it all the same: each needs its citations.
_OF_THE_RECORD = frozenset({"arms.one", "arms.count", "contact.more"})


def own_sentence(text: str, said: str) -> bool:
    """Whether a text is a sentence of the catalogue, or a redirect, with only our own or the asker's words filled in.

    Args:
        text: a statement.
        said: all that the asker said: a term in the sentence must stand there.
    """
    asked = plain(said)
    hits = (pattern.fullmatch(text.strip()) for pattern in _patterns())
    return any(hit and all(plain(term) in asked for term in hit.groups()) for hit in hits)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (*_sentences(), *_glosses(), *_redirects())


def _read(package: str, name: str) -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(files(package).joinpath(name).read_text("utf-8"))
    return read


def _sentences() -> Iterator[re.Pattern[str]]:
    for key, by_language in _read("assistant.wording", "wording.yaml").items():
        if not isinstance(by_language, dict) or key.removesuffix(".clinician") in _OF_THE_RECORD:
            continue
        for language, sentence in by_language.items():
            if all(name in _PLACES for _, name, _, _ in string.Formatter().parse(sentence) if name):
                labels = "|".join(re.escape(topic.label[language]) for topic in ledger().values())
                yield _pattern(sentence, {"n": r"\d+", "label": f"(?:{labels})", "term": "(.+?)"})


def _glosses() -> Iterator[re.Pattern[str]]:
    for by_language in glosses().values():
        for text in by_language.values():
            yield _pattern(text, {})


def _redirects() -> Iterator[re.Pattern[str]]:
    for by_language in _read("assistant", "redirects.yaml")["text"].values():
        for text in by_language.values():
            yield _pattern(text, {"numbers": r"[^\n]{1,600}", "lines": r"[^\n]{1,600}"})


def _pattern(sentence: str, places: Mapping[str, str]) -> re.Pattern[str]:
    parts = string.Formatter().parse(sentence)
    return re.compile("".join(re.escape(text) + (places[name] if name else "") for text, name, _, _ in parts))
