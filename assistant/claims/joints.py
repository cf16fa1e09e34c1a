"""Compare the "and" and "or" of a claim with those of the record."""

from __future__ import annotations

import re

from assistant.claims.carried import PEOPLE
from assistant.claims.items import LEADS
from assistant.claims.match import Match
from assistant.claims.measure import loosened
from assistant.claims.stands import Stand
from assistant.claims.terms import Terms


def joined_otherwise(claim: Terms, match: Match) -> str | None:
    """Why a claim's "and" is the record's "or", or the other way round."""
    stand, own = match.stand, match.stand.terms.all
    if stand.kind in ("field", "site", "contact", "age", "date", "said"):
        return None
    stood = list(zip(claim.telling, match.at, strict=True))
    for at, kind in claim.joints:
        before = next((p for t, p in reversed(stood) if t.start < at and p >= 0), None)
        after = next((p for t, p in stood if t.start > at and p >= 0), None)
        if before is None or after is None or before == after or _anew(claim, at):
            continue
        held = _held(stand, own[min(before, after)].start, own[max(before, after)].start)
        examples = stand.kind == "criterion" and stand.sign < 0 and kind == "or" and LEADS.search(stand.text)
        if held and kind not in held and not examples:
            return f"joins by {kind!r} what the record does not"
    return None


def _anew(claim: Terms, at: int) -> bool:
    """Whether a second group is named after an "and": "pregnant women and women who breastfeed" are two groups."""
    after = [t for t in claim.all if t.start > at][:2]
    return any(PEOPLE.fullmatch(t.text.lower()) or t.text.lower() in ("those", "anyone") for t in after)


def _held(stand: Stand, low: int, high: int) -> set[str]:
    """The joints of the record's text between two words, or, where commas part them, the one that ends their list."""
    joints = stand.terms.joints
    held = {kind for at, kind in joints if low < at < high}
    if held:
        return held
    text = loosened(stand.text)
    if "," not in text[low:high]:
        return set()
    stop = _STOP.search(text, high)
    return {kind for at, kind in joints if high < at < (stop.start() if stop else len(text))}


_STOP = re.compile(r"[;:]|\.(?=\s|$)|\b(?:who|which|that|within|during|for|before|after|with|in)\b")
