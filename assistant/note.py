"""Read a free-text note into facts, keeping the patient's own words beside each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.assertion import (
    CHILDREN,
    ELDERS,
    RELATIVES,
    RELATIVES_ES,
    RELATIVES_ZH,
    SIBLINGS,
    Status,
    assertion,
    of_another,
)
from assistant.facts import MOST_CHARACTERS, PatientFacts, UnusableFacts, impossible, read_facts, years_in
from assistant.facts import Test as TestFact
from assistant.medicine import Mention, concepts, is_a, measure, mentions
from assistant.units import UNIT, convert, known

_SENTENCE = re.compile(
    r"(?:[^.;!?。；！？\n]|\.(?=\d)|(?<=\b[A-Z])\.(?=[A-Z]\b)|(?<=\bDr)\.|(?<=\bvs)\.|(?<=e\.g)\.|(?<=i\.e)\.|"
    r"\?(?=\w))+[.;!?。；！？]?"
)
_NUMBERED = re.compile(r"^\s*\d{1,3}\.\s+(?=\S)")
_WIDEST = 280
_LONGEST = 900
_MOST_FACTS = 2_000

_AGE = re.compile(
    r"(?<![\d.])(?P<n>\d{1,3}(?:\.\d)?)\s*-?\s*(?P<u>years?|yrs?|y|months?|mos?|weeks?|wks?|days?)\s*[-/.]?\s*"
    r"(?:(?:and\s+|,\s*)?(?P<m>\d{1,2})[\s-]*(?:months?|mos?|m)\s*[-/.]?\s*)?(?:olds?|of age|o\b)"
    r"|(?<![\d.])(?P<fm>\d{1,3})\s*[-,]?\s*(?P<s>[FM])\b(?!\s*[/-])|"
    r"\b(?P<s2>[FM])\s*[,/]?\s*(?P<fm2>\d{1,3})\b(?!\s*[%:/.]\d*)"
    r"|\b(?:patient|pt|subject|participant|he|she)(?:['’]s age)? is\s+(?P<p>\d{1,3})(?=\s*(?:[.,;]\s|[.,;]?$|and\b))"
    r"|\b(?:aged?|edad)\s*(?:is|of|:|=)?\s*(?P<a>\d{1,3})(?:\s*(?:years?|y)\s*(?:and\s*|"
    r",\s*)?(?P<am>\d{1,2})\s*(?:months?|mo|m)\b)?"
    r"|\b(?:female|male|woman|man|girl|boy|lady|gentleman)\s*,\s*(?:aged?\s*)?(?P<w>\d{1,3})\b(?=\s*(?:[,.;]|"
    r"$|years?\b|y\b))"
    r"|(?P<z>\d{1,3})\s*岁(?:\s*零?\s*(?P<zm>\d{1,2})\s*个月)?|(?P<e>\d{1,3})\s*años(?:\s+de edad)?(?!\s+de evolución)"
    r"|(?<![\d.])(?P<y>\d{1,3})\s*(?:years?|y)(?:\s*(?:and\s*|,\s*)?(?P<ym>\d{1,2})\s*(?:months?|mo|"
    r"m))?(?=\s*[,;]?\s*(?:female|male|woman|man|girl|boy|lady|gentleman)\b)",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"(?:\bat (?:the )?age (?:of )?|\bwhen (?:he|she) was\s*|\bsince (?:the )?age (?:of )?|\bfrom age |"
    r"\bdiagnosed (?:with \w+ )?(?:at|when) |\bover |\bunder |\bhace |\bdurante |\bdesde )\s*$",
    re.IGNORECASE,
)
# Words between that return to the patient: "her mother says the patient is 16".
_RELATIVE = re.compile(
    rf"\b(?:{RELATIVES}|{CHILDREN}|donors?)\b(?:(?!\bpatient(?:['’]s age)? (?:is|was|aged)\b)[^.;]){{0,40}}$|"
    rf"(?:{RELATIVES_ZH})(?:(?!患者|病人)[^。；]){{0,15}}$|\b(?:{RELATIVES_ES})\b(?:(?!\bpaciente\b)[^.;]){{0,40}}$",
    re.IGNORECASE,
)
_OTHERS = re.compile(rf"\b(?:{RELATIVES}|donors?)\b", re.IGNORECASE)
# What follows a number: "40 year old sister". A mother or a child may be the patient, by what stands before.
_KIN = (
    r"^[\s,-]*(?:(?:healthy|living|unrelated|related|matched|deceased|cadaveric|female|male|older|elder|younger|twin|"
    r"identical|half|step|only|first|second|adopted|biological)[\s-]+)*"
)
_SIBLING_AFTER = re.compile(rf"{_KIN}(?:{SIBLINGS}|donors?|同胞|(?:的)?(?:{RELATIVES_ZH}))(?!\w)", re.IGNORECASE)
_ELDER_AFTER = re.compile(rf"{_KIN}(?:{ELDERS})\b(?! of\b)", re.IGNORECASE)
_CHILD_AFTER = re.compile(rf"{_KIN}(?:{CHILDREN}|girl|boy)\b", re.IGNORECASE)
_HERS = re.compile(
    r"\b(?:his|her|their|patient['’]s|whose|my|by (?:an?|the|one)|(?:has|have|with) (?:an?|the|one|two)|and (?:an?|the|one))\s+"
    r"(?:[a-z'’-]+\s+){0,2}$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:^|[.;:\n])\s*(?:this is |case of |we (?:saw|report) )?(?:an?|the|this)?\s*$", re.IGNORECASE)
_SEX = re.compile(
    r"\b(?P<f>females?|wom[ae]n|lady|girl|mujer|niña|primigravida|multigravida|G\d+P\d+)\b|\b(?P<m>males?|m[ae]n|"
    r"gentleman|boy|hombre|varón|niño)\b|(?P<fz>女)|(?P<mz>男)",
    re.IGNORECASE,
)
_PREGNANT = re.compile(
    r"\bpregnan(?:t|cy)\b(?!\s*test)|\bgravid\b|\b\d{1,2}(?:th|st|nd|rd)?\s*-?\s*weeks?['’]?\s*(?:of\s+)?(?:gestation|"
    r"pregnan)|\bweeks pregnant|怀孕|妊娠(?!试验)|孕\d+周|\bembarazad?a?o?\b",
    re.IGNORECASE,
)
_NURSING = re.compile(
    r"\bbreast[- ]?feeding|\blactat\w+|\bnursing (?:an? )?(?:infant|baby|mother|her)|\bbreastfeeds|哺乳|\blactancia\b|"
    r"dando el pecho",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"informed consent|\bagree[sd]? to (?:take part|participate)|\bconsents?\b(?: to| given| signed)|"
    r"\b(?:signed|gave|given|provided|provides) (?:the |an? |his |"
    r"her )?(?:written )?consent|知情同意|consentimiento",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\brefus\w+|\bdeclin\w+|\bunable\b|\bunwilling|\bnot (?:willing|able)|拒绝|rechaza", re.IGNORECASE
)
_COMPLY = re.compile(r"\bcompl(?:y|ies|iant|iance)\b|\badher\w+ to", re.IGNORECASE)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_VALUE = re.compile(
    rf"^\s*(?:\([^)]{{0,30}}\)\s*)?(?:(?:level|levels|count|value|score|titer|titre|result|reading|index|评分|"
    rf"水平)\s*)*"
    rf"(?:[:：=]|is|was|are|were|of|at|to be|found|measured|about|approximately|around|exactly|only|just|~|reads?|es|son|为|是|\s|,(?=\s*\d))*"
    rf"(?P<c><=|>=|<|>|≤|≥)?\s*(?P<v>{_NUMBER})(?!\s*:\s*\d)(?![\d/]*/\d{{2,}}\b)\s*(?P<u>{UNIT})?",
    re.IGNORECASE,
)
_VALUE_FIRST = re.compile(rf"(?P<v>{_NUMBER})\s*(?P<u>{UNIT})?\s*(?:of\s+)?$", re.IGNORECASE)
# The other end of a range or of a change: "8-12", "1 to 2", "8, now 4"; not "12 - 14 days ago".
_TO = re.compile(
    rf"^\s*(?P<u0>{UNIT})?\s*(?:→|->|=>|(?P<dash>[-–—~～])|\bto\b|\bor\b|至|到|,?\s*(?:and\s+)?\b(?:now|"
    rf"currently|today)\b(?:\s+is)?)\s*(?P<v>{_NUMBER})(?![\d.]*[-/:]\d)(?!\s*"
    rf"(?:days?|weeks?|months?|years?|hours?) (?:ago|later|after|before|prior))\s*(?P<u>{UNIT})?",
    re.IGNORECASE,
)
_FROM = re.compile(rf"(?<![\d./-])(?P<v>{_NUMBER})\s*(?:[-–—~～]|\bto\b|\bor\b|至|到)\s*$", re.IGNORECASE)
_TITRE = re.compile(r"^[^.;,，。]{0,25}?1\s*[:：]\s*(?P<t>\d{2,5})", re.IGNORECASE)
_RESULT_AFTER = re.compile(
    r"^\s*(?:\([^)]{0,40}\)\s*)?(?:antibod(?:y|ies)|abs?|autoantibod(?:y|ies)|test|titers?|levels?|serology|expression|"
    r"抗体)?\s*(?:[:：=]|is|was|are|were|came back|returned|remains?|both|all|低滴度|为|呈)*\s*"
    r"(?:(?:strongly|weakly|weak|highly|repeatedly|again|low)\s+)*(?P<r>positive|negative|pos\b|neg\b|\(\+{1,3}\)|"
    r"（\+{1,3}）|\+{1,3}(?!\w)|\(-\)|（-）|（－）|-ve|\+ve|reactive|non-?reactive|not detected|undetectable|detected|"
    r"detectable|absent|present|"
    r"normal|elevated|raised|high|low|abnormal|强?弱?阳性|阴性|正常|升高|降低|未检出|检出|positiv[oa]s?|negativ[oa]s?)",
    re.IGNORECASE,
)
_RESULT_BEFORE = re.compile(
    r"(?P<r>positive|negative|elevated|raised|high|low|normal|abnormal|undetectable|detectable|reactive|non-?reactive|"
    r"decreased|increased)\s*(?:tests? )?(?:for|of)?\s*(?:the |an? |serum |both )?(?:anti-?)?$",
    re.IGNORECASE,
)
_RESULTS: tuple[tuple[str, str], ...] = (
    ("negative", r"neg|-ve|\(-\)|（[-－]）|non-?reactive|not detected|undetectable|absent|阴性|未检出"),
    ("positive", r"pos|\+|reactive|detect|present|阳性|检出"),
    ("abnormal", r"abnormal"),
    ("normal", r"normal|正常"),
    ("high", r"elevated|raised|high|increased|升高"),
    ("low", r"low|decreased|降低"),
)
_LIST_GAP = re.compile(
    r"^[\s,/、+&和及与]*(?:and/or|and|or|y)?[\s,/]*(?:the |anti-?)?\s*(?:antibod(?:y|ies)|abs?)?[\s,/、]*(?:and|"
    r"or)?\s*$",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"^\W*(?:(?:for|x|×|of|diagnosed|since|over|duration|病史|病程|确诊|已|患病|,|\(|the past|"
    r"the last)\W*)*(?P<n>\d+(?:\.\d+)?)\s*-?\s*(?P<u>years?|yrs?|y|months?|mos?|mo|weeks?|wks?|days?|年|个月|周|"
    r"天)(?![a-z])(?!\s*(?:old|of age|-old))(?P<ago>\s*(?:ago|prior|earlier|前|back))?",
    re.IGNORECASE,
)
_SINCE_BEFORE = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s*-?\s*(?P<u>years?|yrs?|y|months?|mos?|weeks?|wks?|days?|年|个月|周|"
    r"天)(?:['’]s?)?\s*(?:history|"
    r"h/o|hx|duration|的|前)\s*(?:of\s*)?(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|one|two|three|four|five|six|a)\s*(?P<u>years?|yrs?|y|months?|mos?|weeks?|wks?|"
    r"days?|年|个月|周|"
    r"天)\s*(?:ago|prior|earlier|before|前)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:in|on|since|from|dated?|diagnosed(?: in)?|于)?\s*(?P<d>(?:19|"
    r"20)\d{2}(?:[-/.年]\d{1,2})?(?:[-/.月]\d{1,2})?)\b"
)
_DAYS = {"y": 365.25, "年": 365.25, "m": 30.4375, "个": 30.4375, "w": 7.0, "周": 7.0, "d": 1.0, "天": 1.0}
_FORMER = re.compile(r"(?:ex|former|past|previous|quit|stopped)\b|已?戒", re.IGNORECASE)
_ENDED = re.compile(
    r"^(?:\s+(?:infection|disease))?\s*(?:\(?(?:in|since)?\s*(?:\w+\s+)?(?:19|20)\d{2}\)?)?\s*[,，(:;-]?\s*(?:and |was |"
    r"is |has been |now |since |then |fully |successfully |adequately |completely |previously |curatively )*"
    r"(?:treated(?! (?:with|by|at|for)\b)|eradicated|resolved|cured|healed|已?治愈|已?痊愈|已治疗|curad[oa]|resuelt[oa])",
    re.IGNORECASE,
)
_THAT_YEAR = re.compile(
    r"^(?:\s+infection)?\s*,?\s*\(?(?:in\s+)?(?:[a-z]+\s+)?(?:19|20)\d{2}\b(?!\s*(?:ACR|EULAR|criteria|classif|"
    r"McDonald|(?:-|–|to)\s*(?:present|now|date)))|^\s*(?:in childhood|as a child|in (?:his|her) (?:youth|teens))",
    re.IGNORECASE,
)
# A year beside one of these is the year it was there; beside a lasting disease it is the year it began.
_PASSING = ("infection", "injury", "fracture", "stroke", "bleeding", "seizure", "malignancy", "thromboembolism")
_FAILED = re.compile(
    r"\bfail(?:ed|ure of|ure to respond to|ing)?\b(?! to)|\brefractory to|\binadequate(?:ly)? respon\w+ to|"
    r"\bno response to|\bresistant to|\bdespite|\bineffective|失败|无效|难治|fracas\w+",
    re.IGNORECASE,
)
_FAILED_AFTER = re.compile(
    r"^[^.;]{0,40}?\b(?:failed|without (?:response|benefit)|ineffective|no response|inadequate response|"
    r"refractory|无效|"
    r"失败|效果不佳)",
    re.IGNORECASE,
)
_INTOLERANT = re.compile(r"\bintoleran\w+ (?:to|of)|\bdid not tolerate|\bcould not tolerate|不耐受", re.IGNORECASE)
_CURRENT = re.compile(
    r"\bcurrent(?:ly)?\b|\bon\b|\btakes?\b|\btaking\b|\breceives\b|\breceiving\b|\bmedications? (?:include|are)|"
    r"\bmeds\b|\bmaintenance|\bmaintained on|目前|现服|服用|actualmente|\btoma\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\bprevious(?:ly)?\b|\bprior\b|\breceived\b|\bwas (?:treated|given)|\btreated with|\bstopped\b|\bdiscontinued\b|"
    r"\bcompleted\b|\bformer\w*|\bpast\b|\bs/p\b|曾|既往|停用|接受过",
    re.IGNORECASE,
)
_NAIVE = re.compile(r"^[\s-]*(?:na[iï]ve|未用|未使用)", re.IGNORECASE)
_CLASSIFIED = re.compile(
    r"[^.;。；]*?\b(?:meets?|met|fulfil(?:l|s|ls|led)?|satisf\w+|符合|cumple)\b[^.;。；]*?(?:criteria|标准|"
    r"criterios)[^.;。；]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    rows: dict[str, Any] = field(default_factory=dict)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    tests: list[dict[str, Any]] = field(default_factory=list)
    treatments: list[dict[str, Any]] = field(default_factory=list)
    classifications: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)


def read_note(note: str) -> PatientFacts:
    """Read the facts a note states about its patient.

    Raises:
        UnusableFacts: the note is empty or longer than `MOST_CHARACTERS`.
    """
    if not note.strip():
        raise UnusableFacts("The note is empty: paste the patient's note or fill the form.")
    if len(note) > MOST_CHARACTERS:
        raise UnusableFacts(
            f"The note has {len(note):,} characters; up to {MOST_CHARACTERS:,} are read: paste the relevant part."
        )
    reading = _Reading()
    parts = tuple(sentences(note))
    _person(note, reading)
    for part in dict.fromkeys(parts):
        _sentence(part, reading)
    return read_facts(
        {
            **reading.rows,
            "conditions": reading.conditions[:_MOST_FACTS],
            "tests": reading.tests[:_MOST_FACTS],
            "treatments": reading.treatments[:_MOST_FACTS],
            "classifications": reading.classifications[:100],
            "contradictions": list(dict.fromkeys(reading.contradictions)),
            "sentences": [part[:2000] for part in parts],
        }
    )


def sentences(note: str) -> Iterator[str]:
    """The sentences of a note, each exactly as it stands there, without the numbers some notes put before them."""
    for line in note.split("\n"):
        line = line[match.end() :] if (match := _NUMBERED.match(line)) else line
        for match in _SENTENCE.finditer(line):
            if match.group().strip(" .;。；!?"):
                yield from _pieces(match.group().strip())


def _pieces(sentence: str) -> Iterator[str]:
    """Cut what has no full stop for very long at a space, so that the work on a sentence is bounded."""
    while len(sentence) > _LONGEST:
        cut = sentence.rfind(" ", _LONGEST // 2, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence


def _words(sentence: str, start: int, end: int) -> str:
    """The sentence, or in a long one the words around the mention, exactly as they stand."""
    if len(sentence) <= _WIDEST:
        return sentence
    left = max(0, start - _WIDEST // 2)
    right = min(len(sentence), end + _WIDEST // 2)
    left = sentence.find(" ", left) + 1 if left and 0 <= sentence.find(" ", left) < start else left
    right = (
        sentence.rfind(" ", end, right) if right < len(sentence) and sentence.rfind(" ", end, right) > end else right
    )
    return sentence[left:right].strip()


def _person(note: str, reading: _Reading) -> None:
    ages: list[tuple[float, str]] = []
    for match in _AGE.finditer(note):
        if _NOT_NOW.search(note[max(0, match.start() - 40) : match.start()]) or _of_another(note, match):
            continue
        ages.append((_years(match), match.group().strip()))
    plausible = [(years, words) for years, words in ages if years <= 125]
    if ages and not plausible:
        raise UnusableFacts(
            f"The note's age “{ages[0][1]}” is not the age of a living person: correct it and check again."
        )
    if plausible:
        low, high = min(plausible), max(plausible)
        if high[0] - low[0] >= 1:
            reading.contradictions.append(f"age: “{low[1]}” and “{high[1]}”")
        else:
            reading.rows |= {"age": plausible[0][0], "age_words": plausible[0][1]}
    _sex(note, reading)


def _of_another(note: str, match: re.Match[str]) -> bool:
    """Whether an age or a sex is a relative's or a donor's, by the words on both sides of it."""
    before, after = note[max(0, match.start() - 60) : match.start()], note[match.end() : match.end() + 80]
    if _RELATIVE.search(before) or _SIBLING_AFTER.search(after):
        return True
    if _CHILD_AFTER.search(after):
        return bool(_HERS.search(before))
    return bool(_ELDER_AFTER.search(after)) and not _OPENS.search(before)


def _years(match: re.Match[str]) -> float:
    got = match.groupdict()
    if got["n"]:
        return years_in(f"{got['n']} {got['u']}") + float(got["m"] or 0) / 12
    months = float(got["am"] or got["zm"] or got["ym"] or 0) / 12
    return (
        float(got["fm"] or got["fm2"] or got["a"] or got["w"] or got["z"] or got["e"] or got["y"] or got["p"]) + months
    )


def _sex(note: str, reading: _Reading) -> None:
    beside: list[tuple[str, str]] = []
    anywhere: list[tuple[str, str]] = []
    for match in _AGE.finditer(note):
        if _of_another(note, match):
            continue
        letter = match["s"] or match["s2"]
        if letter:
            beside.append(("female" if letter.lower() == "f" else "male", match.group().strip()))
        around = note[match.end() : match.end() + 60].split(".")[0]
        near = _SEX.search(around)
        if near and not _OTHERS.search(around[: near.start()]):
            beside.append(
                (
                    "female" if near["f"] or near["fz"] else "male",
                    note[match.start() : match.end() + near.end()].strip(),
                )
            )
    for match in _SEX.finditer(note):
        if not _of_another(note, match) and not re.search(
            r"(?:sex with|partners?|sexual\w*)\W*$", note[max(0, match.start() - 40) : match.start()]
        ):
            anywhere.append(("female" if match["f"] or match["fz"] else "male", match.group()))
    found = beside or anywhere
    if not found:
        she = len(re.findall(r"\b(?:she|her)\b", note, re.IGNORECASE))
        he = len(re.findall(r"\b(?:he|his)\b", note, re.IGNORECASE))
        if she and not he:
            found = [("female", "she")]
        elif he and not she:
            found = [("male", "he")]
    kinds = {sex for sex, _ in found}
    if len(kinds) == 1:
        reading.rows |= {"sex": found[0][0], "sex_words": found[0][1]}
    elif found:
        first = dict(reversed(found))
        reading.contradictions.append(f"sex: “{first['female']}” and “{first['male']}”")


def _sentence(sentence: str, reading: _Reading) -> None:
    _states(sentence, reading)
    if _CLASSIFIED.search(sentence) and not re.search(
        r"\b(?:not|n['’]t|fails? to)\s+(?:yet )?(?:meet|met|fulfil)|不符合|no cumple", sentence, re.IGNORECASE
    ):
        reading.classifications.append(sentence[:2000])
    found = mentions(sentence)
    results = _results(sentence, found)
    for i, mention in enumerate(found):
        kind = concepts()[mention.concept].kind
        status = assertion(sentence, mention.start, mention.end)
        if kind == "condition":
            _condition(sentence, mention, status, reading)
        elif kind in ("drug", "procedure"):
            _treatment(sentence, mention, status, reading)
        elif of_another(sentence, mention.start):
            # A relative's or a donor's results are not the patient's.
            continue
        elif kind == "test":
            _test(sentence, mention, results[i], status, reading)
        else:
            _measure(sentence, mention, results[i], reading)
    _pressure(sentence, reading)


def _states(sentence: str, reading: _Reading) -> None:
    for pattern, fact in ((_PREGNANT, "pregnant"), (_NURSING, "breastfeeding")):
        for match in pattern.finditer(sentence):
            status = assertion(sentence, match.start(), match.end())
            if status in ("affirmed", "absent") and not re.match(
                r"\s*test|[^.;]{0,12}(?:prevention|potential)", sentence[match.end() :]
            ):
                if (
                    re.search(
                        r"\b(?:previous|prior|first|second|third|last|desires?|future|history of|in her)\s*$",
                        sentence[: match.start()],
                    )
                    and "gestation" not in sentence
                ):
                    continue
                _state(reading, fact, status == "affirmed", _words(sentence, match.start(), match.end()))
    test = re.search(
        r"(?:pregnancy test|\b(?:beta-)?hcg\b|妊娠试验)[^.;]{0,80}?(?P<r>negative|positive|阴性|阳性)|(?P<r2>negative|"
        r"positive) (?:urine |serum )?(?:pregnancy test|(?:beta-)?hcg)",
        sentence,
        re.IGNORECASE,
    )
    if test:
        result = (test["r"] or test["r2"]).lower()
        _state(reading, "pregnant", result in ("positive", "阳性"), sentence)
    if _CONSENT.search(sentence):
        reading.rows.setdefault("consent", not _REFUSES.search(sentence))
        reading.rows.setdefault("consent_words", sentence)
    if _COMPLY.search(sentence):
        reading.rows.setdefault(
            "complies", not re.search(r"\bnon-?|\bnot\b|\bpoor\b|\bunable", sentence, re.IGNORECASE)
        )
        reading.rows.setdefault("complies_words", sentence)


def _state(reading: _Reading, fact: str, value: bool, words: str) -> None:
    if reading.rows.get(fact, value) != value:
        reading.contradictions.append(f"{fact}: “{reading.rows[fact + '_words']}” and “{words}”")
        return
    reading.rows.setdefault(fact, value)
    reading.rows.setdefault(f"{fact}_words", words)


def _condition(sentence: str, mention: Mention, status: Status, reading: _Reading) -> None:
    if status == "hypothetical":
        return
    if status == "affirmed" and _over(sentence, mention):
        status = "history"
    row: dict[str, Any] = {
        "name": sentence[mention.start : mention.end],
        "status": {"affirmed": "active", "planned": "suspected"}.get(status, status),
        "words": _words(sentence, mention.start, mention.end),
    }
    if status in ("affirmed", "history"):
        row |= _when(sentence, mention)
    reading.conditions.append(row)


def _over(sentence: str, mention: Mention) -> bool:
    """Whether what is named is past: "ex-smoker", "tuberculosis, treated"; a year alone says so of what passes."""
    after = sentence[mention.end : mention.end + 80]
    if _FORMER.match(sentence[mention.start : mention.end]) or _ENDED.match(after):
        return True
    return bool(_THAT_YEAR.match(after)) and any(is_a(mention.concept, one) for one in _PASSING)


def _when(sentence: str, mention: Mention) -> dict[str, Any]:
    after, before = sentence[mention.end : mention.end + 60], sentence[max(0, mention.start - 60) : mention.start]
    found: dict[str, Any] = {}
    if match := _SINCE.search(after):
        days = float(match["n"]) * _DAYS[match["u"][0].lower()]
        found["years"] = round(days / 365.25, 4)
        if match["ago"]:
            found["days_ago"] = days
    elif match := _SINCE_BEFORE.search(before):
        found["years"] = round(float(match["n"]) * _DAYS[match["u"][0].lower()] / 365.25, 4)
    elif (match := _AGO.search(after)) and match.start() < 40:
        found["days_ago"] = _amount(match["n"]) * _DAYS[match["u"][0].lower()]
    elif (match := _DAY.search(after)) and match.start() < 30:
        day = re.sub(r"[/.年月]", "-", match["d"]).strip("-")
        found["onset"] = day
    if found.get("years", 0) > 130 or not _real(found.get("onset")):
        return {}
    return found


def _real(day: str | None) -> bool:
    if day is None:
        return True
    parts = [int(part) for part in day.split("-")]
    return len(parts) != 3 or (1 <= parts[1] <= 12 and 1 <= parts[2] <= 28) if len(parts) != 2 else 1 <= parts[1] <= 12


def _amount(word: str) -> float:
    return {"one": 1.0, "a": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0}.get(
        word.lower()
    ) or float(word)


def _treatment(sentence: str, mention: Mention, status: Status, reading: _Reading) -> None:
    if status in ("hypothetical", "suspected", "family"):
        return
    before, after = sentence[: mention.start], sentence[mention.end :]
    clause = re.split(r"[;；]|, (?:but|and (?:he|she))\b", before)[-1]
    row: dict[str, Any] = {
        "name": sentence[mention.start : mention.end],
        "words": _words(sentence, mention.start, mention.end),
    }
    if _FAILED.search(clause) or _FAILED_AFTER.search(after):
        row |= {"status": "past", "outcome": "failed"}
    elif status == "absent" or _NAIVE.match(after):
        row["status"] = "never"
    elif status == "planned":
        row["status"] = "planned"
    elif _PAST.search(clause) or status == "history":
        row["status"] = "past"
    elif _CURRENT.search(clause):
        row["status"] = "current"
    if _INTOLERANT.search(clause):
        row |= {"outcome": "not tolerated", "status": "past"}
    when = _when(sentence, mention)
    if "days_ago" in when:
        row["days_ago"] = when["days_ago"]
    elif "onset" in when:
        row["start"] = when["onset"]
    reading.treatments.append(row)


def _results(sentence: str, found: tuple[Mention, ...]) -> list[str | None]:
    """The result each mention carries; in a list ("A, B and C negative") it reaches back to the list's first."""
    results: list[str | None] = []
    for mention in found:
        match = _RESULT_AFTER.search(sentence[mention.end : mention.end + 90])
        results.append(_result(match["r"]) if match else None)
    for i in range(len(found) - 2, -1, -1):
        if results[i] is None and _LIST_GAP.match(sentence[found[i].end : found[i + 1].start]):
            results[i] = results[i + 1]
    for i, mention in enumerate(found):
        if results[i] is None:
            match = _RESULT_BEFORE.search(sentence[max(0, mention.start - 60) : mention.start])
            if match:
                results[i] = _result(match["r"])
            elif i and _LIST_GAP.match(sentence[found[i - 1].end : mention.start]):
                results[i] = results[i - 1]
    return results


