"""Settings of the assistant and its page, from `TRIALOGUE_…` environment variables; read when asked for."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

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


class ModelSettings(BaseModel):
    """The language model that may draft, `TRIALOGUE_MODEL`, and its limits, `TRIALOGUE_MODEL__SECONDS`, …

    `seconds` is for a whole answer, all calls and repeated tries together; `wait` is for a turn when `concurrency` calls
    are under way. After `failures` failures in a row the model is left alone for `rest` seconds. `key` is for a server
    given by its address; the named providers have variables of their own. Without a `temperature` a provider given by
    name uses its own, since some accept no other, and any other model uses 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    key: SecretStr | None = None
    loopback_only: bool = False
    rephrase: bool = True
    seconds: float = Field(default=20.0, gt=0, le=600)
    wait: float = Field(default=3.0, ge=0, le=600)
    retries: int = Field(default=2, ge=0, le=10)
    concurrency: int = Field(default=2, ge=1, le=64)
    failures: int = Field(default=3, ge=1, le=100)
    rest: float = Field(default=30.0, ge=0, le=86_400)
    input_characters: int = Field(default=12_000, ge=1000, le=1_000_000)
    output_tokens: int = Field(default=800, ge=16, le=100_000)
    reply_characters: int = Field(default=20_000, ge=100, le=1_000_000)
    temperature: float | None = Field(default=None, ge=0, le=2)

    @field_validator("name")
    @classmethod
    def _readable(cls, name: str | None) -> str | None:
        if name is not None:
            from assistant.model.address import address

            address(name)
        return name


class _Environment(EnvSettingsSource):
    """Environment variables, where the model's own variable may hold its name alone."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        return (
            {"name": value.strip()} if field_name == "model" else super().decode_complex_value(field_name, field, value)
        )


class Settings(IngestSettings):
    """Everything that can be set: `TRIALOGUE_LIBRARY__PATH`, `TRIALOGUE_SERVER__PORT`, `TRIALOGUE_MODEL`, …"""

    server: ServerSettings = Field(default_factory=ServerSettings)
    model: ModelSettings = Field(default_factory=ModelSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given in code, then the environment."""
        return init_settings, _Environment(settings_cls)
