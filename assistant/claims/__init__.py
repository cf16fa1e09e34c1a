"""Decide which of a language model's claims the record carries."""

from assistant.claims.claim import Claim, Source, Verdict

__all__ = ["Claim", "Source", "Verdict"]
