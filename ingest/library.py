"""Hold records in a folder: the sources as ingested, a manifest that commits, and the index of their chunks."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from ingest.chunk import CHUNKER, Chunk, chunk
from ingest.embed import Embedder, Vectors
from ingest.errors import LibraryUnavailable, StaleLibrary, UnknownTrial, UnreadableSource
from ingest.index import Index, Key, Row
from ingest.record import TrialRecord
from ingest.sources import parse

SCHEMA = 1
MANIFEST = "library.json"
SOURCES = "sources"
WRITING = "writing"
REBUILD = "run `trialogue ingest --rebuild`"

RECORDS_AT_ONCE = 50
CHUNKS_AT_ONCE = 512
"""Records, or chunks, after which an ingest commits what it has."""

ABOUT = 400
"""Characters of a record's conditions and interventions kept in the manifest, to find a trial without opening it."""

REMEMBERED = 256
"""Parsed records kept in memory; the longest unused is let go first."""

Progress = Callable[[int, int | None, str], None]
"""Called with how many sources are done, how many there are (None: not known yet) and the name of the last."""


class Item(Protocol):
    """A source that was found: its text, or why it cannot be read."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str | None: ...
    @property
    def error(self) -> UnreadableSource | None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest knows of one record; `ingested` is an ISO date, `cut` the digest of its chunks' text."""

    id: str
    title: str
    about: str
    name: str
    format: str
    digest: str
    as_of: str
    ingested: str
    chunks: int
    cut: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A source that was not ingested, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did, by trial id."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class _Manifest:
    embedder: str
    chunker: str
    index: str
    trials: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Cut:
    """The chunks of one record with their vectors in the same order, shape (chunks, dimensions)."""

    digest: str
    chunks: tuple[Chunk, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class _Held:
    """A record with its chunks, and their vectors once a question needed them."""

    entry: Entry
    record: TrialRecord
    chunks: tuple[Chunk, ...]
    vectors: Vectors | None = None


@dataclass(frozen=True, slots=True)
class _New:
    entry: Entry
    text: str
    chunks: tuple[Chunk, ...]


class Library:
    """The records that can be asked about. Opening it reads the manifest only; a record is parsed at its first use."""

    def __init__(self, path: Path, embedder: Embedder, *, patience: float = 5.0) -> None:
        """Use `Library.open`; `patience` is how many seconds a write waits for another process."""
        self.path = path
        self.embedder = embedder
        self._patience = patience
        self._threads = threading.RLock()
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._seen: tuple[int, int, int] | None = None
        self._manifest = _Manifest(embedder.name, CHUNKER, "", {})
        self._index = Index(path)
        self._reload()

    @classmethod
    def open(cls, path: Path | str, embedder: Embedder, *, patience: float = 5.0) -> Library:
        """Open the library in a folder; a folder that does not exist yet is an empty library.

        Raises:
            LibraryUnavailable: the folder or its manifest cannot be read.
            StaleLibrary: it was built with another embedder or chunker.
        """
        return cls(Path(path).expanduser(), embedder, patience=patience)

    def trials(self) -> tuple[Entry, ...]:
        """What is in the library, by trial id."""
        with self._threads:
            self._reload()
            return tuple(entry for _, entry in sorted(self._manifest.trials.items()))

    def entry(self, id: str) -> Entry:
        """What the manifest knows of a trial; the case of the id does not matter.

        Raises:
            UnknownTrial: the library does not hold it.
        """
        with self._threads:
            self._reload()
            trials = self._manifest.trials
            found = trials.get(id) or trials.get(id.strip().upper())
            if found is None:
                shown = " ".join(id.split())[:40]
                raise UnknownTrial(
                    f"The library in {self.path} holds no trial {shown!r}: see `trialogue trials`, or add it with "
                    f"`trialogue ingest`."
                )
            return found

    def record(self, id: str) -> TrialRecord:
        """The record of a trial, parsed at its first use.

        Raises:
            UnknownTrial: the library does not hold it.
            LibraryUnavailable: its source is missing, or is not the one that was ingested.
        """
        return self._hold(id).record

    def chunks(self, id: str) -> tuple[Chunk, ...]:
        """The chunks of a trial's record, in the record's order."""
        return self._hold(id).chunks

    def cut(self, id: str) -> Cut:
        """The chunks of a trial's record with their vectors, both of the same version of the record."""
        with self._threads:
            held = self._hold(id)
            if held.vectors is None:
                # Read once from Chroma and kept: a filtered query costs 20 ms there, the dot product 0.1 ms.
                vectors = self._index.vectors(held.entry.digest, held.entry.chunks)
                held = self._held[held.entry.digest] = replace(held, vectors=vectors)
            assert held.vectors is not None  # noqa: S101  (just filled)
            return Cut(held.entry.digest, held.chunks, held.vectors)

    def nearest(self, vector: Vectors, k: int) -> tuple[tuple[str, float], ...]:
        """The trials of the `k` chunks nearest to a vector, with the best similarity of each, best first."""
        with self._threads:
            self._reload()
            if not self._manifest.trials:
                return ()
            trial = {entry.digest: entry.id for entry in self._manifest.trials.values()}
            best: dict[str, float] = {}
            for key, similarity in self._index.nearest(vector, k):
                # A digest the manifest does not name was left by an interrupted ingest.
                if key.digest in trial:
                    best.setdefault(trial[key.digest], similarity)
            return tuple(best.items())

    def ingest(self, items: Iterable[Item], today: date, progress: Progress | None = None) -> Ingested:
        """Add or replace records; what is unchanged costs nothing, what cannot be read is reported and passed over.

        Commits every few records, so an interrupted ingest keeps what was committed and nothing else.

        Raises:
            LibraryUnavailable: the folder cannot be written, the disk is full, or another process is writing.
        """
        total = len(items) if isinstance(items, Sequence) else None
        added: list[str] = []
        replaced: list[str] = []
        unchanged: list[str] = []
        refused: list[Refused] = []
        waiting: dict[str, _New] = {}
        with self._writing():
            known = {entry.digest: entry.id for entry in self._manifest.trials.values()}
            for done, item in enumerate(items, 1):
                try:
                    new = self._read(item, today, known, waiting)
                except UnreadableSource as error:
                    refused.append(Refused(item.name, str(error)))
                else:
                    if isinstance(new, str):
                        unchanged.append(new)
                    else:
                        there = new.entry.id in self._manifest.trials or new.entry.id in waiting
                        (replaced if there else added).append(new.entry.id)
                        waiting[new.entry.id] = new
                        known[new.entry.digest] = new.entry.id
                if len(waiting) >= RECORDS_AT_ONCE or sum(len(n.chunks) for n in waiting.values()) >= CHUNKS_AT_ONCE:
                    self._commit(waiting)
                    waiting = {}
                if progress:
                    progress(done, total, item.name)
            if waiting:
                self._commit(waiting)
        return Ingested(tuple(added), tuple(replaced), tuple(unchanged), tuple(refused))

    def close(self) -> None:
        """Let go of the index's files."""
        with self._threads:
            self._index.close()
            self._held.clear()

    def _read(self, item: Item, today: date, known: Mapping[str, str], waiting: Mapping[str, _New]) -> _New | str:
        """Parse and cut a source; for a source that is held already, its trial id only."""
        if item.text is None:
            raise item.error or UnreadableSource(f"{item.name} has no text: give another source.")

        def held(digest: str) -> str | None:
            # A trial may have been replaced since: only the digest it has now counts.
            nct_id = known.get(digest, "")
            now = waiting[nct_id].entry if nct_id in waiting else self._manifest.trials.get(nct_id)
            return nct_id if now and now.digest == digest else None

        if here := held(_digest(item.text)):
            self._mend(item.text)
            return here
        record = parse(item.text, item.name)
        if here := held(record.source.digest):
            self._mend(record.source.text)
            return here
        chunks = chunk(record)
        return _New(_entry(record, chunks, today), record.source.text, chunks)

    def _mend(self, text: str) -> None:
        """Write a source that is held already again if its file was lost or changed by hand."""
        path, content = self._source(_digest(text)), text.encode("utf-8", "surrogatepass")
        if not (path.exists() and path.read_bytes() == content):
            _write(path, content)

    def _commit(self, new: Mapping[str, _New]) -> None:
        """Write vectors and sources under their digests, then replace the manifest, then sweep what it dropped."""
        rows = [row for one in new.values() for row in _rows(one.entry, one.chunks)]
        vectors = _encode(self.embedder, [piece.text for one in new.values() for piece in one.chunks])
        with self._threads:
            before = self._manifest.trials
            self._index.add(rows, vectors)
            for one in new.values():
                _write(self._source(one.entry.digest), one.text.encode("utf-8", "surrogatepass"))
            trials = {**before, **{nct_id: one.entry for nct_id, one in new.items()}}
            self._save(replace(self._manifest, trials=trials))
            named = {entry.digest for entry in trials.values()}
            self._sweep([before[one].digest for one in new if one in before and before[one].digest not in named])

    def _sweep(self, digests: Sequence[str]) -> None:
        self._index.forget(digests)
        for digest in digests:
            self._source(digest).unlink(missing_ok=True)
            self._held.pop(digest, None)

    def _hold(self, id: str) -> _Held:
        with self._threads:
            entry = self.entry(id)
            try:
                return self._hold_entry(entry)
            except LibraryUnavailable:
                # Another process may have replaced the record since the manifest was read.
                if self.entry(id) == entry:
                    raise
                return self._hold_entry(self.entry(id))

    def _hold_entry(self, entry: Entry) -> _Held:
        held = self._held.get(entry.digest)
        if held is None:
            record = self._parse(entry)
            chunks = chunk(record)
            if _cut_digest(chunks) != entry.cut:
                raise StaleLibrary(
                    f"The library in {self.path} cut {entry.id} otherwise than this version does: {REBUILD}."
                )
            held = self._held[entry.digest] = _Held(entry, record, chunks)
            if len(self._held) > REMEMBERED:
                self._held.popitem(last=False)
        self._held.move_to_end(entry.digest)
        return held

    def _parse(self, entry: Entry) -> TrialRecord:
        path = self._source(entry.digest)
        try:
            text = path.read_bytes().decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError) as error:
            raise LibraryUnavailable(
                f"The source of {entry.id} cannot be read ({path}): ingest {entry.name} again."
            ) from error
        if _digest(text) != entry.digest:
            raise LibraryUnavailable(f"The source of {entry.id} was changed in {path}: ingest {entry.name} again.")
        return parse(text, entry.name)

    def _source(self, digest: str) -> Path:
        return self.path / SOURCES / f"{digest}.txt"

    def _reload(self) -> None:
        """Read the manifest when it is another file than the one last read (another process may have written it)."""
        with self._threads:
            seen = _stamp(self.path / MANIFEST)
            if seen == self._seen:
                return
            manifest = _load(self.path)
            if manifest:
                _same_build(self.path, manifest, self.embedder.name)
            # The index is opened anew too: Chroma keeps parts of it in memory.
            self._index.close()
            self._manifest = manifest or _Manifest(self.embedder.name, CHUNKER, "", {})
            self._index = Index(self.path / self._manifest.index)
            self._seen = seen

    def _save(self, manifest: _Manifest) -> None:
        _write(self.path / MANIFEST, _dump(manifest))
        self._manifest = manifest
        self._seen = _stamp(self.path / MANIFEST)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only writer; first sweep what an interrupted writer left. Readers wait for commits only."""
        with _locked(self.path, self._patience), _disk(self.path):
            marker = self.path / WRITING
            with self._threads:
                self._reload()
                if not self._manifest.index:
                    self._save(replace(self._manifest, index=_fresh()))
                    self._index = Index(self.path / self._manifest.index)
                if marker.exists():
                    self._sweep_leftovers()
            marker.touch()
            yield
            marker.unlink()

    def _sweep_leftovers(self) -> None:
        named = {entry.digest for entry in self._manifest.trials.values()}
        self._index.forget(sorted(self._index.digests() - named))
        _drop_files(self.path, self._manifest)


def rebuild(
    path: Path | str, embedder: Embedder, progress: Progress | None = None, *, patience: float = 5.0
) -> tuple[Library, tuple[Refused, ...]]:
    """Cut and embed the stored sources again; the old index serves until the new one is whole.

    A stored source that can no longer be parsed leaves the library and is reported.

    Raises:
        LibraryUnavailable: the folder cannot be read or written, or another process is writing.
    """
    path = Path(path).expanduser()
    with _locked(path, patience), _disk(path):
        before = _load(path) or _Manifest(embedder.name, CHUNKER, "", {})
        (path / WRITING).touch()
        index = Index(path / (name := _fresh()))
        entries: dict[str, Entry] = {}
        refused: list[Refused] = []
        for done, old in enumerate(before.trials.values(), 1):
            try:
                text = (path / SOURCES / f"{old.digest}.txt").read_bytes().decode("utf-8", "surrogatepass")
                record = parse(text, old.name)
            except (OSError, UnicodeDecodeError, UnreadableSource) as error:
                refused.append(Refused(old.name, " ".join(str(error).split())))
                continue
            chunks = chunk(record)
            entry = _entry(record, chunks, date.fromisoformat(old.ingested))
            index.add(_rows(entry, chunks), _encode(embedder, [piece.text for piece in chunks]))
            entries[entry.id] = entry
            if progress:
                progress(done, len(before.trials), old.name)
        index.close()
        manifest = _Manifest(embedder.name, CHUNKER, name, entries)
        _write(path / MANIFEST, _dump(manifest))
        _drop_files(path, manifest)
        (path / WRITING).unlink()
    return Library.open(path, embedder, patience=patience), tuple(refused)


def _entry(record: TrialRecord, chunks: Sequence[Chunk], today: date) -> Entry:
    about = " · ".join(one.text for one in (*record.conditions, *(i.name for i in record.interventions)))
    return Entry(
        id=record.id,
        title=record.title.text,
        about=about[:ABOUT],
        name=record.source.name,
        format=record.source.format,
        digest=record.source.digest,
        as_of=record.as_of,
        ingested=today.isoformat(),
        chunks=len(chunks),
        cut=_cut_digest(chunks),
    )


def _rows(entry: Entry, chunks: Sequence[Chunk]) -> list[Row]:
    return [Row(Key(entry.digest, n), entry.id, piece.path[0]) for n, piece in enumerate(chunks)]


def _encode(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Encode each different text once: a quarter of the chunks of many records say the same ("Sex: ALL")."""
    row = {text: n for n, text in enumerate(dict.fromkeys(texts))}
    return embedder.encode(list(row))[[row[text] for text in texts]]


