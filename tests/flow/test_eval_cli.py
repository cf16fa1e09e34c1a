"""The command `trialogue-eval`, with the oracle in the assistant's place."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from runpy import run_path
from typing import ClassVar

import pytest

import eval.cli as cli
from assistant.answer import Drafting, Statement
from eval.checks import CheckFile
from eval.items import load_items
from eval.plain import found_in
from eval.run import load_run
from eval.suites import BUNDLED, GOLD, read_record
from eval.yaml_lines import read_yaml

Oracle = run_path(str(Path(__file__).parents[1] / "oracle.py"))["Oracle"]


@pytest.fixture
def build(monkeypatch):
    """What stands in the assistant's place; a test may change its `spoil`."""

    class Build:
        models: ClassVar[list[str | None]] = []

        @staticmethod
        def spoil(answer):
            return answer

    record = read_record(BUNDLED)
    oracle = Oracle(load_items(GOLD, record), record)

    @contextmanager
    def over(records, embedder, model=None):
        Build.models.append(model.name if model else None)
        yield lambda question: Build.spoil(oracle(question))

    monkeypatch.setattr(cli, "assistant_over", over)
    return Build


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command as a shell does: its exit code, what it printed and its errors."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trialogue-eval", *map(str, words)])
        with pytest.raises(SystemExit) as done:
            cli.main()
        out, err = capsys.readouterr()
        return int(done.value.code or 0), out, err

    return run


def promising(answer):
    spoilt = Statement("You are eligible.", answer.statements[0].citations)
    return replace(answer, statements=(*answer.statements, spoilt)) if answer.kind == "answered" else answer


def test_a_run_is_accepted_and_then_passes_the_gate(build, command, tmp_path):
    baseline, changelog = tmp_path / "baseline.json", tmp_path / "CHANGELOG.md"
    assert command("run", "--out", tmp_path / "a")[0] == 0
    accepted = command("bless", tmp_path / "a", "--why", "first", "--baseline", baseline, "--changelog", changelog)
    assert accepted[0] == 0
    code, out, _ = command("gate", "--baseline", baseline, "--out", tmp_path / "gate")
    assert code == 0
    assert "GATE PASSED" in out
    assert "The gate passes this build." in (tmp_path / "gate" / "report.html").read_text(encoding="utf-8")
    assert "first" in changelog.read_text(encoding="utf-8")


def test_a_worse_build_exits_with_1_and_cannot_be_accepted(build, command, tmp_path):
    baseline = tmp_path / "baseline.json"
    command("run", "--out", tmp_path / "a")
    command("bless", tmp_path / "a", "--why", "first", "--baseline", baseline, "--changelog", tmp_path / "c.md")
    build.spoil = promising
    code, out, _ = command("gate", "--baseline", baseline, "--out", tmp_path / "b")
    assert code == 1
    assert "never-event promise in age-74: 'You are eligible'" in out
    again = command("gate", "--baseline", baseline, "--run", tmp_path / "b", "--json")
    assert again[0] == 1
    assert json.loads(again[1])["gate"]["passed"] is False
    code, out, _ = command("diff", tmp_path / "a", tmp_path / "b")
    assert code == 0
    assert "▼ age-74: right → right, wording" in out
    code, _, err = command("bless", tmp_path / "b", "--why", "no", "--baseline", baseline)
    assert code == 2
    assert "cannot be accepted" in err
    assert err.count("\n") == 1


def drafted(answer):
    """The same answer, of which a model worded a sentence if it was an answer at all."""
    kept = int(answer.kind == "answered")
    drafting = Drafting(
        "small", ("rephrase@2:abc",), 1, 100, 20, 0.5, kept, (("It is 99.", "not carried: 99"),), "" if kept else "late"
    )
    return replace(answer, seconds=0.6, trace=replace(answer.trace, drafting=drafting))


SERVER = "http://127.0.0.1:9/v1#small"


