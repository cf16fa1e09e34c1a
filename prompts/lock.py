"""Hold each prompt to the version it was measured with: `prompts.lock` names its digest."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from prompts.load import UnusablePrompt, load, names

_HEAD = "# Each prompt with its version and the SHA-256 of its file; written by: python -m prompts\n"


def locked() -> dict[str, tuple[int, str]]:
    """What the lock says: the version and the digest of each prompt."""
    lines = files("prompts").joinpath("prompts.lock").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return {name: (int(version), digest) for name, version, digest in rows}


def lock() -> str:
    """The lock as it should be.

    Raises:
        UnusablePrompt: a prompt was changed and kept its version, so that two texts would go by one name.
    """
    before = locked()
    for prompt in map(load, names()):
        version, digest = before.get(prompt.name, (0, ""))
        if digest != prompt.digest and prompt.version <= version:
            raise UnusablePrompt(f"prompts/{prompt.name}.md was changed: raise its version above {version}.")
    rows = (f"{one.name} {one.version} {one.digest}\n" for one in map(load, names()))
    return _HEAD + "".join(rows)


def write() -> None:
    """Write the lock beside the prompts of this checkout."""
    Path(str(files("prompts").joinpath("prompts.lock"))).write_text(lock(), "utf-8")
