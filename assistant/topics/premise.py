"""Meet what a question takes for granted with what the record says: another number, another fact, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.places import places
from assistant.question import Language, Question
from assistant.topics import TOPICS
from assistant.topics.asserted import asserted
from assistant.topics.design import APPROVAL
from assistant.topics.mention import mentions
from assistant.topics.topic import Point
from assistant.understand import Asked, fold, understand
from assistant.vocabulary import broader, concepts
from ingest.record import TrialRecord

Verdict = Literal["agrees", "differs", "unsaid", "unclear"]
Judge = Callable[[re.Match[str], TrialRecord], Verdict]

MOST = 2
"""Premises that are met in one reply."""

_SHORT, _LONGEST = 9, 60
"""Words and characters up to which a premise is repeated whole; of a longer one only what was judged."""


@dataclass(frozen=True, slots=True)
class Premise:
    """What the asker took for granted (`said`, their words), the topic it is about, and what the record says of that."""

    said: str
    topic: str
    verdict: Literal["differs", "unsaid"]
    points: tuple[Point, ...] = ()


def premises(question: Question, language: Language, record: TrialRecord) -> tuple[Premise, ...]:
    """The premises of a question that the record contradicts or does not carry; none where it agrees or is unclear."""
    found: dict[str, Premise] = {}
    for part in asserted(question.text):
        judged: dict[str, tuple[_Kind, re.Match[str], Verdict]] = {}
        for kind in _KINDS:
            match = kind.words.search(part)
            if match is None or kind.topic in found or (kind.unless and kind.unless.search(part)):
                continue
            verdict = kind.judge(match, record)
            if verdict in {"differs", "unsaid"}:
                judged.setdefault(kind.topic, (kind, match, verdict))
        clauses = [_clause(part, match) for _, match, _ in judged.values()]
        for kind, match, verdict in sorted(judged.values(), key=lambda one: one[1].start()):
            asked = replace(understand(part, record, question.audience), language=language)
            points = TOPICS[kind.topic].resolve(record, asked).points if verdict == "differs" else ()
            met: Literal["differs", "unsaid"] = "differs" if points else "unsaid"
            words = _clause(part, match)
            short = len(words.split()) <= _SHORT and len(words) <= _LONGEST and clauses.count(words) == 1
            found[kind.topic] = Premise(words if short else match.group(0).strip(), kind.topic, met, points)
    return tuple(found.values())[:MOST]


_JOINT = re.compile(r"(?i)\s+(?:and|but|y|pero)\s+(?:(?:that|que)\s+)?|\s*[，、]\s*|而且|并且")


def _clause(part: str, match: re.Match[str]) -> str:
    """The clause of an assertion that holds what was judged; the whole where it runs over several."""
    start = max((j.end() for j in _JOINT.finditer(part) if j.end() <= match.start()), default=0)
    end = min((j.start() for j in _JOINT.finditer(part) if j.start() >= match.end()), default=len(part))
    return part[start:end].strip()


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of value that a question can assert: its topic, its words, and how it stands to the record's value."""

    topic: str
    words: re.Pattern[str]
    judge: Judge
    unless: re.Pattern[str] | None = None


_WORDS: Mapping[str, int] = {
    word: n
    for n, words in {
        2: "two both dos 两 二",
        3: "three tres 三",
        4: "four cuatro 四",
        5: "five cinco 五",
        6: "six seis 六",
        7: "seven siete 七",
        8: "eight ocho 八",
        9: "nine nueve 九",
        10: "ten diez 十",
        12: "twelve doce 十二",
        20: "twenty veinte 二十",
        50: "fifty cincuenta 五十",
        1: "one single un uno una 一",
    }.items()
    for word in words.split()
}
_N = r"(?P<n>\d[\d,.]*|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")"


def _number(text: str) -> float | None:
    text = text.casefold().rstrip(".,")
    if text in _WORDS:
        return float(_WORDS[text])
    plain = re.sub(r"[,.](?=\d{3}\b)", "", text)
    return float(plain) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else None


