"""Write a report for the people it goes to: a page to print, a card for a clinical system."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.check import EligibilityReport, Finding, Outcome
from assistant.escapes import as_read
from assistant.judge import Verdict

_INDICATORS: dict[Outcome, str] = {"blocked": "warning", "open": "info", "undetermined": "info"}
NOTICE = "To be confirmed by the study team. This page compares words of a registry record with facts as they were given; it decides nothing."
ABSENT = "Not mentioned: presumably absent, confirm."
WORDS: dict[Verdict, str] = {
    "blocks": "Blocks",
    "open": "Open",
    "clears": "Clear",
    "not_applicable": "Of another cohort",
}
_ORDER: tuple[Verdict, ...] = ("blocks", "open", "clears", "not_applicable")
_MANY_ROWS = 14
_FIELDS = {"minimum_age": "Registry field: minimum age", "maximum_age": "Registry field: maximum age", "sex": "Registry field: sex"}  # fmt: skip
_STYLE = """
@page{size:A4;margin:11mm 12mm}
body{font:10pt/1.35 system-ui,sans-serif;color:#1b2a30;max-width:52em;margin:1.5em auto;padding:0 1em}
h1{font-size:14pt;margin:0 0 .15em}h2{font-size:10pt;margin:.8em 0 .2em;border-bottom:1px solid #b9c4c6}
p{margin:.15em 0}.notice,.meta{color:#51626a;font-size:8.5pt;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}td{text-align:left;vertical-align:top;padding:.2em .6em .2em 0;
border-bottom:1px solid #e2e8e8}td:first-child{white-space:nowrap;font-weight:600;width:3em}td:nth-child(2){width:42%}
q{font-family:Georgia,serif}.blocks{color:#a1231d}.by{font-weight:600}ul{margin:.1em 0;padding-left:1.2em}
.two{columns:2;column-gap:2em}li{break-inside:avoid}
@media print{body{margin:0;padding:0;max-width:none;font-size:8pt;line-height:1.25}h1{font-size:12pt}
body.dense{font-size:7pt}.dense td{padding-top:.1em;padding-bottom:.1em}h2{font-size:8.5pt;break-after:avoid}.notice,.meta{font-size:7pt}tr{break-inside:avoid}}
"""


@dataclass(frozen=True, slots=True)
class Deciding:
    """A missing fact, and what either answer to it would decide for one criterion; "" where it decides nothing."""

    fact: str
    if_so: str
    if_not: str


def headline(report: EligibilityReport) -> str:
    """The top line; it never says that someone may take part."""
    if report.outcome == "blocked":
        return "Blocking criterion found"
    if report.outcome == "open":
        return f"No blocker found, {tally(report)['open']} open"
    return "Undetermined"


def below_headline(report: EligibilityReport) -> str:
    """The line under the top line: which criteria block, or what is not known."""
    blocking = ", ".join(name(f) for f in report.findings if f.verdict == "blocks")
    if blocking:
        return f"Blocking: {blocking}."
    if report.outcome == "undetermined":
        return "What was given does not say which of the criteria are for this patient."
    return "What is open must be answered before anything follows from this."


def tally(report: EligibilityReport) -> dict[Verdict, int]:
    """How many findings have each verdict, blockers first."""
    return {one: sum(f.verdict == one for f in report.findings) for one in _ORDER}


def name(finding: Finding) -> str:
    """What to call a criterion: its number, or the registry's field."""
    return _FIELDS.get(finding.criterion.id, finding.criterion.id)


def ordered(report: EligibilityReport) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """The findings as a reader needs them: blockers, what is open, what is clear; other cohorts last."""
    groups = (("Blocking", "blocks"), ("Open", "open"), ("Clear", "clears"), ("Of another cohort", "not_applicable"))
    return tuple((name, found) for name, v in groups if (found := tuple(f for f in report.findings if f.verdict == v)))


def grouped(report: EligibilityReport) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """The findings by where the record states them: common, each cohort, exclusion; in each, blockers first.

    Cohorts that are not the patient's come last, together.
    """
    groups: dict[str, list[Finding]] = {"Inclusion, common": []}
    other: list[Finding] = []
    for one in report.findings:
        kind, cohort = one.criterion.kind.capitalize(), one.criterion.cohort
        if one.verdict == "not_applicable" and cohort:
            other.append(one)
        else:
            groups.setdefault(f"{kind}, cohort “{cohort}”" if cohort else _COMMON[kind], []).append(one)
    exclusions = groups.pop("Exclusion", [])
    named = [*groups.items(), ("Exclusion", exclusions), ("Of another cohort", other)]
    return tuple(
        (title, tuple(sorted(found, key=lambda f: _ORDER.index(f.verdict)))) for title, found in named if found
    )


_COMMON = {"Inclusion": "Inclusion, common", "Exclusion": "Exclusion"}


def deciding(report: EligibilityReport, finding: Finding) -> tuple[Deciding, ...]:
    """The missing facts that bear on one criterion, each with what either answer would decide for it."""
    id = finding.criterion.id
    return tuple(
        Deciding(m.fact, _for(m.if_positive, id), _for(m.if_negative, id))
        for m in report.missing
        if id in m.settles and finding.verdict == "open" and finding.by != "clinician"
    )


def _for(flips: str, id: str) -> str:
    """Of "I1 clears; E2 blocks", the part that is about one criterion."""
    said = dict(part.split(" ", 1) for part in flips.split("; ") if " " in part)
    return said.get(id, "")


def told(one: Deciding) -> str:
    """Say what a missing fact would decide; of two answers, one may decide nothing by itself."""
    sides = [f"{when} {what}" for when, what in (("if so,", one.if_so), ("if not,", one.if_not)) if what]
    return f"{one.fact}: {'; '.join(sides)}" if sides else one.fact


def referral_page(report: EligibilityReport, today: date) -> str:
    """One page of HTML that stands alone: no script, nothing fetched; everything from outside is escaped."""
    record = report.record
    dense = " class='dense'" if sum(f.verdict in ("blocks", "open") for f in report.findings) > _MANY_ROWS else ""
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        "<meta name='viewport' content='width=device-width'>",
        f"<title>{_escaped(record.id)}: referral summary</title><style>{_STYLE}</style></head><body{dense}>",
        f"<h1>{_escaped(headline(report))}</h1><p>{_escaped(below_headline(report))}</p>",
        f"<p>{_escaped(record.id)}: {_escaped(record.title.text)}</p>",
        f"<p class='meta'>Checked {today.isoformat()} · this copy of the record: {_escaped(record.as_of)} · "
        f"SHA-256 {record.source.digest}</p><p class='notice'>{NOTICE}</p>",
    ]
    for title, findings in ordered(report):
        if title in ("Blocking", "Open"):
            rows = "".join(_row(report, f) for f in findings)
            parts.append(f"<h2>{title} ({len(findings)})</h2><table>{rows}</table>")
        elif title == "Clear":
            items = "".join(_clear(f) for f in findings)
            parts.append(f"<h2>Clear ({len(findings)})</h2><ul>{items}</ul>")
        else:
            cohorts = ", ".join(dict.fromkeys(_escaped(f.criterion.cohort or f.criterion.id) for f in findings))
            ids = ", ".join(_escaped(name(f)) for f in findings)
            parts.append(f"<h2>Of another cohort ({len(findings)})</h2><p class='meta'>{cohorts}: {ids}</p>")
    parts.append(_conflicts(report))
    used = dict.fromkeys(words for f in report.findings for words in f.facts)
    if used:
        items = "".join(f"<li><q>{_escaped(w)}</q></li>" for w in used)
        parts.append(f"<h2>Facts used, as given</h2><ul class='two'>{items}</ul>")
    return "".join((*parts, "</body></html>"))


def _row(report: EligibilityReport, finding: Finding) -> str:
    mark = " class='blocks'" if finding.verdict == "blocks" else ""
    cohort = f" · {_escaped(finding.criterion.cohort)}" if finding.criterion.cohort else ""
    wanted = deciding(report, finding)
    missing = f"Missing: {_escaped(' · '.join(told(one) for one in wanted))}." if wanted else ""
    # Where nothing was given, that it is missing says all there is to say, and the page stays one page.
    said = f"{missing}{_presumed(finding)}" if wanted and not finding.facts else f"{_because(finding)} {missing}"
    return (
        f"<tr><td{mark}>{_escaped(name(finding))}{cohort}</td><td><q>{_escaped(as_read(finding.criterion.slice.text))}</q></td>"
        f"<td>{said}</td></tr>"
    )


def _clear(finding: Finding) -> str:
    return f"<li><b>{_escaped(name(finding))}</b> <q>{_escaped(as_read(finding.criterion.slice.text))}</q>: {_because(finding)}</li>"


def _because(finding: Finding) -> str:
    by = "<span class='by'>Clinician:</span> " if finding.by == "clinician" else ""
    return f"{by}{_escaped(finding.because)}{_presumed(finding)}"


def _presumed(finding: Finding) -> str:
    return f" {ABSENT}" if finding.presumed == "no" and not finding.facts else ""


def _conflicts(report: EligibilityReport) -> str:
    items = "".join(
        f"<li>{' / '.join(f'<q>{_escaped(q)}</q>' for q in c.quotes)}<br>{_escaped(c.because)}</li>"
        for c in report.conflicts
    )
    return f"<h2>Conflicts</h2><ul>{items}</ul>" if items else ""


def _escaped(text: str) -> str:
    return html.escape(text.replace("\0", "\ufffd"))


def cds_card(report: EligibilityReport) -> dict[str, Any]:
    """A CDS Hooks 2.0 response with one card: a summary of at most 140 characters, Markdown detail, our source."""
    lines = [
        f"- **{f.criterion.id}** {_plain(as_read(f.criterion.slice.text))}: {f.verdict}"
        for title, findings in ordered(report)
        if title in ("Blocking", "Open")
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
