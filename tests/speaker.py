"""A server that speaks the OpenAI protocol and says what a test scripts, on this machine only."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Exchange"], None]
"""What the server does with one request."""


class Exchange:
    """One request and the means to answer it well, badly or not at all."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        self._handler = handler
        self.body = body
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.prompt = "\n".join(one["content"] for one in body.get("messages", ()))

    def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        self._handler.send_header("Connection", "close")
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def write(self, text: str) -> None:
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def piece(self, text: str, finish: str | None = None) -> None:
        delta = {"role": "assistant", "content": text}
        self.event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def event(self, data: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **data}
        self.write(f"data: {json.dumps(whole)}\n\n")

    def end(self) -> None:
        usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
        self.event({"choices": [], "usage": usage})
        self.write("data: [DONE]\n\n")


def say(*pieces: str) -> Script:
    """Reply with these pieces."""

    def script(exchange: Exchange) -> None:
        exchange.head()
        for one in pieces:
            exchange.piece(one)
        exchange.piece("", "stop")
        exchange.end()

    return script


def fail(status: int, **headers: str) -> Script:
    """Reply with an error."""

    def script(exchange: Exchange) -> None:
        exchange.head(status, "application/json", **headers)
        exchange.write(json.dumps({"error": {"message": f"no, not for {exchange.prompt}", "type": "scripted"}}))

    return script


class Speaker:
    """What the server was asked, and what it is to do next; its last script is repeated."""

    def __init__(self, url: str, *scripts: Script) -> None:
        self.url = url
        self.scripts = list(scripts)
        self.asked: list[Exchange] = []
        self.knocked = threading.Event()
        """Set when anyone has asked for anything."""
        self.gone = threading.Event()
        """Set when a client went away before the reply was done."""

    def _next(self, exchange: Exchange) -> Script:
        self.asked.append(exchange)
        return self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]


@contextmanager
def speaking(*scripts: Script) -> Iterator[Speaker]:
    """Serve these scripts, one a request, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            speaker.knocked.set()
            self.send_error(404)

        def do_POST(self) -> None:
            speaker.knocked.set()
            read = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.loads(read) if self.headers.get_content_type() == "application/json" else {}
            exchange = Exchange(self, body)
            try:
                speaker._next(exchange)(exchange)
            except OSError:
                speaker.gone.set()

        def log_message(self, *_: Any) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    speaker = Speaker(f"http://127.0.0.1:{server.server_port}/v1", *scripts)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield speaker
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
