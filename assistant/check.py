"""Check one patient against every criterion of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from assistant.facts import PatientFacts, UnusableFacts, read_facts
from assistant.judge import Holds, Judged, Patient, Presumed, Unknown, Verdict, judge, patient, verdict
from assistant.medicine import ancestors, concepts, is_a, mentions
from assistant.note import read_note
from assistant.pairs import judge_pair, presumption
from assistant.rules import Node, coverage, leaves, parse
from assistant.rules.predicate import AgeWithin, Defined, Has, OfSex, Vague, combine
from ingest.record import Criterion, Slice, TrialRecord

SCHEMA = 1
Outcome = Literal["blocked", "open", "undetermined"]
By = Literal["rule", "model", "clinician"]

NEXT_STEP: Mapping[Unknown, str] = {
    "patient_data": "Next: look it up or order it.",
    "record_underspecified": "Next: ask the study team what the record leaves out.",
    "record_inconsistent": "Next: ask the study team which reading is meant.",
    "judgement": "Next: an investigator must judge it.",
}
_ANY_OF = re.compile(
    r"\b(?:any|one or more|at least (?:one|1)|either|one)\b[^:]{0,40}(?:of|following|:)", re.IGNORECASE
)
_LIST_HEAD = re.compile(r"following|defined|includ|such as|as follows|e\.g|i\.e|:\s*$|below", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one criterion says of the patient, and on what this stands.

    `suggested` is what a model suggests where the finding is open; it decides nothing until a clinician confirms it.
    """

    criterion: Criterion
    holds: Holds
    presumed: Presumed | None
    verdict: Verdict
    unknown: Unknown | None
    because: str
    facts: tuple[str, ...] = ()
    by: By = "rule"
    suggested: Literal["yes", "no"] | None = None


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact nobody gave, and what either answer to it would decide."""

    fact: str
    settles: tuple[str, ...]
    if_positive: str
    if_negative: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Words that cannot all be followed at once."""

    quotes: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class EligibilityReport:
    """Every finding of one check; it never says that someone may take part."""

    record: TrialRecord
    facts: PatientFacts
    outcome: Outcome
    findings: tuple[Finding, ...]
    missing: tuple[MissingFact, ...]
    conflicts: tuple[Conflict, ...]

    def as_json(self, id: str | int | None = None) -> dict[str, Any]:
        """The public JSON of `trialogue check` (schema 1)."""
        return {
            "schema": SCHEMA,
            **({"id": id} if id is not None else {}),
            "trial": self.record.id,
            "outcome": self.outcome,
            "findings": [_as_json(f) for f in self.findings],
            "missing": [
                {"fact": m.fact, "settles": list(m.settles), "if_positive": m.if_positive, "if_negative": m.if_negative}
                for m in self.missing
            ],
            "conflicts": [{"quotes": list(c.quotes), "because": c.because} for c in self.conflicts],
        }


def _as_json(finding: Finding) -> dict[str, Any]:
    one = finding.criterion
    return {
        "criterion": one.id,
        "kind": one.kind,
        "cohort": one.cohort,
        "quote": one.slice.text,
        "pointer": one.slice.span.pointer,
        "start": one.slice.span.start,
        "end": one.slice.span.end,
        "holds": finding.holds,
        "presumed": finding.presumed,
        "verdict": finding.verdict,
        "unknown": finding.unknown,
        "because": finding.because,
        "facts": list(finding.facts),
        "by": finding.by,
        **({"suggested": finding.suggested} if finding.suggested else {}),
    }


@dataclass(frozen=True, slots=True)
class _Rule:
    """A criterion with its tree, and how its cohort stands to the patient."""

    criterion: Criterion
    node: Node
    gate: Holds


def check(record: TrialRecord, facts: PatientFacts, today: date) -> EligibilityReport:
    """Judge every criterion; a cohort's criteria only where the cohort is or may be the patient's."""
    trees = [(one, tree(one)) for one in record.criteria]
    trees += [(one, node) for one, node in _registry_limits(record, [node for _, node in trees])]
    who = patient(facts, today, _targets(record))
    gates = _gates(record, who)
    rules = tuple(_Rule(one, node, gates.get(one.cohort or "", "yes")) for one, node in trees)
    findings = _findings(rules, who, gates)
    conflicts = (*_overlap(rules, who, gates), *_inconsistent(findings), *_contradictions(who))
    return EligibilityReport(
        record, facts, _outcome(findings, gates), findings, _missing(rules, findings, who, gates), conflicts
    )


