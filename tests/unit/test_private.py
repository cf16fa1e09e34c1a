"""No tracing service is shown a question, whatever the environment says."""

import os
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest

_speaker = run_path(str(Path(__file__).parents[1] / "speaker.py"))
speaking, say, fail = _speaker["speaking"], _speaker["say"], _speaker["fail"]

ASK = """
import sys
from assistant.model import Message, open_model
from assistant.private import keep_private
from assistant.settings import Settings
from langchain_core.runnables import RunnableLambda
if sys.argv[1] == "private":
    keep_private()
model = open_model(Settings().model)
ask = RunnableLambda(lambda words: model.complete([Message("user", words)]).text)
print(ask.invoke("SECRET-WORDS"))
import langsmith
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


def run(speaker, service, how, *variables):
    traced = dict.fromkeys(variables, "true")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "TRIALOGUE"))}
    places = dict.fromkeys(("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"), service.url)
    keys = dict.fromkeys(("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"), "lsv2_x")
    environment = (
        own | places | keys | traced | {"TRIALOGUE_MODEL": speaker.url, "PYTHONPATH": str(Path(__file__).parents[2])}
    )
    return subprocess.run(
        [sys.executable, "-c", ASK, how], env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("variable", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"])
def test_nothing_is_traced(variable):
    with speaking(say("fine")) as speaker, speaking(fail(404)) as service:
        done = run(speaker, service, "private", variable)
    assert done.stdout.strip() == "fine", done.stderr
    assert not service.knocked.is_set()


def test_without_that_the_same_program_would_be_traced():
    with speaking(say("fine")) as speaker, speaking(fail(404)) as service:
        done = run(speaker, service, "open", "LANGSMITH_TRACING")
    assert done.stdout.strip() == "fine", done.stderr
    assert service.knocked.is_set()
