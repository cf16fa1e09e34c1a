"""Ask a language model, and give up in time: every failure is one kind of error, and none holds what was said."""

from __future__ import annotations

import asyncio
import contextvars
import email.utils
import queue
import random
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.model.address import Address
from assistant.model.errors import ModelUnavailable, Why
from assistant.model.limits import Gate
from assistant.model.stop import called_off

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages.ai import UsageMetadata

    from assistant.settings import ModelSettings

_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which another try may succeed; 529 is a provider's word for overloaded."""

_NO_FORMS = frozenset({400, 422, 501})
"""HTTP statuses with which a server refuses a request that it cannot read: it may not know of forms."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.4, 8.0
"""Seconds before the second try, doubled for each further one."""

_GRACE = 2.0
"""Seconds past the deadline after which a provider that holds up every other call is given up."""

_LOOK = 0.1
"""Seconds after which it is looked again whether the asker has called the model off."""

_ROLES = {"system": SystemMessage, "user": HumanMessage}


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model: what it is to do, or the data it is to do it with."""

    role: Literal["system", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said; tokens are as the provider counted them, None where it does not tell."""

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float = 0.0


class Model:
    """A language model behind limits: time, tries, size, and calls at a time. Safe to use from many threads."""

    def __init__(self, where: Address, chat: BaseChatModel, gate: Gate, settings: ModelSettings) -> None:
        """Ask this chat model within these limits."""
        self._where = where
        self._chat = chat
        self._gate = gate
        # The named providers' models keep to a form that is described; a weak one on a server of one's own does not.
        self._forms = where.provider == "server"
        self.settings = settings

    @property
    def name(self) -> str:
        """The model, and where it is when it has no provider's name."""
        return str(self._where)

    @property
    def provider(self) -> str:
        """`openai`, `anthropic`, `ollama`, or the machine that serves the model."""
        return self._where.host if self._where.provider == "server" else self._where.provider

    @property
    def remote(self) -> bool:
        """Whether questions leave this machine."""
        return self._where.remote

    def complete(self, messages: Sequence[Message], seconds: float | None = None) -> Reply:
        """Ask and wait for the whole reply, at most `seconds`.

        Raises:
            ModelUnavailable: there is none, for whatever reason.
        """
        pieces = self.stream(messages, seconds)
        while True:
            try:
                next(pieces)
            except StopIteration as end:
                reply: Reply = end.value
                return reply

    def stream(
        self, messages: Sequence[Message], seconds: float | None = None, form: Mapping[str, Any] | None = None
    ) -> Generator[str, None, Reply]:
        """Ask, and give the reply piece by piece as it comes; the whole is the generator's value. Closing it cancels.

        `form` is a JSON Schema to which a server that can is asked to hold the reply; one that refuses is not asked so
        again, so whoever reads the reply must do without.

        Raises:
            ModelUnavailable: nothing, too much or garbage came, or not in time; pieces may have been given before.
        """
        limit = min(seconds if seconds is not None else self.settings.seconds, self.settings.seconds)
        begun = time.monotonic()
        with self._gate.turn(limit):
            stop = called_off()
            if stop is not None and stop.is_set():
                raise ModelUnavailable("stopped")
            pieces: queue.SimpleQueue[str | Reply | ModelUnavailable] = queue.SimpleQueue()
            call = _start(self._call(messages, form, begun + limit, pieces.put))
            try:
                while True:
                    piece = _next(pieces, begun + limit + _GRACE, stop)
                    if isinstance(piece, ModelUnavailable):
                        raise piece
                    if isinstance(piece, Reply):
                        return piece
                    yield piece
            finally:
                call.cancel()

    async def _call(
        self,
        messages: Sequence[Message],
        form: Mapping[str, Any] | None,
        end: float,
        put: Callable[[str | Reply | ModelUnavailable], None],
    ) -> None:
        """Ask until there is a reply or an error, and put that last."""
        try:
            async with asyncio.timeout(end - time.monotonic()):
                put(await self._tries(messages, form, end, put))
        except ModelUnavailable as error:
            put(error)
        except TimeoutError:
            put(ModelUnavailable("late"))
        except Exception as error:
            put(ModelUnavailable("failed", type(error).__name__))

    async def _tries(
        self, messages: Sequence[Message], form: Mapping[str, Any] | None, end: float, put: Callable[[str], None]
    ) -> Reply:
        begun = time.monotonic()
        sent = [_ROLES[one.role](one.text) for one in messages]
        for number in range(self.settings.retries + 1):
            came: list[str] = []
            try:
                usage = await self._read_in(form, sent, end, came, put)
            except Exception as error:
                pause = _pause(error, number)
                if came or pause is None or number == self.settings.retries or time.monotonic() + pause >= end:
                    # The provider's own words may repeat what it was asked.
                    raise _failure(error, pause or 0.0) from None
                await asyncio.sleep(pause)
                continue
            text = "".join(came)
            if not text.strip():
                raise ModelUnavailable("empty")
            seconds = time.monotonic() - begun
            if usage is None:
                return Reply(text, seconds=seconds)
            return Reply(text, usage["input_tokens"], usage["output_tokens"], seconds)
        raise ModelUnavailable("failed")

    async def _read_in(
        self,
        form: Mapping[str, Any] | None,
        sent: list[BaseMessage],
        end: float,
        came: list[str],
        put: Callable[[str], None],
    ) -> UsageMetadata | None:
        """Read one reply, held to a form where the server can do that, and once more without where it refuses."""
        if form is None or not self._forms:
            return await self._read(sent, end, came, put)
        try:
            return await self._read(sent, end, came, put, extra_body={"response_format": _response_format(form)})
        except Exception as error:
            if came or _status(error) not in _NO_FORMS:
                raise
        usage = await self._read(sent, end, came, put)
        self._forms = False  # the form was what it refused
        return usage

    async def _read(
        self, sent: list[BaseMessage], end: float, came: list[str], put: Callable[[str], None], **options: Any
    ) -> UsageMetadata | None:
        """Read one reply to its end; `came` holds what came, also when it breaks off."""
        from langsmith.run_helpers import tracing_context

        left, usage = self.settings.reply_characters, None
        chunks = self._chat.astream(sent, config={"callbacks": []}, **options)
        with tracing_context(enabled=False):
            try:
                async for chunk in chunks:
                    usage = getattr(chunk, "usage_metadata", None) or usage
                    if time.monotonic() > end:
                        # A library on the way has swallowed the cancellation.
                        raise ModelUnavailable("late")
                    if text := chunk.text:
                        left -= len(text)
                        if left < 0:
                            raise ModelUnavailable("too_long")
                        came.append(text)
                        put(text)
            finally:
                if isinstance(chunks, AsyncGenerator):
                    await chunks.aclose()  # the connection is closed now, not when memory is next tidied up
        return usage


def _response_format(form: Mapping[str, Any]) -> dict[str, Any]:
    """As the OpenAI protocol names a JSON Schema; llama.cpp and vLLM read it too."""
    return {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": dict(form)}}


def _next(pieces: queue.SimpleQueue[Any], end: float, stop: threading.Event | None) -> Any:
    while True:
        if stop is not None and stop.is_set():
            raise ModelUnavailable("stopped")
        left = end - time.monotonic()
        if left <= 0:
            raise ModelUnavailable("late")
        try:
            return pieces.get(timeout=max(0.0, left if stop is None else min(left, _LOOK)))
        except queue.Empty:
            if left <= 0 or stop is None:
                raise ModelUnavailable("late") from None


def _failure(error: Exception, pause: float) -> ModelUnavailable:
    if isinstance(error, ModelUnavailable):
        return error
    status = _status(error)
    why: Why = "failed"
    if status == 429:
        why = "rate_limited"
    elif status is not None and status < 500:
        why = "refused"
    elif status is None and _is_connection(error):
        why = "unreachable"
    named = type(error).__name__ + (f" {status}" if status else "")
    return ModelUnavailable(why, named, pause if why == "rate_limited" else 0.0)


def _pause(error: Exception, number: int) -> float | None:
    """Seconds until the next try, as the provider asks where it does; None when another try would be as vain."""
    status = _status(error)
    if isinstance(error, ModelUnavailable) or not (status in _AGAIN or (status is None and _is_connection(error))):
        return None
    if (asked := _retry_after(error)) is not None:
        return asked
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * float(2**number))
    # Spread, so that several callers do not come back at the same moment.
    return float(longest * random.uniform(0.5, 1.0))  # noqa: S311


def _status(error: Exception) -> int | None:
    """The HTTP status: each provider's library has errors of its own, all with this attribute."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status >= 400 else None


def _is_connection(error: Exception) -> bool:
    """Whether no response came at all: the libraries' names for it all say so."""
    return isinstance(error, OSError) or any(
        word in kind.__name__ for kind in type(error).__mro__ for word in ("Connect", "Timeout", "Network")
    )


def _retry_after(error: Exception) -> float | None:
    """Seconds that the provider asks to wait: RFC 9110 allows a number or a date."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    said = str(headers.get("retry-after", "")).strip()
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(said).timestamp() - time.time()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), 86_400.0)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The one loop on which every model is asked: the libraries keep connections that belong to a loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="model", daemon=True).start()
    return loop


def _start(call: Coroutine[Any, Any, None]) -> Future[None]:
    # In a context of its own: the caller's may carry tracers, which would be shown what is asked.
    return contextvars.Context().run(asyncio.run_coroutine_threadsafe, call, _loop())
