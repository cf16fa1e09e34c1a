"""Settings of the assistant and its page, from `TRIALOGUE_…` environment variables; read when asked for."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ingest.settings import IngestSettings


class ServerSettings(BaseModel):
    """Where the page is served: this machine only, unless told otherwise; `user` and `password` ask for a login."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    user: str | None = None
    password: SecretStr | None = None
    concurrency: int = Field(default=4, ge=1, le=64)
    queue: int = Field(default=32, ge=1, le=10_000)
    api: bool = False


class Settings(IngestSettings):
    """Everything that can be set: `TRIALOGUE_LIBRARY__PATH`, `TRIALOGUE_SERVER__PORT`, …"""

    server: ServerSettings = Field(default_factory=ServerSettings)
