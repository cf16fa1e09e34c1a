"""What people need to know that registry records seldom say: each is looked for, word by word, before it is denied."""

from __future__ import annotations

import re

from assistant.topics.closest import closest
from assistant.topics.mention import leaves, mention_topic, mentions, sentences, spoken
from assistant.topics.topic import Resolution, Topic, not_stated, stated
from assistant.understand import Asked
from ingest.record import Slice, TrialRecord

# What is taken or looked at: how a question names it, and how a sentence of a record does.
_TAKEN: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asks, re.I), re.compile(line, re.I))
    for asks, line in (
        (r"\bblood\b|\bneedles?\b|抽血|采血|验血|几管血|\bsangre\b|\bPK\b", r"\b(?:blood|serum|plasma|venous) (?:and \w+ )?(?:samples?|draws?|tests?|testing|collect\w*|specimens?|sampling|drawn|taken|work|volume|tubes?|will be)\b|\b(?:venipunctur\w*|needles?|peripheral blood)\b"),
        (r"\bbiops\w*|活检|biopsia|\btissue\b|\b(?:piece|bit) of\b", r"\bbiops\w*|\btissue (?:samples?|specimens?|collect\w*)\b"),
        (r"\bpregnancy tests?\b|验孕|prueba de embarazo", r"\bpregnancy tests?\b"),
        (r"\burine\b|验尿|尿|orina", r"\burin\w*"),
        (r"\b(?:stool|f(?:a)?ecal)\b|粪|heces", r"\b(?:stools?|f(?:a)?ec(?:al|es))\b"),
        (r"\bsaliva\b|唾液", r"\bsaliva\w*"),
        (r"\bswabs?\b|拭子|hisopo", r"\bswabs?\b"),
        (r"\b(?:lumbar|spinal tap|csf)\b|腰穿|punci[oó]n lumbar", r"\b(?:lumbar punctures?|csf|cerebrospinal)\b"),
        (r"\bbone marrow\b|骨穿|骨髓|m[eé]dula", r"\bbone marrow\b"),
        (r"\b(?:mri|magnetic)\b|核磁|resonancia", r"\b(?:f?MRI|magnetic resonance)\b"),
        (r"\bct\b|(?<![A-Za-z])CT(?![A-Za-z])|tomograf", r"\bCT\b|\btomograph\w*"),
        (r"\bx-?rays?\b|拍片|radiograf", r"\bX-?rays?\b|\bradiograph\w*"),
        (r"\b(?:scans?|scanners?|imaging)\b|拍片|esc[aá]ner", r"\b(?:MRI|CT|PET|scans?|imaging|X-?rays?|ultraso\w*|tomograph\w*)\b"),
        (r"\b(?:ecg|ekg|electrocardiogram)\b|心电图|electrocardiograma", r"\b(?:ECG|EKG|electrocardiogra\w*)\b"),
        (r"\bultraso\w*|B超|超声|ecograf", r"\bultraso\w*"),
        (r"\bechocardio\w*|心脏超声", r"\bechocardio\w*"),
        (r"\b(?:endoscop|colonoscop|gastroscop)\w*|胃镜|肠镜", r"\b(?:endoscop|colonoscop|gastroscop)\w*"),
        (r"\b(?:spirometr\w*|lung function|breathing tests?)\b|肺功能|espirometr", r"\b(?:spirometr\w*|lung function|pulmonary function|FEV1)\b"),
    )
)  # fmt: skip
_ANY_TAKEN = re.compile(
    "|".join(f"(?:{line.pattern})" for _, line in _TAKEN[1:]) + r"|\bblood (?:samples?|draws?|tests?|collection)\b",
    re.I,
)
_HOW_MUCH = re.compile(r"(?i)\bhow (?:much|many (?:ml|tubes?|vials?))\b|\bvolume\b|多少血|几管|cu[aá]nta sangre")
_VOLUME = re.compile(r"(?i)\b\d[\d.,]*\s*(?:m[lL]|cc|tubes?|vials?|millilit\w+|teaspoons?|tablespoons?)\b")
_NOT_TAKEN = re.compile(r"(?i)history of|unable to|contraindicat|blood (?:pressure|cancer|disease|brain)|bloodstream")


def samples(record: TrialRecord, asked: Asked) -> Resolution:
    """Quote the sentences on the sample or test that is asked about, or on any where none is named."""
    named = [(asks, line) for asks, line in _TAKEN if asks.search(asked.text)]
    lines = [line for _, line in named] or [_ANY_TAKEN]
    pattern = re.compile("|".join(f"(?:{one.pattern})" for one in lines), re.I)
    told = tuple(s for s in mentions(record, pattern))
    found = tuple(s for s in told if not _NOT_TAKEN.search(s.text))
    # What stands under the name of a sample is on that sample, whether or not it says so again.
    under = tuple(
        s
        for i in record.interventions
        if i.description and pattern.search(i.name.text)
        for s in sentences(i.description)
    )
    found = tuple({s.span: s for s in (*under, *found)}.values())
    if _HOW_MUCH.search(asked.text):
        measured = [tuple(s for s in some if _VOLUME.search(s.text)) for some in (under, found)]
        found = next((some for some in measured if some), found)
    if not found:
        word = next((m.group(0) for asks, _ in named if (m := asks.search(asked.text))), "")
        return not_stated(record, word)
    criteria, others = _sides(record, closest(asked, found))
    return stated(*spoken(record, (*others, *criteria)[:3], "quotes"))


