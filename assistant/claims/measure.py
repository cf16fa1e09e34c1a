"""Read the numbers, ranges, dates and numbered labels of a text, each with its unit and the comparator that bounds it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from assistant.rules.quantity import COMPARATORS
from assistant.units import UNIT, spelled

Kind = Literal["number", "date", "label"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number (or a range of two), a date (`2024-05`), or a numbered label (`level:1`), as a text writes it.

    `bound` is "" for a plain number, else `>=`, `<=`, `>`, `<`, `range` or `within`; `unit` is "" where none stands.
    `spans` are the characters it takes up, comparator and unit included; `start` and `end` those of its digits.
    """

    kind: Kind
    values: tuple[str, ...]
    bound: str
    unit: str
    about: bool
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]


_WORDS: dict[str, int] = {}
for _n, _names in enumerate(
    (
        "zero cero",
        "one uno",
        "two dos",
        "three tres",
        "four cuatro",
        "five cinco",
        "six seis",
        "seven siete",
        "eight ocho",
        "nine nueve",
        "ten diez",
        "eleven once/",
        "twelve doce",
        "thirteen trece",
        "fourteen catorce",
        "fifteen quince",
        "sixteen dieciseis dieciséis",
        "seventeen diecisiete",
        "eighteen dieciocho",
        "nineteen diecinueve",
        "twenty veinte",
    )
):
    _WORDS |= dict.fromkeys(_names.split(), _n)
