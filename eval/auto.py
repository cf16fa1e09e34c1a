"""Make gold items from the typed fields of any record: what it states, and what it does not."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from assistant.answer import Kind
from assistant.question import Audience, Language
from eval.items import AskItem, BoundItem, SliceName, texts
from ingest.record import Age, Contact, Slice, TrialRecord

PHRASINGS = Path(__file__).parent / "phrasings.yaml"
STATED: tuple[Kind, ...] = ("answered", "partly_answered")
SILENT: tuple[Kind, ...] = ("not_in_record",)
SILENT_OR_PARTLY: tuple[Kind, ...] = ("not_in_record", "partly_answered")
ANY: tuple[Kind, ...] = ("answered", "partly_answered", "not_in_record")
BESIDE = ("healthy", "completion_date")
"""Absences beside which the record often says something near: what the trial is about, another date."""
FAR_CITIES = ("Reykjavik", "Ulaanbaatar", "Windhoek", "Paramaribo", "Thimphu")
FAR_COUNTRIES = ("Iceland", "Mongolia", "Namibia", "Suriname", "Bhutan")
Group = tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a record states or leaves out, with what a right answer shows of it."""

    topic: str
    slice: SliceName
    kind: tuple[Kind, ...]
    cite: tuple[Group, ...] = ()
    say: tuple[tuple[str, ...], ...] = ()
    not_say: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    phrasing: str = ""

    @property
    def questions(self) -> str:
        """The entry of phrasings.yaml to ask it with."""
        return self.phrasing or self.topic


def draw(seed: object) -> random.Random:
    """A generator for reproducible draws; nothing secret hangs on it."""
    return random.Random(str(seed))  # noqa: S311


