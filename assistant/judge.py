"""Judge whether one statement holds for one patient; silence is unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.facts import Condition, PatientFacts, Treatment
from assistant.facts import Test as TestFact
from assistant.medicine import ancestors, concepts, fold, is_a, measure, mentions, named, tokens
from assistant.rules.predicate import (
    AgeWithin,
    Agrees,
    All,
    Classified,
    Comparator,
    Defined,
    Either,
    Expecting,
    Has,
    Judgement,
    Measured,
    Node,
    Not,
    OfSex,
    Practical,
    Predicate,
    Tested,
    Text,
    Underwent,
    Vague,
    Window,
    leaves,
)
from assistant.units import convert
from ingest.record import CriterionKind

Holds = Literal["yes", "no", "unknown", "not_applicable"]
Presumed = Literal["yes", "no"]
Unknown = Literal["patient_data", "record_underspecified", "record_inconsistent", "judgement"]
Verdict = Literal["clears", "blocks", "open", "not_applicable"]

_VERDICT: Mapping[tuple[CriterionKind, Holds], Verdict] = {
    ("inclusion", "yes"): "clears",
    ("inclusion", "no"): "blocks",
    ("inclusion", "unknown"): "open",
    ("inclusion", "not_applicable"): "not_applicable",
    ("exclusion", "yes"): "blocks",
    ("exclusion", "no"): "clears",
    ("exclusion", "unknown"): "open",
    ("exclusion", "not_applicable"): "not_applicable",
}
_OPPOSITE: Mapping[Holds, Holds] = {"yes": "no", "no": "yes", "unknown": "unknown", "not_applicable": "not_applicable"}

# Too wide for their presence or absence to say anything about one of their kinds.
WIDE = frozenset(
    {
        "disease", "infection", "autoimmune disease", "medication", "surgery", "cardiovascular disease", "injury",
        "psychiatric disease", "skin disease", "bleeding", "neurological disease", "gastrointestinal disease",
        "blood disease", "metabolic disease", "endocrine disease", "eye disease", "gynecological disease",
        "skin lesion", "immunosuppressant", "vascular disease",
    }
)  # fmt: skip
# A positive test speaks for a disease without settling whether it is active.
_SHOWS: Mapping[str, str] = {
    "hbsag": "hepatitis b",
    "hbv dna": "hepatitis b",
    "anti-hbc": "hepatitis b",
    "hcv antibody": "hepatitis c",
    "hcv rna": "hepatitis c",
    "hiv antibody": "human immunodeficiency virus",
    "tuberculosis test": "tuberculosis",
}
STATE_WORDS: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    name: (re.compile(yes, re.IGNORECASE), re.compile(no, re.IGNORECASE))
    for name, (yes, no) in {
        "active": (
            r"\bactive\b|\bcurrent|\bongoing|\bflare|\bacute\b|活动",
            r"\binactive|\bresolved|\bremission|\bcured|\blatent|\bhistory of|\bpast\b|\bprevious|\btreated\b|"
            r"\bprior\b|\bquiescent|治愈|既往",
        ),
        "severe": (
            r"\bsevere|\bserious|\badvanced|\bend-stage|\bcritical|\bmetasta|\bmajor\b|\bruptured|\bdecompensated|"
            r"\bsignificant|\bclass (?:iii|iv|3|4)|严重|重度|晚期",
            r"\bmild|\bminor|\bslight|轻度|轻微",
        ),
        "uncontrolled": (
            r"\buncontrolled|\bpoorly controlled|\bunstable|\bnot (?:well )?controlled|控制不佳|未控制",
            r"\bwell[- ]controlled|\bcontrolled\b|\bstable|控制良好|控制可",
        ),
        "stable": (r"\bstable|\bcontrolled|\bmild|\bmoderate|\bquiescent", r"\bunstable|\buncontrolled|\bsevere"),
        "acute": (
            r"\bacute|\bexacerbat|\bnew[- ]onset|\brecent|\bsudden|\bbegan|\bdays? ago|\byesterday",
            r"\bchronic|\blong-?standing",
        ),
        "chronic": (
            r"\bchronic|\bpersistent|\blong-?standing|\brecurrent|\byears?\b|\bhistory of",
            r"\bacute\b|\bnew[- ]onset|\bfirst time",
        ),
        "symptomatic": (r"\bsymptomatic", r"\basymptomatic"),
        "congenital": (r"\bcongenital", r"\bacquired"),
        "remission": (r"\bremission", r"\bactive|\bflare|\brelaps"),
    }.items()
}


# "No sign of infection" at one place is not said of the whole patient.
_LOCAL = re.compile(
    r"\b(?:incisions?|wounds?|(?:surgical|catheter|exit|injection|infusion|insertion|puncture|line|port|graft|donor|"
    r"biopsy|operative) sites?|stoma|dressing|catheter|sutures?|at the site)\b|伤口|切口|穿刺点|置管处|\bherida\b",
    re.IGNORECASE,
)
# Habits that are over are not the habit.
HABITS = ("smoking", "alcohol abuse", "substance abuse")


@dataclass(frozen=True, slots=True)
class Known:
    """One thing said of the patient, with the concept it names, where we know one."""

    concept: str | None
    kind: Literal["condition", "treatment", "test"]
    name: str
    status: str
    words: str
    days_ago: float | None = None
    lasting: float | None = None
    outcome: str | None = None
    test: TestFact | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """The facts as the judge looks at them, on a day, for a trial about the `target` concepts."""

    facts: PatientFacts
    today: date
    known: tuple[Known, ...]
    age: float | None
    conflicts: tuple[str, ...]
    target: frozenset[str] = frozenset()
    assumed: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a statement holds, what a complete note would imply where it is silent, and on what this stands."""

    holds: Holds
    because: str
    facts: tuple[str, ...] = ()
    presumed: Presumed | None = None
    unknown: Unknown | None = None
    missing: tuple[str, ...] = ()

    @property
    def likely(self) -> Holds:
        """What holds, else what is presumed."""
        return self.presumed or "unknown" if self.holds == "unknown" else self.holds


