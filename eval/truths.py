"""Say a record's typed fields in other words: claims that are true by the way they are made, with their quotes."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.claims import Claim
from assistant.question import Language
from ingest.record import Criterion, Date, Slice, TrialRecord


@dataclass(frozen=True, slots=True)
class Truth:
    """A true claim; `kind` names what it is about, `words` the part of it that is the record's own."""

    kind: str
    claim: Claim
    language: Language = "en"
    words: str = ""


_STATUS = {
    "NOT_YET_RECRUITING": ("The trial is not yet recruiting.", "试验尚未招募。", "El ensayo todavía no está reclutando."),
    "RECRUITING": ("The trial is recruiting.", "试验正在招募。", "El ensayo está reclutando."),
    "COMPLETED": ("The trial is completed.", "试验已完成。", "El ensayo está terminado."),
    "TERMINATED": ("The trial was terminated.", "试验已终止。", "El ensayo está detenido."),
}  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")


def truths(record: TrialRecord, rng: random.Random) -> Iterator[Truth]:
    """Every true claim that the templates make of a record; which items of a long list are told is drawn."""
    yield from _ages(record)
    yield from _numbers(record)
    yield from _names(record, rng)
    yield from _design(record)
    yield from _dates(record)
    yield from _places(record, rng)
    yield from _arms(record)
    yield from _outcomes(record, rng)
    yield from _criteria(record, rng)


def _in_each(kind: str, texts: tuple[str, str, str], *quotes: Slice, words: str = "") -> Iterator[Truth]:
    for language, text in zip(_LANGUAGES, texts, strict=True):
        yield Truth(kind, Claim(text, tuple(q.text for q in quotes)), language, words)


def _one(kind: str, text: str, *quotes: Slice, words: str = "") -> Truth:
    return Truth(kind, Claim(text, tuple(q.text for q in quotes)), "en", words)


def _ages(record: TrialRecord) -> Iterator[Truth]:
    for age, kind, words in (
        (record.minimum_age, "minimum_age", ("at least {n} years old", "年龄至少{n}岁", "al menos {n} años")),
        (record.maximum_age, "maximum_age", ("at most {n} years old", "年龄不超过{n}岁", "como máximo {n} años")),
    ):
        if age is not None and age.inclusive and (m := re.fullmatch(r"(\d+) Years", age.slice.text)):
            en, zh, es = (one.format(n=m[1]) for one in words)
            yield from _in_each(
                kind,
                (f"Participants must be {en}.", f"参与者{zh}。", f"Los participantes deben tener {es}."),
                age.slice,
            )


def _numbers(record: TrialRecord) -> Iterator[Truth]:
    if record.enrolment and record.enrolment_type:
        n = record.enrolment.text
        if record.enrolment_type.text == "ESTIMATED":
            yield from _in_each(
                "enrolment_planned",
                (f"The study plans to enrol {n} people.", f"研究计划招募{n}人。", f"El estudio prevé incluir a {n} personas."),
                record.enrolment,
            )  # fmt: skip
        elif record.enrolment_type.text == "ACTUAL":
            yield _one("enrolment_actual", f"The actual enrolment was {n} participants.", record.enrolment)


def _names(record: TrialRecord, rng: random.Random) -> Iterator[Truth]:
    if record.sponsor:
        name = record.sponsor.text
        yield from _in_each(
            "sponsor",
            (f"The lead sponsor is {name}.", f"申办方是{name}。", f"El patrocinador es {name}."),
            record.sponsor,
            words=name,
        )
    for one in record.collaborators[:1]:
        yield _one("collaborator", f"A collaborator is {one.text}.", one, words=one.text)
    for one in record.conditions[:1]:
        yield _one("condition", f"The condition studied is {one.text}.", one, words=one.text)
    people = [*record.contacts, *(c for s in record.sites for c in s.contacts)]
    for person in rng.sample(people, min(1, len(people))):
        if person.name:
            yield _one("contact", f"A contact is {person.name.text}.", person.name, words=person.name.text)
        if person.name and person.phone:
            yield _one(
                "phone", f"The phone number of {person.name.text} is {person.phone.text}.", person.name, person.phone
            )


