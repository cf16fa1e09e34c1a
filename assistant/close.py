"""Add what must stand beside an answer: no verdict on the whole, no medicine changed, no reason given."""

from __future__ import annotations

import re

from assistant.compose import Draft
from assistant.topics.topic import searched
from assistant.understand import Asked

_CHANGES_MEDICINE = re.compile(
    r"(?i)\b(?:stop|quit|come off|go off|going off|discontinu\w*|pause|hold|keep taking|continue|washout|take (?:\d+|half|less|more)|dejar|suspender|parar)\b|停药|停用|继续吃|洗脱"
)
_TO_CHANGE = re.compile(
    r"(?i)\b(?:stop\w*|quit|come off|coming off|go off|going off|get off|give up|wean\w*|taper\w*|discontinu\w*|paus\w+|hold|skip\w*|drop|reduc\w+|lower|switch\w*|chang\w+|keep (?:on )?(?:taking|using|on)|"
    r"keep (?:my|his|her|our)|stay (?:on|off)|carry on|continu\w*|be off|washed? ?out)\b|\b(?:dej\w+|suspend\w+|parar|interrump\w+|abandon\w+|quit(?:ar|en|an|arme|arle)|cambi\w+|reduc\w+|(?:seguir|sigo|continuar|continuo)(?: con| tomando)?)\b"
    r"|停(?!止?(?:招募|研究|试验))|断药|换药|换掉|减量|减药|继续(?:吃|用|服|打|使用|服用)"
)
_SOMEONE = re.compile(
    r"(?i)\b(?:i|i'll|he|she|we|my|his|her|our|me|him|us)\b|\b(?:mis?|sus?|me|le|tengo|tiene|tenemos|debo|debe|puedo|puede|podria|podré|tomo|toma|hay que|seguir)\b|[\u4e00-\u9fff]"
)
_MEDICINE = re.compile(
    r"(?i)\b(?:pills?|tablets?|capsules?|meds|medic(?:ine|ines|ation|ations)|prescriptions?|inhalers?|insulin|steroids?|thinners|painkillers|suppressants?|(?:blood pressure|heart|thyroid) (?:tablets?|treatment)|anti(?!bod|gen|cuerp|gén)\w{5,}|"
    r"(?:my|his|her|our|the) (?:current |other |usual |regular |own |present )?(?:treatments?|drugs?|therapy|injections?|dos(?:e|es))|(?:taking|using) (?!part\b|place\b|notes?\b)\w+)\b"
    r"|\b(?:pastillas?|comprimidos?|medicinas?|medicamentos?|medicaci[oó]n|esteroides|corticoides|insulina|anti(?!bod|gen|cuerp|gén)\w{5,}|(?:mi|su|el|los|mis|sus) tratamientos?|tomando|tomar)\b|药|激素|胰岛素|(?:吃|服|用)的"
)
_TRIALS_OWN = re.compile(
    r"(?i)\b(?:study|trial|investigational|experimental) (?:drugs?|medic\w+|treatments?|pills?|tablets?|therapy|injections?|dos(?:e|es|ing))\b|\b(?:medicamento|medicina|f[aá]rmaco|tratamiento|dosis) (?:del|de este|en) (?:ensayo|estudio)\b|(?:试验|研究)(?:用)?药"
)

_ITS_EFFECT = re.compile(
    r"(?i)\b(?:will|would|does|do|did|can|could|may|might) (?:it|this|that|these|(?:the|this|that) (?!(?:trial|study|team|doctors?|nurses?|sponsor|protocol|rules?)\b)\w+)\b(?! (?:mean|require|say|ask|matter|interfere))"
    r"|\b(?:el|este|la|esta) (?:medicamento|tratamiento|f[aá]rmaco|vacuna|infusi[oó]n|inyecci[oó]n) (?:\w+ ){0,2}?(?:reduc|cambi|quit|interrump)\w*|(?:这个?|该)(?:药|疗法|治疗)(?:能|会|可以)"
)
"""Asks what the treatment itself does."""


def _of_own_medicine(asked: Asked) -> bool:
    """Whether the question is on stopping, keeping or changing what someone takes, and not the treatment on trial."""
    text = _TRIALS_OWN.sub(" ", asked.text)
    if _ITS_EFFECT.search(text) or not (_TO_CHANGE.search(text) and _SOMEONE.search(text)):
        return False
    return bool(_MEDICINE.search(text)) or any(one.concept.kind == "drugs" for one in asked.concepts)


_MAY_I = re.compile(
    r"(?i)\b(?:can|could|may|would|will|do|am|is|are) (?:i|he|she|we|they|you|my \w+)\b[^?]{0,40}\b(?:join|participate|take part|enrol\w*|"
    r"eligible|qualify|sign up|get in)\b|参加|入组|\b(?:puedo|puede) (?:participar|entrar)"
)


WHY = re.compile(r"(?i)^\W*(?:but |so |and |y |pero )?(?:why|how come|por qu[eé]|为什么|为何)\b|^\W*为什么|^\W*为何")
"""Asks for a reason."""

GIVES_REASON = frozenset({"why_stopped", "summary", "purpose", "benefit", "participant_flow"})
"""Topics whose answer may hold the reason that is asked for."""


def close(draft: Draft, asked: Asked, topics: set[str], start: int) -> None:
    """Add it to the part of a draft whose statements begin at `start` and which these topics answered."""
    cited = any(s.citations for s in draft.statements[start:])
    may_i = _MAY_I.search(asked.text) and topics & {
        "lookup",
        "inclusion_criteria",
        "age",
        "pregnancy",
        "cohort_criteria",
    }
    if may_i and cited:
        draft.plain("whole.check", at=start if "inclusion_criteria" in topics else None)
    if WHY.search(asked.text) and draft.citations and not topics & GIVES_REASON:
        draft.silent("reason", searched(draft.record), also=True)
    changes = _CHANGES_MEDICINE.search(asked.text) and topics & {"washout", "concomitant_medication", "lookup"}
    if asked.audience == "patient" and (changes or _of_own_medicine(asked)):
        draft.plain("advice.medicine")
