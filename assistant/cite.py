"""Keep only what the record supports: the last look at a reply before it is shown."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.answer import Citation, Statement
from ingest.errors import UnknownSpan
from ingest.record import TrialRecord

NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTED = re.compile(r"[“”]")


def supported(
    record: TrialRecord, statement: Statement, citations: Collection[Citation], question: str, computed: Collection[str]
) -> bool:
    """Tell whether a statement may be shown.

    Every citation must be the source's own characters at its span and of this trial; every number outside the quotes
    must stand in a cited slice, in the question, in the age of the copy, or be a count that was computed; whatever
    stands in “double” quotation marks must be cited (the asker's own words stand in single ones).
    """
    cited = [c for c in citations if c.n in statement.citations]
    if len(cited) != len(set(statement.citations)):
        return False
    for one in cited:
        try:
            if one.trial != record.id or record.quote(one.slice.span) != one.slice.text:
                return False
        except UnknownSpan:
            return False
    # The age of the copy is the record's own words too, shown without quotation marks of ours.
    rest = statement.text.replace(record.as_of, " ")
    for text in sorted({c.slice.text for c in cited}, key=len, reverse=True):
        rest = rest.replace(f"“{text}”", " ")
    if _QUOTED.search(rest):
        return False
    allowed = {n for c in cited for n in NUMBERS.findall(c.slice.text)}
    allowed |= set(NUMBERS.findall(question)) | set(NUMBERS.findall(record.as_of)) | set(computed)
    return all(number in allowed for number in NUMBERS.findall(rest))
