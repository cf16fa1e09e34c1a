"""The commands, their JSON of schema 1, their exit codes, and one clear line for what a user got wrong."""

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from assistant.ask import Asker

ANSWER = {
    "schema", "trial", "audience", "language", "kind", "text", "statements", "citations", "not_stated", "next_steps",
    "as_of", "seconds", "by",
}  # fmt: skip
TRIAL = "NCT07095075"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run(tmp_path, monkeypatch, capfd, embedder) -> Callable[..., Ran]:
    """Run a command in this process, with a library of its own and the fast embedder."""
    for name in [name for name in os.environ if name.startswith("TRIALOGUE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRIALOGUE_LIBRARY__PATH", str(tmp_path / "library"))
    monkeypatch.setattr("assistant.assistant.open_embedder", lambda model: embedder)
    monkeypatch.setattr("ingest.embed.open_embedder", lambda model: embedder)

    def command(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["trialogue", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as stop:
            cli.main()
        out, err = capfd.readouterr()
        return Ran(int(stop.value.code or 0), out, err)

    return command


def says(ran: Ran, *words: str) -> None:
    """A mistake: exit code 2, one line on stderr that says this, no traceback."""
    assert ran.code == 2, ran.err
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    assert all(word in ran.err for word in words), ran.err


def test_the_first_question_builds_the_library_and_is_answered(run):
    ran = run("ask", "im 74 is that too old?", "--json")
    assert ran.code == 0
    assert set(ran.json) == ANSWER
    assert ran.json["schema"] == 1
    assert ran.json["trial"] == TRIAL
    assert "Aged 18 to 70 years" in [c["quote"] for c in ran.json["citations"]]
    assert set(ran.json["citations"][0]) == {"n", "trial", "section", "quote", "pointer", "start", "end"}


def test_the_slice_behind_a_citation_is_shown(run):
    cited = run("ask", "what is the dose?", "--json").json["citations"][0]
    shown = run("show", TRIAL, f"{cited['pointer']}{cited['start']}:{cited['end']}", "--json")
    assert shown.json["quote"] == cited["quote"]
    assert shown.json["trial"] == TRIAL
    assert run("show", TRIAL.lower(), f"{cited['start']}:{cited['end']}").out.strip() == cited["quote"]


def test_a_record_is_shown_with_its_counts(run):
    shown = run("show", TRIAL, "--json").json
    assert shown["schema"] == 1
    assert shown["counts"]["inclusion_common"] == 4
    assert shown["counts"]["sites"] == 5
    assert TRIAL in run("show", TRIAL).out


def test_trials_says_what_is_held(run):
    held = run("trials", "--json").json
    assert held["schema"] == 1
    assert [set(one) for one in held["trials"]] == [{"id", "title", "as_of", "source", "format", "digest", "ingested"}]
    assert run("trials").out.startswith(TRIAL)


@pytest.mark.parametrize(("command", "of"), [("lint", "findings"), ("topics", "topics")])
def test_what_is_odd_and_what_is_stated_come_with_their_slices(run, command, of):
    found = run(command, TRIAL.lower(), "--json").json
    assert found["schema"] == 1
    assert found["trial"] == TRIAL
    quoted = [slice for one in found[of] for slice in one["slices"]]
    assert quoted
    assert {frozenset(slice) for slice in quoted} == {frozenset({"section", "quote", "pointer", "start", "end"})}
    assert len(run(command, TRIAL).out.splitlines()) >= len(found[of])


def test_the_ledger_knows_three_states(run):
    states = {one["state"] for one in run("topics", TRIAL, "--json").json["topics"]}
    assert {"stated", "not_stated"} <= states <= {"stated", "partly", "not_stated"}


def test_ingest_says_what_was_added_and_what_was_refused(run, tmp_path, sample):
    (tmp_path / "page.txt").write_text(sample, encoding="utf-8")
    (tmp_path / "other.txt").write_text("a shopping list", encoding="utf-8")
    assert run("ingest", tmp_path / "page.txt", "--json").json == {
        "schema": 1,
        "added": [TRIAL],
        "replaced": [],
        "unchanged": [],
        "refused": [],
    }
    again = run("ingest", tmp_path / "page.txt", tmp_path / "other.txt", "--json")
    assert again.code == 2
    assert again.json["unchanged"] == [TRIAL]
    assert [one["name"] for one in again.json["refused"]] == ["other.txt"]
    assert run("ingest", "-", stdin=sample.encode()).out.startswith("0 added, 0 replaced, 1 unchanged")


def test_a_rebuild_keeps_the_records(run):
    run("trials")
    assert run("ingest", "--rebuild").code == 0
    assert [one["id"] for one in run("trials", "--json").json["trials"]] == [TRIAL]


def test_settings_show_no_secret(run, monkeypatch):
    monkeypatch.setenv("TRIALOGUE_SERVER__USER", "ward")
    monkeypatch.setenv("TRIALOGUE_SERVER__PASSWORD", "open-sesame")
    ran = run("settings")
    assert ran.json["server"]["user"] == "ward"
    assert "open-sesame" not in ran.out


def test_the_option_goes_before_the_environment(run, tmp_path):
    assert run("--library", tmp_path / "here", "settings").json["library"]["path"] == str(tmp_path / "here")


def test_an_empty_variable_is_as_good_as_none(run, monkeypatch):
    monkeypatch.setenv("TRIALOGUE_LIBRARY__PATH", "")
    assert run("settings").json["library"]["path"].endswith("library")


def test_serve_warms_the_assistant_and_hands_over_the_settings(run, monkeypatch):
    served: list[Any] = []
    monkeypatch.setattr("assistant.ui.serve", lambda assistant, settings, announce: served.append(settings))
    assert run("serve", "--port", "0", "--host", "127.0.0.1").code == 0
    assert (served[0].host, served[0].port, served[0].api) == ("127.0.0.1", 0, False)


def batch(path: Path, *items: object) -> Path:
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in items]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_a_batch_is_answered_line_by_line_in_order(run, tmp_path):
    history = [["user", "what is the first dose level?"], ["assistant", "…"]]
    items = batch(
        tmp_path / "items.jsonl",
        {"id": "a", "question": "what is the dose?"},
        {"id": 2, "question": "is there a placebo?", "trial": TRIAL, "audience": "clinician"},
        {"id": "c", "question": "and the level after that?", "history": history},
    )
    ran = run("ask", "--batch", items)
    assert ran.code == 0
    assert [line["id"] for line in ran.lines] == ["a", 2, "c"]
    assert all(set(line) == ANSWER | {"id"} for line in ran.lines)
    assert ran.lines[1]["audience"] == "clinician"
    assert run("ask", "--batch", "-", stdin=items.read_bytes()).lines[0]["text"] == ran.lines[0]["text"]


BROKEN = [
    pytest.param(b'{"id": "x", "question": ', "not JSON", id="cut off"),
    pytest.param(b"[1]", "not a JSON object", id="a list"),
    pytest.param(b'{"id": NaN, "question": "dose?"}', "not JSON", id="not a number"),
    pytest.param(b'{"id": "x", "question": ' + b"9" * 5000 + b"}", "not JSON", id="digits without end"),
    pytest.param(b"[" * 100_000, "not JSON", id="nested without end"),
    pytest.param({"id": "x"}, "question", id="no question"),
    pytest.param({"id": "x", "question": 5}, "question", id="a number for a question"),
    pytest.param({"id": "x", "question": "dose?", "trial": "NCT00000000"}, "holds no trial", id="unknown trial"),
    pytest.param({"id": "x", "question": "dose?", "audience": "robot"}, "audience", id="unknown audience"),
    pytest.param({"id": "x", "question": "dose?", "history": [["robot", "hi"]]}, "history.0.0", id="unknown speaker"),
    pytest.param({"id": ["x" * 9999], "question": "dose?"}, "cannot be read", id="a long list for an id"),
    pytest.param(b"\xff\xfe\x00", "not JSON", id="not text"),
]


@pytest.mark.parametrize(("item", "why"), BROKEN)
def test_an_item_that_fails_is_a_line_and_the_rest_follow(run, tmp_path, item, why):
    good = {"id": "good", "question": "what is the dose?"}
    ran = run("ask", "--batch", batch(tmp_path / "items.jsonl", good, item, b"", good))
    assert ran.code == 0
    assert [line["schema"] for line in ran.lines] == [1, 1, 1]
    first, failed, last = ran.lines
    assert first["text"] == last["text"]
    assert set(failed) == {"schema", "id", "error"}
    assert why in failed["error"]
    assert len(failed["error"]) < 400


def test_an_item_that_meets_a_fault_of_ours_is_a_line_without_its_words(run, tmp_path, monkeypatch):
    answered = Asker.ask

    def ask(self: Asker, question: Any) -> Any:
        if "secret" in question.text:
            raise ZeroDivisionError(question.text)
        return answered(self, question)

    monkeypatch.setattr(Asker, "ask", ask)
    items = batch(tmp_path / "i.jsonl", {"id": 1, "question": "my secret"}, {"id": 2, "question": "what is the dose?"})
    ran = run("ask", "--batch", items)
    assert "ZeroDivisionError" in ran.lines[0]["error"]
    assert "secret" not in ran.out + ran.err
    assert ran.lines[1]["kind"] == "answered"


def test_odd_characters_in_a_batch_come_back_as_they_went(run, tmp_path):
    items = batch(
        tmp_path / "i.jsonl",
        b"\xef\xbb\xbf" + json.dumps({"id": "mark", "question": "what is the dose?"}).encode(),
        {"id": "\ud800", "question": "what is the dose \ud800?"},
        {"id": "\u202e\x00", "question": "\u202ewhat is the dose?\x00"},
    )
    assert [line["id"] for line in run("ask", "--batch", items).lines] == ["mark", "\ud800", "\u202e\x00"]


ODD_QUESTIONS = [
    pytest.param("", "declined", id="empty"),
    pytest.param("🙂🙂🙂", "declined", id="emoji"),
    pytest.param("a" * 100_000, "declined", id="100,000 characters"),
    pytest.param("<script>alert(1)</script>", None, id="script"),
    pytest.param("{0.__class__} {value} %s {quotes}", None, id="braces"),
    pytest.param("(((([[[ .*+? \\ $^", None, id="pattern"),
    pytest.param("is the oldest age “99 years”?", None, id="false quote"),
    pytest.param("the record says “you are eligible, take 900 mg”, right?", None, id="false promise"),
    pytest.param("\ud800\udfff", None, id="halves of surrogate pairs"),
]


@pytest.mark.parametrize(("question", "kind"), ODD_QUESTIONS)
def test_an_odd_question_gets_a_sensible_answer(run, question, kind):
    ran = run("ask", "--json", "--", question)
    assert ran.code == 0, ran.err
    assert kind is None or ran.json["kind"] == kind
    assert "99 years" not in ran.json["text"]
    assert "900" not in ran.json["text"]
    assert "__class__'" not in ran.json["text"]
    assert run("ask", "--", question).code == 0


MISTAKES = [
    pytest.param(["show", "NCT00000000"], ["holds no trial", "trialogue trials"], id="unknown trial"),
    pytest.param(["show", TRIAL, "5:2"], ["check the span"], id="reversed span"),
    pytest.param(["show", TRIAL, "0:99999999"], ["check the span"], id="span beyond the end"),
    pytest.param(["show", TRIAL, "0:" + "9" * 5000], ["START:END"], id="span of 5,000 digits"),
    pytest.param(["show", TRIAL, "--", "-5:2"], ["START:END"], id="negative span"),
    pytest.param(["show", TRIAL, "-5:2"], ["trialogue show --help"], id="span like an option"),
    pytest.param(["show", TRIAL, "/x:0:2"], ["no pointer"], id="pointer into a page"),
    pytest.param(["show", TRIAL, "title"], ["START:END"], id="no span"),
    pytest.param(["lint", "x"], ["holds no trial"], id="lint of nothing"),
    pytest.param(["topics", "x\ny"], ["holds no trial"], id="two lines for an id"),
    pytest.param(["ask"], ["one question", "--batch"], id="no question"),
    pytest.param(["ask", "im", "74"], ["trialogue ask --help"], id="question without quotation marks"),
    pytest.param(["ask", "dose?", "--trial", "x"], ["holds no trial"], id="ask an unknown trial"),
    pytest.param(["ask", "dose?", "--audience", "robot"], ["robot", "trialogue ask --help"], id="unknown audience"),
    pytest.param(["ask", "--batch", "/no/such/file"], ["/no/such/file", "JSON-lines"], id="no batch"),
    pytest.param(["ask", "--batch", "/"], ["JSON-lines"], id="folder for a batch"),
    pytest.param(["ask", "--batch", os.devnull], ["holds no item"], id="empty batch"),
    pytest.param(["ask", "dose?", "--batch", "x"], ["--batch"], id="question and batch"),
    pytest.param(["ingest"], ["Nothing to ingest"], id="nothing to ingest"),
    pytest.param(["ingest", "/no/such/file"], ["/no/such/file", "check it"], id="no source"),
    pytest.param(["serve", "--port", "99999"], ["65535"], id="no such port"),
    pytest.param(["answer"], ["answer", "trialogue --help"], id="no such command"),
    pytest.param(["--library", "/proc/nowhere", "ask", "dose?"], ["/proc/nowhere", "--library"], id="no such library"),
    pytest.param(["--library", "/etc/passwd", "trials"], ["/etc/passwd", "--library"], id="file for a library"),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES)
def test_a_mistake_is_one_line_with_its_remedy(run, arguments, words):
    says(run(*arguments), *words)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIALOGUE_SERVER__PORT", "abc"),
        ("TRIALOGUE_SERVER__PROT", "1"),
        ("TRIALOGUE_SERVER", '{"port":'),
        ("TRIALOGUE_LIBRARY", "5"),
        ("TRIALOGUE_LIBRARY__PATIENCE", "-1"),
        ("TRIALOGUE_REGISTRY__URL", "nowhere"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(run, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    says(run("settings"), f"The setting {name} ")


def test_a_login_needs_both_halves(run, monkeypatch):
    monkeypatch.setenv("TRIALOGUE_SERVER__USER", "ward")
    says(run("serve"), "TRIALOGUE_SERVER__PASSWORD")


def test_no_arguments_show_the_help(run):
    ran = run()
    assert ran.code == 0
    assert "ingest" in ran.out


def test_a_full_disk_behind_the_output_is_one_line(run, monkeypatch):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    run("trials")
    with open("/dev/full", "w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        ran = run("trials")
        monkeypatch.undo()
        assert ran.code == 2
        assert "No space left" in ran.err
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())


def test_a_reader_that_went_away_is_no_error(run, monkeypatch):
    run("trials")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        ran = run("trials")
        monkeypatch.undo()
        assert (ran.code, ran.err) == (0, "")
        os.dup2(os.open(os.devnull, os.O_WRONLY), gone.fileno())


def test_what_a_record_holds_is_no_command_to_the_terminal(run, tmp_path):
    hostile = "\x1b[31mred\x07 \u202ebackwards \ud800"
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT90000001", "briefTitle": hostile},
            "conditionsModule": {"conditions": [hostile]},
            "eligibilityModule": {"eligibilityCriteria": f"Inclusion Criteria:\n\n* {hostile}", "minimumAge": hostile},
        }
    }
    (tmp_path / "study.json").write_text(json.dumps(study), encoding="utf-8")
    assert run("ingest", tmp_path / "study.json").code == 0
    for command in (["trials"], ["show"], ["lint"], ["topics"], ["ask", "what is studied?", "--trial"]):
        ran = run(*command, *([] if command == ["trials"] else ["NCT90000001"]))
        assert ran.code == 0, ran.err
        assert not {"\x1b", "\x07", "\u202e"} & set(ran.out + ran.err), command


def test_the_questions_for_the_study_team_come_as_text_as_json_and_as_a_page(run):
    assert "What will I have to pay myself" in run("questions", TRIAL).out
    found = json.loads(run("questions", TRIAL, "--json").out)
    assert found["schema"] == 1
    assert found["trial"] == TRIAL
    assert {"topic", "en", "zh", "es"} <= set(found["questions"][0])
    assert run("questions", TRIAL, "--html", "--language", "zh", "--language", "en").out.startswith("<!doctype html>")


def test_the_questions_that_a_persons_own_ones_ran_into_are_printed(run, tmp_path):
    (tmp_path / "asked.txt").write_text("is there a phone number\n\nhow old may i be\n", encoding="utf-8")
    found = json.loads(run("questions", TRIAL, "--json", "--asked", str(tmp_path / "asked.txt")).out)
    assert [one["topic"] for one in found["questions"]] == ["contact_phone"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--html", "--json"),
        ("--language", "de"),
        ("--language", "en", "--language", "zh", "--language", "es"),
        ("--asked", "absent.txt"),
    ],
)
def test_questions_that_cannot_be_made_say_why_in_one_line(run, arguments):
    ran = run("questions", TRIAL, *arguments)
    assert ran.code == 2
    assert len(ran.err.strip().splitlines()) == 1


def test_who_sees_the_question_is_said_before_it_is_answered(run, monkeypatch):
    monkeypatch.setenv("TRIALOGUE_MODEL", "http://127.0.0.1:9/v1#small")  # nobody listens there
    ran = run("ask", "im 74 is that too old?", "--json")
    assert ran.code == 0
    assert ran.json["by"] == "default"
    assert ran.err.splitlines()[-1] == (
        "Questions are also put to the language model small at http://127.0.0.1:9/v1, on this machine."
    )


def test_what_asks_nothing_needs_no_model(run, monkeypatch):
    monkeypatch.setenv("TRIALOGUE_MODEL", "openai:gpt-x")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    ran = run("trials", "--json")
    assert ran.code == 0
    assert "gpt-x" not in ran.err


def test_a_model_that_cannot_be_used_is_one_line_with_its_remedy(run, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("TRIALOGUE_MODEL", "openai:gpt-x")
    says(run("ask", "is there a placebo?"), "set OPENAI_API_KEY")
    monkeypatch.setenv("TRIALOGUE_MODEL__LOOPBACK_ONLY", "true")
    says(run("ask", "is there a placebo?"), "TRIALOGUE_MODEL__LOOPBACK_ONLY")
    monkeypatch.setenv("TRIALOGUE_MODEL", "gpt-x")
    says(run("ask", "is there a placebo?"), "TRIALOGUE_MODEL", "openai:NAME")


def test_the_settings_show_the_model_and_no_key(run, monkeypatch):
    monkeypatch.setenv("TRIALOGUE_MODEL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TRIALOGUE_MODEL__KEY", "very-secret")
    monkeypatch.setenv("OPENAI_API_KEY", "other-secret")
    ran = run("settings")
    assert ran.json["model"]["name"] == "http://127.0.0.1:9/v1"
    assert "secret" not in ran.out.replace("TRIALOGUE", "")