@cache
def phrasings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """How people ask, by topic and then by voice: patient, clinician, zh, es."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(PHRASINGS.read_text(encoding="utf-8"))
    return found


def auto_items(record: TrialRecord, seed: int) -> tuple[BoundItem, ...]:
    """One question for each fact in a patient's and in a clinician's voice, a phrasing drawn for each."""
    rng = draw(f"{seed}:{record.id}")
    items = []
    for fact in facts(record, rng):
        for voice in ("patient", "clinician"):
            if forms := phrasings()[fact.questions].get(voice):
                items.append(item_of(fact, record, voice, rng.choice(forms), f"{fact.topic}:{voice}"))
    return tuple(items)


def item_of(fact: Fact, record: TrialRecord, voice: str, form: str, name: str) -> BoundItem:
    """A fact asked in one voice (`patient`, `clinician`, or the language of a patient)."""
    audience: Audience = "clinician" if voice == "clinician" else "patient"
    language: Language = "zh" if voice == "zh" else "es" if voice == "es" else "en"
    item = AskItem(
        id=f"{record.id}:{name}",
        question=form.format_map(fact.slots),
        audience=audience,
        language=language,
        kind=fact.kind,
        cite=tuple(tuple(one.text for one in group) for group in fact.cite),
        say=fact.say,
        not_say=fact.not_say,
        slices=(fact.slice,) if fact.kind[0] != "not_in_record" else (fact.slice, "not_stated"),
        why=f"made from the record: {fact.topic}",
    )
    return BoundItem(item, record.id, tuple(tuple(one.span for one in group) for group in fact.cite))


def facts(record: TrialRecord, rng: random.Random) -> Iterator[Fact]:
    """Every fact that can be asked of a record, and every absence that its words leave no doubt about."""
    yield from _ages(record)
    yield from _places(record, rng)
    yield from _people(record)
    design, dates = record.design, {kind: record.date(kind) for kind in ("start", "completion")}
    yield from _one(
        record, "sex", "eligibility", record.sex, others=_criteria(record, r"\b(fe)?males?\b|\bsex|\b(wo)?men\b")
    )
    at_sites = tuple(site.status for site in record.sites if site.status)
    yield from _one(record, "status", "status", *record.status, others=at_sites)
    yield from _one(record, "phase", "design", *record.phases, absent="phase")
    yield from _one(
        record,
        "enrolment",
        "status",
        record.enrolment,
        said=True,
        absent=r"\b\d+ (patient|subject|particip|people|volunt|person)",
    )
    yield from _one(record, "sponsor", "design", record.sponsor, said=True)
    yield from _one(record, "identifier", "design", record.id_slice, said=True)
    yield from _one(
        record,
        "healthy",
        "eligibility",
        record.healthy_volunteers,
        absent="healthy|normal volunteer",
        others=_criteria(record, "healthy"),
    )
    yield from _one(record, "masking", "design", design.masking, absent="blind|mask|open.?label", others=_blind(record))
    yield from _one(
        record,
        "allocation",
        "design",
        design.allocation,
        absent="random|allocat|single.?(arm|group)",
        others=_allocated(record),
    )
    yield from _one(record, "ipd", "design", record.sharing.plan, absent="sharing|participant data|IPD")
    yield from _one(
        record, "dmc", "design", record.oversight.data_monitoring_committee, absent="monitoring (committee|board)|DSMB"
    )
    yield from _one(record, "why_stopped", "status", record.why_stopped)
    for kind, found in dates.items():
        words = "start" if kind == "start" else "completion|end date"
        yield from _one(record, f"{kind}_date", "status", found.slice if found else None, absent=words, year=True)
    yield from _lists(record)
    for topic, words in (("cost", r"\bcost|\bfee|\bpay|\bcharge|\bfree\b|insur|reimburs|compensat|expens"),
                         ("parking", "parking|taxi|transport|travel|reimburs|compensat"),
                         ("cure_rate", "cure|effective|efficacy of|success|response rate")):  # fmt: skip
        if re.search(words, _words(record), re.IGNORECASE):
            continue
        if topic == "cure_rate" and record.has_results:
            # That no results are posted is a statement of the record; an answer must stand on it.
            yield Fact(
                topic,
                "outcomes",
                ("not_in_record", *STATED),
                ((record.has_results, *((posted.slice,) if (posted := record.date("results_first_posted")) else ())),),
            )
        else:
            yield Fact(topic, "not_stated", SILENT)


def _one(
    record: TrialRecord,
    topic: str,
    slice: SliceName,
    *found: Slice | None,
    absent: str = "",
    said: bool = False,
    year: bool = False,
    others: Group = (),
) -> Iterator[Fact]:
    """A fact of one field; its absence counts only where no word of `absent` stands in the source."""
    stated = tuple(one for one in found if one is not None)
    if stated:
        words = re.findall(r"\d{4}", stated[0].text)[:1] if year else [stated[0].text] if said else []
        yield Fact(topic, slice, STATED, ((*stated, *others),), tuple((word,) for word in words))
    elif absent and not re.search(absent, _words(record), re.IGNORECASE):
        yield Fact(topic, slice, SILENT_OR_PARTLY if topic in BESIDE else SILENT)


def _words(record: TrialRecord) -> str:
    """The source's words: for JSON its values, for the names of empty fields say nothing."""
    return "\n".join(text for _, text in texts(record.source))


def _ages(record: TrialRecord) -> Iterator[Fact]:
    low, high = record.minimum_age, record.maximum_age
    limits = tuple(age.slice for age in (low, high) if age)
    also = _criteria(record, r"\bage|years? old|years of age|\byears\b")
    if not limits:
        return
    yield Fact("age_range", "eligibility", STATED, tuple((one, *also) for one in limits))
    for name, years, decides in _asked_ages(low, high):
        said = ((f"{decides.value:g}",),) if decides else ()
        cite = (decides.slice,) if decides else limits
        yield Fact(
            f"age_{name}",
            "eligibility",
            STATED,
            ((*cite, *also),),
            said,
            slots={"age": str(years)},
            phrasing="age_fits",
        )


def _asked_ages(low: Age | None, high: Age | None) -> Iterator[tuple[str, int, Age | None]]:
    """Whole years outside and inside the limits, with the limit that decides."""
    if low and low.unit == "years" and low.value >= 3:
        yield "below", int(low.value) - 1, low
    if high and high.unit == "years":
        yield "above", int(high.value) + 3, high
    if low and low.unit == "years" and (not high or high.years - low.years > 4):
        yield "within", int(low.value) + 2, None


