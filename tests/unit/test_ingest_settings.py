"""Settings come from the environment, when they are asked for."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.settings import IngestSettings


def test_the_library_is_chosen_by_the_environment(monkeypatch):
    monkeypatch.setenv("TRIALOGUE_LIBRARY__PATH", "/somewhere/else")
    assert IngestSettings().library.path == Path("/somewhere/else")
    assert IngestSettings().library.patience == 5


def test_defaults_need_no_environment(monkeypatch):
    monkeypatch.delenv("TRIALOGUE_LIBRARY__PATH", raising=False)
    settings = IngestSettings()
    assert settings.library.path.is_absolute()
    assert settings.embedder.model == "all-MiniLM-L6-v2"
    assert str(settings.registry.url) == "https://clinicaltrials.gov/api/v2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIALOGUE_REGISTRY__URL", "not a url"),
        ("TRIALOGUE_LIMITS__RECORD_BYTES", "-1"),
        ("TRIALOGUE_LIBRARY__PATIENCE", "soon"),
        ("TRIALOGUE_LIBRARY__PAHT", "/misspelt"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        IngestSettings()
