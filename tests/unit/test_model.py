"""A model is asked within limits, and every way in which it can fail is one kind of error."""

import contextlib
import json
import logging
import threading
from pathlib import Path
from runpy import run_path

import pytest
from pydantic import ValidationError

from assistant.model import Message, ModelUnavailable, UnusableChatModel, open_model, stoppable
from assistant.model.address import _HOMES, address
from assistant.model.limits import Gate
from assistant.settings import ModelSettings, Settings

_speaker = run_path(str(Path(__file__).parents[1] / "speaker.py"))
speaking, say, fail = _speaker["speaking"], _speaker["say"], _speaker["fail"]

ASKED = [Message("system", "Be brief."), Message("user", "Is 3 < 4 {not a slot}? SECRET-WORDS")]


def opened(speaker, **settings):
    given = {"retries": 0, "seconds": 20, **settings}
    model = open_model(ModelSettings(name=speaker.url, **given))
    assert model is not None
    return model


def why(model, **options):
    with pytest.raises(ModelUnavailable) as caught:
        model.complete(ASKED, **options)
    assert "SECRET-WORDS" not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value.why


def test_a_reply_comes_piece_by_piece_with_its_tokens_and_is_whole_in_the_end():
    with speaking(say("Yes", ", it", " is.")) as speaker:
        model = opened(speaker)
        pieces = model.stream(ASKED)
        assert [next(pieces) for _ in range(3)] == ["Yes", ", it", " is."]
        with pytest.raises(StopIteration) as end:
            next(pieces)
        assert (end.value.value.text, end.value.value.tokens_in, end.value.value.tokens_out) == ("Yes, it is.", 7, 3)
        assert model.complete(ASKED).text == "Yes, it is."


def test_the_words_reach_the_model_unchanged_and_its_length_and_temperature_are_bounded():
    with speaking(say("ok")) as speaker:
        opened(speaker, output_tokens=99).complete(ASKED)
    (exchange,) = speaker.asked
    assert [one["content"] for one in exchange.body["messages"]] == [one.text for one in ASKED]
    assert exchange.body["temperature"] == 0
    assert 99 in {exchange.body.get("max_tokens"), exchange.body.get("max_completion_tokens")}


def test_a_server_is_asked_for_the_model_that_its_address_names():
    with speaking(say("ok")) as speaker:
        model = open_model(ModelSettings(name=f"{speaker.url}#small", retries=0))
        model.complete(ASKED)
    assert speaker.asked[0].body["model"] == "small"
    assert model.name == f"small at {speaker.url}"
    assert (model.provider, model.remote) == ("127.0.0.1", False)


FORM = {"type": "object", "properties": {"yes": {"type": "boolean"}}}


def whole(model, form=FORM):
    return "".join(model.stream(ASKED, form=form))


def test_a_server_is_asked_to_hold_its_reply_to_a_form():
    with speaking(say('{"yes": true}')) as speaker:
        model = opened(speaker)
        assert whole(model) == '{"yes": true}'
        whole(model, None)
    first, second = (one.body for one in speaker.asked)
    assert first["response_format"]["type"] == "json_schema"
    assert first["response_format"]["json_schema"]["schema"] == FORM
    assert "response_format" not in second


@pytest.mark.parametrize("status", [400, 422, 501])
def test_a_server_that_refuses_a_form_is_asked_without_it_once_and_from_then_on(status):
    with speaking(fail(status), say("ok"), say("again")) as speaker:
        model = opened(speaker)
        assert [whole(model), whole(model)] == ["ok", "again"]
    assert ["response_format" in one.body for one in speaker.asked] == [True, False, False]


def test_a_server_that_refuses_whatever_it_is_asked_has_not_refused_the_form():
    with speaking(fail(400), fail(400), say("ok")) as speaker:
        model = opened(speaker)
        with pytest.raises(ModelUnavailable) as caught:
            whole(model)
        assert caught.value.why == "refused"
        assert whole(model) == "ok"
    assert ["response_format" in one.body for one in speaker.asked] == [True, False, True]


