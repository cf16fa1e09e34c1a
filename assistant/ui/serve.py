"""Serve the page on one port until it is interrupted."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files

from assistant.ui.door import LOOPBACK, Door
from assistant.ui.talk import Assistant
from ingest.errors import TrialogueError


class PortTaken(TrialogueError):
    """Another program listens where the page should."""


class AddressUnusable(TrialogueError):
    """This machine has no such address, or does not let us listen there."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Where and how to serve: loopback, without a login, with a bounded queue, unless told otherwise.

    `auth` is a user name and a password; `concurrency` how many questions are answered at a time; `queue` how many may
    wait; `api` opens one documented endpoint, `ask`. Port 0 lets the system choose a free one.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    auth: tuple[str, str] | None = field(default=None, repr=False)
    concurrency: int = 4
    queue: int = 32
    api: bool = False


def listen(settings: ServeSettings) -> socket.socket:
    """Bind the port before anything heavy is loaded.

    Raises:
        PortTaken: another program has it.
        AddressUnusable: the address is not of this machine, or the port is not ours to open.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    # Lets a restart take the port at once; it does not allow two listeners on Linux or macOS.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host.strip("[]"), settings.port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        where = f"{settings.host}:{settings.port}"
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Another program listens on {where}: stop it, or choose another, as in `--port {settings.port + 1}`."
            ) from None
        why = error.strerror or error
        raise AddressUnusable(f"Cannot listen on {where} ({why}): choose another `--host` or `--port`.") from None
    except OverflowError:
        bound.close()
        raise AddressUnusable(f"There is no port {settings.port}: give `--port` from 1024 to 65535.") from None
    return bound


def application(assistant: Assistant, settings: ServeSettings) -> Door:
    """The whole web application: the page behind its door."""
    import gradio
    from fastapi import FastAPI

    from assistant.ui.discreet import hush
    from assistant.ui.page import build, dress

    hush()
    inner = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    outer = gradio.mount_gradio_app(
        inner,
        build(assistant, settings.concurrency, settings.queue, settings.api),
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        footer_links=[],
        favicon_path=str(files("assistant.ui") / "icon.svg"),
        run_history=False,
        auth=settings.auth,
        allowed_paths=[],
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        **dress(),
    )
    return Door(outer, settings.api, LOOPBACK if settings.host.strip("[]") in LOOPBACK else None)


def serve(assistant: Assistant, settings: ServeSettings, announce: Callable[[str], object] = print) -> None:
    """Serve the page until Ctrl-C, telling `announce` its address.

    Raises:
        PortTaken: another program has the port.
        AddressUnusable: the address is not of this machine, or the port is not ours to open.
    """
    bound = listen(settings)
    with bound:
        import uvicorn

        app = application(assistant, settings)
        # A page left open holds a connection for as long as it is open: do not wait for it when asked to stop.
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        announce(f"The chat is open at {address(settings.host, bound.getsockname()[1])} (Ctrl-C stops it).")
        # The server ends on Ctrl-C by itself; whether it then raises it again depends on when the signal came.
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[bound])
        announce("Stopped.")


def address(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"
