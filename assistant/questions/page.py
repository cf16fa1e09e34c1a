"""Write the sheet as one page of HTML that stands alone, and as plain text."""

from __future__ import annotations

import html

from assistant.questions import Sheet, SheetLanguage, TeamQuestion, words

_ROOM = 176
"""Millimetres of a Letter page below its head, on which the questions and their lines are spread."""

_STYLE = """
@page{margin:12mm 14mm}
body{font:11pt/1.35 system-ui,"Noto Sans","Noto Sans SC",sans-serif;color:#1b2a30;max-width:48em;margin:1.5em auto;padding:0 1em}
h1{font-size:16pt;margin:0 0 .2em}p{margin:.15em 0}.trial{font-weight:600;overflow-wrap:anywhere}.meta,.notes{color:#51626a;font-size:9pt;overflow-wrap:anywhere}
ol{margin:.7em 0 .4em;padding-left:1.6em}li{break-inside:avoid;overflow-wrap:anywhere}li p+p{color:#51626a}
.room{border-bottom:1px solid #9aa8ab}.notes{border-top:1px solid #b9c4c6;padding-top:.4em}
@media print{body{margin:0;padding:0;max-width:none;font-size:10pt}h1{font-size:14pt}.long{font-size:8.5pt}.long h1{font-size:12pt}}
"""


def page(sheet: Sheet, languages: tuple[SheetLanguage, ...]) -> str:
    """One page to print, in one language or with a second one under it: no script, nothing fetched, all escaped."""
    first = languages[0]
    n = max(len(sheet.questions), 1)
    # What is left of a question's share of the page after its words, which take about a line a language.
    room = max(5.0, min(20.0, _ROOM / n - 6.5 * len(languages)))
    items = "".join(
        f"<li>{_said(question, languages)}<div class='room' style='height:{room:.1f}mm'></div></li>"
        for question in sheet.questions
    )
    dense = " class='long'" if n * len(languages) > 16 else ""
    lead = "".join(f"<p lang='{one}'>{words('lead', one)}</p>" for one in languages)
    title = " · ".join(words("title", one) for one in languages)
    record = sheet.record
    return "".join(
        (
            f"<!doctype html><html lang='{first}'><head><meta charset='utf-8'>",
            "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            "<meta name='viewport' content='width=device-width'>",
            f"<title>{_escaped(record.id)}: {words('title', first)}</title><style>{_STYLE}</style></head><body{dense}>",
            f"<h1>{title}</h1><p class='trial'>{_escaped(record.id)}: <span lang=''>{_escaped(_short(record.title.text))}</span></p>",
            f"<p class='meta'>{_escaped(words('copy', first).format(as_of=sheet.as_of(first)))}{_contact(sheet, first)}</p>",
            lead if sheet.questions else f"<p>{words('none', first)}</p>",
            f"<ol>{items}</ol><p class='notes'>{words('notes', first)}</p></body></html>",
        )
    )


def _said(question: TeamQuestion, languages: tuple[SheetLanguage, ...]) -> str:
    # A person's own words are the same in every language: printed once.
    texts = {question.text(one): one for one in (languages[:1] if question.own else languages)}
    return "".join(f'<p lang="{one}">{_escaped(text)}</p>' for text, one in texts.items())


def plain(sheet: Sheet, languages: tuple[SheetLanguage, ...]) -> str:
    """The sheet for a terminal or a plain printer."""
    first, record = languages[0], sheet.record
    lines = [
        " · ".join(words("title", one) for one in languages),
        f"{record.id}: {_short(record.title.text)}",
        words("copy", first).format(as_of=sheet.as_of(first)),
        "",
        words("lead" if sheet.questions else "none", first),
    ]
    for n, question in enumerate(sheet.questions, 1):
        lines += ["", *(f"{f'{n}.' if not i else '':<4}{question.text(one)}" for i, one in enumerate(languages))]
        lines.append("    " + "_" * 60)
    return "\n".join(lines)


def _contact(sheet: Sheet, language: SheetLanguage) -> str:
    if (one := sheet.contact) is None:
        return ""
    said = ", ".join(part.text for part in (one.name, one.phone, one.email) if part)
    return f" · {words('contact', language)}: {_escaped(said)}" if said else ""


def _short(text: str, most: int = 300) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _escaped(text: str) -> str:
    return html.escape(text.replace("\0", "\ufffd"))