def _design(record: TrialRecord) -> Iterator[Truth]:
    for one in record.status[:1]:
        if texts := _STATUS.get(re.sub(r"\W", "_", one.text.upper())):
            yield from _in_each("status", texts, one)
    for one in record.phases[:1]:
        if m := re.fullmatch(r"PHASE(\d)", one.text):
            yield from _in_each(
                "phase",
                (f"This is a phase {m[1]} study.", f"这是{m[1]}期临床试验。", f"Es un ensayo de fase {m[1]}."),
                one,
            )
    design = record.design
    if design.allocation and design.allocation.text == "RANDOMIZED":
        yield from _in_each("allocation", ("Participants are randomly assigned.", "参与者被随机分组。", "La asignación es aleatoria."), design.allocation)  # fmt: skip
    if design.masking and design.masking.text == "DOUBLE":
        yield _one("masking", "The study is double-blind.", design.masking)
    if design.masking and design.masking.text == "NONE":
        yield from _in_each("masking", ("It is an open-label study.", "这是开放标签研究。", "Es un estudio abierto."), design.masking)  # fmt: skip
    if record.sex and record.sex.text in ("FEMALE", "MALE"):
        who = {"FEMALE": ("women", "女性", "mujeres"), "MALE": ("men", "男性", "hombres")}[record.sex.text]
        yield from _in_each("sex", (f"The trial is open only to {who[0]}.", f"试验仅招收{who[1]}。", f"Solo pueden participar {who[2]}."), record.sex)  # fmt: skip
    if record.healthy_volunteers and record.healthy_volunteers.text == "false":
        yield from _in_each("healthy", ("Healthy volunteers are not accepted.", "不接受健康志愿者。", "No se aceptan voluntarios sanos."), record.healthy_volunteers)  # fmt: skip


def _dates(record: TrialRecord) -> Iterator[Truth]:
    for kind, words in (("start", "start"), ("completion", "completion"), ("primary_completion", "primary completion")):
        date = record.date(kind)
        if date and date.type:
            how = "estimated" if date.type.text == "ESTIMATED" else "actual"
            if said := _said(date):
                yield _one(f"{kind}_{how}", f"The {how} {words} date is {said}.", date.slice, words=said)


def _said(date: Date) -> str:
    parts = [int(p) for p in date.slice.text.split("-")] if re.fullmatch(r"[\d-]+", date.slice.text) else []
    if len(parts) < 2:
        return ""
    return (
        f"{_MONTHS[parts[1] - 1]} {parts[2]}, {parts[0]}" if len(parts) == 3 else f"{_MONTHS[parts[1] - 1]} {parts[0]}"
    )


def _places(record: TrialRecord, rng: random.Random) -> Iterator[Truth]:
    sites = [s for s in record.sites if s.facility and s.city]
    for site in rng.sample(sites, min(2, len(sites))):
        if site.facility and site.city:
            yield _one(
                "site", f"{site.facility.text} in {site.city.text} is a study site.", site.facility, site.city,
                words=site.facility.text,
            )  # fmt: skip
    cities = {s.city.text: s.city for s in record.sites if s.city}
    if 2 <= len(cities) <= 6:
        *most, last = cities
        yield _one("cities", f"The sites are in {', '.join(most)} and {last}.", *cities.values())


def _arms(record: TrialRecord) -> Iterator[Truth]:
    for arm in record.arms[:4]:
        for dose in arm.doses if len(arm.doses) > 1 else ():
            if dose.level is not None:
                yield _one("dose", f"At dose level {dose.level} the dose is {dose.amount.text}.", dose.slice)
        if len(arm.interventions) == 1 and len(record.arms) > 1:
            given = arm.interventions[0].text.split(": ", 1)[-1]
            yield _one("arm", f"In the {arm.label.text} arm, participants receive {given}.", arm.label, arm.interventions[0])  # fmt: skip


def _outcomes(record: TrialRecord, rng: random.Random) -> Iterator[Truth]:
    short = [o for o in record.outcomes if len(o.measure.text) < 90]
    for outcome in rng.sample(short, min(2, len(short))):
        yield _one(
            f"{outcome.rank}_outcome", f"A {outcome.rank} outcome is {outcome.measure.text.strip('. ')}.", outcome.measure,
            words=outcome.measure.text,
        )  # fmt: skip
        if outcome.time_frame and len(outcome.time_frame.text) < 60:
            yield _one(
                "time_frame", f"{outcome.measure.text.strip('. ')} is measured at this time: {outcome.time_frame.text.strip('. ')}.",
                outcome.measure, outcome.time_frame,
            )  # fmt: skip


def _criteria(record: TrialRecord, rng: random.Random) -> Iterator[Truth]:
    plain = [c for c in record.criteria if not c.parts and 12 < len(c.slice.text) < 160]
    for criterion in rng.sample(plain, min(6, len(plain))):
        words = criterion.slice.text.strip(" .;")
        whom = f"For {criterion.cohort}, " if criterion.cohort else ""
        yield _one(criterion.kind, _sentence(criterion, whom, _lowered(words), rng), criterion.slice, words=words)


def _sentence(criterion: Criterion, whom: str, words: str, rng: random.Random) -> str:
    forms = {
        "inclusion": ("this is required to take part: {w}.", "participants must meet this: {w}.", "an inclusion criterion is: {w}."),
        "exclusion": ("this keeps people out: {w}.", "people with the following cannot take part: {w}.", "an exclusion criterion is: {w}."),
    }  # fmt: skip
    text = whom + rng.choice(forms[criterion.kind]).format(w=words)
    return text[0].upper() + text[1:]


def _lowered(words: str) -> str:
    return words[0].lower() + words[1:] if re.match(r"[A-Z][a-z]", words) else words
