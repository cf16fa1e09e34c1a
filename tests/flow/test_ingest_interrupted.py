"""An ingest that is killed leaves the old state or the new one, and the next ingest cleans up."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ingest.library import Library, rebuild
from ingest.read import SourceItem

ID = "NCT07095075"
SAMPLE = f"{ID}.medpath.txt"
TODAY = date(2026, 1, 2)
ROOT = Path(__file__).parents[2]

# Runs an ingest (or a rebuild) in which the n-th call of one function kills the process, before or after it ran.
CHILD = """
import os, signal, sys
sys.path[:0] = [{root!r}, {root!r} + "/tests"]
from pathlib import Path
from datetime import date
from conftest import HashEmbedder
import ingest.index, ingest.library
from ingest.library import Library, rebuild
from ingest.read import SourceItem

left = {nth}
def deadly(real):
    def run(*given, **named):
        global left
        left -= 1
        if left == 0 and {when!r} == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given, **named)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return run

owner = {{"ingest.library": ingest.library, "Index": ingest.index.Index, "Path": Path}}[{owner!r}]
setattr(owner, {name!r}, deadly(getattr(owner, {name!r})))
if {rebuilding!r}:
    rebuild(Path({library!r}), HashEmbedder("other", dimensions=64))
else:
    items = [SourceItem("changed", Path({source!r}).read_text(encoding="utf-8"))]
    Library.open(Path({library!r}), HashEmbedder()).ingest(items, date(2026, 1, 2))
"""

POINTS = [
    ("Index", "add", 1, "before"),
    ("Index", "add", 1, "after"),
    ("Path", "replace", 1, "before"),  # the source, written beside its place
    ("Path", "replace", 1, "after"),
    ("Path", "replace", 2, "before"),  # the manifest
    ("Path", "replace", 2, "after"),
    ("Index", "forget", 1, "after"),
]


def die(library: Path, source: Path, owner: str, name: str, nth: int, when: str, rebuilding: bool = False) -> None:
    code = CHILD.format(
        root=str(ROOT), library=str(library), source=str(source), owner=owner, name=name, nth=nth, when=when,
        rebuilding=rebuilding,
    )  # fmt: skip
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == -9, ended.stderr


@pytest.mark.parametrize(("owner", "name", "nth", "when"), POINTS)
def test_a_killed_ingest_leaves_the_old_state_or_the_new_one(
    library, sample, tmp_path, hash_embedder, owner, name, nth, when
):
    library.close()
    changed = sample.replace("Aged 18 to 70", "Aged 18 to 80")
    (tmp_path / "changed.txt").write_text(changed, encoding="utf-8")
    die(library.path, tmp_path / "changed.txt", owner, name, nth, when)

    after = Library.open(library.path, hash_embedder())
    assert after.record(ID).source.text in (sample, changed)
    assert len(after.cut(ID).vectors) == len(after.chunks(ID))

    after.ingest([SourceItem("changed", changed), SourceItem("changed", changed)], TODAY)
    assert after.record(ID).source.text == changed
    assert after._index.digests() == {after.entry(ID).digest}
    assert [file.stem for file in (library.path / "sources").iterdir()] == [after.entry(ID).digest]
    assert not list(library.path.rglob("*.part"))


@pytest.mark.parametrize(("owner", "name", "nth", "when"), [*POINTS[:2], *POINTS[2:4]])
def test_a_killed_rebuild_leaves_the_old_library_or_the_new_one(
    library, sample, tmp_path, hash_embedder, owner, name, nth, when
):
    library.close()
    die(library.path, tmp_path / "unused", owner, name, nth, when, rebuilding=True)
    manifest = (library.path / "library.json").read_text()
    embedder = hash_embedder("other", dimensions=64) if '"other"' in manifest else hash_embedder()
    after = Library.open(library.path, embedder)
    assert after.record(ID).source.text == sample
    assert len(after.cut(ID).vectors) == len(after.chunks(ID))
    after.close()

    rebuilt, refused = rebuild(library.path, hash_embedder("other", dimensions=64))
    assert refused == ()
    assert rebuilt.cut(ID).vectors.shape[1] == 64
    assert len(list(library.path.glob("index-*"))) == 1
    assert rebuilt.entry(ID).name == SAMPLE