def _fresh() -> str:
    return f"index-{uuid.uuid4().hex[:12]}"


def _drop_files(path: Path, manifest: _Manifest) -> None:
    """Remove what the manifest does not name: old indices, sources of no record, half-written files."""
    for folder in path.glob("index-*"):
        if folder.name != manifest.index:
            shutil.rmtree(folder)
    named = {f"{entry.digest}.txt" for entry in manifest.trials.values()}
    for file in (path / SOURCES).glob("*"):
        if file.name not in named:
            file.unlink()
    for file in path.glob(f"{MANIFEST}.*.part"):
        file.unlink()


def _same_build(path: Path, manifest: _Manifest, asked: str) -> None:
    if manifest.embedder != asked:
        raise StaleLibrary(
            f"The library in {path} was built with embedder {manifest.embedder!r}, settings ask for {asked!r}: "
            f"{REBUILD}."
        )
    if manifest.chunker != CHUNKER:
        raise StaleLibrary(
            f"The library in {path} was built with chunker {manifest.chunker!r}, this version has {CHUNKER!r}: "
            f"{REBUILD}."
        )


def _load(path: Path) -> _Manifest | None:
    """Read the manifest; None when the folder or the manifest is not there yet."""
    file = path / MANIFEST
    try:
        found = json.loads(file.read_bytes())
        if found["schema"] != SCHEMA:
            raise LibraryUnavailable(
                f"The library in {path} has schema {found['schema']}, this version reads {SCHEMA}: update trialogue."
            )
        trials = {nct_id: Entry(**entry) for nct_id, entry in found["trials"].items()}
        return _Manifest(found["embedder"], found["chunker"], found["index"], trials)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryUnavailable(_why(path, "read", error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LibraryUnavailable(
            f"{file} is not a library's manifest: move the folder away, or choose another with --library."
        ) from error


def _dump(manifest: _Manifest) -> bytes:
    found = {
        "schema": SCHEMA,
        "embedder": manifest.embedder,
        "chunker": manifest.chunker,
        "index": manifest.index,
        "trials": {nct_id: asdict(entry) for nct_id, entry in sorted(manifest.trials.items())},
    }
    return json.dumps(found, ensure_ascii=True, indent=1).encode()


def _write(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all, also when the power goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """Tell one version of the manifest from another; os.replace gives each its own inode."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryUnavailable(_why(file.parent, "read", error)) from error
    return found.st_ino, found.st_mtime_ns, found.st_size


@contextmanager
def _locked(path: Path, patience: float) -> Iterator[None]:
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / "lock", timeout=patience)
        lock.acquire()
    except Timeout:
        raise LibraryUnavailable(
            f"Another process is writing to the library in {path}: wait until it is done and try again."
        ) from None
    except (OSError, NotImplementedError) as error:
        raise LibraryUnavailable(_why(path, "written", error)) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Say what the disk refused; what was committed before stays."""
    try:
        yield
    except OSError as error:
        raise LibraryUnavailable(_why(path, "written", error)) from error


def _why(path: Path, done: str, error: Exception) -> str:
    reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
    return f"The library in {path} cannot be {done} ({reason}): check the folder, or choose another with --library."


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _cut_digest(chunks: Iterable[Chunk]) -> str:
    return _digest("\n".join(one.text for one in chunks))
