"""Lay the record out as HTML in which every citable character can be found again.

Each value of the source stands in one element whose `data-pointer` is the value's RFC 6901 pointer ("" for a source
that is plain text) and whose text content is the value, character for character. A citation is then a pointer and two
offsets into that element's text, counted as the browser counts: in UTF-16 units.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.record import Slice, TrialRecord

# Parts of a registry study that are long and seldom cited: laid out, but folded until someone opens or cites them.
_FOLDED = ("resultsSection", "derivedSection", "annotationSection", "documentSection")
_SHORT = 80  # characters that fit beside their label
_BLANK_LINES = re.compile(r"(\n[ \t]*(?:\r?\n[ \t]*)+)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ACRONYMS = {"id": "ID", "ids": "IDs", "ipd": "IPD", "nct": "NCT", "url": "URL", "fda": "FDA", "pmid": "PMID"}


def escaped(text: str) -> str:
    """Escape text so that HTML shows it, and a browser's `textContent` gives back the same number of characters.

    A carriage return is written as a reference, because a parser would drop a bare one; a NUL and a lone surrogate,
    which HTML cannot carry, become U+FFFD.
    """
    whole = "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)
    return html.escape(whole).replace("\r", "&#13;")


def browser_offset(text: str, offset: int) -> int:
    """Convert an offset in characters into one in UTF-16 units, as JavaScript counts."""
    return offset + sum(c > "\uffff" for c in text[:offset])


def place(record: TrialRecord, cited: Slice) -> tuple[str, int, int]:
    """Say where a slice stands in the pane: its pointer, and its start and end in UTF-16 units of that element."""
    value = record.source.value(cited.span.pointer)
    return cited.span.pointer, browser_offset(value, cited.span.start), browser_offset(value, cited.span.end)


def pane(record: TrialRecord) -> str:
    """Lay out the whole record: its title and age, then its source."""
    body = _page(record) if record.source.study is None else _study(record.source.study)
    return (
        f'<section class="record" data-trial="{escaped(record.id)}" aria-label="The record">'
        f'<header class="record-head"><div><h2>The record, word for word</h2>'
        f'<p class="record-meta"><span>{escaped(record.id)}</span><span>{escaped(record.as_of)}</span></p></div>'
        f'<button type="button" class="back" data-back hidden>&#8592; Back to the answer</button></header>'
        f'<div class="record-body" tabindex="0" role="region" aria-label="Text of the record">{body}</div></section>'
    )


def _page(record: TrialRecord) -> str:
    names = {part.strip().casefold() for one in record.slices() for part in one.section.split(">")}
    names |= {section.name.casefold() for section in record.sections}
    return f'<div class="page" data-pointer="">{"".join(_lines(record.source.text, names))}</div>'


def _lines(text: str, names: set[str]) -> Iterator[str]:
    for n, block in enumerate(_BLANK_LINES.split(text)):
        if n % 2:
            yield f'<span class="gap">{escaped(block)}</span>'
            continue
        for line in block.splitlines(keepends=True):
            words = line.strip().rstrip(":").casefold()
            if words and words in names:
                yield f'<span class="heading" role="heading" aria-level="3">{escaped(line)}</span>'
            else:
                yield escaped(line)


def _study(study: object) -> str:
    if not isinstance(study, Mapping):
        return _value("", study)
    return "".join(_part(f"/{_key(str(name))}", str(name), part) for name, part in study.items())


def _part(pointer: str, name: str, part: object) -> str:
    """Lay out a top-level part of a study; its modules become sections."""
    if not isinstance(part, Mapping):
        return f'<section class="module"><dl>{_field(pointer, name, part)}</dl></section>'
    modules = "".join(
        f'<section class="module"><h3>{escaped(label(str(key)))}</h3>'
        f"{_value(f'{pointer}/{_key(str(key))}', module)}</section>"
        for key, module in part.items()
    )
    if name in _FOLDED:
        return f'<details class="folded"><summary>{escaped(label(name))}</summary>{modules}</details>'
    return modules


def _value(pointer: str, value: object) -> str:
    if isinstance(value, Mapping):
        fields = (_field(f"{pointer}/{_key(str(key))}", str(key), one) for key, one in value.items())
        return f"<dl>{''.join(fields)}</dl>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = (f"<li>{_value(f'{pointer}/{n}', one)}</li>" for n, one in enumerate(value))
        return f"<ol>{''.join(items)}</ol>"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'<span class="value" data-pointer="{escaped(pointer)}">{escaped(text)}</span>'


def _field(pointer: str, name: str, value: object) -> str:
    short = isinstance(value, (bool, int, float)) or (isinstance(value, str) and len(value) <= _SHORT)
    kind = ' class="short"' if short else ""
    return f"<div{kind}><dt>{escaped(label(name))}</dt><dd>{_value(pointer, value)}</dd></div>"


def label(key: str) -> str:
    """Turn a key of the registry's JSON into words: "armsInterventionsModule" is "Arms interventions"."""
    words = [word.lower() for word in _CAMEL.split(re.sub(r"(Module|Section|Struct)$", "", key))]
    spoken = " ".join(_ACRONYMS.get(word, word) for word in words)
    return spoken[:1].upper() + spoken[1:]


def _key(name: str) -> str:
    """Escape a key for an RFC 6901 pointer."""
    return name.replace("~", "~0").replace("/", "~1")
