"""Settings of reading and storing, from `TRIALOGUE_…` environment variables; read when asked for, never at import."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.embed import MINILM


class LibrarySettings(BaseModel):
    """Where the library is, and how many seconds a write waits for another process."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("trialogue", appauthor=False)) / "library"
    )
    patience: float = Field(default=5.0, ge=0, le=600)


class EmbedderSettings(BaseModel):
    """The sentence encoder: the packaged one, or any sentence-transformers folder or name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(default=MINILM, min_length=1)


class RegistrySettings(BaseModel):
    """Where a registry id is fetched from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: HttpUrl = HttpUrl("https://clinicaltrials.gov/api/v2")
    seconds: float = Field(default=20.0, gt=0, le=600)


class Limits(BaseModel):
    """The largest record that is read, in bytes; a file of many records (.jsonl) may be larger."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_bytes: int = Field(default=20_000_000, gt=0)


class IngestSettings(BaseSettings):
    """What reading and storing needs: `TRIALOGUE_LIBRARY__PATH`, `TRIALOGUE_EMBEDDER__MODEL`, …"""

    model_config = SettingsConfigDict(
        env_prefix="TRIALOGUE_",
        env_nested_delimiter="__",
        # An empty variable is as good as none: an empty path would be the folder one happens to stand in.
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        nested_model_default_partial_update=True,
    )

    library: LibrarySettings = Field(default_factory=LibrarySettings)
    embedder: EmbedderSettings = Field(default_factory=EmbedderSettings)
    registry: RegistrySettings = Field(default_factory=RegistrySettings)
    limits: Limits = Field(default_factory=Limits)
