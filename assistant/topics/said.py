"""Tell how a question means a thing it names: as had, as denied, as another person's, or as something to be had later."""

from __future__ import annotations

import re

from assistant.assertion import CHILDREN, ELDERS, RELATIVES, RELATIVES_ES, RELATIVES_ZH, SIBLINGS
from assistant.understand import Asked
from assistant.vocabulary import Mention, broader, concepts

# What may stand between a negation and the thing it denies; nothing else may, so that "is it not too risky with
# diabetes" denies no diabetes.
_BETWEEN = (
    r"(?:\s+(?:had|have|having|been|diagnosed|told|with|an?|any|the|of|from|history|known|prior|previous|past|current|active|signs?|"
    r"evidence|other|ever|got|been|suffering|suffer|positive for|tested|taken|taking|take|received|on|used|use))*\s+"
)
_DENIED_EN = re.compile(
    rf"(?i)\b(?:(?<!why )(?<!or )not|never|without|no longer (?:has|have|had)?|no(?!\s*[.,:;])|den(?:y|ies|ied)|free of|negative for|ruled out|neither|nor|"
    rf"(?:do|does|did|have|has|had|is|are|was)n['’]?t){_BETWEEN}$"
)
_DENIED_ZH = re.compile(
    r"(?:(?:没有?|从未|从没有?|未曾|不曾|未)(?:被诊断为|确诊|得|患|有|做|用|接受|打)?过?|无|不是|并非|否认|排除了?)(?:什么|任何)?$"
)
_DENIED_ES = re.compile(
    r"(?i)\b(?:no (?:tengo|tiene|tuve|tuvo|padezco|padece|es|soy|sufro|hay|he tenido|ha tenido|tomo|toma)|nunca (?:he |ha )?(?:tenido|tuve|tuvo|padecid[oa]|"
    r"tomado|tomo)|sin|ni|niega|descartad[oa])(?:\s+(?:el|la|los|las|un|una|ning[uú]n|ninguna|antecedentes? de|nada de|historial de))*\s+$"
)
_DENIED_AFTER = re.compile(
    r"(?i)^\W{0,3}(?:(?:is|was|has been|came back|test(?:ed)?)\s+)?(?:neg(?:ative|ativo|ativa)?\b|ruled out|阴性|已排除)|^\s*[:：]\s*(?:no|none|没有|无)\b"
)
_JOINED = re.compile(
    r"(?i)^\s*(?:,|，|、|/|\bor\b|\bnor\b|\band\b|或|和|\bni\b|\bo\b)+\s*(?:an?\s+|any\s+|or\s+|nor\s+)?$"
)
_ASKED_OF = re.compile(r"(?i)\b(?:need|required?|must|should|allowed|accept\w*|ok(?:ay)?)\b[^,.;]{0,12}$")


def denied(text: str, mention: Mention, others: tuple[Mention, ...] = ()) -> bool:
    """Tell whether the asker says that this is not so ("not lupus", "never had cancer", 没有糖尿病, "no tengo lupus").

    A list is denied as one: "no HIV or hepatitis".
    """
    before = text[: mention.start]
    if _DENIED_AFTER.search(text[mention.end :]) and mention.concept.kind in ("conditions", "life"):
        return True
    if _DENIED_EN.search(before) or _DENIED_ZH.search(before) or _DENIED_ES.search(before):
        return not _ASKED_OF.search(_DENIED_EN.sub("", before))
    last = max((o for o in others if o.end <= mention.start), key=lambda o: o.end, default=None)
    if last is not None and _JOINED.search(text[last.end : mention.start]):
        # "Never had HIV or hepatitis" denies both; "no lupus and myositis" leaves the second open, and so denies it.
        return denied(text, last, tuple(o for o in others if o is not last))
    return False


def affirmed(asked: Asked) -> tuple[Mention, ...]:
    """The things the question names and does not deny."""
    return tuple(m for m in asked.concepts if not denied(asked.text, m, asked.concepts))


def own_groups(asked: Asked) -> tuple[str, ...]:
    """The groups of the record that the question names, without those whose disease it denies ("not lupus")."""
    no = {m.concept.id for m in asked.concepts if denied(asked.text, m, asked.concepts)}
    if not no:
        return asked.cohorts
    yes = {m.concept.id for m in affirmed(asked)}

    def kept(cohort: str) -> bool:
        mine = {m.concept.id for m in concepts(cohort)} | {b.id for m in concepts(cohort) for b in broader(m.concept)}
        return not mine & no or bool(mine & yes)

    return tuple(c for c in asked.cohorts if kept(c))


