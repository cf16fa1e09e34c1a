"""The pipeline a team would write in an afternoon: a character splitter, the same embedder, Chroma, the top passages."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.items import BoundItem, texts
from eval.reply import plain as folded
from ingest.record import TrialRecord

if TYPE_CHECKING:
    from ingest.embed import Embedder

TOP, SIZE, OVERLAP = 4, 500, 50
PlainSearch = Callable[[str, str], Sequence[str]]
"""(question, trial) -> its top passages, the nearest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """Whether the plain pipeline's first passage, and its first four, hold all that an item's answer must quote."""

    first: bool
    top: bool


def plain_pipeline(records: Sequence[TrialRecord], embedder: Embedder, folder: Path) -> PlainSearch:
    """A recursive character splitter (500/50), Chroma and the same embedder, searched within one trial.

    The index is kept in `folder`; a second opening reads it.
    """
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class Same(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in row] for row in embedder.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    store = Chroma("plain", embedding_function=Same(), persist_directory=str(folder))
    if not store.get(limit=1)["ids"]:
        splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
        for record in records:
            passages = splitter.split_text(as_text(record))
            store.add_texts(passages, metadatas=[{"trial": record.id}] * len(passages))
    return lambda question, trial: [
        found.page_content for found in store.similarity_search(question, k=TOP, filter={"trial": trial})
    ]


def as_text(record: TrialRecord) -> str:
    """A record as one text: the page itself, or each value of the JSON after the name of its field."""
    if record.source.format == "medpath-page":
        return record.source.text
    named = ((pointer.split("/"), text) for pointer, text in texts(record.source))
    return "\n".join(f"{next(key for key in reversed(path) if not key.isdigit())}: {text}" for path, text in named)


def found_in(bound: BoundItem, passages: Sequence[str]) -> bool:
    """Whether every citation group of an item has a member that stands in one of the passages."""
    shown = [folded(one) for one in passages]
    groups = [[folded(quote.rpartition(" #")[0] or quote) for quote in group] for group in bound.item.cite]
    return bool(groups) and all(any(quote in one for quote in group for one in shown) for group in groups)


def put_to_plain(items: Sequence[BoundItem], records: Sequence[TrialRecord], embedder: Embedder) -> Mapping[str, Found]:
    """Put the same questions to the plain pipeline; it never stays silent, so an item without a quote is not found."""
    with TemporaryDirectory(prefix="trialogue-plain-") as folder:
        search = plain_pipeline(records, embedder, Path(folder))
        passages = {one.item.id: search(one.item.question, one.trial) for one in items}
    return {
        one.item.id: Found(found_in(one, passages[one.item.id][:1]), found_in(one, passages[one.item.id]))
        for one in items
    }
