"""Build the page: who is asking, about which trial, the conversation, and the record beside it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, cast

import gradio as gr
from gradio.events import api as endpoint

from assistant.answer import SCHEMA
from assistant.question import Audience, Question
from assistant.ui import html
from assistant.ui.check_tab import check_tab
from assistant.ui.pane import pane
from assistant.ui.talk import LONGEST_QUESTION, Assistant, Conversation, converse, page, team_questions
from ingest.errors import TrialogueError
from ingest.record import TrialRecord

_SYSTEM_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans SC", "sans-serif"]
_AUDIENCES = [("A patient or relative", "patient"), ("A clinician", "clinician")]
# Reports which example was pressed; the element itself stays while its content changes.
_PRESSED = """element.addEventListener('click', (event) => {
  const asked = event.target.closest('[data-ask]');
  if (asked) trigger('click', { question: asked.dataset.ask });
});"""


def dress() -> dict[str, Any]:
    """The page's looks and behaviour: fonts of the system, our own style sheet and script, nothing from elsewhere."""
    here = files("assistant.ui")
    style, script = ((here / name).read_text("utf-8") for name in ("style.css", "page.js"))
    return {
        "theme": gr.themes.Base(font=_SYSTEM_FONTS, font_mono=["ui-monospace", "monospace"]),
        "css": style,
        "head": f"<script>{script}</script>",
    }


def build(assistant: Assistant, concurrency: int = 4, queue: int = 32, api: bool = False) -> gr.Blocks:
    """Build the page; `api` adds one documented endpoint, `ask`, to what is otherwise not callable by name."""
    with gr.Blocks(title="trialogue: ask a trial’s record", analytics_enabled=False, fill_width=True) as blocks:
        _tabs(assistant)
        if api:
            _endpoint(assistant)
    blocks.queue(max_size=queue, default_concurrency_limit=concurrency, api_open=False)
    return cast(gr.Blocks, blocks)


def _tabs(assistant: Assistant) -> None:
    """Lay out the chat and the check, which share the chooser of the trial and the record beside them."""
    choices = [(f"{one.id} · {one.title}", one.id) for one in assistant.trials()]
    chosen = choices[0][1] if choices else None
    shown = _record(assistant, chosen)
    masthead = gr.HTML(html.masthead(shown), elem_id="masthead", apply_default_css=False)
    with gr.Row(elem_id="columns", equal_height=False):
        with gr.Column(elem_id="talk", min_width=0):
            trial = _chooser(choices, chosen)
            with gr.Tabs(elem_id="tabs"):
                with gr.Tab("Ask the record", elem_id="ask-tab", render_children=True):
                    with gr.Row(elem_classes="settings"):
                        audience = gr.Radio(
                            _AUDIENCES, value="patient", label="I am", elem_id="audience", min_width=200
                        )
                    sees = html.sees(assistant.model)
                    gr.HTML(sees, elem_id="sees", apply_default_css=False, visible=bool(sees))
                    conversation = gr.HTML(
                        page((), "patient"), elem_id="conversation", js_on_load=_PRESSED, apply_default_css=False
                    )
                    sheet = gr.HTML("", elem_id="sheet", apply_default_css=False)
                    question, send, stop, clear, team = _composer(stoppable=assistant.model is not None)
                with gr.Tab("Check a patient", elem_id="check-tab", render_children=True):
                    check_tab(assistant, trial)
        with gr.Column(elem_id="record-pane", min_width=0):
            record = gr.HTML(_pane(shown), elem_id="record", apply_default_css=False)
    said = gr.State(())
    _wire(assistant, trial, audience, conversation, question, send, stop, clear, masthead, record, said)
    silent: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    team.click(lambda before: team_questions(assistant, before), [said], [sheet], **silent)
    # The questions are those of the conversation as it stood: with the next one they go.
    said.change(lambda: "", None, [sheet], **silent)


def _chooser(choices: list[tuple[str, str]], chosen: str | None) -> gr.Dropdown:
    with gr.Row(elem_classes="settings", visible=len(choices) > 1):
        return gr.Dropdown(choices, value=chosen, label="Trial", filterable=True, elem_id="trial", min_width=200)


