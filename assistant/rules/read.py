"""Read a criterion's words into a tree of predicates; what no predicate covers stays words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.medicine import Mention, concepts, is_a, measure, mentions
from assistant.rules import clauses
from assistant.rules.predicate import (
    AgeWithin,
    Agrees,
    All,
    Classified,
    Comparator,
    Defined,
    Either,
    Expecting,
    Has,
    Judgement,
    Measured,
    Node,
    Not,
    OfSex,
    Practical,
    Tested,
    Text,
    Underwent,
    Vague,
    Window,
    combine,
    leaves,
)
from assistant.rules.quantity import COMPARATOR, comparator, days_of, lasting, number, window
from assistant.units import UNIT
from ingest.record import CriterionKind

MOST_CHARACTERS = 6_000
_I = re.IGNORECASE

_MUST_NOT = re.compile(
    r"^(?:(?:the )?(?:patients?|subjects?|participants?|individuals?|volunteers?|women|they|he/she)\s+)?(?:must|should|"
    r"may|can|shall) not (?:have(?: had)?|be|show|present with)?\s*",
    _I,
)
_MUST = re.compile(
    r"^(?:(?:the )?(?:patients?|subjects?|participants?|individuals?|volunteers?)\s+)?(?:must|should|shall) (?!not\b)",
    _I,
)
_EXCLUDED = re.compile(
    r"\s*\b(?:(?:are|is|will be|should be|must be) (?:excluded|ineligible|not eligible|not allowed|not permitted|"
    r"deferred)(?: from [^.;]*)?|(?:is|are) exclusionary|will not be (?:included|eligible|enrolled))\b[^.;]*",
    _I,
)
_NEGATION = re.compile(
    r"^(?:(?:the )?(?:patients?|subjects?|participants?|individuals?|women|those|people|who|that|with|have|has|had|are|"
    r"is|were|was|be|been|must|do|does|did)\s+)*"
    r"(?:no(?:t)?\b(?! (?:more|less|greater|lower|older|younger|exceed\w*|above|below|over|limited)\b)(?:\s+(?:have|"
    r"has|had|been|be|being|known|any|an?|currently|previously|prior|evidence of|history of)\b)*|never\b(?: (?:been|"
    r"had|received))?|absence of|lack of(?! (?:respon|effic))|without|free (?:of|from)|non[- ](?=pregnan|lactat|smok|"
    r"diabet))\s*",
    _I,
)
_CONSENT = re.compile(r"\bconsent\w*\b|\bassent\b|知情同意|consentimiento", _I)
_COMPLY = re.compile(
    r"\bcompl(?:y|iance|iant)\b|\bcooperat\w+|\b(?:willing|able|agree[sd]?|ability|capable|likely|"
    r"available)\b[^.;]{0,60}?\b(?:participat|attend|follow|complete|perform|undergo|return|adhere|visit|procedure|"
    r"communicat|understand|read|protocol|study|take|tolerat|trial)\w*|\badherence\b|\bfollow-?up\b|\bvoluntar\w+|自愿|"
    r"依从",
    _I,
)
_UNABLE = re.compile(
    r"\bunable\b|\binab\w+|\bunwilling\w*|\brefus\w+|\bfail\w*|\bcannot\b|\bcan not\b|\bcan['’]t\b|\bnot (?:able|"
    r"willing|want\w*|agree|sign\w*)|\bno (?:written |informed )|\black\b|\blacking|\bpoor\b|\bnon-?complian\w+|"
    r"\bnoncomplian\w+|\bdifficult\w*|\bdeclin\w+|\bwithdraw\w*|\bunreliable|\bunlikely|\bwithout\b|"
    r"\bmentally or physically unable|\bdo(?:es)? not|\bpreclud\w+|\bincapab\w+|\binaccessib\w+|\binterfer\w+|"
    r"\bincompeten\w+|不能|拒绝|无法",
    _I,
)
_OTHER_TRIAL = re.compile(
    r"(?:participat\w*|enrol\w*|involved|taking part|taken part|inclu\w+|treated)\b[^.;]{0,60}?\b(?:another|other|any|"
    r"investigational|interventional|concurrent|clinical|the|drug|research|present|this)\b[^.;]{0,40}?\b(?:trials?|"
    r"stud(?:y|ies)|research|investigation)|previously (?:enrolled|randomi\w+|included)|investigational (?:drug|agent|"
    r"product|device|medicin\w+)|experimental (?:drug|therap\w+|agent|treatment)|参加过?其他",
    _I,
)
_SENSITIVE = re.compile(r"\ballerg\w+|\bhypersensitiv\w+|\bintoleran\w+|\bsensitivity\b|\banaphyla\w+", _I)
_FOREGO = re.compile(
    r"\b(?:willing\w*|agree\w*|able)\b[^.;]*\b(?:discontinu\w+|stop\w*|refrain\w*|abstain\w*|withhold\w*|"
    r"avoid\w*|forego)\b",
    _I,
)
_OWN_TRIAL = re.compile(
    r"\b(?:in|of|for|from|with) (?:the|this|our) (?:\w+ )?(?:trials?|stud(?:y|ies)|research)\b(?! within)|"
    r"\bmandatory for inclusion",
    _I,
)
_JUDGED = re.compile(
    r"(?:in|at|by|per|upon) (?:the )?(?:opinion|judg\w*ment|discretion|view|assessment|decision) of|"
    r"\binvestigator(?:['’]s)?\b|\b(?:treating |study )?physician(?:['’]s)? (?:judg|opinion|discretion)|(?:judged|"
    r"deemed|considered|felt)\b[^.;]{0,20}\b(?:by|un\w+|inappropriate|in)\b|other (?:inappropriate )?(?:situation|"
    r"condition|reason)s?|unsuitable|not suitable|inappropriate|研究者",
    _I,
)
_LANGUAGE = re.compile(
    r"\b(?:speak\w*|fluent|read\w*|understand\w*|literate|proficien\w+)\b[^.;]{0,30}\b(?:english|french|german|spanish|"
    r"chinese|mandarin|language|danish|dutch|italian|hebrew|arabic|japanese|korean|portuguese|swedish|norwegian|"
    r"turkish)\b|(?:english|french|spanish|german)[- ]speak\w*",
    _I,
)
_PLACE = re.compile(
    r"\b(?:resid\w+|lives? (?:in|with|at)|living (?:in|with|at)|move|moving|relocat\w+|leave the|absent for|"
    r"travel|geograph\w+|telephone|phone|"
    r"internet|smartphone|insurance|transport\w*|deliver outside|homestead|catchment|distance)\b",
    _I,
)
_SAMPLE = re.compile(r"\b(?:sample|aliquot|specimen|biopsy tissue|tissue block)\b", _I)
_ABILITY = re.compile(
    r"\b(?:able|ability|capable|unable|inability)\b(?: or willing)? (?:to|of) (?:swallow|take|walk|perform|hold|lie|"
    r"tolerate|ambulate|write|have|undergo|communicat|complete)\w*",
    _I,
)

_ABLE_FIRST = re.compile(
    r"^(?:(?:patients?|subjects?|participants?|individuals?|who|that|is|are|be|must|should|physically|mentally|or|"
    r"and)\s+)*(?:able|capable|ability|unable|inability|incapable)\b(?! to (?:provide|give|understand))(?: or willing|"
    r" and willing)?(?=[^;]*\b(?:take|swallow|undergo|perform|lie|hold|walk|tolerate|communicate|ambulate|complete)\b)",
    _I,
)

_FORBIDS = re.compile(
    r",?\s*\b(?:is|are|were|was) (?:not (?:allowed|permitted|eligible|acceptable)|prohibited|forbidden|"
    r"excluded|exclusionary)\b(?! to\b)[^.;]*$",
    _I,
)
_PERMITS = re.compile(
    r"\b(?:(?:is|are|will be|remain) (?:also )?(?:allowed|permitted|acceptable|eligible(?! to participate|"
    r" if| for| when| only))|"
    r"may (?:also )?(?:be|have|participate|enrol\w*|receive)\b|(?:is|are) not required|(?:will|"
    r"may) be required|not mandatory|"
    r"does not exclude|do not exclude)",
    _I,
)
_IF = re.compile(r"^(?:if|for (?:patients|subjects|participants|those) (?:with|who))\b", _I)
_SEXED = re.compile(r"\bfemale|\bwom[ae]n|\bmale\b|\bpregnan|child-?\s?bearing", _I)

# "Not using an accepted and effective method of contraception" is one demand.
_ONE_DEMAND = re.compile(
    r"\b(?:accept\w+|effective|adequate|reliable|safe)\s+and\s+\w+\s+(?:\w+ )?(?:method|means|contracepti|birth)", _I
)

_YEAR = r"(?:years?|yrs?|y/?o?|岁|años)"
_AGE_UNIT = r"(?P<{}>years?|yrs?|y|months?|mos?|weeks?|wks?|days?|岁|个月)?"
_AGE_CUE = re.compile(
    r"\bage[sd]?\b|\baging\b|\bold\b|\bolder\b|\byounger\b|\bof age\b|岁|年龄|\badults?\b|\bedad\b|\baños\b|"
    r"\bpediatric\b|"
    r"\belderly\b",
    _I,
)
_NOT_AGE = re.compile(
    r"gestational age|(?:for|by|per) age\b|bone age|age of onset|age at (?:diagnosis|onset)|diagnos\w+ (?:at|"
    r"before)|onset (?:at|before)|"
    r"age-(?:matched|appropriate|adjusted|related)|menopaus|legal age|childbearing age|reproductive age|bearing age",
    _I,
)
_RANGE = re.compile(
    rf"(?:between|from|of|aged?|ages|:|≥|>=|>)?\s*(?P<a>\d{{1,3}}(?:\.\d+)?)\s*-?\s*{_AGE_UNIT.format('ua')}\s*(?:old|"
    rf"of age)?\s*(?:\(?inclusive\)?)?\s*(?:-|–|—|~|to|and|through|至|到|up to|until)\s*(?:≤|<=|"
    rf"<)?\s*(?P<b>\d{{1,3}}(?:\.\d+)?)\s*-?\s*{_AGE_UNIT.format('ub')}(?:\s*(?:old|of age))?",
    _I,
)
_BOUND = re.compile(
    rf"(?P<c>{COMPARATOR}|older|minimum age(?: of| is)?|maximum age(?: of| is)?)\s*(?:the age of|age|of|"
    rf"an age of)?\s*(?P<n>\d{{1,3}}(?:\.\d+)?|eighteen|twenty-one)\s*-?\s*{_AGE_UNIT.format('u')}(?:\s*(?:old|"
    rf"of age))?",
    _I,
)
_BOUND_AFTER = re.compile(
    rf"(?P<n>\d{{1,3}}(?:\.\d+)?|eighteen)\s*-?\s*{_AGE_UNIT.format('u')}\s*(?:old|of age|in age)?\s*(?P<c>(?:and|or|&|"
    rf"/)\s*(?:older|over|above|up|greater|more|younger|under|below|less)|及以上|以上|以下|\+|or more|and over|"
    rf"of age or older)(?:\s*(?:than|years of age|of age))?",
    _I,
)

_SEX_ANY = re.compile(
    r"\b(?:either|both|any|all) (?:sex|gender)(?:es|s)?\b|\b(?:male|men|man|boy)s?\s*(?:and|or|/|&|"
    r",)\s*(?:(?:non-?pregnant|postmenopausal)\s+)?(?:female|women|woman|girl)s?\b|\b(?:female|women|woman|"
    r"girl)s?\s*(?:and|or|/|&|,)\s*(?:male|men|man|boy)s?\b|(?:any|either|both) gender|regardless of (?:sex|"
    r"gender)|(?:sex|gender)(?: is)? (?:not limited|unlimited)|no limit\w* (?:on|of) (?:sex|gender)|"
    r"男女不限|性别不限|of both sexes|of either sex",
    _I,
)
_FEMALE = re.compile(r"\b(?:females?|wom[ae]n|girls?|mothers?)\b|女性|\bmujeres\b", _I)
_MALE = re.compile(r"\b(?:males?|m[ae]n|boys?|fathers?)\b|男性|\bhombres\b", _I)
_PREGNANCY: tuple[
    tuple[Literal["pregnant", "breastfeeding", "childbearing", "contraception", "planning"], re.Pattern[str]], ...
] = (
    ("contraception", re.compile(r"\bcontracepti\w+|\bbirth control\b|\babstinen\w+|避孕", _I)),
    (
        "planning",
        re.compile(
            r"\b(?:plan\w*|desir\w+|intend\w*|intention|wish\w*|want\w*|attempt\w*|trying|"
            r"hope)\b[^.;,]{0,40}?\b(?:pregnan\w+|conceiv\w+|father|child)|(?:planned|future) pregnan\w+|"
            r"计划(?:怀孕|妊娠)",
            _I,
        ),
    ),
    ("childbearing", re.compile(r"\bchild-?\s?bearing\b|\breproductive (?:age|potential)\b|\bfertile\b|育龄", _I)),
    ("breastfeeding", re.compile(r"\bbreast[- ]?feed\w*|\blactat\w+|\bnursing\b(?! home)|哺乳|\blactancia", _I)),
    ("pregnant", re.compile(r"\bpregnan\w+|\bpregnency\b|\bgravid\b|妊娠|怀孕|孕妇|\bembaraz\w+|\bgestating\b", _I)),
)
_CLASS = re.compile(
    r"(?:meet\w*|met|fulfil\w*|satisf\w+|accord\w*|based on|by|per|defined|diagnosed|符合)[^.;]*?\bcriteria\b|"
    r"\b(?:classification|diagnostic|ACR|EULAR|DSM\S*|McDonald|Jones|GOLD|ROME|ADA)\b[^.;]{0,40}\bcriteria\b|"
    r"分类标准|诊断标准|"
    r"\bDSM-?\S*\b[^.;]{0,20}(?:defined|criteria)|criterios",
    _I,
)
_SET = re.compile(
    r"\b(?:(?:19|20)\d{2}\b|ACR/EULAR|EULAR/ACR|ACR|EULAR|SLICC|DSM-[IVX\d]+\w*|McDonald|GOLD|WHO|WHF|ROME ?[IV]*|ADA|"
    r"CHCC|AECG|Jones)\b(?:\s*/?\s*(?:ACR/EULAR|EULAR/ACR|ACR|EULAR|SLICC))?",
    _I,
)
_VAGUE = re.compile(
    r"meet\w* (?:the )?(?:screening|protocol|laboratory|study|entry|eligibility) (?:criteria|requirements?)|"
    r"relapsed\s*(?:/|and/or|or|and)\s*refractory|refractory\s*(?:/|or)\s*relapsed|\br/r\b|"
    r"\b(?:adequate|acceptable|sufficient|appropriate|normal|satisfactory|good)\b(?: \w+){0,4} (?:function|reserve|"
    r"laboratory (?:values|tests)|parameters|organ)|as (?:defined|specified) (?:in|by|per) (?:the )?protocol|"
    r"protocol[- ](?:defined|specified)|fulfil\w* [\w/ ]+ conditions|符合筛选|复发/难治|难治性?/复发",
    _I,
)
_POSITIVE = r"(?:positiv\w*|sero-?positiv\w*|reactive|detected|detectable|present|expressing|\+(?!\d)|阳性)"
_NEGATIVE = r"(?:negativ\w*|sero-?negativ\w*|non-?reactive|undetectable|not detected|阴性)"
_RESULT = re.compile(
    rf"\b(?P<n>{_NEGATIVE})|(?P<p>{_POSITIVE})|\b(?P<a>abnormal\w*)\b|"
    rf"(?<!limit of )(?<!limits of )(?<!upper )(?<!above )\b(?P<o>normal)\b",
    _I,
)
_STATES = re.compile(
    r"\b(?:(?P<active>active|ongoing|current(?:ly)?|uncured|untreated|present)|(?P<severe>severe|serious|significant|"
    r"clinically significant|major|advanced|malignant|decompensated|complicated|life-threatening|end-stage|extensive|"
    r"proliferative|massive)|"
    r"(?P<uncontrolled>uncontrolled|poorly controlled|inadequately controlled|unstable|not controlled|"
    r"difficult to control)|(?P<stable>stable|controlled|well-controlled|quiescent|mild|moderate)|(?P<acute>acute|"
    r"new onset|recent|exacerbation)|(?P<chronic>chronic|persistent|long-standing|recurrent|relapsing)|"
    r"(?P<symptomatic>symptomatic)|(?P<congenital>congenital)|(?P<remission>remission))\b|(?P<activez>活动性)|"
    r"(?P<severez>严重|重度)|(?P<uncontrolledz>未控制|控制不佳|不稳定)",
    _I,
)
# "Chronic or acute": any state will do.
_EITHER_STATE = re.compile(rf"(?:{_STATES.pattern})\s*(?:/|,?\s*\b(?:or|and/or)\b)", _I)
_FAMILY = re.compile(
    r"family history|biological parent|first[- ]degree relative|\bparents? (?:with|diagnosed)|\bsiblings? (?:with|"
    r"diagnosed)|家族史",
    _I,
)
_PLANNED = re.compile(
    r"\bundergo\w*\b(?!ne)|\bscheduled\b|\bplan\w*|\bcandidates? for|\brequir\w+|\bneed\w*|\bawaiting|\bindicat\w+ for|"
    r"\belective\b|\breferred for|\bwill (?:be|receive|undergo|take)|拟",
    _I,
)
_CURRENT = re.compile(
    r"^on\b|\b(?:currently|current|ongoing|concomitant\w*|concurrent\w*|taking|receiving|receives?|are on|is on|"
    r"chronic use|using|use of|being treated|maintenance|treatment with|treated with|therapy with)\b|正在",
    _I,
)
_EVER = re.compile(
    r"\b(?:previous\w*|prior|history|received|has had|have had|had been|ever|past|before|underwent|was|were|already|"
    r"who took)\b|既往|曾",
    _I,
)
_FAILED = re.compile(
    r"\bfail\w*|\brefractory|\binadequate(?:ly)? respon\w+|\bno respon\w+|\bintoleran\w+|\bresistan\w+|"
    r"\binsufficient(?:ly)? respon\w+|\black of respon\w+|\bunresponsive|失败|难治",
    _I,
)
_OTHER = re.compile(
    r"\b(?:other(?! than)|another|additional|concomitant|coexisting|co-existing|concurrent)\s+(?:\w+\s+){0,2}$|"
    r"其他(?:\w{0,2})$",
    _I,
)
# A number that is no part of a name ("IL-6", "HIV-1/2").
_AMOUNT = re.compile(
    rf"(?:(?:{COMPARATOR})\s*)?(?<![\w./:-])(?P<n>\d+(?:[.,:]\d+)*|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    rf"twice)\b(?:\s*(?P<u>(?:mg|mcg|µg|μg|g|kg|ml|units?|iu|days?|weeks?|months?|years?|hours?)\b(?:\s*/\s*\w+)*))?",
    _I,
)
# What a trial asks everyone to do: naming it says nothing of the patient.
_CHORES = frozenset(
    (
        "disease",
        "medication",
        "surgery",
        "injury",
        "hospitalization",
        "questionnaire",
        "blood draw",
        "injection",
        "diet",
    )
)
# "Of any target" narrows nothing.
_ANY = re.compile(r"\bany\s+\w+", _I)
_GENERIC = {"disease", "medication", "surgery", "injury"}
_FILLER = frozenset(
    re.findall(
        r"\S+",
        "a active after all already also an and any are as associated at baseline be been before being between "
        "both by can child clinical clinically condition confirmed could criteria current currently day defined "
        "diagnosed diagnosis diagnostic did disease disorder do documented doe due during each eg either eligible "
        "enrolled enrollment enrolment entry established etc evidence first for from ha had have having he her his "
        "history hour ie if in include including inclusion individual into investigator is it its known last least "
        "major may medical month more must new no not of on one ongoing only or other others out over own "
        "participant past patient people per person positive presence present presenting previous previously prior "
        "proven receive received receiving recent recently related require required requirement requiring same "
        "screening serious severe shall she should significant so some study subject subjects such suffer "
        "suffering suspected take taking test testing than that the their them then therapy there these they this "
        "those time to treated treatment trial type under undergone up use used using very visit volunteer was "
        "week were which who whom whose will with within without would year 任何 受试者 史 和 患者 或 有 病史 的 者 ",
    )
)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a list's head or tail says for each of its items."""

    states: tuple[str, ...] = ()
    window: Window | None = None
    result: Literal["positive", "negative", "normal", "abnormal"] | None = None
    verb: Literal["ever", "current", "planned"] | None = None
    failed: bool = False
    family: bool = False


