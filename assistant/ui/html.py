"""Write the parts of the page as HTML; everything that comes from outside is escaped here."""

from __future__ import annotations

from itertools import groupby

from assistant.answer import Answer, Citation, Statement
from assistant.escapes import as_read
from assistant.footnotes import footnoted
from assistant.labels import Labels, labels
from assistant.model import Model
from assistant.question import Audience
from assistant.ui.pane import escaped, place
from assistant.ui.words import EXAMPLES, WHAT_THIS_IS
from ingest.record import TrialRecord

_BULLET = "• "
# Shown at once: marks behind one piece of text, and quotes under an answer; the other quotes are one press away.
_MANY_MARKS = 8
_MANY_QUOTES = 4


def masthead(record: TrialRecord | None) -> str:
    """Write the head of the page: what this is, and which trial it is about."""
    title = escaped(record.title.text) if record else "No record in the library"
    facts = _facts(record) if record else ()
    chips = "".join(f"<span>{escaped(one)}</span>" for one in facts)
    return (
        f'<header class="masthead"><p class="brand">trialogue</p><h1>{title}</h1><p class="facts">{chips}</p>'
        f'<p class="notice" role="note">{WHAT_THIS_IS}</p></header>'
    )


def _facts(record: TrialRecord) -> tuple[str, ...]:
    phases, status = "/".join(one.text for one in record.phases), record.status[0].text if record.status else ""
    named = (("Phase", phases), ("Status", status), ("This copy", record.as_of))
    return (record.id, *(f"{name}: {said}" for name, said in named if said))


def welcome(audience: Audience) -> str:
    """Invite a first question, with examples that can be asked with one press."""
    asks = "".join(
        f'<li><button type="button" data-ask="{escaped(one)}">{escaped(one)}</button></li>'
        for one in EXAMPLES[audience]
    )
    return (
        '<section class="welcome" aria-label="Examples"><h2>What would you like to know?</h2>'
        "<p>Ask in your own words. Every answer shows the sentence of the record it stands on. "
        '<span lang="zh">可以用中文提问。</span> <span lang="es">Puede preguntar en español.</span></p>'
        f'<ul class="asks">{asks}</ul></section>'
    )


def asked(n: int, question: str) -> str:
    """Write a question as it was typed."""
    return f'<p class="asked" id="question-{n}"><span class="visually-hidden">You asked: </span>{escaped(question)}</p>'


def stages(done: tuple[str, ...], now: str) -> str:
    """Show what has been done and what is being done."""
    past = "".join(f"<li>{escaped(one)}</li>" for one in done)
    return f'<ul class="stages" role="status">{past}<li class="now">{escaped(now)}</li></ul>'


def under_way(passed: tuple[Statement, ...], found: tuple[Citation, ...]) -> str:
    """Show the sentences that have passed so far or, before there are any, the record's words that were found."""
    if passed:
        lines = "".join(f"<p>{escaped(as_read(one.text))}</p>" for one in passed)
        return f'<div class="under-way statements">{lines}</div>'
    quotes = "".join(
        f'<li><blockquote lang="">{escaped(as_read(c.slice.text))}</blockquote></li>' for c in found[:_MANY_QUOTES]
    )
    return f'<div class="under-way quotes"><ol>{quotes}</ol></div>' if quotes else ""


def sees(model: Model | None) -> str:
    """Say which language model sees a question and where it is; nothing where there is none."""
    if model is None:
        return ""
    name = f"<b>{escaped(model.name)}</b>"
    if model.remote:
        where = (
            f"Your question also goes to the language model {name}, on another machine ({escaped(model.provider)}). "
            "Names, numbers and addresses of people are hidden first, as far as they can be found."
        )
    else:
        where = f"The language model {name} helps to word answers. It runs on the machine that serves this page."
    return f'<p class="sees" role="note">{where} Each of its sentences is checked against the record.</p>'


def failure(words: str) -> str:
    """Show that a question could not be answered, and why."""
    return f'<div class="reply failed" role="alert" lang="en"><p class="banner">{escaped(words)}</p></div>'


def reply(n: int, answer: Answer, record: TrialRecord | None) -> str:
    """Write an answer: what is said first, then the quotes it stands on, then what is missing and what to do.

    Args:
        n: the number of the exchange on the page, so that ids stay unique.
        answer: what to show.
        record: the record that the citations cut from; without it quotes are shown but cannot be followed.
    """
    say = labels(answer.language)
    parts = (
        _banner(answer, say),
        _statements(answer, say, record),
        _quotes(answer, say, record),
        _silence(answer, say),
        _next_steps(answer, say),
        _copy(answer, say),
    )
    return f'<article class="reply {answer.kind}" id="reply-{n}" lang="{say.lang}">{"".join(parts)}</article>'


