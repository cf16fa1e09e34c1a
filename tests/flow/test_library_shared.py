"""A library used by several processes and threads at once, and one that outlives its process."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np

from assistant.question import Question
from assistant.retrieve import Retriever
from ingest.library import Library
from ingest.read import SourceItem

ID = "NCT07095075"
ROOT = Path(__file__).parents[2]

WRITER = """
import json, sys
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from datetime import date
from conftest import HashEmbedder
from ingest.library import Library
from ingest.read import SourceItem

def study(n):
    sites = [{"facility": f"Clinic {n} {i}", "city": "Springfield", "country": "Nowhere"} for i in range(40)]
    identification = {"nctId": f"NCT{n:08}", "briefTitle": f"Trial of disease number{n}"}
    modules = {"identificationModule": identification, "contactsLocationsModule": {"locations": sites}}
    return SourceItem(f"{n}", json.dumps({"protocolSection": modules}))

items = [study(n) for n in range(1, int(sys.argv[3]) + 1)]
print(json.dumps(Library.open(sys.argv[2], HashEmbedder()).ingest(items, date(2026, 1, 2)).added))
"""


def write(library: Path, count: int) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", WRITER, str(ROOT), str(library), str(count)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    added: list[str] = json.loads(ended.stdout)
    return added


def test_a_reader_sees_what_another_process_writes(library):
    searcher = Retriever(library)
    assert searcher.search(Question("organ transplantation")).passages[0].chunk.trial == ID
    assert len(write(library.path, 3)) == 3
    assert len(library.trials()) == 4
    assert searcher.search(Question("disease number3")).passages[0].chunk.trial == "NCT00000003"
    assert len(library.cut(ID).vectors) == len(library.chunks(ID))


def test_thousands_of_vectors_outlive_the_process_that_wrote_them(tmp_path, embedder):
    added = write(tmp_path / "library", 60)
    library = Library.open(tmp_path / "library", embedder)
    assert [entry.id for entry in library.trials()] == added
    for nct_id in added:
        expected = embedder.encode([one.text for one in library.chunks(nct_id)])
        np.testing.assert_allclose(library.cut(nct_id).vectors, expected, atol=1e-5)
    assert sum(entry.chunks for entry in library.trials()) > 2000


def test_threads_ask_while_one_ingests(library, sample):
    searcher = Retriever(library)

    def ask(n: int) -> str:
        return searcher.search(Question(f"organ transplantation {n}", ID)).passages[0].chunk.trial

    def replace_record(n: int) -> tuple[str, ...]:
        changed = sample.replace("Aged 18 to 70", f"Aged 18 to {70 + n}")
        return library.ingest([SourceItem("changed", changed)], date(2026, 1, 2)).replaced

    with ThreadPoolExecutor(4) as pool:
        writes = [pool.submit(replace_record, n) for n in range(1, 6)]
        asks = [pool.submit(ask, n) for n in range(40)]
        assert [one.result() for one in writes] == [(ID,)] * 5
        assert {one.result() for one in asks} == {ID}
