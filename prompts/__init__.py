"""The prompts of a configured model, as prose; none is used yet."""