def _composer(*, stoppable: bool) -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button, gr.Button]:
    """The question and its buttons; where a model may take its time over an answer, one that stops it."""
    with gr.Column(elem_id="composer"):
        with gr.Row(elem_id="ask-row"):
            question = gr.Textbox(
                label="Your question about this trial",
                placeholder="Ask about this trial…",
                max_length=LONGEST_QUESTION,
                lines=1,
                max_lines=6,
                elem_id="question",
                scale=1,
                min_width=0,
            )
            send = gr.Button("Ask", variant="primary", elem_id="send", scale=0, min_width=0)
            stop = gr.Button("Stop", elem_id="stop", scale=0, min_width=0, visible=stoppable)
        with gr.Row(elem_id="tools"):
            team = gr.Button("Questions for the study team", size="sm", elem_id="team", scale=0, min_width=0)
            clear = gr.Button("New conversation", size="sm", elem_id="clear", scale=0, min_width=0)
            gr.Button("Print", size="sm", elem_id="print", scale=0, min_width=0)
    return question, send, stop, clear, team


def _wire(
    assistant: Assistant,
    trial: gr.Dropdown,
    audience: gr.Radio,
    conversation: gr.HTML,
    question: gr.Textbox,
    send: gr.Button,
    stop: gr.Button,
    clear: gr.Button,
    masthead: gr.HTML,
    record: gr.HTML,
    said: gr.State,
) -> None:
    """Connect what is pressed to what happens; no event has a name, so none can be called by one."""
    writing: dict[str, threading.Event] = {}

    def follow(id: str | None, after: Conversation) -> tuple[Any, Any, Any]:
        """Bring in the record that the last answer is about, where its question named another trial."""
        other = after[-1].trial if after else None
        if other is None or other == id:
            return gr.skip(), gr.skip(), gr.skip()
        found = _record(assistant, other)
        return other, html.masthead(found), _pane(found)

    def talk(
        text: str, id: str | None, who: Audience, before: Conversation, session: str
    ) -> Iterator[tuple[Conversation, str]]:
        mine = writing[session] = threading.Event()
        try:
            yield from converse(assistant, text, id, who, before, mine)
        finally:
            if writing.get(session) is mine:
                del writing[session]

    def answer(
        text: str, id: str | None, who: Audience, before: Conversation, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        # Emptied once: what is typed while an answer is made must stay.
        cleared: Any = ""
        for after, written in talk(text, id, who, before, request.session_hash or ""):
            yield cleared, after, written, *follow(id, after)
            cleared = gr.skip()

    def answer_example(
        id: str | None, who: Audience, before: Conversation, request: gr.Request, pressed: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        yield from talk(str(pressed.question), id, who, before, request.session_hash or "")

    def call_off(request: gr.Request) -> None:
        if mine := writing.get(request.session_hash or ""):
            mine.set()

    def forget(who: Audience) -> tuple[Conversation, str]:
        return (), page((), who)

    def choose(id: str | None, who: Audience) -> tuple[Any, ...]:
        found = _record(assistant, id)
        return html.masthead(found), _pane(found), *forget(who)

    def address(who: Audience, before: Conversation) -> str:
        return page(before, who)

    silent: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking: dict[str, Any] = {**silent, "concurrency_id": "ask", "trigger_mode": "once"}
    asked = [question, trial, audience, said]
    shown = [question, said, conversation, trial, masthead, record]
    gr.on([question.submit, send.click], answer, asked, shown, **asking)
    conversation.click(answer_example, [trial, audience, said], [said, conversation], **asking)
    # Not queued behind the answer that it is to stop.
    stop.click(call_off, None, None, concurrency_limit=None, **silent)
    clear.click(forget, [audience], [said, conversation], **silent)
    # A person's choice only: an answer that brings its own record keeps the conversation.
    trial.input(choose, [trial, audience], [masthead, record, said, conversation], **silent)
    audience.change(address, [audience, said], [conversation], **silent)


def _endpoint(assistant: Assistant) -> None:
    def ask(question: str, trial: str = "", audience: str = "patient") -> dict[str, Any]:
        who = cast(Audience, audience if audience in ("patient", "clinician") else "patient")
        try:
            return assistant.ask(Question(question[:LONGEST_QUESTION], trial or None, who)).as_json()
        except TrialogueError as error:
            return {"schema": SCHEMA, "error": str(error)}

    endpoint(ask, api_name="ask", concurrency_id="ask")


def _record(assistant: Assistant, id: str | None) -> TrialRecord | None:
    return assistant.record(id) if id else None


def _pane(record: TrialRecord | None) -> str:
    return pane(record) if record else ""
