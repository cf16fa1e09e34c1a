"""The chat in a browser: the one place that imports gradio."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from assistant.ui.serve import AddressUnusable, PortTaken, ServeSettings, application, serve

if TYPE_CHECKING:
    from gradio import Blocks

    from assistant.ui.talk import Assistant

# Read by gradio when it is imported, which happens later and only when a page is built.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

__all__ = ["AddressUnusable", "PortTaken", "ServeSettings", "application", "build", "serve"]


def build(assistant: Assistant, settings: ServeSettings) -> Blocks:
    """Build the page without serving it."""
    from assistant.ui.page import build as blocks

    return blocks(assistant, settings.concurrency, settings.queue, settings.api)
