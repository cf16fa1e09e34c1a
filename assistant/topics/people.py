"""Whom to ask, and who is behind the trial."""

from __future__ import annotations

import re

from assistant.topics.mention import mentions
from assistant.topics.results import contact_point
from assistant.topics.sites import lies_in
from assistant.topics.topic import Point, Resolution, Topic, field_topic, not_stated, partly, searched, stated
from assistant.understand import Asked
from ingest.record import Contact, TrialRecord

_MOST = 4


def _contacts(record: TrialRecord, asked: Asked) -> tuple[Contact, ...]:
    """The contacts of the place asked about, else the central ones, else the sites'."""
    if asked.places:
        local = tuple(c for s in record.sites if any(lies_in(s, p) for p in asked.places) for c in s.contacts)
        if local:
            return local
    return record.contacts or tuple(c for s in record.sites for c in s.contacts)


def contact(record: TrialRecord, asked: Asked) -> Resolution:
    """Name the contacts with every part the record gives; say which of phone and e-mail it does not give."""
    found = _contacts(record, asked)
    if not found:
        given = record.results.contact if record.results else None
        return stated(contact_point(given)) if given else not_stated(record)
    points = [_person(one, record) for one in found[:_MOST]]
    if len(found) > _MOST:
        points.append(
            Point("contact.more", {"n": len(found) - _MOST}, tuple(c.name for c in found[_MOST:] if c.name)[:1])
        )
    # Whoever asks for the name alone is not told what else there is not.
    wanted = () if _WHO_ALONE.search(asked.text) else ("phone", "email")
    lacks = [part for part in wanted if not any(getattr(one, part) for one in found)]
    if lacks:
        missing = tuple(f"contact_{part}" for part in lacks)
        return Resolution(tuple(points), missing, searched(record))
    return stated(*points)


_WHO_ALONE = re.compile(
    r"(?i)^\W*(?:and |so )?(?:who(?:['’]s| is| are| was)?|what(?:['’]s| is) the name of) (?:the |your |their )?(?:\w+ ){0,2}"
    r"(?:contacts?|coordinator|contact person)\b(?![^?]*\b(?:phone|call|reach|number|e-?mail|how|details)\b)"
    r"|^\W*qui[eé]n es (?:el|la) (?:\w+ )?(?:contacto|coordinador\w*)|联系人(?:是谁|叫什么|的名字)"
)


def _person(one: Contact, record: TrialRecord) -> Point:
    parts = {"role": one.role, "phone": one.phone, "email": one.email, "affiliation": one.affiliation}
    value = tuple(part for part in (one.name, *parts.values()) if part)
    return Point("contact", {"value": value, "as_of": record.as_of})


def _part(name: str) -> Topic:
    def resolve(record: TrialRecord, asked: Asked) -> Resolution:
        found = _contacts(record, asked)
        having = tuple(one for one in found if getattr(one, name))
        if having:
            return stated(
                *(
                    Point(
                        f"contact.{name}",
                        {
                            "value": getattr(one, name),
                            "name": one.name or record.id_slice,
                            "as_of": record.as_of,
                        },
                    )
                    for one in having[:_MOST]
                )
            )
        named = tuple(one.name for one in found if one.name)[:3]
        given = record.results.contact if record.results else None
        if given and getattr(given, name):
            return stated(contact_point(given))
        if named:
            only = Point("contact.only_name", {"value": named, "as_of": record.as_of})
            return partly(only, missing=f"contact_{name}", record=record)
        return not_stated(record)

    return Topic(f"contact_{name}", resolve)


def officials(record: TrialRecord, asked: Asked) -> Resolution:
    """Name the study officials, or the responsible party's investigator."""
    if record.officials:
        return stated(*(Point("official", {"value": _official(one)}) for one in record.officials[:_MOST]))
    party = record.responsible_party
    if party and party.name:
        return stated(Point("official", {"value": _official(party)}))
    return not_stated(record)


def _official(one: Contact) -> tuple:  # type: ignore[type-arg]
    return tuple(part for part in (one.name, one.role, one.affiliation) if part)


def responsible_party(record: TrialRecord, asked: Asked) -> Resolution:
    """Name the responsible party."""
    party = record.responsible_party
    if party is None:
        return not_stated(record)
    # "SPONSOR" names a role: who that is stands in another field.
    role = record.sponsor if not party.name or "SPONSOR" in party.name.text.upper() else None
    return stated(
        Point("responsible_party", {"value": _official(party)}), Point("sponsor", {"value": role}) if role else None
    )


_FUNDED = re.compile(r"(?i)\b(?:fund(?:ed|ing)|grants?|financ\w*|supported by|investigator[- ]initia\w*)\b")
_ABOUT_MONEY = re.compile(r"(?i)\bfund|\bpay|financ|\bgrant|money|\biit\b|investigator[- ]init|资助|经费|谁出钱")


def sponsor(record: TrialRecord, asked: Asked) -> Resolution:
    """Name the lead sponsor; to a question about money or initiative add what the text says of it."""
    if record.sponsor is None:
        return not_stated(record)
    told = mentions(record, _FUNDED)[:2] if _ABOUT_MONEY.search(asked.text) else ()
    return stated(Point("sponsor", {"value": record.sponsor}), Point("quotes", {"quotes": told}) if told else None)


TOPICS = (
    Topic("contact", contact),
    _part("phone"),
    _part("email"),
    Topic("officials", officials),
    Topic("responsible_party", responsible_party),
    Topic("sponsor", sponsor),
    Topic("sponsor_class", field_topic("sponsor_class", lambda r: r.sponsor_class)),
    Topic("collaborators", field_topic("collaborators", lambda r: r.collaborators)),
)