def parse(text: str, kind: CriterionKind) -> Node:
    """Read one criterion.

    An exclusion's tree states what excludes. A list joined by "and" under an exclusion reads as OR: each of its
    items excludes by itself, which is how registries write them and the careful reading. "and/or" is OR.
    """
    plain = clauses.clean(text)[:MOST_CHARACTERS]
    if kind == "exclusion":
        if match := _MUST_NOT.match(plain):
            return _whole(plain[match.end() :], either=True)
        if match := _MUST.match(plain):
            return Not(_whole(plain[match.end() :], either=False))
        plain = _EXCLUDED.sub("", plain) or plain
        return _whole(plain, either=True)
    return _whole(plain, either=False)


def _whole(text: str, either: bool) -> Node:
    parts = clauses.sentences(text)
    if len(parts) > 1:
        joined = (
            either
            or bool(re.search(r"\b(?:one or more|any|at least (?:one|1)|either|one) of\b[^:]*:", text, _I))
            or bool(re.search(r"[;\n]\s*or\b|\bor\s*[;\n]", text, _I))
        )
        parts = [re.sub(r"^(?:and|or)\b\s*|\s*\b(?:and|or)$", "", part, flags=_I) for part in parts]
        return combine([_statement(part, either) for part in parts if part], joined)
    return _statement(parts[0] if parts else text, either)