def _counted(of: Callable[[TrialRecord], int | None]) -> Judge:
    """A count of the record's own lists; an empty list counts nothing."""

    def judge(match: re.Match[str], record: TrialRecord) -> Verdict:
        asserted_number, counted = _number(match["n"]), of(record)
        if asserted_number is None:
            return "unclear"
        if not counted:
            return "unsaid"
        return "agrees" if asserted_number == counted else "differs"

    return judge


def _enrolled(match: re.Match[str], record: TrialRecord) -> Verdict:
    """The number of people; how many have been treated so far is not what a planned number tells."""
    number = _number(match["n"] or match["m"])
    if number is None:
        return "unclear"
    value = _number(record.enrolment.text) if record.enrolment else None
    if value is None:
        return "unsaid"
    actual = record.enrolment_type is not None and record.enrolment_type.text.upper() == "ACTUAL"
    if number == value:
        return "differs" if match["so_far"] and not actual else "agrees"
    return "differs"


def _phase(match: re.Match[str], record: TrialRecord) -> Verdict:
    if not record.phases:
        return "unsaid"
    numerals = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "一": "1", "二": "2", "三": "3", "四": "4"}
    said = {
        numerals.get(p, p) for p in re.findall(r"iv|i{1,3}|[1-4]|[一二三四]", (match["p"] or match["m"]).casefold())
    }
    own = {d for p in record.phases for d in re.findall(r"[1-4]", p.text)}
    return "agrees" if said <= own else "differs"


_NOT = re.compile(
    r"(?i)\b(?:not|no|non|isn['’]?t|aren['’]?t|never|without|sin|no es)\b[\s-]*(?:a |an |es |un )?$|(?:不|没有?|非)$"
)


def _fact(holds: Callable[[TrialRecord], bool | None]) -> Judge:
    """A yes/no fact of the record; a negation before the words turns it."""

    def judge(match: re.Match[str], record: TrialRecord) -> Verdict:
        value = holds(record)
        if value is None:
            return "unsaid"
        negated = bool(_NOT.search(match.string[: match.start()]))
        return "agrees" if value != negated else "differs"

    return judge


def _code(value: object) -> str:
    text = getattr(value, "text", "")
    return re.sub(r"[\W_]+", " ", str(text)).strip().upper()


def _randomised(record: TrialRecord) -> bool | None:
    code = _code(record.design.allocation)
    if code == "RANDOMIZED":
        return True
    if code in {"NON RANDOMIZED", "NA", "N A"} or "SINGLE" in _code(record.design.model):
        return False
    if mentions(record, re.compile(r"(?i)\brandomi[sz]")):
        return True
    return False if mentions(record, re.compile(r"(?i)\bsingle[- ](?:arm|group)\b")) else None


def _blinded(record: TrialRecord) -> bool | None:
    code = _code(record.design.masking)
    if code:
        return not code.startswith(("NONE", "OPEN"))
    if mentions(record, re.compile(r"(?i)\b(?:double|single|triple)[- ]?(?:blind|mask)")):
        return True
    return False if mentions(record, re.compile(r"(?i)\bopen[- ]?label")) else None


def _double(record: TrialRecord) -> bool | None:
    code = _code(record.design.masking)
    if code:
        return code.startswith(("DOUBLE", "TRIPLE", "QUADRUPLE"))
    return _blinded(record)


def _open(record: TrialRecord) -> bool | None:
    blinded = _blinded(record)
    return None if blinded is None else not blinded


def _placebo(record: TrialRecord) -> bool | None:
    if mentions(record, re.compile(r"(?i)\b(?:placebo|sham|dummy)\b")):
        return True
    if any("PLACEBO" in _code(a.kind) or "SHAM" in _code(a.kind) for a in record.arms):
        return True
    return False if record.arms or record.design.model else None


def _control(record: TrialRecord) -> bool | None:
    if len(record.arms) > 1 or _placebo(record):
        return True
    return False if record.arms else None


