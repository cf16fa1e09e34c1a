"""Tell an emergency by its signs: a grave one, or two of different kinds, in one person, now.

`assistant.cues` knows the ways in which people cry for help; nobody can list them all. Here a sentence is taken apart:
which signs of the body does it name, of whom, and when? A question about signs, signs imagined, long past or lasting, and
signs among patients at large are none.
"""

from __future__ import annotations

import re

from assistant import cues

_MINE = r"(?:my|his|her|their|the|our|mum'?s|mom'?s|dad'?s|\w+'s)"

GRAVE: dict[str, re.Pattern[str]] = {
    "consciousness": re.compile(
        r"\b(?:(?:can'?t|cannot|can not|cant|couldn'?t|unable to|won'?t|wont|does ?n'?t|not|is ?n'?t) (?:be )?(?:rouse[d]?|roused|wak(?:e|en|ing)(?: \w+)? up|woken|respond\w*|react\w*)|unrespons\w+|unconc?s?c?ious|barely conscious"
        r"|(?:passing|passed|keeps? passing|blacked|blacking|zoned) out|keeps? (?:fainting|collapsing|blacking out)|(?:went|gone|goes|is|all|very|and) (?:limp|floppy)|eyes? (?:have |are |have |has )?roll(?:ed|ing)?(?: \w+)? (?:back|up)"
        r"|(?:doesn'?t|does not|didn'?t|don'?t) (?:know (?:where|who|what day)|recogni[sz]e)|(?:not|isn'?t|stopped|no longer) making (?:any )?sense|(?:talking|speaking|saying) (?:nonsense|gibberish|rubbish|weird things)|incoherent|delirious|hallucinat\w+)"
        r"|\b(?:no (?:me |nos |le )?(?:responde|reacciona|se despierta|despierta|reconoce|contesta|abre los ojos|vuelve en si)|se (?:ha |le )?(?:desplom|desvanec)\w+|(?:perdio|perdi|pierde|ha perdido) (?:el )?(?:sentido|conocimiento|conciencia)|inconsciente|se desmay\w+|delira\w*|desvari\w+|dice cosas sin sentido|no sabe donde esta|perdio (?:el conocimiento|la conciencia))"
        r"|[叫喊唤]不醒|不省人事|没有?(?:知觉|反应)|没有?意识|失去意识|意识不清|神志不清|神志模糊|昏迷|昏过去|晕(?:倒|过去|了)|说胡话|胡言乱语|糊涂了?|不认(?:识)?人|翻白眼"
    ),
    "breath": re.compile(
        r"\b(?:(?:lips?|face|fingers?|nails?|skin) (?:\w+ ){0,3}?(?:blue|purple|grey|gray)|(?:struggling|fighting|gasping|battling) (?:for (?:breath|air)|to (?:breathe|get air))|(?:can'?t|cannot|cant|barely|hardly|unable to) (?:\w+ )?(?:breathe?|breth\w*|get (?:\w+ )?air|catch (?:\w+ )?breath)"
        r"|(?:stopped|not|isn'?t) breathing(?! (?:tests?|exercis\w+))|turning blue|chok(?:ing|ed) on|throat (?:\w+ ){0,3}?(?:tight|clos\w+|swell\w+|swollen)|(?:oxygen|o2|sats?|saturation|spo2)(?: \w+){0,4} (?:[3-7]\d|8[0-8])\b)"
        r"|\b(?:(?:me|le|nos) falta (?:\w+ )?(?:el )?aire|no (?:me|le) (?:llega|entra) (?:el )?aire|no puede respirar|no puedo respirar|no (?:esta )?respira(?:ndo)?\b|apenas respira|(?:labios|cara|boca|dedos) (?:se )?(?:\w+ ){0,2}?(?:morad|azul)\w+|(?:se )?(?:ha |esta )?(?:puso|pone|poniendo|puesto) (?:\w+ )?(?:morad|azul|negr)[oa]|labios (?:\w+ ){0,2}?(?:morad|azul)\w+|se (?:atragant\w+|ahog\w+|asfixi\w+)|(?:oxigeno|saturacion)(?: \w+){0,4} (?:[3-7]\d|8[0-8])\b)"
        r"|喘不[上过]|不能呼吸|没呼吸|嘴唇.{0,3}(?:紫|青)|脸.{0,2}(?:紫|青)|(?:血氧|氧饱和)\D{0,8}(?:[3-7]\d|8[0-8])(?!\d)|呛住|噎住|窒息|憋气"
    ),
    "stroke": re.compile(
        r"\b(?:(?:face|mouth|smile|eyelid)(?:'s| is| has| has just)? (?:\w+ ){0,2}?(?:droop\w*|dropped|fallen|crooked|twisted|lopsided|numb)|(?:half|one side|left side|right side)(?: of \w+)?(?: \w+){0,3} (?:numb|weak|dead|paraly\w+|drooping)"
        r"|(?:can'?t|cannot|cant|unable to) (?:\w+ )?(?:lift|move|feel|raise|use) (?:\w+ )?(?:\w+ )?(?:arms?|legs?|hands?|side|face|body)|(?:can'?t|cannot|cant|unable to) (?:talk|speak|see)\b|slur\w+|(?:arm|leg|hand|side) (?:\w+ ){0,3}?(?:went|gone|is) (?:\w+ )?(?:numb|weak|limp|dead)|one (?:arm|leg|side) (?:is )?(?:weak|numb))"
        r"|\b(?:boca (?:torcida|caida|chueca)|cara (?:torcida|caida)|se (?:me|le) (?:cae|cayo|duerme|durmio) (?:la |media )?(?:cara|boca)|no (?:siento|siente|puedo mover|puede mover) (?:el|la|un|media|medio) (?:brazo|pierna|lado|cara|mano|cuerpo)|no (?:siento|siente) (?:la )?(?:mitad|medio|media)\b|se (?:me|le) (?:ha |han )?(?:durmio|dormido|paraliz\w+) (?:el |la )?(?:medi[oa]|mitad|todo|lado)\b|se (?:me|le) (?:ha )?(?:tuerce|torcio|torcido) (?:la )?(?:cara|boca)|(?:arrastra|no le salen) las palabras|no se le entiende|no puede hablar|habla (?:raro|enredado|arrastrad\w+))"
        r"|嘴(?:巴)?歪|口角歪|(?:一边|半边|一侧|单侧|左边|右边).{0,8}(?:没力|无力|麻|动不了|不能动|瘫)|说话不清|(?:说不出|不会说|说不了|讲不出)话|口齿不清|(?:手|脚|腿|胳膊).{0,4}(?:动不了|抬不起|没知觉|不听使唤)"
    ),
    "heart": re.compile(
        r"\b(?:(?:crushing|squeezing|stabbing|tearing|unbearable|severe|terrible|massive) (?:\w+ ){0,2}?(?:pain|pressure|tightness|weight)(?: \w+){0,3} chest|elephant (?:\w+ ){0,3}chest|(?:pain|pressure|tightness|weight) (?:in|on|across) (?:(?:my|his|her|the) )?chest|tight chest|chest (?:\w+ ){0,2}?(?:tight|pain|pains|pressure|pressing|hurts|hurting|hurt|heavy|feels?)"
        r"|(?:down|into|to|through) (?:my|his|her|the) (?:left )?(?:arm|jaw|back)\b|no pulse)"
        r"|\b(?:dolor|opresion|presion|peso)(?: \w+){0,4} pecho|\b(?:me|le) (?:duele|aprieta|oprime)(?: \w+){0,2} pecho|胸口?(?:很|好|特别|剧|非常|突然)?(?:痛|疼|闷|压)|心口(?:痛|疼)|胸前区"
    ),
    "seizure": re.compile(
        r"\b(?:(?:having|had|has|in) (?:a |another )?(?:fit|seizure|siezure|convulsion)s?|seizing|convulsing|fitting on|(?:can'?t|won'?t|cannot) stop (?:shaking|jerking|twitching|trembling))\b|\bconvulsion(?:a|ando|es)\b|\bfoam(?:ing)? (?:at|from) (?:the|his|her) mouth|\b(?:espuma|baba) (?:en|por) la boca|(?:口吐|吐)白沫|抽搐|抽风|抽起来"
    ),
    "blood": re.compile(
        r"\b(?:(?:so much|lots of|a lot of|covered in|pouring|gushing|pool of) blood|blood (?!p\w*ure\b|sugar|tests?|counts?)(?:\w+ ){0,2}?(?:everywhere|pouring|gushing|spurting|all over)|(?:vomit\w*|throw\w* up|cough\w* up|spitting|puk\w+) (?:\w+ ){0,2}?blood|bleed\w*(?: \w+){0,6} (?:won'?t|wont|not|doesn'?t|can'?t) (?:\w+ )?stop\w*|bleed\w* (?:\w+ )?(?:heavily|badly|a lot|out|profusely)|won'?t stop bleeding)"
        r"|\b(?:sangr\w+ (?:mucho|muchisimo|sin parar|demasiado)|sangr\w+(?: \w+){0,9} no (?:para|cede|se detiene)|(?:vomit\w+|escup\w+|tos\w+|tose|ech\w+) (?:\w+ ){0,2}?sangre|mucha sangre|sangr\w+ a chorros)|大出血|血止不住|止不住血|流(?:了)?(?:很多|好多)血|(?:吐|咳|呕)(?:了|出)*(?:很多|好多|大量|一大?口|几口)?(?:鲜)?血|(?:出血|血流|流血)不(?:止|停)"
    ),
}
"""One of these is enough."""