def _statement(text: str, either: bool) -> Node:
    """One sentence: its exception, its definition, its examples, then its clauses."""
    text = text.strip(" .,:")
    if (match := _FORBIDS.search(text)) and text[: match.start()].strip():
        return (
            Not(_statement(text[: match.start()], True), text)
            if not either
            else _statement(text[: match.start()], True)
        )
    if _PERMITS.search(text) or (_IF.match(text) and not _SEXED.search(text)):
        # What is allowed is no demand, and a demand on some is none on all: a person must read it.
        return Text(text)
    whole = _unsplit(text)
    if whole is not None:
        return whole
    if (two := clauses.exception(text)) and _content(two[0]):
        main, barred = _statement(two[0], either), _statement(two[1], True)
        # Who has the exception may have the rest too: what is not settled fact by fact stays open.
        return _barring(main, barred) or combine([main, Text(text)], either=False)
    if (two := clauses.definition(text)) and not _CLASS.search(text):
        term, by = _statement(two[0], either), _statement(two[1], either)
        if any(not isinstance(p, Text) for p in leaves(by)):
            return Defined(term, by)
    if (two := clauses.examples(text)) and not _negated(two[0]):
        return _with_examples(two[0], two[1], either)
    return _clause(text, either, _Shared())


def _barring(main: Node, barred: Node) -> Node | None:
    """A disease "other than" some of its kinds: what counts is decided fact by fact, not for the patient as a whole."""
    kinds = [p for p in leaves(barred) if isinstance(p, Has)]
    if not isinstance(main, Has) or not kinds or any(not is_a(p.concept, main.concept) for p in kinds):
        return None
    loose = any(not isinstance(p, Has) for p in leaves(barred))
    clean = () if loose else tuple(p.concept for p in kinds if not (p.states or p.qualifiers or p.window or p.lasting))
    return replace(main, barring=clean, perhaps=tuple(p.concept for p in kinds if p.concept not in clean))