_WORDS |= {
    "thirty": 30, "treinta": 30, "forty": 40, "cuarenta": 40, "fifty": 50, "cincuenta": 50, "sixty": 60, "sesenta": 60,
    "seventy": 70, "setenta": 70, "eighty": 80, "ochenta": 80, "ninety": 90, "noventa": 90, "hundred": 100, "cien": 100,
    "ciento": 100, "thousand": 1000, "mil": 1000,
}  # fmt: skip
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_ES_TENS = "treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa"
_ES_ONES = "uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
_ZH = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_ZH_MEASURES = "个岁年月周天日次名人例家组剂种项期分位所国级条亿万千百小"
_NUMBER = re.compile(
    r"(?<![\w.,])(?<![A-Za-z]-)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?)(?![\d])"
    r"|(?<=[\u4e00-\u9fff≥≤<>=~])\d+(?:\.\d+)?(?!\d)"
    rf"|\b(?:(?:{_TENS})[- ](?:{_ONES})|(?:{_ES_TENS}) y (?:{_ES_ONES})|{'|'.join(sorted((w for w in _WORDS if '/' not in w), key=len, reverse=True))})\b(?!-)"
    rf"|[零一二三四五六七八九两十百]+(?=[{_ZH_MEASURES}])",
    re.IGNORECASE,
)
_MONTHS = {
    name: i
    for i, names in enumerate(
        ("january jan enero", "february feb febrero", "march mar marzo", "april apr abril", "may mayo", "june jun junio",
         "july jul julio", "august aug agosto", "september sep sept septiembre", "october oct octubre",
         "november nov noviembre", "december dec diciembre"), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<m>[01]\d)(?:-(?P<d>[0-3]\d))?(?![\d-])"),
    re.compile(r"(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>\d{1,2})\s*月(?:\s*(?P<d>\d{1,2})\s*[日号])?"),
    re.compile(
        rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?)?(?P<m>{_MONTH})\.?,?\s+(?:de\s+|of\s+)?(?P<y>(?:19|20)\d\d)\b",
        re.I,
    ),
    re.compile(
        rf"\b(?P<m>{_MONTH})\.?\s+(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?:de\s+)?(?P<y>(?:19|20)\d\d)\b", re.I
    ),
    re.compile(r"(?<![\w.,/-])(?P<y>(?:19[5-9]|20[0-6])\d)(?![\w/-]|[.,]\d|\s*(?:mg|ml|g|kg|%|IU|mcg|µg|patients|participants))(?:\s*年)?"),
)  # fmt: skip
_LABELS = {
    "level": "levels?|dose levels?|dl|剂量水平|剂量组|水平|nivel",
    "phase": "phases?|fases?|期",
    "grade": "grades?|grados?",
    "day": "days?|día",
    "week": "weeks?|semana",
    "month": "months?|mes",
    "cycle": "cycles?|ciclos?",
    "visit": "visits?|visitas?",
    "group": "groups?|grupos?",
    "arm": "arms?|brazos?|ramas?",
    "cohort": "cohorts?|cohortes?",
    "part": "parts?|partes?",
    "stage": "stages?|estadios?|etapas?",
    "type": "types?|tipos?",
    "class": "class|clase",
    "version": "versions?|versión",
    "step": "steps?",
    "period": "periods?|periodos?",
    "dose": "dose|dosis",
}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_LABEL = re.compile(
    r"(?:\b|(?<=[\u3400-\u9fff]))(?P<name>" + "|".join(_LABELS.values()) + r")(?P<gap>\s*[-#]?\s*(?:no\.\s*)?)"
    r"(?P<v>\d{1,3}[a-z]?(?![\d.]\d|[A-Za-z0-9_]|\s*(?:mg|ml|g|kg|years?|months?|weeks?|days?|hours?|%|µg|mcg|millions?)\b)|(?:IV|V|I{1,3})(?![\w])|[A-H](?![\w'’]))"
    # "Stage I-III": the first alone is not what is asked for.
    r"(?:\s*(?P<joint>-|–|/|to(?=\s)|through(?=\s))\s*(?P<last>\d{1,3}(?![\w.%])|(?:IV|V|I{1,3})(?!\w)))?",
    re.IGNORECASE,
)
_LABEL_ZH = re.compile(
    r"(?P<v>[\d一二三四IViv]+)\s*期|第\s*(?P<n>[\d一二三四五六七八九十]+)\s*(?P<name>[组天周月级])|(?P<arm>[A-H])\s*组"
)
_EXTRA_UNIT = (
    r"(?:[x×*]\s*10\s*\^?\s*-?\d+)?\s*(?:millions?|billions?|百万|亿|万)?\s*(?:(?:vg|cells?|CAR[- ]?T cells|cfu|pfu|单位|个细胞|细胞|células)?\s*/\s*(?:kg|m\^?2|mL|L|day|d|h|min|dose|公斤|千克))|"
    r"(?:mg|µg|μg|mcg|ug|ng|pg|kg|g|mL|ml|cc|L|dL|mm|cm|µm|nm|IU|U|mmol|nmol|mol|mEq|Gy|kcal|Hz|mA|W|J|mmHg|毫克|微克|毫升|克|公斤|千克)(?:\s*(?:/|per|por|每)\s*(?:kg|m\^?2|day|d|h|hour|min|mL|ml|dL|L|dose|g|body weight|día|公斤|天))*(?![\w])|"
    r"(?:[x×*]\s*10\s*\^?\s*-?\d+)(?:\s*cells?)?|millions?\b|billions?\b|points?\b|puntos?\b|times\b|veces\b|fold\b|percent(?:age)?\b|por ciento\b|"
    r"years?\b|yrs?\b|months?\b|mos?\b|weeks?\b|wks?\b|days?\b|hours?\b|hrs?\b|minutes?\b|mins?\b|seconds?\b|"
    r"años?\b|meses\b|mes\b|semanas?\b|días?\b|horas?\b|minutos?\b|周岁|岁|年|个月|月|星期|周|天|日|小时|分钟|次"
)
_UNIT = re.compile(rf"\s*-?\s*(?P<u>{_EXTRA_UNIT}|{UNIT})", re.IGNORECASE)
_PREFIX = (
    ("range", r"between|entre|from|de|从|ranging from"),
    ("within", r"within(?: the)?(?: last| past| previous)?|(?:in|during|over|for) (?:the )?(?:last|past|previous|preceding)|过去|最近|en los últimos|dentro de(?: los)?"),
    *((bound, pattern) for bound, pattern in COMPARATORS),
    (">=", r"a minimum of|no younger than|minimum|lowest|lower (?:age )?limit|youngest|from age|最低|最小|下限|至少|不低于|不少于|al menos|como mínimo|por lo menos|mínim[oa]|límite inferior|no menos de|a partir de(?: los)?"),
    ("<=", r"a maximum of|no older than|not older than|maximum|highest|upper (?:age )?limit|oldest|最高|最大|最多|上限|不超过|不大于|como máximo|hasta(?: los)?|a lo sumo|máxim[oa]|límite superior|no más de"),
    (">", r"más de|mayor(?:es)? (?:de|que)|superior a|exceeding|beyond|超过|大于|高于|多于"),
    ("<", r"menos de|menor(?:es)? (?:de|que)|inferior a|小于|低于|少于|不到|不足|short of"),
)  # fmt: skip
_PREFIXES = tuple(
    (
        bound,
        re.compile(
            rf"(?P<cue>(?<![A-Za-zÀ-ɏ])(?:{pattern}))(?P<gap>\s*(?:ages?|edad|年龄|value|is|are|of|at|be|was|es|是|为|limit|的|:|：|de|that is|dose|score|a|the)?){{0,4}}\s*$",
            re.IGNORECASE,
        ),
    )
    for bound, pattern in _PREFIX
)
_SUFFIXES = (
    (">=", re.compile(r"\s*(?:and|or|y|o|,)?\s*(?:older|above|over|more|greater|higher|up|más|mayor(?:es)?|及以上|或以上|以上|或更大|minimum|and up|mínimo|como mínimo|at least)(?![\w]| than)", re.I)),
    ("<=", re.compile(r"\s*(?:and|or|y|o|,)?\s*(?:younger|below|under|less|fewer|lower|menos|menor(?:es)?|及以下|或以下|以下|或更小|或更少|maximum|máximo|como máximo|at most|at the most)(?![\w]| than)", re.I)),
)  # fmt: skip
_TO = re.compile(r"\s*(?:to|through|and|until|-|–|—|~|～|至|到|a|y|hasta)\s*(?:the age of |age |los )?", re.IGNORECASE)
_ABOUT = re.compile(r"(?:\babout|\bapprox(?:imately|\.)?|\baround|\broughly|\bnearly|\balmost|~|≈|约|大约|大概|\baproximadamente|\balrededor de|\bunos|\bcerca de)\s*$", re.I)  # fmt: skip
# "Measured over 21 days" bounds nothing.
_OVER_TIME = re.compile(
    r"\b(?:measured|assessed|evaluated|given|infused|administered|followed|recorded|monitored|collected|sessions|doses|spread)\s*$",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r"one of (?:the|its|these)\b|una? de (?:las|los)\b", re.IGNORECASE)
