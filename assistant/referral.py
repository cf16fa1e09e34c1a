"""Write a report for the people it goes to: a page to print, a card for a clinical system."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

from assistant.check import EligibilityReport, Finding, Outcome

_HEADLINES: dict[Outcome, str] = {
    "blocked": "A blocking criterion was found",
    "open": "No blocker found",
    "undetermined": "Undetermined",
}
_INDICATORS: dict[Outcome, str] = {"blocked": "warning", "open": "info", "undetermined": "info"}
NOTICE = "To be confirmed by the study team. This page compares words of a registry record with facts as they were given; it decides nothing."
_STYLE = """
body{font:11pt/1.4 system-ui,sans-serif;color:#1b2a30;max-width:46em;margin:1.5em auto;padding:0 1em}
h1{font-size:15pt;margin:0 0 .2em}h2{font-size:12pt;margin:1.1em 0 .3em;border-bottom:1px solid #b9c4c6}
.notice,.meta{color:#51626a;font-size:9.5pt}table{border-collapse:collapse;width:100%}td,th{text-align:left;
vertical-align:top;padding:.3em .5em .3em 0;border-bottom:1px solid #e2e8e8}q{font-family:Georgia,serif}
.blocks{color:#a1231d;font-weight:600}ul{margin:.2em 0;padding-left:1.2em}
@media print{body{margin:0;max-width:none;font-size:9.5pt}tr{break-inside:avoid}}
"""


def headline(report: EligibilityReport) -> str:
    """The top line; it never says that someone may take part."""
    open_ = sum(f.verdict == "open" for f in report.findings)
    blocking = [f.criterion.id for f in report.findings if f.verdict == "blocks"]
    if report.outcome == "blocked":
        return f"{_HEADLINES['blocked']}: {', '.join(blocking)}"
    if report.outcome == "open":
        return f"{_HEADLINES['open']}, {open_} open"
    return f"{_HEADLINES['undetermined']}: what was given does not say which criteria apply, {open_} open"


def ordered(report: EligibilityReport) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """The findings as a reader needs them: blockers, what is open, what is clear; other cohorts last."""
    groups = (("Blocking", "blocks"), ("Open", "open"), ("Clear", "clears"), ("Of another cohort", "not_applicable"))
    return tuple((name, found) for name, v in groups if (found := tuple(f for f in report.findings if f.verdict == v)))


def referral_page(report: EligibilityReport, today: date) -> str:
    """One page of HTML that stands alone: no script, nothing fetched; everything from outside is escaped."""
    record = report.record
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{_escaped(record.id)}: referral summary</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_escaped(headline(report))}</h1><p>{_escaped(record.id)}: {_escaped(record.title.text)}</p>",
        f"<p class='meta'>Checked {today.isoformat()} · this copy of the record: {_escaped(record.as_of)} · "
        f"SHA-256 {record.source.digest}</p><p class='notice'>{NOTICE}</p>",
    ]
    for name, findings in ordered(report):
        if name == "Of another cohort":
            ids = ", ".join(f.criterion.id for f in findings)
            parts.append(f"<h2>{name}</h2><p class='meta'>Not for this patient: {_escaped(ids)}</p>")
            continue
        rows = "".join(_row(f) for f in findings)
        parts.append(
            f"<h2>{name}</h2><table><tr><th>Criterion</th><th>The record says</th><th>Because</th></tr>{rows}</table>"
        )
    if report.missing:
        items = "".join(
            f"<li>{_escaped(m.fact)}: if so, {_escaped(m.if_positive)}; if not, {_escaped(m.if_negative)}</li>"
            for m in report.missing[:12]
        )
        parts.append(f"<h2>Facts that would settle more</h2><ul>{items}</ul>")
    if report.conflicts:
        items = "".join(
            f"<li>{' / '.join(f'<q>{_escaped(q)}</q>' for q in c.quotes)}<br>{_escaped(c.because)}</li>"
            for c in report.conflicts
        )
        parts.append(f"<h2>Conflicts</h2><ul>{items}</ul>")
    used = dict.fromkeys(words for f in report.findings for words in f.facts)
    if used:
        parts.append(
            "<h2>Facts used, as given</h2><ul>" + "".join(f"<li><q>{_escaped(w)}</q></li>" for w in used) + "</ul>"
        )
    return "".join((*parts, "</body></html>"))


def _row(finding: Finding) -> str:
    mark = " class='blocks'" if finding.verdict == "blocks" else ""
    cohort = f"<br>{_escaped(finding.criterion.cohort)}" if finding.criterion.cohort else ""
    by = " (clinician)" if finding.by == "clinician" else ""
    presumed = " Not mentioned: presumably absent, confirm." if finding.presumed == "no" and not finding.facts else ""
    return (
        f"<tr><td{mark}>{_escaped(finding.criterion.id)}{cohort}</td><td><q>{_escaped(finding.criterion.slice.text)}</q></td>"
        f"<td>{_escaped(finding.because)}{presumed}{by}</td></tr>"
    )


def _escaped(text: str) -> str:
    return html.escape(text.replace("\0", "\ufffd"))


def cds_card(report: EligibilityReport) -> dict[str, Any]:
    """A CDS Hooks 2.0 response with one card: a summary of at most 140 characters, Markdown detail, our source."""
    lines = [
        f"- **{f.criterion.id}** {_plain(f.criterion.slice.text)}: {f.verdict}"
        for name, findings in ordered(report)
        if name in ("Blocking", "Open")
        for f in findings
    ]
    return {
        "cards": [
            {
                "summary": f"{report.record.id}: {headline(report)}"[:140],
                "indicator": _INDICATORS[report.outcome],
                "detail": "\n".join([NOTICE, "", *lines]),
                "source": {"label": f"trialogue on {report.record.id} ({report.record.as_of})"},
            }
        ]
    }


def _plain(text: str) -> str:
    """A record's words inside Markdown: its own marks must not be read as ours."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|<>" else c for c in " ".join(text.split()))
