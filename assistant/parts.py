"""Cut a question into the parts that each want an answer, and what is only told beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assistant.question import Language

SHORT = 4
"""Words up to which a question that only points back ("is that needed?") is read as one with what it points to."""

MOST_PARTS = 8
"""Parts that are answered at once; of a longer list the asker is told that it was too long."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What is asked, each part in its own words and in order; what is told in sentences that ask nothing.

    `more` when parts were left over. A text that asks nothing is one part: its facts are what is asked.
    """

    asked: tuple[str, ...]
    told: str = ""
    more: bool = False


def parts(text: str, language: Language, names_a_topic: Callable[[str], bool]) -> Parts:
    """Cut a question into its parts.

    A sentence ends a part; inside a sentence a conjunction or a comma does where a question of its own begins behind
    it, so that names ("safety and tolerability"), lists of facts ("I have lupus and am pregnant") and conditions ("if I
    join, do I ...") stay whole.

    Args:
        text: the question.
        language: the language it is asked in.
        names_a_topic: tells whether words hold the name of something a record states; a fragment without a question
            mark asks only then ("primary endpoints; phase").
    """
    grammar = _GRAMMARS.get(language, _ENGLISH)
    told: list[str] = []
    asked: list[str] = []
    for sentence in sentences(text):
        if grammar.tells(sentence) or not (grammar.asks(sentence) or names_a_topic(sentence)):
            told.append(sentence)
            continue
        for piece in filter(None, map(_bare, _noted(sentence, names_a_topic) or grammar.pieces(sentence))):
            if asked and _POINTS_BACK.search(piece) and len(piece.split()) <= SHORT and not names_a_topic(piece):
                asked[-1] = f"{asked[-1]}, {piece}"  # "what is that test, is it needed" asks of one thing
            else:
                asked.append(piece)
    if len(asked) < 2 and not (asked and told):
        return Parts((text.strip(),))
    return Parts(tuple(asked[:MOST_PARTS]), " ".join(told), len(asked) > MOST_PARTS)


def _noted(sentence: str, names_a_topic: Callable[[str], bool]) -> list[str]:
    """The notes that a plus sign joins, where each names something a record states: "drug A + drug B" is one thing."""
    notes = _PLUS.split(sentence)
    return notes if len(notes) > 1 and all(map(names_a_topic, notes)) else []


_POINTS_BACK = re.compile(
    r"(?i)^(?:\w+n?['’]?t?\s+)?(?:it|that|this|they|those|these)\b|^what['’]?s (?:that|it|this)\b|^(?:has|is|are|does|do|will|was) (?:it|that|they)\W*$"
    r"|^(?:how (?:many|much)|which|what kind)\W*$|^¿?(?:es|son|importa|eso|esto)\b|^(?:这个|那个|这|那|它)"
)


def asks_something(text: str, language: Language) -> bool:
    """Tell whether words ask as a question does: with a question mark, or by how they begin."""
    return _GRAMMARS.get(language, _ENGLISH).asks(text)


_END = re.compile(
    r"(?<=[?？!！。；;\n])\s*|(?<!\b[A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bDr)(?<!\bNo)(?<!\bapprox)(?<=[^\W_])\.+\s+(?=[^\Wa-z_]|¿)"
    # Before a small letter a full stop ends a sentence only behind a longer word: "tel. no." does not.
    r"|(?:(?<=\d)|(?<=[^\W\d_]{5}))\.+\s+(?=[a-z])"
)


_NUMBERED = re.compile(r"(?:^|(?<=[\s?？!！。;；,，.]))\(?[1-9][)）]\s*")
_PLUS = re.compile(r"\s+\+\s+")
"""What stands between two questions set down as notes: "1) phase 2) status", "phase + status"."""


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, with the mark that ends them where it is no full stop."""
    numbered = _NUMBERED.split(text) if len(_NUMBERED.findall(text)) > 1 else [text]
    for one in (piece for part in numbered for piece in _END.split(part)):
        if one and re.search(r"\w", one):
            yield one.strip()


_FILLER = re.compile(
    r"(?i)^(?:[\s,.;:¿¡!-]|(?:sorry (?:to|for) (?:bother|trouble|ask|the|disturb)\w*(?: you| u| bother| trouble)?|excuse me|good (?:morning|afternoon|evening)|(?:hi|hello|hey) (?:there|all|everyone)"
    r"|(?:many )?thank(?:s| you| u)(?: (?:a lot|so much|very much|in advance|for your help))?|quick question|perd[oó]n(?:e)? (?:la molestia|que (?:le|les|os) moleste)|(?:muchas )?gracias|buen[oa]s (?:d[ií]as|tardes|noches))\b"
    r"|不好意思|打扰(?:一下|了)?|(?:非常)?(?:感谢|谢谢)|麻烦问(?:一)?下|(?:and|also|plus|but|so|then|ok(?:ay)?|please|hi|hello|hey|well|oh|anyway|now|just|actually|y|adem[aá]s|tambi[eé]n|pero)\b"
    r"|(?:fine|sure|right|great|nice|hm+|um+|listen|look|alright|honestly|bueno|vale|oiga|mire)(?=\s*(?:[,.!…–-]|$))"
    r"|(?:(?:two|three|a few|a couple of|dos|tres) (?:things|questions|cosas|preguntas)|(?:(?:my|the|a|mi|la|otra) )?(?:other|second|next|last|first|another|otra|segunda) (?:question|thing|pregunta|cosa)"
    r"(?: is| es)?|(?:another|one more) (?:question|thing)|first(?:ly| of all)|second(?:ly)?|finally|lastly)(?=\s*[:,–-]|\s+(?:is|es)\b)|\(?[1-9][).]\s"
    r"|(?:还有|另外|以及|而且|并且|那么|请问|你好|您好))+"
)


def _bare(piece: str) -> str:
    """A piece without the small words before it; empty when nothing else is left."""
    words = _FILLER.sub("", piece).strip(" ,;，、；")
    return words if re.search(r"\w\W?\w", words) else ""


_LIST: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?i)\s*,(?!\d)\s*(?:(?:and|plus)\s+)?|\s+(?:and|plus|as well as|&)\s+|(?<=[a-z])\s*/\s*(?=[a-z])"
    ),
    "es": re.compile(r"(?i)\s*,(?!\d)\s*(?:[ye]\s+)?|\s+(?:[ye]|as[ií] como)\s+"),
    "zh": re.compile(r"[，,、]|以及|[和及与]"),
}