def _places(record: TrialRecord, rng: random.Random) -> Iterator[Fact]:
    def group(sites: Sequence[object]) -> Group:
        parts = [getattr(one, name) for one in sites for name in ("facility", "city", "state", "country")]
        return tuple(part for part in parts if part)

    text = record.source.text.casefold()
    cities = list(dict.fromkeys(site.city.text for site in record.sites if site.city))
    countries = list(dict.fromkeys(site.country.text for site in record.sites if site.country))
    if cities:
        city = rng.choice(cities)
        here = [site for site in record.sites if site.city and site.city.text == city]
        names = tuple(site.facility.text for site in here if site.facility)
        yield Fact("city_present", "sites", STATED, (group(here),), ((city, *names),), slots={"city": city})
    if countries:
        country = rng.choice(countries)
        here = [site for site in record.sites if site.country and site.country.text == country]
        yield Fact("country_present", "sites", STATED, (group(here),), slots={"country": country})
    kind = ANY if record.sites else SILENT
    for topic, slot, pool in (("city_absent", "city", FAR_CITIES), ("country_absent", "country", FAR_COUNTRIES)):
        if far := [one for one in pool if one.casefold() not in text]:
            yield Fact(topic, "sites", kind, not_say=("Yes",), slots={slot: rng.choice(far)})


def _people(record: TrialRecord) -> Iterator[Fact]:
    people: list[Contact] = [*record.contacts, *(one for site in record.sites for one in site.contacts)]
    people += [*record.officials, *([record.responsible_party] if record.responsible_party else [])]
    for topic, words in (("phone", r"phone|\+\d|\(\d{3}\)"), ("email", "@|e-?mail")):
        found = tuple(words_of for one in people if (words_of := getattr(one, topic)))
        if found:
            yield Fact(topic, "sites", STATED, (found,))
        elif not re.search(words, _words(record), re.IGNORECASE):
            yield Fact(topic, "sites", SILENT_OR_PARTLY)
    heads = tuple(one.name for one in record.officials if one.name)
    if heads:
        yield Fact("official", "sites", STATED, (heads,))
    elif not re.search("investigator|chair|director", _words(record), re.IGNORECASE):
        yield Fact("official", "sites", SILENT_OR_PARTLY)
    if record.collaborators:
        yield Fact("collaborators", "design", STATED, tuple((one,) for one in record.collaborators[:3]))
    elif not re.search("collaborat", _words(record), re.IGNORECASE):
        yield Fact("collaborators", "design", SILENT_OR_PARTLY)


def _lists(record: TrialRecord) -> Iterator[Fact]:
    if record.conditions:
        yield Fact("conditions", "eligibility", STATED, ((*record.conditions, record.title),))
    if record.interventions:
        yield Fact("interventions", "dosing", STATED, tuple((one.name,) for one in record.interventions[:2]))
    if record.arms:
        groups = tuple(tuple(s for s in (one.label, one.description) if s) for one in record.arms[:3])
        yield Fact("arms", "design", STATED, groups)
    for rank in ("primary", "secondary"):
        listed = [one for one in record.outcomes if one.rank == rank]
        groups = tuple(tuple(s for s in (one.measure, one.description) if s) for one in listed[:2])
        if groups:
            yield Fact(f"{rank}_outcomes", "outcomes", STATED, groups)
        elif not re.search(f"{rank}.{{0,40}}(outcome|endpoint|end point)", _words(record), re.IGNORECASE):
            yield Fact(f"{rank}_outcomes", "outcomes", SILENT)


def _criteria(record: TrialRecord, words: str) -> Group:
    """Criteria whose words match: other places where the record says the same."""
    return tuple(c.slice for c in record.criteria if re.search(words, c.slice.text, re.IGNORECASE))


def _allocated(record: TrialRecord) -> Group:
    """Other places that tell how people get into groups; where there is one group, the model tells it."""
    model = record.design.model
    alone = model if model and re.search("single", model.text, re.IGNORECASE) else None
    return (*_mention(record, "random|single.?arm"), *((alone,) if alone else ()))


def _mention(record: TrialRecord, words: str) -> Group:
    places = [record.title, record.official_title, record.summary, record.description, record.design.model_description]
    return tuple(one for one in places if one and re.search(words, one.text, re.IGNORECASE))


def _blind(record: TrialRecord) -> Group:
    more = (record.design.masking_description, *record.design.who_masked)
    return (*_mention(record, "blind|mask|open.?label"), *(one for one in more if one))
