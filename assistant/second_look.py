"""Look a second time, by meaning, at a message that may tell of danger in words that no list holds.

People in danger say "something stuck in his throat he is going purple" or "hope I never wake up", and no list of cues
holds all of that. The sentence encoder places such messages near each other: a logistic regression on its vectors, fitted
on the examples of `alarms.yaml` and on the ledger's questions, tells them from what people say of a trial. It is asked
of English only, which the encoder was trained on, where a word of the body, of a medicine or of death is said, and never of a
question about the record. Its weights belong to one encoder; with another there is no second look.

`python -m assistant.second_look` fits them anew after the examples have changed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import yaml

from assistant.language import detect
from ingest.embed import Embedder

Danger = Literal["emergency", "self_harm"]

SURE = 0.8
"""The least probability of danger. What people say of a lasting illness lies near to it: below this, too much of that is taken for danger."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The encoder of the library, asked about danger."""

    embedder: Embedder

    def danger(self, text: str) -> Danger | None:
        """What a message tells of, or None; `text` as it was typed."""
        weights = _weights()
        said = text.casefold().replace("’", "'")
        if weights.encoder != self.embedder.name or detect(text) != "en" or not HINT.search(said):
            return None
        scores = weights.rows @ self.embedder.encode([said])[0] + weights.offsets
        odds = np.exp(scores - scores.max())
        shares = dict(zip(weights.labels, odds / odds.sum(), strict=True))
        if 1 - shares["none"] < SURE:
            return None
        return "self_harm" if shares["self_harm"] > shares["emergency"] else "emergency"


HINT = re.compile(
    r"\b(?:blue|purple|grey|gray|pale|blood\w*|bleed\w*|cough\w*|pulse|dark|cold|sweat\w*|floor|breath\w*|air|gasp\w*|wheez\w*|chok\w*|stuck|chest|heart|"
    r"throat|windpipe|tongue|lips?|mouth|face|eyes?|vision|speech|speak\w*|talk\w*|mumbl\w*|words?|writing|awake|wake|waking|respond\w*|answer me|moving|limp|floppy|"
    r"numb\w*|feeling in|weak|arms?|legs?|fits?|seiz\w*|shak\w*|shiver\w*|trembl\w*|collaps\w*|faint\w*|dizz\w*|fell|unconscious|confus\w*|forget\w*|fever\w*|"
    r"burning|stiff|rash|hives|welts|swell\w*|swollen|blister\w*|peeling|black|vomit\w*|swallow\w*|chew\w*|drank|drunk|ate|overdos\w*|pills?|tablets?|meds|patch|"
    r"morphine|insulin|bottle|poison\w*|bleach|epi-?pen|anaphyla\w*|jab|drip|gun|knife|razor|rope|bridge|jump\w*|cut|die|dying|dead|death|kill\w*|suicid\w*|alive|"
    r"life|world|last night|worth|goodbye|any ?more|without (?:me|him|her)|wake up|sleep forever|disappear\w*)\b"
)
"""Words without which nothing is looked at twice."""


@dataclass(frozen=True, slots=True)
class _Weights:
    encoder: str
    labels: tuple[str, ...]
    rows: npt.NDArray[np.float32]
    offsets: npt.NDArray[np.float32]


@cache
def _weights() -> _Weights:
    read = json.loads(resources.files("assistant").joinpath("alarms.json").read_text("utf-8"))
    rows, offsets = (np.asarray(read[name], dtype=np.float32) for name in ("rows", "offsets"))
    return _Weights(read["encoder"], tuple(read["labels"]), rows, offsets)


def examples() -> dict[str, tuple[str, ...]]:
    """The messages it is fitted on, by what they tell of."""
    read = yaml.load(resources.files("assistant").joinpath("alarms.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {label: tuple(read[label]) for label in ("emergency", "self_harm", "none")}


def fit(embedder: Embedder) -> dict[str, object]:
    """Fit the weights for an encoder, as `alarms.json` holds them."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    from assistant.topics import ledger

    labelled = [(label, text) for label, texts in examples().items() for text in texts if detect(text) == "en"]
    labelled += [("none", text) for words in ledger().values() for text in words.examples["en"]]
    vectors = embedder.encode([text.casefold() for _, text in labelled])
    model = LogisticRegression(C=3, max_iter=3000, class_weight="balanced").fit(
        vectors, [label for label, _ in labelled]
    )
    return {
        "encoder": embedder.name,
        "labels": model.classes_.tolist(),
        "rows": np.round(model.coef_, 4).tolist(),
        "offsets": np.round(model.intercept_, 4).tolist(),
    }


if __name__ == "__main__":
    from ingest.embed import minilm

    Path(__file__).with_name("alarms.json").write_text(json.dumps(fit(minilm())) + "\n", "utf-8")
