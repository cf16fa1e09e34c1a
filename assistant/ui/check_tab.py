"""Lay out the physician's check: give what is known, see what was understood, correct it, judge it, overrule it."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

import gradio as gr

from assistant.check import EligibilityReport, facts_of
from assistant.facts import MOST_CHARACTERS, PatientFacts, parse_facts, written_facts
from assistant.judge import Holds
from assistant.suggest import askable, suggested
from assistant.ui import check_html
from assistant.ui.form import Form, form_facts
from assistant.ui.overruling import Checked, Overruling, checked
from assistant.ui.talk import Assistant
from ingest.errors import TrialogueError

MOST_PASTED = 8_000_000
_MOST_TYPED = 20_000
_UNEXPECTED = "Something went wrong here and nothing was judged: try again, or tell whoever runs this page."
_NOTHING = "Nothing of a patient was understood: give more, or write the facts below."
_NOTE = "34 F, SLE 3 y, ANA 1:640, dsDNA neg, failed MMF+CYC"
_BUNDLE = '{"resourceType": "Bundle", "type": "collection", "entry": […]}'
_PROMISE = (
    "For physicians. What you give is judged on this server, against this record, and kept only while this page is "
    "open: give no name and no number of a patient."
)
_NO_SUGGESTION = "No suggestion came back that the note carries."
_ANSWERS = [("Not known", ""), ("Yes", "yes"), ("No", "no")]
# Reports an overruling, or that one was taken back; the element itself stays while its content changes.
_PRESSED = """element.addEventListener('click', (event) => {
  const back = event.target.closest('[data-restore]');
  if (back) return void trigger('click', { criterion: back.dataset.restore, holds: '', reason: '' });
  if (event.target.closest('[data-suggest]')) return void trigger('click', { criterion: '', holds: 'suggest', reason: '' });
  const put = event.target.closest('[data-overrule]');
  if (!put) return;
  const fields = put.closest('.fields');
  const holds = fields.querySelector('select');
  const reason = fields.querySelector('input');
  const empty = [holds, reason].find((one) => !one.value.trim());
  fields.querySelector('.lacking').hidden = !empty;
  if (empty) return void empty.focus();
  trigger('click', { criterion: put.dataset.overrule, holds: holds.value, reason: reason.value });
});"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page holds of a patient, in the memory of this process only.

    `sentences` are the note's own: they show a person where to look and never change a verdict.
    """

    sentences: tuple[str, ...] = ()
    checked: Checked | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What came of asking a model: the report it was asked about, the same with suggestions, and what to say of it."""

    about: EligibilityReport
    first: EligibilityReport
    said: str


def check_tab(assistant: Assistant, trial: gr.Dropdown) -> None:
    """Add the check to the page being built; `trial` chooses the record."""
    gr.HTML(f'<p class="promise">{_PROMISE}</p>', apply_default_css=False, elem_id="promise")
    with gr.Tabs(elem_id="given"):
        with gr.Tab("Paste a note", elem_id="given-note", render_children=True):
            note = _pasted("The patient’s note", _NOTE, "note")
            read_note = gr.Button("Read the note", elem_id="read-note")
        with gr.Tab("Fill a form", elem_id="given-form", render_children=True):
            fields = _form()
            read_form = gr.Button("Read the form", elem_id="read-form")
        with gr.Tab("Paste a FHIR bundle", elem_id="given-fhir", render_children=True):
            bundle = _pasted("A FHIR R4 bundle of one patient, as JSON", _BUNDLE, "bundle")
            read_bundle = gr.Button("Read the bundle", elem_id="read-bundle")
    understood = gr.Textbox(
        label="What was understood: correct it here before judging",
        info="YAML. What is not written here is not known.",
        placeholder="age: 34\nsex: female\nconditions: [SLE]",
        lines=6,
        max_lines=20,
        max_length=MOST_CHARACTERS,
        elem_id="facts",
    )
    with gr.Row(elem_id="judging"):
        judge = gr.Button("Check every criterion", variant="primary", elem_id="judge", scale=0, min_width=0)
        forget = gr.Button("Forget this patient", size="sm", elem_id="forget", scale=0, min_width=0)
    shown = gr.HTML("", elem_id="report", js_on_load=_PRESSED, apply_default_css=False)
    sheet = gr.State(Sheet())
    offer = gr.State(None)
    given = [note, bundle, *fields]

    def judged(id: str | None, facts: str, before: Sheet) -> tuple[str, Sheet]:
        return judge_words(assistant, id, facts, before)

    def pressed_on(before: Sheet, pressed: gr.EventData) -> Iterator[tuple[Any, Any, Offer | None]]:
        if pressed.holds != "suggest":
            changed = overrule_words(assistant, before, str(pressed.criterion), str(pressed.holds), str(pressed.reason))
            yield *changed, None
            return
        for written, came in ask_words(assistant, before):
            yield written or gr.skip(), gr.skip(), came

    def offered(now: Sheet, came: Offer | None) -> tuple[Any, Any]:
        return offered_words(assistant, now, came) or (gr.skip(), gr.skip())

    def typed(*values: str) -> tuple[str, str, Sheet]:
        return _read(lambda: form_facts(Form(*values)))

    def pasted(text: str) -> tuple[str, str, Sheet]:
        return _read(lambda: understood_facts(text))

    silent: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_id": "check",
        "trigger_mode": "once",
    }
    read = [understood, shown, sheet]
    read_note.click(pasted, [note], read, **silent)
    read_bundle.click(pasted, [bundle], read, **silent)
    read_form.click(typed, fields, read, **silent)
    judge.click(judged, [trial, understood, sheet], [shown, sheet], **silent)
    # Asking a model takes its time: what it suggests is put in only where the report is still the one it was asked about.
    asked = shown.click(pressed_on, [sheet], [shown, sheet, offer], **silent)
    asked.then(offered, [sheet, offer], [shown, sheet], **silent)
    # A report is about one record: with another in the pane, its places would lead nowhere.
    trial.change(lambda before: ("", Sheet(before.sentences)), [sheet], [shown, sheet], **silent)
    forget.click(lambda: (*("" for _ in given), "", "", Sheet()), None, [*given, *read], **silent)


