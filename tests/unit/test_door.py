"""The door answers only to the page's own paths and, on this machine, only to its own names."""

import asyncio

import pytest

from assistant.ui.door import LOOPBACK, Door


def knock(door: Door, host: str, path: str = "/") -> int:
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "path": path, "headers": [(b"host", host.encode())]}
    with asyncio.Runner() as runner:
        runner.run(door(scope, receive, send))
    return sent[0]["status"]


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "[::1]:7860", "LOCALHOST:1"])
def test_this_machine_s_names_are_let_in(host):
    assert knock(Door(app, hosts=LOOPBACK), host) == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:7860"])
def test_another_name_for_this_machine_is_turned_away(host):
    assert knock(Door(app, hosts=LOOPBACK), host) == 421


def test_a_server_for_others_answers_to_any_name():
    assert knock(Door(app), "trials.example") == 200


@pytest.mark.parametrize("path", ["/gradio_api/file=/etc/passwd", "/gradio_api/upload", "/docs", "/assets/../x"])
def test_other_paths_are_not_found(path):
    assert knock(Door(app, hosts=LOOPBACK), "localhost", path) == 404
