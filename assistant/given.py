"""Bring the shapes people write a patient's facts in to the one shape we read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SEXES = {"f": "female", "m": "male", "w": "female", "woman": "female", "man": "male", "女": "female", "男": "male"}
_FIELDS = {
    "age_years": "age",
    "dob": "birth_date",
    "birthdate": "birth_date",
    "date_of_birth": "birth_date",
    "gender": "sex",
    "pregnancy": "pregnant",
    "lactating": "breastfeeding",
    "lactation": "breastfeeding",
    "nursing": "breastfeeding",
    "diagnoses": "conditions",
    "diagnosis": "conditions",
    "medical_history": "conditions",
    "comorbidities": "conditions",
    "history": "conditions",
    "labs": "tests",
    "lab_results": "tests",
    "laboratory": "tests",
    "antibodies": "tests",
    "autoantibodies": "tests",
    "serology": "tests",
    "vitals": "tests",
    "biomarkers": "tests",
    "scores": "tests",
    "medications": "treatments",
    "drugs": "treatments",
    "therapies": "treatments",
    "prior_treatments": "treatments",
    "prior_therapies": "treatments",
    "procedures": "treatments",
    "informed_consent": "consent",
    "classification_criteria": "classifications",
    "criteria_met": "classifications",
    "classification": "classifications",
}
# Who the patient is, is not asked for and not kept.
_NOT_FACTS = frozenset(("id", "patient_id", "mrn", "name", "label", "title"))
_NAMES = ("name", "condition", "diagnosis", "disease", "test", "antibody", "score", "measure", "drug", "medication", "treatment", "procedure", "therapy", "display", "term", "label")  # fmt: skip
_SAID = {
    "conditions": {
        "active": "active|current|present|yes|confirmed|ongoing|positive|true|recurrence|relapse|chronic",
        "history": "history|past|resolved|inactive|remission|cured|previous|historical",
        "suspected": "suspected|possible|probable|provisional|differential",
        "absent": "absent|no|none|denied|negated|negative|ruled out|excluded|refuted|never|false",
        "family": "family|family history",
    },
    "treatments": {
        "current": "current|active|ongoing|on|taking|in-progress",
        "past": "past|previous|prior|stopped|completed|discontinued|history|failed",
        "given": "given|done|received|yes|true|performed",
        "never": "never|none|no|not done|not-done|absent|denied|false",
        "planned": "planned|scheduled",
    },
}
_STATUS = {
    table: {word: status for status, words in said.items() for word in words.split("|")}
    for table, said in _SAID.items()
}
_OUTCOMES = {
    "failed": r"fail|refractor|no respon|inadequate|insufficient|ineffective|nonrespon|non-respon|relaps|无效",
    "not tolerated": r"intoler|not tolerat|toxic|adverse",
    "responded": r"respon|effective|remission|success|improv|有效",
}
_RESULTS = (
    ("negative", r"neg\w*|non-?reactive|not detected|undetectable|absent|-|\(-\)|no|false|阴性"),
    (
        "positive",
        r"(?:weak(?:ly)? |strong(?:ly)? |low )?pos\w*|reactive|detected|detectable|present|\++|\(\+\)|yes|"
        r"true|(?:强|弱)?阳性",
    ),
    ("normal", r"normal|within normal limits|wnl|正常"),
    ("abnormal", r"abnormal"),
    ("high", r"high|elevated|raised|increased|升高"),
    ("low", r"low|decreased|reduced|降低"),
)
_NUMBER = re.compile(r"\s*(<=|>=|<|>|≤|≥)?\s*(-?\d+(?:,\d{3})*(?:\.\d+)?)\s*([^\d\s].*)?")
_RANGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:-|–|—|~|to|至)\s*(\d+(?:\.\d+)?)\s*([^\d\s-].*)?", re.IGNORECASE)
_TITRE = re.compile(r"\s*(?:positive\s*,?\s*\(?)?1\s*[:：/]\s*(\d+)\)?\s*(?:positive)?\s*", re.IGNORECASE)


def shape(given: Mapping[str, Any]) -> dict[str, Any]:
    """Rename, split and spell what was given; a field nobody knows is left for the reader to refuse."""
    read: dict[str, Any] = {}
    for key, value in given.items():
        if str(key).strip().lower() in _NOT_FACTS:
            continue
        name = _FIELDS.get(str(key).strip().lower().replace(" ", "_").replace("-", "_"), str(key))
        if name in ("conditions", "tests", "treatments"):
            read[name] = [*read.get(name, ()), *(_row(name, row) for row in _rows(value))]
        elif name == "classifications":
            read[name] = [value] if isinstance(value, str) else value
        elif value is not None:
            read[name] = value
    if isinstance(read.get("age"), Mapping):
        age = read["age"]
        read["age"] = " ".join(f"{v} {k}" for k, v in age.items())
    if isinstance(read.get("sex"), str):
        sex = read["sex"].strip().lower()
        read["sex"] = _SEXES.get(sex, sex)
    for name in ("pregnant", "breastfeeding", "consent", "complies"):
        if isinstance(read.get(name), str):
            read[name] = _truth(read[name])
    return {k: v for k, v in read.items() if v is not None}


def _truth(words: str) -> bool | str | None:
    low = words.strip().lower()
    if low in ("yes", "true", "positive", "given", "signed", "pregnant", "是", "breastfeeding", "lactating", "willing"):
        return True
    if low in ("no", "false", "negative", "not pregnant", "none", "refused", "否", "not applicable", "n/a"):
        return False
    return None if low in ("unknown", "not known", "", "未知") else words


def _rows(value: Any) -> list[Any]:
    """The rows of a table given as a list, as one thing, or as {name: result}."""
    if value is None:
        return []
    if isinstance(value, Mapping) and not any(key in value for key in _NAMES):
        return [
            ({"name": str(k), **v} if isinstance(v, Mapping) else {"name": str(k), "value": v})
            for k, v in value.items()
        ]
    return list(value) if isinstance(value, list | tuple) else [value]


def _row(table: str, row: Any) -> Any:
    if isinstance(row, str):
        return _words(table, row)
    if not isinstance(row, Mapping):
        return row
    read = {str(k): v for k, v in row.items() if v is not None}
    if "name" not in read:
        key = next((k for k in _NAMES if k in read), None)
        if key is not None:
            read["name"] = str(read.pop(key))
    read["name"] = str(read.get("name", ""))
    return {"conditions": _condition, "tests": _test, "treatments": _treatment}[table](read)


def _words(table: str, row: str) -> dict[str, Any]:
    """A bare line: a name; for a test perhaps "ANA: positive", "Hb 9.1 g/dL"."""
    if table == "tests":
        match = re.fullmatch(r"\s*(.+?)\s*[:=]\s*(.+)", row) or re.fullmatch(
            r"\s*(.+?)\s+((?:[<>≤≥]?\s*\d|1:\d|positive|negative|pos\b|neg\b|normal|elevated).*)", row, re.IGNORECASE
        )
        if match:
            return {**_test({"name": match[1], "value": match[2]}), "words": row.strip()}
    return {"name": row}


def _condition(read: dict[str, Any]) -> dict[str, Any]:
    for key in ("since", "diagnosed", "onset_date", "start", "date"):
        if key in read:
            read.setdefault("onset", read.pop(key))
    for key in ("duration_years", "duration"):
        if key in read:
            value = read.pop(key)
            read.setdefault("years", _years(value))
    if "duration_months" in read:
        read.setdefault("years", float(read.pop("duration_months")) / 12)
    if "present" in read:
        read["status"] = "active" if read.pop("present") else "absent"
    if "value" in read:
        read["status"] = read.pop("value")
    status = read.get("status")
    if status is not None:
        text = str(status).strip().lower()
        read["status"] = _STATUS["conditions"].get(text, text)
    for key in ("severity", "control", "controlled", "note", "notes", "detail", "details", "comment"):
        if key in read:
            value = read.pop(key)
            extra = ("controlled" if value else "uncontrolled") if isinstance(value, bool) else str(value)
            read["words"] = read.get("words") or f"{read['name']}, {extra}"
    return read


def _years(value: Any) -> Any:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(y\w*|m\w*|w\w*|d\w*|年|个月)?\s*", str(value))
    if not match:
        return value
    per = {"m": 12.0, "个": 12.0, "w": 52.18, "d": 365.25}.get((match[2] or "y")[0], 1.0)
    return float(match[1]) / per


def _test(read: dict[str, Any]) -> dict[str, Any]:
    if "units" in read:
        read["unit"] = read.pop("units")
    for key in ("uln", "upper_limit_of_normal"):
        if key in read:
            read["upper_limit"] = read.pop(key)
    if "interpretation" in read:
        read.setdefault("result", read.pop("interpretation"))
    for key in ("note", "notes", "comment", "method"):
        read.pop(key, None)
    words = read.get("words") or " ".join(
        str(read[k]) for k in ("name", "value", "unit", "result", "titer", "titre") if read.get(k) not in (None, "")
    )
    for key in ("titer", "titre"):
        if key in read:
            read.setdefault("result", str(read.pop(key)))
    for key in ("value", "result"):
        value = read.get(key)
        if isinstance(value, bool):
            read["result"] = "positive" if value else "negative"
            if key == "value":
                del read["value"]
        elif isinstance(value, str):
            del read[key]
            read |= {k: v for k, v in _said(value).items() if k not in read or k == "result"}
            read["words"] = words
        elif isinstance(value, int | float) and key == "result":
            read["value"] = read.pop("result")
    return read


def _said(value: str) -> dict[str, Any]:
    """A result in words or in figures."""
    if match := _TITRE.fullmatch(value):
        # 1:80 and above is the usual mark of a positive antinuclear antibody (Aringer 2019, entry criterion).
        return {"result": "positive"} if int(match[1]) >= 80 or "pos" in value.lower() else {}
    plain = value.strip()
    for result, pattern in _RESULTS:
        if re.fullmatch(pattern, plain, re.IGNORECASE):
            return {"result": result}
    if match := _RANGE.fullmatch(plain):
        low, high = sorted((float(match[1]), float(match[2])))
        return {"value": low, "most": high} | ({"unit": match[3].strip()} if match[3] else {})
    if match := _NUMBER.fullmatch(plain):
        read: dict[str, Any] = {"value": float(match[2].replace(",", ""))}
        if match[1]:
            read["comparator"] = match[1].replace("≤", "<=").replace("≥", ">=")
        if match[3]:
            read["unit"] = match[3].strip()
        return read
    word = re.match(r"(?:weakly |strongly )?(positive|negative|normal|abnormal)\b", plain, re.IGNORECASE)
    # "Equivocal", "pending": no result that a criterion could be judged on; the words stay.
    return {"result": word[1].lower()} if word else {}


def _treatment(read: dict[str, Any]) -> dict[str, Any]:
    for key, field in (
        ("date", "start"),
        ("started", "start"),
        ("stopped", "end"),
        ("response", "outcome"),
        ("result", "outcome"),
        ("value", "status"),
    ):
        if key in read:
            value = read.pop(key)
            read.setdefault(field, value)
    words = read.get("words") or ", ".join(
        str(v) for k, v in read.items() if k not in ("code",) and not isinstance(v, bool)
    )
    for key in (
        "dose",
        "type",
        "kind",
        "note",
        "notes",
        "indication",
        "source",
        "donor",
        "organ",
        "target",
        "detail",
        "details",
        "comment",
    ):
        if key in read:
            value = read.pop(key)
            if (
                key in ("type", "kind", "source", "donor", "organ", "target")
                and str(value).lower() not in read["name"].lower()
            ):
                read["name"] = f"{value} {read['name']}"
    if isinstance(read.get("status"), bool):
        read["status"] = "given" if read["status"] else "never"
    if isinstance(read.get("status"), str):
        text = read["status"].strip().lower()
        if text == "failed":
            read.setdefault("outcome", "failed")
        read["status"] = _STATUS["treatments"].get(text, text)
    if isinstance(read.get("outcome"), str):
        text = read["outcome"].lower()
        read["outcome"] = next((name for name, pattern in _OUTCOMES.items() if re.search(pattern, text)), None)
        if read["outcome"] is None:
            del read["outcome"]
    read["words"] = words
    return read
