"""Decide which of a language model's claims the record carries."""

from assistant.claims.claim import Claim, Source, Verdict
from assistant.claims.verify import verify

__all__ = ["Claim", "Source", "Verdict", "verify"]
