"""The prompts, as prose."""