def _negated(text: str) -> bool:
    return bool(_NEGATION.match(text))


def _with_examples(head: str, tail: str, either: bool) -> Node:
    shared = _shared(head)
    wide = _clause(head, either, _Shared())
    narrow = _clause(tail, True, shared)
    if all(isinstance(p, Text) for p in leaves(narrow)):
        return wide
    kinds = {type(p) for p in leaves(wide) if isinstance(p, Has | Underwent)}
    if kinds and not any(type(p) in kinds for p in leaves(narrow)):
        # "Autoimmune disease needing treatment (e.g. steroids)": the examples are of something else than the head.
        return combine([wide, Text(tail)], either=False)
    if isinstance(wide, All | Not | Defined):
        return combine([wide, narrow], either=True) if either else wide
    # The examples illustrate the head; any of them, or another thing of the head's kind, fulfils it.
    heads = [replace(p, open_ended=True) if isinstance(p, Has) else p for p in leaves(wide)]
    parts = (*heads, *(narrow.parts if isinstance(narrow, Either) else (narrow,)))
    return Either(parts, open_ended=True)


def _unsplit(text: str) -> Node | None:
    """Statements whose ands and ors join no separate conditions: consent, willingness, judgement, practical matters."""
    named = [m for m in mentions(text) if m.concept not in _CHORES]
    if (
        _CONSENT.search(text)
        and not re.search(r"\d", text)
        and not any(concepts()[m.concept].kind == "condition" for m in named)
    ):
        return _refused(Agrees(text, "consent"), text)
    if _ABLE_FIRST.match(text) and not re.search(r"\d", text):
        return _refused(Practical(text, "ability"), text)
    if re.match(
        r"(?:(?:patients?|subjects?|participants?|individuals?|who|that|is|are)\s+)*(?:unwilling|refus\w+)\b", text, _I
    ):
        return Not(Agrees(text, "procedures"), text)
    if _FOREGO.search(text):
        return _refused(Agrees(text, "procedures"), text)
    if _LANGUAGE.search(text):
        return Practical(text, "language")
    if re.search(r"\bnot (?:want\w*|wish\w*|agree\w*|willing)\b", text, _I) and not named:
        return Not(Agrees(text, "procedures"), text)
    if _JUDGED.search(text) and _OWN_TRIAL.search(text) and not _CLASS.search(text) and not named:
        return Judgement(text)
    if (
        _OTHER_TRIAL.search(text)
        and not _OWN_TRIAL.search(text)
        and not any(concepts()[m.concept].kind == "condition" for m in named)
    ):
        return Practical(text, "other trial")
    if _SAMPLE.search(text) and not named:
        return Practical(text, "sample")
    if not named and not re.search(r"\d|\bpregnan|\bage[sd]?\b|\bcontracep|breast", text, _I):
        if _ABILITY.search(text):
            return _refused(Practical(text, "ability"), text)
        if (
            _COMPLY.search(text)
            or (_UNABLE.search(text) and _PLACE.search(text))
            or re.search(r"\brefus\w+|difficulty in monitoring", text, _I)
        ):
            return _refused(Agrees(text, "procedures"), text)
        if _PLACE.search(text):
            return Practical(text, "place")
        if _JUDGED.search(text) and not _CLASS.search(text):
            return Judgement(text)
    return None


def _refused(node: Node, text: str) -> Node:
    return Not(node, text) if _UNABLE.search(text) or re.match(r"\s*no\b", text, _I) else node


def _shared(head: str) -> _Shared:
    found = window(head)
    result = _RESULT.search(head)
    return _Shared(
        states=_states(_without(head, list(mentions(head)))),
        window=found.window if found else None,
        result=_result_of(result) if result else None,
        verb=_verb(head) if _PLANNED.search(head) or _CURRENT.search(head) or _EVER.search(head) else None,
        failed=bool(_FAILED.search(_without(head, list(mentions(head))))),
        family=bool(_FAMILY.search(head)),
    )