def verdict(kind: CriterionKind, holds: Holds) -> Verdict:
    """What a statement that holds, or not, means under its heading."""
    return _VERDICT[kind, holds]


def patient(facts: PatientFacts, today: date, target: Iterable[str] = ()) -> Patient:
    """Look the facts up once: concepts, times, contradictions."""
    return Patient(
        facts, today, tuple(_known(facts, today)), facts.age_on(today), facts.conflicts_on(today), frozenset(target)
    )


def _known(facts: PatientFacts, today: date) -> Iterable[Known]:
    for condition in facts.conditions:
        yield from _condition(condition, today)
    for treatment in facts.treatments:
        ago = treatment.days_ago
        last = treatment.end or treatment.start
        if ago is None and last is not None and last <= today:
            ago = float((today - last).days)
        name = named(treatment.name)
        words = treatment.words or _said(
            treatment.name, treatment.status, treatment.outcome, treatment.start, treatment.end
        )
        yield Known(name, "treatment", treatment.name, treatment.status, words, ago, None, treatment.outcome)
    for test in facts.tests:
        words = test.words or _said(
            test.name,
            test.comparator,
            None if test.value is None else f"{test.value:g}" if test.most is None else f"{test.value:g}–{test.most:g}",
            test.unit,
            test.result,
            test.date,
        )
        ago = float((today - test.date).days) if test.date and test.date <= today else None
        name = named(test.name)
        yield Known(name, "test", test.name, test.result or "", words, ago, test=test)
        if name is not None and name in _SHOWS and test.result == "positive":
            yield Known(_SHOWS[name], "condition", test.name, "suspected", words, ago)


def _condition(condition: Condition, today: date) -> Iterable[Known]:
    ago, lasting = condition.days_ago, condition.years * 365.25 if condition.years is not None else None
    if condition.onset and condition.onset <= today:
        ago = float((today - condition.onset).days) if ago is None else ago
        lasting = float((today - condition.onset).days) if lasting is None else lasting
    words = condition.words or _said(
        condition.name, None if condition.status == "active" else condition.status, condition.onset
    )
    found = [m.concept for m in mentions(condition.name)]
    diseases = [c for c in dict.fromkeys(found) if concepts()[c].kind == "condition"]
    names: list[str | None] = [*(diseases or dict.fromkeys(found) or [None])]
    for name in names:
        if name is not None and concepts()[name].kind in ("drug", "procedure"):
            # "Kidney transplant" among the diagnoses is a procedure the patient has had.
            status = {"absent": "never", "suspected": "planned", "family": "family"}.get(condition.status, "past")
            yield Known(name, "treatment", condition.name, status, words, ago)
        else:
            yield Known(name, "condition", condition.name, condition.status, words, ago, lasting)


def _said(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part not in (None, ""))


def judge(node: Node, who: Patient) -> Judged:
    """Judge a tree: three-valued AND, OR and NOT over its predicates (Kleene), the presumptions alongside."""
    if isinstance(node, Not):
        inner = judge(node.part, who)
        presumed: Presumed | None = None if inner.presumed is None else "no" if inner.presumed == "yes" else "yes"
        return _reworded(node.phrase, replace(inner, holds=_OPPOSITE[inner.holds], presumed=presumed))
    if isinstance(node, Defined):
        return _defined(node, who)
    if isinstance(node, All | Either):
        return _several(node, who)
    return _leaf(node, who)


def _reworded(phrase: str, judged: Judged) -> Judged:
    """A reason in the words of the statement itself, not of what it negates."""
    if not phrase or not judged.facts or judged.holds not in ("yes", "no"):
        return judged
    meets = "meets" if judged.holds == "yes" else "does not meet"
    return replace(judged, because=f"{' and '.join(map(_quote, judged.facts[:2]))} {meets} {_quote(phrase)}.")


def _defined(node: Defined, who: Patient) -> Judged:
    by, term = judge(node.by, who), judge(node.term, who)
    if by.holds in ("yes", "no"):
        return by
    if term.holds in ("no", "not_applicable"):
        return term
    # The note's own use of the term goes some way where the defining number is not given.
    presumed: Presumed | None = "yes" if term.holds == "yes" else "no" if "no" in (by.presumed, term.presumed) else None
    return replace(by, facts=(*term.facts, *by.facts), presumed=presumed, because=by.because)