def tree(criterion: Criterion) -> Node:
    """The tree of a criterion with its sub-bullets.

    Sub-bullets under an exclusion are alternatives; under an inclusion all must hold, unless the words above them
    say "any of". Words above that only announce the list ("Adequate organ function, defined as:") are the list.
    """
    if not criterion.parts:
        return parse(criterion.slice.text, criterion.kind)
    base = criterion.slice.span.start
    head = criterion.slice.text[: max(0, criterion.parts[0].slice.span.start - base)]
    head = re.sub(r"\s*[-*•·§◦]*\s*(?:\(?\w{1,3}[.)])?\s*$", "", head).strip()
    either = criterion.kind == "exclusion" or bool(_ANY_OF.search(head))
    parts = combine([tree(part) for part in criterion.parts], either)
    if not head:
        return parts
    above = parse(head, criterion.kind)
    if _LIST_HEAD.search(head):
        if coverage(above) == "none" or any(isinstance(p, Vague) for p in leaves(above)):
            return parts
        if criterion.kind == "exclusion":
            return combine([above, parts], either=True)
        return (
            Defined(above, parts) if re.search(r"defin", head, re.IGNORECASE) else combine([above, parts], either=False)
        )
    return combine([above, parts], either=criterion.kind == "exclusion")


def _registry_limits(record: TrialRecord, trees: list[Node]) -> list[tuple[Criterion, Node]]:
    """The age limits and the sex the registry holds as fields, where no criterion states them."""
    found: list[tuple[Criterion, Node]] = []
    typed = [p for node in trees for p in leaves(node)]
    if not any(isinstance(p, AgeWithin) for p in typed):
        for name, limit in (("minimum_age", record.minimum_age), ("maximum_age", record.maximum_age)):
            if limit is not None and limit.value > 0:
                unit = limit.unit if limit.unit in ("years", "months", "weeks", "days") else "days"
                low = name == "minimum_age"
                node = AgeWithin(
                    limit.slice.text,
                    limit.years if low else None,
                    limit.inclusive,
                    None if low else limit.years,
                    limit.inclusive,
                    unit,
                )
                found.append((_field(name, limit.slice), node))
    sex = record.sex
    if sex is not None and not any(isinstance(p, OfSex) for p in typed):
        one = {"female": "female", "male": "male"}.get(sex.text.strip().lower())
        if one == "female" or one == "male":
            found.append((_field("sex", sex), OfSex(sex.text, "female" if one == "female" else "male")))
    return found


def _field(name: str, slice_: Slice) -> Criterion:
    return Criterion(name, "inclusion", None, None, "", slice_)


# --- cohorts -----------------------------------------------------------------------------------------------------


def _targets(record: TrialRecord) -> set[str]:
    """What the trial is about: the diseases of its cohorts, else of its conditions."""
    words = record.cohorts or tuple(one.text for one in record.conditions)
    found = {m.concept for text in words for m in mentions(text) if concepts()[m.concept].kind == "condition"}
    return found or {
        m.concept for one in record.conditions for m in mentions(one.text) if concepts()[m.concept].kind == "condition"
    }


def _gates(record: TrialRecord, who: Patient) -> dict[str, Holds]:
    """How each cohort stands to the patient: yes, no, unknown; a name that says nothing of a patient is unknown.

    A patient known to belong to one disease's cohort does not belong to another's by silence.
    """
    judged: dict[str, Judged] = {}
    for cohort in dict.fromkeys(one.cohort for one in record.criteria if one.cohort):
        node = parse(cohort, "inclusion")
        judged[cohort] = judge(node, who) if coverage(node) != "none" else Judged("unknown", "")
    mine = [name for name, one in judged.items() if one.holds == "yes"]
    elsewhere = _known_elsewhere(who)
    gates: dict[str, Holds] = {}
    for name, one in judged.items():
        silent = one.holds == "unknown" and one.presumed == "no" and not one.facts
        gates[name] = "no" if silent and (mine or elsewhere) else one.holds
    return gates


def _known_elsewhere(who: Patient) -> bool:
    """Whether the patient's own disease of the trial's field is stated, and is none of the trial's."""
    wide = {w for t in who.target if t in concepts() for w in ancestors(t)} - {"disease"} - who.target
    return any(
        k.kind == "condition"
        and k.status == "active"
        and k.concept
        and any(is_a(k.concept, w) for w in wide)
        and not any(is_a(k.concept, t) or is_a(t, k.concept) for t in who.target)
        for k in who.known
    )


def _gated(rule: _Rule, who: Patient) -> Judged:
    if rule.gate == "no":
        return Judged(
            "not_applicable", f"“{rule.criterion.cohort}” is another cohort: this criterion is not for this patient."
        )
    return judge(rule.node, who)


