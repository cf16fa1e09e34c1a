"""The physician's commands: what they read, what they print, their exit codes, and one clear line for a mistake."""

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from assistant import cli

TRIAL = "NCT07095075"
FACTS = "age: 75\nsex: female\nconditions: [SLE]\ntests: {ANA: positive}\n"
NOTE = "34 F, SLE 3 y, ANA 1:640, dsDNA neg, failed MMF+CYC"
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [{"resource": {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1940-05-01"}}],
}
REPORT = {"schema", "trial", "outcome", "findings", "missing", "conflicts"}
FINDING = {
    "criterion", "kind", "cohort", "quote", "pointer", "start", "end", "holds", "presumed", "verdict", "unknown",
    "because", "facts", "by",
}  # fmt: skip
PAIR = {"kind": "exclusion", "criterion": "Known diabetes.", "note": "A 50-year-old man with type 2 diabetes."}


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


@pytest.fixture
def patient(tmp_path) -> Callable[..., Path]:
    """Write a patient file."""

    def write(name: str, content: object) -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


@pytest.fixture
def batch(tmp_path) -> Callable[..., Path]:
    """Write a batch, one item a line; a string stands as it is."""

    def write(*items: object) -> Path:
        path = tmp_path / "items.jsonl"
        lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def says(ran: Ran, *words: str) -> None:
    """A mistake: exit code 2, one line on stderr that says this, no traceback."""
    assert ran.code == 2, ran.err
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    assert all(word in ran.err for word in words), ran.err


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("p.yaml", FACTS, "blocked"),
        ("p.json", {"age": 40, "conditions": ["SLE"]}, "open"),
        ("p.txt", NOTE, "open"),
        ("bundle.json", BUNDLE, "blocked"),
    ],
    ids=["yaml facts", "json facts", "note", "bundle"],
)
def test_every_kind_of_patient_file_is_checked(run, patient, bundled, name, content, outcome):
    ran = run("check", "--trial", TRIAL, "--patient", patient(name, content), "--json")
    assert ran.code == 0
    assert set(ran.json) == REPORT
    assert (ran.json["schema"], ran.json["trial"], ran.json["outcome"]) == (1, TRIAL, outcome)
    assert [one["criterion"] for one in ran.json["findings"]] == [one.id for one in bundled.criteria]
    for one in ran.json["findings"]:
        assert set(one) == FINDING
        assert bundled.source.text[one["start"] : one["end"]] == one["quote"]


def test_a_report_is_printed_in_the_form_asked_for(run, patient):
    def printed(form):
        return run("check", "--trial", TRIAL, "--patient", patient("p.yaml", FACTS), "--format", form)

    assert printed("text").out.startswith(f"{TRIAL}: Blocking criterion found")
    assert set(printed("json").json) == REPORT
    (card,) = printed("card").json["cards"]
    assert (card["indicator"], "Blocking criterion found" in card["summary"]) == ("warning", True)
    bundle = printed("fhir").json
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")


def test_a_batch_is_printed_in_the_form_asked_for(run, batch):
    (line,) = run("check", "--trial", TRIAL, "--format", "card", "--batch", batch({"id": 1, "note": NOTE})).lines
    assert set(line) == {"cards"}


def test_a_note_on_stdin_is_read(run, patient):
    piped = run("check", "--trial", TRIAL, "--patient", "-", "--json", stdin=NOTE.encode())
    assert piped.json == run("check", "--trial", TRIAL, "--patient", patient("p.txt", NOTE), "--json").json


def test_the_one_trial_of_the_library_needs_no_name(run, patient):
    assert run("check", "--patient", patient("p.txt", NOTE), "--json").json["trial"] == TRIAL


@pytest.mark.parametrize(
    ("facts", "headline"),
    [
        (FACTS, "Blocking criterion found"),
        ("conditions: [SLE]", "No blocker found, 1"),
        ("age: 30", "Undetermined"),
    ],
    ids=["blocked", "open", "undetermined"],
)
def test_a_report_for_the_eye_has_one_of_three_headlines(run, patient, facts, headline):
    ran = run("check", "--trial", TRIAL, "--patient", patient("p.yaml", facts))
    assert ran.code == 0
    assert ran.out.startswith(f"{TRIAL}: {headline}")
    assert "eligible" not in ran.out.lower().replace("“", "")