_AGED = re.compile(r"(?:\bage[ds]?|年龄|\bedad)\W{0,3}(?:of|between|from|is|为|de|entre)?\W{0,3}$", re.IGNORECASE)
_NAMES = {
    "year": "years? yrs? y años? 岁 周岁 年", "month": "months? mos? meses mes 个月 月", "week": "weeks? wks? semanas? 周 星期",
    "day": "days? d días? 天 日", "hour": "hours? hrs? h horas? 小时", "minute": "minutes? mins? minutos? 分钟",
    "percent": "% ％ percent(?:age)? porciento", "point": "points? puntos?", "times": "times veces 次 fold",
    "mg": "mg 毫克", "ug": "µg μg mcg ug 微克", "ml": "ml 毫升 cc", "kg": "kgs? 公斤 千克", "g": "g 克",
}  # fmt: skip


def loosened(text: str) -> str:
    """The text in plain characters, with words and numbers that stand without a space set apart; offsets change."""
    text = re.sub(r"10([⁰¹²³⁴-⁹]+)", lambda m: "10^" + unicodedata.normalize("NFKC", m[1]), text)
    text = text.replace("½", "1/2").replace("m²", "m^2").replace("m³", "m^3")
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace("\u2010", "-").replace("\u2011", "-").replace("\u2212", "-")  # fmt: skip
    text = re.sub(r"(?<=\d)(?=[A-Za-z]{5,}|(?:day|week|year|hour|min)s?\b)", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=[a-z)\]])(?=[≥≤<>])", " ", text)
    text = re.sub(r"\b((?:dose )?level|phase|grade|cohort|arm|group|part|stage|day|week)(?=\d)", r"\1 ", text, flags=re.I)  # fmt: skip
    return re.sub(r"(?<=:)(?=\S)", " ", text)