def _result(word: str) -> str:
    return next(result for result, pattern in _RESULTS if re.search(pattern, word, re.IGNORECASE))


def _test(sentence: str, mention: Mention, result: str | None, status: Status, reading: _Reading) -> None:
    after = sentence[mention.end : mention.end + 60]
    row: dict[str, Any] = {
        "name": sentence[mention.start : mention.end],
        "words": _words(sentence, mention.start, mention.end),
    }
    if titre := _TITRE.search(after):
        # A titre of 1:80 or more is the usual mark of a positive antinuclear antibody (Aringer 2019, entry criterion).
        result = result or ("positive" if int(titre["t"]) >= 80 else None)
    if result is None and status in ("absent", "family", "hypothetical"):
        return
    reading.tests.append({**row, "result": result})


def _measure(sentence: str, mention: Mention, result: str | None, reading: _Reading) -> None:
    name = sentence[mention.start : mention.end]
    words = _words(sentence, mention.start, mention.end)
    limits = measure(mention.concept)
    match = _VALUE.search(sentence[mention.end : min(len(sentence), mention.end + 70)])
    before = _VALUE_FIRST.search(sentence[max(0, mention.start - 20) : mention.start]) if not match else None
    hit = match or before
    if hit is None or (before and not (limits.score or mention.concept in ("gestational age", "pack-years"))):
        if result in ("normal", "high", "low", "abnormal"):
            reading.tests.append({"name": name, "result": result, "words": words})
        return
    value, unit = float(hit["v"].replace(",", "")), re.sub(r"\s+", " ", hit["u"] or "").strip()
    most, unit_to = _range(sentence, mention, match, before, value)
    unit = unit or unit_to
    if most is not None:
        value, most = sorted((value, most))
    if mention.concept == "gestational age":
        unit = "weeks"
    unit = unit if known(unit) else ""
    if unit and limits.unit and convert(value, unit, limits.unit, limits.molar) is None and not limits.score:
        return
    row = {"name": name, "value": value, "most": most, "unit": unit, "words": words}
    if match and match["c"]:
        row["comparator"] = match["c"].replace("≤", "<=").replace("≥", ">=")
    if result in ("normal", "high", "low", "abnormal"):
        row["result"] = result
    problem = impossible(TestFact(name=name, value=value, most=most, unit=unit))
    if problem:
        reading.contradictions.append(
            f"{mention.concept}: “{words}” gives a value that is not possible in a living person"
        )
        return
    reading.tests.append(row)