WARNING: dict[str, re.Pattern[str]] = {
    "fever": re.compile(
        r"\b(?:fever\w*|burning up|temp(?:erature)?(?: \w+){0,3} (?:39|4[0-2]|10[2-7])|(?:39|4[0-2])(?:[.,]\d)? (?:degrees|fever|c\b)|high temp\w*|boiling hot|rigors?|chills)\b|\b(?:fiebre|calentura|escalofrios)\b|发烧|发热|高烧|烧到|寒战|(?:39|4[0-2])度"
    ),
    "mind": re.compile(
        r"\b(?:confus(?:ed|ion)|disorient\w+|not (?:him|her)self|acting (?:\w+ )?(?:strange|weird|odd|funny)|drowsy|very sleepy|groggy|lethargic|out of it)\b|\b(?:confus[oai]\w*|desorientad\w+|somnolient\w+|adormilad\w+)\b|迷糊|嗜睡|反应迟钝|认不清"
    ),
    "shaking": re.compile(
        r"\b(?:shak(?:ing|y)|trembl\w+|shiver\w+|twitch\w+|jerk\w+)\b|\b(?:tembl\w+|tirit\w+|sacudidas)\b|发抖|颤抖|打颤|哆嗦"
    ),
    "breathing": re.compile(
        r"\b(?:breathless|short of breath|out of breath|wheez\w+|breathing (?:fast|hard|badly|heavily|is (?:bad|hard|worse)|trouble)|(?:trouble|hard|difficult\w*) (?:to )?breath\w+)\b|\b(?:ahogo|respira (?:mal|rapido|con dificultad)|dificultad para respirar|pitidos)\b|呼吸困难|气促|气喘|喘得|喘气|喘不"
    ),
    "swelling": re.compile(
        r"\b(?:swell\w*|swollen|puffy|hives|ras?h\w*|itch\w* all over|blotch\w*|red spots|purple spots)\b|\b(?:hinch\w+|ronchas|urticaria|sarpullido|erupcion)\b|肿了?|荨麻疹|风团|皮疹|红疹"
    ),
    "faint": re.compile(
        r"\b(?:faint\w*|light-?headed|dizz\w+|about to (?:pass out|collapse)|collaps\w+|can'?t stand|too weak to)\b|\b(?:maread\w+|mareos?|a punto de desmayar\w*|debilidad)\b|头晕|快晕|站不稳|要晕|发软"
    ),
    "pulse": re.compile(
        r"\b(?:heart (?:\w+ ){0,3}?(?:racing|pounding|beating|1[3-9]\d|2\d\d|skipping)|pulse (?:\w+ ){0,3}?(?:racing|1[3-9]\d|2\d\d)|(?:bp|blood pressure) (?:\w+ ){0,2}?(?:[4-8]\d|2\d\d)(?:/| over))|\b(?:corazon (?:\w+ ){0,2}?(?:acelerado|a mil|desbocado)|taquicardia)\b|心跳(?:很|特别|太)?(?:快|乱)|心慌"
    ),
    "sweat": re.compile(
        r"\b(?:cold sweat|sweat(?:ing|y)|clammy|grey|gray|ashen|pale as)\b|\b(?:sudor frio|sudando|palid\w+)\b|冒冷汗|出冷汗|脸色(?:苍白|发白|发灰)"
    ),
    "vomit": re.compile(r"\b(?:vomit\w*|throwing up|keeps? being sick|puking)\b|\bvomit\w+\b|一直吐|吐个不停|呕吐不止"),
    "head": re.compile(
        r"\b(?:stiff neck|neck (?:is )?stiff|(?:worst|terrible|splitting|thunderclap|sudden|awful) headache|head (?:is )?(?:exploding|splitting))\b|\b(?:cuello rigido|rigidez de nuca|dolor de cabeza (?:terrible|insoportable|muy fuerte))\b|脖子(?:僵|硬)|头(?:痛|疼)(?:得)?(?:要命|欲裂|厉害)|剧烈头痛"
    ),
    "chest": re.compile(r"\bchest\b|\bpecho\b|胸"),
    "bleeding": re.compile(r"\bbleeding\b|\bblood\b|\bsangr\w+\b|出血|流血|[拉便尿]血|黑便"),
    "urine": re.compile(
        r"\b(?:no|not|nothing|stopped|hasn'?t|haven'?t)\b.{0,12}\b(?:pee\w*|urin\w+|wee)\b|\bpeeing nothing\b|\bno orina\w*\b|没有?尿|尿不出"
    ),
    "sugar": re.compile(
        r"\b(?:sugar|glucose)(?: \w+){0,3} (?:[0-2]\.\d|[12]\.\d|2[5-9]|3\d|hi\b|low\b)|\btoo much insulin\b|\binsulin too much\b|\bhypo\b|\bazucar(?: \w+){0,3} (?:muy baj|a 3\d|a 4\d)\w*|低血糖(?:了|发作)"
    ),
}
"""Two of these of different kinds, or one that came suddenly or after a treatment."""

