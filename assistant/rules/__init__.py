"""Read criteria into predicates."""

from assistant.rules.predicate import Node, coverage, leaves
from assistant.rules.read import parse

__all__ = ["Node", "coverage", "leaves", "parse"]