def test_a_provider_known_by_name_is_not_sent_a_form(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-invented")
    with speaking(say("ok")) as speaker:
        monkeypatch.setitem(_HOMES, "openai", speaker.url)
        assert whole(open_model(ModelSettings(name="openai:large", retries=0))) == "ok"
    assert "response_format" not in speaker.asked[0].body


def test_a_key_goes_only_to_the_server_it_is_set_for(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another")
    with speaking(say("ok")) as speaker:
        opened(speaker).complete(ASKED)
        opened(speaker, key="its-own").complete(ASKED)
    assert [one.headers["authorization"] for one in speaker.asked] == ["Bearer none", "Bearer its-own"]


@pytest.mark.parametrize(
    "variable", ["HTTP_PROXY", "ALL_PROXY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY"]
)
def test_what_stays_on_this_machine_takes_no_detour(monkeypatch, variable):
    with speaking(say("ok")) as speaker, speaking(fail(500)) as elsewhere:
        monkeypatch.setenv(variable, elsewhere.url.removesuffix("/v1"))
        assert opened(speaker).complete(ASKED).text == "ok"
    assert elsewhere.asked == []


def test_no_redirect_is_followed():
    with speaking(say("ok")) as elsewhere, speaking(fail(307, Location=f"{elsewhere.url}/chat/completions")) as speaker:
        assert why(opened(speaker)) in {"failed", "refused"}
    assert elsewhere.asked == []


def test_a_failure_that_may_pass_is_tried_again():
    with speaking(fail(500), fail(429, Retry_After="0"), say("at last")) as speaker:
        assert opened(speaker, retries=2).complete(ASKED).text == "at last"
    assert len(speaker.asked) == 3


def test_a_failure_that_stays_is_given_up_after_the_retries():
    with speaking(fail(503, Retry_After="0")) as speaker:
        assert why(opened(speaker, retries=2)) == "failed"
    assert len(speaker.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_a_refusal_is_not_tried_again(status):
    with speaking(fail(status)) as speaker:
        assert why(opened(speaker, retries=3)) == "refused"
    assert len(speaker.asked) == 1


def test_a_provider_that_asks_for_a_longer_pause_than_there_is_time_is_left_alone():
    with speaking(fail(429, Retry_After="3600"), say("ok")) as speaker:
        model = opened(speaker, retries=3)
        assert why(model) == "rate_limited"
        assert why(model) == "resting"
    assert len(speaker.asked) == 1


def test_nobody_listening_is_unreachable():
    with speaking(say("ok")) as speaker:
        pass
    assert why(opened(speaker)) == "unreachable"


def silent(exchange):
    exchange.head()
    threading.Event().wait(30)


def drip(exchange):
    """Send a reply that never ends, a byte at a time, so that no pause between two bytes is long."""
    exchange.head()
    for _ in range(3000):
        exchange.write(" ")
        threading.Event().wait(0.01)


def drip_pieces(exchange):
    exchange.head()
    for _ in range(3000):
        exchange.piece("a")
        threading.Event().wait(0.01)


@pytest.mark.parametrize("script", [silent, drip, drip_pieces])
def test_a_server_that_does_not_come_to_an_end_is_late(script):
    with speaking(script) as speaker:
        assert why(opened(speaker), seconds=0.5) == "late"
        if script is not silent:
            assert speaker.gone.wait(20), "the connection was left open"


def endless_line(exchange):
    exchange.head()
    for _ in range(200):
        exchange.write("x" * 100_000)


@pytest.mark.parametrize("script", [say("x" * 1_000_000), say(*["word "] * 20_000), endless_line])
def test_a_reply_of_a_megabyte_is_cut_off(script):
    with speaking(script) as speaker:
        assert why(opened(speaker, reply_characters=5000)) == "too_long"


def test_nothing_is_an_error_too():
    with speaking(say("", "  \n")) as speaker:
        assert why(opened(speaker)) == "empty"


@pytest.mark.parametrize(
    "body", ["data: {broken\n\n", "<html><b>502</b></html>", 'data: {"choices": 3}\n\n', "data: []\n\n", "\0\xff"]
)
def test_garbage_is_an_error(body):
    def script(exchange):
        exchange.head()
        exchange.write(body)

    with speaking(script) as speaker:
        assert why(opened(speaker)) in {"failed", "empty"}


def test_a_reply_that_breaks_off_is_an_error_and_is_not_asked_for_again():
    def script(exchange):
        exchange.head()
        exchange.piece("half a ")
        exchange.write("data: {broken\n\n")

    with speaking(script) as speaker:
        model = opened(speaker, retries=3)
        pieces = model.stream(ASKED)
        assert next(pieces) == "half a "
        with pytest.raises(ModelUnavailable):
            next(pieces)
    assert len(speaker.asked) == 1


def test_who_stops_listening_ends_the_call():
    with speaking(drip_pieces) as speaker:
        pieces = opened(speaker).stream(ASKED)
        assert next(pieces) == "a"
        pieces.close()
        assert speaker.gone.wait(20)


def test_only_so_many_calls_go_out_at_a_time_and_the_others_give_up_waiting():
    go_on = threading.Event()

    def held(exchange):
        exchange.head()
        exchange.piece("first")
        go_on.wait(20)
        exchange.end()

    with speaking(held) as speaker:
        model = opened(speaker, concurrency=1, wait=0.05)
        pieces = model.stream(ASKED)
        assert next(pieces) == "first"
        assert why(model) == "busy"
        go_on.set()
        assert list(pieces) == []
        assert model.complete(ASKED).text == "first"
    assert len(speaker.asked) == 2


def test_after_failures_in_a_row_the_model_is_left_alone_for_a_while():
    clock = [0.0]
    gate = Gate(concurrency=1, wait=0, failures=2, rest=10, clock=lambda: clock[0])

    def attempt(error=None):
        with gate.turn(1):
            if error:
                raise ModelUnavailable(error)

    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="late"):
            attempt("late")
    with pytest.raises(ModelUnavailable, match="resting"):
        attempt()
    clock[0] = 10
    attempt()
    with pytest.raises(ModelUnavailable, match="late"):
        attempt("late")
    attempt()


def test_no_tracing_service_is_shown_what_is_asked(monkeypatch):
    with speaking(fail(500)) as service, speaking(say("ok")) as speaker:
        for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        for name in ("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"):
            monkeypatch.setenv(name, service.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_x")
        from langchain_core.runnables import RunnableLambda
        from langchain_core.tracers import BaseTracer

        class Spy(BaseTracer):
            seen: list = []  # noqa: RUF012

            def _persist_run(self, run):
                self.seen.append(run)

            def on_chat_model_start(self, *args, **kwargs):
                self.seen.append(args)
                return super().on_chat_model_start(*args, **kwargs)

        model = opened(speaker)
        from langsmith.run_helpers import tracing_context

        with tracing_context(enabled=False):
            RunnableLambda(lambda _: model.complete(ASKED).text).invoke("x", config={"callbacks": [Spy()]})
        assert model.complete(ASKED).text == "ok"
    assert service.asked == []
    assert all("SECRET-WORDS" not in repr(one) for one in Spy.seen)


def test_the_words_reach_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    with speaking(say("REPLIED-WORDS")) as speaker, contextlib.suppress(ModelUnavailable):
        opened(speaker).complete(ASKED)
    assert "SECRET-WORDS" not in caplog.text
    assert "REPLIED-WORDS" not in caplog.text


def test_without_a_name_there_is_no_model():
    assert open_model(ModelSettings()) is None


@pytest.mark.parametrize(
    ("name", "variable"), [("openai:gpt-x", "OPENAI_API_KEY"), ("anthropic:claude-x", "ANTHROPIC_API_KEY")]
)
def test_a_provider_without_its_key_says_which_to_set(monkeypatch, name, variable):
    monkeypatch.delenv(variable, raising=False)
    with pytest.raises(UnusableChatModel, match=f"set {variable}"):
        open_model(ModelSettings(name=name))


@pytest.mark.parametrize(
    ("name", "package"),
    [("openai:x", "openai"), ("anthropic:x", "anthropic"), ("ollama:x", "ollama"), ("http://127.0.0.1:1/v1", "openai")],
)
def test_a_missing_package_is_one_line_with_what_to_install(monkeypatch, name, package):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(UnusableChatModel) as caught:
        open_model(ModelSettings(name=name))
    assert f"pip install 'trialogue[{package}]'" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "remote"),
    [("openai:gpt-x", True), ("anthropic:claude-x", True), ("ollama:x", False), ("http://[::1]:80/v1", False)],
)
def test_each_provider_can_be_opened_without_a_network(monkeypatch, name, remote):
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")
    model = open_model(ModelSettings(name=name))
    assert model.remote is remote
    assert name.split("#")[0] in model.name


@pytest.mark.parametrize(
    "name", ["openai:x", "https://models.example/v1", "http://localhost.example/v1", "http://10.0.0.1/v1"]
)
def test_an_operator_can_allow_only_this_machine(monkeypatch, name):
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    with pytest.raises(UnusableChatModel, match="LOOPBACK_ONLY"):
        open_model(ModelSettings(name=name, loopback_only=True))


@pytest.mark.parametrize("name", ["http://localhost:1/v1", "http://127.8.0.1/v1", "http://[::1]:1/v1", "ollama:x"])
def test_this_machine_is_allowed_under_each_of_its_names(name):
    assert open_model(ModelSettings(name=name, loopback_only=True)).remote is False


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104
        ("gpu.example:1", "http://gpu.example:1"),
        ("https://gpu.example", "https://gpu.example:11434"),
    ],
)
def test_ollama_s_own_variable_says_where_it_is(monkeypatch, host, url):
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert address("ollama:x").url == url
    assert address("ollama:x").remote is ("example" in url)


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4",
        "openai:",
        "mistral:x",
        "http://",
        "http://u:p@h/v1",
        "http://h/v1?api_key=x",
        "http://[::1",
        "http://h:x/v1",
    ],
)
def test_what_names_no_model_or_holds_a_key_is_no_setting(monkeypatch, name):
    monkeypatch.setenv("TRIALOGUE_MODEL", name)
    with pytest.raises(ValidationError, match="model"):
        Settings()


