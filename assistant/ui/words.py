"""What the page says by itself: what this is, and example questions for each audience."""

from __future__ import annotations

from assistant.question import Audience

WHAT_THIS_IS = (
    "I quote one trial’s public record, word for word. I am not a doctor, and I cannot tell you whether you can join. "
    "In an emergency, call your local emergency number."
)

EXAMPLES: dict[Audience, tuple[str, ...]] = {
    "patient": (
        "Who can take part?",
        "Am I too old at 74?",
        "Which hospitals are taking part?",
        "What treatment would I get?",
        "¿Puedo participar si estoy embarazada?",
        "哪些医院参加？",
    ),
    "clinician": (
        "List the exclusion criteria",
        "What are the arms and doses?",
        "Primary outcomes and their time frames",
        "Which prior treatments exclude a patient?",
        "Who is the contact?",
    ),
}
