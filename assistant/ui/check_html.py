"""Write an eligibility report as HTML: blockers first, every criterion one press from its place in the record."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date

from assistant.check import EligibilityReport, Finding
from assistant.escapes import as_read
from assistant.judge import Holds, verdict
from assistant.model import Model
from assistant.referral import (
    ABSENT,
    NOTICE,
    WORDS,
    below_headline,
    deciding,
    grouped,
    headline,
    name,
    referral_page,
    tally,
    told,
)
from assistant.ui.overruling import Checked
from assistant.ui.pane import escaped, place

LONGEST_REASON = 1_000
_MANY_MISSING = 6
_CHOICES: tuple[tuple[Holds, str], ...] = (
    ("yes", "Yes, it holds"),
    ("no", "No, it does not"),
    ("unknown", "Not known"),
)


def report(checked: Checked, today: date, alert: str = "", asks: str = "") -> str:
    """The whole report; `today` is the day printed on the summary, `alert` what went wrong since it was shown.

    `asks` offers to ask a language model, as `asks` writes it.
    """
    found = checked.report
    before = {f.criterion.id: f for f in checked.first.findings}
    groups = "".join(_group(found, title, findings, before) for title, findings in grouped(found))
    return (
        f'<section class="report" aria-label="Eligibility check">{_head(found, today)}'
        f'<p class="stale" role="status" hidden>The facts were changed after this check: check again.</p>'
        f"{failure(alert) if alert else ''}{asks}{_missing(found)}{_conflicts(found)}{groups}</section>"
    )


def asks(model: Model, n: int, said: str = "") -> str:
    """Offer to ask a model about `n` criteria of words that are open, and say what comes of it."""
    where = (
        f"It is on another machine ({escaped(model.provider)}): the note goes there, with names, numbers and addresses of "
        "people hidden as far as they can be found."
        if model.remote
        else "It runs on the machine that serves this page."
    )
    button = (
        f'<button type="button" class="referral" data-suggest>Ask a model about {n} open in words</button>' if n else ""
    )
    heard = f'<p role="status">{escaped(said)}</p>' if said else ""
    return (
        f'<section class="group asks-model"><h3>What the rules leave open</h3><p class="sees">The language model '
        f"<b>{escaped(model.name)}</b> may suggest an answer from the note’s own sentences. {where} What it suggests stays "
        f'open until you confirm it.</p><p class="actions">{button}</p>{heard}</section>'
    )


def _head(found: EligibilityReport, today: date) -> str:
    counts = "".join(f"<li><b>{n}</b> {WORDS[one].lower()}</li>" for one, n in tally(found).items() if n)
    jumps = "".join(
        f'<li><a href="#{_anchor(f)}">{escaped(name(f))}</a> {escaped(as_read(f.criterion.slice.text))}</li>'
        for f in found.findings
        if f.verdict == "blocks"
    )
    blocking = f'<ul class="blocking">{jumps}</ul>' if jumps else f"<p>{escaped(below_headline(found))}</p>"
    return (
        f'<header class="outcome {found.outcome}" id="outcome" tabindex="-1"><h2>{escaped(headline(found))}</h2>'
        f'{blocking}<ul class="tally">{counts}</ul><p class="notice">{NOTICE}</p>{_summary(found, today)}</header>'
    )


def _summary(found: EligibilityReport, today: date) -> str:
    """A link that holds the page itself: nothing is stored on the server, and the reader decides where it goes."""
    page = base64.b64encode(referral_page(found, today).encode("utf-8", "replace")).decode("ascii")
    return (
        f'<p class="actions"><button type="button" class="referral" data-referral>Print the referral summary</button>'
        f'<a id="referral-file" download="{escaped(f"referral-{found.record.id}.html")}" '
        f'href="data:text/html;charset=utf-8;base64,{page}">Save it</a></p>'
    )


def _group(found: EligibilityReport, title: str, findings: tuple[Finding, ...], before: dict[str, Finding]) -> str:
    items = "".join(_finding(found, one, before[one.criterion.id]) for one in findings)
    if title == "Of another cohort":
        cohorts = ", ".join(dict.fromkeys(f.criterion.cohort or "" for f in findings))
        return (
            f'<details class="group"><summary>{title}: {escaped(cohorts)} ({len(findings)})</summary>'
            f"<ol>{items}</ol></details>"
        )
    return f'<section class="group"><h3>{escaped(title)} ({len(findings)})</h3><ol>{items}</ol></section>'


def _finding(found: EligibilityReport, one: Finding, before: Finding) -> str:
    pointer, start, end = place(found.record, one.criterion.slice)
    called = escaped(name(one))
    return (
        f'<li class="finding {one.verdict}" id="{_anchor(one)}" tabindex="-1">'
        f'<p class="head"><span class="chip">{WORDS[one.verdict]}</span><span class="id">{called}</span>'
        f'<button type="button" class="show" data-trial="{escaped(found.record.id)}" data-at="{escaped(pointer)}" '
        f'data-start="{start}" data-end="{end}">Show in the record<span class="visually-hidden"> ({called})</span>'
        f'</button></p><blockquote lang="">{escaped(as_read(one.criterion.slice.text))}</blockquote>'
        f"{_patient(one)}{_because(one, before)}{_suggested(one)}{_deciding(found, one)}{_overrule(one)}</li>"
    )


def _anchor(one: Finding) -> str:
    return escaped(f"finding-{one.criterion.id}")


def _patient(one: Finding) -> str:
    if not one.facts:
        return ""
    quotes = "".join(f'<q lang="">{escaped(words)}</q>' for words in one.facts)
    return f'<p class="patient"><span class="label">Patient</span><span>{quotes}</span></p>'


def _because(one: Finding, before: Finding) -> str:
    if one.by != "clinician":
        presumed = f" {ABSENT}" if one.presumed == "no" and not one.facts else ""
        return f'<p class="because">{escaped(one.because)}{presumed}</p>'
    return (
        f'<p class="clinician"><span class="label">Clinician</span><span>{escaped(one.because)}</span></p>'
        f'<p class="before">The check had said “{WORDS[before.verdict].lower()}”: {escaped(before.because)} '
        f'<button type="button" class="show" data-restore="{escaped(one.criterion.id)}">Take back'
        f'<span class="visually-hidden"> ({escaped(name(one))})</span></button></p>'
    )


def _suggested(one: Finding) -> str:
    """What a model suggests, with one press to confirm it as the clinician's own judgement."""
    if one.suggested is None:
        return ""
    means = f"{dict(_CHOICES)[one.suggested]}: {WORDS[verdict(one.criterion.kind, one.suggested)].lower()}"
    reason = " and ".join(f"“{words}”" for words in one.facts)
    reason = f"Suggested by a model and confirmed: {reason}"[:LONGEST_REASON]
    return (
        f'<div class="suggested"><span class="label">Suggested by a model, confirm</span><span class="fields">{means}. '
        f'<select name="holds" hidden><option value="{one.suggested}" selected></option></select>'
        f'<input name="reason" type="hidden" value="{escaped(reason)}">'
        f'<button type="button" class="show" data-overrule="{escaped(one.criterion.id)}">Confirm'
        f'<span class="visually-hidden"> {escaped(name(one))}</span></button>'
        f'<span class="lacking" hidden></span></span></div>'
    )