def _clause(text: str, either: bool, shared: _Shared) -> Node:
    text = text.strip(" .,:")
    whole = _unsplit(text)
    if whole is not None:
        return whole
    match = _NEGATION.match(text)
    if match and match.end() < len(text):
        if _NEGATION.match(text[match.end() :]):
            return Text(text)
        return Not(_clause(text[match.end() :], True, shared), text)
    if _SENSITIVE.search(text) and any(concepts()[m.concept].kind == "drug" for m in mentions(text)):
        # What someone is allergic to is not what they take.
        about = tuple(word for word in _content(text) if not _SENSITIVE.search(word))
        return Has(text, "allergy", _states(text), about, family=bool(_FAMILY.search(text)))
    text = clauses.spread(text)
    ages, beside = _age(text)
    plain = beside if ages and len(clauses.listed(text).items) == 1 else text
    for valued in (_measures(plain, either), _tests(plain, either, shared)):
        if valued is not None:
            return combine([*(ages if plain is not text else ()), valued], either=False)
    items = clauses.listed(text)
    if len(items.items) > 1 and not _ONE_DEMAND.search(text):
        joined = _list(items, text, either, shared)
        if joined is not None:
            return joined
    return _leaf(text, either, shared)


def _list(items: clauses.Listed, text: str, either: bool, shared: _Shared) -> Node | None:
    """The items one by one, when every one of them says something by itself."""
    first, last = _shared(items.items[0]), window(items.items[-1])
    first_mention = next(iter(mentions(items.items[0])), None)
    lead = items.items[0][: first_mention.start] if first_mention else items.items[0]
    leading = _shared(lead)
    heir = _Shared(
        states=shared.states or tuple(s for s in leading.states if s in ("active", "severe", "uncontrolled")),
        window=shared.window or (last.window if last and (either or items.joiner == "or") else None) or leading.window,
        result=shared.result,
        verb=shared.verb or leading.verb,
        failed=shared.failed or first.failed,
        family=shared.family or first.family,
    )
    if any(_STATES.fullmatch(item) for item in items.items):
        items = _adjectives(items)
        if len(items.items) == 1:
            return _leaf(items.items[0], either, shared)
    nodes = [_clause(item, either, heir) for item in items.items]
    loose = [node for node in nodes if all(isinstance(p, Text) for p in leaves(node))]
    # Under an exclusion a word nobody understood stays an alternative of its own: it must not narrow its neighbour.
    if len(loose) > len(nodes) - 1 or (
        not (either and items.joiner == "or")
        and loose
        and len(nodes) == 2
        and len(text.split()) < 12
        and _speaks(_leaf(text, either, shared))
    ):
        return None
    if first.result and all(isinstance(n, Tested | Text) for n in nodes) and not shared.result:
        return None
    if either:
        # A sex alone excludes nobody: the rest of the words say whom.
        return combine([Text(node.phrase) if isinstance(node, OfSex) else node for node in nodes], either=True)
    joined = _joined(nodes, items)
    if loose and any(isinstance(one, Either) for one in (joined, *(joined.parts if isinstance(joined, All) else ()))):
        # One alternative that was not understood may carry a demand: the whole is never met by the others alone.
        return combine([joined, Text(text)], either=False)
    return joined


def _joined(nodes: list[Node], items: clauses.Listed) -> Node:
    """The demands of a list: "A, B or C" is one demand, "A, B or C, and D" are two."""
    ors = ["or" in joiner for joiner in items.joiners[-(len(nodes) - 1) :]]
    if len(ors) != len(nodes) - 1 or not any(ors):
        return combine(nodes, either=items.joiner == "or")
    if ors[-1] and not any(joiner in ("and", "&") for joiner in items.joiners):
        return combine(nodes, either=True)
    groups: list[list[Node]] = [[nodes[0]]]
    for node, is_or in zip(nodes[1:], ors, strict=True):
        if is_or:
            groups[-1].append(node)
        else:
            groups.append([node])
    return combine([combine(group, either=True) for group in groups], either=False)


def _adjectives(items: clauses.Listed) -> clauses.Listed:
    """Join an item that is only an adjective to the one it belongs to ("severe", "malignant hypertension")."""
    joined: list[str] = []
    pending = ""
    for item in items.items:
        if _STATES.fullmatch(item):
            pending = f"{pending} {item}".strip()
        else:
            joined.append(f"{pending} {item}".strip())
            pending = ""
    return clauses.Listed((*joined, pending) if pending else tuple(joined), items.joiner, items.joiners)


def _speaks(node: Node) -> bool:
    return any(not isinstance(p, Text) for p in leaves(node))


def _leaf(text: str, either: bool, shared: _Shared) -> Node:
    """One clause: everything it says at once."""
    outside, inside = clauses.brackets(text)
    nodes: list[Node] = []
    rest = outside
    age, rest = _age(rest)
    nodes += age
    state, rest = _pregnancy(rest)
    nodes += state
    sex, rest = _sex(rest, bool(state))
    if _CLASS.search(rest):
        named = mentions(rest)
        disease = next((m.concept for m in named if concepts()[m.concept].kind == "condition"), None)
        long = lasting(outside)
        sets = tuple(dict.fromkeys(m.group().strip() for m in _SET.finditer(outside)))
        if not (disease is None and _VAGUE.search(outside)):
            return combine([*nodes, *sex, Classified(text, disease, sets, long.days if long else None)], either=False)
    if match := _VAGUE.search(rest):
        named = mentions(rest)
        disease = next((m.concept for m in named if concepts()[m.concept].kind == "condition"), None)
        return combine(
            [*nodes, *sex, Vague(text, disease, bool(re.search(r"refractory|relaps|r/r", match.group(), _I)))],
            either=False,
        )
    thing = _thing(text, rest, shared)
    definitions = [
        d
        for d in (_statement(words, either) for words in inside if 0 < len(words) < 300)
        if any(isinstance(p, Measured | Tested | AgeWithin) for p in leaves(d))
    ]
    if thing is not None:
        nodes += sex
        nodes.append(Defined(thing, definitions[0]) if definitions else thing)
        return combine(nodes, either=False)
    if definitions:
        nodes += definitions
    left = _content(rest)
    if nodes and (state or age or definitions):
        nodes += sex
        if len([word for word in left if not _ABOUT_PREGNANCY.fullmatch(word)]) >= 2:
            nodes.append(Text(rest.strip()))
        return combine(nodes, either=False)
    if sex and not left:
        return combine([*nodes, *sex], either=False)
    if _OTHER_TRIAL.search(text) and not _OWN_TRIAL.search(text):
        return Practical(text, "other trial")
    if _JUDGED.search(text):
        return Judgement(text)
    if _COMPLY.search(text) and not re.search(r"\d", text):
        return _refused(Agrees(text, "procedures"), text)
    if _PLACE.search(text) and not nodes:
        return combine([*sex, Practical(text, "place")], either=False)
    return combine([*nodes, *sex, Text(text)], either=False)


def _content(text: str) -> tuple[str, ...]:
    """The words of a text that carry meaning of their own."""
    from assistant.medicine import tokens

    return tuple(
        text[start:end]
        for word, start, end in tokens(text)
        if word not in _FILLER and len(word) > 1 and not word.isdigit()
    )


# --- age ---------------------------------------------------------------------------------------------------------