def _several(node: All | Either, who: Patient) -> Judged:
    judged = [judge(part, who) for part in node.parts]
    either = isinstance(node, Either)
    decisive: Holds = "yes" if either else "no"
    if not either and (aside := _of_other_sex(node, judged)):
        return aside
    mine = [j for j in judged if j.holds != "not_applicable"]
    if not mine:
        return judged[0]
    deciding = [j for j in mine if j.holds == decisive]
    if deciding:
        return replace(deciding[0], facts=_united(j.facts for j in deciding), presumed=None, unknown=None, missing=())
    head = node.parts[0]
    if (
        isinstance(node, Either)
        and node.open_ended
        and isinstance(head, Has)
        and judged[0].holds == "no"
        and not any(j.facts for j in mine if j.holds == "unknown")
    ):
        # Who has no infection has neither of the infections named as examples.
        return judged[0]
    likely = [j.likely for j in mine]
    presumed: Presumed | None = None
    if decisive in likely:
        presumed = "yes" if either else "no"
    elif all(one == _OPPOSITE[decisive] for one in likely):
        presumed = "no" if either else "yes"
    facts = _united(j.facts for j in mine)
    if either and not [j for j in mine if j.holds == "unknown"] and (doubled := _doubled(node, who, facts)):
        return doubled
    open_ = [j for j in mine if j.holds == "unknown"]
    if not open_:
        if isinstance(node, Either) and node.open_ended:
            return Judged(
                "unknown",
                f"None of the examples applies ({_short(mine[0].because)}); the wider term is for the investigator to "
                f"judge.",
                facts,
                "no",
                "judgement",
            )
        return replace(mine[0], facts=facts, because=" ".join(dict.fromkeys(j.because for j in mine))[:600])
    if either and (doubled := _doubled(node, who, facts)):
        return doubled
    first = max(open_, key=lambda j: (bool(j.facts), j.unknown == "record_inconsistent"))
    return Judged("unknown", first.because, facts, presumed, first.unknown, _united(j.missing for j in open_))


def _of_other_sex(node: All | Either, judged: list[Judged]) -> Judged | None:
    """A demand that is made of one sex only ("men must agree to contraception") is none on the other."""
    sexed = [j for part, j in zip(node.parts, judged, strict=True) if isinstance(part, OfSex) and j.holds == "no"]
    asked = any(isinstance(p, Expecting | Agrees) for p in leaves(node))
    return replace(sexed[0], holds="not_applicable", presumed=None, unknown=None) if sexed and asked else None


def _doubled(node: All | Either, who: Patient, facts: tuple[str, ...]) -> Judged | None:
    """A list that names one test twice perhaps meant another of its family the second time: give both readings."""
    listed = [p.concept for p in node.parts if isinstance(p, Tested) and p.result == "positive"]
    twice = [c for c in dict.fromkeys(listed) if listed.count(c) > 1]
    family = {wide for c in listed for wide in concepts()[c].broader}
    others = [
        k
        for k in who.known
        if k.kind == "test"
        and k.status == "positive"
        and k.concept
        and k.concept not in listed
        and family & ancestors(k.concept)
        and k.concept not in family
    ]
    if not twice or not others:
        return None
    first = next(p for p in node.parts if isinstance(p, Tested))
    return Judged(
        "unknown",
        f"{_quote(first.phrase)} names one test twice. Read to the letter, {_quote(others[0].words)} is not "
        f"in its list; "
        "if the repeated name stands for another test of the same family, it is.",
        (others[0].words, *facts),
        None,
        "record_inconsistent",
        tuple(dict.fromkeys(listed)),
    )


def _united(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))


def _short(text: str) -> str:
    return text.rstrip(".")[:160]


def _leaf(node: Predicate, who: Patient) -> Judged:
    judged = _RULES[type(node)](node, who)
    if judged.holds == "unknown":
        for fact, positive in who.assumed:
            if fact in judged.missing:
                return Judged("yes" if positive else "no", f"Assuming {fact}.")
    return judged


def _quote(words: str) -> str:
    return f"“{words.strip()}”"


def _yes(node: Predicate, *words: str) -> Judged:
    used = tuple(dict.fromkeys(w for w in words if w))
    return Judged("yes", f"{' and '.join(map(_quote, used[:2]))} meets {_quote(node.phrase)}.", used)


def _no(node: Predicate, *words: str) -> Judged:
    used = tuple(dict.fromkeys(w for w in words if w))
    return Judged("no", f"{' and '.join(map(_quote, used[:2]))} does not meet {_quote(node.phrase)}.", used)


def _silent(node: Predicate, fact: str, presumed: Presumed | None) -> Judged:
    return Judged(
        "unknown", f"Nothing is said that settles {_quote(node.phrase)}.", (), presumed, "patient_data", (fact,)
    )


def _open(
    node: Predicate,
    why: str,
    words: Iterable[str],
    fact: str,
    presumed: Presumed | None = None,
    unknown: Unknown = "patient_data",
) -> Judged:
    used = tuple(dict.fromkeys(w for w in words if w))
    said = f"{' and '.join(map(_quote, used[:2]))}: " if used else ""
    return Judged("unknown", f"{said}{why} for {_quote(node.phrase)}.", used, presumed, unknown, (fact,))


def _conflicting(node: Predicate, who: Patient, topic: str) -> Judged | None:
    found = [c for c in who.conflicts if c.startswith(topic)]
    if not found:
        return None
    return Judged(
        "unknown",
        f"The facts contradict themselves ({found[0]}): correct them first.",
        (),
        None,
        "patient_data",
        (topic,),
    )


# --- age, sex, pregnancy, consent --------------------------------------------------------------------------------