def _comparator(match: re.Match[str], record: TrialRecord) -> Verdict:
    """What the trial is said to compare with; only a name is judged, and only against groups that the record lists."""
    name = next(g for g in match.groups() if g)
    words = {w for w in re.findall(r"[\w-]{4,}", fold(name)) if w not in _NO_COMPARATOR}
    if not words or not record.arms:
        return "unclear"
    texts = [s for arm in record.arms for s in (arm.label, arm.description, *arm.interventions) if s]
    texts += [s for one in record.interventions for s in (one.name, one.description, *one.other_names) if s]
    given = fold(" ".join(s.text for s in texts))
    if any(word in given for word in words):
        return "agrees"
    ours = {m.concept.id for m in concepts(given)}
    asked = [m for m in concepts(name) if m.concept.kind == "drugs"]
    wide = {"medication", "drug", "injection", "treatment"}
    shared = any(b.id in ours - wide for m in asked for b in broader(m.concept))
    return "differs" if asked and not shared else "unclear"


_NO_COMPARATOR = frozenset(
    fold(
        "with against each other another group groups dose doses treatment treatments drug drugs standard usual care control "
        "controls people patients results healthy baseline before after those them both others"
    ).split()
)


def _single_arm(record: TrialRecord) -> bool | None:
    if record.arms:
        return len(record.arms) == 1
    return True if "SINGLE" in _code(record.design.model) else None


def _international(record: TrialRecord) -> bool | None:
    countries = {s.country.text for s in record.sites if s.country}
    return len(countries) > 1 if countries else None


def _healthy(record: TrialRecord) -> bool | None:
    code = _code(record.healthy_volunteers)
    return None if not code else code in {"TRUE", "YES", "ACCEPTS HEALTHY VOLUNTEERS"}


def _children(record: TrialRecord) -> bool | None:
    if record.minimum_age is None:
        return None if record.maximum_age is None else True  # no lower limit keeps a child out
    return record.minimum_age.years < _ADULT


_ADULT = 18


def _only(sex: str) -> Callable[[TrialRecord], bool | None]:
    def holds(record: TrialRecord) -> bool | None:
        code = _code(record.sex)
        return None if not code else code.startswith(sex)

    return holds


def _up_to(match: re.Match[str], record: TrialRecord) -> Verdict:
    number = _number(match["n"])
    if number is None or record.maximum_age is None:
        return "unclear" if number is None or record.minimum_age is None else "differs"
    return "agrees" if number == record.maximum_age.years else "differs"


_RECRUITS = {"RECRUITING", "ENROLLING BY INVITATION"}
_BEGUN = _RECRUITS | {"ACTIVE NOT RECRUITING", "COMPLETED", "TERMINATED", "SUSPENDED"}
_OVER = {"COMPLETED", "TERMINATED", "WITHDRAWN"}


def _status(*codes: set[str]) -> Callable[[TrialRecord], bool | None]:
    allowed = set().union(*codes)

    def holds(record: TrialRecord) -> bool | None:
        named = {_code(s).replace("NOT YET OPEN", "NOT YET") for s in record.status}
        named = {n for n in named if n in _BEGUN | _OVER | {"NOT YET RECRUITING"}}
        return None if not named else bool(named & allowed)

    return holds


def _status_judge(*codes: set[str]) -> Judge:
    """A status; where the record's own is unknown nothing is said of it."""
    judged = _fact(_status(*codes))
    return lambda match, record: "unclear" if (verdict := judged(match, record)) == "unsaid" else verdict


def _started(match: re.Match[str], record: TrialRecord) -> Verdict:
    start = record.date("start")
    if start is None:
        return "unsaid"
    return "agrees" if match["y"] in start.slice.text else "differs"


def _posted(record: TrialRecord) -> bool | None:
    code = _code(record.has_results)
    if code:
        return code == "TRUE"
    return True if record.date("results_first_posted") else None


def _sponsor(match: re.Match[str], record: TrialRecord) -> Verdict:
    name = re.sub(r"(?i)\b(?:the|inc|ltd|co|company|corp)\b\.?", "", match["name"]).strip()
    known = " ".join(fold(s.text) for s in (record.sponsor, *record.collaborators) if s)
    if not known:
        return "unsaid"
    words = re.findall(r"\w{3,}", fold(name))
    return "unclear" if not words else "agrees" if any(w in known for w in words) else "differs"


