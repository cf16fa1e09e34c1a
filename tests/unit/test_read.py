"""Reading sources: whatever is given, a record's text or one line that says why not."""

import gzip
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.errors import UnreadableSource
from ingest.read import html_text, read, registry
from ingest.sources import parse

LIMIT = 100_000


def study(nct_id: str = "NCT00000001", title: str = "An invented trial") -> dict[str, object]:
    return {"protocolSection": {"identificationModule": {"nctId": nct_id, "briefTitle": title}}}


def no_network(nct_id: str) -> str:
    raise AssertionError("fetched")


def found(*sources, stdin=b"", fetch=no_network, limit=LIMIT):
    return list(read([str(one) for one in sources], limit=limit, fetch=fetch, stdin=io.BytesIO(stdin)))


def error(item):
    assert item.text is None
    assert "\n" not in str(item.error)
    assert len(str(item.error)) < 600
    return str(item.error)


def test_a_page_is_read_to_the_character(tmp_path, sample):
    (tmp_path / "page.txt").write_bytes(sample.encode())
    (item,) = found(tmp_path / "page.txt")
    assert (item.name, item.text, item.error) == ("page.txt", sample, None)


def test_line_ends_are_kept_as_they_are(tmp_path):
    (tmp_path / "page.txt").write_bytes(b"one\r\ntwo\rthree\n")
    assert found(tmp_path / "page.txt")[0].text == "one\r\ntwo\rthree\n"


def test_a_study_is_read_whole(tmp_path):
    text = json.dumps(study(), indent=4)
    (tmp_path / "study.json").write_text(text)
    assert found(tmp_path / "study.json")[0].text == text


@pytest.mark.parametrize("wrap", [lambda s: {"studies": s, "nextPageToken": "x"}, lambda s: s], ids=["page", "list"])
def test_a_page_of_studies_is_taken_apart(tmp_path, wrap):
    (tmp_path / "page.json").write_text(json.dumps(wrap([study("NCT00000001"), study("NCT00000002")])))
    items = found(tmp_path / "page.json")
    assert [item.name for item in items] == ["page.json:1", "page.json:2"]
    assert [parse(item.text, item.name).id for item in items] == ["NCT00000001", "NCT00000002"]


@pytest.mark.parametrize("name", ["many.jsonl", "many.jsonl.gz"])
def test_many_studies_come_a_line_at_a_time(tmp_path, name):
    lines = "\n".join(json.dumps(study(f"NCT0000000{n}")) for n in (1, 2, 3)) + "\n\n"
    content = gzip.compress(lines.encode()) if name.endswith("gz") else lines.encode()
    (tmp_path / name).write_bytes(content)
    assert [(item.name, parse(item.text, item.name).id) for item in found(tmp_path / name)] == [
        (f"{name}:{n}", f"NCT0000000{n}") for n in (1, 2, 3)
    ]


def test_many_studies_may_come_from_standard_input():
    lines = "\n".join(json.dumps(study(f"NCT0000000{n}")) for n in (1, 2)).encode()
    assert [item.name for item in found("-", stdin=lines)] == ["standard input:1", "standard input:2"]
    assert len(found("-", stdin=gzip.compress(lines))) == 2
    assert found("-", stdin=json.dumps(study()).encode())[0].name == "standard input"


def test_a_line_that_is_too_long_is_passed_over(tmp_path):
    content = b'{"a": "' + b"x" * 300_000 + b'"}\n' + json.dumps(study()).encode()
    (tmp_path / "many.jsonl").write_bytes(content)
    first, second = found(tmp_path / "many.jsonl")
    assert "many.jsonl:1 is larger than 100,000 bytes" in error(first)
    assert parse(second.text, second.name).id == "NCT00000001"


