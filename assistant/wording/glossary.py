"""Read the plain words of ours for terms that records seldom explain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("en", "zh", "es")


@cache
def _read() -> Mapping[str, Any]:
    read: dict[str, Any] = yaml.safe_load(files("assistant.wording").joinpath("glossary.yaml").read_text("utf-8"))
    return read


def names() -> Mapping[str, tuple[str, ...]]:
    """The forms a question may use for each term."""
    return {key: (key, *one["names"]) for key, one in _read()["terms"].items()}


def glosses() -> Mapping[str, Mapping[str, str]]:
    """Every gloss as a sentence of the catalogue, in each language, said to be ours."""
    lead = _read()["lead"]
    return {
        f"gloss.{key}": {
            code: lead[code] + (one[code] if code == "zh" else f" {one[code][0].upper()}{one[code][1:]}")
            for code in LANGUAGES
        }
        for key, one in _read()["terms"].items()
    }