def test_the_one_variable_and_the_limits_stand_beside_each_other_and_no_key_is_shown(monkeypatch):
    monkeypatch.setenv("TRIALOGUE_MODEL", "http://127.0.0.1:8080/v1#small")
    monkeypatch.setenv("TRIALOGUE_MODEL__SECONDS", "12")
    monkeypatch.setenv("TRIALOGUE_MODEL__KEY", "very-secret")
    settings = Settings()
    assert (settings.model.name, settings.model.seconds) == ("http://127.0.0.1:8080/v1#small", 12)
    assert "very-secret" not in json.dumps(settings.model_dump(mode="json"))
    assert "very-secret" not in repr(settings)


def test_whoever_waits_can_call_the_model_off_and_that_is_no_failure_of_the_model():
    stop, here = threading.Event(), threading.Event()

    def script(exchange):
        exchange.head()
        here.set()
        stop.wait(20)
        while True:
            exchange.piece("still here ")

    with speaking(script, say("ok")) as speaker:
        model = opened(speaker, failures=1, rest=60)
        threading.Thread(target=lambda: (here.wait(20), stop.set())).start()
        with stoppable(stop):
            assert why(model) == "stopped"
            assert why(model) == "stopped"
        assert len(speaker.asked) == 1
        assert speaker.gone.wait(20)
        assert model.complete(ASKED).text == "ok"