def measures(text: str) -> tuple[Measure, ...]:
    """Every measure of a loosened text, in its order."""
    taken: list[tuple[int, int]] = []
    found: list[Measure] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    for pattern in _DATES:
        for m in pattern.finditer(text):
            if free(m.start(), m.end()):
                taken.append(m.span())
                found.append(Measure("date", (_iso(m),), "", "", False, m.start(), m.end(), (m.span(),)))
    for m in _LABEL.finditer(text):
        if free(m.start(), m.end()) and not (m["v"] in ("a", "A") and not m["v"].isupper()) and _labels(m):
            taken.append(m.span())
            found.append(Measure("label", (_label(m),), "", "", False, m.start(), m.end(), (m.span(),)))
    for m in _LABEL_ZH.finditer(text):
        if free(m.start(), m.end()):
            taken.append(m.span())
            name = "phase" if m["v"] else "group" if m["arm"] else {"组": "group", "天": "day", "周": "week", "月": "month", "级": "grade"}[m["name"]]  # fmt: skip
            value = (m["v"] or m["n"] or m["arm"]).lower()
            value = _ROMAN.get(value, value) if value.isascii() else f"{_zh(value)}"
            found.append(Measure("label", (f"{name}:{value}",), "", "", False, m.start(), m.end(), (m.span(),)))
    numbers = [m for m in _NUMBER.finditer(text) if free(*m.span()) and not _ONE_OF.match(text, m.start())]
    found += _quantities(text, numbers)
    return tuple(sorted(found, key=lambda one: one.start))


def _labels(m: re.Match[str]) -> bool:
    """Whether a word before a number labels it: "day 1" does, "days 3" of a range too, "dose 5" needs no more."""
    return not (m["v"].isalpha() and not m["v"].isupper()) or m["v"].lower() in _ROMAN


def _iso(m: re.Match[str]) -> str:
    parts = m.groupdict()
    month, day = parts.get("m"), parts.get("d")
    iso = parts["y"] or ""
    if month:
        iso += f"-{int(month) if month.isdigit() else _MONTHS[month.lower()]:02d}"
    return iso + (f"-{int(day):02d}" if day else "")


def _label(m: re.Match[str]) -> str:
    name = next(key for key, pattern in _LABELS.items() if re.fullmatch(pattern, m["name"], re.IGNORECASE))
    value, last = m["v"].lower(), (m["last"] or "").lower()
    joint = "" if not last else "/" if m["joint"] == "/" else "-"
    return f"{name}:{_ROMAN.get(value, value)}{joint}{_ROMAN.get(last, last)}"


def _zh(text: str) -> int:
    total, last = 0, 0
    for char in text:
        if char == "十":
            total, last = total + (last or 1) * 10, 0
        elif char == "百":
            total, last = total + (last or 1) * 100, 0
        else:
            last = _ZH.get(char, 0)
    return total + last


def _value(text: str) -> str:
    low = text.lower().replace("·", ".")
    if re.match(r"\d", low):
        plain = low.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", low) else low
        whole, _, rest = plain.partition(".")
        rest = rest.rstrip("0")
        return f"{int(whole)}{'.' + rest if rest else ''}"
    if re.match(r"[零一二三四五六七八九两十百]", low):
        return str(_zh(low))
    parts = [p for p in re.split(r"[- ]|\by\b", low) if p]
    return str(sum(_WORDS[p] for p in parts))


