"""Write an answer, or a summary of a record, as plain text for a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator

from assistant.answer import Answer, Citation
from assistant.escapes import as_read
from assistant.footnotes import footnoted
from assistant.labels import Labels, labels
from ingest.record import Age, Contact, Criterion, Slice, TrialRecord

_WIDTH = 100
_NOT_GIVEN = "not in this record"


def answer(answer: Answer) -> str:
    """Write what is said, the numbered quotes it stands on, what is not stated, what to do next, and how old it is."""
    say = labels(answer.language)
    parts = (
        _statements(answer, say),
        "\n".join(_quote(c, named=answer.trial is None) for c in answer.citations),
        _silence(answer, say),
        _listed(say.next_steps, answer.next_steps),
        _age(answer, say),
    )
    return "\n\n".join(part for part in parts if part)


def _statements(answer: Answer, say: Labels) -> str:
    lines = [
        _wrapped("".join(f"{text}{''.join(f' [{n}]' for n in ns)}" for text, ns in footnoted(one, answer.citations)))
        for one in answer.statements
    ]
    banners = {"not_in_record": say.silent, "partly_answered": say.partly, "declined": say.declined}
    if answer.kind in banners:
        lines.insert(0, f"{banners[answer.kind].upper()}")
    return "\n".join(lines)


def _quote(citation: Citation, *, named: bool) -> str:
    """A quote and its place; `named` with its trial, where the answer speaks of several."""
    cited = citation.slice
    pointer = f"{cited.span.pointer}:" if cited.span.pointer else ""
    where = f"{f'{citation.trial} · ' if named else ''}{cited.section} · {pointer}{cited.span.start}:{cited.span.end}"
    number = f"  [{citation.n}] "
    return f"{_wrapped(f'“{cited.text}”', number)}\n{' ' * len(number)}{printable(where)}"


def _silence(answer: Answer, say: Labels) -> str:
    searched = dict.fromkeys(name for one in answer.not_stated for name in one.searched)
    return _wrapped(f"{say.searched}: {'; '.join(searched)}") if searched else ""


def _age(answer: Answer, say: Labels) -> str:
    if not answer.as_of:
        return ""
    trial = f"{answer.trial} · " if answer.trial else ""
    return _wrapped(f"{trial}{say.copy}: {answer.as_of}")


def _listed(head: str, items: Iterable[str]) -> str:
    lines = [_wrapped(one, "  - ") for one in items]
    return "\n".join([f"{head}:", *lines]) if lines else ""


def record(record: TrialRecord) -> str:
    """Summarise a record in its own words; a field that is absent is said to be absent."""
    parts = (
        f"{printable(record.id)}  {printable(record.title.text)}\nCopy: {printable(record.as_of)}",
        "\n".join(_wrapped(f"{name}: {words or _NOT_GIVEN}", "", "  ") for name, words in _fields(record)),
        _listed("Arms", (_joined((one.label, *(d.slice for d in one.doses)), "; ") for one in record.arms)),
        _listed("Outcomes", (f"{one.rank}: {one.measure.text}" for one in record.outcomes)),
        _listed("Sites", (_joined((s.facility, s.city, s.state, s.country)) for s in record.sites)),
        _listed("Contacts", (_contact(one) for one in record.contacts)),
        _listed("Dates", (f"{one.kind.replace('_', ' ')}: {one.slice.text}" for one in record.dates)),
        _criteria(record),
    )
    return "\n\n".join(part for part in parts if part)


def _fields(record: TrialRecord) -> Iterator[tuple[str, str]]:
    yield "Status", _joined(record.status)
    yield "Phase", _joined(record.phases)
    yield "Study type", _joined((record.study_type,))
    yield "Sponsor", _joined((record.sponsor, *record.collaborators))
    yield "Enrolment", _joined((record.enrolment, record.enrolment_type))
    yield "Sex", _joined((record.sex,))
    yield "Ages", _joined(tuple(dict.fromkeys(_limits(record.minimum_age, record.maximum_age))), " – ")
    yield "Conditions", _joined(record.conditions)
    yield "Interventions", _joined(tuple(one.name for one in record.interventions))


def _limits(*ages: Age | None) -> Iterator[Slice]:
    yield from (age.slice for age in ages if age)


def _contact(contact: Contact) -> str:
    said = _joined((contact.name, contact.role, contact.affiliation, contact.phone, contact.email))
    missing = [name for name, one in (("phone", contact.phone), ("e-mail", contact.email)) if one is None]
    return f"{said} (no {' and no '.join(missing)} in this record)" if missing else said


def _criteria(record: TrialRecord) -> str:
    lines: list[str] = []
    group: tuple[str, str | None] | None = None
    for one in record.criteria:
        if (one.kind, one.cohort) != group:
            group = (one.kind, one.cohort)
            lines.append(f"{one.kind.capitalize()} criteria{f' – {printable(one.cohort)}' if one.cohort else ''}:")
        lines.append(_criterion(one))
    return "\n".join(lines) or f"Criteria: {_NOT_GIVEN}"


def _criterion(criterion: Criterion) -> str:
    return _wrapped(" ".join(criterion.slice.text.split()), f"  {criterion.id:<4} ")


def _joined(slices: Iterable[Slice | None], separator: str = ", ") -> str:
    return separator.join(one.text for one in slices if one is not None)


# Overrides and isolates of direction: they can make shown text read differently from what it is.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Replace by U+FFFD what could steer a terminal or reverse its text; lines end in a newline alone."""
    return "".join("\ufffd" if _steers(c) else c for c in text.replace("\r\n", "\n"))


def _steers(c: str) -> bool:
    return c in _BIDI or (unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t")


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    """Wrap at spaces only, under a hanging indent; of the words only escapes change, into what they stand for."""
    rest = " " * len(first) if rest is None else rest
    lines = printable(as_read(text)).split("\n")
    wrapped = [
        textwrap.fill(
            line,
            _WIDTH,
            initial_indent=first if n == 0 else rest,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
            replace_whitespace=False,
        )
        for n, line in enumerate(lines)
    ]
    return "\n".join(wrapped)
