"""Read numbers, bounds, time windows and durations out of a criterion's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.rules.predicate import Comparator, Window

_WORD_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18}  # fmt: skip
_N = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?|{'|'.join(_WORD_NUMBERS)}|an?)"
_TIME = r"(?:years?|yrs?|y|months?|mos?|weeks?|wks?|days?|d|hours?|hrs?|h|年|个月|周|天|日|小时)"
DAYS = {
    "y": 365.25,
    "年": 365.25,
    "mo": 30.4375,
    "个": 30.4375,
    "w": 7.0,
    "周": 7.0,
    "d": 1.0,
    "天": 1.0,
    "日": 1.0,
    "h": 1 / 24,
    "小": 1 / 24,
    "m": 30.4375,
}

COMPARATORS: tuple[tuple[Comparator, str], ...] = (
    (
        ">=",
        r"≥|>\s*=|=\s*>|≧|⩾|greater than or equal(?:s)? to|more than or equal to|higher than or equal to|"
        r"equal to or (?:greater|more|higher|above) than|at least|no(?:t)? less than|not (?:lower|below)(?: than)?|"
        r"minimum(?: of)?|不低于|不小于|大于等于|至少",
    ),
    (
        "<=",
        r"≤|<\s*=|=\s*<|≦|⩽|less than or equal(?:s)? to|lower than or equal to|equal to or (?:less|lower|below) than|"
        r"at most|no(?:t)? (?:more|greater|higher) than|not (?:exceed\w*|above|over)|up to|maximum(?: of)?|"
        r"不超过|不高于|"
        r"小于等于|至多",
    ),
    (
        ">",
        r">|＞|(?:greater|more|higher|larger|bigger|older) than|above|over|exceed(?:s|ing)?|in excess of|超过|"
        r"大于|高于",
    ),
    ("<", r"<|＜|(?:less|lower|smaller|fewer|younger) than|below|under|低于|小于"),
)
COMPARATOR = "|".join(f"(?:{pattern})" for _, pattern in COMPARATORS)

_WITHIN = re.compile(
    rf"(?:\bwithin|\bin|\bduring|\bover|\bfor|\bless than|<|≤|\bunder)\s*(?:the\s*)?(?:<|≤|less than|last|past|"
    rf"previous|preceding|prior|latest|most recent|at least)?\s*(?:the\s+)?(?P<n>{_N})\s*[- ]?(?P<u>{_TIME})\b"
    r"(?:['’]s?)?(?P<tail>\s*(?:before|prior|preceding|of|after|from|following|previous|ago|to))?",
    re.IGNORECASE,
)
_LAST = re.compile(rf"\b(?:last|past|previous|preceding|prior)\s+(?P<n>{_N})?\s*-?(?P<u>{_TIME})\b", re.IGNORECASE)
_AGO = re.compile(
    rf"(?P<c>{COMPARATOR})?\s*(?P<n>{_N})\s*(?P<u>{_TIME})\s*(?:ago|prior to|before|earlier|previously)", re.IGNORECASE
)
_LASTING = re.compile(
    rf"(?:\bfor\s*|\blasting\s*|duration\s*(?:of|is|:)?\s*|history\s*of\s*|(?<=criteria)\s*)?(?P<c>≥|>=|>|at least|"
    rf"no less than|(?<!not )(?<!no )(?:more|greater|longer) than)\s*(?P<n>{_N})\s*-?(?P<u>{_TIME})\b(?!\s*(?:of age|old|ago|"
    rf"prior|before|apart))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value read from words, and where the words stand."""

    start: int
    end: int
    window: Window | None = None
    days: float | None = None


def number(word: str) -> float:
    """The number a word or a numeral stands for; "a" is one."""
    low = word.strip().lower().replace(",", "")
    return float(_WORD_NUMBERS.get(low) or (1 if low in ("a", "an") else low))


def days_of(n: str, unit: str) -> float:
    """A length of time in days."""
    low = unit.lower()
    return number(n) * DAYS.get(low[:2], DAYS.get(low[:1], 1.0))


def comparator(words: str) -> Comparator | None:
    """The comparator some words stand for."""
    plain = words.strip()
    return next((c for c, pattern in COMPARATORS if re.fullmatch(pattern, plain, re.IGNORECASE)), None)


def window(text: str) -> Found | None:
    """The first time window ("within 6 months before screening", "at least 4 weeks ago")."""
    ago = _AGO.search(text)
    if ago and ago["c"] and comparator(ago["c"]) in (">", ">="):
        return Found(ago.start(), ago.end(), Window(least=days_of(ago["n"], ago["u"])))
    within = _WITHIN.search(text)
    if within and (
        not re.match(r"(?:for|in|over)\b", within.group(), re.IGNORECASE)
        or within["tail"]
        or re.search(r"last|past|prev|prec|prior|<|≤|less", within.group(), re.IGNORECASE)
    ):
        if re.search(r"\bfor\b.*at least", within.group(), re.IGNORECASE):
            return None
        return Found(within.start(), within.end(), Window(most=days_of(within["n"], within["u"])))
    last = _LAST.search(text)
    if last:
        return Found(last.start(), last.end(), Window(most=days_of(last["n"] or "1", last["u"])))
    if ago and not ago["c"]:
        return Found(ago.start(), ago.end(), Window(most=days_of(ago["n"], ago["u"])))
    return None


def lasting(text: str) -> Found | None:
    """How long something must have lasted at least ("≥6 months", "for at least 3 months")."""
    match = _LASTING.search(text)
    if match is None:
        return None
    return Found(match.start(), match.end(), days=days_of(match["n"], match["u"]))
