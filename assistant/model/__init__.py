"""The one door to a language model: whatever the provider, bounded in time, size and number, and allowed to fail."""

from assistant.model.address import Address
from assistant.model.ask import Message, Model, Reply
from assistant.model.door import open_model
from assistant.model.errors import ModelUnavailable, UnusableChatModel
from assistant.model.stop import stoppable

__all__ = ["Address", "Message", "Model", "ModelUnavailable", "Reply", "UnusableChatModel", "open_model", "stoppable"]