def _somewhere(match: re.Match[str], record: TrialRecord) -> Verdict:
    named = places(match.string)
    if not named or not record.sites:
        return "unclear"
    from assistant.topics.sites import lies_in

    here = [any(lies_in(site, place) for site in record.sites) for place in named]
    return "agrees" if any(here) else "differs"


def _told(topic: str) -> Judge:
    """A fact that registries have no field for: the record's own words on it are shown, or that it has none."""

    def judge(match: re.Match[str], record: TrialRecord) -> Verdict:
        return "unclear" if TOPICS[topic].resolve(record, Asked(match.string, "en")).points else "unsaid"

    return judge


def _approved(match: re.Match[str], record: TrialRecord) -> Verdict:
    """Registries have no field for approval: where the record speaks of it, its words are left to the answer."""
    return "unclear" if mentions(record, APPROVAL) else "unsaid"


def _dose(match: re.Match[str], record: TrialRecord) -> Verdict:
    wanted = re.sub(r"\s+", "", match.group(0).casefold())
    text = re.sub(r"\s+", "", record.source.text.casefold())
    if re.search(rf"(?<![\d.,]){re.escape(wanted)}", text):
        return "agrees"
    return "differs" if TOPICS["dose"].resolve(record, Asked("dose", "en")).points else "unsaid"


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


