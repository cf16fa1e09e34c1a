"""Hold what an arm is said to be, or to receive, to its label and its interventions."""

from __future__ import annotations

import re

from assistant.claims.match import Match
from assistant.claims.terms import Term, Terms, terms

_RECEIVES = re.compile(r"receives?|gets?|takes?|given|administered|treated|接受|给予|reciben?|recibirán?|administran?")


def receives(claim: Terms) -> Term | None:
    """The first word of a claim that says that something is received or given; None without one."""
    return next((t for t in claim.all if _RECEIVES.fullmatch(t.text.lower())), None)


def misnamed_arm(claim: Terms, match: Match) -> str | None:
    """Why what an arm is said to be, or to receive, is not what its label and its interventions say."""
    stand, own = match.stand, match.stand.terms.all
    label = {k for t in terms(stand.title).all for k in t.keys}
    group = next(
        (t for t in claim.all if "s:arm" in t.keys or t.text.lower() in ("group", "groups", "组", "grupo")), None
    )
    if group is not None:
        called = [t for t in claim.telling if t.part == group.part and t.start < group.start and t.measure is None]
        if any(not t.keys & (label | stand.labels) for t in called):
            return "calls the arm by another name"
    verb = receives(claim)
    if verb is None or not stand.given:
        return None
    begins = len(terms(stand.text[: stand.given]).all)
    after = [p for t, p in zip(claim.telling, match.at, strict=True) if t.start > verb.start]
    if not after or any(p < begins for p in after):
        return "names what the arm is called, not what it receives"
    for slice in stand.slices:
        named = terms(re.sub(r"^[A-Z][\w ]+: ", "", slice.text)).telling
        touched = {k for p in after for k in own[p].keys if k.startswith(("w:", "n:"))}
        keys = [{k for k in t.keys if k.startswith(("w:", "n:"))} or t.keys for t in named]
        if keys and all(k & touched or t.measure for k, t in zip(keys, named, strict=True)):
            return None
    return "names a part of what the arm receives"