_PER_YEAR = {"years": 1.0, "months": 12.0, "weeks": 365.25 / 7, "days": 365.25}


def _age(node: AgeWithin, who: Patient) -> Judged:
    if conflict := _conflicting(node, who, "age"):
        return conflict
    if who.age is None:
        return _silent(node, "age", None)
    words = who.facts.age_words or (
        f"{who.facts.age:g}" if who.facts.age is not None else f"born {who.facts.birth_date}"
    )
    per = _PER_YEAR[node.unit]
    # A person is 70 until the 71st birthday: completed units, as ages are stated. The small addition keeps
    # "3 months" (a quarter of a year) three whole months.
    age = float(int(who.age * per + 1e-6))
    low, high = (None if bound is None else round(bound * per, 6) for bound in (node.low, node.high))
    within = (low is None or age > low or (node.low_inclusive and age == low)) and (
        high is None or age < high or (node.high_inclusive and age == high)
    )
    return _yes(node, words) if within else _no(node, words)


def _sex(node: OfSex, who: Patient) -> Judged:
    if node.sex == "any":
        return (
            _yes(node, who.facts.sex_words or who.facts.sex or "")
            if who.facts.sex
            else Judged("yes", f"{_quote(node.phrase)} leaves no one out.")
        )
    if conflict := _conflicting(node, who, "sex"):
        return conflict
    if who.facts.sex is None:
        return _silent(node, "sex", None)
    words = who.facts.sex_words or who.facts.sex
    return _yes(node, words) if who.facts.sex == node.sex else _no(node, words)


def _expecting(node: Expecting, who: Patient) -> Judged:
    facts = who.facts
    if conflict := _conflicting(node, who, "pregnan"):
        return conflict
    if facts.sex == "male":
        return Judged(
            "not_applicable",
            f"{_quote(facts.sex_words or 'male')}: {_quote(node.phrase)} is about women.",
            (facts.sex_words or "male",),
        )
    past = [
        k
        for k in who.known
        if k.concept in ("postmenopausal", "hysterectomy")
        and k.status not in ("absent", "never", "planned", "family", "suspected")
    ]
    old = who.age is not None and (who.age >= 60 or who.age < 9)
    if node.state == "pregnant" and facts.pregnant is not None:
        words = facts.pregnant_words or ("pregnant" if facts.pregnant else "not pregnant")
        return _yes(node, words) if facts.pregnant else _no(node, words)
    if node.state == "breastfeeding":
        if facts.breastfeeding is not None:
            words = facts.breastfeeding_words or ("breastfeeding" if facts.breastfeeding else "not breastfeeding")
            return _yes(node, words) if facts.breastfeeding else _no(node, words)
        return _silent(node, "breastfeeding", "no")
    if past and node.state in ("pregnant", "childbearing", "planning"):
        return _no(node, past[0].words)
    if node.state == "contraception":
        if past or old:
            return Judged(
                "not_applicable",
                f"{_quote(past[0].words if past else facts.age_words or 'the age given')}: contraception is no "
                f"question.",
                (past[0].words,) if past else (),
            )
        return _silent(node, "contraception", None)
    if node.state == "planning" and facts.pregnant is not True:
        return _silent(node, "plans for a pregnancy", "no")
    if facts.pregnant and node.state in ("childbearing", "planning"):
        return _yes(node, facts.pregnant_words or "pregnant")
    return _silent(
        node, "pregnancy test" if node.state == "pregnant" else "childbearing potential", "no" if old or past else None
    )


def _agrees(node: Agrees, who: Patient) -> Judged:
    facts = who.facts
    if node.to == "consent":
        if facts.consent is None:
            return _silent(node, "informed consent", None)
        words = facts.consent_words or ("consents" if facts.consent else "does not consent")
        return _yes(node, words) if facts.consent else _no(node, words)
    if facts.complies is not None:
        words = facts.complies_words or ("complies" if facts.complies else "does not comply")
        return _yes(node, words) if facts.complies else _no(node, words)
    return _silent(node, "willingness and ability to follow the protocol", None)


# --- diseases ----------------------------------------------------------------------------------------------------


