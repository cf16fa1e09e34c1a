"""Find the sources a user names: files, folders, standard input, or a registry id."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from ingest.errors import UnreadableSource

KNOWN = (".txt", ".html", ".htm", ".json", ".jsonl", ".jsonl.gz")
REGISTRY_ID = re.compile(r"NCT\d{8}", re.I)


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A source that was found: its text, or why it cannot be read."""

    name: str
    text: str | None = None
    error: UnreadableSource | None = None


class Fetch(Protocol):
    """Gets the v2 study of a registry id as text; raises UnreadableSource."""

    def __call__(self, nct_id: str) -> str: ...


def read(sources: Iterable[str], *, limit: int, fetch: Fetch, stdin: BinaryIO | None = None) -> Iterator[SourceItem]:
    """Yield every record the sources hold, one at a time; a bad one is yielded with its error and the rest follow.

    Args:
        sources: paths, `-`, or registry ids; a file of that name goes before a registry id.
        limit: the most bytes of one record.
        fetch: how a registry id is fetched.
        stdin: what `-` reads (default: the process's own).
    """
    for source in sources:
        path = Path(source).expanduser()
        try:
            if source == "-":
                yield from _content(stdin or sys.stdin.buffer, "standard input", limit)
            elif path.is_dir():
                yield from _folder(path, limit)
            elif path.exists():
                yield from _file(path, limit)
            elif REGISTRY_ID.fullmatch(source.strip()):
                yield SourceItem(source.strip().upper(), fetch(source.strip().upper()))
            else:
                raise UnreadableSource(
                    f"{_shown(source)} is no file, folder or registry id (NCT and eight digits): check it."
                )
        except UnreadableSource as error:
            yield SourceItem(_shown(source), error=error)
        except (OSError, ValueError) as error:
            yield SourceItem(_shown(source), error=_unreadable(_shown(source), error))


def _folder(folder: Path, limit: int) -> Iterator[SourceItem]:
    files = sorted(
        file
        for file in folder.rglob("*")
        if file.name.lower().endswith(KNOWN) and file.is_file() and not file.name.startswith(".")
    )
    if not files:
        raise UnreadableSource(f"{folder} holds no source: put {', '.join(KNOWN)} files into it.")
    for file in files:
        try:
            yield from _file(file, limit)
        except OSError as error:
            yield SourceItem(str(file), error=_unreadable(str(file), error))


def _file(path: Path, limit: int) -> Iterator[SourceItem]:
    if not path.is_file():
        raise UnreadableSource(f"{path} is not a regular file: give a file, a folder or - for standard input.")
    with path.open("rb") as file:
        yield from _content(file, path.name, limit)


def _content(file: BinaryIO, name: str, limit: int) -> Iterator[SourceItem]:
    """Tell by content what a file is: compressed lines, lines of JSON, a JSON page of studies, HTML, or text."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, file))
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        yield from _lines(cast(BinaryIO, gzip.GzipFile(fileobj=buffered)), name, limit)
        return
    if name.lower().endswith(".jsonl"):
        yield from _lines(buffered, name, limit)
        return
    try:
        text = _text(_bounded(buffered, name, limit), name)
    except UnreadableSource as error:
        yield SourceItem(name, error=error)
        return
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("{", "[")):
        yield from _json(text, name)
    elif start.startswith("<") and re.match(
        r"<(!doctype html|html|head|body|!--|\?xml|div|main|article|section)", start
    ):
        yield SourceItem(name, html_text(text))
    else:
        yield SourceItem(name, text)


def _bounded(file: BinaryIO, name: str, limit: int) -> bytes:
    content = file.read(limit + 1)
    if len(content) > limit:
        raise UnreadableSource(
            f"{name} is larger than {limit:,} bytes: give one record a file, or a .jsonl file of many."
        )
    return content


def _text(content: bytes, name: str) -> str:
    """Decode a source; UTF-16 with its mark is known too, as some editors save it."""
    if not content.strip():
        raise UnreadableSource(f"{name} is empty: give a registry page as text or a ClinicalTrials.gov v2 study.")
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in content[:1000]:
            raise _binary(name) from None
        raise UnreadableSource(
            f"{name} is not UTF-8 text (byte {error.start}): save it as UTF-8 and try again."
        ) from None
    if "\0" in text:
        raise _binary(name)
    return text


def _binary(name: str) -> UnreadableSource:
    return UnreadableSource(f"{name} is a binary file: give a registry page as text or a ClinicalTrials.gov v2 study.")


def _json(text: str, name: str) -> Iterator[SourceItem]:
    """A study stays as it is; a page of studies, as the registry's search gives it, is taken apart."""
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        # What is not JSON may be the first line of many, without the file name that says so.
        if len(text.splitlines()) > 1 and _is_json(text.splitlines()[0]):
            yield from (SourceItem(f"{name}:{n}", line) for n, line in enumerate(text.splitlines(), 1) if line.strip())
        else:
            yield SourceItem(name, text)
        return
    studies = found.get("studies") if isinstance(found, dict) else found
    if not isinstance(studies, list):
        yield SourceItem(name, text)
    elif not studies:
        yield SourceItem(name, error=UnreadableSource(f"{name} holds no study: check what it was fetched with."))
    for n, study in enumerate(studies if isinstance(studies, list) else (), 1):
        yield SourceItem(f"{name}:{n}", json.dumps(study, ensure_ascii=False, indent=1))


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(file: BinaryIO, name: str, limit: int) -> Iterator[SourceItem]:
    """One study a line, read a line at a time, so that the file may be larger than memory."""
    n = 0
    found = False
    while True:
        n += 1
        here = f"{name}:{n}"
        try:
            line = file.readline(limit + 1)
            if len(line) > limit:
                yield SourceItem(
                    here, error=UnreadableSource(f"{here} is larger than {limit:,} bytes: leave that line out.")
                )
                found = True
                while line and not line.endswith(b"\n"):
                    line = file.readline(limit)
                continue
        except (EOFError, OSError, zlib.error) as error:
            why = "is cut off" if isinstance(error, EOFError) else f"cannot be read ({_one_line(error)})"
            yield SourceItem(here, error=UnreadableSource(f"{name} {why} at line {n}: copy or fetch the file again."))
            return
        if not line:
            break
        if line.strip():
            found = True
            try:
                yield SourceItem(here, _text(line, here).strip("\ufeff\r\n"))
            except UnreadableSource as error:
                yield SourceItem(here, error=error)
    if not found:
        yield SourceItem(name, error=UnreadableSource(f"{name} is empty: give one study a line."))


