"""Where the trial runs."""

from __future__ import annotations

import re
from collections import Counter

from assistant.places import PlaceMention, inside, same, same_in
from assistant.topics.mention import criteria_points, leaves, mentions
from assistant.topics.status import status
from assistant.topics.topic import Computed, Point, Resolution, Row, Topic, Value, not_stated, partly, stated
from assistant.understand import Asked, fold
from ingest.record import Site, Slice, TrialRecord

_LIST = 12
_HOSPITAL = re.compile(r"\b(?:Hospitals?|Clinics?|Medical (?:Cent(?:er|re)|College|University)|University|Institute)\b")
_RECRUITING = re.compile(r"(?i)\b(?:recruit\w*|open|enrol\w*|taking|active)\b|招募|reclut")


def sites(record: TrialRecord, asked: Asked) -> Resolution:
    """List the sites, or those in the places asked about, or say that none is listed there."""
    if not record.sites:
        told = () if asked.places or asked.unknown_place else mentions(record, _HOSPITAL)[:3]
        return partly(Point("quotes", {"quotes": told}), missing="sites", record=record) if told else not_stated(record)
    if _STATES.search(asked.text) and not asked.places:
        states = tuple({s.state.text: s.state for s in record.sites if s.state}.values())
        if states:
            if not _HOW_MANY_STATES.search(asked.text):
                return stated(*_all(record, asked), Point("sites.states", {"value": states}))
            return stated(*_all(record, asked), Point("sites.states.counted", {"n": len(states), "value": states}))
    if asked.places:
        return stated(
            *(point for place in _readings(record, asked.places) for point in _in_place(record, place, asked))
        )
    if asked.unknown_place:
        return stated(*_none_there(record, asked.unknown_place))
    return stated(*_all(record, asked))


_STATES = re.compile(
    r"(?i)\b(?:which|what|in|how many)\b[^?]{0,20}\b(?:states|provinces?|regions|provincias|estados)\b|几个省|多少个?省|cu[aá]nt[oa]s (?:provincias|estados)|哪些省|哪个省|省份"
)
_HOW_MANY_STATES = re.compile(
    r"(?i)\bhow many (?:\w+ )?(?:states|provinces?|regions)|几个省|多少个?省|cu[aá]nt[oa]s (?:provincias|estados|regiones)"
)
_LIVES = re.compile(r"(?i)\b(?:live|living|reside|residing|resident|from|based)\b|住|vivo|vive|resid")
_RESIDENCE = re.compile(r"(?i)\b(?:resid(?:e|es|ing|ents?) (?:in|of)|liv(?:e|es|ing) (?:in|within))\b")


def _residence(record: TrialRecord, asked: Asked) -> tuple[Point, ...]:
    """Where the criteria say that participants must live, to someone who says where they live."""
    if not _LIVES.search(asked.text):
        return ()
    return criteria_points(
        tuple(c for c in leaves(record.criteria) if not c.parts and _RESIDENCE.search(c.slice.text))[:2]
    )


def _readings(record: TrialRecord, places: tuple[PlaceMention, ...]) -> tuple[PlaceMention, ...]:
    """One reading of each name: "New York" is the city or the state, whichever the record has a site in."""
    chosen: dict[tuple[int, int], PlaceMention] = {}
    for place in places:
        key = (place.start, place.end)
        if key not in chosen or (_count(record, place) and not _count(record, chosen[key])):
            chosen[key] = place
    return tuple(chosen.values())


def _count(record: TrialRecord, place: PlaceMention) -> int:
    return sum(lies_in(site, place) for site in record.sites)


def _in_place(record: TrialRecord, place: PlaceMention, asked: Asked) -> list[Point]:
    here = tuple(site for site in record.sites if lies_in(site, place))
    if not here:
        return _none_there(record, place.name)
    slots: dict[str, Value] = {"n": len(here), "place": place.name, "as_of": record.as_of}
    if place.kind == "facility":
        return [Point("sites.facility", slots | {"value": _address(here[0])}), *_status(here, asked)]
    say = "sites.here.one" if len(here) == 1 else "sites.here" if len(here) <= _LIST else "sites.here.many"
    return [Point(say, slots | {"quotes": _lines(here[:_LIST])}), *_status(here, asked)]


def _none_there(record: TrialRecord, place: str) -> list[Point]:
    countries = tuple({s.country.text: s.country for s in record.sites if s.country}.values())
    cities = tuple({s.city.text: s.city for s in record.sites if s.city}.values())
    listed = cities if len(cities) <= _LIST else countries
    slots: dict[str, Value] = {
        "place": place,
        "n": len(record.sites),
        "value": listed or _lines(record.sites[:_LIST]),
        "as_of": record.as_of,
    }
    return [Point("sites.none_there.one" if len(record.sites) == 1 else "sites.none_there", slots)]


