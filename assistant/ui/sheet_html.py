"""Write the panel with the questions for the study team, and the page to print, which the panel itself holds."""

from __future__ import annotations

import base64

from assistant.questions import Sheet, SheetLanguage, words
from assistant.questions.page import page
from assistant.ui.pane import escaped

NOTHING = (
    "Nothing that you have asked is left open. Ask about what matters to you: what the record does not answer becomes "
    "a question for the study team here."
)


def panel(sheet: Sheet | None, languages: tuple[SheetLanguage, ...]) -> str:
    """The questions on the page, with a button that prints them; nothing of it is written to a file here."""
    if sheet is None or not sheet.questions:
        return f'<section class="sheet" aria-label="Questions for the study team"><p class="none" tabindex="-1" role="status">{NOTHING}</p></section>'
    first = languages[0]
    whole = base64.b64encode(page(sheet, languages).encode("utf-8", "replace")).decode("ascii")
    items = "".join(f'<li lang="{first}">{escaped(one.text(first))}</li>' for one in sheet.questions)
    name = escaped(f"questions-{sheet.record.id}.html")
    return (
        f'<section class="sheet" lang="{first}" aria-label="{words("title", first)}"><h2 tabindex="-1">{words("title", first)}</h2>'
        f"<p>{words('lead', first)}</p><ol>{items}</ol>"
        f'<p class="actions"><button type="button" class="referral" data-referral="sheet-file">{words("print", first)}</button>'
        f'<a id="sheet-file" download="{name}" href="data:text/html;charset=utf-8;base64,{whole}">{name}</a></p></section>'
    )