def _has(node: Has, who: Patient) -> Judged:
    label = node.concept
    if node.family:
        relatives = [k for k in who.known if k.status == "family" and k.concept and is_a(k.concept, node.concept)]
        return _yes(node, relatives[0].words) if relatives else _silent(node, f"family history of {label}", "no")
    if node.concept == "disease":
        return Judged("unknown", f"{_quote(node.phrase)} is for the investigator to judge.", (), "no", "judgement", ())
    about = [k for k in who.known if k.concept and k.kind != "test" and (is_a(k.concept, node.concept))]
    about += [k for k in who.known if k.kind == "test" and k.status == "positive" and k.concept == node.concept]
    if node.other:
        # "Other" than what the trial is about; a target as wide as the statement itself tells nothing apart.
        apart = [t for t in who.target if t != node.concept and not is_a(node.concept, t)]
        about = [k for k in about if not any(is_a(k.concept or "", t) for t in apart)]
    about = [k for k in about if not any(is_a(k.concept or "", kind) for kind in node.barring)]
    unsettled = [k for k in about if any(is_a(k.concept or "", kind) for kind in node.perhaps)]
    unsettled += [k for k in about if (node.barring or node.perhaps) and k.concept == node.concept]
    if unsettled and len(unsettled) == len([k for k in about if k.status in ("active", "history", "positive")]):
        return _open(node, "whether the exception applies is not said", [unsettled[0].words], label)
    about = [k for k in about if k not in unsettled]
    there = [k for k in about if k.status in ("active", "history", "positive")]
    results = [_suits(node, k, who) for k in there]
    if any(j.holds == "yes" for j in results):
        return next(j for j in results if j.holds == "yes")
    unsure = [j for j in results if j.holds == "unknown"]
    if unsure:
        return unsure[0]
    maybe = [k for k in about if k.status == "suspected"]
    if maybe and node.suspected and not node.qualifiers:
        return _yes(node, maybe[0].words)
    if maybe:
        return _open(node, "suspected, not settled", [maybe[0].words], label)
    absent = [
        k
        for k in who.known
        if k.kind == "condition"
        and k.status == "absent"
        and k.concept
        and _denies(k.concept, node.concept)
        and not _local(k)
    ]
    if results:
        return results[0]
    if absent and not node.other:
        return _no(node, absent[0].words)
    wider = [
        k
        for k in who.known
        if k.status in ("active", "suspected")
        and k.concept
        and k.concept not in WIDE
        and k.concept != node.concept
        and k.concept in ancestors(node.concept)
    ]
    if wider and not node.other:
        return _open(node, "says no more precisely", [wider[0].words], label)
    signs = [k for k in who.known if k.status == "active" and k.concept in concepts()[node.concept].signs]
    if signs and not node.window:
        return _open(node, "a sign that leaves it open", [signs[0].words], label)
    return _silent(node, label, "no")


def _local(k: Known) -> bool:
    """Whether the words speak of one place on the body only, the name itself aside."""
    return bool(_LOCAL.search(re.sub(re.escape(k.name), " ", k.words, flags=re.IGNORECASE)))


def _denies(absent: str, asked: str) -> bool:
    """Whether the absence of one thing is the absence of another: the same, or a kind of it unless it is too wide."""
    return absent == asked or (absent not in WIDE and is_a(asked, absent))


def _suits(node: Has | Underwent, k: Known, who: Patient) -> Judged:
    """A thing the patient has: is it in the state, the time and the company the statement asks for?"""
    label = node.concept
    timed = _in_time(node, k, node.window)
    if timed is not None:
        return timed
    if isinstance(node, Has) and node.lasting is not None:
        if k.lasting is None:
            return _open(node, "its duration is not given", [k.words], f"duration of {label}")
        if k.lasting < node.lasting:
            return _no(node, k.words)
    over = k.status == "history" and any(is_a(label, habit) for habit in HABITS if habit in concepts())
    if over and not re.search(
        r"\b(?:history|former|ever|past|previous|prior|ex)\b|既往|曾", node.phrase, re.IGNORECASE
    ):
        return _open(node, "says it is over", [k.words], label, "no")
    for state in node.states:
        verdict_ = _in_state(state, k, label)
        if verdict_ == "no":
            return _no(node, k.words)
        if verdict_ == "unknown":
            certain = state in ("severe", "uncontrolled", "congenital") and not is_a(k.concept or "", "malignancy")
            presumed: Presumed | None = "no" if certain else None
            return _open(
                node,
                f"does not say whether {state}",
                [k.words],
                f"{label}: {state}",
                presumed,
                "judgement" if state == "severe" else "patient_data",
            )
    if node.amounts:
        return _uncounted(node, k)
    if node.qualifiers:
        mine = {word for word, _, _ in tokens(k.words)} | {word for word, _, _ in tokens(k.name)}
        found = [q for q in node.qualifiers if fold(q) in mine]
        if len(found) < len(node.qualifiers):
            lacking = [q for q in node.qualifiers if q not in found]
            return _open(
                node,
                f"does not say {', '.join(map(_quote, lacking[:3]))}",
                [k.words],
                f"{label}: {' '.join(lacking[:6])}",
                None if found else "no",
            )
    return _yes(node, k.words)


def _uncounted(node: Has | Underwent, k: Known) -> Judged:
    """A dose or a count is not compared: what the note gives may be more or less than what is asked."""
    asked = ", ".join(map(_quote, node.amounts[:3]))
    return _open(node, f"{asked} cannot be compared", [k.words], f"{node.concept}: {' '.join(node.amounts[:3])}")


def _in_state(state: str, k: Known, label: str) -> Literal["yes", "no", "unknown"]:
    yes, no = STATE_WORDS[state]
    near = _near(k)
    if state == "active":
        if re.search(r"\bresolved|\bcured|\binactive|\bremission|治愈", near, re.IGNORECASE):
            return "no"
        return "unknown" if k.status == "history" or no.search(near) else "yes"
    if yes.search(near) and not (state in ("stable", "symptomatic") and no.search(near)):
        if state == "uncontrolled" and re.search(r"\bwell[- ]controlled", near, re.IGNORECASE):
            return "no"
        return "yes"
    if no.search(near):
        return "no"
    if state == "severe" and k.concept is not None:
        if is_a(k.concept, "malignancy"):
            # A named cancer is a serious disease while it lasts; a tumour of the skin or of the past may not be.
            return "unknown" if k.status == "history" or is_a(k.concept, "skin cancer") else "yes"
        if is_a(label, "organ transplantation") and k.concept != label:
            # A kidney, a heart, a liver, a lung is a major organ.
            return "yes"
    return "unknown"


