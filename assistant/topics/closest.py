"""Keep of a list of sentences those that share the rare words of a question; all of them where none does."""

from __future__ import annotations

from assistant.tokens import tokens
from assistant.topics.named import names_it
from assistant.topics.narrow import ASKING
from assistant.understand import Asked
from ingest.record import Slice

# Words for any treatment, and for giving it: a sentence on the treatment may hold them or not and mean the same.
_OF_ANY = frozenset(
    tokens(
        """dose doses dosing dosage treatment treat treated therapy drug drugs medicine medication given give gives giving administered
        administer administration take takes taking taken receive receives received infusion infused infuse injection injections inject
        injected jab shot tablet tablets pill pills capsule vaccine cells cell product intervention session sessions visit visits
        hospital clinic often time times once twice daily weekly monthly every each per schedule long last lasts much much start starts
        started begin end repeated repeat happen happens process procedure procedures step steps stage stages involve involved go home
        people children kids adults women men volunteer volunteers exactly actually really total all whole single one two three four five"""
    )
)


def closest(asked: Asked, lines: tuple[Slice, ...]) -> tuple[Slice, ...]:
    """The sentences that name the medicine or share most of the rare words of a question, in their order.

    A word is rare that stands in at most half of the sentences.
    """
    if len(lines) < 2:
        return lines
    things = [m for m in asked.concepts if m.concept.kind in ("drugs", "procedures")]
    naming = tuple(s for s in lines if any(names_it(s.text, m) for m in things))
    among = naming if naming and len(naming) < len(lines) else lines
    words = {w for w in tokens(asked.text) if len(w) > 2 and w not in ASKING and w not in _OF_ANY}
    held = [(s, words & set(tokens(s.text))) for s in among]
    rare = {w for w in words if 0 < sum(w in own for _, own in held) <= max(1, len(among) // 2)}
    most = max((len(own & rare) for _, own in held), default=0)
    return tuple(s for s, own in held if len(own & rare) == most) if most else among