def _sides(record: TrialRecord, found: tuple[Slice, ...]) -> tuple[tuple[Slice, ...], tuple[Slice, ...]]:
    inside = {c.slice.span for c in leaves(record.criteria)}
    return tuple(s for s in found if s.span in inside), tuple(s for s in found if s.span not in inside)


TOPICS = (
    Topic("cost", mention_topic("quotes", r"\b(?:costs?|free of charge|at no charge|fees?|out[- ]of[- ]pocket|expenses?|paid by|pay for|charged|billed)\b", unless=r"(?i)cost-?effective|health ?care costs|costs? analysis|follow-up cost|cost[- ]utility")),
    Topic("compensation", mention_topic("quotes", r"\b(?:compensat\w*|reimburs\w*|stipend|gift cards?|paid for (?:their|your) (?:time|participation)|payment|remunerat\w*|incentives?|vouchers?)\b", unless=r"(?i)decompensat|compensated (?:cirrhosis|liver|heart)|compensatory")),
    Topic("travel", mention_topic("quotes", r"\b(?:travel\w*|transport\w*|accommodation|lodging|hotel|mileage|parking)\b", unless=r"(?i)travel(?:ed|led)? (?:to|history)|transport(?:er|ation of)|oxygen transport")),
    Topic("insurance", mention_topic("quotes", r"\b(?:insur\w+|health plan|medicare|medicaid|social security)\b", unless=r"(?i)to (?:e|i)nsure|insulin")),
    Topic("hospital_stay", mention_topic("quotes", r"\b(?:hospitali[sz]\w*|in-?patients?|overnight|hospital stay|out-?patients?|discharged?|admitted|admission|nights?)\b", unless=r"(?i)(?:rate|number|incidence|frequency) of (?:re)?hospitali|hospitali[sz]ations? (?:for|due|within|in the)|been hospitali|nightmares?")),
    Topic("withdrawal", mention_topic("quotes", r"\b(?:withdraw (?:consent|from|at any)|voluntar\w* (?:withdraw|participat\w*)|leave the study|drop ?out|free to withdraw|discontinue participation)\b")),
    Topic("confidentiality", mention_topic("quotes", r"\b(?:confidential\w*|privacy|anonymi[sz]\w*|de-?identif\w*|pseudonym\w*|data protection|encrypted)\b")),
    Topic("ethics", mention_topic("quotes", r"\b(?:ethic\w*|institutional review board|IRB|IEC|ethics committee|Declaration of Helsinki)\b")),
    Topic("after_trial", mention_topic("quotes", r"\b(?:after the (?:study|trial) (?:ends?|is over|is completed)|post-?trial|open-?label extension|extension (?:study|phase|period)|roll-?over|continue(?:d)? (?:access|treatment) after)\b")),
    Topic("retreatment", mention_topic("quotes", r"\b(?:re-?treat\w*|second (?:infusion|dose|course)|repeat(?:ed)? (?:dos\w*|infusions?|treatment)|re-?dos\w*|re-?infus\w*|single[- ]dose|one[- ]time|additional (?:dose|infusion)s?)\b")),
    Topic("vaccines", mention_topic("quotes", r"\bvaccin\w*|\bimmuni[sz]ations?\b", specific=True)),
    Topic("diet", mention_topic("quotes", r"\b(?:diet\w*|fast(?:ing|ed)|food|meals?|grapefruit|eat(?:ing)?|fluid intake)\b", unless=r"(?i)food and drug administration|breakfast", specific=True)),
    Topic("alcohol_smoking", mention_topic("quotes", r"\b(?:alcohol\w*|smok\w+|tobacco|nicotine|cigarettes?|vap(?:e|ing)|cannabis|marijuana|drug abuse|substance (?:abuse|use)|illicit)\b", specific=True)),
    Topic("work_driving", mention_topic("quotes", r"\b(?:driv(?:e|ing)|operate machinery|employ\w*|return to work|school|exercise\w*|physical activity|sports?)\b", specific=True)),
    Topic("caregiver", mention_topic("quotes", r"\b(?:care-?givers?|carers?|companions?|accompan\w+|legal(?:ly)? (?:authori[sz]ed )?(?:representative|guardian)|parents?|partner|spouse|family members?)\b")),
    Topic("remote", mention_topic("quotes", r"\b(?:tele-?(?:health|medicine|phone|visit)\w*|remote(?:ly)?|online|video (?:call|visit)s?|at home|home[- ]based|virtual\w*|smartphones?|internet|app)\b", specific=True)),
    Topic("language_requirement", mention_topic("quotes", r"\b(?:(?:speak|read|write|understand|fluent|literate|proficien\w*)[^.;]{0,40}(?:english|spanish|chinese|french|german|language|mandarin|hebrew|arabic|danish|dutch|japanese)|(?:english|spanish|chinese|french|german|dutch|danish)[- ](?:speaking|language|literate)|language (?:barrier|skills)|interpret\w*|translat(?:or|ion))\b", specific=True)),
    Topic("samples", samples),
    Topic("genetic_testing", mention_topic("quotes", r"\b(?:genetic\w*|genom\w*|DNA|sequencing|genotyp\w*)\b")),
    Topic("stopping_rules", mention_topic("quotes", r"\b(?:stopping (?:rules?|criteria)|dose[- ]limiting|discontinu\w*|premature(?:ly)? (?:stop|terminat)\w*|limit the dose)\b")),
    Topic("distance", mention_topic("quotes", r"\b(?:within \d+ (?:miles?|km|kilomet\w+|hours?) (?:of|from|drive)|reside|live within|resident of|residency|proximity)\b")),
)  # fmt: skip