_FIRST_PERSON = re.compile(
    r"(?i)\b(?:i|i['’]?m|i['’]ve|ive|im|me|myself|mine)\b|\b(?:tengo|soy|estoy|tuve|padezco|yo)\b|(?<![妈爸])我(?!(?:的)?(?:妈|爸|母|父|儿|女|老|先生|太太|姐|妹|哥|弟|爷|奶|外|孩|丈夫|妻))"
)
_WANTS = re.compile(
    r"(?i)\b(?:i|we) (?:want|would like|wonder|wish|am asking|heard|read|saw|think|hope|need|ask|know)\b|\bi['’]d like\b|我想"
)
SPOKEN_OF = re.compile(
    rf"(?i)\b(?:my|our|the|his|her|su|mi|tu)\s+(?:\w+\s+)?(?:{SIBLINGS}|{ELDERS}|{CHILDREN}|kid|boy|girl|granson|granddaughter|{RELATIVES_ES})\b|(?:{RELATIVES_ZH}|我妈|我爸|孩子|老伴|老公|老婆)"
)
_STANDING = re.compile(
    rf"(?i)\b(?:{RELATIVES}|{CHILDREN}|kid|boy|girl|mama|granson)\b[^.;?]{{0,40}}\b(?:is|has|have|takes?|taking|needs?|wants?|gets|was diagnosed|suffers|can|could|would)\b"
    r"|\b(?:he|she)\b|能不能|可以|可不可以|行吗|[他她]"
)
_YOUNG = re.compile(
    r"(?i)\bmy (?:\w+ )?(?:sons?|daughters?|child(?:ren)?|kids?|baby|toddler|grand-?\w+|granson|boy|girl)\b|我(?:儿子|女儿|孩子)|\bmi (?:hij[oa]|niet[oa])\b"
)


def about_a_relative(text: str) -> bool:
    """Tell whether the relative a question names is the one who would take part ("my son has ...").

    A question that also tells of the asker's own body leaves the relative a relative.
    """
    if not SPOKEN_OF.search(text):
        return False
    own = _FIRST_PERSON.search(_WANTS.sub(" ", text))
    return not own and bool(_YOUNG.search(text) or _STANDING.search(text))


_OF_ANOTHER = re.compile(
    rf"(?i)\b(?:my|his|her|our|their|the)\s+(?:\w+\s+)?(?:{RELATIVES}|{CHILDREN}|donor)\b(?:['’]s)?[^.;,，。；?]*$|(?:{RELATIVES_ZH}|我妈|我爸)[^。；，,]*$"
    rf"|\b(?:mi|su)\s+(?:\w+\s+)?(?:{RELATIVES_ES})\b[^.;,?]*$|\b(?:family history of|runs in the family|antecedentes familiares de)\s+[^.;,]*$|家族史"
)


def of_another(text: str, mention: Mention) -> bool:
    """Tell whether the thing named is a relative's or a donor's, and not the patient's."""
    return not about_a_relative(text) and bool(_OF_ANOTHER.search(text[: mention.start]))


_TAKING_PART = re.compile(
    r"(?i)\b(?:join|participat\w*|take part|took part|taken part|enrol\w*|eligib\w*|qualif\w*|allow\w*|permit\w*|accept\w*|exclu\w*|inclu\w*|criteri\w*|rule[sd]?|"
    r"a problem|an issue|matter|ok(?:ay)?|count against|keep (?:me|him|her|them|us)|disqualif\w*|screen\w*|get in|sign up|meets?|required?|"
    r"contraindicat\w*|deal ?breaker|in or out|barred?|stop (?:me|him|her|us))\b|参加|入组|排除|入选|可以吗|能不能|行吗|影响参加|符合|participar|entrar|excluy\w*|problema|admit\w*|acept\w*"
)
_WHAT_IT_DOES = re.compile(
    r"(?i)\b(?:will|would|does|do|can|could|might|may|is it (?:going|likely) to|did)\b[^?.;]{0,60}\b(?:make|makes|cause[sd]?|give me|give him|give her|affect|hurt|damage|harm|help|cure|"
    r"work|lead to|fall out|come back|go away|get rid|get worse|get better|improve|protect|prevent|reduce|lower|raise|interact|react)\b|会不会(?:导致|引起|影响|让)|能治好|有用吗|"
    r"\b(?:me (?:va|puede) (?:a )?(?:hacer|causar|dejar|afectar|provocar)|puede (?:causar|provocar|dañar|curar))\w*"
)
_TO_GET = re.compile(
    r"(?i)\b(?:can|could|will|would|may|do|how (?:can|do)|where (?:can|do))\b[^?.;]{0,30}\b(?:still |also |now |ever |later )*(?:get|receive|obtain|buy|have access to|be given|keep (?:getting|taking|having)|continue (?:on|with|to (?:get|take)))\b"
    r"|\b(?:puedo|podr[eé]|c[oó]mo) (?:seguir |todav[ií]a )?(?:recib\w*|consegu\w*|obten\w*|comprar)|还能(?:用|拿到|继续用)|能买到"
)


def asks_something_else(text: str) -> bool:
    """Tell whether a question is about what a thing does or how to come by it, and not about taking part with it."""
    return not _TAKING_PART.search(text) and bool(_WHAT_IT_DOES.search(text) or _TO_GET.search(text))