def test_the_gate_asks_no_model_whatever_the_environment_says_unless_one_is_named(
    build, command, tmp_path, monkeypatch
):
    monkeypatch.setenv("TRIALOGUE_MODEL", SERVER)
    baseline, changelog = tmp_path / "baseline.json", tmp_path / "c.md"
    assert command("run", "--out", tmp_path / "a")[0] == 0
    command("bless", tmp_path / "a", "--why", "first", "--baseline", baseline, "--changelog", changelog)
    monkeypatch.setenv("TRIALOGUE_MODEL", "no such provider")
    assert command("gate", "--baseline", baseline)[0] == 0
    monkeypatch.delenv("TRIALOGUE_MODEL")
    build.spoil = drafted
    code, out, _ = command("gate", "--baseline", baseline, "--model", SERVER, "--out", tmp_path / "b")
    assert code == 0
    assert "0 lost, 0 won" in out
    assert "drafted by small" in out
    name = "small at http://127.0.0.1:9/v1"
    assert build.models == [name, None, name]
    assert [load_run(tmp_path / one).fingerprints.get("model") for one in ("a", "b")] == [name, name]
    assert "What a language model did" in (tmp_path / "b" / "report.html").read_text(encoding="utf-8")
    code, _, err = command("bless", tmp_path / "b", "--why", "no", "--baseline", baseline)
    assert (code, "answers for which a model was asked" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gate", "--baseline", "none.json"], "none.json is absent"),
        (["gate", "--gold", "none.yaml"], "none.yaml cannot be read"),
        (["run", "--model", "no such provider"], "correct --model or TRIALOGUE_MODEL"),
        (["run", "--record", "none.txt"], "none.txt cannot be read"),
        (["diff", "none", "none"], "none holds no run"),
        (["bless", "none", "--why", "x"], "none holds no run"),
        (["run", "--auto", "2", "--records", "none.jsonl"], "holds no record"),
        (["run", "--suite", "bogus"], "'bogus' is not one of 'gold'"),
        (["run", "--suite", "auto", "--auto", "1", "--out", "/proc/none"], "/proc/none cannot be written"),
        (["run", "--auto", "one"], "Invalid value for '--auto'"),
        (["walk"], "No such command 'walk'"),
        (["bless"], "Missing argument"),
        (["run", "--suite", "pairs"], "give --records FILE"),
        (["run", "--suite", "pairs", "--records", "none.jsonl"], "none.jsonl cannot be read"),
    ],
    ids=[
        "baseline",
        "gold",
        "model",
        "record",
        "diff",
        "bless",
        "records",
        "suite",
        "out",
        "number",
        "command",
        "argument",
        "no pairs",
        "pairs",
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(build, command, tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    code, _, err = command(*words)
    assert code == 2
    assert told in err
    assert err.strip().count("\n") == 0


def test_a_run_of_an_older_gold_file_is_not_judged_by_a_newer_one(build, command, tmp_path):
    command("run", "--out", tmp_path / "a")
    newer = tmp_path / "gold.yaml"
    newer.write_text(GOLD.read_text(encoding="utf-8").replace("im 74 is", "im 79 is"), encoding="utf-8")
    code, _, err = command("bless", tmp_path / "a", "--why", "x", "--gold", newer)
    assert code == 2
    assert "other items" in err


def test_json_is_all_that_is_printed(build, command):
    code, out, _ = command("run", "--json")
    assert code == 0
    assert json.loads(out)["accuracy"]["value"] == 1


def test_a_plain_pipeline_is_right_when_its_passages_hold_the_slices():
    record = read_record(BUNDLED)
    bound = next(one for one in load_items(GOLD, record) if one.item.id == "age-74")
    assert found_in(bound, ["2. Aged 18 to\n70 years, either sex."])
    assert not found_in(bound, ["Aged 18 to", "70 years"])


def small_study(folder):
    """An invented record in the registry's form, and a gold question on it."""
    study = folder / "small.json"
    criteria = "Inclusion Criteria:\n\n* Age 18 years or older"
    study.write_text(
        json.dumps(
            {
                "protocolSection": {
                    "identificationModule": {"nctId": "NCT90000009", "briefTitle": "A small study of sleep"},
                    "eligibilityModule": {"eligibilityCriteria": criteria},
                }
            }
        ),
        encoding="utf-8",
    )
    gold = folder / "small.yaml"
    gold.write_text(
        "schema: 1\ntrial: NCT90000009\ndigest: "
        + read_record(study).source.digest
        + "\nitems:\n  - {id: title, question: 'what is it?', kind: answered, slices: [design], "
        "cite: [['A small study of sleep']], why: the title}\n",
        encoding="utf-8",
    )
    return study, gold


def test_a_record_without_gold_patients_has_a_gate_of_its_own(monkeypatch, command, tmp_path):
    study, gold = small_study(tmp_path)
    record = read_record(study)

    @contextmanager
    def over(records, embedder, model=None):
        yield Oracle(load_items(gold, record), record)

    monkeypatch.setattr(cli, "assistant_over", over)
    baseline, of = tmp_path / "baseline.json", ("--gold", gold, "--record", study)
    assert command("run", *of, "--out", tmp_path / "a")[0] == 0
    assert (
        command("bless", tmp_path / "a", "--why", "x", "--baseline", baseline, "--changelog", tmp_path / "c.md", *of)[0]
        == 0
    )
    code, out, _ = command("gate", "--baseline", baseline, *of)
    assert (code, out[:11]) == (0, "GATE PASSED")
    code, _, err = command("run", "--suite", "check", *of)
    assert (code, "has no gold patients" in err) == (2, True)


def test_the_check_of_every_record_with_gold_patients_is_run(command):
    code, out, _ = command("run", "--suite", "check", "--json")
    assert code == 0
    ids = [one["id"] for one in json.loads(out)["patients"]]
    here = [item.id for path in GOLD.parent.glob("*.check.yaml") for item in read_yaml(path, CheckFile)[0].items]
    assert sorted(ids) == sorted(here)
    assert "dm-hba1c-edge" in ids


def test_pairs_are_scored_by_both_readings_of_silence_beside_the_baselines(command, tmp_path):
    pairs = [
        ("exclusion", "History of epilepsy", "A 40-year-old woman with asthma.", "not excluded"),
        ("exclusion", "History of stroke", "A 40-year-old woman with asthma.", "not excluded"),
        ("inclusion", "Age 18 years or older", "A 40-year-old woman with asthma.", "included"),
    ]
    file = tmp_path / "pairs.jsonl"
    names = ("kind", "criterion", "note", "label")
    file.write_text("\n".join(json.dumps(dict(zip(names, one, strict=True))) for one in pairs), encoding="utf-8")
    code, out, _ = command("run", "--suite", "pairs", "--records", file, "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["n"], found["majority"], found["majority_by_kind"]) == (3, 2 / 3, 1)
    assert found["published"] == 0.873
    assert found["strict"]["right"] < found["presumed"]["right"] == 3
    assert found["presumed"]["classes"]["not excluded"] == {"right": 2, "given": 2, "gold": 2}
    out = command("run", "--suite", "pairs", "--records", file)[1]
    assert "published (GPT-4) 87.3 %" in out
    assert "majority class 66.7 %" in out


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"kind": "inclusion"}', '{"kind": "x", "criterion": "a", "note": "b", "label": "c"}', ""]
)
def test_a_file_that_holds_no_pairs_is_one_line(command, tmp_path, line):
    file = tmp_path / "pairs.jsonl"
    file.write_text(line, encoding="utf-8")
    code, _, err = command("run", "--suite", "pairs", "--records", file)
    assert code == 2
    assert "pairs.jsonl" in err
    assert err.count("\n") == 1