def _near(k: Known) -> str:
    """The words around the name: the state of one disease is not that of another in the same sentence."""
    at = k.words.lower().find(k.name.lower())
    if at < 0:
        return k.words
    left = max((m.end() for m in re.finditer(r"[,;，；、。]|\band\b|\bwith\b", k.words[:at])), default=0)
    right = re.search(r"[,;，；、。]|\band\b", k.words[at + len(k.name) :])
    return k.words[max(left, at - 60) : at + len(k.name) + (right.start() if right else 60)]


def _in_time(node: Has | Underwent, k: Known, window: Window | None) -> Judged | None:
    """None when the time fits or does not matter."""
    if window is None:
        return None
    now = k.status in ("current",) or (
        isinstance(node, Has)
        and k.status == "active"
        and k.days_ago is None
        and not concepts()[node.concept].signs
        and _lasts(node.concept)
    )
    if now:
        return _no(node, k.words) if window.least is not None else None
    if k.days_ago is None:
        return _open(
            node,
            "its date is not given",
            [k.words],
            f"date of {node.concept}",
            "no" if k.status in ("history", "past") else None,
        )
    if (window.most is not None and k.days_ago > window.most) or (
        window.least is not None and k.days_ago < window.least
    ):
        return _no(node, k.words)
    return None


def _lasts(concept: str) -> bool:
    """Diseases that stay once they are there; an event (a stroke, a fracture) needs its date."""
    return not any(
        is_a(concept, event)
        for event in (
            "stroke",
            "myocardial infarction",
            "thromboembolism",
            "infection",
            "injury",
            "fracture",
            "bleeding",
            "seizure",
            "acute coronary syndrome",
        )
    )


# --- medicines and procedures ------------------------------------------------------------------------------------


def _underwent(node: Underwent, who: Patient) -> Judged:
    if node.concept == "medication":
        none = [k for k in who.known if k.concept == "medication" and k.status == "never"]
        if none and node.when == "current":
            return _no(node, none[0].words)
        return Judged("unknown", f"{_quote(node.phrase)} is for the investigator to judge.", (), "no", "judgement")
    about = [k for k in who.known if k.concept and k.kind == "treatment" and is_a(k.concept, node.concept)]
    given = [
        k
        for k in about
        if k.status in ("current", "past", "given") or (k.status == "planned" and node.when == "planned")
    ]
    if node.when == "current":
        given = [k for k in given if k.status != "past"]
    if node.when == "planned":
        given = [k for k in given if k.status in ("planned", "current", "given")]
    results = [_treated(node, k, who) for k in given]
    for holds in ("yes", "unknown", "no"):
        if found := [j for j in results if j.holds == holds]:
            return found[0]
    never = [
        k
        for k in who.known
        if k.kind == "treatment"
        and k.status == "never"
        and k.concept
        and (k.concept == node.concept or (is_a(node.concept, k.concept) and k.concept not in ("surgery",)))
    ]
    if never:
        return _no(node, never[0].words)
    past = [k for k in about if k.status == "past" and k.concept == node.concept and not node.qualifiers]
    if past and node.when in ("current", "planned"):
        return _no(node, past[0].words)
    wider = [
        k
        for k in who.known
        if k.kind == "treatment"
        and k.status in ("current", "past", "given")
        and k.concept
        and k.concept not in WIDE
        and k.concept != node.concept
        and _may_be(k.concept, node.concept)
    ]
    if wider:
        return _open(node, "does not say of which kind", [wider[0].words], node.concept)
    return _silent(node, node.concept, "no")


def _may_be(given: str, asked: str) -> bool:
    """Whether what was given may be a case of what is asked: a wider name of it, or another kind of the same thing
    that says nothing of the difference (a CAR-T therapy of unnamed source)."""
    if given in ancestors(asked):
        return True
    shared = [w for w in concepts()[asked].broader if w in ancestors(given)]
    return bool(shared) and given == "car-t therapy"


def _treated(node: Underwent, k: Known, who: Patient) -> Judged:
    if node.failed:
        if k.outcome in ("failed", "not tolerated"):
            return _uncounted(node, k) if node.amounts else _yes(node, k.words)
        return (
            _no(node, k.words)
            if k.outcome == "responded"
            else _open(node, "its outcome is not given", [k.words], f"response to {node.concept}")
        )
    return _suits(
        replace(
            node,
            states=tuple(s for s in node.states if s in ("severe",) and is_a(node.concept, "organ transplantation")),
        ),
        k,
        who,
    )


# --- tests and measures ------------------------------------------------------------------------------------------


