"""The prompts of a configured model: prose in files, each with its version, its inputs and what comes out of it."""

from prompts.load import Prompt, UnusablePrompt, load, names

__all__ = ["Prompt", "UnusablePrompt", "load", "names"]