_BLOCKS = re.compile(
    r"address|article|aside|blockquote|br|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li"
    r"|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_PARAGRAPHS = re.compile(r"h[1-6]|ol|p|section|table|ul")
_UNSEEN = re.compile(r"button|head|noscript|script|style|svg|template|title")


class _Words(HTMLParser):
    """Collects the words a reader sees, one line a block, as when a browser saves a page as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen: list[str] = []
        self._lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _UNSEEN.fullmatch(tag):
            self._unseen.append(tag)
        elif _BLOCKS.fullmatch(tag):
            self.parts.append("\n\n" if _PARAGRAPHS.fullmatch(tag) else "\n")
        if tag in ("ol", "ul"):
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self.parts.append(self._bullet())

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()
        elif _BLOCKS.fullmatch(tag):
            self.parts.append("\n\n" if _PARAGRAPHS.fullmatch(tag) else "\n")
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "  • "
        self._lists[-1] = number + 1
        return f"  {number}. "


def html_text(html: str) -> str:
    """Reduce a page to its words. The cells of a table's row stand together, as in a page saved as text."""
    words = _Words()
    words.feed(html)
    words.close()
    lines = (re.sub(r"[ \t\xa0]+$", "", line) for line in "".join(words.parts).split("\n"))
    tidy = (line if re.match(r"  (•|\d+\.) ", line) else line.strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(tidy)).strip() + "\n"


def registry(url: str, *, seconds: float, limit: int) -> Fetch:
    """Fetch studies from a ClinicalTrials.gov v2 API at `url`, each within `seconds` and `limit` bytes."""

    def fetch(nct_id: str) -> str:
        import httpx

        try:
            with httpx.stream(
                "GET", f"{url.rstrip('/')}/studies/{nct_id}", timeout=seconds, headers={"Accept": "application/json"}
            ) as reply:
                if reply.status_code == 404:
                    raise UnreadableSource(f"The registry holds no trial {nct_id}: check the number.")
                if reply.status_code != 200:
                    raise UnreadableSource(
                        f"The registry answered {reply.status_code} for {nct_id}: try again later, or give the study "
                        "as a file."
                    )
                content = b""
                for some in reply.iter_bytes():
                    content += some
                    if len(content) > limit:
                        raise UnreadableSource(f"The registry's {nct_id} is larger than {limit:,} bytes: not read.")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreadableSource(
                f"{nct_id} cannot be fetched from {url} ({_one_line(error) or type(error).__name__}): "
                "check the connection, or give the study as a file."
            ) from error
        return _text(content, nct_id)

    return fetch


def _unreadable(name: str, error: Exception) -> UnreadableSource:
    why = getattr(error, "strerror", None) or _one_line(error)
    return UnreadableSource(f"{name} cannot be read ({why}): check the path and its rights.")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def _shown(source: str) -> str:
    """A name fit for a message: one line, bounded."""
    line = " ".join(source.split())
    return line if len(line) <= 200 else f"{line[:200]}…"
