"""What a term means: in the record's own words first, else in plain words of ours that are said to be ours."""

from __future__ import annotations

import re
from functools import cache

from assistant.topics.mention import prose
from assistant.topics.outcomes import definition as told
from assistant.topics.outcomes import explained, long_form
from assistant.topics.topic import Point, Resolution, Topic, stated
from assistant.understand import Asked, fold
from assistant.wording.glossary import names
from ingest.record import Slice, TrialRecord, sub_slice

_LONG = r"[A-Za-z][^()\[\];:,.]{5,120}?"
"""A long form: words without a mark that would end it."""


def definition(record: TrialRecord, asked: Asked) -> Resolution:
    """Define a term by the record; where it only uses the term, or does not, add our plain words for it."""
    found = told(record, asked)
    term = asked.term or ""
    if not term:
        return found
    own = _spelt(record, term) or _written_out(record, term)
    if found.kind == "stated":
        # The sentence that explains a term may call it by its other form.
        more = () if own is None or any(p.say == "definition.says" for p in found.points) else _said_of(record, *own)
        return stated(*found.points, *more)
    if own:
        head = Point("definition.long_form", {"term": own[0], "value": own[1]})
        return stated(head, *_said_of(record, *own))
    if said := _defined(record, term):
        return stated(Point("definition.says", {"quotes": said}))
    gloss = glossed(term)
    return Resolution(found.points, found.missing, found.searched, found.unnamed, (gloss,)) if gloss else found


def _spelt(record: TrialRecord, term: str) -> tuple[Slice, Slice] | None:
    """An abbreviation and its long form, whichever of them is asked for, with or without hyphens."""
    forms = (term, term.replace(" ", "-", 1), term.replace("-", " "))
    return next((own for form in dict.fromkeys(forms) if (own := long_form(record, form))), None)


def _said_of(record: TrialRecord, short: Slice, long: Slice) -> tuple[Point, ...]:
    """What the record says of a term under either of its forms."""
    said = explained(record, short.text) or explained(record, long.text) or _defined(record, short.text)
    return (Point("definition.says", {"quotes": said}),) if said else ()


def _written_out(record: TrialRecord, term: str) -> tuple[Slice, Slice] | None:
    """The long form that stands behind an abbreviation: "ABBR (long form)", "ABBR: long form", "[ABBR]" behind it.

    The letters of the abbreviation must begin words of the long form, in their order.
    """
    if not re.fullmatch(r"[\w/-]{2,15}", term):
        return None
    short = re.escape(term)
    patterns = (
        rf"(?<![\w-])(?P<s>{short})\s*[(\[]\s*(?P<l>{_LONG})\s*[)\]]",
        rf"(?<![\w-])(?P<s>{short})\s*(?::|=|\u2013|\u2014|\s-\s)\s*(?P<l>{_LONG})(?=[.;,()]|$)",
        rf"(?P<l>{_LONG})\s*\[\s*(?P<s>{short})\s*\]",
    )
    for sentence in prose(record):
        if term.casefold() not in sentence.text.casefold():
            continue
        for pattern in patterns:
            for m in re.finditer(pattern, sentence.text, re.I):
                start = _begins(m["s"], m["l"])
                if start is not None:
                    at = m.start("l") + start
                    return sub_slice(sentence, *m.span("s")), sub_slice(sentence, at, m.end("l"))
    return None


def _begins(short: str, long: str) -> int | None:
    """Where in `long` the words begin whose first letters are those of the abbreviation; None where they are not."""
    letters = [c for c in fold(short) if c.isalpha()]
    words = [(m.start(), fold(m.group(0))) for m in re.finditer(r"[^\W\d_]+", long)]
    initials = [word[0] for _, word in words]
    for first in range(len(words)):
        rest = iter(initials[first:])
        if len(letters) > 1 and initials[first] == letters[0] and all(letter in rest for letter in letters):
            return words[first][0]
    return None


def _defined(record: TrialRecord, term: str) -> tuple[Slice, ...]:
    """Sentences that define the term: "TERM, defined as …", "TERM (i.e. …)", "… is called TERM"."""
    word = rf"(?<![\w-]){re.escape(term)}(?:s|es)?(?![\w-])"
    pattern = re.compile(
        rf"{word}\s*,?\s*(?:\(?\s*(?:i\.e\.|that is|meaning|defined (?:as|by)|is defined|are defined|will be defined|was defined|were defined|"
        rf"(?:is|are|will be) considered|refers? to|means|includes?:))|(?:defined as|known as|called|termed|referred to as)\s+[\"“']?{word}",
        re.I,
    )
    return tuple(s for s in prose(record) if pattern.search(s.text))[:2]


@cache
def _forms() -> dict[str, str]:
    return {fold(form): key for key, forms in names().items() for form in forms}


_AROUND = re.compile(
    r"(?i)^(?:an?|the|this|being|to be|un|una|el|la|los|las)\s+|\s+(?:study|trial|treatment|group|试验|研究)$"
)


def glossed(term: str) -> str | None:
    """The name of our plain sentence for a term; None where there is none."""
    forms, asked = _forms(), fold(term).strip()
    for form in (asked, _AROUND.sub("", asked), re.sub(r"\s*\d+[a-z]?$", "", asked), asked.rstrip("s")):
        if form in forms:
            return f"gloss.{forms[form]}"
    return None


# "What does X mean?", "what is a placebo?": not "what is the phase?", which asks for this trial's.
_MEANING = re.compile(
    r"(?i)\b(?:means?|meant|meaning|defin\w*|stands? for|explain\w*|in (?:plain|simple|normal) (?:words|english|language|terms))\b"
    r"|\bwhat(?:['’]s| is| are) an?\b|什么意思|啥意思|什么是|什么叫|含义|\bqu[eé] (?:significa|quiere decir)|\bqu[eé] es una?\b"
)
_BARE = re.compile(
    r"(?i)\bwhat(?:['’]s| is| are) (?!the\b|my\b|your\b|this\b|that\b|these\b|it\b)|是什么(?!时候)|指什么|\bqu[eé] (?:es|son) (?!el\b|la\b|los\b|las\b|lo\b|este\b|esta\b)"
)
_OF_THIS_TRIAL = frozenset(
    f"gloss.{key}"
    for key in (
        "phase", "sponsor", "investigator", "inclusion criteria", "exclusion criteria", "screening", "endpoint", "arm",
        "adverse event", "serious adverse event", "randomised", "blinded", "baseline", "cohort",
    )
)  # fmt: skip
"""Terms that a question without an article asks this trial's of: "what are inclusion criteria?"."""


def asks_meaning(asked: Asked) -> bool:
    """Tell whether the question asks what a term of our glossary means."""
    gloss = glossed(asked.term) if asked.term else None
    if gloss is None:
        return False
    return bool(_MEANING.search(asked.text)) or (gloss not in _OF_THIS_TRIAL and bool(_BARE.search(asked.text)))


TOPICS = (Topic("definition", definition),)
