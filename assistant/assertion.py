"""Tell how a sentence means what it mentions: as so, as not so, as suspected, of the family, or only as a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Status = Literal["affirmed", "absent", "suspected", "family", "history", "planned", "hypothetical"]

# Whose body a sentence may be about besides the patient's. "Child" and "baby" may be the patient: only with "her child".
SIBLINGS = (
    r"(?:step|half|twin|grand)?-?(?:sisters?|brothers?|sons?|daughters?)(?:-in-law)?|aunts?|uncles?|cousins?|nephews?|"
    r"nieces?|siblings?|grandchild(?:ren)?|roommates?|friends?|boyfriend|girlfriend|care-?givers?|care-?takers?|carers?|guardians?|colleagues?|neighbou?rs?"
)
ELDERS = (
    r"(?:step|god|grand)?-?(?:mothers?|fathers?|parents?)(?:-in-law)?|grand(?:ma|pa)|mum|mom|dad|wife|husband|spouse|"
    r"partners?|fianc[eé]e?"
)
RELATIVES = f"{SIBLINGS}|{ELDERS}"
CHILDREN = r"child(?:ren)?|baby|babies|infant|newborn|toddler|twins?(?! preg)|fetus"
RELATIVES_ZH = (
    "母亲|父亲|父母|妈妈|爸爸|姐姐|妹妹|哥哥|弟弟|姐妹|兄弟|儿子|女儿|丈夫|妻子|配偶|伴侣|爱人|祖父|祖母|外公|外婆|爷爷|奶奶|"
    "叔叔|姑姑|舅舅|阿姨|供者|供体|捐献者"
)
RELATIVES_ES = (
    "madre|padre|padres|hermanas?|hermanos?|hij[ao]s?|espos[ao]|marido|pareja|abuel[ao]s?|tí[ao]s?|prim[ao]s?|"
    "sobrin[ao]s?|donante"
)
_KIN = (
    r"(?:(?:older|elder|younger|identical|twin|half|maternal|paternal|late|deceased|sexual|male|female|only|eldest|"
    r"youngest)[- ]+)"
)

# Words before the mention; the nearest one in the same clause decides. After NegEx (Chapman 2001) and ConText
# (Harkema 2009), with the scope cut at the words in _STOP.
_BEFORE: tuple[tuple[Status, str], ...] = (
    (
        "hypothetical",
        r"(?:contact|exposure|exposed) (?:with|to)|risk (?:of|for|factors? for)|prophyla\w+ (?:for|of|against)|"
        r"screen(?:ed|ing)? for|in case of|\bif\b|should (?:he|she|they) develop|"
        r"vaccinat\w+ (?:against|for)|prevent(?:ion of|ing)?|concerns? about (?:future|developing)|to avoid|"
        r"预防|如果|筛查",
    ),
    (
        "absent",
        r"\bno (?:(?:known|prior|previous|past|current|signs?|symptoms?|evidence|history|hx|clinical|other|"
        r"active)\s+(?:or |and )?)*(?:of |for )?|"
        r"\bnot (?:have |had |been |show\w* |(?:yet )?diagnosed with |a |any )*|\bden(?:y|ies|ied|ying)\b|\bwithout\b|"
        r"\bnever\b|"
        r"negative (?:for|history of)|\babsence of|free (?:of|from)|ruled? out for|\bnon[- ]|\bnil\b|\bneither\b|"
        r"\bnor\b|"
        r"\bdoes(?:n['’]t| not)|\bdid(?:n['’]t| not)|\bhas(?:n['’]t| not)|\bis(?:n['’]t| not)|\bcannot have|"
        r"\bunremarkable for|"
        r"否认|无(?!力|痛)|没有|未(?:见|发现|患|接受|曾|行|做|用|使用|合并|服|怀)|排除|不伴|不存在|未合并|从未|\bniega\b|\bsin\b|\bno (?:tiene|"
        r"presenta)\b",
    ),
    (
        "family",
        r"family (?:medical )?history(?: is)?(?: significant| notable| positive)?(?: of| for)?|\bfh\b|"
        rf"\b(?:his|her|their|patient['’]s|whose|my|biological)\s+(?:[\w'’-]+\s+){{0,4}}?(?:{RELATIVES}|{CHILDREN})\b|"
        rf"(?:^|[,;:]\s*|\band\s+)(?:(?:the|an?|one|both)\s+)?(?:\d+[- ]years?[- ]old\s+(?={_KIN}*(?:{SIBLINGS}))|{_KIN})*(?:{RELATIVES})\b(?! of (?:\d\b|"
        r"one|two|three|four|five|six|an?\b|twins))|"
        r"\bdonor(?=\s+(?:is|was|has|had|with|tested|died)\b)|\bdonor['’]s\b|"
        r"(?:^|[,;:]\s*)(?:the\s+)?donor\b(?!-|\s+(?:kidney|liver|heart|lung|lymphocyte|stem|cell|site|organ|egg|sperm|graft))|"
        rf"(?:{RELATIVES_ZH})|家族史|antecedentes familiares|"
        rf"(?:^|[,;:]\s*|\b(?:sus?|la|el|y|una?)\s+)(?:{RELATIVES_ES})\b(?! de (?:\d\b|una?\b|dos|tres|cuatro))",
    ),
    (
        "suspected",
        r"\bpossibl[ey]\b|\bprobabl[ey]\b|\bsuspect\w*|\bsuspicio\w+|\bpresum\w+|\brule out\b|\br/o\b|"
        r"differential (?:diagnosis|includes?)[^.;]*|"
        r"concern(?:s|ing)? for|suggestive of|suggest(?:s|ing)?|cannot (?:be excluded|exclude)|likely|\bvs\.?\b|versus|"
        r"question(?:able)? (?:of|for)?|"
        r"work-?up for|evaluat\w+ for|\?|可能|疑似|怀疑|考虑|待排|posible|sospecha",
    ),
    (
        "planned",
        r"scheduled (?:for|to)|will (?:undergo|receive|start|have)|plan(?:s|ned|ning)? (?:to|for|on)?|awaiting|"
        r"candidate for|considering|to be started on|拟行|计划|programad[oa]",
    ),
    (
        "history",
        r"(?:past|previous|prior|remote) (?:\w+ )?(?:history|hx)(?: (?:of|for))?|\bprevious(?:ly)?\b|\bprior\b|"
        r"\bformer(?:ly)?\b|"
        r"\bhistory of|\bh/o\b|\bhx(?: of)?\b|\bs/p\b|status[- ]post|\bpost-|\bremote\b|\bresolved\b|\bcured\b|"
        r"\bhealed\b|\bex-|\bquit(?:ting)?\b|"
        r"\b(?:stopped|gave up|given up)(?=\s+(?:smok|drink|us(?:e|ing)|alcohol|tobacco|cigar|drugs))|"
        r"\bdej(?:ó|o|ado) de\b|戒|既往|曾|antecedentes? de",
    ),
)
_AFTER: tuple[tuple[Status, str], ...] = (
    (
        "family",
        rf"^\s*(?:\(\s*|in\s+)(?:(?:his|her|their|the|an?|both)\s+)?{_KIN}*(?:{RELATIVES})\b|^\s*runs in (?:the|her|his) family|"
        rf"^\s*[（(](?:{RELATIVES_ZH})|^\s*(?:en|\()\s*(?:su|la|el)?\s*(?:{RELATIVES_ES})\b",
    ),
    (
        "absent",
        r"^\W*(?:\w+\W+){0,3}?(?:(?:is|was|are|were|has been|have been|been)\s+)?(?:ruled out|excluded|denied|absent|"
        r"not (?:present|detected|seen|found|observed|suspected)|unlikely|negative|none|neg\b)|"
        r"^\s*[:：=-]?\s*(?:no\b|none\b|neg\b|negative\b|absent\b|nil\b|\(-\)|（-）|（－）|无|[^，。；,;]{0,12}阴性|除外|"
        r"已排除|未见)|"
        r"^(?:\s*(?:infection|disease|virus|test|serology|status|screen|抗体)){0,2}\s*(?::|is|was|"
        r"：)?\s*(?:neg(?:ative)?\b|阴性|non-?reactive|no\b)",
    ),
    (
        "suspected",
        r"^\s*\?|^\W*(?:is|was)?\s*(?:suspected|possible|likely|cannot be (?:excluded|ruled out)|"
        r"not (?:yet )?(?:excluded|ruled out))|^\s*(?:vs\.?|versus)\s|^(?:待排|可能|待查)",
    ),
    (
        "history",
        r"^\W*(?:(?:has|is|was|that|which)\s+)?(?:fully |completely )?(?:resolved|cured|healed|in the past|"
        r"in (?:complete )?remission)|^[^.;,]{0,12}?\b(?:years|months) (?:ago|prior|earlier)|^已(?:治愈|痊愈)",
    ),
)
_STOP = re.compile(
    r"[;:；。!]|(?<!\d)\.(?!\d)|,\s*(?:but|and (?:he|she|has|is|was|had|currently)|who|which|he|she|with|currently|"
    r"now)\b|，(?!\s*[^，]{0,8}[、])|"
    r"\b(?:but|however|although|though|except|other than|apart from|aside from|yet|still|nevertheless|because|since|"
    r"secondary to|due to|presents?|"
    r"presented|comes|came|visits|underwent|(?<!diagnosed )(?<!treated )with(?! (?:a |any |"
    r"known )?history of)|complain\w*|admitted|found to have|"
    r"(?<!not )(?<!never )(?<!been )diagnosed with|(?<!not )(?<!never )(?<!been )treated with|known to have|shows?|"
    r"showed|reveals?|revealed|remarkable for|"
    r"notable for|significant for|requiring|increased on)\b|但|然而",
    re.IGNORECASE,
)
# "A, B and C were ruled out": what is said after the last of a list is said of each.
_NAME = r"[A-Za-z0-9/-]{1,25}"
_LISTED_ABSENT = re.compile(
    rf"\s*,?(?:\s*{_NAME}(?: {_NAME}){{0,2}},){{0,8}}\s*(?:{_NAME} ){{0,3}}?,?\s*(?:and|"
    rf"or)\s+{_NAME}(?: {_NAME}){{0,2}}?\s+"
    r"(?:(?:is|was|are|were|have been|has been|both|all)\s+){0,3}(?:ruled out|excluded|negative|absent|denied|"
    r"not (?:present|detected))\b",
    re.IGNORECASE,
)
_TRIGGERS = tuple((status, re.compile(pattern, re.IGNORECASE)) for status, pattern in _BEFORE if status != "family")
_FAMILY = re.compile(next(pattern for status, pattern in _BEFORE if status == "family"), re.IGNORECASE)
# After a relative, words that turn back to the patient.
_BACK = re.compile(
    r"[.;；。]|\b(?:but|he|she|patient|brought|brings|presents?|presented|ella|él|paciente)\b|患者|本人|病人",
    re.IGNORECASE,
)
_TRAILERS = tuple((status, re.compile(pattern, re.IGNORECASE)) for status, pattern in _AFTER)


def assertion(sentence: str, start: int, end: int) -> Status:
    """How the sentence means the words from `start` to `end`."""
    scope = _scope_before(sentence[max(0, start - 300) : start])
    kinds = {
        status for status, pattern in _TRIGGERS for m in pattern.finditer(scope) if _reaches(status, scope[m.end() :])
    }
    tail = _scope_after(sentence[end : end + 120])
    trailing = next((status for status, pattern in _TRAILERS if pattern.search(tail)), None)
    listed = bool(_LISTED_ABSENT.match(sentence[end : end + 200]))
    if of_another(sentence, start):
        # What a relative or a donor does not have says nothing about the patient.
        return "hypothetical" if "absent" in kinds or trailing == "absent" or listed else "family"
    if trailing:
        return trailing
    if listed:
        return "absent"
    # A negation governs its clause whatever stands nearer ("no history of", "denies previous").
    return next((s for s in ("absent", "hypothetical", "suspected", "planned", "history") if s in kinds), "affirmed")


def cues(text: str) -> Iterator[tuple[Status, str]]:
    """Every word that denies, doubts or puts off, with what it does, whatever it reaches."""
    for status, pattern in _TRIGGERS:
        if status != "history":
            yield from ((status, match.group().strip().casefold()) for match in pattern.finditer(text))


def of_another(sentence: str, start: int) -> bool:
    """Whether the words before `start` make a relative or a donor the one who is spoken of."""
    before = sentence[max(0, start - 300) : start]
    family = [m.end() for m in _FAMILY.finditer(before)]
    return bool(family) and not _BACK.search(before[family[-1] :])


def _reaches(status: Status, between: str) -> bool:
    """Tell whether a trigger's force reaches over the words between: through a list, else over six words."""
    if status in ("suspected", "planned", "hypothetical"):
        return len(between.split()) <= 14
    items = re.split(r",|，|、|\band\b|\bor\b|\by\b|/", between)
    return all(len(item.split()) <= 6 for item in items)


def _scope_before(before: str) -> str:
    cut = max((match.end() for match in _STOP.finditer(before)), default=0)
    return before[cut:]


def _scope_after(after: str) -> str:
    match = re.search(r"[;；。]|(?<!\d)\.(?!\d)|,|，|\b(?:and|but|however)\b", after)
    return after[: match.start()] if match else after