def _pasted(label: str, placeholder: str, id: str) -> gr.Textbox:
    return gr.Textbox(
        label=label, placeholder=placeholder, lines=5, max_lines=12, max_length=MOST_PASTED, elem_id=id, min_width=0
    )


def _form() -> list[gr.Textbox | gr.Radio]:
    """The fields of `Form`, in its order; every one may stay empty."""
    with gr.Row(elem_classes=["pair", "short"]):
        age = gr.Textbox(label="Age", placeholder="34", max_length=40, elem_id="form-age", min_width=0)
        sex = gr.Radio(
            [("Not known", ""), ("Female", "female"), ("Male", "male")], value="", label="Sex", elem_id="form-sex"
        )
    with gr.Row(elem_classes="pair"):
        pregnant = gr.Radio(_ANSWERS, value="", label="Pregnant", elem_id="form-pregnant")
        breastfeeding = gr.Radio(_ANSWERS, value="", label="Breastfeeding", elem_id="form-breastfeeding")
    consent = gr.Radio(_ANSWERS, value="", label="Gives informed consent", elem_id="form-consent")
    with gr.Row(elem_classes="pair"):
        conditions = _lines("Conditions, one a line", "SLE since 2019\nlupus nephritis", "conditions")
        absent = _lines("Known not to have, one a line", "active infection\nmalignancy", "absent")
    with gr.Row(elem_classes="pair"):
        tests = _lines("Antibodies and tests", "ANA: 1:640\nHb 9.1 g/dL", "tests")
        scores = _lines("Scores", "mRSS: 18\nSLEDAI: 12", "scores")
    with gr.Row(elem_classes="pair"):
        treatments = _lines("Treatments, before or now", "mycophenolate: failed\nprednisone: current", "treatments")
        never = _lines("Known never given", "CAR-T cell therapy", "never")
    transplants = _lines("Transplants, or “none”", "kidney transplant 2015", "transplants")
    return [
        age, sex, pregnant, breastfeeding, consent, conditions, absent, tests, scores, treatments, transplants, never
    ]  # fmt: skip


def _lines(label: str, placeholder: str, id: str) -> gr.Textbox:
    return gr.Textbox(
        label=label,
        placeholder=placeholder,
        lines=2,
        max_lines=8,
        max_length=_MOST_TYPED,
        elem_id=f"form-{id}",
        min_width=0,
    )