_PEOPLE = r"(?:people|persons|patients?|participants?|subjects?|volunteers?|adults|children|kids|women|men|personas|pacientes|participantes|voluntarios)"
_SO_FAR = r"(?:(?:have|has|had|were|was|are|han sido|fueron|ya)\s+(?:already |been |so far |all )*(?:treated|dosed|infused|enrolled|recruited|joined|taken part|completed|given|tratad\w+|inclu\w+))"
_KINDS = (
    _Kind(
        "enrolment",
        _re(
            rf"(?<![\d.,%-]){_N}\s+(?:other |sick |more )?{_PEOPLE}(?P<so_far>\s+{_SO_FAR}|\s+who {_SO_FAR})?(?=\s*(?:$|[,.;:?!)]|(?:(?:will|are|were|have|has|is|going to|already|been|be|being|to|who|of them)\s+)*(?:join\w*|enrol\w*|recruit\w*|tak(?:e|ing) part|took part|participat\w*|{_SO_FAR})|in (?:the|this) (?:trial|study)\s*(?:$|[,.;:?!])))"
            rf"|(?<![\d.,])(?P<m>\d[\d,]*)\s*(?:个|名|位|例)?(?:人|患者|病人|受试者|志愿者)"
        ),
        _enrolled,
        _re(r"\b(?:per|each|every) (?:arm|group|site|cohort)|每组|/kg"),
    ),
    _Kind("site_count", _re(rf"{_N}\s*(?:\w+ )?(?:sites|hospitals?|cent(?:er|re)s?|clinics?|locations|hospitales|centros|cl[ií]nicas|(?:家|个|所)(?:医院|中心))"), _counted(lambda r: len(r.sites)), _re(r"\b(?:in|at) [A-Z]")),
    _Kind("countries", _re(rf"{_N}\s*(?:different )?(?:countries|pa[ií]ses|个国家)"), _counted(lambda r: len({s.country.text for s in r.sites if s.country}))),
    _Kind("arms", _re(rf"{_N}\s*(?:\w+ )?(?:arms|groups|brazos|grupos|个组)(?! of (?:dis|pat))"), _counted(lambda r: len(r.arms)), _re(r"dose|dosis|剂量|age groups?")),
    _Kind("primary_outcomes", _re(rf"{_N}\s*(?:primary|main) (?:outcomes?|end-?\s?points?|measures)"), _counted(lambda r: sum(o.rank == "primary" for o in r.outcomes))),
    _Kind("secondary_outcomes", _re(rf"{_N}\s*secondary (?:outcomes?|end-?\s?points?|measures)"), _counted(lambda r: sum(o.rank == "secondary" for o in r.outcomes))),
    _Kind("phase", _re(r"\b(?:phase|fase)\s*-?\s*(?P<p>(?:iv|i{1,3}|[1-4])(?:\s*/\s*(?:iv|i{1,3}|[1-4]))?)\b|(?P<m>[一二三四1-4])期"), _phase, _re(r"recommended phase|phase \d dose")),
    _Kind("allocation", _re(r"\b(?:randomi[sz]ed|randomi[sz]ation|at random|by chance|aleatorizad\w+|aleatori\w+|al azar)\b|随机"), _fact(_randomised)),
    _Kind("masking", _re(r"\bdouble[- ]?(?:blind|mask)\w*|\bdoble ciego|双盲"), _fact(_double)),
    _Kind("masking", _re(r"\b(?:single[- ]?)?(?:blind|mask)(?:ed)?\b|\bciego\b|设盲"), _fact(_blinded), _re(r"\bdouble|\bdoble|双")),
    _Kind("masking", _re(r"\bopen[- ]?label\b|\babierto\b(?! a)|开放标签"), _fact(_open)),
    _Kind("placebo", _re(r"\b(?:placebo|sham|dummy)\b|安慰剂"), _fact(_placebo)),
    _Kind("arms", _re(r"\bsingle[- ](?:arm|group)\b|\b(?:only )?one (?:arm|group)\b|\bun solo (?:brazo|grupo)\b|单臂"), _fact(_single_arm)),
    _Kind("arms", _re(r"\bcompar\w+ (?:[^,;?]{0,40}? )?(?:with|against|to|versus|vs\.?|con|frente a) (?P<a>[^,;?]{3,40})|\b(?:tested|tried|pitted|up|goes) against (?P<b>[^,;?]{3,40})|(?:和|与|跟)(?P<c>[^,，?？]{2,12})(?:对比|比较|相比)"), _comparator),
    _Kind("arms", _re(r"\bcontrol (?:arm|group)\b|\bgrupo (?:de )?control\b|对照组"), _fact(_control)),
    _Kind("countries", _re(r"\b(?:international|multinational|worldwide|internacional)\b|国际"), _fact(_international)),
    _Kind("healthy_volunteers", _re(r"\b(?:open to|takes?|accepts?|for|recruits?|admiten|acepta\w*) (?:\w+ )?(?:healthy|voluntarios sanos|personas sanas)|健康(?:人|志愿者)"), _fact(_healthy)),
    _Kind("age", _re(r"\b(?:open to|takes?|accepts?|for|includes?|allows?|admite\w*|acepta\w*|para) (?:\w+ )?(?:children|kids|minors|teenagers|babies|ni[nñ]os|menores)\b|(?:收|招|接受)(?:儿童|小孩|孩子)"), _fact(_children)),
    _Kind("age", _re(r"\b(?:up to|until|under|below|younger than|hasta(?: los)?)\s+(?:the )?(?:age (?:of )?)?(?P<n>\d{1,3})(?!\s*(?:mg|%|people|patients|weeks?|days?|months?|hours?|million|sites))\b"), _up_to, _re(r"\b(?:mg|dose|visits?|miles|pay|dollars|euros)\b")),
    _Kind("sex", _re(r"\b(?:only|just|solo|s[oó]lo) (?:for |open to |takes? |para )?(?:women|females?|ladies|mujeres)\b|\b(?:women|female)[- ]only\b|只(?:收|招|限)女"), _fact(_only("F"))),
    _Kind("sex", _re(r"\b(?:only|just|solo|s[oó]lo) (?:for |open to |takes? |para )?(?:men|males?|hombres|varones)\b|\b(?:men|male)[- ]only\b|只(?:收|招|限)男"), _fact(_only("M"))),
    _Kind("status", _re(r"\b(?:recruiting|enrol?ling|open (?:for|to) (?:recruitment|enrol\w*|patients|everyone)|taking (?:new )?(?:people|patients)|accepting (?:new )?(?:people|patients)|reclutando)\b|正在招募|在招(?:人|募)"), _status_judge(_RECRUITS), _re(r"\b(?:sites?|hospitals?|cent)")),
    _Kind("status", _re(r"\b(?:has|have|was|is|been|already) (?:already |been )?(?:stopped|terminated|halted|cancell?ed|suspended|withdrawn|abandoned)\b|(?:已经?|被)(?:终止|停止|取消|暂停)|\b(?:ha sido |fue |se ha )?(?:suspendido|cancelado|interrumpido)\b"), _status_judge({"TERMINATED", "SUSPENDED", "WITHDRAWN"})),
    _Kind("status", _re(r"\b(?:is|has|have|are|it['’]s|already) (?:already |now |been |all )*(?:finished|completed|over|ended|done|closed)\b|已经?(?:结束|完成)|\b(?:ya )?(?:ha |est[aá] )?(?:terminado|finalizado|acabado|cerrado)\b"), _status_judge(_OVER | {"ACTIVE NOT RECRUITING"}), _re(r"\b(?:treatment|therapy|chemo\w*|i|he|she|my)\b")),
    _Kind("status", _re(r"\b(?:has|have|is|already) (?:already |now )?(?:started|begun|underway|under way|running|ongoing)\b|已经?(?:开始|启动)|\b(?:ya )?ha (?:empezado|comenzado)\b"), _status_judge(_BEGUN), _re(r"\b(?:treatment|therapy|chemo\w*|i|he|she|my)\b")),
    _Kind("start_date", _re(r"\b(?:start(?:ed|s)?|beg[au]n|begins?|opened|launched|kicked off|empez[oó]|comenz[oó]|inici[oó])\b[^,;]{0,15}?\b(?P<y>(?:19|20)\d\d)\b"), _started),
    _Kind("approval", _re(r"\b(?:approved|licen[sc]ed|authori[sz]ed|on the market|aprobad\w+|autorizad\w+|comercializad\w+)\b|(?:已经?|被)?(?:批准|上市)"), _approved, _re(r"\b(?:ethic\w*|irb|committee|comit[eé]|protocol)|伦理")),
    _Kind("results", _re(r"\b(?:results? (?:are|is|have been|were) (?:out|posted|published|positive|available|good|in)|(?:it|treatment|drug|therapy|this) (?:really |already |has |was )*(?:works|worked|cures?|cured|proved|proven|succeeded)|(?:proved|proven|shown) (?:to|that|it|effective|safe))\b|(?:已经?|被)证明|结果(?:已经?)?(?:公布|出来)|ha demostrado|(?:los )?resultados (?:ya )?(?:est[aá]n|fueron|son) (?:publicados|positivos|buenos)"), _fact(_posted)),
    _Kind("sponsor", _re(r"(?:sponsored|funded|financed|run|paid(?: for)?|organi[sz]ed|patrocinad\w+|financiad\w+) (?:by|por) (?P<name>(?-i:[A-Z])[\w&.-]+(?: (?-i:[A-Z])[\w&.-]+){0,3})"), _sponsor),
    _Kind("sites", _re(r"\b(?:in|at|en|a) (?-i:[A-ZÁÉÍÓÚ])\w+|(?:在|到)\S{2,6}"), _somewhere, _re(r"\b(?:live|lives|vivo|vive|am|i['’]m|from)\b|住")),
    _Kind("cost", _re(r"\b(?:is|are|it['’]s|totally|completely|es) (?:all |totally |completely )?(?:free|for free|gratis|gratuito)\b|免费"), _told("cost")),
    _Kind("compensation", _re(r"\b(?:pay|pays|paying|paid|compensate[ds]?|pagan)\b[^,;]{0,25}?(?:\$|€|£)?\s*\d+|\b(?:they|you) (?:pay|compensate) (?:people|patients|participants|us|volunteers)\b|给.{0,4}(?:补贴|报酬)"), _told("compensation")),
    _Kind("dose", _re(r"(?<![\d.,])\d+(?:[.,]\d+)?\s*(?:mg|mcg|µg|μg|ml|iu)(?:/(?:kg|m2|day))?\b"), _dose, _re(r"\b(?:i|he|she|my|take|takes|taking|tomo)\b")),
)  # fmt: skip