def _findings(rules: Iterable[_Rule], who: Patient, gates: Mapping[str, Holds]) -> tuple[Finding, ...]:
    overlap = _overlapping(rules, who, gates)
    found: list[Finding] = []
    for rule in rules:
        judged = overlap.get(rule.criterion.id) or _gated(rule, who)
        kind = rule.criterion.kind
        decided = verdict(kind, judged.holds)
        because = judged.because
        if judged.holds == "unknown" and judged.unknown:
            because = f"{because} {NEXT_STEP[judged.unknown]}"
        if decided == "blocks" and rule.criterion.cohort and gates[rule.criterion.cohort] != "yes":
            decided = "open"
            because += f" It blocks only if the patient is of “{rule.criterion.cohort}”, which is not known."
        found.append(
            Finding(
                rule.criterion,
                judged.holds,
                presumption(rule.node, kind, judged),
                decided,
                judged.unknown if judged.holds == "unknown" else None,
                because,
                judged.facts,
            )
        )
    return _alternatives(tuple(found), gates)


def _alternatives(findings: tuple[Finding, ...], gates: Mapping[str, Holds]) -> tuple[Finding, ...]:
    """Of two cohorts that are both the patient's, one that fails leaves the other: it does not block."""
    mine = [name for name, gate in gates.items() if gate == "yes"]
    failing = {f.criterion.cohort for f in findings if f.verdict == "blocks" and f.criterion.cohort}
    left = [name for name in mine if name not in failing]
    if not left or not failing:
        return findings
    return tuple(
        replace(f, verdict="open", because=f"{f.because} It closes “{f.criterion.cohort}” only; “{left[0]}” stays.")
        if f.verdict == "blocks" and f.criterion.cohort
        else f
        for f in findings
    )


def _outcome(findings: tuple[Finding, ...], gates: Mapping[str, Holds]) -> Outcome:
    if any(f.verdict == "blocks" for f in findings):
        return "blocked"
    if gates:
        named = {name: gate for name, gate in gates.items() if coverage(parse(name, "inclusion")) != "none"}
        return "open" if "yes" in named.values() or (not named) else "undetermined"
    return "open" if any(f.verdict == "clears" for f in findings) else "undetermined"


# --- conflicts ---------------------------------------------------------------------------------------------------


def _mine(who: Patient, gates: Mapping[str, Holds]) -> dict[str, str]:
    """The cohorts that are the patient's, with the disease each is for."""
    found: dict[str, str] = {}
    for name, gate in gates.items():
        disease = next((m.concept for m in mentions(name) if concepts()[m.concept].kind == "condition"), None)
        if gate == "yes" and disease:
            found[name] = disease
    return found


def _others(rule: _Rule, diseases: Iterable[str]) -> list[Has]:
    return [
        p for p in leaves(rule.node)
        if isinstance(p, Has) and p.other and rule.criterion.kind == "exclusion" and sum(is_a(d, p.concept) for d in diseases) > 1
    ]  # fmt: skip


def _overlapping(rules: Iterable[_Rule], who: Patient, gates: Mapping[str, Holds]) -> dict[str, Judged]:
    """Exclusions of "other" diseases that a patient of two cohorts meets with either of them."""
    mine = _mine(who, gates)
    found: dict[str, Judged] = {}
    for rule in rules:
        for _ in _others(rule, mine.values()):
            plain = judge(rule.node, who)
            if plain.holds == "yes":
                continue
            words = tuple(
                dict.fromkeys(
                    k.words
                    for k in who.known
                    if k.concept
                    and k.status in ("active", "history")
                    and any(is_a(k.concept, d) for d in mine.values())
                )
            )
            names = " and ".join(f"“{name}”" for name in mine)
            found[rule.criterion.id] = Judged(
                "unknown",
                f"The patient has the diseases of {names}: each has a cohort of its own, and each is another "
                f"such disease beside the other.",
                words,
                None,
                "record_inconsistent",
                (),
            )
    return found


def _overlap(rules: tuple[_Rule, ...], who: Patient, gates: Mapping[str, Holds]) -> tuple[Conflict, ...]:
    mine = _mine(who, gates)
    found: list[Conflict] = []
    for rule in rules:
        if _others(rule, mine.values()):
            firsts = [next(r.criterion.slice.text for r in rules if r.criterion.cohort == name) for name in mine]
            found.append(
                Conflict(
                    (rule.criterion.slice.text, *firsts),
                    "A patient with both diseases fits both cohorts and the exclusion at once: ask the study team.",
                )
            )
    return tuple(found)


def _inconsistent(findings: Iterable[Finding]) -> tuple[Conflict, ...]:
    return tuple(
        Conflict((f.criterion.slice.text,), f.because)
        for f in findings
        if f.unknown == "record_inconsistent" and f.criterion.kind == "inclusion"
    )


def _contradictions(who: Patient) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(tuple(re.findall(r"“([^”]*)”", words)), f"The facts given contradict themselves: {words}.")
        for words in who.conflicts
    )


