"""The library: idempotent, exact, honest about what it cannot do."""

import json
import os
import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from filelock import FileLock

import ingest.library
from ingest.chunk import chunk
from ingest.errors import LibraryUnavailable, StaleLibrary, TrialogueError, UnknownTrial, UnreadableSource
from ingest.library import Library, rebuild
from ingest.read import SourceItem

ID = "NCT07095075"
SAMPLE = f"{ID}.medpath.txt"
TODAY = date(2026, 1, 2)


def study(nct_id: str, title: str = "An invented trial") -> str:
    return json.dumps({"protocolSection": {"identificationModule": {"nctId": nct_id, "briefTitle": title}}})


def files(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_was_ingested_is_there_word_for_word_when_opened_again(library, bundled, sample, embedder):
    library.close()
    again = Library.open(library.path, embedder)
    assert [(entry.id, entry.format, entry.ingested, entry.name) for entry in again.trials()] == [
        (ID, "medpath-page", TODAY.isoformat(), SAMPLE)
    ]
    assert again.record(ID) == bundled
    assert again.record(ID).source.text == sample
    assert again.chunks(ID) == chunk(bundled)


def test_the_vectors_are_those_of_the_chunks_in_their_order(library, bundled, embedder):
    expected = embedder.encode([one.text for one in chunk(bundled)])
    np.testing.assert_allclose(library.cut(ID).vectors, expected, atol=1e-6)


def test_the_same_source_again_changes_nothing(library, sample, embedder):
    library.close()
    before, calls = files(library.path), embedder.calls
    done = library.ingest([SourceItem(SAMPLE, sample)], date(2027, 1, 1))
    library.close()
    assert done.unchanged == (ID,)
    assert done.added == done.replaced == ()
    assert embedder.calls == calls
    assert files(library.path) == before


def test_a_changed_source_replaces_its_record_and_leaves_nothing_behind(library, sample):
    library.cut(ID)
    done = library.ingest([SourceItem(SAMPLE, sample.replace("Aged 18 to 70", "Aged 18 to 80"))], TODAY)
    assert done.replaced == (ID,)
    assert library.record(ID).maximum_age.value == 80
    assert len(list((library.path / "sources").iterdir())) == 1
    assert library._index.digests() == {library.entry(ID).digest}


def test_going_back_to_an_earlier_version_in_the_same_ingest_ends_with_that_version(library, sample):
    other = sample.replace("Aged 18 to 70", "Aged 18 to 80")
    library.ingest([SourceItem("new", other), SourceItem("old", sample)], TODAY)
    assert library.record(ID).maximum_age.value == 70
    assert library.cut(ID).vectors.shape[0] == len(library.chunks(ID))


def test_a_bad_source_is_reported_and_the_others_are_ingested(library):
    items = [
        SourceItem("a", study("NCT00000001")),
        SourceItem("b", "not a record"),
        SourceItem("c", error=UnreadableSource("c is empty.")),
        SourceItem("d", study("NCT00000002")),
    ]
    done = library.ingest(items, TODAY)
    assert done.added == ("NCT00000001", "NCT00000002")
    assert [one.name for one in done.refused] == ["b", "c"]
    assert all("\n" not in one.reason for one in done.refused)


def test_progress_names_every_source(library):
    seen = []
    items = [SourceItem("a", study("NCT00000001")), SourceItem("b", "")]
    library.ingest(items, TODAY, lambda done, total, name: seen.append((done, total, name)))
    assert seen == [(1, 2, "a"), (2, 2, "b")]


def test_opening_parses_no_record(library, embedder, monkeypatch):
    def forbidden(text, name):
        raise AssertionError("parsed")

    monkeypatch.setattr(ingest.library, "parse", forbidden)
    assert Library.open(library.path, embedder).trials()[0].title.startswith("A Study of LUCAR-DKS1")


def test_a_record_is_parsed_once(library):
    assert library.record(ID) is library.record(ID.lower())


def test_an_unknown_trial_says_where_to_look(library):
    with pytest.raises(UnknownTrial, match="trialogue trials") as caught:
        library.record("NCT99999999\n<script>" + "x" * 1000)
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_an_empty_library_and_is_not_made_by_looking(tmp_path, embedder):
    library = Library.open(tmp_path / "none", embedder)
    assert library.trials() == ()
    assert library.nearest(embedder.encode(["anything"])[0], 5) == ()
    assert not (tmp_path / "none").exists()


def test_another_embedder_is_named_with_the_way_out(library, hash_embedder):
    with pytest.raises(StaleLibrary, match=r"'hash'.*'other'.*trialogue ingest --rebuild"):
        Library.open(library.path, hash_embedder("other"))


def test_another_chunker_is_named_with_the_way_out(library, embedder, monkeypatch):
    monkeypatch.setattr(ingest.library, "CHUNKER", "99")
    with pytest.raises(StaleLibrary, match=r"'1'.*'99'.*trialogue ingest --rebuild"):
        Library.open(library.path, embedder)


def test_a_cut_that_no_longer_matches_its_vectors_is_not_used(library, embedder, monkeypatch):
    def cut(record):
        return tuple(replace(one, text="other " + one.text) for one in chunk(record))

    monkeypatch.setattr(ingest.library, "chunk", cut)
    with pytest.raises(StaleLibrary, match="trialogue ingest --rebuild"):
        Library.open(library.path, embedder).chunks(ID)


def test_rebuild_embeds_the_stored_sources_with_the_new_embedder(library, bundled, hash_embedder):
    library.close()
    other = hash_embedder("other", dimensions=64)
    rebuilt, refused = rebuild(library.path, other)
    assert refused == ()
    assert rebuilt.record(ID) == bundled
    assert rebuilt.cut(ID).vectors.shape == (len(chunk(bundled)), 64)
    assert rebuilt.entry(ID).ingested == TODAY.isoformat()
    assert len(list(library.path.glob("index-*"))) == 1


def test_rebuild_mends_an_index_that_was_destroyed(library, embedder):
    library.close()
    (index,) = library.path.glob("index-*")
    (index / "chroma.sqlite3").write_bytes(b"this is no database" * 500)
    with pytest.raises(LibraryUnavailable, match="--rebuild"):
        Library.open(library.path, embedder).cut(ID)
    rebuilt, _ = rebuild(library.path, embedder)
    assert len(rebuilt.cut(ID).vectors) == len(rebuilt.chunks(ID))


def test_rebuild_mends_an_index_that_was_deleted(library, embedder):
    library.close()
    (index,) = library.path.glob("index-*")
    shutil.rmtree(index)
    with pytest.raises(LibraryUnavailable, match="--rebuild"):
        Library.open(library.path, embedder).cut(ID)
    assert len(rebuild(library.path, embedder)[0].cut(ID).vectors)


def test_a_library_open_elsewhere_sees_what_another_writer_did(library, embedder):
    reader = Library.open(library.path, embedder)
    reader.cut(ID)
    library.ingest([SourceItem("a", study("NCT00000001"))], TODAY)
    assert [entry.id for entry in reader.trials()] == ["NCT00000001", ID]
    assert len(reader.cut("NCT00000001").vectors) == len(reader.chunks("NCT00000001"))


def test_a_second_writer_gives_up_with_one_line(library, embedder):
    with FileLock(library.path / "lock"):
        second = Library.open(library.path, embedder, patience=0.05)
        with pytest.raises(LibraryUnavailable, match="Another process is writing"):
            second.ingest([SourceItem("a", study("NCT00000001"))], TODAY)
        with pytest.raises(LibraryUnavailable, match="Another process is writing"):
            rebuild(library.path, embedder, patience=0.05)
    assert [entry.id for entry in second.trials()] == [ID]


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[]", b'{"schema": 1}', b'{"schema": 2}', b"\xff\xfe", b'{"schema": 1, "trials": {"a": 1}}'],
    ids=["empty", "cut", "list", "poor", "newer", "binary", "wrong"],
)
def test_a_manifest_that_cannot_be_read_is_one_line_and_is_left_alone(library, embedder, manifest):
    (library.path / "library.json").write_bytes(manifest)
    with pytest.raises(LibraryUnavailable) as caught:
        Library.open(library.path, embedder)
    assert "\n" not in str(caught.value)
    assert (library.path / "library.json").read_bytes() == manifest