_ONE_PERSON = re.compile(
    rf"\b(?:i|i'm|im|i've|ive|me|my|he|he's|hes|she|she's|shes|him|his|we|we've|our|{cues.KIN}(?:'s)?|someone here|a (?:man|woman|boy|girl|guy|lady) (?:on|in|next|at|here|just))\b"
    r"|\b(?:yo|mi|mis|me|estoy|tengo|siento|el|ella|le|se le|se me|esta|tiene|esposo|esposa|marido|mama|papa|madre|padre|hij[oa]|nin[oa]|bebe|abuel[oa])\b"
    r"|我|他|她|妈|爸|孩子|宝宝|老公|老婆|丈夫|妻子|奶奶|爷爷|外婆|女儿|儿子|弟|妹|哥|姐|朋友|邻居"
)
_TREATED = re.compile(
    r"\b(?:after|since|following|post|from|day \d+ (?:after|of|post)|days? after|hours? after|had|got) (?:\w+ ){0,3}?(?:infus\w+|car[- ]?t|car[- ]?nk|cells|inject\w+|shot|jab|drip|dose|vaccin\w+|chemo\w*|transfusion|treatment|iv)\b"
    r"|\b(?:tras|despues de|desde|luego de) (?:\w+ ){0,2}?(?:infusion|inyeccion|car[- ]?t|celulas|vacuna|dosis|quimio\w*|tratamiento|suero)\b"
    r"|(?:回输|输注|输液|输完|打针|打(?:了|完|过).{0,4}(?:针|疫苗)|疫苗|打完|注射|化疗|接种|用药)[^,、]{0,6}(?:后|完|之后)?"
)
_QUESTION = re.compile(
    r"^\W*(?:(?:and|so|but|ok|hi|hello|please) )?(?:is|are|am|was|were|do|does|did|can(?! (?:only|barely|hardly|not)\b)|could|will|would|may|might|should|has|have|what|which|who|whose|where|when|why|how|tell|list|show|explain|any)\b"
    r"|^\W*(?:que|cual(?:es)?|quien(?:es)?|cuando|donde|como|por que|cuant\w+|hay|es|son|puede|pueden|se (?:mide|permite|puede|excluye)|mencion\w+|excluy\w+|admit\w+)\b"
    r"|吗|呢|什么|哪|几|多少|是否|会不会|能不能|有没有|如何|怎么(?!办|回事)"
)
_CRY = re.compile(
    r"\b(?:what (?:do|should|can|shall) (?:i|we) do|help|urgent\w*|emergency|now what|que (?:hago|hacemos)|ayuda\w*|socorro|should (?:i|we) (?:call|go to (?:the )?(?:er|a&e|hospital)))\b|怎么办|救命|急"
)
_NEGATED = re.compile(r"\b(?:no|not|without|never|denies|sin|ningun\w*|isn'?t|aren'?t)(?: \w+){0,2} $|没有?$|无$|不$")
LASTING = re.compile(
    r"\b(?:every (?:day|night|week|month|spring|winter|now)|for (?:years|months|ages|the (?:last|past) \w+ (?:years|months))|always|usually|sometimes|occasional\w*|on and off|seasonal|mild|a (?:little|bit|slight)|slight\w*|"
    r"when(?:ever)? i (?!was given|got)\w+|controlled|chronic|because of|due to|suffer(?:s|ed)? (?:from|with)|prone to|allergic to|history|diagnos\w+|score|scale|grade)\b"
    r"|\b(?:a veces|siempre|cronic\w+|desde hace (?:anos|meses)|leve|cada (?:dia|semana|mes)|controlad\w+|alergic\w+|antecedentes)\b|有时|经常|一直以来|多年|慢性|偶尔|轻微|有点|病史|长期"
)


