"""Keep the vectors of chunks in Chroma: ids, vectors and filter fields only, never a word of a record."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ingest.embed import Vectors
from ingest.errors import LibraryUnavailable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

COLLECTION = "chunks"


@dataclass(frozen=True, slots=True)
class Key:
    """Names a vector: the digest of the source its chunk was cut from, and the chunk's number in it."""

    digest: str
    n: int

    def __str__(self) -> str:
        return f"{self.digest}:{self.n}"

    @classmethod
    def read(cls, text: str) -> Key:
        """Read a key back from its text."""
        digest, _, n = text.rpartition(":")
        return cls(digest, int(n))


@dataclass(frozen=True, slots=True)
class Row:
    """A vector to be stored, with the fields it can be filtered by."""

    key: Key
    trial: str
    section: str


class Index:
    """One Chroma collection (cosine) in its own folder, opened at first use."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is opened or written yet."""
        self._folder = folder
        self._client: ClientAPI | None = None
        self._opened: Collection | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None

    def add(self, rows: Sequence[Row], vectors: Vectors) -> None:
        """Store one vector per row; a row that is there already is overwritten.

        Raises:
            LibraryUnavailable: the folder cannot be written, or the disk is full.
        """
        with self._named_errors("written"):
            collection = self._collection()
            for start in range(0, len(rows), 2000):
                some = rows[start : start + 2000]
                collection.upsert(
                    ids=[str(row.key) for row in some],
                    embeddings=vectors[start : start + 2000],
                    metadatas=[{"digest": r.key.digest, "trial": r.trial, "section": r.section} for r in some],
                )

    def vectors(self, digest: str, count: int) -> Vectors:
        """The vectors of one source's chunks in their order, shape (count, dimensions).

        Raises:
            LibraryUnavailable: some are missing, or the folder cannot be read.
        """
        with self._named_errors("read"):
            keys = [str(Key(digest, n)) for n in range(count)]
            found = self._collection().get(ids=keys, include=["embeddings"])
        if len(found["ids"]) != count:
            raise LibraryUnavailable(
                f"The index in {self._folder} holds {len(found['ids'])} of the {count} vectors of a record: "
                "run `trialogue ingest --rebuild`."
            )
        place = {key: row for row, key in enumerate(found["ids"])}
        vectors = np.asarray(found["embeddings"], dtype=np.float32)
        return vectors[[place[key] for key in keys]]

    def nearest(self, vector: Vectors, k: int) -> list[tuple[Key, float]]:
        """The `k` vectors nearest to one vector, with their cosine similarity, best first."""
        with self._named_errors("read"):
            collection = self._collection()
            k = min(k, collection.count())
            if not k:
                return []
            found: Any = collection.query(query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"])
        return [(Key.read(key), 1 - far) for key, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    def forget(self, digests: Sequence[str]) -> None:
        """Remove the vectors of these sources."""
        if digests:
            with self._named_errors("written"):
                found: Any = {"digest": {"$in": list(digests)}}
                self._collection().delete(where=found)

    def digests(self) -> set[str]:
        """The sources that have a vector here."""
        with self._named_errors("read"):
            return {Key.read(key).digest for key in self._collection().get(include=[])["ids"]}

    def close(self) -> None:
        """Let go of the files; the next use opens them again and sees what other processes wrote."""
        if self._client is not None:
            # Chroma shares one system per folder in a process; close() gives our share back.
            cast(Any, self._client).close()
        self._client = self._opened = None
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None

    def _collection(self) -> Collection:
        if self._opened is None:
            import chromadb
            from chromadb.config import Settings

            self._client = chromadb.PersistentClient(
                str(self._writable()), settings=Settings(anonymized_telemetry=False)
            )
            self._opened = self._client.get_or_create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )
        return self._opened

    def _writable(self) -> Path:
        """The folder, or a copy of it where it may only be read: Chroma writes to a folder when it opens it."""
        if not self._folder.exists() or os.access(self._folder, os.W_OK):
            return self._folder
        self._copy = tempfile.TemporaryDirectory(prefix="trialogue-")
        copy = Path(self._copy.name) / self._folder.name
        shutil.copytree(self._folder, copy)
        for here, folders, files in os.walk(copy):
            for name in (".", *folders, *files):
                (Path(here) / name).chmod(0o700)
        return copy

    @contextmanager
    def _named_errors(self, done: str) -> Iterator[None]:
        import sqlite3

        from chromadb.errors import ChromaError

        try:
            yield
        # Chroma raises ValueError and RuntimeError when it cannot open its folder.
        except (ChromaError, OSError, ValueError, RuntimeError, sqlite3.Error) as error:
            why = " ".join(str(error).split())[:200]
            raise LibraryUnavailable(
                f"The index in {self._folder} cannot be {done} ({why}): check the folder, its rights and the free "
                "space, or run `trialogue ingest --rebuild`."
            ) from error
