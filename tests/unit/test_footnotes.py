from __future__ import annotations

import pytest

from assistant.answer import Citation, Statement
from assistant.footnotes import footnoted
from ingest.record import Slice, Span


def cited(*quotes: str) -> tuple[Citation, ...]:
    return tuple(Citation(n, "NCT1", Slice(words, Span("", 0, 1), "S")) for n, words in enumerate(quotes, 1))


def test_a_number_stands_behind_its_quotation() -> None:
    statement = Statement("Two groups:\n• “A 5”\n• “B”", (1, 2))
    assert footnoted(statement, cited("A 5", "B")) == (("Two groups:\n• “A 5”", (1,)), ("\n• “B”", (2,)))


def test_a_number_whose_words_are_not_quoted_stands_at_the_end() -> None:
    statement = Statement("It is 5, says “A”, in all.", (1, 2))
    assert footnoted(statement, cited("5", "A")) == (("It is 5, says “A”", (2,)), (", in all.", (1,)))


def test_equal_quotations_are_numbered_in_turn() -> None:
    assert footnoted(Statement("“X” and “X”", (1, 2)), cited("X", "X")) == (("“X”", (1,)), (" and “X”", (2,)))


def test_a_number_without_its_citation_is_left_out() -> None:
    assert footnoted(Statement("Said.", (1, 7)), cited("else")) == (("Said.", (1,)),)


def test_a_repeated_number_stands_once() -> None:
    assert footnoted(Statement("Said.", (1, 1)), cited("else")) == (("Said.", (1,)),)


@pytest.mark.parametrize("marks", ["“”", '""', "«»", "「」"])
def test_every_language_s_quotation_marks_are_known(marks: str) -> None:
    text = f"a {marks[0]}b{marks[1]} c"
    assert footnoted(Statement(text, (1,)), cited("b")) == ((text[:5], (1,)), (" c", ()))


def test_the_pieces_make_the_statement() -> None:
    statement = Statement("x “a” y\n“b” z", (2, 1, 3))
    assert "".join(text for text, _ in footnoted(statement, cited("a", "b", "c"))) == statement.text