_COMPLAINT = re.compile(
    r"\b(?:feels?|hurts?|won'?t|wont|can'?t|cant|doesn'?t|keeps?|is|are|getting|going|worse|stop\w*|suddenly|only|just|so)\b|\b(?:no para|much[oa]s?|muy|esta|sigue|se (?:le|me)|no (?:puede|puedo|siente|siento|responde)|de repente)\b|[了得着]|只有|很|不"
)
"""A short message without a person in it tells of the writer when it complains: "bleeding and it won't stop"."""


def alarming(sentence: str, whole: str, *, asked: bool, recent: bool) -> bool:
    """Whether a folded sentence names signs of an emergency in one person now.

    Args:
        sentence: as `assistant.guard` folds it.
        whole: the text it stands in.
        asked: it ends in a question mark.
        recent: it says that something has just begun.
    """
    grave = {kind for kind, sign in GRAVE.items() if _named(sign, sentence)}
    warning = {kind for kind, sign in WARNING.items() if _named(sign, sentence)}
    if not grave and not warning:
        return False
    now = recent or bool(cues.NOW.search(sentence) and not cues.LONG_AGO.search(sentence))
    treated = bool(_TREATED.search(sentence) or _TREATED.search(whole))
    enough = (
        grave or len(warning - {"chest", "bleeding"}) >= 2 or (warning & {"fever", "breathing", "swelling"} and treated)
    )
    enough = enough or (len(warning) >= 2 and (now or treated))
    if not enough or (asked and not _ONE_PERSON.search(sentence) and not _CRY.search(sentence)):
        return False
    told = now or treated or len(warning) > 2 or bool(grave and _COMPLAINT.search(sentence))
    told = told or sum(_times(GRAVE[kind], sentence) for kind in grave) > 1
    return _of_one_now(sentence, whole, told=told, recent=recent)