# --- missing facts -----------------------------------------------------------------------------------------------


def _missing(
    rules: tuple[_Rule, ...], findings: tuple[Finding, ...], who: Patient, gates: Mapping[str, Holds]
) -> tuple[MissingFact, ...]:
    """The facts nobody gave, those that settle most first."""
    wanted: dict[str, list[_Rule]] = {}
    for rule, finding in zip(rules, findings, strict=True):
        if finding.holds == "unknown" and finding.unknown in ("patient_data", "judgement", "record_inconsistent"):
            for fact in judge(rule.node, who).missing:
                wanted.setdefault(fact, []).append(rule)
    found: list[tuple[int, MissingFact]] = []
    for fact, asking in wanted.items():
        yes = _settled(asking, replace(who, assumed=((fact, True),)))
        no = _settled(asking, replace(who, assumed=((fact, False),)))
        settles = tuple(dict.fromkeys((*yes, *no)))
        if settles:
            # A fact that can block outweighs one that can only clear.
            weight = 10 * len(settles) + 5 * ("blocks" in (*yes.values(), *no.values()))
            found.append((weight, MissingFact(fact, settles, _flips(yes), _flips(no))))
    return tuple(one for _, one in sorted(found, key=lambda pair: -pair[0]))


def _settled(rules: Iterable[_Rule], who: Patient) -> dict[str, Verdict]:
    decided = {rule.criterion.id: verdict(rule.criterion.kind, judge(rule.node, who).holds) for rule in rules}
    return {id: one for id, one in decided.items() if one in ("clears", "blocks")}


def _flips(decided: Mapping[str, Verdict]) -> str:
    if not decided:
        return "settles nothing by itself"
    return "; ".join(f"{id} {one}" for id, one in decided.items())


# --- overruling, and the command's items -------------------------------------------------------------------------


def overrule(report: EligibilityReport, criterion: str, holds: Holds, reason: str) -> EligibilityReport:
    """Put a clinician's judgement in the place of a finding, with the reason given.

    Raises:
        UnusableFacts: the report has no such criterion, or no reason is given.
    """
    if not reason.strip():
        raise UnusableFacts("A finding is overruled with a reason: say why.")
    if criterion not in {f.criterion.id for f in report.findings}:
        raise UnusableFacts(f"{report.record.id} has no criterion {criterion!r}: use an id of the report.")
    findings = tuple(
        replace(
            f,
            holds=holds,
            presumed=None,
            verdict=verdict(f.criterion.kind, holds),
            unknown="judgement" if holds == "unknown" else None,
            because=reason.strip()[:1000],
            by="clinician",
            suggested=None,
        )
        if f.criterion.id == criterion
        else f
        for f in report.findings
    )
    gates: dict[str, Holds] = {}
    for f in findings:
        if f.criterion.cohort:
            gates.setdefault(f.criterion.cohort, "no" if f.holds == "not_applicable" else "yes")
    missing = tuple(m for m in report.missing if set(m.settles) - {criterion})
    return replace(report, findings=findings, outcome=_outcome(findings, gates), missing=missing)


def facts_of(item: Mapping[str, Any], today: date | None = None) -> PatientFacts:
    """The facts of an item: `patient` (facts), `note` (text) or `fhir` (a bundle).

    Raises:
        UnusableFacts: not exactly one of them, or it cannot be read.
    """
    forms = [name for name in ("patient", "note", "fhir") if item.get(name) is not None]
    if len(forms) != 1:
        raise UnusableFacts('Give exactly one of "patient" (facts), "note" (text) or "fhir" (a bundle).')
    given = item[forms[0]]
    if forms[0] == "patient":
        return read_facts(given)
    if forms[0] == "note":
        if not isinstance(given, str):
            raise UnusableFacts('"note" is the note\'s text, in quotes.')
        return read_note(given)
    from assistant.fhir import read_bundle

    return read_bundle(given, today or date.today())


def run_check(record: TrialRecord, item: Mapping[str, Any], today: date | None = None) -> dict[str, Any]:
    """Check one item of `trialogue check`; the public JSON.

    Raises:
        TrialogueError: the item cannot be read.
    """
    day = today or date.today()
    return checked(record, item, day).as_json(item.get("id"))


def checked(record: TrialRecord, item: Mapping[str, Any], today: date) -> EligibilityReport:
    """The report on one item, on a day, for whichever form it is to be shown in.

    Raises:
        TrialogueError: the item cannot be read.
    """
    return check(record, facts_of(item, today), today)


def run_judge(item: Mapping[str, Any]) -> dict[str, Any]:
    """Judge one item of `trialogue judge`; the public JSON.

    Raises:
        TrialogueError: the item cannot be read.
    """
    return judge_pair(item)