def _tested(node: Tested, who: Patient) -> Judged:
    if node.concept == "pregnancy test":
        judged = _expecting(Expecting(node.phrase, "pregnant"), who)
        if node.result == "positive":
            return judged
        return _reworded(node.phrase, replace(judged, holds=_OPPOSITE[judged.holds], presumed=None))
    found = [
        (k, k.status)
        for k in who.known
        if k.kind == "test" and k.concept and is_a(k.concept, node.concept) and k.status
    ]
    if concepts()[node.concept].kind == "condition":
        found += [
            (k, "positive" if k.status in ("active", "history") else "negative")
            for k in who.known
            if k.kind == "condition"
            and k.concept
            and k.status in ("active", "history", "absent")
            and (is_a(k.concept, node.concept) or (k.status == "absent" and _denies(k.concept, node.concept)))
        ]
        found += [
            (k, k.status)
            for k in who.known
            if k.kind == "test" and k.status and _SHOWS.get(k.concept or "") == node.concept
        ]
    said = [(k, {"high": "abnormal", "low": "abnormal"}.get(s, s)) for k, s in found]
    matching = [
        k
        for k, s in said
        if s == node.result or (node.result in ("negative", "normal") and s in ("negative", "normal"))
    ]
    opposing = [k for k, s in said if k not in matching]
    if matching and opposing:
        dated = sorted(
            (k for k in (*matching, *opposing) if k.test and k.test.date),
            key=lambda k: k.test.date if k.test and k.test.date else date.min,
        )
        specific = [k for k in matching if k.concept != node.concept]
        if dated and len(dated) == len(matching) + len(opposing):
            return _yes(node, dated[-1].words) if dated[-1] in matching else _no(node, dated[-1].words)
        if specific and node.result == "positive":
            return _yes(node, specific[0].words)
        return _open(node, "results differ and carry no dates", [matching[0].words, opposing[0].words], node.concept)
    if matching:
        return _yes(node, matching[0].words)
    if opposing:
        return _no(node, opposing[0].words)
    wider = [
        k
        for k in who.known
        if k.kind == "test" and k.status == "positive" and k.concept in concepts()[node.concept].broader
    ]
    if wider:
        return _open(node, "does not say of which kind", [wider[0].words], node.concept)
    absent = node.result in ("positive", "abnormal")
    infection = concepts()[node.concept].kind == "condition" or node.concept in _SHOWS
    return _silent(node, node.concept, "no" if absent else "yes" if infection else None)


def _measured(node: Measured, who: Patient) -> Judged:
    if conflict := _conflicting(node, who, node.concept):
        return conflict
    found = [k for k in who.known if k.test and k.concept == node.concept]
    with_value = [k for k in found if k.test and k.test.value is not None]
    if with_value:
        dated = [k for k in with_value if k.test and k.test.date]
        k = (
            max(dated, key=lambda k: k.test.date if k.test and k.test.date else date.min)
            if len(dated) == len(with_value)
            else with_value[-1]
        )
        if re.search(r"\binitial\b|\bfirst\b", node.phrase, re.IGNORECASE):
            k = with_value[0]
        return _valued(node, k, who)
    if node.concept == "gestational age" and who.facts.pregnant is False:
        return _no(node, who.facts.pregnant_words or "not pregnant")
    worded = [k for k in found if k.status in ("normal", "high", "low", "abnormal")]
    if worded and worded[0].status == "normal":
        decided = _normal(node)
        if decided is not None:
            return _yes(node, worded[0].words) if decided else _no(node, worded[0].words)
    if worded:
        return _open(node, "gives no number", [worded[0].words], node.concept)
    return _silent(
        node,
        node.concept,
        "no"
        if _normal(node, far=True) is False or (node.concept == "life expectancy" and node.comparator[0] == "<")
        else None,
    )


def _normal(node: Measured, far: bool = False) -> bool | None:
    """Whether a usual adult value meets the comparison; with `far`, only when the bound is well outside the usual."""
    limits = measure(node.concept)
    if limits.low is None or limits.high is None:
        return None
    if node.times:
        bound = node.value * limits.high
    else:
        converted = convert(node.value, node.unit or limits.unit, limits.unit, limits.molar)
        if converted is None or (not node.unit and not limits.assume and limits.unit):
            return None
        bound = converted
    slack = 1.2 if far else 1.0
    if node.comparator[0] == ">":
        return False if bound >= limits.high * slack else True if bound < limits.low / slack else None
    return False if bound <= limits.low / slack else True if bound > limits.high * slack else None


def _valued(node: Measured, k: Known, who: Patient) -> Judged:
    test, limits, label = k.test, measure(node.concept), node.concept
    if test is None or test.value is None:
        return _silent(node, label, None)
    if test.most is not None:
        ends = [
            _valued(node, replace(k, test=test.model_copy(update={"value": end, "most": None})), who)
            for end in (test.value, test.most)
        ]
        if ends[0].holds == ends[1].holds:
            return ends[0]
        return _open(node, "the range given lies on both sides", [k.words], label)
    value: float | None
    if node.times:
        if test.upper_limit is None:
            if test.result == "normal" and node.value >= 1:
                return _yes(node, k.words) if node.comparator[0] == "<" else _no(node, k.words)
            return _open(node, "the laboratory's upper limit is not given", [k.words], f"upper limit of {label}")
        value, bound = test.value, node.value * test.upper_limit
    else:
        unit = node.unit or (limits.unit if limits.assume else "")
        own = test.unit or (limits.unit if limits.assume else "")
        if limits.unit and not unit:
            return _open(node, "the record gives no unit", [k.words], label, unknown="record_underspecified")
        if limits.unit and not own:
            return _open(node, "the value has no unit", [k.words], f"unit of {label}")
        value, bound = (test.value if own == unit else convert(test.value, own, unit, limits.molar)), node.value
        if value is None:
            return _open(node, "the units cannot be converted", [k.words], f"{label} in the record's unit")
    if test.comparator:
        return _bounded(node, k, test.comparator, value, bound)
    return _yes(node, k.words) if _holds(value, node.comparator, bound) else _no(node, k.words)


