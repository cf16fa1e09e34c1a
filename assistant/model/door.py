"""Open the language model that the settings name, through LangChain."""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import httpx

from assistant.model.address import Address, address
from assistant.model.ask import Model
from assistant.model.errors import ModelUnavailable, UnusableChatModel
from assistant.model.limits import Gate

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from assistant.settings import ModelSettings

_PACKAGE = {"openai": "openai", "server": "openai", "anthropic": "anthropic", "ollama": "ollama"}
_KEY = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_NO_KEY = "none"
"""What a server is sent that asks for no key; the key of another provider must not reach it."""

MOST_BYTES = 8_000_000
"""Bytes of one response, framing included; a reply in text ends long before, by its characters."""

# At their most talkative these write whole requests to the log.
_TALKATIVE = ("openai", "anthropic", "ollama", "httpx", "httpcore", "langchain_openai", "langchain_anthropic")


def open_model(settings: ModelSettings) -> Model | None:
    """Open the model; None when none is named. Nothing is sent.

    Raises:
        UnusableChatModel: its package or its key is missing, or it is on another machine and that is not allowed.
    """
    if settings.name is None:
        return None
    where = address(settings.name)
    if settings.loopback_only and where.remote:
        raise UnusableChatModel(
            f"{where} is on another machine ({where.host}), and TRIALOGUE_MODEL__LOOPBACK_ONLY allows only this one: "
            "name a model on this machine, or unset TRIALOGUE_MODEL__LOOPBACK_ONLY."
        )
    package = _PACKAGE[where.provider]
    if importlib.util.find_spec(f"langchain_{package}") is None:
        raise UnusableChatModel(f"{where} needs a package that is not installed: pip install 'trialogue[{package}]'.")
    if where.remote:
        from assistant.mask import require_masking

        require_masking(str(where), package)
    variable = _KEY.get(where.provider)
    if variable and not os.environ.get(variable, "").strip():
        raise UnusableChatModel(f"{where} needs a key: set {variable}, or unset TRIALOGUE_MODEL.")
    gate = Gate(concurrency=settings.concurrency, wait=settings.wait, failures=settings.failures, rest=settings.rest)
    return Model(where, _chat(where, settings), gate, settings)


def _chat(where: Address, settings: ModelSettings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options = _options(where, settings)
    if settings.temperature is not None or where.provider in {"server", "ollama"}:
        options["temperature"] = settings.temperature or 0.0
    try:
        chat: BaseChatModel = init_chat_model(
            where.model, model_provider=_PACKAGE[where.provider], base_url=where.url, **options
        )
    except Exception as error:
        # Each provider has errors of its own here; their text may hold a key.
        raise UnusableChatModel(
            f"{where} cannot be opened ({type(error).__name__}): check TRIALOGUE_MODEL and the provider's variables."
        ) from None
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return chat


def _options(where: Address, settings: ModelSettings) -> dict[str, Any]:
    """What each provider is told; trying again is ours, since only we know how much time is left."""
    if where.provider == "ollama":
        return {"num_predict": settings.output_tokens, "client_kwargs": _transport(where, settings)}
    bounds: dict[str, Any] = {"max_tokens": settings.output_tokens, "timeout": settings.seconds, "max_retries": 0}
    if where.provider == "anthropic":
        return bounds
    key = settings.key.get_secret_value() if settings.key else _NO_KEY
    own: dict[str, Any] = {"api_key": key} if where.provider == "server" else {}
    client = httpx.AsyncClient(**_transport(where, settings))
    # Its own limit between two pieces is waited for in a way that can swallow a cancellation; ours holds without it.
    kept: dict[str, Any] = {"stream_usage": True, "use_responses_api": False, "stream_chunk_timeout": None}
    return {**bounds, **own, **kept, "http_async_client": client}


def _transport(where: Address, settings: ModelSettings) -> dict[str, Any]:
    """How the connection is made: no redirect leads elsewhere, and what stays on this machine passes no proxy."""
    return {
        "timeout": settings.seconds,
        "follow_redirects": False,
        "trust_env": where.remote,
        "event_hooks": {"response": [_cap]},
    }


async def _cap(response: httpx.Response) -> None:
    if isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Capped(response.stream)


class _Capped(httpx.AsyncByteStream):
    """The bytes of a response, ended where no honest reply goes on: a line without an end would fill the memory."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for some in self._stream:
            left -= len(some)
            if left < 0:
                raise ModelUnavailable("too_long")
            yield some

    async def aclose(self) -> None:
        await self._stream.aclose()