def test_blockers_are_told_first_with_the_record_s_words(run, patient):
    lines = run("check", "--trial", TRIAL, "--patient", patient("p.yaml", FACTS)).out.splitlines()
    assert lines[2].startswith("BLOCKS")
    assert "“Aged 18 to 70 years, either sex.”" in lines[2]


def test_a_batch_of_patients_is_checked_in_order_and_a_bad_one_is_a_line(run, batch):
    ran = run(
        "check",
        "--batch",
        batch(
            {"id": "a", "trial": TRIAL, "patient": {"age": 75, "conditions": ["SLE"]}},
            "no json",
            {"id": "c", "trial": "NCT99999999", "note": NOTE},
            {"id": "d", "trial": TRIAL, "note": NOTE},
            {"id": "e", "trial": TRIAL, "fhir": BUNDLE},
            {"id": "f", "trial": TRIAL},
            {"id": "g", "trial": TRIAL, "patient": {"age": 900}},
            {"id": "h", "trial": TRIAL, "note": 7},
            {"id": "i", "trial": 7, "note": NOTE},
        ),
    )
    assert ran.code == 0
    assert [one["id"] for one in ran.lines] == ["a", None, "c", "d", "e", "f", "g", "h", "i"]
    assert ["error" in one for one in ran.lines] == [False, True, True, False, False, True, True, True, False]
    assert [one["outcome"] for one in ran.lines if "outcome" in one] == ["blocked", "open", "blocked", "open"]
    assert "900" in ran.lines[6]["error"]


def test_the_trial_of_the_command_is_the_trial_of_items_that_name_none(run, batch):
    (line,) = run("check", "--trial", TRIAL, "--batch", batch({"id": 1, "note": NOTE})).lines
    assert (line["id"], line["trial"]) == (1, TRIAL)


def test_pairs_are_judged_in_order_and_a_bad_one_is_a_line(run, batch):
    ran = run(
        "judge",
        "--batch",
        batch(
            {"id": "1", **PAIR},
            {"id": "2", **PAIR, "note": "A 50-year-old man. No diabetes."},
            {"id": "3", "kind": "exclusion", "note": "A man."},
            {"id": "4", **PAIR, "kind": "sideways"},
            "[]",
            {"id": "6", **PAIR, "kind": "inclusion"},
        ),
    )
    assert ran.code == 0
    assert [one["id"] for one in ran.lines] == ["1", "2", "3", "4", None, "6"]
    assert [one.get("holds") for one in ran.lines] == ["yes", "no", None, None, None, "yes"]
    assert [one.get("verdict") for one in ran.lines] == ["blocks", "clears", None, None, None, "clears"]
    assert all(" " in ran.lines[n]["error"] for n in (2, 3, 4))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["check"], ["Give --patient FILE"], id="neither patient nor batch"),
        pytest.param(["check", "--patient", "a", "--batch", "b"], ["Give --patient FILE"], id="both"),
        pytest.param(["check", "--patient", "/no/such/file"], ["/no/such/file", "readable"], id="no such patient"),
        pytest.param(["check", "--batch", "/no/such/file"], ["/no/such/file"], id="no such batch"),
        pytest.param(
            ["check", "--patient", "a", "--format", "pdf"], ["pdf", "text, json, card, fhir"], id="no such form"
        ),
        pytest.param(["check", "--patient", "a", "--format", "card", "--json"], ["two forms"], id="two forms"),
        pytest.param(["judge"], ["Give --batch FILE"], id="judge nothing"),
        pytest.param(["judge", "--batch", "/no/such/file"], ["/no/such/file"], id="no such pairs"),
    ],
)
def test_a_mistake_is_one_line_with_its_remedy(run, arguments, words):
    says(run(*arguments), *words)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("p.yaml", "age: 900", ["900", "age"]),
        ("p.yaml", "age: [", ["p.yaml", "cannot be read"]),
        ("p.yaml", "just words", ["holds no facts"]),
        ("p.yaml", "shoe_size: 44", ["shoe_size", "no such field"]),
        ("p.json", "{", ["p.json", "cannot be read"]),
        ("p.json", {"resourceType": "Patient"}, ["Bundle"]),
    ],
    ids=["impossible age", "broken yaml", "no mapping", "unknown field", "broken json", "no bundle"],
)
def test_a_patient_who_cannot_be_read_is_one_line(run, patient, name, content, words):
    says(run("check", "--trial", TRIAL, "--patient", patient(name, content)), *words)