def _age(text: str) -> tuple[list[Node], str]:
    if not _AGE_CUE.search(text) or _NOT_AGE.search(text):
        return [], text
    low: tuple[float, bool] | None = None
    high: tuple[float, bool] | None = None
    spans: list[tuple[int, int]] = []
    unit = "years"
    if (match := _RANGE.search(text)) and _same_kind(match):
        ua, ub = match["ua"] or match["ub"], match["ub"] or match["ua"]
        low, high = (
            (_in_years(match["a"], ua), not match.group().lstrip().startswith((">",)) or ">=" in match.group()[:4]),
            (_in_years(match["b"], ub), "<" not in match.group() or "<=" in match.group()),
        )
        spans.append((match.start(), match.end()))
        unit = ub or ua or unit
    else:
        for match in _BOUND_AFTER.finditer(text):
            up = re.search(r"old|over|above|up|great|more|上|\+", match["c"], _I)
            if up:
                low = (_in_years(match["n"], match["u"]), True)
            else:
                high = (_in_years(match["n"], match["u"]), True)
            unit = match["u"] or unit
            spans.append((match.start(), match.end()))
        for match in _BOUND.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in spans):
                continue
            sign: Comparator | None = (
                ">="
                if re.match(r"minimum", match["c"], _I)
                else "<="
                if re.match(r"maximum", match["c"], _I)
                else comparator(match["c"])
            )
            bound = (_in_years(match["n"], match["u"]), sign in (">=", "<="))
            unit = match["u"] or unit
            if sign in (">", ">="):
                low = bound
            elif sign in ("<", "<="):
                high = bound
            else:
                continue
            spans.append((match.start(), match.end()))
    if low is None and high is None:
        if re.fullmatch(r"\W*(?:are |be |is )?(?:an? )?adults?\W*(?:patients?|subjects?|participants?)?\W*", text, _I):
            return [AgeWithin(text.strip(), 18.0)], ""
        return [], text
    rest = text
    for start, end in sorted(spans, reverse=True):
        rest = rest[:start] + " " + rest[end:]
    rest = re.sub(
        r"\b(?:age[sd]?|aging|years?|old|inclusive|between|adults?|of age|time of|at)\b|年龄|岁", " ", rest, flags=_I
    )
    node = AgeWithin(
        text.strip(),
        low[0] if low else None,
        low[1] if low else True,
        high[0] if high else None,
        high[1] if high else True,
        _unit_name(unit),
    )
    return [node], rest


def _same_kind(match: re.Match[str]) -> bool:
    return float(match["a"]) < float(match["b"]) or (match["ua"] or "") != (match["ub"] or "")


def _unit_name(unit: str) -> str:
    low = (unit or "y").lower()
    return "years" if low[0] in "y岁a" else "months" if low[0] in "m个" else "weeks" if low[0] == "w" else "days"


def _in_years(n: str, unit: str | None) -> float:
    value = {"eighteen": 18.0, "twenty-one": 21.0}.get(n.lower()) or float(n)
    return value / {"years": 1.0, "months": 12.0, "weeks": 365.25 / 7, "days": 365.25}[_unit_name(unit or "y")]


# --- sex and pregnancy -------------------------------------------------------------------------------------------


def _sex(text: str, pregnancy: bool) -> tuple[list[Node], str]:
    if match := _SEX_ANY.search(text):
        if again := _SEX_ANY.search(text[match.end() :]):
            text = text[: match.end() + again.start()] + " " + text[match.end() + again.end() :]
        return ([] if pregnancy else [OfSex(match.group(), "any")]), text[: match.start()] + " " + text[match.end() :]
    female, male = _FEMALE.search(text), _MALE.search(text)
    if female and not male:
        return [OfSex(female.group(), "female")], text[: female.start()] + " " + text[female.end() :]
    if male and not female:
        return [OfSex(male.group(), "male")], text[: male.start()] + " " + text[male.end() :]
    return [], text


_ABOUT_PREGNANCY = re.compile(
    r"potential|age|adequate\w*|acceptable|highly|effective|reliable|method|methods|control|wom[ae]n|females?|using|"
    r"use|willing|practi[cs]e|agree|medically|barrier|double|currently|status|confirmed|serum|urine",
    _I,
)


def _pregnancy(text: str) -> tuple[list[Node], str]:
    if re.search(
        r"\b(?:gestational diabetes|ectopic|molar|high[- ]risk) pregnan|pregnancy (?:test|loss)|multiple pregnan",
        text,
        _I,
    ) and not re.search(r"confirmed by|is pregnant", text, _I):
        return [], text
    if re.search(
        r"\b(?:during|throughout|after|since|of|previous|prior|past|history of|last|first)\s+(?:\w+\s+){0,2}?pregnanc",
        text,
        _I,
    ) and not re.search(r"\b(?:beginning|course) of|plan", text, _I):
        return [], text
    found: list[Node] = []
    rest = text
    for state, pattern in _PREGNANCY:
        if match := pattern.search(rest):
            if (
                state == "contraception"
                and re.search(
                    r"\b(?:not|unwilling|without|refus\w+|do not|inadequate|no|fail\w*)\b[^.;]{0,80}$",
                    rest[: match.start()],
                    _I,
                )
            ) or re.search(
                r"\b(?:not|non|nor|neither)\b[\s-]*(?:be\s+|currently\s+|be currently\s+|actively\s+)?$",
                rest[: match.start()],
                _I,
            ):
                found.append(Not(Expecting(text.strip(), state), text.strip()))
            else:
                found.append(Expecting(text.strip(), state))
            rest = rest[: match.start()] + " " + rest[match.end() :]
    if any(isinstance(n, Expecting) and n.state == "planning" for n in found):
        return [n for n in found if isinstance(n, Expecting) and n.state == "planning"], rest
    if len(found) > 1 and any(
        isinstance(p, Expecting) and p.state == "contraception" for n in found for p in leaves(n)
    ):
        # "Women of childbearing potential using contraception": both at once.
        return [
            combine(
                [n for n in found if not (isinstance(n, Expecting) and n.state in ("pregnant", "breastfeeding"))],
                either=False,
            )
        ], rest
    # Of things none of which may be, all must fail; of things that are asked for, one is enough.
    return ([combine(found, either=not any(isinstance(n, Not) for n in found))] if found else []), rest


# --- measured values ---------------------------------------------------------------------------------------------