_PREGNANT = re.compile(
    r"(?<!get )(?<!become )(?<!getting )(?<!becoming )\bpregnant\b(?! (?:women|woman|people|patients?|participants?)\b)|\bembarazad[ao]\b|怀孕|有孕|怀了|孕[期妇]|孕\d+"
)
_LABOUR = re.compile(
    r"\b(?:i|i'm|im|he|she|she's|shes|wife|girlfriend|partner|sister|daughter|friend)(?: am| is| has)? (?:\w+ )?(?:gone |went )?in(?:to)? labou?r\b|\bwaters?(?: have| has)?(?: just)? (?:broke|broken|breaking)\b"
    r"|\b(?:estoy|esta|entro|entre|se puso)(?: \w+)? (?:de|en) parto\b|\b(?:rompi|rompio|he roto|ha roto|roto) aguas\b|\b(?:rompio|rompi|roto) la (?:fuente|bolsa)\b|羊水(?:\w{0,2})?破|破水|(?:快|马上|就)?要生了|临产了"
)
_IN_PREGNANCY = re.compile(
    r"\b(?:bleeding|spotting|losing blood)\b(?! (?:disorders?|problems?|risks?|tendenc\w+|gums|history|conditions?))|\bcontractions?\b|\bcramping\b"
    r"|\b(?:belly|stomach|tummy|abdom\w+|pelvic|pelvis|womb|uterus) (?:\w+ )?(?:pains?|hurts?|cramps?)\b|\bpains? in (?:my|her|the) (?:lower )?(?:belly|stomach|tummy|abdomen|pelvis|womb)\b"
    r"|\b(?:severe|terrible|bad|awful|intense|sharp|strong|so much|a lot of) (?:\w+ )?(?:pains?|cramps?)\b|\bin (?:\w+ )?pain\b|\bbaby (?:\w+ )?(?:stopped|not|isn'?t|hasn'?t) (?:mov\w+|kick\w+)"
    r"|\bsangr(?:o|a|ando)\b|\bsangrado\b|\bcontracciones\b|\b(?:much[oa]s?|fuertes?|terribles?|intensos?) (?:dolor(?:es)?|colicos)\b|\bdolor(?:es)?(?: \w+)? (?:fuertes?|intensos?|terribles?|(?:de|en el|en la) (?:vientre|barriga|abdomen|estomago|pelvis))\b|\bme duele(?: \w+){0,2} (?:vientre|barriga|abdomen|estomago|panza)\b"
    r"|(?:现在|正在|在|突然|一直|开始)(?:\w{0,3})?(?:出血|流血|见红)|(?:出血|流血|见红)了|(?:肚子|小腹|腹部|下腹)(?:\w{0,3})?(?:剧|很|好|特别|非常|突然|一直)?(?:痛|疼)|宫缩|胎动(?:没了|消失|停)"
)
_NOT_NOW = re.compile(
    r"\b(?:had|was|were|history of|previous|any|no|not|without|never|denies|risk of|tuve|tuvo|tenia|habia|sin|ningun\w*)(?: \w+){0,2} $|没有?$|无$|不$|过$"
)