def _quantities(text: str, numbers: list[re.Match[str]]) -> list[Measure]:
    found: list[Measure] = []
    at = 0
    done = 0
    while at < len(numbers):
        first = numbers[at]
        if first.start() < done:  # a power of ten that belongs to the unit before it
            at += 1
            continue
        unit, end = _unit(text, first.end())
        last = None
        if at + 1 < len(numbers):
            joint = text[end : numbers[at + 1].start()]
            last = numbers[at + 1] if _TO.fullmatch(joint) and _is_range(text, first, numbers[at + 1], joint) else None
        values = [_value(first.group())]
        spans = [(first.start(), end)]
        stop = end
        if last is not None:
            other, stop = _unit(text, last.end())
            unit = other or unit
            values.append(_value(last.group()))
            spans.append((end, stop))
            at += 1
        bound, cue = _bound(text, first.start(), stop)
        if not unit and _AGED.search(text[: first.start()]):
            unit = "year"
        if last is not None:
            bound = "range" if bound in ("", "range") else bound + " range"
        elif bound == "range":
            bound, cue = "", None
        spans += [cue] if cue else []
        about = _ABOUT.search(text[: min(first.start(), cue[0] if cue and cue[0] < first.start() else first.start())])
        if about:
            spans.append(about.span())
        found.append(
            Measure("number", tuple(values), bound, unit, bool(about), first.start(), stop, tuple(spans))
        )  # fmt: skip
        at += 1
        done = stop
    return found


def _is_range(text: str, first: re.Match[str], second: re.Match[str], joint: str) -> bool:
    """Whether two neighbouring numbers are the ends of a range: "18 and 70" only after "between"."""
    ours, _ = _unit(text, first.end())
    theirs, _ = _unit(text, second.end())
    if ours and theirs and ours != theirs:
        return False
    word = joint.strip().lower()
    if word in ("and", "y"):
        return re.search(r"(?:between|entre)\s+(?:the ages of |los |ages )?$", text[: first.start()], re.IGNORECASE) is not None  # fmt: skip
    return True


def _unit(text: str, at: int) -> tuple[str, int]:
    m = _UNIT.match(text, at)
    if m is None or not m["u"].strip():
        return "", at
    return _named(m["u"]), m.end()


def _named(unit: str) -> str:
    plain = re.sub(r"\s+", "", unit.lower().replace(" per ", "/").replace(" por ", "/").replace("每", "/"))
    plain = re.sub(r"(?<=million)s|(?<=billion)s|(?<=cell)s", "", plain).replace("百万", "million")
    plain = plain.replace("公斤", "kg").replace("千克", "kg").replace("×", "x").replace("*", "x")
    for name, patterns in _NAMES.items():
        if any(re.fullmatch(pattern, plain, re.IGNORECASE) for pattern in patterns.split()):
            return name
    return spelled(plain) or plain


def _bound(text: str, start: int, end: int) -> tuple[str, tuple[int, int] | None]:
    # What is approximate may stand between the comparator and the number: "at least about 5".
    before = _ABOUT.sub("", text[max(0, start - 70) : start])
    base = max(0, start - 70)
    for bound, pattern in _PREFIXES:
        if bound != "range" and (m := pattern.search(before)):
            longer = [(b, n) for b, p in _PREFIXES if b != "range" and (n := p.search(before))]
            bound, m = min(longer, key=lambda one: one[1].start("cue"))
            if m["cue"].lower() == "over" and _OVER_TIME.search(before[: m.start("cue")]):
                return "", (base + m.start("cue"), base + m.end("cue"))
            return bound, (base + m.start("cue"), base + m.end("cue"))
    for bound, pattern in _SUFFIXES:
        if m := pattern.match(text, end):
            return bound, (m.start(), m.end())
    for bound, pattern in _PREFIXES:
        if bound == "range" and (m := pattern.search(before)):
            return bound, (base + m.start("cue"), base + m.end("cue"))
    return "", None


def agrees(claimed: Measure, recorded: Measure, *, roughly: bool = False) -> bool:
    """Whether a claim may say a measure of the record so: the same value, unit and bound, or an end of its range.

    What is planned may be told `roughly`: "about 80" of 80.
    """
    if claimed.kind != recorded.kind:
        return False
    if claimed.kind == "date":
        said, held = claimed.values[0], recorded.values[0]
        return held == said or held.startswith(f"{said}-")
    if claimed.kind == "label":
        return claimed.values == recorded.values
    if claimed.unit != recorded.unit or (claimed.about != recorded.about and not (roughly and claimed.about)):
        return False
    if claimed.bound == recorded.bound:
        return claimed.values == recorded.values
    if recorded.bound == "range" and len(claimed.values) == 1:
        return (claimed.bound, claimed.values[0]) in ((">=", recorded.values[0]), ("<=", recorded.values[-1]))
    return False