_VALUE = rf"(?P<v>\d+(?:,\d{{3}})*(?:\.\d+)?|\.\d+)\s*(?:(?P<t>(?:x|×|\*|times)?\s*(?:the\s*)?(?:institutional\s*)?(?:ULN|upper (?:limit|normal limit|normal)(?: of (?:the )?normal)?(?: range)?|normal upper limit|upper limits? of))|(?P<u>{UNIT}))?"
_COMPARED = re.compile(rf"^[^;\d]{{0,45}}?(?P<c>{COMPARATOR})\s*(?:of\s*|to\s*)?{_VALUE}", _I)
_SPAN = re.compile(
    rf"^(?:\s|of|is|was|score|level|value|between|from|in|the|range|:|"
    rf"\()*(?P<a>\d+(?:\.\d+)?)\s*(?P<ua>{UNIT})?\s*(?:-|–|~|to|and|or|至)\s*(?P<b>\d+(?:\.\d+)?)\s*(?P<ub>{UNIT})?",
    _I,
)
_GRADES = re.compile(
    r"^(?:\s|of|is|class|score|grade|functional|stage|status|performance|:|\()*(?P<g>(?:[0-5]|I{1,3}V?|IV)(?:\s*(?:,|/|"
    r"-|–|or|and|to)\s*(?:or\s*)?(?:[0-5]|I{1,3}V?|IV))*)\b(?!\s*[%.]\d)",
    _I,
)
_BEFORE = re.compile(rf"(?P<v>\d+(?:\.\d+)?)\s*(?P<u>{UNIT})?\s*(?P<c>≤|<=|<|≥|>=|>)\s*$", _I)
_CLASS_FIRST = re.compile(
    r"(?:class|grade|stage)\s*(?P<g>(?:[1-4]|I{1,3}V?|IV)(?:\s*(?:,|/|-|–|or|and|to)\s*(?:[1-4]|I{1,3}V?|"
    r"IV))*)\s*(?:\([^)]*\)\s*)?(?=(?:congestive )?(?:heart|cardiac) failure|CHF|NYHA)",
    _I,
)
_PRESSURES = re.compile(rf"(?P<c>{COMPARATOR})\s*(?P<s>\d{{2,3}})\s*/\s*(?P<d>\d{{2,3}})\s*(?:mm\s?(?:of\s?)?Hg)?", _I)


def _measures(text: str, either: bool) -> Node | None:
    """Every comparison with a number, when the clause is about nothing else."""
    pressures = _PRESSURES.search(text)
    if pressures and re.search(r"hypertens|blood pressure|\bBP\b|血压", text, _I):
        sign = comparator(pressures["c"]) or ">"
        parts: list[Node] = [
            Measured(text, f"{name} blood pressure", sign, float(pressures[k]), "mmHg")
            for name, k in (("systolic", "s"), ("diastolic", "d"))
        ]
        return combine(parts, either=sign in (">", ">="))
    text_plain = text
    found = [m for m in mentions(text_plain) if concepts()[m.concept].kind == "measure"]
    if graded := _CLASS_FIRST.search(text_plain):
        values = _grades(graded["g"])
        return _between(text, "nyha class", min(values), max(values), "", "")
    if not found:
        return None
    nodes: list[Node | None] = []
    for i, mention in enumerate(found):
        until = found[i + 1].start if i + 1 < len(found) else len(text_plain)
        nodes.append(_compared(text_plain, mention, until))
    for i in range(len(nodes) - 2, -1, -1):
        gap = text_plain[found[i].end : found[i + 1].start]
        follower = nodes[i + 1]
        if (
            nodes[i] is None
            and isinstance(follower, Measured)
            and re.fullmatch(r"[\s,/、()]*(?:and/or|and|or|及|和|或)?[\s,/()]*(?:the |serum )?", gap, _I)
        ):
            nodes[i] = replace(follower, concept=found[i].concept)
    got = [n for n in nodes if n is not None]
    if not got:
        return None
    others = [
        m
        for m in mentions(text_plain)
        if concepts()[m.concept].kind in ("condition", "drug", "procedure")
        and m.concept not in ("disease", "gestational age")
    ]
    outside = [m for m in others if not _bracketed(text_plain, m.start)]
    if outside or (len(got) < len([n for n in nodes if n is None]) + 1 and len(found) > 1 and len(got) == 0):
        if (
            outside
            and any(not _bracketed(text_plain, m.start) for m in found)
            and len(clauses.listed(text_plain).items) == 1
        ):
            words = _thing(text, text_plain, _Shared())
            if words is not None:
                return combine([words, *got], either=False)
        return None
    if _age(text)[0] and len(clauses.listed(text).items) > 1:
        return None
    joined = either or (len(found) > 1 and bool(re.search(r"\bor\b", text_plain[found[0].start : found[-1].start], _I)))
    return combine(got, either=joined)


def _bracketed(text: str, at: int) -> bool:
    return text[:at].count("(") > text[:at].count(")")


def _grades(words: str) -> list[float]:
    roman = {"i": 1.0, "ii": 2.0, "iii": 3.0, "iv": 4.0, "iiiv": 4.0}
    return [
        roman.get(w.lower()) or float(w) for w in re.findall(r"\d|[IVivi]+", words) if w.lower() in roman or w.isdigit()
    ]


def _compared(text: str, mention: Mention, until: int) -> Node | None:
    # "ECOG (performance status) 0-1": what stands in brackets after a name is the name again.
    full = re.sub(
        r"^(\s*(?:performance )?(?:status|score|class)?\s*)\((?![^)]*[<>≤≥])[^)]{1,60}\)", r"\1", text[mention.end :]
    )
    until -= len(text) - mention.end - len(full)
    after = full[: max(0, until - mention.end)]
    limits = measure(mention.concept)
    phrase = text.strip()
    match = _COMPARED.search(full)
    if match and mention.end + match.start("c") < until + 1:
        sign = comparator(match["c"])
        if sign is not None:
            first = Measured(
                phrase,
                mention.concept,
                sign,
                number(match["v"]),
                _unit(match["u"], limits.unit, limits.assume),
                bool(match["t"]),
            )
            second = re.match(
                rf"\s*(?P<j>and/or|and|or|but|,)?\s*(?P<c>{COMPARATOR})\s*{_VALUE}", full[match.end() :], _I
            )
            if second and (other := comparator(second["c"])) and other[0] != sign[0]:
                return combine(
                    [
                        first,
                        Measured(
                            phrase,
                            mention.concept,
                            other,
                            number(second["v"]),
                            _unit(second["u"], limits.unit, limits.assume) or first.unit,
                            bool(second["t"]),
                        ),
                    ],
                    either="or" in (second["j"] or "").lower(),
                )
            before = _BEFORE.search(text[: mention.start])
            if before and (low := comparator(before["c"])):
                flipped: Comparator = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[low]  # type: ignore[assignment]
                return combine(
                    [
                        Measured(
                            phrase,
                            mention.concept,
                            flipped,
                            number(before["v"]),
                            _unit(before["u"], limits.unit, limits.assume) or first.unit,
                        ),
                        first,
                    ],
                    either=False,
                )
            return first
    span = _SPAN.search(after)
    if span and float(span["a"]) <= float(span["b"]):
        return _between(
            phrase,
            mention.concept,
            number(span["a"]),
            number(span["b"]),
            _unit(span["ua"] or span["ub"], limits.unit, limits.assume),
            _unit(span["ub"], limits.unit, limits.assume),
        )
    if limits.score and (grades := _GRADES.search(after)):
        values = _grades(grades["g"])
        if values:
            return _between(phrase, mention.concept, min(values), max(values), "", "")
    plain = re.match(rf"^\s*(?:of|=|:|is)?\s*{_VALUE}", after, _I)
    if plain and mention.concept in ("hemoglobin",) and plain["u"]:
        # "Severe anaemia (Hb 7 g/dl)" gives the threshold without a sign: below it is meant.
        return Measured(
            phrase, mention.concept, "<=", number(plain["v"]), _unit(plain["u"], limits.unit, limits.assume)
        )
    return None


def _unit(words: str | None, usual: str, assume: bool) -> str:
    return re.sub(r"\s+", " ", words).strip() if words else (usual if assume else "")


