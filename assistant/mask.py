"""Hide who is asking before a question goes to another machine, and remember in this process what was hidden."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.identifiers import IDENTIFIERS, NO_NAMES, NOT_PEOPLE, PEOPLES
from assistant.medicine import mentions
from assistant.model.errors import UnusableChatModel
from assistant.places import places
from assistant.units import UNIT

if TYPE_CHECKING:
    from presidio_analyzer import LocalRecognizer

_LIBRARY = "presidio_analyzer"
# Where the asker's own telephone number may be from, when it is written without its country.
_REGIONS = ("CN", "US", "GB", "ES", "MX")
_THEIRS = {
    "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "ID", "IBAN_CODE": "ID", "IP_ADDRESS": "LINK", "US_SSN": "ID",
    "ES_NIF": "ID", "ES_NIE": "ID", "UK_NHS": "ID",
}  # fmt: skip
_SURE = 1.0
_LEAST = 0.35
"""What the library is this sure of is hidden; below lie numbers that only might be one."""

# What a language model would have made of the text: the library's patterns do without, though its types ask for it.
_UNREAD: Any = None

_PLACEHOLDER = re.compile(r"\[(?:NAME|EMAIL|PHONE|ID|BIRTHDAY|ADDRESS|LINK|HANDLE)_\d{1,3}\]")
_AMOUNT = re.compile(rf"\s*(?:{UNIT}|cells?|copies|million|billion|个|万|亿|células?)", re.IGNORECASE)
_ROUND = re.compile(r"\d0{5,}|\d{1,3}(?:,\d{3})+")
# "I'm Sick of …": what goes on like this was an adjective.
_GOES_ON = re.compile(r"\s+(?:of|to|that|about|for|if|positive|negative)\b", re.IGNORECASE)
_WORD = re.compile(r"([^\W\d_]+)\s+")
_PEOPLE = re.compile(PEOPLES, re.IGNORECASE)


def require_masking(model: str, extra: str) -> None:
    """Make sure that identifiers can be hidden before anything is sent to `model`, which is on another machine.

    Raises:
        UnusableChatModel: the library is not installed; it comes with the extra.
    """
    if importlib.util.find_spec(_LIBRARY) is None:
        raise UnusableChatModel(
            f"{model} is on another machine, and the package that hides names and numbers before a question goes there is "
            f"not installed: pip install 'trialogue[{extra}]', or name a model on this machine."
        )


class Mask:
    """Hides identifiers in the texts of one question, the same words always behind the same placeholder.

    What was hidden is held by this value alone: it is written nowhere and goes when the question is answered.
    """

    def __init__(self, public: str = "", *, remote: bool = True) -> None:
        """Hide nothing that stands in `public`, the record: its sites and contacts are no secret.

        A model that is not `remote` is on this machine: for it nothing is hidden.
        """
        self._public = " ".join(public.split())
        self._remote = remote
        self._hidden: dict[str, str] = {}

    def __repr__(self) -> str:
        """How many were hidden, never what."""
        return f"Mask({len(self._hidden)} hidden)"

    @property
    def hidden(self) -> int:
        """How many different identifiers were hidden."""
        return len(self._hidden)

    def hide(self, text: str) -> str:
        """The text with a placeholder such as `[NAME_1]` in the place of each identifier.

        Raises:
            ModuleNotFoundError: the library is not installed; `require_masking` says so beforehand.
        """
        if not self._remote:
            return text
        written, at = [], 0
        for kind, start, end in _apart(self._found(text)):
            written += [text[at:start], self._placeholder(kind, text[start:end])]
            at = end
        return "".join([*written, text[at:]])

    def put_back(self, text: str) -> str:
        """A text of the model with the asker's words where it repeats a placeholder; an unknown placeholder stays."""
        words = {placeholder: said for said, placeholder in self._hidden.items()}
        return _PLACEHOLDER.sub(lambda match: words.get(match.group(), match.group()), text)

    def _placeholder(self, kind: str, said: str) -> str:
        if said not in self._hidden:
            number = 1 + sum(one.startswith(f"[{kind}_") for one in self._hidden.values())
            self._hidden[said] = f"[{kind}_{number}]"
        return self._hidden[said]

    def _found(self, text: str) -> Iterable[tuple[str, int, int]]:
        # A placeholder that someone typed must not be taken for one of ours.
        yield from (("ID", m.start(), m.end()) for m in _PLACEHOLDER.finditer(text))
        for recogniser in _recognisers():
            for one in recogniser.analyze(text, recogniser.supported_entities, _UNREAD):
                kind = _THEIRS.get(one.entity_type, one.entity_type)
                start = one.start
                if kind == "NAME" and one.score < _SURE:
                    start += _before_a_name(text[start : one.end])
                if one.score >= _LEAST and self._identifies(kind, text, start, one.end, sure=one.score >= _SURE):
                    yield kind, start, one.end

    def _identifies(self, kind: str, text: str, start: int, end: int, *, sure: bool) -> bool:
        said = text[start:end]
        if kind == "NAME":
            named = sure or (_is_name(said) and not (" " not in said and _GOES_ON.match(text, end)))
            return named and not (" " in said and self._is_public(said))
        if kind == "PHONE" and (_AMOUNT.match(text, end) or _ROUND.fullmatch(said)):
            return False
        return not self._is_public(said)

    def _is_public(self, said: str) -> bool:
        words = " ".join(said.split())
        return (
            len(words) > 4 and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", self._public, re.IGNORECASE) is not None
        )


def _before_a_name(said: str) -> int:
    """The length of the words with capitals that open a sentence and not a name: "Does Anna Kowalska", not "I'm Afraid"."""
    at = 0
    while (word := _WORD.match(said, at)) and word[1].casefold() in NO_NAMES and len(said[word.end() :].split()) > 1:
        at = word.end()
    return at


def _is_name(said: str) -> bool:
    """Whether words with capitals, or words that were introduced, can be a name: no disease, medicine, place or people."""
    words = [word.casefold().strip(".,") for word in said.split()]
    if words[0] in NO_NAMES or _PEOPLE.search(words[0]) or said.endswith(("人", "者")):
        return False
    whole = any(one.end - one.start >= len(said.rstrip(".")) for one in places(said))
    return not (whole or NOT_PEOPLE.intersection(words) or mentions(said))


def _apart(found: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Of those that overlap the longest, in the order of the text."""
    kept: list[tuple[str, int, int]] = []
    for one in sorted(found, key=lambda f: (f[1] - f[2], f[1], f[0])):
        if not any(one[1] < end and start < one[2] for _, start, end in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f[1])


@cache
def _recognisers() -> tuple[LocalRecognizer, ...]:
    """The library's own recognisers that need no language model, and our patterns run by it."""
    from presidio_analyzer import Pattern, PatternRecognizer
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        EsNieRecognizer,
        EsNifRecognizer,
        IbanRecognizer,
        IpRecognizer,
        PhoneRecognizer,
        UsSsnRecognizer,
    )

    ours = [
        PatternRecognizer(
            one.kind,
            patterns=[Pattern(one.kind, f"(?V1){one.pattern}", 1.0 if one.sure else 0.5)],
            global_regex_flags=re.MULTILINE,
        )
        for one in IDENTIFIERS
    ]
    theirs = [
        PhoneRecognizer(supported_regions=_REGIONS), CreditCardRecognizer(), IbanRecognizer(), IpRecognizer(),
        UsSsnRecognizer(), EsNieRecognizer(), EsNifRecognizer(),
    ]  # fmt: skip
    return (*ours, *theirs)