def _range(
    sentence: str, mention: Mention, match: re.Match[str] | None, before: re.Match[str] | None, value: float
) -> tuple[float | None, str]:
    """The other end of a range the value is one end of, with the unit that stands after it; None when there is none."""
    if match:
        other = _TO.match(sentence[mention.end + match.end("v") : mention.end + match.end("v") + 60])
        if other is None or (other["dash"] and float(other["v"].replace(",", "")) <= value):
            return None, ""
        return float(other["v"].replace(",", "")), re.sub(r"\s+", " ", other["u"] or other["u0"] or "").strip()
    if before and (other := _FROM.search(sentence[: max(0, mention.start - 20) + before.start("v")][-30:])):
        low = float(other["v"].replace(",", ""))
        return (low if low < value else None), ""
    return None, ""


def _pressure(sentence: str, reading: _Reading) -> None:
    """Blood pressure is two numbers at once: systolic over diastolic."""
    for match in re.finditer(
        r"\b(?:BP|blood pressure|血压)\D{0,20}?(?P<s>\d{2,3})\s*/\s*(?P<d>\d{2,3})", sentence, re.IGNORECASE
    ):
        words = _words(sentence, match.start(), match.end())
        for name, part in (("systolic blood pressure", "s"), ("diastolic blood pressure", "d")):
            row = {"name": name, "value": float(match[part]), "unit": "mmHg", "words": words}
            if impossible(TestFact(name=name, value=float(match[part]), unit="mmHg")):
                reading.contradictions.append(
                    f"{name}: “{words}” gives a value that is not possible in a living person"
                )
            else:
                reading.tests.append(row)
