"""Write an eligibility report as HTML: blockers first, every criterion one press from its place in the record."""

from __future__ import annotations

import base64
from datetime import date

from assistant.check import EligibilityReport, Finding
from assistant.referral import NOTICE, headline, ordered, referral_page
from assistant.ui.pane import escaped, place

_MANY_MISSING = 10


def report(found: EligibilityReport, today: date) -> str:
    """The whole report; `today` is the day printed on the page to save."""
    groups = "".join(_group(found, name, findings) for name, findings in ordered(found))
    return (
        f'<section class="check" aria-label="Eligibility check"><h2>{escaped(headline(found))}</h2>'
        f'<p class="notice">{NOTICE}</p>{_missing(found)}{_conflicts(found)}{groups}{_save(found, today)}</section>'
    )


def _group(found: EligibilityReport, name: str, findings: tuple[Finding, ...]) -> str:
    items = "".join(_finding(found, one) for one in findings)
    folded = name == "Of another cohort"
    if folded:
        return f"<details><summary>{name} ({len(findings)})</summary><ol>{items}</ol></details>"
    return f'<section class="quotes"><h3>{name} ({len(findings)})</h3><ol>{items}</ol></section>'


def _finding(found: EligibilityReport, one: Finding) -> str:
    pointer, start, end = place(found.record, one.criterion.slice)
    cohort = f" · {escaped(one.criterion.cohort)}" if one.criterion.cohort else ""
    presumed = " Not mentioned: presumably absent, confirm." if one.presumed == "no" and not one.facts else ""
    return (
        f'<li><blockquote lang="">{escaped(one.criterion.slice.text)}</blockquote><p>{escaped(one.because)}{presumed}</p>'
        f'<p class="where"><span>{escaped(one.criterion.id)} · {one.criterion.kind}{cohort}</span>'
        f'<button type="button" class="show" data-trial="{escaped(found.record.id)}" data-at="{escaped(pointer)}" '
        f'data-start="{start}" data-end="{end}">Show in the record'
        f'<span class="visually-hidden"> ({escaped(one.criterion.id)})</span></button></p></li>'
    )


def _missing(found: EligibilityReport) -> str:
    if not found.missing:
        return ""
    items = "".join(
        f"<li><strong>{escaped(m.fact)}</strong>: if so, {escaped(m.if_positive)}; if not, "
        f"{escaped(m.if_negative)}</li>"
        for m in found.missing[:_MANY_MISSING]
    )
    return f"<h3>Facts that would settle most</h3><ul>{items}</ul>"


def _conflicts(found: EligibilityReport) -> str:
    items = "".join(
        f"<li>{''.join(f'<blockquote>{escaped(q)}</blockquote>' for q in c.quotes)}<p>{escaped(c.because)}</p></li>"
        for c in found.conflicts
    )
    return f"<h3>Conflicts</h3><ul>{items}</ul>" if items else ""


def _save(found: EligibilityReport, today: date) -> str:
    """A link that holds the page itself: nothing is stored on the server, and the reader decides where it goes."""
    page = base64.b64encode(referral_page(found, today).encode("utf-8", "replace")).decode("ascii")
    name = escaped(f"referral-{found.record.id}.html")
    return f'<p><a download="{name}" href="data:text/html;charset=utf-8;base64,{page}">Save the one-page summary to print</a></p>'


def failure(words: str) -> str:
    """Show that a check could not be made, and why."""
    return f'<div class="reply failed" role="alert"><p class="banner">{escaped(words)}</p></div>'