def test_a_trial_that_is_not_held_is_one_line(run, patient):
    says(run("check", "--trial", "NCT99999999", "--patient", patient("p.txt", NOTE)), "NCT99999999")


def test_a_file_that_is_no_text_is_one_line(run, tmp_path):
    (tmp_path / "p.txt").write_bytes(b"\xff\xfe\x00\x01")
    says(run("check", "--trial", TRIAL, "--patient", tmp_path / "p.txt"), "not UTF-8")


def test_an_empty_batch_is_one_line(run, batch):
    says(run("check", "--batch", batch()), "holds no item")


def test_nothing_of_a_patient_is_written_beside_the_output(run, patient, tmp_path):
    path = patient("p.txt", f"{NOTE}. Lives with a zorbital hamster.")
    run("check", "--trial", TRIAL, "--patient", path)
    holding = [one for one in tmp_path.rglob("*") if one.is_file() and b"zorbital" in one.read_bytes()]
    assert holding == [path]


GAMBLER = "34 F with SLE. She has an ongoing gambling addiction."
SAID = json.dumps({"holds": "yes", "quotes": ["She has an ongoing gambling addiction."]})


def test_a_model_on_this_machine_may_suggest_and_who_it_is_goes_to_standard_error(run, tmp_path, monkeypatch):
    speaker = run_path(str(Path(__file__).parents[1] / "speaker.py"))
    batch = tmp_path / "pairs.jsonl"
    item = {"id": 1, "kind": "exclusion", "criterion": "Known gambling addiction", "note": GAMBLER}
    batch.write_text(json.dumps(item) + "\n", encoding="utf-8")
    without = run("judge", "--batch", batch)
    with speaker["speaking"](speaker["say"](SAID)) as server:
        monkeypatch.setenv("TRIALOGUE_MODEL", server.url)
        done = run("judge", "--batch", batch)
    (found,) = done.lines
    assert (found["holds"], found["verdict"], found["by"], found["suggested"]) == ("unknown", "open", "model", "yes")
    assert "on this machine" in done.err
    assert "gambling" not in done.err
    (plain,) = without.lines
    assert set(plain) == FINDING | {"schema", "id"}
    assert without.err == ""


def test_a_model_that_cannot_be_reached_leaves_every_form_of_the_check_as_it_was(run, tmp_path, monkeypatch):
    note = tmp_path / "note.txt"
    note.write_text(GAMBLER, encoding="utf-8")
    without = run("check", "--trial", TRIAL, "--patient", note, "--json")
    monkeypatch.setenv("TRIALOGUE_MODEL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("TRIALOGUE_MODEL__RETRIES", "0")
    done = run("check", "--trial", TRIAL, "--patient", note, "--json")
    assert done.code == without.code == 0
    assert done.out == without.out


def test_a_model_elsewhere_is_not_asked_where_identifiers_cannot_be_hidden(run, tmp_path, monkeypatch):
    batch = tmp_path / "pairs.jsonl"
    batch.write_text(json.dumps({"id": 1, **PAIR}) + "\n", encoding="utf-8")
    there = find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "presidio_analyzer" else there(name))
    monkeypatch.setenv("TRIALOGUE_MODEL", "https://model.example/v1")
    done = run("judge", "--batch", batch)
    assert done.code == 2
    assert done.out == ""
    assert "pip install" in done.err
    assert len(done.err.strip().splitlines()) == 1