def listed(text: str, language: Language) -> tuple[str, ...]:
    """The names of a list, each with the noun they share ("primary and secondary outcomes"); empty where there is none."""
    pieces = [one.strip() for one in _LIST.get(language, _LIST["en"]).split(text) if re.search(r"\w", one)]
    grammar = _OPENING.get(language)
    if len(pieces) < 2 or (grammar and any(grammar.sure.match(p) or grammar.tells.match(p) for p in pieces[1:])):
        return ()
    head = re.search(r"(\w{4,})\W*$", pieces[-1])
    if head and language == "en":
        pieces = [
            p if p == pieces[-1] else f"{p} {head[1]}" if len(pieces) == 2 and _short(pieces[-1]) else p for p in pieces
        ]
    return tuple(pieces)


def _short(piece: str) -> bool:
    return len(piece.split()) == 2


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a language tells and asks: of a sentence, and the pieces of one that asks."""

    tells: Callable[[str], bool]
    asks: Callable[[str], bool]
    pieces: Callable[[str], Iterator[str]]


# --- English and Spanish: a question begins with a question word, or with a verb before its subject -----------------


@dataclass(frozen=True, slots=True)
class _Openers:
    asks: re.Pattern[str]
    sure: re.Pattern[str]
    likely: re.Pattern[str]
    relative: re.Pattern[str]
    condition: re.Pattern[str]
    joint: re.Pattern[str]
    tells: re.Pattern[str]
    word: re.Pattern[str]

    def asking(self, sentence: str) -> bool:
        """A sentence with a question mark, or that begins as a question does."""
        return bool(re.search(r"[?？]", sentence) or self.asks.search(_FILLER.sub("", sentence)))

    def told(self, sentence: str) -> bool:
        """A sentence with a subject and no question in it."""
        return not self.asking(sentence) and bool(self.tells.search(_FILLER.sub("", sentence)))

    def cut(self, sentence: str) -> Iterator[str]:
        """Cut where a new question begins; a lone question word shares what follows the next one."""
        start = 0
        found: list[str] = []
        for joint in self.joint.finditer(sentence):
            left, right = sentence[start : joint.start()], sentence[joint.end() :]
            if joint.start() < start or not re.search(r"\w", left):
                continue
            if self._begins(left, right, bare=not re.search(r"\w", joint.group(0))):
                found.append(left)
                start = joint.end()
        found.append(sentence[start:])
        yield from self._shared(found)

    def _begins(self, left: str, right: str, *, bare: bool) -> bool:
        """Whether a question of its own begins after this conjunction, or (`bare`) after this comma alone."""
        opens = _FILLER.sub("", left)
        asked = bool(self.asks.search(opens))
        if not asked and (bare or self.tells.search(opens)):
            return False
        if self.condition.match(opens) and "," not in opens and (bare or not asked):
            return False
        head = self.word.match(right)
        if head and self.relative.search(f" {head.group(0)} "):
            # "patients who have lupus and who failed", "my mother, who has lupus, join"
            inside = not _WHICH_ONE.match(right) and re.search(rf"(?i)\w\s+{re.escape(head.group(0))}\b", left)
            rest = re.search(r",\s*(.*)", right) if bare else None
            if inside or (rest and not self.sure.match(rest[1])):
                return False
        if self.sure.match(right):
            return True
        clause = self.relative.search(opens) or self.condition.search(opens)
        return bool(self.likely.match(right)) and not clause

    def _shared(self, found: list[str]) -> Iterator[str]:
        """ "When and where is it given" asks when it is given and where."""
        for n, piece in enumerate(found):
            words = _FILLER.sub("", piece).strip(" ,?")
            follows = found[n + 1] if n + 1 < len(found) else ""
            if self.word.fullmatch(words) and (head := self.word.match(_FILLER.sub("", follows))):
                yield f"{words}{_FILLER.sub('', follows)[head.end() :]}"
            else:
                yield piece


_WH = r"(?:what|whats|wht|wat|who|whos|whom|whose|where|wheres|when|whens|which|how|hows|why)(?:['’](?:s|re|d|ll))?"
# "Over what window", "at which hospital": the preposition belongs to the question.
_ASKING = rf"(?:(?:in|on|at|over|for|to|from|by|with|of|during|until|within) (?=(?:what|which|how)\b))?{_WH}"
_AUX = (
    r"(?:is|are|was|were|do|does|did|can|could|will|would|shall|should|may|might|must|has|have|had|am|is ?n['’]?t|are ?n['’]?t|"
    r"do(?:es)? ?n['’]?t|did ?n['’]?t|can(?:no|['’]?)t|wo ?n['’]?t|would ?n['’]?t|could ?n['’]?t|should ?n['’]?t)"
)
_SUBJECT = (
    r"(?:i|you|u|we|they|he|she|it|there|this|that|these|those|the|my|our|your|his|her|their|its|an?|any|anyone|anybody|anything|"
    r"some|someone|somebody|people|patients?|participants?|men|women|children|kids|everyone|everybody|both|all|only|one|"
    r"most|many|other|others|nobody|no one|age|being|having)"
)
_TOLD_ABOUT = (
    r"(?:i|im|ive|i['’]\w+|my|our|his|her|their|we|he|she|they|he['’]s|she['’]s|mum|mom|mother|dad|father|wife|husband|son|daughter|sister|brother|"
    r"it (?:says|said|states)|they (?:say|said)|the patient|patient|pt|"
    r"this (?:patient|lady|gentleman|man|woman)|a \d+|\d{1,3}\s*[-/]?\s*(?:y\b|yo\b|y/?o|year|yr|[fm]\b))"
)
_IMPERATIVE = (
    r"(?:tell (?:me|us)|explain|describe|list|give (?:me|us)|show (?:me|us)|define|name the|whether|if there|let me know|"
    r"i(?:['’]?d| would)? (?:want|like|need|love|wish)(?: to)? (?:know|ask|find out|understand)|i(?:['’]?m| am| was)? wonder(?:ing)?|"
    r"(?:want|need|like) to (?:know|ask|find out)|(?:any|got an?) idea|any chance|worth (?:applying|asking|trying|a (?:try|shot))|can you|could you)"
)
_WHICH_ONE = re.compile(
    rf"(?i)which\s+(?!{_AUX}\b)\w+(?:\s+\w+){{0,4}}?\s+(?:is|are|was|were|do|does|did|will|would|can|could|has|have|should)\b"
)
"""Asks for one of several ("which hospital in Lyon is doing it"), and so begins no clause that tells of what went before."""
_EN = _Openers(
    asks=re.compile(
        rf"(?i)(?:^|[,;:.–-]\s*|\b(?:and|but|so|also|plus)\s+)\W*(?:{_ASKING}\b|{_AUX}\s+{_SUBJECT}\b|{_IMPERATIVE}\b)"
    ),
    sure=re.compile(
        rf"(?i)(?:(?:also|then|if (?:so|not|yes)|in that case),?\s+)*(?:{_ASKING}\b|{_AUX}\s+{_SUBJECT}\b|{_IMPERATIVE}\b)"
    ),
    likely=re.compile(r"(?i)(?:also\s+)?(?:is|are|do|does|did|can|could|will|would|should|must)\s+\w+\s+\w+"),
    relative=re.compile(r"(?i)\s(?:who|which|that|where|when|whose)\s"),
    condition=re.compile(
        r"(?i)\b(?:(?:but |so |and )?what (?:happens )?if|if|unless|because|since|although|while|once|after|before|as soon as|when)\s(?!(?:so|not|yes)\b|(?:is|are|do|does|did|can|will|would)\b)"
    ),
    joint=re.compile(r"(?i)\s*[,;]?\s+(?:and|but|plus|also|&)\s+|\s*[,;–]\s+|\s+-+\s+"),
    tells=re.compile(
        rf"(?i)^(?:{_TOLD_ABOUT}\b|(?:had|have|been|was|got|diagnosed|living|aged?)\b|[^?]*\b(?:negative|positive|failed|diagnosed|years? ago)\b)"
    ),
    word=re.compile(rf"(?i)(?:{_WH})\b"),
)

_QUE = (
    r"(?:qu[eé]|cu[aá]l(?:es)?|cu[aá]nt[oa]s?|cu[aá]ndo|c[oó]mo|(?:a |de |en )?d[oó]nde|(?:a |de |con |para )?qui[eé]n(?:es)?|"
    r"por qu[eé]|para qu[eé])"
)
_VERBO = (
    r"(?:hay|habr[aá]|es|son|est[aá]n?|ser[aá]|tengo que|tiene que|tienen que|debo|debe|puedo|puede|pueden|podr[ií]a|se|hace falta|"
    r"cubren?|pagan?|aceptan?|admiten?|existen?|necesito|necesita|importa|cuesta|dura|me (?:pagan|cubren|dan|afecta))"
)
_ES = _Openers(
    asks=re.compile(
        rf"(?i)(?:^|[,;:.–-]\s*|\b(?:y|pero|o)\s+)\W*(?:{_QUE}\b|{_VERBO}\b)|quisiera saber|me gustar[ií]a saber|d[ií]game"
    ),
    sure=re.compile(rf"(?i)(?:(?:tambi[eé]n|adem[aá]s|entonces),?\s+)*¿?\s*(?:{_QUE}\b|{_VERBO}\b)"),
    likely=re.compile(r"(?!)"),
    relative=re.compile(r"(?i)\s(?:que|quien|donde|cuando)\s(?!(?:pasar|quedar|ir|viajar|pagar|estar|hacer|tomar)\b)"),
    condition=re.compile(r"(?i)\b(?:qu[eé] pasa si|si|porque|aunque|mientras|despu[eé]s de que|cuando)\s"),
    joint=re.compile(r"(?i)\s*[,;]?\s+(?:y|e|pero|adem[aá]s|tambi[eé]n)\s+|\s*[,;–]\s+"),
    tells=re.compile(
        r"(?i)^[¿¡\s]*(?:yo|mi|mis|soy|tengo|tiene|estoy|est[aá]|vivo|vive|padezco|tuve|he|ha|me|le|él|ella|somos|"
        r"tenemos|el paciente|la paciente|paciente|mujer|hombre|var[oó]n)\b"
    ),
    word=re.compile(rf"(?i)¿?(?:{_QUE})\b"),
)
_OPENING: Mapping[Language, _Openers] = {"en": _EN, "es": _ES}
_ENGLISH = _Grammar(_EN.told, _EN.asking, _EN.cut)

# --- Chinese: a clause asks by the words in it --------------------------------------------------------------------------

_ZH_ASKS = re.compile(
    r"[吗么呢?？几]|多少|什么|[哪谁怎啥]|是否|能否|可否|如何|何时|多[久长大远高]|(\w)不\1|有没有|有无|可不可以|需不需要|为何|请问|告诉我"
)
_ZH_JOINT = re.compile(r"[，,、；;]|(?=还有|另外|以及|而且|并且|同时)")
_ZH_TELLS = re.compile(r"^[\s，,]*(?:我|他|她|它|患者|病人|本人|咱|俺|男|女|\d{1,3}\s*岁)")


def _zh_asks(sentence: str) -> bool:
    return bool(_ZH_ASKS.search(sentence))


def _zh_tells(sentence: str) -> bool:
    return not _ZH_ASKS.search(sentence) and bool(_ZH_TELLS.search(sentence))


def _zh_pieces(sentence: str) -> Iterator[str]:
    """Each clause that asks, with the clauses before it that ask nothing ("我72岁，能参加吗")."""
    held, asked = "", ""
    for clause in _ZH_JOINT.split(sentence):
        if not clause or not re.search(r"\w", clause):
            continue
        if not _ZH_ASKS.search(clause):
            held = f"{held}{clause}，"
            continue
        if asked:
            yield asked
        asked, held = f"{held}{clause}", ""
    if asked or held:
        yield f"{asked}，{held}".strip("，") if held else asked


_GRAMMARS: Mapping[Language, _Grammar] = {
    "en": _ENGLISH,
    "es": _Grammar(_ES.told, _ES.asking, _ES.cut),
    "zh": _Grammar(_zh_tells, _zh_asks, _zh_pieces),
}
