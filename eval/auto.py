"""Make gold items from the typed fields of any record: what it states, and what it does not."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import yaml

from assistant.question import Audience, Language
from eval.auto_results import result_facts, told_apart, unposted
from eval.fact import ANY, SILENT, SILENT_OR_PARTLY, STATED, Fact, Group
from eval.items import AskItem, BoundItem, SliceName, texts
from ingest.record import Age, Arm, Contact, Site, Slice, TrialRecord

PHRASINGS = Path(__file__).parent / "phrasings.yaml"
BESIDE = ("healthy", "completion_date")
"""Absences beside which the record often says something near: what the trial is about, another date."""
FAR_CITIES = ("Reykjavik", "Ulaanbaatar", "Windhoek", "Paramaribo", "Thimphu")
FAR_COUNTRIES = ("Iceland", "Mongolia", "Namibia", "Suriname", "Bhutan")
FAR_STATES = ("Wyoming", "Tasmania", "Saskatchewan", "Yunnan", "Extremadura")
AGED = (
    r"\bage[ds]?\b|\byears? old\b|\byears of age\b|\b\d+ ?(?:[-–]|to|and) ?\d+ years"
    r"|\b(?:older|younger|over|under|above|below|least|most)(?: than)? \d+ years"
)
"""How a criterion speaks of the age of a person: years of an illness, of smoking or of waiting are none."""
MOST_SITES = 3
"""Sites of one place that an answer must all name; of more, any."""
JOINED = ("age_range", "sex", "status", "phase", "enrolment", "sponsor", "start_date", "city_present", "conditions",
          "interventions", "primary_outcomes", "masking", "allocation", "official", "phone", "age_above", "age_below")  # fmt: skip
"""Topics that are asked two in one message: each stated by its own slices, so that an answer to one is not the other's."""
UNSAID = ("cost", "parking")
"""Absences that are asked beside something stated: no answer to it may come near them."""


def draw(seed: object) -> random.Random:
    """A generator for reproducible draws; nothing secret hangs on it."""
    return random.Random(str(seed))  # noqa: S311


