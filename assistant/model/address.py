"""Read which model was asked for: `openai:NAME`, `anthropic:NAME`, `ollama:NAME`, or a server's address."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from urllib.parse import urlsplit

UNNAMED = "default"
"""What a server is asked for when no model is named; a server of one model takes any name."""

# Written out, so that no variable of the environment sends a question to another place than the one that is printed.
_HOMES = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}
_OLLAMA = "http://127.0.0.1:11434"


@dataclass(frozen=True, slots=True)
class Address:
    """A model and where it is: `openai`, `anthropic`, `ollama` or a `server`; `url` is without credentials."""

    provider: str
    model: str
    url: str

    @property
    def host(self) -> str:
        """The name or number of the machine."""
        return urlsplit(self.url).hostname or ""

    @property
    def remote(self) -> bool:
        """Whether a question leaves this machine."""
        if self.host == "localhost":
            return False
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return True

    def __str__(self) -> str:
        """For people: which model, and where it is."""
        return f"{self.model} at {self.url}" if self.provider == "server" else f"{self.provider}:{self.model}"


def address(name: str) -> Address:
    """Read a model's name or a server's address (`http://127.0.0.1:8080/v1`, with `#NAME` where it serves several).

    Raises:
        ValueError: it is neither, or the address holds a key.
    """
    if name.startswith(("http://", "https://")):
        return _server(name)
    provider, _, model = name.partition(":")
    if not model.strip():
        raise ValueError("give openai:NAME, anthropic:NAME, ollama:NAME or the address of a server (http://…/v1)")
    if provider == "ollama":
        return Address("ollama", model, _ollama())
    if provider in _HOMES:
        return Address(provider, model, _HOMES[provider])
    raise ValueError(
        "only openai:, anthropic: and ollama: are known by name; give another server by its address (http://…/v1)"
    )


def _server(url: str) -> Address:
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query:
        raise ValueError("an address must not hold a key, it would be shown: set TRIALOGUE_MODEL__KEY instead")
    if not parts.hostname or parts.port == 0:
        raise ValueError("the address names no machine that can be asked")
    return Address("server", parts.fragment or UNNAMED, parts._replace(fragment="").geturl().rstrip("/"))


def _ollama() -> str:
    """Where Ollama listens: its own variable, OLLAMA_HOST, holds an address, or a machine with or without a port."""
    host = os.environ.get("OLLAMA_HOST", "").strip()
    if not host:
        return _OLLAMA
    parts = urlsplit(host if "://" in host else f"http://{host}")
    if parts.username or parts.password:
        raise ValueError("OLLAMA_HOST must not hold a password, it would be shown")
    machine = parts.hostname or "127.0.0.1"
    # Ollama's server is told to listen on every interface in this way; whoever asks means this machine.
    machine = "127.0.0.1" if machine == "0.0.0.0" else f"[{machine}]" if ":" in machine else machine  # noqa: S104
    return f"{parts.scheme}://{machine}:{parts.port or 11434}"
