"""Time the assistant beside a plain splitter–embedder–vector pipeline on the same record in the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from assistant.question import Question
from eval.drafts import drafts
from eval.items import BoundItem
from eval.plain import found_in, plain_pipeline
from eval.reply import read
from eval.run import Ask, ask_one
from eval.score import verdict
from eval.suites import read_record

if TYPE_CHECKING:
    from assistant.model import Model
    from ingest.embed import Embedder


@dataclass(frozen=True, slots=True)
class ModelBench:
    """The same questions with a language model: `asked` are those it was asked for, `worded` those it worded.

    Seconds and tokens are over those it was asked for; tokens are None where the provider counts none.
    """

    name: str
    asked: int
    worded: int
    p50: float
    p95: float
    without_p50: float
    tokens_in: float | None
    tokens_out: float | None


@dataclass(frozen=True, slots=True)
class Bench:
    """What was measured; seconds unless the name says otherwise, ratios are ours over the plain pipeline's."""

    embedding_p50: float
    cold: float
    plain_cold: float
    warm_p50: float
    warm_p95: float
    plain_warm_p50: float
    plain_warm_p95: float
    right: float
    plain_right_top1: float
    plain_right_top4: float
    plain_right_top4_citable: float
    n: int
    model: ModelBench | None = None

    @property
    def ratios(self) -> dict[str, float]:
        """What a machine's speed does not change."""
        return {
            "cold, ours over plain": self.cold / self.plain_cold,
            "warm p50, ours over plain": self.warm_p50 / self.plain_warm_p50,
            "warm p95, ours over plain": self.warm_p95 / self.plain_warm_p95,
            "warm p50, ours over one query embedding": self.warm_p50 / self.embedding_p50,
            "warm p50, plain over one query embedding": self.plain_warm_p50 / self.embedding_p50,
        }

    def as_dict(self) -> dict[str, Any]:
        """The bench as JSON (schema 1)."""
        return {"schema": 1, **asdict(self), "ratios": self.ratios}

    def told(self) -> str:
        """The bench as plain lines."""
        named = {name: value for name, value in asdict(self).items() if name != "model"}
        if self.model:
            named |= {f"with a model, {name}": value for name, value in asdict(self.model).items()}
        lines = [f"{name.replace('_', ' '):<34}{_shown(value)}" for name, value in named.items()]
        return "\n".join([*lines, *(f"{name:<42}{value:.2f} ×" for name, value in self.ratios.items())])


def _shown(value: float | str | None) -> str:
    return "–" if value is None else value if isinstance(value, str) else f"{value:.4g}"


def seconds(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """How long each call took, after three calls that are not counted; an embedder may remember what it has encoded."""
    for text in ("warm", "warmer", "hot"):
        call(text)
    taken = []
    for text in texts:
        started = time.perf_counter()
        call(text)
        taken.append(time.perf_counter() - started)
    return taken


def bench(
    path: Path,
    items: Sequence[BoundItem],
    embedder: Embedder,
    open_ask: Callable[[Path, Model | None], Ask],
    model: Model | None = None,
) -> Bench:
    """Measure both pipelines on one record and its gold items, and ours with a model where one is given.

    Args:
        path: the record's file.
        items: the gold items bound to it.
        embedder: what both pipelines embed with.
        open_ask: opens the assistant over the library in a folder, which it fills where it is empty.
        model: the language model that may word the answers.
    """
    with TemporaryDirectory(prefix="trialogue-bench-") as name:
        folder = Path(name)
        ask, search = open_ask(folder / "library", None), _plain(path, embedder, folder / "plain")
        texts = [one.item.question for one in items]
        # Blanks cost the model nothing and keep one measurement from finding what another has encoded.
        embedding = seconds(lambda text: embedder.encode([text]), [f"{text} " for text in texts])
        plain_warm = seconds(search, [f" {text}" for text in texts])
        warm = seconds(lambda text: ask(Question(text, items[0].trial)), texts)
        right = [_right(one, ask) for one in items]
        top = [
            (found_in(one, found[:1]), found_in(one, found)) for one in items for found in [search(one.item.question)]
        ]
        citable = [hits for one, (_, hits) in zip(items, top, strict=True) if one.item.cite]
        drafted = _with_model(items, open_ask(folder / "library", model), model.name) if model else None
        cold = {side: _cold(side, folder, path, texts[0]) for side in ("ours", "plain")}
    return Bench(
        embedding_p50=statistics.median(embedding),
        cold=cold["ours"],
        plain_cold=cold["plain"],
        warm_p50=statistics.median(warm),
        warm_p95=statistics.quantiles(warm, n=20)[-1],
        plain_warm_p50=statistics.median(plain_warm),
        plain_warm_p95=statistics.quantiles(plain_warm, n=20)[-1],
        right=statistics.fmean(right),
        plain_right_top1=statistics.fmean(first for first, _ in top),
        plain_right_top4=statistics.fmean(hits for _, hits in top),
        plain_right_top4_citable=statistics.fmean(citable),
        n=len(items),
        model=drafted,
    )


def _with_model(items: Sequence[BoundItem], ask: Ask, name: str) -> ModelBench:
    outcomes = [ask_one(ask, one).reply for one in items]
    found = drafts(outcomes)
    asked = [(one.seconds, one.drafted) for one in outcomes if one and one.drafted and one.drafted.calls]
    taken = sorted(seconds for seconds, _ in asked)
    return ModelBench(
        name,
        asked=len(asked),
        worded=sum(one.kept > 0 for _, one in asked),
        p50=statistics.median(taken) if taken else 0.0,
        p95=taken[min(int(0.95 * len(taken)), len(taken) - 1)] if taken else 0.0,
        without_p50=(found.seconds_without if found else None) or 0.0,
        tokens_in=found.tokens_in if found else None,
        tokens_out=found.tokens_out if found else None,
    )


def _right(bound: BoundItem, ask: Ask) -> bool:
    outcome = ask_one(ask, bound)
    return outcome.data is not None and verdict(bound, read(outcome.data))[0] == "right"


def _cold(side: str, folder: Path, path: Path, question: str) -> float:
    """Seconds from the start of a fresh process to its first answer, the best of two."""
    command = [sys.executable, "-m", "eval.bench", side, str(folder), str(path), question]
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parent.parent)  # noqa: S603
        taken.append(time.perf_counter() - started)
    return min(taken)


def open_ask(folder: Path, path: Path, embedder: Embedder, model: Model | None = None) -> Ask:
    """The assistant over a library in `folder`, filled with the record of `path` where it is empty."""
    from assistant.assistant import Assistant
    from ingest.library import Library
    from ingest.read import SourceItem

    library = Library.open(folder, embedder)
    if not library.trials():
        library.ingest([SourceItem(path.name, path.read_text(encoding="utf-8"))], date.today())
    return Assistant(library, model).ask


def _plain(path: Path, embedder: Embedder, folder: Path) -> Callable[[str], Sequence[str]]:
    record = read_record(path)
    search = plain_pipeline([record], embedder, folder)
    return lambda question: search(question, record.id)


def main(side: str, folder: str, path: str, question: str) -> None:
    """One cold start, in a process of its own."""
    from ingest.embed import minilm

    if side == "ours":
        ask = open_ask(Path(folder) / "library", Path(path), minilm())
        print(ask(Question(question, read_record(Path(path)).id)).text)
    else:
        print(_plain(Path(path), minilm(), Path(folder) / "plain")(question))


if __name__ == "__main__":
    main(*sys.argv[1:])