@cache
def phrasings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """How people ask, by topic and then by voice: patient, clinician, zh, es."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(PHRASINGS.read_text(encoding="utf-8"))
    return found


def auto_items(record: TrialRecord, seed: int) -> tuple[BoundItem, ...]:
    """One question for each fact in a patient's and in a clinician's voice, a phrasing drawn for each; then two in one."""
    rng = draw(f"{seed}:{record.id}")
    items = []
    found = tuple(facts(record, rng))
    for fact in found:
        for voice in ("patient", "clinician"):
            if forms := phrasings()[fact.questions].get(voice):
                items.append(item_of(fact, record, voice, rng.choice(forms), f"{fact.topic}:{voice}"))
    return (*items, *_two_in_one(found, record, rng))


def _two_in_one(found: Sequence[Fact], record: TrialRecord, rng: random.Random) -> Iterator[BoundItem]:
    """Two facts asked in one message: two that are stated, and one beside an absence; a pair drawn for each voice."""
    for voice in ("patient", "clinician"):
        asked = [one for one in found if voice in phrasings()[one.questions]]
        stated = [one for one in asked if one.topic in JOINED and one.kind == STATED]
        absent = [one for one in asked if one.topic in UNSAID and one.kind == SILENT]
        pairs = {
            "two_stated": [pair for pair in combinations(stated, 2) if pair[0].questions != pair[1].questions],
            "one_silent": [(one, other) for one in stated for other in absent],
        }
        for name, drawn in pairs.items():
            if drawn:
                first, second = rng.sample(rng.choice(drawn), 2)
                yield _joined(first, second, record, voice, name, rng)


def _joined(first: Fact, second: Fact, record: TrialRecord, voice: str, name: str, rng: random.Random) -> BoundItem:
    """Two facts as one: everything that is due of either; with an absence beside it an answer can only be partial."""
    asked = [rng.choice(phrasings()[one.questions][voice]).format_map(one.slots) for one in (first, second)]
    slots = dict(zip(("first", "second"), (one.rstrip("?？. ") for one in asked), strict=True))
    fact = Fact(
        f"{first.topic}.{second.topic}",
        first.slice,
        STATED if first.kind == second.kind == STATED else ("partly_answered",),
        (*first.cite, *second.cite),
        (*first.say, *second.say),
        (*first.not_say, *second.not_say),
        slots,
        also=(*first.slices, *second.slices, "compound"),
    )
    return item_of(fact, record, voice, rng.choice(phrasings()["two_in_one"][voice]), f"{name}:{fact.topic}:{voice}")


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
        slices=fact.slices,
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
    yield from _two_arms(record, rng)
    yield from result_facts(record, _words(record), rng)
    for topic, words in (("cost", r"\bcost|\bfee|\bpay|\bcharge|\bfree\b|insur|reimburs|compensat|expens"),
                         ("parking", "parking|taxi|transport|travel|reimburs|compensat"),
                         ("cure_rate", "cure|effective|efficacy of|success|response rate")):  # fmt: skip
        if re.search(words, _words(record), re.IGNORECASE):
            continue
        if topic == "cure_rate" and record.has_results:
            yield unposted(record, topic)
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
    also = _criteria(record, AGED)
    if not limits:
        return
    yield Fact("age_range", "eligibility", STATED, tuple((one, *also) for one in limits))
    for name, age, decides in _asked_ages(low, high):
        cite = (decides.slice,) if decides else limits
        unit = decides.unit if decides else "years"
        # The criteria may set the limit otherwise than the field: only the field alone makes the contrary false.
        false = ("within",) if name in ("below", "above") else ("below", "above")
        yield Fact(
            f"age_{name}",
            "eligibility",
            STATED,
            ((*cite, *also),),
            ((f"{decides.value:g}",),) if decides else (),
            () if also else tuple(f"{age} is {one}" for one in false),
            slots={"age": str(age)},
            phrasing="age_fits" if unit == "years" else "age_fits_months",
            also=("personal",),
        )


def _asked_ages(low: Age | None, high: Age | None) -> Iterator[tuple[str, int, Age | None]]:
    """Ages below, at, inside and above the limits, in the unit of the limit that decides."""
    if low and low.unit in ("years", "months") and low.value >= 3:
        yield "below", int(low.value) - 1, low
        if low.inclusive and low.value.is_integer():
            yield "at_lower", int(low.value), low
    if high and high.unit in ("years", "months"):
        yield "above", int(high.value) + 3, high
        if high.inclusive and high.value.is_integer():
            yield "at_upper", int(high.value), high
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
    yield from _states(record, cities, countries, rng)
    yield from _houses(record, rng)
    kind = ANY if record.sites else SILENT
    for topic, slot, pool in (("city_absent", "city", FAR_CITIES), ("country_absent", "country", FAR_COUNTRIES),
                              ("state_absent", "state", FAR_STATES)):  # fmt: skip
        if far := [one for one in pool if one.casefold() not in text]:
            yield Fact(topic, "sites", kind, not_say=("Yes",), slots={slot: rng.choice(far)})


def _states(record: TrialRecord, cities: Sequence[str], countries: Sequence[str], rng: random.Random) -> Iterator[Fact]:
    """A state or province that is no city and no country too, with its sites."""
    names = dict.fromkeys(site.state.text for site in record.sites if site.state)
    if not (states := [one for one in names if one not in cities and one not in countries and len(one) > 3]):
        return
    state = rng.choice(states)
    here: dict[tuple[str, str], list[Slice]] = {}
    for site in record.sites:
        if site.state and site.state.text == state:
            parts = [one for one in (site.facility, site.city) if one]
            here.setdefault((parts[0].text, parts[-1].text) if parts else ("", ""), []).extend([*parts, site.state])
    groups = tuple(tuple(group) for group in here.values())
    cite = groups if len(groups) <= MOST_SITES else (tuple(one for group in groups for one in group),)
    yield Fact("state_present", "sites", STATED, cite, slots={"state": state})


def _houses(record: TrialRecord, rng: random.Random) -> Iterator[Fact]:
    """A hospital by its name: the city it stands in, where the name does not say it."""
    named = Counter(site.facility.text for site in record.sites if site.facility)

    def plain(site: Site) -> bool:
        name = site.facility.text if site.facility and site.city else ""
        generic = re.search(r"\d|\bsites?\b|investigat|cent(er|re)$", name, re.IGNORECASE)
        known = site.city is not None and site.city.text.casefold() in name.casefold()
        return named[name] == 1 and 8 <= len(name) <= 70 and not (generic or known) and "," not in name

    if houses := [site for site in record.sites if plain(site)]:
        site = rng.choice(houses)
        if site.facility and site.city:
            yield Fact("city_of", "sites", STATED, ((site.city,),), slots={"facility": site.facility.text})


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
        named: dict[str, Group] = {}
        for one in record.interventions:
            named[one.name.text.casefold()] = (*named.get(one.name.text.casefold(), ()), one.name)
        yield Fact("interventions", "dosing", STATED, tuple(named.values())[:2])
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


def _two_arms(record: TrialRecord, rng: random.Random) -> Iterator[Fact]:
    """Two arms side by side, where their names can be told apart and each has more to show than its name."""
    pairs = [(a, b) for a, b in combinations(record.arms, 2) if told_apart(a.label, b.label)]
    if not pairs:
        return
    pair = rng.choice(pairs)

    def shown(arm: Arm) -> Group:
        given = {one.text.rpartition(": ")[2].casefold() for one in arm.interventions}
        more = [part for one in record.interventions if one.name.text.casefold() in given
                for part in (one.name, one.description) if part]  # fmt: skip
        parts = (arm.description, *arm.interventions, *more)
        return tuple(one for one in parts if one and one.text.casefold() != arm.label.text.casefold())

    one, other = (set(shown(arm)) for arm in pair)
    cite = tuple(tuple(part for part in shown(arm) if part not in one & other) for arm in pair)
    if not all(cite):
        return
    slots = {"one": pair[0].label.text, "other": pair[1].label.text}
    yield Fact("arms_compared", "design", STATED, cite, slots=slots, also=("comparison",))


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
