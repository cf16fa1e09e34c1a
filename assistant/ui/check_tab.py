"""Lay out the physician's check: paste what is known, see what was understood, correct it, judge it."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import date
from typing import Any

import gradio as gr

from assistant.check import check, facts_of
from assistant.facts import MOST_CHARACTERS, parse_facts, written_facts
from assistant.ui import check_html
from assistant.ui.talk import Assistant
from ingest.errors import TrialogueError

MOST_PASTED = 8_000_000
_UNEXPECTED = "Something went wrong here and nothing was judged: try again, or tell whoever runs this page."
_PLACEHOLDER = "34 F, SLE 3 y, ANA 1:640, dsDNA neg, failed MMF+CYC"
_log = logging.getLogger(__name__)


def check_tab(assistant: Assistant, trial: gr.Dropdown) -> None:
    """Add the check to the page being built; `trial` chooses the record."""
    pasted = gr.Textbox(
        label="The patient: a note, facts as YAML or JSON, or a FHIR R4 bundle",
        placeholder=_PLACEHOLDER,
        lines=5,
        max_lines=12,
        max_length=MOST_PASTED,
        elem_id="patient",
    )
    read = gr.Button("Read", elem_id="read-patient")
    understood = gr.Textbox(
        label="What was understood: correct it before judging",
        lines=8,
        max_lines=24,
        max_length=MOST_CHARACTERS,
        elem_id="facts",
    )
    judge = gr.Button("Check every criterion", variant="primary", elem_id="judge")
    shown = gr.HTML("", elem_id="report", apply_default_css=False)
    silent: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_id": "check"}
    read.click(_read, [pasted], [understood, shown], **silent)

    def judged(id: str | None, facts: str) -> str:
        return judge_words(assistant, id, facts)

    judge.click(judged, [trial, understood], [shown], **silent)


def _read(pasted: str) -> tuple[str, str]:
    try:
        return understood_words(pasted), ""
    except TrialogueError as error:
        return "", check_html.failure(str(error))
    except Exception:
        # The kind of the failure and where, never the words: they are a patient's.
        _log.error("reading a patient failed at %s", _place())
        return "", check_html.failure(_UNEXPECTED)


def _place() -> str:
    """Where the exception being handled was raised."""
    return traceback.extract_tb(sys.exc_info()[2])[-1].name


def understood_words(pasted: str) -> str:
    """What a pasted note, bundle or set of facts says, as YAML to correct.

    Raises:
        TrialogueError: it cannot be read.
    """
    text = pasted.strip()
    if text.startswith("{"):
        try:
            given = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            given = None
        if isinstance(given, dict) and "resourceType" in given:
            return written_facts(facts_of({"fhir": given}, date.today()))
        return written_facts(parse_facts(text))
    first = text.split("\n", 1)[0].split(":", 1)
    if len(first) == 2 and first[0].strip().isidentifier():
        try:
            return written_facts(parse_facts(text))
        except TrialogueError:
            # A note may begin "Impression: …"; what is no set of facts is read as a note.
            return written_facts(facts_of({"note": text}))
    return written_facts(facts_of({"note": text}))


def judge_words(assistant: Assistant, id: str | None, facts: str) -> str:
    """The report on the chosen trial as HTML, or why there is none."""
    if not id:
        return check_html.failure("Choose a trial first.")
    if not facts.strip():
        return check_html.failure("Paste what is known of the patient and press Read, or write the facts here.")
    try:
        today = date.today()
        return check_html.report(check(assistant.record(id), parse_facts(facts), today), today)
    except TrialogueError as error:
        return check_html.failure(str(error))
    except Exception:
        _log.error("a check failed at %s", _place())
        return check_html.failure(_UNEXPECTED)
