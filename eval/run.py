"""Run a set of items through the assistant; what an item raises is its outcome, and a cut run goes on."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.question import Question
from eval.errors import BadRun
from eval.items import BoundItem
from eval.reply import Reply, as_dict, read
from ingest.record import TrialRecord

Ask = Callable[[Question], Answer]
FILE = "outcomes.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one item: the reply's JSON, or the error."""

    id: str
    data: Mapping[str, Any] | None
    error: str = ""

    @property
    def reply(self) -> Reply | None:
        """The reply, None where the item failed."""
        return read(self.data) if self.data is not None else None


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: what it ran on, and one outcome for each item."""

    fingerprints: Mapping[str, str]
    outcomes: tuple[Outcome, ...]


def ask_one(ask: Ask, bound: BoundItem) -> Outcome:
    """Ask one item and time it; any exception is kept, none stops the run."""
    started = time.perf_counter()
    try:
        data = as_dict(ask(bound.question))
    except Exception as error:
        return Outcome(bound.item.id, None, f"{type(error).__name__}: {error}"[:300])
    return Outcome(bound.item.id, {**data, "seconds": round(time.perf_counter() - started, 4)})


def run(items: Sequence[BoundItem], ask: Ask, fingerprints: Mapping[str, str], folder: Path | None = None) -> Run:
    """Run every item, in order.

    Args:
        items: what to ask; an item that needs review is asked too, only not judged.
        ask: the assistant.
        fingerprints: what the run depends on; a cut run with other fingerprints is not continued.
        folder: where outcomes are kept as they come; None keeps them in memory.
    """
    prints = {**fingerprints, "items": digest([one.item.model_dump(mode="json") for one in items])}
    done = _unfinished(folder, prints) if folder else {}
    if folder is None:
        return Run(prints, tuple(ask_one(ask, one) for one in items))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("w", encoding="utf-8") as file:
        _write(file, {"schema": 1, "fingerprints": prints})
        outcomes = []
        for one in items:
            outcomes.append(done.get(one.item.id) or ask_one(ask, one))
            _write(file, {"id": outcomes[-1].id, "reply": outcomes[-1].data, "error": outcomes[-1].error})
        _write(file, {"finished": len(outcomes)})
    return Run(prints, tuple(outcomes))


def load_run(folder: Path) -> Run:
    """Read a finished run.

    Raises:
        BadRun: no run, a cut one, or not ours.
    """
    lines = _lines(folder / FILE)
    if not lines or lines[0].get("schema") != 1:
        raise BadRun(f"{folder} holds no run: make one with `trialogue-eval run --out {folder}`.")
    if "finished" not in lines[-1]:
        raise BadRun(f"{folder} holds a run that was cut: finish it with `trialogue-eval run --out {folder}`.")
    return Run(lines[0]["fingerprints"], tuple(_outcome(line) for line in lines[1:-1]))


def digest(value: object) -> str:
    """The SHA-256 of a value as JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def code_digest(packages: Iterable[str] = ("ingest", "assistant", "prompts")) -> str:
    """The SHA-256 over the files of the packages under test, in the order of their names."""
    root, whole = Path(__file__).parent.parent, hashlib.sha256()
    for package in packages:
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".yaml", ".yml", ".md", ".json", ".txt", ".lock"}:
                whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def fingerprints_of(records: Iterable[TrialRecord], embedder: str, model: str = "") -> dict[str, str]:
    """What a run depends on: the records, the library's embedder, the prompts, the code, and the model where there is one."""
    held = sorted((record.id, record.source.digest) for record in records)
    return {
        "trials": digest([trial for trial, _ in held]),
        "records": digest(held),
        "library": embedder,
        "prompts": code_digest(["prompts"]),
        "code": code_digest(),
        **({"model": model} if model else {}),
    }


def _write(file: Any, line: Mapping[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False) + "\n")
    file.flush()


def _lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a file; a last line that was cut is left out."""
    if not path.is_file():
        return []
    lines = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            lines.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return [line for line in lines if isinstance(line, dict)]


def _outcome(line: Mapping[str, Any]) -> Outcome:
    return Outcome(line["id"], line["reply"], line["error"])


def _unfinished(folder: Path, prints: Mapping[str, str]) -> dict[str, Outcome]:
    """The outcomes of a cut run of the same things; an error is tried again."""
    lines = _lines(folder / FILE)
    if not lines or lines[0].get("fingerprints") != prints or "finished" in lines[-1]:
        return {}
    return {line["id"]: _outcome(line) for line in lines[1:] if line["reply"] is not None}
