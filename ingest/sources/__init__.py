"""Read a source in whichever known format its content shows."""

from __future__ import annotations

from ingest.errors import UnreadableSource
from ingest.record import TrialRecord
from ingest.sources import ctgov, medpath

KNOWN = "a registry page as text, or a ClinicalTrials.gov v2 study as JSON"


def parse(text: str, name: str) -> TrialRecord:
    """Parse one record.

    Args:
        text: the source's characters.
        name: what to call the source in messages: a file name, an identifier.

    Raises:
        UnreadableSource: empty, or in no format this version knows.
    """
    if not text.strip():
        raise UnreadableSource(f"{name} is empty: give {KNOWN}.")
    if ctgov.recognises(text):
        return ctgov.parse(text, name)
    if medpath.recognises(text):
        return medpath.parse(text, name)
    raise UnreadableSource(f"{name} is not a trial record this version can read: give {KNOWN}.")