def test_a_library_that_is_a_file_is_one_line(tmp_path, embedder):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryUnavailable):
        Library.open(tmp_path / "file", embedder).ingest([], TODAY)


def test_a_folder_that_cannot_be_written_is_one_line(embedder):
    with pytest.raises(LibraryUnavailable, match="check the folder"):
        Library.open("/proc/trialogue", embedder).ingest([], TODAY)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_library_that_may_only_be_read_is_read_and_not_written(library, embedder):
    library.close()
    folders = [library.path, *(folder for folder in library.path.rglob("*") if folder.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        reader = Library.open(library.path, embedder)
        assert len(reader.cut(ID).vectors) == len(reader.chunks(ID))
        with pytest.raises(LibraryUnavailable):
            reader.ingest([SourceItem("a", study("NCT00000001"))], TODAY)
    finally:
        for folder in folders:
            folder.chmod(0o700)


def test_an_index_that_may_only_be_read_is_not_touched(library, embedder, monkeypatch):
    expected = library.cut(ID).vectors
    library.close()
    before = files(library.path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    reader = Library.open(library.path, embedder)
    np.testing.assert_array_equal(reader.cut(ID).vectors, expected)
    reader.close()
    assert files(library.path) == before


def test_a_full_disk_is_one_line_and_what_was_there_stays(library, embedder, monkeypatch, sample):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(LibraryUnavailable, match="No space left"):
            library.ingest([SourceItem("a", study("NCT00000001"))], TODAY)
    assert [entry.id for entry in Library.open(library.path, embedder).trials()] == [ID]
    assert library.record(ID).source.text == sample
    library.ingest([SourceItem("a", study("NCT00000001"))], TODAY)
    assert len(library.cut("NCT00000001").vectors) == len(library.chunks("NCT00000001"))
    assert len(list((library.path / "sources").iterdir())) == 2


def test_a_source_changed_by_hand_is_not_shown(library, embedder):
    (source,) = (library.path / "sources").iterdir()
    source.write_text(source.read_text().replace("18 to 70", "18 to 90"))
    with pytest.raises(TrialogueError, match="ingest"):
        Library.open(library.path, embedder).record(ID)


def test_a_source_changed_by_hand_is_mended_by_ingesting_it_again(library, embedder, sample):
    (source,) = (library.path / "sources").iterdir()
    source.write_text("broken")
    again = Library.open(library.path, embedder)
    again.ingest([SourceItem(SAMPLE, sample)], TODAY)
    assert again.record(ID).source.text == sample


def test_nearest_names_trials_by_their_closest_chunk(library, embedder):
    library.ingest([SourceItem("a", study("NCT00000001", "Knee surgery after a fall"))], TODAY)
    assert library.nearest(embedder.encode(["knee surgery after a fall"])[0], 3)[0][0] == "NCT00000001"