def test_a_compressed_file_that_is_cut_gives_its_whole_lines_and_an_error(tmp_path):
    lines = "\n".join(json.dumps(study(f"NCT{n:08}", title=f"{n * 7919}" * 9)) for n in range(1, 400))
    (tmp_path / "many.jsonl.gz").write_bytes(gzip.compress(lines.encode())[:-2000])
    *whole, last = found(tmp_path / "many.jsonl.gz")
    assert len(whole) > 10
    assert all(item.text for item in whole)
    assert "is cut off at line" in error(last)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a binary file"),
        (b"text with a \0 inside", "is a binary file"),
        (b"Title: caf\xe9 au lait", "is not UTF-8 text"),
        (b"\x1f\x8b\x08nonsense", "cannot be read|is cut off"),
        (b'{"studies": []}', "holds no study"),
        (b"x" * (LIMIT + 1), "is larger than 100,000 bytes"),
    ],
    ids=["empty", "blank", "image", "nul", "latin1", "gzip", "no study", "large"],
)
def test_a_bad_file_is_one_line_that_names_it(tmp_path, content, why):
    (tmp_path / "bad.txt").write_bytes(content)
    (item,) = found(tmp_path / "bad.txt")
    assert error(item).startswith("bad.txt")
    with pytest.raises(UnreadableSource, match=why):
        raise item.error


def test_a_bad_source_does_not_stop_the_rest(tmp_path, sample):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(sample)
    assert [item.text is None for item in found("nowhere.txt", tmp_path / "a.txt", tmp_path / "b.txt")] == [
        True,
        True,
        False,
    ]


def test_a_folder_gives_its_sources_in_order_and_leaves_other_files_alone(tmp_path, sample):
    for name in ("b.txt", "deep/a.json", "notes.pdf", ".hidden.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(sample)
    assert [item.name for item in found(tmp_path)] == ["b.txt", "a.json"]


def test_an_empty_folder_says_what_belongs_there(tmp_path):
    assert "holds no source" in error(found(tmp_path)[0])


def test_a_word_that_is_nothing_is_said_so_in_one_line():
    (item,) = found("who\nknows" + "x" * 100)
    assert "is no file, folder or registry id" in error(item)


def test_html_is_reduced_to_the_words_a_reader_sees(sample):
    rows = "".join(
        f"<p>{line}</p>" if line.strip() else ""
        for line in sample.replace("&", "&amp;").replace("<", "&lt;").split("\n")
    )
    html = f"<!DOCTYPE html><html><head><title>x</title><script>alert(1)</script></head><body>{rows}</body></html>"
    text = html_text(html)
    assert "alert" not in text
    assert parse(text, "page.html").id == "NCT07095075"


def test_html_lists_keep_their_numbers_and_bullets():
    text = html_text("<h2>Exclusion Criteria</h2><ol><li>Age &lt; 18</li><li>Other<ul><li>Asthma</li></ul></li></ol>")
    assert [line for line in text.split("\n") if line.strip()] == [
        "Exclusion Criteria",
        "  1. Age < 18",
        "  2. Other",
        "  • Asthma",
    ]


def test_html_is_known_by_its_content(tmp_path):
    (tmp_path / "page.txt").write_text("<html><body><p>Words &amp; more</p></body></html>")
    assert found(tmp_path / "page.txt")[0].text == "Words & more\n"


class Registry(BaseHTTPRequestHandler):
    """Speaks the part of the registry's API that is used."""

    def do_GET(self) -> None:
        known = {
            "/api/v2/studies/NCT00000001": (200, json.dumps(study()).encode()),
            "/api/v2/studies/NCT00000005": (500, b"oops"),
            "/api/v2/studies/NCT00000006": (200, b"x" * (LIMIT + 1)),
            "/api/v2/studies/NCT00000007": (200, b""),
        }
        code, content = known.get(self.path, (404, b"not found"))
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *given: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/v2"
    server.shutdown()
    server.server_close()


def test_a_registry_id_is_fetched(url):
    (item,) = found("nct00000001", fetch=registry(url + "/", seconds=5, limit=LIMIT))
    assert item.name == "NCT00000001"
    assert parse(item.text, item.name).title.text == "An invented trial"


@pytest.mark.parametrize(
    ("nct_id", "why"),
    [
        ("NCT00000404", "holds no trial NCT00000404"),
        ("NCT00000005", "answered 500"),
        ("NCT00000006", "larger than"),
        ("NCT00000007", "is empty"),
    ],
)
def test_what_the_registry_does_not_give_is_one_line(url, nct_id, why):
    assert why in error(found(nct_id, fetch=registry(url, seconds=5, limit=LIMIT))[0])


def test_a_registry_that_is_not_there_is_one_line():
    fetch = registry("http://127.0.0.1:9/api/v2", seconds=2, limit=LIMIT)
    assert "check the connection" in error(found("NCT00000001", fetch=fetch)[0])
