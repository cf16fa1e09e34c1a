"""What many tests need: the bundled record, a library with a fast embedder, the real data."""

import re
import zlib
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from ingest.embed import Vectors
from ingest.library import Library
from ingest.read import SourceItem
from ingest.record import TrialRecord
from ingest.sources import parse

SAMPLE = "NCT07095075.medpath.txt"
TODAY = date(2026, 1, 2)


class HashEmbedder:
    """Texts that share words are near: deterministic, instant, good enough to test everything but meaning."""

    def __init__(self, name: str = "hash", dimensions: int = 256) -> None:
        self.name, self.dimensions, self.calls = name, dimensions, 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        vectors = np.full((len(texts), self.dimensions), 1e-6, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def hash_embedder() -> type[HashEmbedder]:
    """The fast embedder's class, for tests that need more than one."""
    return HashEmbedder


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture(scope="session")
def sample() -> str:
    """The bundled page's text."""
    return (files("ingest") / "samples" / SAMPLE).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def bundled(sample: str) -> TrialRecord:
    """The bundled page's record."""
    return parse(sample, SAMPLE)


@pytest.fixture
def library(tmp_path: Path, embedder: HashEmbedder, sample: str) -> Library:
    """A library that holds the bundled record."""
    library = Library.open(tmp_path / "library", embedder)
    library.ingest([SourceItem(SAMPLE, sample)], TODAY)
    return library


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project."""
    folder = Path(__file__).parents[1].parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}")
    return folder
