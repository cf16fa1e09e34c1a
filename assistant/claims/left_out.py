"""Find what limits the record's words and is missing from a claim."""

from __future__ import annotations

import re

from assistant.claims.arms import misnamed_arm
from assistant.claims.match import ONE_THING, Match
from assistant.claims.stands import Stand
from assistant.claims.terms import INTENT, Terms, terms
from assistant.claims.whole import item_cut, not_whole

_MODES = ("mode:possible", "mode:condition", "mode:whether")
_FUTURE = re.compile(r"will|would|shall|将|将会|会|\w+r(?:á|án)")
_POINTS_BACK = re.compile(
    r"(?:They|These|Those|Such|It|He|She|Defined as|The (?:latter|former)|This (?:group|arm|cohort|dose|part|drug|treatment|device|phase|score|scale|period|level))\b"
)


def _names(name: str, claim: Terms) -> bool:
    return all(any(t.keys & other.keys for other in claim.all) for t in terms(name).telling)


def left_out(claim: Terms, match: Match) -> str | None:
    """What limits the record's words and is missing from the claim."""
    stand, own = match.stand, match.stand.terms.all
    said = {k for t in claim.all for k in t.keys}
    if stand.kind == "arm" and (wrong := misnamed_arm(claim, match)):
        return wrong
    if stand.kind == "site" and stand.given and all(own[p].start >= stand.given for p in match.at if p >= 0):
        return "says without the site what is so at one site"
    if stand.names and not any(_names(name, claim) for name in stand.names):
        return f"does not say for which: {', '.join(stand.names)[:60]}"
    if stand.kind not in ("said", "criterion") and _POINTS_BACK.match(stand.text):
        return "begins by pointing back"
    used = [p for p in match.at if p >= 0]
    low, high = min(used), max(used)
    for mode in _MODES:
        if any(mode in t.keys for t in own) and mode not in said and not (mode == "mode:whether" and said & INTENT):
            return f"leaves out a condition or a doubt: {next(t.text for t in own if mode in t.keys)}"
    future = any(_FUTURE.fullmatch(t.text.lower()) for t in claim.all)
    if stand.mood == "actual" and (future or "mode:plan" in said):
        return "says as to come what is done"
    # Where a list keeps people out, what is planned in one of its items must be said with that item.
    planned = stand.mood == "plan" or (stand.sign >= 0 and any("mode:plan" in t.keys for t in own))
    if planned and "mode:plan" not in said and not future:
        return "says as done or certain what is planned"
    aimed = {k for t in own[: high + 1] if "mode:aim" in t.keys for k in t.keys if k.startswith("w:")} - {
        "w:to",
        "w:for",
    }
    if aimed and not said & aimed and not said & {"mode:aim", "mode:plan", "mode:possible", *INTENT}:
        return "says as done what is only aimed at"
    scale = (
        stand.kind == "outcome" and "s:score" in said and not said & {"s:change", "s:improve", "s:reduce", "s:increase"}
    )
    grown = said & {"s:improve", "s:reduce", "s:increase", "s:response"} and not said & (
        INTENT - {"s:outcome", "s:measure"}
    )
    if (
        stand.mood == "intent"
        and grown
        and stand.kind == "outcome"
        and not {"s:improve", "s:reduce", "s:increase", "s:response"}
        & {k for t in terms(stand.slices[0].text).all for k in t.keys}
    ):
        return "says as found what is only examined"
    intent = not scale and (
        stand.mood == "intent" or (stand.kind == "prose" and any(t.keys & INTENT for t in own[: high + 1]))
    )
    if intent and not said & INTENT and stand.label not in ("title", "official title"):
        return "says as found what is only examined"
    near = own[max(0, low - 2) : high + 3]
    if stand.kind not in ("criterion", *ONE_THING) and not claim.denials and any(t.denied for t in near):
        return "leaves out a negation"
    if stand.kind == "criterion":
        return item_cut(claim, match, said)
    if stand.kind == "field" and stand.text == stand.slices[0].text and not stand.counts:
        return not_whole(claim, match, said, range(len(own)))
    if stand.kind == "outcome" and stand.mood == "intent":
        named = len(terms(stand.slices[0].text).all)
        numbers = [i for i in range(named) if own[i].measure is not None]
        if any(0 <= i < named for i in match.at) and (cut := not_whole(claim, match, said, numbers)):
            return cut
    groups = [t for t in own if t.measure and t.measure.kind == "label" and re.match(r"(?:arm|group|cohort|level|part|phase|stage|step|period):", t.measure.values[0])]  # fmt: skip
    if stand.kind in ("prose", "outcome", "intervention") and groups and not any(t.keys & said for t in groups):
        return f"leaves out which group: {groups[0].text}"
    likened = any("relation:likeness" in t.keys for t in own[low : high + 1])
    if likened and stand.kind in ("arm", "intervention", "prose") and "relation:likeness" not in said:
        return "leaves out what it is only compared with"
    if stand.kind not in ("criterion", *ONE_THING):
        close = [t for t in own[: high + 1] if t.start >= own[low].start or t.part == own[low].part]
        if any("quantifier:some" in t.keys for t in close) and "quantifier:some" not in said:
            return "leaves out of how many it is said"
        if _one_of_a_choice(stand, low, high, said, future=future):
            return "tells one side of a choice"
    if any("quantifier:only" in t.keys for t in own[low : high + 1]) and "quantifier:only" not in said:
        return "leaves out: only"
    return None


def _one_of_a_choice(stand: Stand, low: int, high: int, said: set[str], *, future: bool) -> bool:
    """Whether of "A or B" in a sentence of prose, one is told and the other not."""
    own = stand.terms.all
    for at, kind in stand.terms.joints:
        before = next((t for t in reversed(own) if t.start < at and not t.neutral), None)
        after = next((t for t in own if t.start > at and not t.neutral), None)
        if kind != "or" or before is None or after is None or not own[low].start < at < own[high].start:
            continue
        to_come = any(at < t.start < after.start and _FUTURE.fullmatch(t.text.lower()) for t in own)
        if bool(before.keys & said) != bool(after.keys & said) or (to_come and not future):
            return True
    return False
