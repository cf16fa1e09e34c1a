from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from assistant import render
from assistant.answer import Answer, Citation, NotStated, Statement
from ingest.record import Slice, Span, TrialRecord
from ingest.sources import parse


def bundled() -> TrialRecord:
    name = "NCT07095075.medpath.txt"
    return parse((files("ingest") / "samples" / name).read_text("utf-8"), name)


@pytest.fixture
def answer() -> Answer:
    record = bundled()
    assert record.maximum_age is not None
    return Answer(
        trial=record.id,
        audience="patient",
        language="en",
        kind="answered",
        statements=(Statement("74 is above the upper limit.", (1,)),),
        citations=(Citation(1, record.id, record.maximum_age.slice),),
        next_steps=("Ask the study team.",),
        as_of=record.as_of,
    )


def test_an_answer_is_said_then_quoted_then_dated(answer: Answer) -> None:
    lines = render.answer(answer).splitlines()
    assert lines[0] == "74 is above the upper limit. [1]"
    assert lines[2:4] == ["  [1] “Aged 18 to 70 years”", "      Inclusion criteria > 2 · 1189:1208"]
    assert lines[-2:] == ["", "NCT07095075 · From this copy of the record: undated copy, © 2025"]
    assert "  - Ask the study team." in lines


def test_escapes_of_the_source_are_read_where_a_quote_is_shown(answer: Answer) -> None:
    words = r"platelets \>50% (\[A\] \& \~70 \*) a\b \\ C:\new"
    cited = Slice(words, Span("/x", 0, len(words)), "Criteria")
    one = replace(answer, statements=(Statement(f"It says: “{words}”.", (1,)),), citations=(Citation(1, "N", cited),))
    shown = render.answer(one)
    assert shown.count(r"platelets >50% ([A] & ~70 *) a\b \ C:\new") == 2
    assert f"/x:0:{len(words)}" in shown
    assert one.citations[0].slice.text == words


def test_a_pointer_is_printed_beside_its_offsets(answer: Answer) -> None:
    cited = Slice("18 Years", Span("/protocolSection/eligibilityModule/minimumAge", 0, 8), "Ages")
    shown = render.answer(replace(answer, citations=(Citation(1, "NCT1", cited),)))
    assert "Ages · /protocolSection/eligibilityModule/minimumAge:0:8" in shown


def test_silence_names_the_sections_that_were_searched(answer: Answer) -> None:
    silent = replace(
        answer,
        kind="not_in_record",
        statements=(Statement("The record gives no phone number."),),
        citations=(),
        not_stated=(NotStated("contact_phone", ("Title", "Sites")), NotStated("contact_email", ("Sites",))),
    )
    shown = render.answer(silent)
    assert shown.startswith("NOT IN THIS RECORD\nThe record gives no phone number.")
    assert "Where I looked: Title; Sites" in shown


def test_labels_follow_the_language_of_the_reply(answer: Answer) -> None:
    assert "本记录中没有说明" in render.answer(replace(answer, language="zh", kind="not_in_record"))


def test_a_number_without_its_citation_is_not_printed(answer: Answer) -> None:
    assert "[9]" not in render.answer(replace(answer, statements=(Statement("Said.", (1, 9)),)))


@pytest.mark.parametrize("steering", ["\x1b[2J", "\x07", "\x9b31m", "\u202e", "\ud800"], ids=ascii)
def test_words_of_a_record_cannot_steer_the_terminal(answer: Answer, steering: str) -> None:
    cited = Slice(f"before{steering}after", Span("", 0, 9), steering)
    shown = render.answer(replace(answer, citations=(Citation(1, "NCT1", cited),)))
    assert steering[0] not in shown
    assert "before\ufffd" in shown


def test_a_long_quote_keeps_every_word_and_a_hanging_indent(answer: Answer) -> None:
    words = " ".join(f"word-{n}" for n in range(60))
    shown = render.answer(replace(answer, citations=(Citation(1, "NCT1", Slice(words, Span("", 0, 9), "S")),)))
    assert " ".join(shown.split()).count(words) == 1
    assert all(
        line.startswith("      ")
        for line in shown.splitlines()
        if line.startswith(" ") and "word-" in line and "[1]" not in line
    )


def test_a_record_is_summarised_in_its_own_words() -> None:
    shown = render.record(bundled())
    for line in (
        "Copy: undated copy, © 2025",
        "Sex: All",
        "Ages: Aged 18 to 70 years",
        "Contacts:\n  - Hanwei Wang (no phone and no e-mail in this record)",
        "Inclusion criteria – SjS:\n  I17  Meets the 2016 ACR/EULAR diagnostic criteria for SjS.",
        "  E6   Have received autologous cell therapy of any target before.",
    ):
        assert line in shown
    assert shown.count("\n  - secondary: ") == 5


def test_a_field_the_record_lacks_is_said_to_be_lacking() -> None:
    bare = replace(bundled(), phases=(), criteria=(), sites=())
    shown = render.record(bare)
    assert "Phase: not in this record" in shown
    assert "Criteria: not in this record" in shown
    assert "Sites" not in shown
