"""Words that may stand before no reader, whatever a record says: promises, verdicts, advice on a medicine, orders."""

from __future__ import annotations

import re

# Words that turn a promise or an order into its opposite: they stand right before it and govern its verb, as in
# "no one can say whether you are eligible". A guard of another clause ("Do not worry, you can join") guards nothing.
_GUARD = (
    r"(?:"
    r"\b(?:whether|if|unless|si|quién|quien)(?: or not| and when)?(?: (?:an?|the|una?|el|la) \w+| usted)? "
    r"|\b(?:not|never|cannot|can't|won't|without|no|nor|nobody can|no one can|no|nunca|ni|sin|nadie puede) "
    r"|(?:\bnot|\bnever|\bcannot|n't|\bnobody can|\bno one can) (?:say|tell|mean|promise|decide|confirm|know)(?: you)?(?: that)? "
    r"|\bno (?:significa|quiere decir|puedo decir|dice|puede decir)(?:le)? que "
    r"|(?:是否|如果|能否|不|没|没有|无法|勿|并未|没有?人能|谁也不能|不能|不(?:表示|代表|意味着|等于|能说|能确定))"
    r")$"
)
_WITHIN = r"\b(?:not|never|nunca)\b|不"
_PROMISES = (
    r"\byou(?:'re| are| would be| will be| should be)(?: \w+)? eligible\b",
    r"\byou (?:do )?(?:qualify|meet all)\b",
    r"\byou (?:can|may|could|will be able to) (?:join|take part|participate|enrol|enroll)\b",
    r"\b(?:will|can) (?:cure|heal) you\b",
    r"\bguarantee",
    r"\b100 ?% safe\b",
    r"\b(?:usted )?(?:es|eres|será) (?:elegible|apt[oa])\b",
    r"\b(?:usted )?(?:cumple|cumples) (?:con )?(?:todos )?los (?:criterios|requisitos)\b",
    r"\bpued(?:e|es) (?:participar|unir(?:se|te)|entrar)\b",
    r"[您你](?:是)?(?:完全)?(?:符合|满足)(?:入组|所有|全部)?(?:条件|标准|要求)",
    r"[您你](?:就)?可以(?:参加|入组|加入)",
    r"保证",
)
_ADVICE = (
    r"\b(?:you (?:should|can|could|may|must|need to)|please|i (?:suggest|recommend|advise)|it is (?:safe|ok|fine) to) "
    r"(?:\w+ )?(?:stop|start|skip|take|reduce|increase|double|change|switch|pause|come off|taper)\b(?! part)",
    r"^(?:stop|start|skip|double|increase|reduce|taper) (?:taking|your|the)\b",
    r"\b(?:debe|debería|puede|puedes|deberías) (?:dejar|suspender|tomar|aumentar|reducir|cambiar|empezar)\b",
    r"[您你]?(?:应该|可以|建议|需要)[您你]?(?:先)?(?:停|停掉|停用|停止|减|减少|增加|加大|服用|换)",
)


def promises(text: str) -> list[str]:
    """The words of a text that promise a place in the trial, or an effect of it."""
    return _unguarded(_PROMISES, text)


def advice(text: str) -> list[str]:
    """The words that tell the asker to start, stop or change a medicine; "you must not stop" tells the opposite."""
    return [hit for hit in _unguarded(_ADVICE, text) if not re.search(_WITHIN, hit, re.IGNORECASE)]


def _unguarded(patterns: tuple[str, ...], text: str) -> list[str]:
    """Matches whose verb no guard governs."""
    found = []
    for sentence in map(str.strip, re.split(r"(?<=[.!?。！？;；])\s*|\n", text)):
        for pattern in patterns:
            for hit in re.finditer(pattern, sentence, re.IGNORECASE):
                if not re.search(_GUARD, sentence[: hit.start()], re.IGNORECASE):
                    found.append(hit.group())
    return found


# A model's sentence speaks of the record, never to the reader: it has no "you", no order and no verdict on a person.
# Nothing guards these: a claim that needs one is left to the default answer.
_TO_THE_READER = re.compile(
    r"\b(?:you|your|yours|yourself|you're|you'll|you've|we|our|my|i'm|me)\b|(?-i:\bus\b|\bI (?:am|can|think|know|will|would)\b)|[您你我咱]|"
    r"\b(?:usted|ustedes|tú|tu|tus|te|ti|vosotros|yo|mi|nosotros|nuestr[oa]s?)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:^|(?<=[.!?;] ))(?:please |do not |don't |never |always |just |simply |now )?(?:take|stop|start|skip|join|call|click|visit|go|see|"
    r"ignore|continue|keep|avoid|tell|contact|write|sign|bring|wait|increase|reduce|double|taper|switch|change|consult|"
    r"consider|try|use|make|talk|speak|ask|remember|consent|enrol+|apply|email|phone|expect|trust|believe|say|do|don't|let)\b(?! (?:is|are|was|were|of|in)\b)"
    r"|^(?:tome|deje|llame|visite|acuda|ignore|continúe|evite|diga|consulte|contacte|pida|pregunte|hable|inscríbase|suspenda|no (?:tome|deje))\b"
    r"|(?:^|[，。；])请",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\beligible\b|\bqualif(?:y|ies|ied)\b|\bineligible\b|\belegibles?\b|\bapt[oa]s?\b|\bguarant|\bcure[sd]?\b|\bcuring\b|"
    r"\bdiagnos\w+ with\b(?=.*\byou\b)|\bapproved\b|\bFDA\b|\bEMA\b|\bprescri\w+|\brecommend\w*|\badvis\w+|\bsuggest\w*|(?<!how )\bsafe and effective\b|"
    r"\brisk[- ]free\b|\bharmless\b|符合条件|合格|保证|治愈|批准|建议|推荐|garantiza|recomiend|aconsej|aprobad|\bcura\b",
    re.IGNORECASE,
)
_ASK_TEAM = re.compile(
    r"(?:please )?(?:ask|talk to|speak (?:to|with)|contact) the study (?:team|staff|site)(?: (?:about (?:this|it|that)))?[.!]?|"
    r"请?(?:您)?(?:咨询|询问|联系)研究团队。?|(?:pregunte|consulte) al equipo del estudio\.?",
    re.IGNORECASE,
)


def asks_the_team(sentence: str) -> bool:
    """Whether a sentence says nothing but to ask the study team."""
    return _ASK_TEAM.fullmatch(sentence.strip()) is not None


def forbidden(text: str, carried: str) -> str | None:
    """What a claim may not say, or None; `carried` are the record's words, which may hold a word that sounds like it."""
    if hits := [*promises(text), *advice(text)]:
        return f"promise or advice: {hits[0]}"
    if hit := _TO_THE_READER.search(text):
        return f"speaks to the reader: {hit.group()}"
    if hit := _ORDER.search(text):
        return f"gives an order: {hit.group()}"
    for hit in _VERDICT.finditer(text):
        if hit.group().casefold() not in carried.casefold():
            return f"verdict or advice: {hit.group()}"
    return None
