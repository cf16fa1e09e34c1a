"""Read a prompt and fill it; whatever fills it is data between two lines that no one outside can foresee."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from langchain_core.prompts import ChatPromptTemplate

Role = Literal["system", "user"]

_PARTS = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<system>.*?)\n---\n(?P<user>.*)\Z", re.DOTALL)


class UnusablePrompt(ValueError):
    """A prompt's file does not have the documented form, or is filled with other inputs than it names."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it stands in its file: what the model is to do, then the data it is to do it with.

    `inputs` are the names that must fill it; those in `data` come from a record or a person and are fenced. `digest` is
    the SHA-256 of the file in hexadecimal.
    """

    name: str
    version: int
    inputs: tuple[str, ...]
    data: tuple[str, ...]
    output: str
    system: str
    user: str
    digest: str

    def fill(self, values: Mapping[str, str]) -> tuple[tuple[Role, str], ...]:
        """The messages with these values in their places; braces and markup in a value are only characters.

        Raises:
            UnusablePrompt: a value is missing, or is for an input that the prompt does not have.
        """
        if set(values) != set(self.inputs):
            raise UnusablePrompt(f"The prompt {self.name} takes {', '.join(self.inputs)}, not {', '.join(values)}.")
        fence = _fence(values)
        filled = {name: _fenced(text, fence) if name in self.data else text for name, text in values.items()}
        template = ChatPromptTemplate.from_messages(
            [("system", self.system), ("human", self.user)], template_format="f-string"
        )
        system, user = template.format_messages(**filled)
        return ("system", str(system.content)), ("user", str(user.content))


def _fence(values: Mapping[str, str]) -> str:
    """A mark that none of the values can hold on purpose: it depends on all of them."""
    return hashlib.sha256("\0".join(values.values()).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _fenced(text: str, fence: str) -> str:
    return f"<<<data {fence}\n{text}\ndata {fence}>>>"


def names() -> tuple[str, ...]:
    """Every prompt there is."""
    return tuple(sorted(one.name.removesuffix(".md") for one in files("prompts").iterdir() if one.name.endswith(".md")))


@cache
def load(name: str) -> Prompt:
    """Read a prompt.

    Raises:
        UnusablePrompt: its file does not have the documented form.
    """
    text = files("prompts").joinpath(f"{name}.md").read_text("utf-8")
    parts = _PARTS.match(text)
    if parts is None:
        raise UnusablePrompt(f"prompts/{name}.md needs three parts between lines of ---: header, task, data.")
    head = yaml.safe_load(parts["head"])
    prompt = Prompt(
        name,
        int(head["version"]),
        tuple(head["inputs"]),
        tuple(head["data"]),
        str(head["output"]),
        parts["system"].strip(),
        parts["user"].strip(),
        hashlib.sha256(text.encode("utf-8")).hexdigest(),
    )
    _check(prompt)
    return prompt


def _check(prompt: Prompt) -> None:
    template = ChatPromptTemplate.from_messages([("system", prompt.system), ("human", prompt.user)])
    if set(template.input_variables) != set(prompt.inputs) or not set(prompt.data) <= set(prompt.inputs):
        raise UnusablePrompt(f"prompts/{prompt.name}.md has other places than the inputs it names: correct its header.")
