"""Write the lock of the prompts: `python -m prompts`, after a version was raised."""

from __future__ import annotations

import sys

from prompts.load import UnusablePrompt
from prompts.lock import write

if __name__ == "__main__":
    try:
        write()
    except UnusablePrompt as error:
        sys.exit(str(error))
