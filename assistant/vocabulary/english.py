"""Put a question that is not English into the English words a record would use: for the search, never for a reader.

What is found of a question are terms: the glossary beside this file and the names of clinical concepts, longest first.
Chinese is matched by characters; Spanish by stems without accents, and a word that no table holds is given its English
spelling by rule (`-ción` is `-tion`), since most medical words are the same in both.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

import yaml

from assistant.places import places
from assistant.question import Language
from assistant.vocabulary import all_concepts

_LONGEST = 2000
"""Characters looked at: the work on a text is bounded."""

_NAMES_OF_A_CONCEPT = 3
"""English names of a concept that are searched for; more of them drown the rest of the question."""

Term = tuple[str, ...]
"""English words that mean one thing of the question, any of which a record may use."""


def in_english(text: str, language: Language) -> tuple[Term, ...]:
    """The terms of a question in English, in its order; a Chinese or Spanish word without English stays as it is."""
    text = text[:_LONGEST]
    read = {"zh": _from_chinese, "es": _from_spanish, "other": _from_elsewhere, "en": _from_english}[language]
    found = read(text)
    return tuple(dict.fromkeys((*found, *((place.name,) for place in places(text)))))


def _from_chinese(text: str) -> Iterator[Term]:
    table = _chinese()
    for run in re.findall(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+(?:[-.'’/][^\W_\u3400-\u9fff]+)*", text):
        if not re.match(r"[\u3400-\u9fff]", run):
            yield (run,)
            continue
        yield from _segmented(run, table)


def _segmented(run: str, table: dict[str, Term]) -> Iterator[Term]:
    """The terms of a run of characters, longest first; what lies between two and says something is a term of its own."""
    at = since = 0
    while at < len(run):
        size = next((n for n in range(min(_LONGEST_TERM, len(run) - at), 0, -1) if run[at : at + n] in table), 0)
        if not size:
            at += 1
            continue
        yield from _unknown(run[since:at])
        if term := table[run[at : at + size]]:
            yield term
        at += size
        since = at
    yield from _unknown(run[since:])


_LONGEST_TERM = 14


def _unknown(characters: str) -> Iterator[Term]:
    """A single character between two terms is grammar as a rule."""
    if len(characters) > 1:
        yield (characters,)


def _from_spanish(text: str) -> Iterator[Term]:
    table = _spanish()
    words = re.findall(r"[^\W_]+(?:[-.'’/][^\W_]+)*", text)
    keys = _keys(words)
    at = 0
    while at < len(words):
        size = next((n for n in range(min(6, len(words) - at), 0, -1) if keys[at : at + n] in table), 0)
        if size:
            if term := table[keys[at : at + size]]:
                yield term
        elif _bare(words[at]) not in _spanish_grammar():
            yield tuple(dict.fromkeys((words[at], _anglicised(words[at]))))
        at += size or 1


def _from_english(text: str) -> Iterator[Term]:
    yield from ((word,) for word in re.findall(r"[^\W_]+(?:[-.'’/][^\W_]+)*", text))


def _from_elsewhere(text: str) -> Iterator[Term]:
    """What is known of another language, in the order of the text, and the names written in capitals."""
    folded = _bare(text)
    found = [(m.start(), (english,)) for english, pattern in _elsewhere() if (m := pattern.search(folded))]
    found += [(m.start(), (m[0],)) for m in re.finditer(r"\b[A-Z][A-Z0-9-]{2,}\b", text)]
    yield from (term for _, term in sorted(found))


@cache
def _elsewhere() -> tuple[tuple[str, re.Pattern[str]], ...]:
    spaced = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
    return tuple(
        (
            english,
            re.compile(
                "|".join(
                    re.escape(_bare(n)) if re.match(spaced, n) else rf"(?<!\w){re.escape(_bare(n))}" for n in names
                )
            ),
        )
        for english, names in _tables()["elsewhere"].items()
    )


# Endings and letters of words that both languages took from Latin and Greek.
_COGNATES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"ciones$", "tions"),
        (r"cion$", "tion"),
        (r"siones$", "sions"),
        (r"(?<=[aeiou])(?:dades|dad)$", "ty"),
        (r"logia$", "logy"),
        (r"grafia$", "graphy"),
        (r"fobi(?:a|c[oa])s?$", "phobia"),
        (r"patia$", "pathy"),
        (r"itico$", "itic"),
        (r"ic[oa]s?$", "ic"),
        (r"os[oa]s?$", "ous"),
        (r"mente$", "ly"),
        (r"encia$", "ence"),
        (r"ancia$", "ance"),
        (r"(?<=in)as?$", "e"),
        (r"(?<=id)os?$", ""),
        (r"ivo[s]?$|iva[s]?$", "ive"),
        (r"ador(?:es)?$", "ator"),
        (r"ismos?$", "ism"),
        (r"^f(?=ar|os|en)", "ph"),
        (r"^es(?=[cpt])", "s"),
        (r"(?<=[aeiou])f(?=[aeiou])", "ph"),
    )
)


def _anglicised(word: str) -> str:
    bare = _bare(word)
    if len(bare) < 6 or not word.islower():
        return word
    for pattern, instead in _COGNATES[:-3]:
        if pattern.search(bare):
            bare = pattern.sub(instead, bare)
            break
    for pattern, instead in _COGNATES[-3:]:
        bare = pattern.sub(instead, bare)
    return bare


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))


_stemmers = threading.local()


def _keys(words: Iterable[str]) -> tuple[str, ...]:
    """Stems without accents, as Spanish is matched."""
    # A stemmer keeps a cache of its own and is not to be shared between threads.
    if not hasattr(_stemmers, "spanish"):
        import Stemmer  # type: ignore[import-not-found]

        _stemmers.spanish = Stemmer.Stemmer("spanish")
    return tuple(_bare(word) for word in _stemmers.spanish.stemWords([word.casefold() for word in words]))


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = yaml.load(
        resources.files("assistant.vocabulary").joinpath("glossary.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return loaded


def _glossary() -> dict[str, list[str]]:
    return _tables()["terms"]


def _named() -> Iterator[tuple[str, Term]]:
    """Every Chinese and Spanish name with its English words; the glossary first, and a concept's names after it."""
    for english, names in _glossary().items():
        yield from ((name, (english,)) for name in names)
    for concept in all_concepts():
        english_names = [name for name in concept.names if name.isascii()]
        wanted = tuple(dict.fromkeys(english_names[:_NAMES_OF_A_CONCEPT]))
        yield from ((name, wanted) for name in concept.names)