def _banner(answer: Answer, say: Labels) -> str:
    banners = {"not_in_record": say.silent, "partly_answered": say.partly, "declined": say.declined}
    return f'<p class="banner">{banners[answer.kind]}</p>' if answer.kind in banners else ""


def _statements(answer: Answer, say: Labels, record: TrialRecord | None) -> str:
    lines = "".join(_statement(one, answer, say, record) for one in answer.statements)
    # An emergency must be heard at once: an alert interrupts a screen reader.
    role = ' role="alert"' if answer.kind == "redirected" else ""
    return f'<div class="statements"{role}>{lines}</div>'


def _statement(one: Statement, answer: Answer, say: Labels, record: TrialRecord | None) -> str:
    """Write a statement's lines; those that open with a bullet become a list."""
    by_number = {c.n: c for c in answer.citations}
    written = "".join(
        escaped(as_read(text)) + _marks([by_number[n] for n in numbers], say, record)
        for text, numbers in footnoted(one, answer.citations)
    )
    blocks = []
    for bulleted, lines in groupby(written.split("\n"), lambda line: line.startswith(_BULLET)):
        if bulleted:
            blocks.append(f"<ul>{''.join(f'<li>{line.removeprefix(_BULLET)}</li>' for line in lines)}</ul>")
        else:
            blocks.extend(f"<p>{line}</p>" for line in lines if line.strip())
    return "".join(blocks)


def _marks(cited: list[Citation], say: Labels, record: TrialRecord | None) -> str:
    marks = "".join(
        f'<button type="button" class="cite" {_target(c, record)} aria-label="{say.show}: {c.n}">{c.n}</button>'
        for c in cited[:_MANY_MARKS]
    )
    more = len(cited) - _MANY_MARKS
    return f'{marks}<span class="rest">+{more}</span>' if more > 0 else marks


def _quotes(answer: Answer, say: Labels, record: TrialRecord | None) -> str:
    if not answer.citations:
        return ""
    items = [_quote(c, say, record, named=answer.trial is None) for c in answer.citations]
    shown, rest = items[:_MANY_QUOTES], items[_MANY_QUOTES:]
    more = f"<details><summary>{len(rest)} {say.more}</summary><ol>{''.join(rest)}</ol></details>" if rest else ""
    return f'<section class="quotes"><h3>{say.quotes}</h3><ol>{"".join(shown)}</ol>{more}</section>'


def _quote(citation: Citation, say: Labels, record: TrialRecord | None, *, named: bool) -> str:
    """A quote with its place; `named` with its trial, where the answer speaks of several."""
    trial = f"{escaped(citation.trial)} · " if named else ""
    return (
        f'<li value="{citation.n}"><blockquote lang="">{escaped(as_read(citation.slice.text))}</blockquote>'
        f'<p class="where"><span><span class="n">{citation.n}</span> {trial}{escaped(citation.slice.section)}</span>'
        f'<button type="button" class="show" {_target(citation, record)}>{say.show}'
        f'<span class="visually-hidden"> ({citation.n})</span></button></p></li>'
    )


def _target(citation: Citation, record: TrialRecord | None) -> str:
    """Write the attributes that lead a click to the exact characters."""
    if record is None or record.id != citation.trial:
        return f'data-trial="{escaped(citation.trial)}" disabled'
    pointer, start, end = place(record, citation.slice)
    return (
        f'data-trial="{escaped(citation.trial)}" data-at="{escaped(pointer)}" data-start="{start}" data-end="{end}" '
        f'data-n="{citation.n}"'
    )


def _silence(answer: Answer, say: Labels) -> str:
    searched = tuple(dict.fromkeys(name for one in answer.not_stated for name in one.searched))
    if not searched:
        return ""
    items = "".join(f"<li>{escaped(name)}</li>" for name in searched)
    return f'<details class="searched"><summary>{say.searched} ({len(searched)})</summary><ul>{items}</ul></details>'


def _next_steps(answer: Answer, say: Labels) -> str:
    if not answer.next_steps:
        return ""
    items = "".join(f"<li>{escaped(one)}</li>" for one in answer.next_steps)
    return f'<section class="next"><h3>{say.next_steps}</h3><ul>{items}</ul></section>'


def _copy(answer: Answer, say: Labels) -> str:
    trial = f"{escaped(answer.trial)} · " if answer.trial else ""
    worded = f" · {say.worded}" if answer.by == "model" else ""
    return f'<p class="copy">{trial}{say.copy}: {escaped(answer.as_of)}{worded}</p>' if answer.as_of else ""