def _deciding(found: EligibilityReport, one: Finding) -> str:
    items = "".join(f"<li>{escaped(told(fact))}</li>" for fact in deciding(found, one))
    return f'<div class="missing"><span class="label">Missing</span><ul>{items}</ul></div>' if items else ""


def _overrule(one: Finding) -> str:
    id, kind = escaped(one.criterion.id), one.criterion.kind
    options = "".join(
        f'<option value="{holds}">{words}: {WORDS[verdict(kind, holds)].lower()}</option>' for holds, words in _CHOICES
    )
    return (
        f'<details class="overrule"><summary>Overrule<span class="visually-hidden"> {id}</span></summary>'
        f'<div class="fields"><label>Does this statement hold for the patient?<select name="holds">'
        f'<option value="">Choose…</option>{options}</select></label>'
        f'<label>Why (required)<input name="reason" type="text" maxlength="{LONGEST_REASON}" autocomplete="off"></label>'
        f'<button type="button" data-overrule="{id}">Overrule {escaped(name(one))}</button>'
        f'<p class="lacking" role="alert" hidden>Choose an answer and say why.</p></div></details>'
    )


def _missing(found: EligibilityReport) -> str:
    """The facts that settle most; those beyond the first few are one press away."""
    items = [
        f"<li><b>{escaped(m.fact)}</b>: if so, {escaped(m.if_positive)}; if not, {escaped(m.if_negative)}</li>"
        for m in found.missing
    ]
    if not items:
        return ""
    more = items[_MANY_MISSING:]
    rest = f"<details><summary>{len(more)} more</summary><ul>{''.join(more)}</ul></details>" if more else ""
    return f'<section class="group wanted"><h3>Facts that would settle most</h3>{_list(items[:_MANY_MISSING])}{rest}</section>'


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(items)}</ul>"


def _conflicts(found: EligibilityReport) -> str:
    items = "".join(
        f"<li>{''.join(f'<blockquote>{escaped(q)}</blockquote>' for q in c.quotes)}<p>{escaped(c.because)}</p></li>"
        for c in found.conflicts
    )
    return f'<section class="group"><h3>Conflicts</h3><ol class="conflicts">{items}</ol></section>' if items else ""


def failure(words: str) -> str:
    """Show that a check could not be made, and why."""
    return f'<p class="problem" role="alert">{escaped(words)}</p>' if words else ""