def _holds(value: float, comparator: Comparator, bound: float) -> bool:
    # Conversion leaves rounding dust: 90 g/L is 9.0 g/dL exactly.
    close = abs(value - bound) <= 1e-9 * max(1.0, abs(bound))
    return {
        ">": value > bound and not close,
        ">=": value > bound or close,
        "<": value < bound and not close,
        "<=": value < bound or close,
    }[comparator]


def _bounded(node: Measured, k: Known, own: Comparator, value: float, bound: float) -> Judged:
    """A value known only to lie under or over a number decides when all it can be lies on one side."""
    if own[0] == node.comparator[0] and _holds(value, node.comparator, bound):
        return _yes(node, k.words)
    other: Comparator = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}[node.comparator]  # type: ignore[assignment]
    if own[0] == other[0] and (_holds(value, other, bound) or (value == bound and own in ("<", ">"))):
        return _no(node, k.words)
    return _open(node, "the exact value is not given", [k.words], node.concept)


# --- what the record or a person must settle ---------------------------------------------------------------------


def _classified(node: Classified, who: Patient) -> Judged:
    label = f"classification criteria for {node.disease}" if node.disease else "classification criteria"
    meeting = [c for c in who.facts.classifications if _same_set(node, c)]
    mine = [
        k for k in who.known if k.kind == "condition" and node.disease and k.concept and is_a(k.concept, node.disease)
    ]
    there = [k for k in mine if k.status in ("active", "history")]
    if meeting:
        if node.lasting is not None:
            lasting = [k.lasting for k in there if k.lasting is not None]
            if not lasting:
                return _open(node, "says met, not for how long", [meeting[0]], f"duration of {node.disease}")
            if max(lasting) < node.lasting:
                return _no(node, *(k.words for k in there if k.lasting is not None))
        return _yes(node, meeting[0], *(k.words for k in there[:1]))
    if there:
        if node.lasting is not None and all(k.lasting is not None and k.lasting < node.lasting for k in there):
            return _no(node, there[0].words)
        return _open(node, "diagnosed; the note names no such set as met", [there[0].words], label, "yes")
    denied = [
        k for k in who.known if k.status == "absent" and node.disease and k.concept and _denies(k.concept, node.disease)
    ]
    if denied:
        return _no(node, denied[0].words)
    return _silent(node, label, "no" if node.disease else None)


def _same_set(node: Classified, words: str) -> bool:
    if node.disease and not any(is_a(m.concept, node.disease) for m in mentions(words)):
        return False
    years = {y for s in node.sets for y in re.findall(r"(?:19|20)\d{2}", s)}
    bodies = {b for s in node.sets for b in re.findall(r"[A-Za-z]{3,}", s)}
    return all(y in words for y in years) and (not bodies or any(b.lower() in words.lower() for b in bodies))


def _vague(node: Vague, who: Patient) -> Judged:
    failed = [k for k in who.known if k.outcome == "failed"]
    said = [
        k
        for k in who.known
        if k.kind == "condition"
        and re.search(r"refractory|relaps|难治|复发", k.words, re.IGNORECASE)
        and k.status in ("active", "history")
    ]
    words = tuple(dict.fromkeys(k.words for k in (*failed, *said)))[:3] if node.failed else ()
    return Judged(
        "unknown",
        f"The record does not define {_quote(node.phrase)}: ask the study team for the definition.",
        words,
        "yes" if words else None,
        "record_underspecified",
    )


def _judgement(node: Judgement, who: Patient) -> Judged:
    return Judged("unknown", f"{_quote(node.phrase)} is for the investigator to judge.", (), "no", "judgement")


_SILENT_ABOUT: Mapping[str, Presumed | None] = {
    "other trial": "no",
    "language": None,
    "place": None,
    "sample": "no",
    "ability": "yes",
}


def _practical(node: Practical, who: Patient) -> Judged:
    return _silent(
        node,
        {
            "other trial": "taking part in another trial",
            "language": "language",
            "place": "where the patient lives and travels",
            "sample": "sample",
            "ability": "what the patient is able to do",
        }[node.about],
        _SILENT_ABOUT[node.about],
    )


def _text(node: Text, who: Patient) -> Judged:
    wanted = {word for word, _, _ in tokens(node.phrase) if len(word) > 3}
    best = max(who.facts.sentences, key=lambda s: len(wanted & {w for w, _, _ in tokens(s)}), default="")
    shared = wanted & {w for w, _, _ in tokens(best)}
    if wanted and len(shared) / len(wanted) >= 0.6 and len(shared) >= 2:
        return Judged(
            "unknown",
            f"{_quote(best[:280])} may bear on {_quote(node.phrase)}: a person must judge.",
            (best[:280],),
            None,
            "judgement",
            (node.phrase[:120],),
        )
    return Judged(
        "unknown",
        f"{_quote(node.phrase)} was not understood: a person must judge it.",
        (),
        "no",
        "judgement",
        (node.phrase[:120],),
    )


_RULES: Mapping[type, Callable[..., Judged]] = {
    AgeWithin: _age,
    OfSex: _sex,
    Expecting: _expecting,
    Agrees: _agrees,
    Has: _has,
    Underwent: _underwent,
    Tested: _tested,
    Measured: _measured,
    Classified: _classified,
    Vague: _vague,
    Judgement: _judgement,
    Practical: _practical,
    Text: _text,
}

__all__ = ["Holds", "Judged", "Patient", "Treatment", "Verdict", "judge", "patient", "verdict"]
