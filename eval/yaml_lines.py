"""Read YAML into a pydantic model, with errors that name the line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from eval.errors import BadGold

Model = TypeVar("Model", bound=BaseModel)


def line_of(node: yaml.Node, path: Sequence[str | int]) -> int:
    """The line (from 1) of the deepest node on `path`; an alias counts where it is used, at its parent."""
    line = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        else:
            found = None
        if found is None or found.start_mark.line < line:
            break
        node, line = found, found.start_mark.line
    return line + 1


def read_yaml(path: Path, model: type[Model]) -> tuple[Model, yaml.Node]:
    """Validate a YAML file against a model; the node tree comes back for later messages.

    Raises:
        BadGold: unreadable, no YAML, or not as the model says; the message names file, line and field.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadGold(f"{path} cannot be read ({error}): check the path.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        raise BadGold(f"{where}: not YAML ({getattr(error, 'problem', error)}): fix the line.") from None
    if node is None:
        raise BadGold(f"{path.name}:1: the file is empty: write `schema: 1` and some items.")
    try:
        return model.model_validate(data), node
    except ValidationError as error:
        first = error.errors()[0]
        steps = [step for step in first["loc"] if isinstance(step, int | str)]
        field = ".".join(str(step) for step in steps)
        raise BadGold(
            f"{path.name}:{line_of(node, steps)}: {field}: {first['msg']}: fix the item "
            f"({error.error_count()} problem(s) in the file)."
        ) from None