def _between(phrase: str, concept: str, low: float, high: float, unit: str, unit_high: str) -> Node:
    limits = measure(concept)
    parts: list[Node] = []
    if limits.least is None or low > limits.least:
        parts.append(Measured(phrase, concept, ">=", low, unit or unit_high))
    if limits.most is None or high < limits.most or not parts:
        parts.append(Measured(phrase, concept, "<=", high, unit_high or unit))
    return combine(parts, either=False)


# --- tests -------------------------------------------------------------------------------------------------------


def _tests(text: str, either: bool, shared: _Shared) -> Node | None:
    """Test results, one for every test the clause names."""
    found = [m for m in mentions(text) if concepts()[m.concept].kind == "test" or _virus(m, text)]
    if not found:
        return None
    results = list(_RESULT.finditer(text))
    if not results and shared.result is None:
        return None
    others = [m for m in mentions(text) if concepts()[m.concept].kind in ("drug", "procedure", "measure")]
    if any(not _bracketed(text, m.start) for m in others):
        return None
    nodes: list[Node] = []
    for mention in found:
        after = [r for r in results if r.start() >= mention.end]
        before = [r for r in results if r.end() <= mention.start]
        nearest = (
            before[-1]
            if before and (not after or mention.start - before[-1].end() <= after[0].start() - mention.end)
            else (after[0] if after else None)
        )
        result = _result_of(nearest) if nearest else shared.result
        if result is not None:
            nodes.append(Tested(text.strip(), mention.concept, result))
    if not nodes:
        return None
    conditions = [m for m in mentions(text) if concepts()[m.concept].kind == "condition" and m not in found]
    if conditions:
        return None
    joined = (
        either
        or bool(re.search(r"\bor\b|\bany\b|\beither\b|或|任一|/\s*or", text, _I))
        or (len(nodes) > 1 and bool(re.search(r"\bany of|at least one", text, _I)))
    )
    tested = combine(nodes, either=joined)
    found_window = window(text)
    counted = [(m.start, m.end) for m in mentions(text)]
    counted += [(found_window.start, found_window.end)] if found_window else []
    over = [a for a in _amounts(text, counted) if not _usual_titre(a)]
    # A titre or a count beyond "positive" is more than the result says: never met by the result alone.
    return combine([tested, Text(text.strip())], either=False) if over else tested


def _usual_titre(amount: str) -> bool:
    """Whether a titre asks for no more than what counts as positive (1:80, Aringer 2019, entry criterion)."""
    match = re.search(r"1:(\d+)", amount)
    return match is not None and int(match[1]) <= 80


def _virus(mention: Mention, text: str) -> bool:
    return mention.concept in (
        "human immunodeficiency virus",
        "hepatitis b",
        "hepatitis c",
        "human papillomavirus",
        "covid-19",
        "syphilis",
    ) and bool(
        re.match(
            rf"[^,;]{{0,30}}?\b(?:{_POSITIVE}|{_NEGATIVE})|[^,;]{{0,20}}\b(?:test|antibod|serolog)",
            text[mention.end :],
            _I,
        )
    )


def _result_of(match: re.Match[str]) -> Literal["positive", "negative", "normal", "abnormal"]:
    return "negative" if match["n"] else "positive" if match["p"] else "abnormal" if match["a"] else "normal"


# --- diseases, medicines, procedures -----------------------------------------------------------------------------


def _states(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys((name or "").removesuffix("z") for m in _STATES.finditer(text) for name in (m.lastgroup,))
    )


def _verb(text: str) -> Literal["ever", "current", "planned"]:
    if _PLANNED.search(text) and not _EVER.search(text):
        return "planned"
    if _CURRENT.search(text) and not _EVER.search(text):
        return "current"
    return "ever"


def _thing(phrase: str, text: str, shared: _Shared) -> Node | None:
    """The disease, medicine or procedure a clause is about, with what is said of it."""
    named = [m for m in mentions(text) if concepts()[m.concept].kind in ("condition", "drug", "procedure")]
    if not named or re.search(r"\bcontra-?indicat", text, _I):
        # To have a contraindication to a medicine is not to take it.
        return None
    main = next((m for m in named if m.concept not in (*_GENERIC, "hospitalization")), named[0])
    found = window(text) or None
    long = lasting(text)
    when = found.window if found else shared.window
    spans = [(m.start, m.end) for m in named if m is main or is_a(main.concept, m.concept)]
    spans += [(f.start, f.end) for f in (found, long) if f]
    spans += [
        (m.start(), m.end())
        for p in (_STATES, _PLANNED, _CURRENT, _EVER, _FAILED, _FAMILY, _ANY)
        for m in p.finditer(text)
    ]
    qualifiers = tuple(word for word, at in _placed(text) if not any(start <= at < end for start, end in spans))
    bare = _without(text, named)
    # How long a medicine was taken is not in the predicate: it stays an amount.
    counted = [(m.start, m.end) for m in named] + ([(found.start, found.end)] if found else [])
    counted += [(long.start, long.end)] if long and concepts()[main.concept].kind == "condition" else []
    amounts = _amounts(text, counted)
    states = _states(bare) or shared.states
    if not states and re.match(r"(?:current|active)\b", text[main.start : main.end], _I):
        # "Current smoker" is a name that asks for a state.
        states = ("active",)
    if _EITHER_STATE.search(bare) and set(states) != {"severe"}:
        states = ()
    if concepts()[main.concept].kind == "condition":
        return Has(
            phrase.strip(),
            main.concept,
            states,
            qualifiers,
            when,
            long.days if long else None,
            other=bool(_OTHER.search(text[: main.start])),
            family=shared.family or bool(_FAMILY.search(text)),
            open_ended=main.concept in _GENERIC,
            suspected=bool(re.search(r"\bsuspect\w*|\bsuspicion\b|疑似|\bpossible\b", text, _I)),
            amounts=amounts,
        )
    return Underwent(
        phrase.strip(),
        main.concept,
        "ever"
        if when is not None and when.most is not None and not _PLANNED.search(text)
        else shared.verb
        if shared.verb and not (_PLANNED.search(text) or _CURRENT.search(text) or _EVER.search(text))
        else _verb(text),
        when,
        shared.failed or bool(_FAILED.search(bare)),
        qualifiers,
        states,
        amounts,
    )


def _amounts(text: str, counted: list[tuple[int, int]]) -> tuple[str, ...]:
    """The doses and counts in some words that stand outside what was already counted ("≥15 mg", "at least 2")."""
    return tuple(
        match.group().strip()
        for match in _AMOUNT.finditer(text)
        if not any(start < match.end() and match.start("n") < end for start, end in counted)
        # To have one is to have it at all.
        and not (match["n"].lower() in ("1", "one") and not match["u"])
    )


def _without(text: str, named: list[Mention]) -> str:
    """The text with the names blanked, so that "unstable angina" and "heart failure" speak of no state or failure."""
    for mention in named:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _placed(text: str) -> list[tuple[str, int]]:
    from assistant.medicine import tokens

    return [
        (text[start:end], start)
        for word, start, end in tokens(text)
        if word not in _FILLER and len(word) > 1 and not word.isdigit()
    ]


__all__ = ["days_of", "parse"]