def in_pregnancy(sentence: str, whole: str, *, recent: bool) -> bool:
    """Whether labour has begun, or somebody pregnant bleeds or is in pain now; being pregnant is no danger in itself.

    A question on taking part beside it does not take the danger away, but one about such signs tells of none.
    """
    if not recent and (cues.PAST.search(sentence) or LASTING.search(sentence)):
        return False
    signs = [_LABOUR, _IN_PREGNANCY] if _named(_PREGNANT, whole) else [_LABOUR]
    return any(_told(sentence[: match.start()]) for sign in signs for match in sign.finditer(sentence))


def _told(lead: str) -> bool:
    """Whether what follows these words is said to be so, and neither asked about, imagined, denied nor past."""
    clause = re.split(r"[,、:¿]", lead)[-1]
    asked = _QUESTION.match(clause) or cues.CANDIDACY.search(clause) or cues.RECORD.search(clause)
    return not (asked or cues.HYPOTHETICAL.search(lead) or _NOT_NOW.search(lead))


def _named(sign: re.Pattern[str], sentence: str) -> bool:
    return _times(sign, sentence) > 0


def _times(sign: re.Pattern[str], sentence: str) -> int:
    return sum(not _NEGATED.search(sentence[: match.start()]) for match in sign.finditer(sentence))


def asks(sentence: str, asked: bool) -> bool:
    """Whether a folded sentence is a question, and not a cry for help; `asked`: it ends in a question mark."""
    return bool(asked or _QUESTION.search(sentence)) and not _CRY.search(sentence)


def _of_one_now(sentence: str, whole: str, *, told: bool, recent: bool) -> bool:
    cries = bool(_CRY.search(whole))
    if asks(sentence, False):
        return False
    if cues.HYPOTHETICAL.search(sentence) or (cues.LONG_AGO.search(sentence) and not recent):
        return False
    if LASTING.search(sentence) and not recent:
        return False
    # Someone who tells of signs to ask about joining is not in danger of them now.
    if (cues.CANDIDACY.search(whole) or cues.RECORD.search(sentence)) and not cries and not recent:
        return False
    telegram = len(sentence.split()) <= 16 and told
    return bool(_ONE_PERSON.search(sentence)) or telegram or cries
