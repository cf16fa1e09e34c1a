from __future__ import annotations

import gzip
import json
from html.parser import HTMLParser
from importlib.resources import files
from itertools import islice
from pathlib import Path

import pytest

from assistant.ui.pane import browser_offset, escaped, label, pane, place
from ingest.record import Slice, Source, Span, TrialRecord
from ingest.sources import parse

_DATA = Path(__file__).parents[2].parent / "shared" / "data" / "trials-v2.jsonl.gz"


class Texts(HTMLParser):
    """The text content of every element that carries a pointer, as a browser would hold it."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[str, str] = {}
        self.tags: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        pointer = dict(attrs).get("data-pointer")
        self._open.append((tag, pointer))
        if pointer is not None:
            self.texts.setdefault(pointer, "")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, pointer in self._open:
            if pointer is not None:
                self.texts[pointer] += data


def cut(text: str, start: int, end: int) -> str:
    """Cut as JavaScript does: by UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le")


def found(record: TrialRecord, texts: dict[str, str], cited: Slice) -> str:
    pointer, start, end = place(record, cited)
    return cut(texts[pointer], start, end)


def bundled() -> TrialRecord:
    name = "NCT07095075.medpath.txt"
    return parse((files("ingest") / "samples" / name).read_text("utf-8"), name)


def study(**eligibility: str) -> TrialRecord:
    value = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001", "briefTitle": "An <b>invented</b> study 🧪 & more"},
            "statusModule": {"overallStatus": "RECRUITING"},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\r\n\r\n* 🇨🇳 Age ≥ 18 <script>x</script>\n"
            }
            | eligibility,
        },
        "odd/key~": {"a": ["🧪 one", "two"]},
        "hasResults": False,
    }
    return parse(json.dumps(value, ensure_ascii=False), "invented.json")


def test_every_slice_of_the_bundled_record_is_found_again_in_the_pane() -> None:
    record = bundled()
    texts = Texts(pane(record)).texts
    assert texts[""] == record.source.text
    slices = list(record.slices())
    assert len(slices) > 50
    assert [found(record, texts, one) for one in slices] == [one.text for one in slices]


def test_a_flag_before_a_slice_does_not_shift_the_highlight() -> None:
    record = bundled()
    site = record.sites[-1].city
    assert site is not None
    assert "🇨🇳" in record.source.text[: site.span.start]
    _, start, end = place(record, site)
    assert (start, end) != (site.span.start, site.span.end)
    assert cut(record.source.text, start, end) == site.text


def test_every_slice_of_a_json_record_is_found_again_in_the_pane() -> None:
    record = study()
    texts = Texts(pane(record)).texts
    assert texts["/odd~1key~0/a/0"] == "🧪 one"
    assert texts["/hasResults"] == "false"
    assert "\r\n" in texts["/protocolSection/eligibilityModule/eligibilityCriteria"]
    assert [found(record, texts, one) for one in record.slices()] == [one.text for one in record.slices()]


@pytest.mark.skipif(not _DATA.exists(), reason="the shared records are not here")
def test_every_slice_of_real_json_records_is_found_again_in_the_pane() -> None:
    with gzip.open(_DATA, "rt", encoding="utf-8") as lines:
        records = [parse(line, "line") for line in islice(lines, 40)]
    for record in records:
        texts = Texts(pane(record)).texts
        assert [found(record, texts, one) for one in record.slices()] == [one.text for one in record.slices()]


def test_markup_in_a_record_is_text() -> None:
    markup = pane(study(eligibilityCriteria="Inclusion Criteria:\n* <img src=x onerror=alert(1)> </div></section>"))
    reader = Texts(markup)
    assert "img" not in reader.tags
    assert "script" not in reader.tags
    assert "b" not in reader.tags
    assert (
        "<img src=x onerror=alert(1)> </div>" in reader.texts["/protocolSection/eligibilityModule/eligibilityCriteria"]
    )


def test_markup_in_a_key_or_a_pointer_is_text() -> None:
    source = Source("ctgov-v2", "{}", "x", study={'"><script>k</script>': {'" onclick="y': "v"}})
    words = Slice("x", Span("", 0, 1), "Title")
    reader = Texts(pane(TrialRecord(source=source, id="NCT00000001", id_slice=words, title=words, sections=())))
    assert "script" not in reader.tags
    assert reader.texts['/"><script>k<~1script>/" onclick="y'] == "v"


@pytest.mark.parametrize("odd", ["\0", "\ud800", "\r", "\u0085", "\u2028"], ids=ascii)
def test_an_odd_character_keeps_its_place(odd: str) -> None:
    text = f"a{odd}b"
    shown = Texts(f'<i data-pointer="">{escaped(text)}</i>').texts[""]
    assert (len(shown), shown[0], shown[2]) == (3, "a", "b")


def test_offsets_are_counted_in_utf_16_units() -> None:
    assert [browser_offset("a🧪é中b", n) for n in range(6)] == [0, 1, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("armsInterventionsModule", "Arms interventions"),
        ("nctId", "NCT ID"),
        ("orgStudyIdInfo", "Org study ID info"),
        ("primaryCompletionDateStruct", "Primary completion date"),
        ("isFDARegulatedDrug", "Is FDA regulated drug"),
        ("derivedSection", "Derived"),
    ],
)
def test_a_key_becomes_words(key: str, words: str) -> None:
    assert label(key) == words
