"""Ask the same thing otherwise: paraphrased, wrapped, misspelt, translated; the answer must not change."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.auto import draw, facts, item_of, phrasings
from eval.diff import explain_replies
from eval.items import BoundItem
from eval.reply import Reply
from eval.run import Run
from eval.tally import Rate
from ingest.record import TrialRecord

BASE = "base"
WRAPS = ("hi there, {q} thanks a lot", "{q} (asking for my sister)", "sorry to bother you but {q}")


@dataclass(frozen=True, slots=True)
class Parted:
    """A question whose other form got another answer, and where the two ways part."""

    base: str
    change: str
    question: str
    other: str
    cause: str
    detail: str


def variants(record: TrialRecord, seed: int) -> tuple[BoundItem, ...]:
    """For each fact of a record: the base question and its other forms; ids end in the change."""
    rng = draw(f"{seed}:{record.id}:meta")
    items = []
    for fact in facts(record, rng):
        voices = phrasings()[fact.questions]
        forms = list(voices.get("patient") or voices["clinician"])
        voice = "patient" if "patient" in voices else "clinician"
        first = forms.pop(rng.randrange(len(forms)))
        changed = {BASE: first, "reorder": rng.choice(WRAPS).replace("{q}", first), "typo": misspell(first, rng)}
        if forms:
            changed["paraphrase"] = rng.choice(forms)
        items += [item_of(fact, record, voice, form, f"{fact.topic}:{change}") for change, form in changed.items()]
        for language in ("zh", "es"):
            if language in voices:
                items.append(item_of(fact, record, language, rng.choice(voices[language]), f"{fact.topic}:{language}"))
    return tuple(items)


def misspell(form: str, rng: random.Random) -> str:
    """Swap two neighbouring letters inside the longest word that is no slot; short questions stay as they are."""
    words = list(re.finditer(r"(?<!\{)\b[a-z]{5,}\b(?!\})", form))
    if not words:
        return form
    longest = max(words, key=lambda found: len(found.group()))
    i = longest.start() + rng.randrange(1, len(longest.group()) - 2)
    return form[:i] + form[i + 1] + form[i] + form[i + 2 :]


def same(a: Reply, b: Reply) -> bool:
    """Whether two replies say the same: the same kind and the same cited slices."""
    return a.kind == b.kind and a.spans == b.spans


def consistency(run: Run, items: Sequence[BoundItem]) -> tuple[Mapping[str, Rate], tuple[Parted, ...]]:
    """By kind of change the share of questions that kept their answer, and every one that did not."""
    replies = {one.id: one.reply for one in run.outcomes}
    asked = {one.item.id: one.item.question for one in items}
    kept: dict[str, list[bool]] = defaultdict(list)
    parted = []
    for name, reply in replies.items():
        stem, _, change = name.rpartition(":")
        base = replies.get(f"{stem}:{BASE}")
        if change == BASE or base is None or reply is None:
            continue
        kept[change].append(same(base, reply))
        if not kept[change][-1]:
            cause, detail = explain_replies(base, reply)
            parted.append(Parted(stem, change, asked[f"{stem}:{BASE}"], asked[name], cause, detail))
    return {change: Rate(sum(values), len(values)) for change, values in sorted(kept.items())}, tuple(parted)