def _read(reading: Callable[[], PatientFacts]) -> tuple[str, str, Sheet]:
    """The understood facts as YAML to correct, or why there are none; a report of someone before is gone."""
    try:
        facts = reading()
        if facts.model_copy(update={"sentences": ()}) == PatientFacts():
            return "", check_html.failure(_NOTHING), Sheet()
        return written_facts(facts), "", Sheet(facts.sentences)
    except TrialogueError as error:
        return "", check_html.failure(str(error)), Sheet()
    except Exception:
        # The kind of the failure and where, never the words: they are a patient's.
        _log.error("reading a patient failed at %s", _place())
        return "", check_html.failure(_UNEXPECTED), Sheet()


def _place() -> str:
    """Where the exception being handled was raised."""
    return traceback.extract_tb(sys.exc_info()[2])[-1].name


def understood_facts(pasted: str) -> PatientFacts:
    """What a pasted note, bundle or set of facts says.

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
            return facts_of({"fhir": given}, date.today())
        return parse_facts(text)
    first = text.split("\n", 1)[0].split(":", 1)
    if len(first) == 2 and first[0].strip().isidentifier():
        try:
            return parse_facts(text)
        except TrialogueError:
            # A note may begin "Impression: …"; what is no set of facts is read as a note.
            return facts_of({"note": text})
    return facts_of({"note": text})


def judge_words(assistant: Assistant, id: str | None, facts: str, before: Sheet) -> tuple[str, Sheet]:
    """The report on the chosen trial as HTML, or why there is none; earlier overrulings are not carried over."""
    unjudged = Sheet(before.sentences)
    if not id:
        return check_html.failure("Choose a trial first."), unjudged
    if not facts.strip():
        return check_html.failure("Give what is known of the patient above, or write the facts here."), unjudged
    try:
        today = date.today()
        known = parse_facts(facts).model_copy(update={"sentences": before.sentences})
        found = checked(assistant.record(id), known, today)
        return _report(assistant, found), Sheet(before.sentences, found)
    except TrialogueError as error:
        return check_html.failure(str(error)), unjudged
    except Exception:
        _log.error("a check failed at %s", _place())
        return check_html.failure(_UNEXPECTED), unjudged


def _report(assistant: Assistant, found: Checked, alert: str = "", said: str = "") -> str:
    """The report as HTML; where a model can be asked about what is open, with a button that does it."""
    asks = ""
    if assistant.model is not None and found.first.facts.sentences:
        n = sum(f.by == "rule" and askable(f.criterion.slice.text, f.unknown) for f in found.report.findings)
        asks = check_html.asks(assistant.model, n, said) if n or said else ""
    return check_html.report(found, date.today(), alert, asks)


def ask_words(assistant: Assistant, before: Sheet) -> Iterator[tuple[str | None, Offer | None]]:
    """The report while a model is asked about what is open, and then what came of it; the sheet may change meanwhile."""
    found, model = before.checked, assistant.model
    if found is None or model is None:
        yield check_html.failure("There is no report to ask about: check every criterion first."), None
        return
    yield _report(assistant, found, said="Asking the model…"), None
    try:
        first = suggested(found.first, model, model.settings.seconds)
    except Exception:
        _log.error("asking a model about a patient failed at %s", _place())
        yield None, Offer(found.first, found.first, "The model could not be asked.")
        return
    new = sum(one != old for one, old in zip(first.findings, found.first.findings, strict=True))
    yield None, Offer(found.first, first, f"The model suggests an answer to {new} of them." if new else _NO_SUGGESTION)


def offered_words(assistant: Assistant, now: Sheet, offer: Offer | None) -> tuple[str, Sheet] | None:
    """The report with what a model suggests; None where the report has been made anew since it was asked."""
    if offer is None or now.checked is None or now.checked.first != offer.about:
        return None
    found = replace(now.checked, first=offer.first)
    return _report(assistant, found, said=offer.said), Sheet(now.sentences, found)


def overrule_words(assistant: Assistant, before: Sheet, criterion: str, holds: str, reason: str) -> tuple[str, Sheet]:
    """The report with one finding overruled, or with its overruling taken back where `holds` is empty."""
    found = before.checked
    if found is None:
        return check_html.failure("There is no report to change: check every criterion first."), before
    alert = ""
    try:
        if not holds:
            found = found.without(criterion)
        elif chosen := next((one for one in get_args(Holds) if one == holds), None):
            found = found.with_(Overruling(criterion, chosen, reason[: check_html.LONGEST_REASON]))
        else:
            alert = "Say whether the statement holds: yes, no or not known."
    except TrialogueError as error:
        alert = str(error)
    except Exception:
        _log.error("an overruling failed at %s", _place())
        alert = _UNEXPECTED
    return _report(assistant, found, alert), Sheet(before.sentences, found)