def _all(record: TrialRecord, asked: Asked) -> list[Point]:
    n = len(record.sites)
    if n == 1:
        return [
            Point("sites.one", {"quotes": _lines(record.sites), "as_of": record.as_of}),
            *_status(record.sites, asked),
        ]
    if n <= _LIST:
        return [
            Point("sites.all", {"n": n, "quotes": _lines(record.sites), "as_of": record.as_of}),
            *_status(record.sites, asked),
        ]
    countries = Counter(s.country.text for s in record.sites if s.country)
    first = {s.country.text: s.country for s in reversed(record.sites) if s.country}
    counted = ", ".join(f"{name} ({count})" for name, count in countries.most_common(30))
    cites = tuple(first[name] for name, _ in countries.most_common(30))
    points = [Point("sites.countries", {"n": n, "countries": Computed(counted), "as_of": record.as_of}, cites)]
    cities = tuple({(s.city.text): s.city for s in record.sites if s.city}.values())
    if len(cities) <= 40:
        points.append(Point("sites.cities", {"value": cities}))
    return points


def _status(here: tuple[Site, ...], asked: Asked) -> list[Point]:
    if not _RECRUITING.search(asked.text):
        return []
    counted = Counter(s.status.text for s in here if s.status)
    first = {s.status.text: s.status for s in reversed(here) if s.status}
    if not counted:
        return []
    words = ", ".join(f"{name} ({count})" for name, count in counted.most_common())
    return [Point("sites.status", {"statuses": Computed(words)}, tuple(first.values()))]


def site_count(record: TrialRecord, asked: Asked) -> Resolution:
    """Count the sites, in the place asked about or in all."""
    return sites(record, asked)


def countries(record: TrialRecord, asked: Asked) -> Resolution:
    """Name the countries with sites."""
    if asked.places:
        return sites(record, asked)
    found = tuple({s.country.text: s.country for s in record.sites if s.country}.values())
    if not found:
        return not_stated(record)
    say = "countries.one" if len(found) == 1 else "countries"
    return stated(Point(say, {"n": len(found), "value": found, "as_of": record.as_of}))


def site_status(record: TrialRecord, asked: Asked) -> Resolution:
    """Give the recruitment status of each site, where the record has one."""
    here = tuple(s for s in record.sites if not asked.places or any(lies_in(s, p) for p in asked.places))
    with_status = tuple(s for s in here if s.status)
    if not with_status and asked.places:
        return sites(record, asked)
    if not with_status:
        whole = status(record, asked)
        return partly(*whole.points, missing="site_status", record=record) if whole.points else whole
    if len(with_status) <= _LIST:
        return stated(
            *(
                Point("sites.status.one", {"value": s.status, "name": (_line(s),), "as_of": record.as_of})
                for s in with_status
                if s.status and _address(s)
            )
        )
    counted = Counter(s.status.text for s in with_status if s.status)
    first = {s.status.text: s.status for s in reversed(with_status) if s.status}
    words = ", ".join(f"{name} ({count})" for name, count in counted.most_common())
    # Whoever names a place asks for the sites there, however many they are.
    there: tuple[Point, ...] = sites(record, asked).points if asked.places else ()
    counts = Point("sites.status", {"statuses": Computed(words)}, tuple(first.values()))
    return stated(*there, None if any(one.say == counts.say for one in there) else counts)


def address(record: TrialRecord, asked: Asked) -> Resolution:
    """Give a site's postal code and place; registries print no street."""
    here = tuple(s for s in record.sites if not asked.places or any(lies_in(s, p) for p in asked.places))
    if not here:
        return sites(record, asked)
    rows = tuple(tuple(p for p in (*_address(s), s.zip) if p) for s in here[:_LIST])
    point = Point("site_address", {"quotes": rows, "as_of": record.as_of})
    return partly(point, missing="site_address", record=record)


def lies_in(site: Site, place: PlaceMention) -> bool:
    if place.kind == "region":
        return any(same(name, country) for name in _texts(site.country) for country in inside(place.name))
    if place.kind == "country":
        return any(same(name, place.name) for name in _texts(site.country))
    if place.kind in {"city", "state"}:
        country = site.country.text if site.country else None
        return any(
            same_in(country, name, place.name) or _contains(name, place.name) for name in _texts(site.city, site.state)
        )
    return any(same(name, place.name) for name in _texts(site.facility))


def _texts(*slices: Slice | None) -> tuple[str, ...]:
    return tuple(one.text for one in slices if one)


def _contains(name: str, place: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(fold(place))}(?!\w)", fold(name)))


def _address(site: Site) -> tuple[Slice, ...]:
    parts = (site.facility, site.city, site.state, site.country)
    return tuple({p.text: p for p in parts if p}.values())


def _lines(sites: tuple[Site, ...]) -> tuple[Row, ...]:
    return tuple(_line(site) for site in sites)


def _line(site: Site) -> Row:
    """A site on one row: its facility and its city, its postal code where the facility has no name of its own."""
    parts = (site.facility, site.city, site.zip) if site.facility else _address(site)
    anonymous = site.facility is None or re.fullmatch(
        r"(?i)(?:research|study|investigational|local)?\s*(?:site|center|centre|institution).*", site.facility.text
    )
    return tuple(p for p in parts if p and (p is not site.zip or anonymous))


TOPICS = (
    Topic("sites", sites),
    Topic("site_count", site_count),
    Topic("site_address", address),
    Topic("countries", countries),
    Topic("site_status", site_status),
)
