"""The content words of a text, as they are searched for."""

from __future__ import annotations

import re
import threading

_CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+(?:[.'’][^\W_{_CHINESE}]+)*")
# Words that say nothing of what is asked, in the languages people ask in; "trial" and "study" stand everywhere.
_EMPTY = re.compile(
    r"an?|about|am|and|any|are|as|at|be|been|being|but|by|can|could|did|do|does|doing|for|from|get|had|has|have|he|hers?"
    r"|him|his|how|i|i['’]?m|if|in|into|is|its?|it['’]s|just|like|many|me|mine|much|my|of|on|or|our|please|she|should|so"
    r"|some|stud(?:y|ies)|tell|than|that|the|theirs?|them|then|there|these|they|this|those|to|too|trials?|us|was|we|were"
    r"|what|what['’]?s|when|where|which|who|whom|whose|why|will|with|would|yours?|you"
    r"|con|de|del|el|en|es|estudio|hay|la|las|los?|me|mi|o|para|por|que|qué|se|si|su|una?|y"
)


_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d_]{3,})\d")


def tokens(text: str) -> list[str]:
    """The content words of a text, stemmed as English; Chinese text becomes its pairs of neighbouring characters."""
    found: list[str] = []
    for token in _TOKEN.findall(text.casefold()):
        if re.match(f"[{_CHINESE}]", token):
            found += [token[i : i + 2] for i in range(max(1, len(token) - 1))]
        elif not _EMPTY.fullmatch(token):
            found.append(token)
            # "CTCAE5.0" is also found by its letters alone.
            if (letters := _LETTERS_THEN_DIGITS.match(token)) is not None:
                found.append(letters[1])
    return _stem(found)


_stemmers = threading.local()


def _stem(words: list[str]) -> list[str]:
    # A stemmer keeps a cache of its own and is not to be shared between threads.
    if not hasattr(_stemmers, "english"):
        import Stemmer  # type: ignore[import-not-found]

        _stemmers.english = Stemmer.Stemmer("english")
    stemmed: list[str] = _stemmers.english.stemWords(words)
    return stemmed