@cache
def _chinese() -> dict[str, Term]:
    table: dict[str, Term] = {}
    for name, english in _named():
        if re.search(r"[\u3400-\u9fff]", name):
            table[name] = tuple(dict.fromkeys((*table.get(name, ()), *english)))
    return {**dict.fromkeys(_CHINESE_GRAMMAR.split(), ()), **table}


@cache
def _spanish() -> dict[tuple[str, ...], Term]:
    table: dict[tuple[str, ...], Term] = {}
    for name, english in _named():
        if re.search(r"[\u3400-\u9fff]", name):
            continue
        key = _keys(re.findall(r"[^\W_]+(?:[-.'’/][^\W_]+)*", name))
        table[key] = tuple(dict.fromkeys((*table.get(key, ()), *english)))
    return table


@cache
def spanish_words() -> frozenset[str]:
    """Words of the glossary that are Spanish and not English, without accents: they tell a short question's language."""
    words = {_bare(w) for names in _glossary().values() for name in names for w in re.findall(r"[^\W\d_]+", name)}
    english = {w for key in _glossary() for w in re.findall(r"[a-z]+", key.casefold())}
    words |= {f"{w}s" if w[-1] in "aeo" else f"{w}es" for w in words}
    told = words - english - set(_ENGLISH_TOO.split())
    return frozenset(w for w in told if w.isascii() and len(w) > 3) | {"vih", "epoc", "sida"}


_ENGLISH_TOO = """
aerosol anterior arterial bacteria bacterial basal base cerebral contra corporal crisis fibrosis hormonal inferior intestinal medular mental
metal neoplasia osea reduce semen septicemia severo solo superior tension tutor variable vertebral visual vista viva disco mani para
"""
"""Words of Spanish that an English question may hold."""

_CHINESE_GRAMMAR = """
的 了 吗 呢 吧 啊 呀 么 是 有 我 你 您 他 她 它 们 这 那 个 些 和 与 或 在 从 到 给 把 被 让 对 为 也 都 还 就 才 又 再 很 太 会 要
想 能 可 得 过 着 上 下 里 外 前 中 说 做 去 来 人 年 月 日 我们 你们 他们 她们 我的 你的 他的 她的 这个 那个 这些 那些 这里 那里 什么
怎么 怎样 怎么样 怎么办 哪些 哪个 哪里 哪儿 谁 几个 多少 几 为什么 是不是 有没有 能不能 可不可以 会不会 要不要 可以 可能 应该 必须
需要 是否 请问 知道 告诉 关于 如果 因为 所以 但是 而且 以及 还有 或者 没有 不是 不能 不会 不要 一个 一些 一下 一种 其他 别的 等等 等
试验 研究 临床 临床试验 记录 参加 入组 参与 加入 进行 情况 问题 影响 有影响 没关系 行吗 可以吗 妈妈 爸爸 母亲 父亲 我妈 我爸 奶奶
爷爷 丈夫 妻子 老公 老婆 想问 想知道 帮我 看看 现在 已经 一直 还是 比较 时候 要求 规定 条件 提供 方面 才行 算 叫 写 提到 讲 如何 哪种
"""


@cache
def _spanish_grammar() -> frozenset[str]:
    return frozenset(_SPANISH_GRAMMAR.split())


_SPANISH_GRAMMAR = """
el la los las un una unos unas de del al y o u e pero si no es son soy era fue ser estar esta estan estoy este estos estas ese esa eso
esto aquel que cual cuales quien quienes como cuando cuanto cuanta cuantos cuantas donde por para con sin en entre sobre desde hasta
a ante mi mis tu tus su sus nuestro nuestra me te se le les lo nos yo el ella ellos ellas usted ustedes hay ha he han hemos habia
tengo tiene tienen tenia tener puedo puede pueden podria podrian poder debo debe deben deberia quiero quiere hacer hace hacen hicieron
muy mas menos tambien ya aun todavia nunca siempre todo todos toda todas algun alguna otro otra otros otras porque pues entonces dice
dicen registro ensayo estudio ensayos estudios clinico clinicos participar participo entrar alguien algo asi qué necesito necesita
necesitan va van voy ir saber sabe favor gracias hola tal problema madre padre hijo hija esposo esposa abuela abuelo
"""
