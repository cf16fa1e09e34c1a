"""The words that mark an emergency, a wish for advice, an instruction or another subject, in three languages.

Every pattern reads text as `assistant.guard` folds it: lower case, no accents, straight apostrophes. Repetitions are
bounded, so that no text can make a pattern slow.
"""

from __future__ import annotations

import re

from assistant import despair

KIN = (
    r"(?:kiddo|mum|mom|mam|mother|mommy|mummy|dad|daddy|father|grandm\w+|grandpa|grandfather|granny|gran|nana|son|daughter|child|kid|baby|newborn|infant|"
    r"toddler|teenager|teen|boy|girl|little one|wife|husband|partner|spouse|fiancee?|boyfriend|girlfriend|sister|brother|aunt|auntie|uncle|cousin|niece|"
    r"nephew|grandson|granddaughter|friend|neighbou?r|roommate)"
)
_WHO = rf"(?:i|he|she|we|they|(?:my|our|the|his|her) (?:[\w-]{{1,14}} ){{0,2}}?{KIN}|{KIN}|my \w+)"
"""The person asking, or somebody near to them; patients and participants at large are not."""


def _any(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns, in which `<who>` stands for a person named by kinship or pronoun."""
    return re.compile("|".join(f"(?:{p})" for p in patterns).replace("<who>", _WHO))


_CANT = r"(?:can ?'?t|cannot|can not|cnt|unable to|not able to|couldn'?t|can barely|can hardly|barely|hardly)"
_WONT = r"(?:won'?t|will not|wouldn'?t|does ?n[o']?t|is ?n[o']?t|not|isnt|doesnt|can'?t|cannot|can not|never)"
_MINE = r"(?:my|his|her|the|their|our)"

_TAKEN = (
    r"(?:took|taken|swallowed|ate|eaten|drank|drunk|downed|popped|necked|scoffed|ingested|consumed|gulped|chewed|injected|(?:'ve|have|has|just|she|he|i) (?:just )?had|gave (?:\w+ ){1,2}?"
    r"|emptied|overdid)"
)
_TOMADO = (
    r"(?:(?:me |se |nos )?(?:he|ha|hemos) (?:tomado|tragado|comido|bebido|ingerido)|se (?:tomo|trago|comio|bebio)|(?:me )?(?:tome|trague|comi|bebi)|ingiri[eo]"
    r"|(?:me |se )?acab\w{1,4} de (?:tomar|tragar|ingerir|comer)(?:me|se)?|ingirio|trago|tomo(?= demasiad| el doble| un frasco| una caja))"
)
_PARTS = r"(?:pills?|tablets?|capsules?|bottles?|box(?:es)?|packs?|packets?|strips?|blisters?|cartons?|vials?|prescriptions?|scripts?|supply|stash|jars?|tubs?|tins?|sachets?)"

TOOK_TOO_MUCH = _any(
    rf"\b{_TAKEN}\b.{{0,40}}?\b(?:too (?:many|much)|(?:the |a |an |my |his |her )?(?:whole|entire|full) (?:\w+ )?{_PARTS}|(?:a |whole |the )?(?:bottle|box|pack|packet|strip|blister) of"
    rf"|(?:a )?(?:big |whole )?(?:handful|fistful|bunch|load|lots?)(?: of)?|every (?:single )?(?:\w+ )?(?:pill|tablet|capsule|one of)|(?:whole|entire) (?:week|month|course|supply|lot)"
    rf"|all (?:of )?(?:my|his|her|the|their|our|them)|everything in (?:my|his|her|the)|the lot\b|(?:double|triple) (?:the |my |his |her )?dose|(?:twice|double|triple|(?:two|three|ten) times) (?:the|my|his|her|as (?:much|many))|all (?:\d+|\w+) of (?:my|the)|(?:\d{{2,3}}|ten|fifteen|twenty|thirty|forty|fifty|sixty|dozens of|a dozen) (?:\w+ ){{0,2}}?(?:pills?|tablets?|capsules?|paracetamols?|tylenols?|ibuprofens?|aspirins?|of (?:my|his|her|the|them)))",
    rf"\b(?:emptied)\b.{{0,40}}\b{_PARTS}\b",
    rf"\b(?:{_TOMADO}|(?:le|me|se) (?:di|dio|inyect[eo]|puse|puso|he inyectado|ha inyectado))\b.{{0,30}}?\b(?:demasiad[ao]s?|much[ao]s|tod[ao]s? (?:el|la|las|los|mis?|sus?)|(?:el|la|un|una) (?:frasco|caja|bote|blister|paquete|tableta)|un (?:monton|punado)|(?:el )?(?:doble|triple) (?:de )?(?:la |mi |su )?(?:dosis|insulina|\w+ina)|(?:\d{{2,3}}|diez|quince|veinte|treinta|cuarenta|cincuenta) (?:\w+ de )?\w+)",
    r"(?:把|将).{0,12}(?:药|片|丸|胶囊|素).{0,6}(?:都|全|一次|一口气|一下子).{0,5}(?:吃|吞|喝|服)(?:了|光|完|下|掉)|(?:所有|全部)的?.{0,10}(?:药|片|丸|胶囊).{0,6}(?:吃|吞|喝|服)(?:了|光|完|下|掉)",
    r"(?:吃|吞|喝|服)(?:了|下|光|完|掉)+.{0,4}(?:整整?一?[瓶盒板]|[一半两大]整?[瓶盒板]|好几[瓶盒板]|半[瓶盒板]|太多|过多|过量|很多|大量|一大?把|全部|所有|几十[片粒颗]|[二三四五六七八九]?十[多几来]?[片粒颗]|\d{2,3} ?[多几]?[片粒颗])",
    r"(?:整|一整?)[瓶盒板].{0,8}(?:药|片|丸|胶囊|素)?.{0,4}(?:吃|吞|喝|服)(?:了|光|完|下|掉)",
)
"""Somebody has swallowed all, a whole package or too much of something; a medicine has to be named beside it."""

TOOK_WRONG = _any(
    rf"\b{_TAKEN}\b.{{0,40}}?\b(?:double|triple|twice|two times|(?:three|four|five|ten|\d) times|(?:two|three|four|five|\d) (?:doses|pills|tablets|of (?:my|the|them))|an extra|extra|the wrong|someone else'?s|too much)\b|\b<who> (?:\w+ ){{0,2}}?(?:double|triple)[- ]?dosed\b",
    rf"\b(?:{_TOMADO}|(?:le|les|me|se) (?:di|dio|dimos|he dado|ha dado|inyect[eo]|he inyectado|ha inyectado|puse|puso|administr[eo]|aplic[o]|aplique))\b.{{0,30}}?\b(?:doble|triple|dos veces|tres veces|dos dosis|de mas)\b",
    r"(?:吃|吞|喝|服|打|用)(?:了|下|成)?.{0,4}(?:两倍|双倍|三倍|几倍|\d倍|两次|三次|双份|两份)|多(?:吃|服|打|用)了",
)
"""A dose larger than it should be, which is an emergency when it was a mistake or the person is unwell."""

BY_MISTAKE = _any(
    r"\b(?:by|in) (?:mistake|error|accident)\b|\baccidentally\b|\bmistakenly\b|\bmixed up\b|\bpor (?:error|equivocacion|accidente)\b|\bsin querer\b|不小心|弄错|搞错|不慎|误|忘了"
)
UNWELL = _any(
    r"\bfe+l(?:ing|s)? (?:\w+ ){0,2}?(?:awful|sick|dizzy|ill|unwell|strange|weird|faint|shaky|terrible|horrible|bad|funny|weak|rough)\b|\bdizzy\b|\bdrowsy\b|\bvomit\w*|\bthrowing up\b|\bshak(?:ing|y)\b|\bsweat(?:ing|y)\b|\bpalpitations\b|\bheart (?:is )?(?:racing|pounding)\b|\bblurr\w+",
    r"\b(?:me siento|se siente|me encuentro|estoy|esta) (?:muy |fatal|mal\b|maread|enferm|debil)|\bmareo\b|\bvomit\w+",
    r"难受|不舒服|头晕|恶心|呕吐|想吐|心慌|发抖|出汗|晕",
)

CHILD_TOOK = _any(
    r"\b(?:[\w]+[- ]years?[- ]old|<who>|(?:the|our|my) (?:dog|cat))(?:'s| has)? (?:just |accidentally )?(?:got(?:ten)? into|ate|eaten|swallowed|drank|drunk|chewed|found and ate)\b.{0,20}?\b(?:my|his|her|our|the|grand\w+'s|dad\w*'?s|mum\w*'?s|mom\w*'?s)\b",
    r"\bse (?:comio|trago|tomo|ha (?:comido|tragado|tomado)) (?:\w+ de )?(?:mis?|nuestr[ao]s?)\b",
    r"误(?:吃|服|食|吞|用)|(?:孩子|宝宝|儿子|女儿|孙子|孙女|小孩).{0,4}(?:(?:吃|吞|喝)(?:了|下).{0,3}(?:我|我们|奶奶|爷爷)|把.{0,10}(?:吃|吞|喝)(?:了|下|掉|光))",
)
"""A medicine in the wrong mouth."""

AMPLE = re.compile(r"\b(?:all|lots?|load|bunch|whole|entire|course|much[ao]s|tod[ao]s?)\b|很多|大量|全部|所有")
"""Quantities that people also take over the years, as they should."""

BULK = _any(
    r"\b(?:pills?|tablets?|capsules?|meds|medicines?|medications?|sleeping|painkillers?|bottle|opioids?|drugs?|dos(?:e|es)|packet|blister|syrup|drops|prescription)\b|\b(?:pastillas?|comprimidos?|capsulas?|medicinas?|medicamentos?|medicacion|frasco|dosis|jarabe|gotas|somniferos)\b|药|[片粒]|丸|胶囊|剂量|糖浆|冲剂|口服液|安眠|安定|胰岛素"
)
"""Words of medicines that the vocabulary of concepts need not know."""

AS_PLANNED = _any(
    r"\bas (?:prescribed|directed|told|required|planned|instructed|advised|usual|i should)\b|\b(?:over the years|throughout|so far|none of|nothing (?:has |ever )?(?:helped|works?|worked)|no(?:ne)? (?:effect|help|use|result)|did(?:n'?t| not) (?:help|work)|without (?:any )?(?:success|effect|result)|different|kinds of|types of|prior|previous|already tried|vaccines?|vaccin\w+|run(?:ning)? out|to the (?:hospital|clinic|visit|doctor|site)|of (?:water|juice|wine|beer|milk|soda|coke|tea|coffee|chocolates?|biscuits|cookies|sweets|salt|sugar|fruit|food))\b",
    r"\b(?:sin (?:exito|resultado|efecto|mejoria)|no me (?:ayud\w+|funcion\w+|hizo nada)|nada (?:funcion\w+|ayud\w+)|vacunas?|distint[ao]s|diferentes|segun (?:lo )?(?:indicado|prescrito|recetado))\b",
    r"没用|没效|没有(?:用|效)|无效|不见效|不管用|都不行|没好|[种类](?:\w{0,3})药|疫苗|按(?:时|医嘱|要求|规定)|(?:怎么|哪里|去哪)(?:拿|领|续|开|买)|中药.{0,6}(?:年|月)",
)
"""What has been taken over a long time, as it should be, or is no medicine."""

_ACUTE = (
    r"(?:(?:had|has had|'s had|is having|suffered|went into|started having|got) (?:a |an |another |some )?(?:\w+ )?(?:seizures?|fits?|convulsions?|strokes?|anaphyla\w+|allergic reaction|cardiac arrest|heart attack)"
    r"|fainted|collapsed|passed out|blacked out|keeled over|went (?:\w+ )?(?:limp|floppy|stiff|blue|grey|unconscious|into shock)"
    r"|(?:is|are|am|'s|'m|was|has been|keeps?|kept|started|began|won'?t stop|can'?t stop) (?:\w+ ){0,2}?(?:shaking|trembling|shivering|twitching|jerking|convulsing|burning up|vomiting|delirious|hallucinating|disorient(?:at)?ed|incoherent|wheezing|gasping|floppy|limp|unresponsive|confused(?! (?:about|by|as to|why|what|how|over|on)\b))"
    r"|(?:seems?|sounds?|looks?|became|becoming|got|getting|is acting|acting) (?:\w+ ){0,2}?(?:delirious|disorient(?:at)?ed|incoherent|confused(?! (?:about|by|as to|why|what|how|over|on)\b))"
    r"|(?:is ?n'?t|is not|not|stopped|was ?n'?t) making (?:any |much )?sense|talking (?:nonsense|gibberish)|doesn'?t (?:know where|recogni[sz]e)"
    r"|(?:can'?t|cannot|can not) (?:speak|talk|stand(?! (?:the|it|how)\b)|see|swallow|stay awake)\b)"
)
ACUTE = _any(
    rf"\b(?:<who>)(?:'s|'m)?,? (?:\w+ly |just |now |has |have |is |who ){{0,2}}{_ACUTE}|\b(?:he|she|i|dad|mum|mom)'(?:s|m) (?:\w+ ){{0,2}}?(?:shaking|trembling|shivering|twitching|jerking|convulsing|burning up|vomiting|delirious|hallucinating|disorient(?:at)?ed|incoherent|wheezing|floppy|limp|confused(?! (?:about|by|as to|why|what|how|over|on)\b))",
    rf"\b<who>\b.{{0,50}}\band (?:\w+ly )?{_ACUTE}|\b<who>\b.{{0,40}} (?:and|or) (?:confused|delirious|disorient(?:at)?ed|convulsing|unresponsive)\b(?! (?:about|by|as to|why|what|how|over|on)\b)",
    r"\b(?:my|his|her|\w+'s) (?:whole )?(?:face|tongue|lips?|throat|mouth|eyes?|body) (?:\w+ )?(?:swelled|swollen|swelling|puffed|ballooned|went numb|turned blue)\b",
    r"\b(?:tuvo|tuve|ha tenido|sufrio|le dio|le ha dado|me dio|esta teniendo) (?:un|una) (?:\w+ )?(?:convulsion\w*|crisis|ataque|reaccion|ictus|infarto|derrame)|\b(?:se|me) (?:ha |he )?(?:desmay\w+|desplom\w+|desvanec\w+)|\b(?:esta|estoy|sigue|empezo a|se puso a|anda) (?:\w+ )?(?:templ\w+|tembl\w+|convuls\w+|confundid[oa]|confus[oa]|desorientad[oa]|delirando|tiritando|vomitando)|\bno (?:para|deja|paro|dejo) de (?:temblar|vomitar|convulsionar|tiritar)|\bhabla (?:raro|incoherenc\w+)|\bse (?:le|me) (?:ha )?hinch\w+ (?:la |los |el )?(?:cara|labios|lengua|garganta)|\bno (?:se )?(?:despierta|reconoce|puede hablar)",
    r"(?:我|他|她|爸|妈|父亲|母亲|孩子|宝宝|女儿|儿子|老公|老婆|丈夫|妻子|爱人|奶奶|爷爷|外婆|姥姥|弟|妹|哥|姐|朋友).{0,20}(?:抽搐|抽了|抽起来|抽风|发抖|颤抖|打颤|寒战|神志不清|意识(?:模糊|不清)|糊涂|胡言乱语|说胡话|晕了|晕倒|晕过去|昏|叫不醒|说不(?:清|出)话|[脸嘴舌唇]\w{0,2}肿|休克|癫痫发作)",
)
"""An acute event in one person."""

JUST_TREATED = _any(
    r"\b(?:after|since|following) (?:(?:we|i|he|she|they) (?:gave|got|had|received|took) )?(?:getting |receiving |having |taking |being given )?(?:the|his|her|my|their|our|this|today'?s|yesterday'?s|that) (?:\w+ ){0,2}?(?:infusions?|injections?|shots?|jabs?|needles?|dos(?:e|es)|treatments?|vaccines?|vaccinations?|boosters?|cells|drip|iv|transfusion|medicines?|medications?|meds|pills?|tablets?|drugs?|chemo\w*|cycle)\b",
    r"\b(?:despues de|tras|desde|luego de|al (?:recibir|ponerle)) (?:\w+ (?=la|el|las|los|su))?(?:la|el|las|los|su|mi|esta|este) (?:\w+ )?(?:infusion|inyeccion|vacuna|dosis|tratamiento|celulas|medicamento|medicina|pastillas?|suero|goteo|quimio\w*|pinchazo)",
    r"(?:打|输|注射|用|吃|服|治疗|回输|接种)(?:完|了|过)?.{0,4}(?:针|液|注|药|细胞|疫苗)?(?:完|之后|以后|后)",
)
"""Something was given to this one person."""

CANDIDACY = _any(
    r"\bjoin\w*|\btake part\b|\bparticipa\w+|\benrol\w*|\beligib\w+|\bexclu\w+|\bqualif\w+|\bsign up\b|\bdisqualif\w+|\brul(?:e[sd]?|ing) (?:me|him|her|us|them|out)\b|\bdo(?:es)? (?:it|that|this) (?:matter|count)\b|\b(?:accept|accepted|admitted)\b|\blet (?:me|him|her|us) in\b|\b(?:get|be|go) in(?:to)? (?:it|this|the (?:trial|study))\b|\bapuntar\w*|\binscrib\w+",
    r"\b(?:pued|podri|podre|podem|podra)\w* (?:\w+ )?entrar\b|\baceptar\w*|\bacepta[ns]?\b|\badmit\w+|\bapt[oa]s?\b|\belegib\w+|\bcalific\w+|\bcumpl\w+|\bcandidat\w+"
    r"|参加|参与|入组|入选|排除|加入|报名|符合条件|有资格|能进|能不能进",
)
"""The sentence asks about who may take part."""

HAPPENING = _any(
    # breath
    rf"\b{_CANT} (?:even |really |seem to |get )?(?:breathe?|breathing|breth|brethe|breeth|get (?:any |enough )?air|catch (?:{_MINE} )?breath)\b",
    r"\b(?:not|stopped(?! breathing (?:test|exercis))|isn'?t|struggling to|fighting to|gasping|having (?:a lot of |so much )?(?:trouble|difficulty)|trouble|hard to|hard time)"
    r" (?:breathe?|breathing|for (?:air|breath))\b",
    r"\b(?:my|his|her) heart (?:has |just )?stopped\b|\bgasping\b|\bsuffocating\b",
    r"\bchoking\b(?! (?:hazard|risk)s?)",
    r"\b(?:lips?|face|fingers|skin|baby) (?:is |are |has |have )?(?:turn(?:ing|ed)|gone|going|went) blue\b|\bturning blue\b",
    # heart and brain
    rf"\b{_MINE} chest (?:is |really |feels? |suddenly |now |so |just )*(?:hurt\w*|tight\w*|killing|crush\w*|heavy|pain\w*|pounding|burst\w*)",
    r"\b(?:crushing|stabbing|severe|terrible|awful|intense|bad|horrible|sudden|massive) chest (?:pains?|tightness|pressure|hurts?)",
    r"\b(?:having|getting|feeling) (?:a |an |another |really |bad |severe |some |strong |sharp |terrible )*"
    r"(?:heart att?ac?k|hart attack|heart attach|stroke|seizures?|fits?\b|convulsions?|anaphyla\w+|(?:severe |bad )?allergic reaction|chest pains?|chest pressure)",
    r"\b(?:have|has|got|in|with|feel|feels) (?:a |some |really |very |bad |severe |sharp |strong |terrible |awful |intense |crushing |such |this |so much )*(?:chest (?:pains?|pian|tightness|pressure)|pains? in (?:my|his|her|the) chest)\b",
    r"\bconvulsing\b|\bseizing\b|\bin cardiac arrest\b|\bno pulse\b",
    r"\b(?:face|mouth) (?:is |has |just |suddenly |started )*(?:droop\w*|gone numb|fallen|crooked)",
    r"\bslurr(?:ing|ed)\b",
    rf"\b(?:can ?'?t|cannot|can not) (?:move|feel|lift) (?:{_MINE} )?(?:left |right |one )?(?:arm|leg|side|face|body)\b",
    r"\b(?:left|right|one) (?:side|arm|leg) (?:of \w+ (?:body|face) )?(?:is |has |just |went |gone |going |suddenly |feels )*(?:numb|weak|limp|dead|paraly\w+)",
    r"\bworst headache\b",
    # blood
    rf"\bbleeding (?:a lot|badly|heavily|heavy|out|profusely|everywhere|nonstop|non-stop|so much|very much|uncontrol\w+|{_WONT} stop\w*)",
    rf"\b{_WONT} stop bleeding\b|\b(?:can'?t|cannot) stop (?:the )?(?:bleeding|blood)\b|\bblood (?:is )?everywhere\b|\blosing (?:a lot of |so much )?blood\b",
    r"\b(?:vomiting|throwing up|coughing up|coughing|puking|spitting) (?:up )?(?:a lot of |lots of )?blood\b",
    # poison
    r"\b(?:drank|drunk|drinking|swallow(?:ed|ing)|ate|eaten|eating|bit(?:ten)? into|chewed|got into|licked|sipped|gulped) (?:\w+ ){0,3}?(?:bleach|poison|anti-?freeze|detergent|batter(?:y|ies)|magnets?|(?:laundry|washing|dishwasher|detergent|tide) (?:\w+ )?(?:pods?|capsules?|tablets?|liquid)|(?:drain|oven|toilet|bathroom) cleaner|weed ?killer|rat poison|pesticides?|insecticide|petrol|gasoline|turpentine|white spirit|nail polish remover|caustic soda|lye|acid)\b",
    r"\bover ?-?dos(?:ed|ing)\b|\bod['’]d\b|\bodd on (?:pills|tablets|meds|medication|drugs|painkillers|insulin)\b|\bha(?:s|ve|d) (?:taken )?an overdose\b|\btook an overdose\b|\boverdose help\b",
    # consciousness
    r"\b(?:is|are|was|went|fell|lying|found (?:him|her)|he'?s|she'?s|still|now) unconscious\b|\bunresponsive\b|^unconscious\b",
    r"\b(?:has |have |just |suddenly )?(?:passed out|collapsed|blacked out)\b|\bjust fainted\b",
    r"\b(?:not|won'?t|isn'?t|can'?t|doesn'?t|cannot|isnt|wont) (?:be )?(?:waking up|wake up|wake|waking|respond(?:ing)?|conscious)\b",
    # allergy
    r"\bthroat (?:is |feels like it'?s |feels )*(?:closing|swelling|swollen shut|closed|tight\b)",
    r"\b(?:tongue|lips?|face)(?: and \w+)? (?:is |are |has |have )*(?:swelling|swollen|ballooning)",
    # help
    r"\b(?:call|need|get|send) (?:me |us |him |her )?(?:an )?ambulance\b|\bcall (?:911|999|112|000|120|119)\b",
    r"\b(?:this is|it'?s|its|i have|is) (?:an|a medical) emergency\b|\bmedical emergency (?:here|now)\b",
    r"\b(?:i'?m|i am|im|think i'?m|he is|she is|he'?s|she'?s|mum is|mom is|dad is) (?:going to die|gonna die|dying(?! of| from| to))\b",
    # Spanish
    r"\bno (?:puedo|puede|consigo|logra) (?:ni |casi |apenas )?respirar\b|\bno respira\b|\bme ahogo\b|\bse (?:esta )?ahoga(?:ndo)?\b|\bme estoy ahogando\b|\b(?:me|le) falta (?:el |mucho el )?aire\b",
    r"\b(?:me|le) duele (?:mucho |muchisimo |muy fuerte |fuerte )?(?:el|mi) pecho\b|\b(?:tengo|siento|tiene) (?:un |una |mucho |fuerte |muy |gran )*(?:dolor|opresion|presion)(?: \w+)? (?:de|en el|en) pecho\b",
    r"\b(?:dando|teniendo|sufriendo) un[ao]? (?:infarto|derrame|ictus|ataque|convulsion\w*|embolia|reaccion alergica)",
    r"\bconvulsionando\b|\b(?:esta|quedo) inconsciente\b|\bse (?:ha )?desmay(?:o|ado)\b|\bno (?:se )?despierta\b|\bno (?:responde|reacciona)\b|\bperdio el conocimiento\b",
    r"\bsangra(?:ndo)? (?:mucho|demasiado|muchisimo|sin parar)\b|\bno (?:para|deja|paro|dejo) de sangrar\b|\bvomit(?:a|o|ando) sangre\b|\btos(?:e|iendo) sangre\b",
    r"\b(?:tom[eo]|tiene|tengo|sufri\w+|tuvo) una sobredosis\b|\bsobredosis ayuda\b",
    r"\b(?:se|me) (?:ha |he )?(?:trag\w+|beb\w+|tom[eoa]\w*|comi\w*) (?:\w+ ){0,3}?(?:pilas?|baterias?|lejia|cloro|veneno|detergente|iman(?:es)?|acido|raticida|insecticida|anticongelante|aguarras|sosa|pesticida)\b",
    r"\b(?:me|le) (?:esta )?(?:dando|dio) (?:un |una |otro |otra )?(?:infarto|derrame|ictus|convulsion\w*|ataque (?:al|del?) (?:corazon|cardiaco|epilep\w+))|\b(?:esta|sigue|empezo a|empieza a) (?:\w+ )?convulsion\w+|\bconvulsiona\b|\bno (?:tiene|le encuentro|siento(?:le)?) (?:el )?pulso\b|\b(?:se|me) (?:esta |estoy )?(?:atragant\w+|asfixi\w+)",
    r"\b(?:se )?(?:me|le) (?:esta |estan |ha |han )?(?:cierra|cerr\w+|hinch\w+|inflam\w+) (?:la |los |mucho la |mucho los )(?:garganta|lengua|labios)\b|\bgarganta (?:se )?(?:me |le )?(?:esta )?(?:hinch\w+|cerrando|cierra)",
    r"\b(?:tiene|con) la (?:cara|boca) (?:caida|torcida)\b|\bno (?:puede|puedo) (?:hablar|mover (?:el|la|un|medio)\b)",
    r"\b(?:llam\w+|necesit\w+|manden?|pidan?) (?:a )?(?:una )?ambulancia\b|\bme (?:estoy muriendo|muero)(?! de ganas)\b|\bsocorro\b|\bauxilio\b|\bes una (?:emergencia|urgencia)\b|\bcreo que (?:es|tengo|tiene) un (?:infarto|ictus|derrame)\b",
    # Chinese
    r"喘不(?:过|上)来?气|不能呼吸|无法呼吸|呼吸不(?:了|上来|过来)|没有?呼吸|停止呼吸|透不过气|上不来气",
    r"[胸心]口?(?:现在|突然)?(?:(?:疼|痛)得|剧烈?(?:疼|痛)|绞痛得?)|[胸心]口?(?:现在|突然)?(?:很|好|特别|非常|剧烈地?|一直|越来越|压着|真的)(?:疼|痛|闷)|(?:我|他|她|妈|爸)(?:现在|突然)?胸口?(?:疼|痛|闷)",
    r"(?:心脏病|心梗|心绞痛|哮喘|癫痫)(?:正在|又)?发作了|(?:正在|突然|好像|刚刚?|现在)(?:心脏病|心梗|癫痫|羊癫疯|中风|脑梗|抽搐|抽风|休克)|中风了",
    r"嘴(?:巴)?歪|半边(?:身子|身体|脸).{0,4}(?:不能动|麻|动不了)|突然说不出话|口齿不清|说话不清",
    r"大出血了?|(?:流血|出血)(?:不止|不停|很多)|止不住血|血止不住|一直(?:在)?(?:流|出)血|(?:吐|咳|呕|咯)(?:了|出)*(?:很多|好多|大量|不少|一大?口|几口|满地)?(?:的)?(?:鲜)?血|血流不止|流血不止|(?:流|出)了(?:很多|好多|大量)血",
    r"昏迷了|昏过去|晕倒|昏倒|晕过去|不省人事|叫不醒|没有?反应了?|失去意识|(?:在|正在|一直|全身)抽搐|抽搐(?:了|不停)",
    r"过敏性?休克了|(?:喉咙|嗓子|舌头|嘴唇).{0,3}(?:肿|堵|发?紧)|窒息|噎住|卡住了?喉咙",
    r"(?:吞|喝|吃|误食|误服)(?:了|下|进去|掉)*.{0,4}(?:电池|磁铁|磁力珠|洗洁精|消毒液|漂白|洁厕|老鼠药|百草枯|敌敌畏|杀虫|农药)|(?:把|将).{0,6}(?:电池|磁铁|磁力珠|洗洁精|消毒液|漂白|洁厕|老鼠药|百草枯|敌敌畏|杀虫|农药).{0,4}(?:吞|喝|吃)(?:了|下|进|掉)",
    r"(?:药吃|吃药)(?:太)?(?:多|过量)了|(?:吃|服|喝|吞|打|用)(?:得|的)?太?多了.{0,6}(?:药|安眠|片|胶囊|胰岛素|激素)|(?:药|安眠药|胰岛素|降压药|降糖药|激素)(?:吃|服|打|用)(?:得|的)?太?(?:多|过量)了|服药过量了|喝了?农药|中毒了",
    r"救命|快(?:来)?救(?:我|他|她|救|人)|心(?:脏|跳)(?:好像|快|快要|要|已经|突然)*停(?:了|跳|住)|叫救护车|快(?:打|叫)(?:120|救护)|要死了|快不行了",
)
"""Something that is happening to somebody now, in these very words."""

SYMPTOM = _any(
    r"\b(?:chest|throat) (?:pains?|pian|tightness|pressure)\b|\bpains? in (?:my|his|her|the) chest\b|\bchst pain\b",
    r"\b(?:shortness|short) of breath\b|\bbreathless\b|\bbreathing (?:problem|difficult)\w*",
    r"\bheart att?ac?k\b|\bhart attack\b|\bheart attach\b|\bstroke\b|\bseizures?\b|\bfits\b|\bconvulsions?\b|\banaphyla\w+|\bcardiac arrest\b",
    r"\bbleeding\b|\bhemorrhag\w+|\bhaemorrhag\w+|\boverdose\b|\bunconscious\b|\bfaint(?:ed|ing)\b|\bsevere (?:allergic|pain|headache|burn)\b",
    r"\bcuesta (?:\w+ ){0,2}respirar\b|\bapenas (?:puede|puedo|respir)\w*|\bdolor (?:\w+ )?(?:de|en el) pecho\b|\binfarto\b|\bictus\b|\bderrame\b|\bconvulsion\w*|\bhemorragia\b|\bsobredosis\b|\binconsciente\b|\banafila\w+",
    r"胸口?(?:痛|疼|闷)|呼吸困难|心梗|心肌梗死|心脏病发作|中风|脑梗|出血|抽搐|癫痫|休克|昏迷|过敏",
)
"""An alarming word that may as well stand in a question about the record."""

RECENT = _any(
    r"\b(?:right now|just now|suddenly|all of a sudden|tonight|this morning|(?:minutes?|mins?|hours?|hrs?|seconds) ago|just (?:had|got|started|took|happened|now)|is having|i'?m having)\b",
    r"\b(?:ahora mismo|de repente|de pronto|hace (?:\d{1,2}|un[ao]s?|pocos|media|diez|cinco|veinte) (?:minutos?|horas?|momento|rato)|esta manana|esta noche)\b",
    r"刚才|刚刚|突然|正在|此刻|分钟前|小时前|今天早上",
)
"""It has just begun."""

NOW = _any(
    r"\b(?:right now|just now|now|at the moment|suddenly|all of a sudden|as we speak|tonight|this morning|this minute|(?:minutes?|mins?|hours?|hrs?|seconds) ago|since (?:this morning|last night|an hour|yesterday|\d+ hours?))\b",
    r"\bhelp(?: me| us| him| her| please)?\W*$|^\W*(?:please )?help\b|\bgetting worse\b|\bnot going away\b|\bwon'?t go away\b|\bsos\b|\bjust (?:had|got|started|took|happened)\b|\bis (?:currently )?having\b|\bi'?m having\b|\bi think (?:i'?m|he'?s|she'?s|i am|he is|she is)\b",
    r"\b(?:ahora(?: mismo)?|ahorita|en este momento|de repente|de pronto|ya mismo|hace (?:\d{1,2}|un[ao]s?|pocos|media|diez|cinco|veinte) (?:minutos?|horas?|momento|rato)|esta manana|esta noche|ayuda(?:me)?\W*$|ayudenme)\b",
    r"现在|刚才|刚刚|突然|正在|马上|此刻|分钟前|小时前|今天早上|救救|快来|怎么办",
)
"""It is happening at this moment."""

PRESENT = _any(
    r"\b(?:i|we|he|she|they|someone|somebody|dad|mom|mum|mother|father|wife|husband|son|daughter|baby|child|friend|sister|brother|grandma|grandpa|grandmother|grandfather|neighbou?r|kid)"
    r" (?:am |is |are |still |really |also |currently )*(?:ha(?:ve|s)|having|feels?|feeling|got|gets?|getting|'?m having|'?s having|bleeding|fainted|in|with)\b"
    r"(?! (?:a )?(?:history|had|never|not|no)\b)",
    r"\b(?:i'?m|im|i'?ve got|ive got|he'?s|she'?s)\b|\b(?:i|he|she|my \w+) (?:can ?'?t|cannot|can not|cnt|am|just|think|keep)\b|\bno puedo\b|\bcreo que\b",
    r"\b(?:tengo|siento|tiene|estoy|esta)\b",
    r"(?:我|他|她|妈妈?|爸爸?|孩子|老公|老婆|丈夫|妻子|奶奶|爷爷)(?!有过|得过|曾|以前|之前|去年)",
)
"""Someone has it, in the present tense."""

HYPOTHETICAL = _any(
    r"\bif\b|\bin case\b|\bwhat happens\b|\bwhat would\b|\bwhat if\b|\bshould (?:someone|anyone|a patient)\b|\bwhenever\b|\bsomeone who\b|\bsuppose\b|\bwould (?:it|they|i|the)\b",
    r"\b(?:can|could|may|might|will|does|do|did|has|have|is|are|was|were) (?:it|this|these|the (?:drug|drugs|medicine|treatment|infusion|cells?|trial|study|vaccine|record)|that drug|participants?|patients?|people|anyone|any patients?|any one)\b",
    r"\bsi (?:me|te|le|se|tengo|tuviera|tuviese|alguien|un|una|hay|el|la|ocurre|pasa|sufro|mi|no|empiezo)\b|\bque (?:pasa|pasaria|ocurre|sucede|hago|hacen|debo hacer) (?:si|en|con|cuando)\b|\ben caso de\b",
    r"\bpuede (?:causar|provocar|dar|producir)\b|\bpuedo (?:tener|sufrir)\b|\b(?:causa|provoca|produce)n?\b",
    r"如果|万一|假如|要是|会不会|会导致|会引起|可能会|会出现|会有|是否会|有没有可能|时怎么办|怎么处理|的话",
)
"""It is thought of, or asked about, and not said to be so."""

RECORD = _any(
    r"\bside[- ]?effe?ct\w*|\badverse\b|\brisks?\b|\brecord\b|\btrial\b|\bstudy\b|\bprotocol\b|\bexclu\w+|\binclu\w+|\bcriteri\w+|\beligib\w+|\bmention\w*|\ballow\w*|\bjoin\w*|\btake part\b|\bparticipa\w+|\benrol\w*|\bqualif\w+|\bsign up\b|\bsafety\b|\bcommon\b|\bcauses?d?\b|\bpatients?\b|\bpeople (?:who|with)\b|\banyone (?:who|with)\b|\boutcomes?\b|\bendpoints?\b|\bmeasured?\b|\bwhat is\b|\bwhat'?s\b|\bwhat are\b|\bdefin\w+|\blisted\b|\bscreen\w*|\bmean\b|\bmatter\b|\bapproved\b|\btreat\w*|\bprevent\w*|\breported\b|\bhow (?:often|many|likely)\b|\bany (?:reports?|cases?)\b|\bsurvivors?\b|\bdisorders?\b|\bdisqualif\w+",
    r"\befectos?\b|\bsecundari\w+|\bregistro\b|\bensayo\b|\bestudio\b|\bexclu\w+|\bincluy\w+|\bcriteri\w+|\bparticip\w+|\bentrar\b|\briesgos?\b|\bpacientes?\b|\bpersonas (?:que|con)\b|\bmenciona\w*|\bpermit\w+|\badmit\w+|\bque es\b|\bsignifica\b|\bprotocolo\b",
    r"副作用|不良反应|记录|试验|研究|排除|入选|入组|参加|标准|风险|提到|患者|病人|允许|符合|是什么|定义|方案|能不能(?:进|参)|的人",
)
"""A question about the record."""

LONG_AGO = _any(
    r"\b(?:in|since|back in) (?:19|20)\d\d\b|\b(?:years?|yrs?|months?|weeks?|wks?|days?|decades?) (?:ago|back)\b|\blast (?:year|month|week|summer|winter|spring|fall|autumn|time)\b|\bhistory of\b|\bhx of\b|\bh/o\b|\bwhen (?:<who>|i) (?:was|were)\b(?! (?:given|getting|having|treated|infused|injected))|\bas a (?:child|kid|baby|teen\w*)\b|\bused to\b|\bprevious(?:ly)?\b|\bin the past\b|\bdied\b|\bpassed away\b|(?<!at )\bonce\b|\brecover\w*|\bever\b|\byears? (?:back|before)\b|\bat (?:the )?age\b|\bprior\b|\bfamily\b",
    r"\bhace (?:\d+|un[ao]?s?|dos|tres|varios|muchos|algunos|cinco|diez) (?:anos?|meses|mes|semanas?)\b|\ben (?:19|20)\d\d\b|\bmurio\b|\bfallecio\b|\bantecedentes?\b|\bhistoria\b|\bel ano pasado\b|\ben el pasado\b|\balguna vez\b|\bde nin[oa]\b",
    r"年前|个月前|月前|周前|以前|之前|曾经?|去年|前年|上个月|上周|病史|史\b|史[的,,。]?|得过|患过|有过|发生过|发作过|过世|去世|死于|小时候|(?:19|20)\d\d年",
)
"""A time long past, or a history."""

PAST = _any(
    LONG_AGO.pattern,
    r"\b(?:had|has had|have had|'ve had|suffered|survived) (?:(?:a|an|one|two|three|some|several|mild|minor|small|my|his|her|first|both) ){0,4}"
    r"(?:heart att?ac?k|hart attack|stroke|seizures?|mini|chest|bleeding|fits|convulsions?|anaphyla\w+|allergic|overdose|tia)\b",
    r"\btuv[eo]\b|\bsufri(?:o)?\b|\bhe tenido\b|\bha tenido\b",
)
"""It is over."""

CHRONIC = _any(
    r"\b(?:attacks?|episodes?|spells?) (?:where|when|in which|that)\b|\bwhen(?:ever)? i (?:walk|climb|exercise|run|exert|lie|go|work|get)\w*|\bsometimes\b|\boccasional\w*|\bon exertion\b|\bstable\b|\bchronic\b|\bangina\b|\bfor (?:many |several |\d+ |a few |a couple of |the past )*(?:years|months)\b|\bevery (?:day|week|month|so often|now and then)\b|\bfrom time to time\b|\boften\b|\bcontrolled\b|\bcondition\b|\bdisorder\b|\bmonthly\b|\bweekly\b|\bat night\b|\bmild\b|\bdiagnos\w+|\bnever\b|\bno (?:history|chest|bleeding|seizure|longer|more)\b|\bdon'?t have\b|\bdo not have\b|\bwithout\b|\bnot having\b|\bgums\b|\bperiods?\b|\bnosebleeds\b|\btendency\b|\bproblems?\b",
    r"\ba veces\b|\bal (?:subir|caminar|correr|hacer|andar|acostarme|tumbarme|agacharme|esforzarme)\b|\bcon (?:el )?(?:ejercicio|esfuerzos?)\b|\bcuando (?:camino|subo|corro|hago)\b|\bcronic\w+|\bestable\b|\bdesde hace (?:anos|meses)\b|\bsin\b|\bcontrolad\w+",
    r"有时|偶尔|慢性|稳定|长期|运动时|爬楼|控制|多年|没有(?:胸|出血|癫痫|中风)|活动后|经常",
)
"""A lasting condition, or its absence."""

AFTERWARDS = re.compile(
    r"^.{0,4}(?:的话|的时候|时该?怎么|该怎么处理|怎么处理|会(?:怎么?样|如何|有什么|发生什么|出现什么))"
    r"|^\W*(?:alguien|algun\w*|(?:los|las) (?:pacientes|personas|participantes))\b"
)
"""Chinese puts "if" after what it is about, Spanish the subject of a question."""

ALONE = _any(
    r"^(?:help )?(?:cant|can't|cannot) (?:breathe?|breath)$|^no puedo respirar$|^(?:heart attack|stroke|chest pain|seizure|overdose|bleeding)(?: now)? (?:help|now|please help|pls help)$|^(?:help|sos) (?:heart attack|stroke|chest pain|seizure|overdose|bleeding|infarto)$|^(?:胸口?|心口)(?:好|很)?(?:疼|痛)(?:死了?|啊|得很)?$|^(?:me |le )?(?:duele|aprieta) (?:\w+ )?(?:el )?pecho$|^(?:infarto|convulsiones|dolor (?:de|en el) pecho|sobredosis)(?: ayuda| ahora)$"
)

SELF_HARM = _any(
    r"\b(?:kill?|killing|hurt|hurting|harm|harming|cut|cutting|hang|hanging|shoot|drown|poison) (?:myself|my self|himself|herself|themselves|themself)\b(?! (?:\w+ )?(?:shaving|cooking|chopping|falling|skiing|running|playing|lifting|gardening|exercising|climbing|at (?:work|the|home)|when|while|by accident|accidentally)\b)",
    r"\b(?:end|ending|take|taking) (?:my|his|her|their) (?:own )?lif?e\b|\bend(?:ing)? it all\b|\bend things\b|\bkms\b",
    r"\b(?:i |just |really |dont |don't |he |she |so )*(?:want|wanna|wants|wish|ready|rather|planning|plan) (?:to )?(?:just )?(?:die|be dead|disappear forever|commit suicide)\b|\bwish i (?:was|were|am) dead\b|\bwant to be dead\b|\bbetter off (?:dead|without me)\b",
    r"\b(?:do ?n[o']?t|dont|no longer|not) (?:really )?(?:want|wanna|wants) (?:to )?(?:live|be alive|be here|wake up|exist|go on)\b|\bno (?:reason|point) (?:to|in|of)? ?(?:live|living|life|going on)\b|\blife is(?:n'?t| not) worth living\b|\bcan ?'?t go on (?:anymore|living|any more|any longer|like this)\b",
    r"\b(?:i'?m|i am|im|i feel|feeling|i'?ve been|he is|she is|he'?s|she'?s|my (?:son|daughter|wife|husband|friend|mother|mom|mum|dad|father|brother|sister) is) (?:feeling |very |so |getting |really |actively )*suicidal\b",
    r"\b(?:i have|i'?m having|i am having|i keep having|i get|having) (?:some |these |many |strong |active )*(?:suicidal (?:thoughts|ideas|ideation)|thoughts (?:of|about) (?:suicide|killing|ending|death|dying))",
    r"\b(?:thinking|think|thought) (?:of|about) (?:committing )?suicide\b|\bconsidering suicide\b|\bcommit(?:ting)? suicide\b(?=.{0,20}\b(?:now|tonight|today)\b)|\bi(?:'m| am| will| want to| might|'ll| could)? (?:going to |gonna )?commit suicide\b|\bself[- ]?harming\b|\bi self[- ]?harm\b",
    *despair.ENGLISH,
    *despair.SPANISH,
    *despair.CHINESE,
    r"\bmatarme\b|\bsuicidarme\b|\bquitarme la vida\b|\bno quiero (?:seguir )?(?:vivir|viviendo|vivo|viva)\b|\bacabar con (?:mi|su) vida\b|\bhacerme dano\b|\btengo (?:pensamientos|ideas) (?:suicidas|de suicidio|de muerte)\b|\bquiere (?:matarse|suicidarse|quitarse la vida|morirse)\b|\bse quiere (?:matar|suicidar|morir)\b|\bpienso en (?:el suicidio|suicidar\w+|matarme|morir)\b|\bestoy (?:pensando en )?suicid\w+|\bno vale la pena vivir\b|\bya no quiero vivir\b",
    # veiled
    r"\b(?:want|need|ready|wish|going) (?:for )?(?:it|this|everything|the pain|my life) (?:all )?to (?:stop|end|be over|finish)\b(?=.{0,60}\b(?:any ?more|any longer|can'?t|done|over|all)\b|\W*$)|\b(?:want|going|ready|decided) to end (?:it|everything)\b(?! early)|\b(?:can ?'?t|cannot) (?:do|take|bear|face) (?:this|it|life)(?: \w+)? any ?more\b",
    r"\b(?:ways?|how|where|easiest way|painless way|best way) (?:for me )?to (?:die|kill|end (?:it|my life))\b(?! (?:cancer|tumou?r|cells?))|\b(?:thinking|think|dream\w*|fantasi\w+) (?:about|of) (?:dying|not being here|not waking up|ending (?:it|things)|ways to)\b|\bnot wake up\b(?=\W*$|.{0,12}(?:tomorrow|again|ever|anymore))",
    r"\b(?:been|started|am|is|keeps?|she'?s|he'?s) (?:self[- ]?harm\w+|cutting (?:again|\w+self|(?:my|his|her) \w+))\b|\b(?:cut|cuts|slit|slash\w*) (?:my|his|her) (?:\w+ )?(?:arms?|wrists?|legs?|skin|throat)\b|\b(?:goodbye|farewell|suicide) (?:letter|note|message)s?\b|\bsaid (?:my )?goodbyes?\b|\bstockpil\w+ (?:my |his |her )?(?:pills|tablets|meds)\b",
    r"\b(?:nobody|no one|no-one|none of them) (?:would|will|'d|'ll) (?:even )?(?:miss|notice|care)(?: \w+){0,5} (?:gone|dead|died|not here|disappear\w*)\b|\b(?:i'?m|i am|im|he'?s|she'?s) (?:so |just )?(?:done|finished|through) with (?:life|living|it all|everything)\b|\b(?:tired|sick|weary) of (?:living|life|being alive|existing)\b|\b(?:lost|no) (?:the )?will to live\b|\bgiv(?:e|ing|en) up on life\b|\b(?:world|family|everyone|kids|they) (?:would|will|'d) be (?:happier|better(?: off)?) (?:if i|without me)\b",
    r"\b(?:quiero|quisiera|deseo) (?:desaparecer|dormir y no despertar|que (?:todo|esto) (?:acabe|termine))\b|\b(?:seria|estarian?) mejor (?:si yo no|sin mi)\b|\bno (?:tiene|le veo|veo) sentido (?:a )?(?:seguir|vivir|la vida|mi vida)\b|\bse (?:corta|hace cortes|autolesiona|quiere hacer dano)\b|\bme (?:corto|autolesiono|hago cortes)\b|\b(?:cansad[oa]|hart[oa]) de (?:vivir|la vida)\b|\bcarta de despedida\b|\bnadie me (?:extranaria|echaria de menos)\b|\b(?:formas?|maneras?|como) (?:de )?(?:morir(?:me)?|matarme)\b|\bno quiero despertar\b",
    r"一了百了|(?:我|要是我|如果我)死了.{0,8}(?:轻松|解脱|好过|就好|算了)|(?:就|想|要|不如)去死|(?:从|往).{0,6}(?:楼|桥|窗).{0,4}跳|想解脱|活着(?:好|太|真)累|不想(?:再)?(?:醒来|醒过来|撑下去)|撑不下去|没有我.{0,6}(?:更好|会好)|怎么死(?!的|亡)|写(?:了|好)?遗书|想消失|厌世|(?:割|划).{0,3}(?:自己|手臂|手腕|胳膊)",
    r"想死|不想活|想要?自杀|要自杀|准备自杀|打算自杀|想自尽|想结束(?:自己的)?生命|结束自己|活着没(?:意思|意义)|活不下去|想自残|在自残|伤害自己|想轻生|要轻生|割腕|跳楼|死了算了|不如死",
)
"""A wish to die, or to harm oneself."""

_STOP = r"(?:stop|quit|skip|pause|hold|change|switch|start|begin|continue|keep|keep on|increase|decrease|reduce|lower|raise|double|halve|adjust|taper|wean|come off|go off|get off|take|use|try|avoid|cut)"
_HABIT = r"(?!.{0,25}\b(?:smok\w+|drink\w*|eat\w*|driving|work\w*|exercis\w+|breast ?-?feed\w+|birth control|part\b|parents?|notes?|pictures|time off|photos?|bus|train|taxi))"
_OUTSIDE_TRIAL = r"(?!.{0,80}\b(?:trial|study|join|participat\w+|enrol\w*|screening|infusion|eligib\w+|allow\w*|permit\w*|in this|part)\b)"

ADVICE = _any(
    rf"\b(?:should|shall|shld|shoud|shuld|ought) <who> (?:to |just |still |also |now |first |have to )*{_STOP}(?: taking| using| on| off| my| the)?\b{_HABIT}",
    r"\b(?:should|shall|ought) <who> (?:to |just |really |still |even )*(?:join|enrol\w*|participate|take part|sign up|do (?:it|this|the (?:trial|study))|have (?:it|one|this|that)(?! (?:with|ready|printed|signed)\b)|be in (?:it|this)|go for it|get (?:it|this|the (?:infusion|treatment|vaccine|shot|surgery|injection))|have (?:the|this) (?:infusion|treatment|surgery|operation)|go (?:on|ahead|through)|wait for)\b",
    r"\b(?:would|do|can|could) (?:you|u) (?:(?:recommend|advise|suggest)(?=\W*$| (?:i|me|that|this|it|my|him|her|we|us|for|to|join\w*|stop\w*|tak\w+|participat\w+|enrol\w*|the (?:trial|study|treatment)|going|wait\w*|quit\w*|chang\w+)\b)|think (?:i|he|she|we|my \w+|it|this) (?:should|could|would|is (?:safe|good|right|worth)|ought))|\bwhat (?:do|would|should) (?:you|u) (?:recommend|advise|suggest|do if you were)|\bwhat would you do\b|\b(?:in your opinion|your advice|advise me|give me (?:some )?(?:medical )?advice|your recommendation)\b",
    r"\b(?:is it|would it be|is this|is that|do you think it'?s|is the \w+) (?:a )?(?:good idea|bad idea|worth it|worth (?:joining|trying|it|the (?:risk|trouble))|wise|smart|right|better|best|good) (?:for (?:me|him|her|us|my \w+)|if i|to (?:join|stop|start|take|quit|skip|wait|change))",
    r"\b(?:is it|is this|is that|would it be|would this be|will it be|is (?:the|this) (?:drug|treatment|trial|study|medicine|infusion|vaccine|device)|is \w{4,20}) (?:really |completely |totally )?(?:safe|ok|okay|dangerous|harmful|risky|suitable|right|good|appropriate|healthy) (?:for me|for (?:my|him|her|us)\b|with my|to take with|if i (?:take|have|am|stop)|to (?:stop|skip|take|mix|combine|double)|to (?:start|quit|reduce))",
    r"\bwhich (?:one|of these|of them|treatment|drug|medicine|medication|option|therapy|trial|study|pill|dose)(?: \w+){0,5}? (?:is |would be |are |should |do i |works? )(?:\w+ ){0,3}?(?:better|best|safer|safest|right|i take|i choose|i pick|i join|suit\w*|for me|take|choose|pick|good for)",
    r"\bwhat(?:'s| is) (?:the )?(?:best|right|safest|better|strongest) (?:treatment|drug|medicine|medication|therapy|option|dose|pill|thing|way to treat|choice)\b",
    r"\bis (?:it|this|that|\w+) (?:any )?(?:better|safer) for (?:me|my|him|her)|\bis (?!(?:it|this|that)\b)\w+ (?:any )?(?:better|safer) than (?:my|what i)",
    r"\bhow (?:much|many|often)(?: \w+){0,4} (?:should|can|must|could|may) <who> (?:safely |still )?(?:take|use|inject|give|have|drink)\b(?!.{0,30}\b(?:part|visit|come|trips?)\b)(?!.{0,40}\b(?:in|during) (?:the|this) (?:trial|study)\b)",
    r"\bwhat (?:dose|dosage|amount)(?: of)?(?: \w+){0,4} (?:should|can|do|must) <who> (?:take|use|inject|give|be on)\b",
    r"(?<!patients )(?<!participants )(?<!subjects )(?<!people )\b(?:can|could|may|is it (?:ok|okay|safe|fine|alright|all right|bad) (?:for (?:me|him|her|us|<who>) )?(?:to|if)) (?:<who> )?(?:safely |still |also |just )*(?:take|use|mix|combine|drink)\b(?! part| place| care| an? (?:bus|train|test|taxi|break|look)| the (?:bus|train|test))(?=.{0,60}\b(?:with (?:it|this|that|my|the|other|alcohol|\w+(?:in|ine|ol|one|ide|ate|mab|nib|statin)\b)|together|at the same time|alongside|for (?:my|the|a|this) (?:pain|headache|fever|nausea|cold|cough|rash|flu|symptoms?|back|joint\w*|sleep)|on top of|instead of|while (?:on|taking)))(?!.{0,80}\b(?:(?:trial|study)(?! (?:drugs?|medic\w+|treatment|injection|vaccine|product|pills?)\b)|join|participat\w+|enrol\w*|screening|eligib\w+|allowed)\b)",
    r"\b(?:should|shall|ought) <who> (?:to |just |really |still |even |also |now )*(?:have|get|be|let|go) (?:(?:(?:my|our|the|his|her) )?(?:[\w-]{1,14} ){1,3})?(?:vaccinated|immuni[sz]ed|jabbed|injected|infused|transfused|operated|treated|(?:vaccines?|vaccination|shots?|jabs?|boosters?|injections?|infusions?|treatment|chemo\w*|surgery|transplant)\b)",
    r"^\W*(?:(?:so|and|but|ok|then) )?(?:is|are|am|could|can|might|may|would|will|do you think) (?:that )?<who> (?:be |is |am |going to be |gonna be )?(?:\w+ )?(?:allergic|intolerant|sensitive|immune|resistant) (?:to|of)\b(?!.{0,80}\b(?:trial|study|join|participat\w+|take part|enrol\w*|eligib\w+|exclu\w+)\b)",
    rf"(?<!patients )(?<!participants )(?<!subjects )(?<!people )\b(?:can|could|may|is it (?:ok|okay|safe|fine|bad|dangerous) (?:for (?:me|him|her|us|<who>) )?(?:to|if)) (?:<who> )?(?:just |safely )*(?:stop|quit|skip|double|halve|come off|go off|reduce|lower|increase|change|cut|split|crush)(?: taking| using)? (?:my|his|her|the|a|on|off|down)\b{_HABIT}{_OUTSIDE_TRIAL}",
    r"\b(?:is it|would it be) (?:safe|ok|okay|dangerous|bad|risky|fine|alright) (?:for me )?(?:to |if i )(?:stop|skip|quit|take|mix|combine|come off|reduce|start|drink alcohol with)",
    r"\bhow (?:do|can|should|to) ?(?:i|we)? (?:safely )?(?:taper|wean|come off|stop taking|treat|cure|get rid of|manage|lower|reduce|control|heal)\b(?: \w+)? ?(?:my|off|the|his|her|this|a|pred\w*|steroids?)",
    r"\bwhat (?:can|should|could|do) <who> (?:take|do|use|eat|try) (?:for|about|to (?:help|treat|stop|cure|relieve|feel)|instead|against)\b",
    r"\b(?:do you think <who> (?:have|has)|what(?:'s| is) wrong with (?:me|him|her|my)|diagnose (?:me|my|him|her)|what disease do i have|what do i have)\b",
    r"\b(?:is|are) my (?:\w+ ){1,4}(?:normal|serious|dangerous|too high|too low|bad|worrying|cancer(?:ous)?|abnormal)\b(?!.{0,40}\b(?:trial|study|join|participate|take part|enrol\w*|this)\b)|\b(?:interpret|explain|read|look at|check) my (?:\w+ ){0,2}(?:results?|labs?|scan|mri|ct|x-?ray|biopsy|blood ?work|test)\b|\bwhat (?:do|does) my (?:\w+ ){1,5}mean\b",
    r"\b(?:if you were (?:me|him|her|us|in (?:my|our|his|her))|in my (?:shoes|place|position)|what would you (?:do|choose|pick))\b|\b(?:should|shall|ought) <who> (?:to |just |still |rather )*(?:refuse|decline|accept|agree|choose|pick|decide|say (?:yes|no)|turn (?:it|this) down|opt)\b",
    r"\b(?:can|could|may|is it (?:ok\w*|safe|fine|bad) (?:for \w+ )?to|should) (?:<who> )?(?:still |ever )?(?:drink|have) (?:a |some |any )?(?:alcohol|wine|beer|drinks?|grapefruit)\b(?=.{0,20}\b(?:on|with|while|and) (?:my|his|her|this|taking|\w+(?:ate|ine|one|mab|pine|statin))\b)",
    r"\bhow long (?:do|have|does) <who> (?:have |got )?(?:left|to live)\b|\b(?:am i|is (?:he|she|my \w+)) (?:going to|gonna) die\b|\bwill i die (?:soon|of|from my)\b",
    r"\b(?:prescribe|give) me (?:a |some |any )?(?:prescription|medicine|medication|drugs?|pills|antibiotics|steroids|something for)\b|\bwrite me a prescription\b",
    r"\b(?:need|want|looking for) (?:some |your )?medical advice\b|\bbetter off (?:with|without|on|doing|staying|waiting)\b|(?<!decides )(?<!decide )\b(?:if|whether) <who> should (?:join|stop|take|start|participate|enrol\w*|quit|do (?:it|this))\b|\bshould i$",
    # Spanish
    r"\b(?:deberia|debiera|debo|debe|tendria que)(?:mos)? (?:(?:yo|el|ella|mi \w+) )?(?:dejar|suspender|parar|tomar|cambiar|empezar|bajar|subir|reducir|aumentar|continuar|seguir tomando|interrumpir|usar|evitar|vacunar(?:me|lo|la)?|poner(?:me|le|se)? (?:la|una) (?:vacuna|inyeccion))\b(?!.{0,20}\b(?:fumar|beber|comer|trabajar|conducir))(?!.{0,70}\bpara (?:participar|entrar|poder|unirme|inscribir\w*)\b)",
    r"\b(?:deberia|debo|conviene|convendria|vale la pena) (?:yo )?(?:participar|entrar|unirme|inscribirme|apuntarme|hacerlo|ponerme)\b",
    r"\b(?:me|nos) (?:recomienda|recomiendas|recomendaria|recomendarias|aconseja|aconsejas|aconsejaria|sugiere|sugieres|conviene)\w*|\bque (?:me )?(?:recomienda|aconseja|sugiere)s?\b|\bque haria(?:s)? (?:usted|tu)\b",
    r"\bpuedo (?:tomar|usar|mezclar|combinar|beber)\b(?! parte)(?=.{0,50}\b(?:con (?:esto|eso|este|el|la|ello|mi|alcohol)|junto|a la vez|al mismo tiempo|para (?:el|la|mi) (?:dolor|fiebre|tos|nausea\w*|cabeza|resfriado)))(?!.{0,60}\b(?:ensayo|estudio|participar))",
    r"\bpuedo (?:dejar|suspender|saltarme|duplicar|reducir|bajar|cambiar) (?:de tomar |el|la|los|las|mi|mis)\b(?!.{0,60}\b(?:ensayo|estudio|participar|fumar))",
    r"\b(?:que|cual) (?:tratamiento|medicamento|medicina|opcion|farmaco|terapia|es el mejor|es la mejor|es mejor)(?: \w+){0,4}? ?(?:es |seria )?(?:mejor|conviene|tomo|elijo|adecuado|para mi)\b",
    r"\bcuant[oa]s?(?: \w+){0,4} (?:debo|deberia|puedo|tengo que) (?:tomar|usar|inyectar\w*)\b|\bque dosis(?: \w+){0,4} (?:debo|deberia|puedo) (?:tomar|usar)\b",
    r"\b(?:es|seria|sera) (?:segur[oa]|peligros[oa]|buen[oa]|malo|adecuad[oa]|recomendable|mejor)(?: \w+)? (?:para (?:mi|mi \w+|el|ella)|si (?:tomo|dejo|tengo)|dejar|tomar|suspender|mezclar)\b",
    r"\b(?:que (?:puedo|debo|deberia) (?:tomar|hacer) (?:para|con|contra) (?:el|la|mi|mis|los|las)|que tengo yo|que enfermedad tengo|cuanto me queda)\b|\b(?:esta|estan|son|es) (?:mi|mis) \w+(?: \w+){0,3} (?:normal(?:es)?|grave|alto|bajo|mal)\b|\bme voy a morir\b",
    r"^\W*(?:(?:y|entonces|pues) )?(?:me |le )?(?:dejo|suspendo|paro|bajo|subo|reduzco|aumento|duplico|triplico|salto|cambio|interrumpo|continuo|sigo|tomo)(?: (?:de|con|tomando|tomar|usar))*(?: (?:el|la|los|las|mi|mis|esa|este|esta|otra|menos|mas)\b)(?=[^?]{0,50}$)(?!.{0,60}\b(?:ensayo|estudio|participar|entrar)\b)",
    r"\bque (?:me |le )?(?:tomo|doy|puedo dar\w*|conviene tomar) (?:para|contra)\b|\b(?:acepto|rechazo|me apunto|participo) o no\b|\busted que haria\b|\bque haria(?:s)? en mi lugar\b",
    r"^¿[^?]{0,25}\b(?:es|soy|sera|sere|somos) (?:mi \w+ )?alergic[oa]s? (?:a|al)\b(?!.{0,80}\b(?:ensayo|estudio|participar|entrar|excluy\w+)\b)",
    # Chinese
    r"(?:应该|该不该|要不要|应不应该|该)(?:给.{1,4})?(?:去)?(?:打|接种|注射)(?!几|多少).{0,6}(?:疫苗|针)(?!.{0,15}(?:试验|研究|期间|参加))",
    r"(?:我|他|她|妈|爸|孩子|宝宝|女儿|儿子|老公|老婆|丈夫|妻子|奶奶|爷爷|弟|妹|哥|姐)[^,、]{0,12}过敏(?:吗|么|嘛|不)(?!.{0,12}(?:参加|入组))",
    r"(?:我|他|她|妈妈?|爸爸?)?(?:应该|该不该|要不要|应不应该|是不是(?:应该|该)|最好)(?:继续|先|现在|提前|马上)?(?:停|吃|服|换|减|加|改|用)(?!.{0,4}(?:烟|酒|饭))",
    r"(?:能不能|可不可以|可以)(?:先)?不(?:吃|用|服|打)(?:药|激素|了)|(?<!患者)(?<!受试者)(?<!病人)(?:可以|(?<!可)能|能不能|可不可以|能否)(?:自己|直接|先)?(?:停药|停掉|停用|减药|减量|加量|换药|断药)(?!.{0,12}(?:参加|入组|试验|研究))",
    r"(?:可以|能|能不能|可不可以|能否)(?:和|跟|与|同).{1,15}(?:一起|同时)(?:吃|服|用)|(?:可以|(?<!不)能|能不能|可不可以)(?:同时|一起|再)(?:吃|服|用|喝)(?!.{0,15}(?:试验|研究|期间))",
    r"(?:能|可以|可不可以|能不能)(?:少|多|不|先停|停)(?:吃|服|打|用|掉)|适合(?:我|他|她|我?(?:妈|爸|孩子|女儿|儿子|老公|老婆|母亲|父亲|奶奶|爷爷)\w{0,2})(?:吗|么|嘛|不)|换(?:成|作)?(?:你|您)(?:会|的话)",
    r"(?:哪种|哪个|哪一种|什么)(?:治疗|药|药物|方法|疗法|方案|试验)?(?:更|最|比较)(?:好|适合|安全|有效)|(?:更|最)适合我|对我(?:更|最|比较)?(?:好|合适)",
    r"(?<!每天)(?<!每次)(?<!一天)(?<!一次)(?<!每日)(?:吃|服用?|用|打)(?:多少|几片|几粒|多大剂量)(?!.{0,6}(?:次|人))|(?:我|他|她|妈|爸|应该|应|该)[^,、]{0,6}(?:吃|服用?|打)(?:多少|几片|几粒|多大剂量)|(?:剂量|药量)(?:应该|该)(?:是|用)?多少",
    r"(?:对(?:我|他|她|我(?:妈|爸|孩子|老公|老婆|母亲|父亲).{0,2}))(?:来说)?(?:安全|危险|合适|有害|好不好)|适不适合我(?:妈|爸)?",
    r"(?:你|您)(?:建议|推荐|觉得我|认为我)|(?:建议|推荐)我|给我(?:一些|点)?(?:建议|意见)|(?:我|妈妈?|爸爸?|他|她)(?:应该|该不该|要不要|应不应该|该)(?:去)?(?:参加|加入|报名)|值不值得(?:参加|去|试)|值得(?:参加|试|去)吗",
    r"我(?:得了|是)什么病|我是不是得了|(?:帮我|给我)(?:看看|解读|诊断|开药)|我的.{1,12}(?:正常吗|严重吗|高吗|低吗|危险吗)|我还能活多久|我会(?:不会)?死(?:吗)?$|吃什么药(?:好|能)",
)
"""A wish for personal medical advice."""

_DROP = (
    r"(?:stop\w*|skip\w*|doubl\w+|halv\w+|increas\w+|reduc\w+|com(?:e|ing) off|g(?:o|oing|et|etting) (?:back )?(?:off|on)|miss(?:ing)?|quit\w*|cut(?:ting)?|rais\w+|lower\w*|drop\w*|"
    r"wean\w*|taper\w*|switch\w*|swap\w*|giv(?:e|ing) up|throw\w* (?:away|out)|paus\w+|leav(?:e|ing) out|ditch\w*|bin|binning|dump\w*|chuck\w*|discontinu\w+|do(?:ing)? without|tak(?:e|ing) (?:more|less|extra|half|twice|fewer))"
)
_DEJAR = r"(?:dej\w{1,6}|suspend\w{1,5}|interrump\w{1,5}|par(?:ar|o|are)|baj(?:ar|o|are)|reduc\w{1,4}|reduzco|cambi(?:ar|o|are)|salt(?:ar(?:me|se)?|o|are)|duplic\w{1,4}|abandon\w{1,4}|quit(?:ar(?:me|se|le)?|o|are))"

_NOT_STAFF = r"(?!they\b|we\b|my (?:\w+ )?(?:doctor|rheum\w+|specialist|gp|consultant|nurse|physician|hospital|team|oncolog\w+|neurolog\w+)\b)"
_SO = r"(?:so|then|means?|meaning|guess|right|ok|okay|therefore|in that case|maybe|well)"

WISH_TO_CHANGE = _any(
    r"\b(?:can|could|may|should|shall|what if|ok(?:ay)? if|want to|thinking of) <who>(?: just| only| also| maybe)? (?:tak(?:e|ing)|us(?:e|ing)|go(?:ing)?) "
    r"(?:only |just |down to |up to )?(?:\d|half|double|twice|less|more|a (?:lower|higher|smaller|bigger|reduced)|the (?:lower|higher))\b",
    r"\b(?:would|will|could|does|do) (?:going|coming|being|staying) off\b",
    r"\b(?:can|could|may|might|should|shall|ok(?:ay)? if|alright if|fine if|safe if|what if|think|thinking (?:of|about)|want to|wanna|planning to|"
    r"going to|gonna|would it (?:help|hurt|be ok\w*) if|is it (?:ok\w*|fine|safe|bad|alright) (?:if|to|for <who> to))\b"
    rf"(?: (?:<who>|can|could|just|if|to|about|maybe)){{0,4}} {_DROP}\b",
    rf"\b{_NOT_STAFF}<who>(?:'ll|'d| will| would| could| can| should| might| may| want to| wants to| wanna| don'?t need| doesn'?t need| do not need| does not need| no longer needs?"
    r"|(?:'m|'s| am| is| are) (?:just |now |then |also )?(?:going to|gonna|planning to|about to|better to))"
    rf"(?: (?:just|now|then|better|as|well|simply|probably|also|to|have|be|safely|rather|like|the|maybe)){{0,4}} {_DROP}\b",
    rf"\b{_SO}\b.{{0,25}}?\b{_NOT_STAFF}<who>(?:'m|'s| am| is| are)(?: (?:just|now)){{0,2}} {_DROP}\b",
    rf"\b{_SO}\b.{{0,25}}?\b<who> (?:do ?n'?t|does ?n'?t|do not|does not|no longer|won'?t|will not)(?: (?:have to|to|really|even|any ?more|want to)){{0,2}} (?:need|take|use|want)s?\b",
    r"\b(?:would it be|is it|is now|might it be|wouldn't it be)(?: \w+){1,3}(?: (?:for|if) <who>| that <who>)?(?: to)?"
    rf"(?: (?:to|should|could|can)){{0,2}} {_DROP}\b|\b(?:plan|plans|planning|intend|intends|decided|tempted|keen|hoping|hope) (?:on|to) {_DROP}\b|\b(?:do|don't) you (?:think|reckon|feel|suppose) (?:that )?<who>(?: \w+){{0,2}} {_DROP}\b|\bcut\w* (?:\w+ ){{1,3}}in half\b",
    r"\b<who>(?: won'?t| will not| refuse to|(?:'m| am|'s| is) not (?:going to|gonna)) (?:take|use|have|inject)\b|\bwhat if <who>(?: just| simply)? (?:don'?t|do not|doesn'?t|didn'?t) (?:take|use)\b",
    rf"\b{_SO}\b.{{0,20}}\bno more (?:[\w-]+ ?){{1,3}}\W*$",
    r"\b(?:can|could|may|should|shall) (?:i|we) give (?:<who>|him|her|them)\b",
    rf"\b(?:conviene|convendria|seria (?:malo|bueno|mejor|peligroso|prudente)|es (?:malo|bueno|mejor|peligroso|prudente|hora de))(?: \w+){{0,4}}? {_DEJAR}\b|\b(?:debe|debo|deberia|debemos)(?: (?:mi \w+|el|ella|yo)){{0,1}} (?:seguir|continuar) (?:con|tomando)\b|\b(?:le |me |les )?(?:puedo|podemos|podria) dar(?:le|les)?\b",
    r"停.{0,8}(?:行不行|行吗|可以吗|可不可以|好吗|好不好|没事吧|没问题吧|要紧吗|能行吗)|(?:不想|不愿意?|不敢|懒得)(?:再|继续)?(?:吃|用|打|服)|(?:可以|能不能|能|可不可以|要不要|该不该)给.{1,6}(?:吃|用|打|服|接种|喂)|是不是(?:就)?(?:可以|能)(?:不|停|少)|不(?:吃|用|服)(?:了)?(?:行不行|行吗|可以吗|好吗)",
    r"\b(?:better|ok|okay|fine|safe|alright|do|live|manage|cope|be) (?:off )?without (?:my|his|her|the|their)\b|\bno more (?:[\w-]+ ){1,3}for (?:me|him|her|us|<who>)\b",
    rf"\b(?:puedo|puede|podria|podriamos|podemos|deberia|debe|quiero|quisiera|quiere|pienso|voy a|va a|mejor|entonces|asi que|pues|que tal si)\b(?:(?: (?:mi \w+|el|ella|yo|ya|no|entonces|mejor|pues)){{0,3}}) {_DEJAR}\b|\b(?:entonces|pues|asi que|mejor)\b(?: (?:ya|pues|yo)){{0,2}} no (?:me )?(?:tomo|tomare|voy a tomar|uso|pongo|necesito)\b",
    r"(?:能不能|能否|可不可以|可以|(?<!可)能|想要?|打算|准备|要不要|那我?就|那我|干脆|不如|我决定)(?:.{0,6}?)(?:停(?:掉|用|了|药|服)?|减(?:量|少|掉|停)?|换(?:成|掉|药)?|断(?:了|药)|戒(?:掉|了)?|不(?:吃|用|打|服)|别(?:吃|用|打)|少(?:吃|用|打)|多(?:吃|用|打)|加(?:量|倍))",
    r"(?:想|打算|准备)(?:把|将).{1,10}(?:停|减|换|断|加)",
)
"""A person's wish or conclusion to change what they take, whatever it is called."""

COMBINES = _any(
    r"\b(?:(?:can|could|may|might|should|shall|(?:ok|okay|safe|fine|alright|all right|bad|dangerous) if) <who>|(?:ok|okay|safe|fine|alright|all right|bad|dangerous) (?:for (?:me|him|her|us|<who>) )?to)(?: (?:also|still|just|safely)){0,2} (?:take|use|have|apply|get|put on|be given|be on|mix|combine)\b"
    r"(?=.{1,60}\b(?:with|alongside|together|on top of|at the same time|while (?:on|taking)|in addition to|before or after)\b)",
)
"""A person's wish to take something beside something else."""

OF_THE_TRIAL = _any(
    r"\b(?:patients?|participants?|subjects?|people|trial|study|studies|protocol|join\w*|participat\w+|take part|taking part|enrol\w*|screening|randomi[sz]\w+|eligib\w+|qualify|allowed|permitted|required)\b|\b(?:pacientes?|participantes?|ensayo|estudio|participar|entrar|inscrib\w+|apuntar\w*|reclut\w+|seleccion)\b|患者|受试者|参与者|对照组|试验|研究|参加|入组|入选|筛选|加入|随机"
)
"""The change is one that taking part might ask for, or one of the patients at large."""

OWN_DOSE = _any(
    r"\b(?:doubl\w+|halv\w+|skip\w*|rais\w+|increas\w+|(?:more|less|extra|half|twice) of|until|while i wait)\b|\b(?:doble|duplic\w+|salt\w+|hasta que|mientras)\b|加倍|加量|减半|之前先"
)
"""A change that no trial asks for, whatever else the sentence says of it."""

A_MEDICINE = _any(
    r"\b(?:stop|quit)\w* (?:taking|using) (?:it|this|that|them|these)\b|\b(?:las|los|mis?|sus?|la) (?:pastillas?|comprimidos|medicinas?|medicamentos?|medicacion|inyecciones)\b|药|激素|针剂|胰岛素",
    r"\b(?:one|two|three|four|half|\d+|extra|more|fewer|another|her|him) (?:\w+ )?(?:pills?|tablets?|capsules?|puffs?|drops?|spoon\w*|units)\b",
    r"\b(?:my|his|her|the) (?:dose|dosage|pills?|tablets?|meds?|medic\w+|drugs?|injections?|insulin|steroids?|inhaler|treatment)\b",
)

REQUIREMENT = _any(
    r"\b(?:do|does|will|would|must|did) (?:<who>|you|participants?|patients?|people) (?:have|need|be(?! (?:better|worse|ok|okay|fine|safe|alright)\b))\b|\bmust (?:<who>|participants?|patients?)\b|\bhave to (?:stop|be off|come off|wash)|\bneed to (?:stop|be off)|\brequired\b|\bwash ?-?out\b|\ballowed\b|\bpermitted\b|\bprohibited\b|\bforbidden\b|\bdoes (?:the|this) (?:trial|study|record|protocol)\b|\bam i (?:eligible|allowed)\b|\bwhen (?:should|do|must|would|can) <who>\b|\bhow long before\b",
    r"\bcuando (?:debo|tengo|deberia|hay)\b|\btengo que\b|\bhay que\b|\bnecesito (?:dejar|suspender)\b|\bobligatori\w+|\bpermitid\w+|\bprohibid\w+|\bse (?:puede|permite|exige|requiere)\b",
    r"需要(?:停|先停|洗脱)|必须(?:停|先)|要求(?:停|先)|(?:入组|参加)(?:前|之前|试验前)(?:需要|必须|要)(?:停|先)|允许|禁止|洗脱期",
)
"""A question about what the record requires."""

_ORDER = (
    r"(?:^|[,:\"'] ?|\b(?:please|now|and|then|just|simply|must|you will|i want you to|you have to|kindly|instead) )"
)

INSTRUCTION = _any(
    r"\byou(?:'re| are) (?:\w+ ){0,3}now\b(?!.{0,20}\b(?:recruit|open|enrol|accept|tak))|\b(?:ai|assistant|bot|model) without (?:any )?(?:rules|limits|restrictions)\b",
    r"^\W*(?:please )?(?:confirm|declare|guarantee|admit|certify|assert) (?:that |to me |me )?(?:the|this|it|i|my|he|she|everyone|there)\b",
    r"\b(?:ignore|disregard|forget|override|bypass|do not follow|don'?t follow|stop following|never mind)\b.{0,40}\b(?:instructions?|rules?|prompts?|guidelines?|guardrails?|restrictions?|programming|(?:the|this|your) record|(?:everything|anything|all|what)(?: of)? (?:you|i said|that|was|were|above|before|prior|previous)|(?:everything|all) (?:i|we)|you(?:r| were| are) (?:training|told|an? )|the above)|\bforget everything\b|\bignore (?:all|everything)\b",
    r"\b(?:you are|you're|you will be|you'll be|u r|ur) (?:now (?:an?|my|the|dan|in|free|un\w+|going|called|operating|acting|\w+bot)|no longer (?:bound|an?|restricted|limited|required)|hereby)\b|\bfrom now on,? (?:you|answer|respond|reply|act|speak|talk|always|only)\b|\b(?:new|updated|real|following|secret) (?:system )?(?:instructions?|rules?|prompt)\s*:|\bnew role\b",
    rf"(?:{_ORDER}|\b(?:can|could|will|would) you )(?:act|behave|respond|answer|speak|talk|write) (?:as|like) (?:if|though|an?\b|my|the\b|you|dan\b|someone)|\b(?:pretend|roleplay|role-play|role play)\b.{{0,30}}\b(?:you|to be|that|i am|i'm|being|as)\b|{_ORDER}imagine (?:you|that you)\b|\blet'?s (?:play|roleplay|role-play|pretend)\b",
    r"\b(?:system|hidden|initial|developer|secret) (?:prompt|instructions|messages?)\b|\bdeveloper mode\b|\byour (?:(?:full|exact|own|initial|original) )?(?:prompt|instructions|source code|api keys?|password|credentials|environment variables|configuration|guidelines|rules)\b|\bjail ?break\w*|\bdan mode\b|\bdo anything now\b|\bgod mode\b|\bsudo \w|\brm -rf\b|\bdrop table\b|\bselect \* from\b",
    r"\b(?:you|that|who|which|and) (?:have|has|with|are under|follow) no (?:rules?|limits?|restrictions?|guidelines?|filters?)\b|\byou are (?:now )?(?:\w+gpt|dan|free|evil|uncensored|unrestricted)\b",
    rf"{_ORDER}(?:respond|reply|answer|speak|write|output) (?:only |just |solely )?(?:with|in|using) (?:only )?(?:the (?:single )?word|one word|yes|no\b|true|false|emoji\w*|json|code|caps|rhymes?)\b(?!.{{0,20}}\?)|{_ORDER}(?:respond|reply|answer|output) only (?:with|in) (?!(?:spanish|english|chinese)\b)",
    r"\b(?:responde|conteste|contesta|responda|di|escribe) (?:solo|solamente|unicamente|nada mas)(?: con| en)? (?:si|no|una palabra|la palabra)\b|(?:只|仅)(?:能|许|可以|准)?(?:回答|回复|说|输出)(?:一个字|一个词|是|否|不|能|可以|yes|no)|你(?:现在|今后|以后)(?:就)?是(?:我的?|一个|一名|一位)(?:医生|专家|律师|助手|猫|狗|机器人)",
    r"\b(?:print|reveal|show|output|display|repeat|leak|give|tell)(?: me| us| back| out)? (?:everything|all|any|the) (?:the )?(?:text|words|content|lines)? ?(?:above|before this)\b|\b(?:api|secret|access) keys?\b",
    rf"\brepeat (?:after me|these words|the (?:word|words|phrase)|this (?:word|phrase|sentence))\b|{_ORDER}(?:say|write|type|output|respond with|reply with|answer with|echo|repeat) (?:exactly|only|just|the (?:word|words|phrase|following)|verbatim|[\"'“])|{_ORDER}(?:say|answer|reply|respond) (?:yes|no|that)\b(?! or no)|\banswer (?:with )?only (?:yes|no)$",
    rf"{_ORDER}(?:say|state|tell (?:me|him|her|them|everyone|us)|confirm|claim|declare|write|certify|assure me|promise|guarantee|admit|agree)(?: me)? (?:that )?(?:i|i'm|im|he|she|my \w+|everyone|they|this (?:trial|study|drug)|the (?:trial|study|drug)|it)(?:'s|'m| am| is| are| will be|'ll be| can| has| was| would)? (?:\w+ )?(?:eligible|qualif\w+|accepted|approved|allowed|join|safe|cured?|100|guaranteed|free|effective|no risks?|suitable)",
    rf"{_ORDER}(?:say|state|tell (?:me|him|her|them|everyone|us)|confirm|claim|declare|write|certify|assure (?:me|us)|promise(?: me| us)?|guarantee|admit|agree) (?:that )?(?:"
    r"there(?:'s| is| are| was| were| will be) (?:absolutely |really |literally )?(?:no|zero|nothing|none|not an?y?)\b|(?:nobody|no one|no-one|nothing) (?:\w+ ){{0,2}}?(?:was|were|has|have|had|is|can|will|got|died|\w+ed|\w+s)\b"
    r"|(?:the|this|it|all|everything|its|these)(?: [\w-]+){0,3}?(?:'s|'re| is| are| was| were| has| have| will be| poses?| carr(?:y|ies))(?: \w+ly)? (?:zero|no|none|nothing|nil|harmless|safe|effective|guaranteed|risk[- ]free|painless|cured?|a cure|perfect|fine|fake|a scam|100)\b"
    r"|(?:this|it|the [\w-]+)(?: \w+ly)? (?:works|cures|heals|saves)\b)(?!.{0,60}(?:\bor\b|\bright\?|\bcorrect\?|\btrue\?))",
    r"\b(?:break|violate|drop|abandon|suspend|lift|overrule|circumvent|ignore|disregard|override|bypass) (?:all )?(?:of )?your (?:\w+ )?(?:rules?|settings?|filters?|safety|limits?|limitations|policy|policies|constraints?|safeguards?)\b",
    r"\b(?:di|dime|diga|digame|digan|promete\w*|asegura\w*|confirma\w*|garantiza\w*|afirma) (?:me )?que (?:no (?:hay|existe|tiene)\b|(?:el|la|los|las|todo|este|esta)(?: \w+){0,3}? (?:es|son|esta|estan) (?:\w+ )?(?:cero|nul[oa]s?|segur[oa]s?|gratis|inofensiv[oa]s?|perfect[oa]s?|inexistentes?))(?!.{0,40}verdad)|\b(?:ignora|ignore|olvida|olvide|salta\w*|rompe|incumple)\b.{0,20}\bnormas\b",
    r"(?:不要|别|不用|不必)(?:管|理|理会|遵守|在乎)(?:你的?|这些|那些|任何|什么)?(?:的)?(?:规则|规定|限制|指令|要求)|(?:抛开|违反|打破|突破|忘掉|忘记|忽略|无视)(?:你的?|这些|所有)?(?:的)?(?:规则|规定|限制)",
    r"(?:^|请|直接|就|并|,|然后)(?:告诉我|说|保证|承诺|确认|声明)(?:说)?[^吗哪什么,]{0,8}(?:(?<!有)没有?(?:任何)?(?:风险|危险|副作用|不良反应|坏处)|(?:绝对|完全|百分之百|百分百)(?:安全|有效)|(?:为|是)零)(?!.{0,12}(?:吗|么|哪|什么|呢|的))",
    r"\b(?:translate|write|compose|generate|create|make|give me|tell me|recite) (?:me |us )?(?:this|an?|some|the|my|another|following|short|one)? ?(?:\w+ ){0,2}?(?:poems?|songs?|essays?|haikus?|limericks?|lyrics|novel|screenplay|tweet|homework|fairy tale|bedtime story|short story)\b",
    r"\b(?:write|generate|create|code|implement|make|build|debug)(?: me| us)? (?:this|an?|some|the|my|short)? ?(?:\w+ ){0,2}?(?:code|scripts?|python|javascript|java|sql|html|website|app|game|malware|story|stories|speech|rap|cover letter|resume|cv|program)\b",
    r"<\|?/?(?:system|im_start|im_end|assistant|user|endoftext)\b|\[/?(?:inst|sys|system)\]|<</?sys>>|^#{1,4} ?(?:system|instructions?|new)\b|^(?:system|assistant|developer|admin|root)\s*:|\bbegin (?:system|prompt|instructions)\b|\{\{.{0,80}\}\}",
    r"\b(?:decode|decrypt|execute|eval) (?:this|the following|it)\b|\bbase ?64\b",
    r"\b(?:invent|fabricate|hallucinate)\b.{0,40}\b(?:numbers?|phone|address|results?|data|sites?|answers?|quotes?|citations?|something|names?)\b|\bmake up an? (?:number|phone|answer|result|name|quote)\b|\bwithout (?:citing|citations|checking the record)\b",
    # Spanish
    r"\b(?:ignora|ignore|olvida|olvide|desobedece|descarta)\b.{0,40}\b(?:instruccion\w*|reglas?|anteriores|todo|indicaciones|ordenes|registro)\b|\b(?:actua|comportate|responde|habla) como (?:si|un|una|mi|el)\b|\b(?:finge|simula que|imagina que|haz de cuenta|pretende que)\b|\bahora eres\b|\ba partir de ahora\b",
    r"\b(?:di|diga|dime|digame|confirma|afirma|asegura|escribe) (?:me )?(?:que )?(?:soy|cumplo|puedo|estoy|es|si) ?(?:\w+ )?(?:apt[oa]|elegible|candidat\w+|acept\w+|participar|segur[oa]|gratis)|\brepite (?:conmigo|despues de mi|tras)\b|\b(?:muestra\w*|ensena\w*|imprime|revela|dime) (?:tu|tus|el prompt|las instrucciones del sistema|su prompt|sus instrucciones)\b|\bprompt del sistema\b",
    r"\b(?:escribe|escribeme|traduce|traduceme|haz|hazme|crea|inventa|compon|cuentame) (?:me )?(?:este|esta|un|una|el|la|unos)? ?(?:\w+ )?(?:poema|cancion|cuento|codigo|programa en|script|novela|receta)\b",
    # Chinese
    r"(?:忽略|无视|忘记|忘掉|忽视|不要(?:理会|遵守|遵循))(?:你|之前|以上|前面|上面|所有|全部|一切|先前).{0,10}(?:指令|指示|要求|规则|提示|设定|内容|记录|限制|说明)|你现在(?:是|扮演)一|从现在(?:起|开始)你|(?:请|你|来)?(?:假装|扮演|充当)(?:你|成|一|我)|假设你是|角色扮演",
    r"(?:系统|初始|隐藏)(?:提示|指令|消息)|提示词|(?:跟着?我|重复我)(?:说|念|读|的话)|(?:^|请|直接|就|并|,)(?:说|告诉我|确认|回答|写|声明|证明)(?:我|他|她)(?:是|已经|完全)?(?:符合|合格|可以参加|能参加|能入组|可以入组|有资格)(?!.{0,8}(?:吗|么|不|什么|哪))|只(?:回答|说)[\"“「]?(?:是|可以|能)|(?:写|作|编|翻译)(?:一|这|首|段|篇|个|下){1,3}.{0,4}(?:诗|歌|故事|代码|程序|作文|小说|文章|笑话)|写(?:代码|诗)|越狱|开发者模式",
)
"""An instruction to the program in the place of a question."""

SUBJECT = _any(
    r"\b(?:trial|study|studies|record|participa\w+|enrol\w*|join\w*|infusion|dose|dos(?:es|age|ing)|placebo|sponsor|inclusion|exclusion|criteri\w+|eligib\w+|side effects?|treatment|therapy|drug|medicine|medication|hospital|sites?|clinic|patients?|screening|visits?|consent|protocol|informed|doctors?|research|nct\d+|phase|disease|cancer|lupus|randomi[sz]\w*|assign(?:ed|ment)|allocat\w+|arms?|groups?(?! stage)|pills?|tablets?|injections?|biops(?:y|ies)|blood|symptoms?|pregnan\w+|volunteers?|real (?:thing|one))\b",
    r"\b(?:ensayo|estudio|registro|particip\w+|tratamiento|medicamento|hospital(?:es)?|pacientes?|dosis|criterios?|fase|efectos|visitas?|grupos?|aleatori\w+|asign\w+|sorteo|pastillas?|inyeccion\w*|sangre|sintomas?|embaraz\w+)\b",
    r"试验|研究|记录|参加|入组|入选|排除|治疗|药|医院|患者|剂量|副作用|输注|医生|随访|临床|随机|分组|哪一?组|抽血|症状|怀孕",
)
"""Words that make any question one about the trial."""

OFF_TOPIC = _any(
    r"\b(?:what(?:'?s| is| will be)|how(?:'?s| is)|check) the weather\b|\bweather (?:in|today|tomorrow|like|forecast|report|for)\b|\bwill it (?:rain|snow)\b|\bis it (?:raining|snowing|sunny)\b|^weather\b",
    r"\bwho (?:won|will win|is winning|scored)\b|\bworld cup\b|\bsuper ?bowl\b|\b(?:football|soccer|basketball|baseball|cricket|tennis|hockey|nba|nfl|premier league|champions league)\b(?=.{0,30}\b(?:score|game|match|result|team|win\w*|play\w*|final|tonight|standings|season)\b|\W*$)|\bmessi\b|\bronaldo\b|\bolympics\b",
    r"\bstock (?:price|market|tip)s?\b|\bshare price\b|\bbitcoin\b|\bcrypto(?:currency)?\b|\bethereum\b|\bnasdaq\b|\bdow jones\b|\bs&p 500\b|\bexchange rate\b|\binvest in\b|\bbuy (?:stocks?|shares)\b|\bmortgage\b|\blottery (?:numbers?|tickets?|results?|jackpot|winners?)\b|\b(?:win|won|winning|play|playing) (?:the |a )?lottery\b|\b(?:national|state|power ?ball) lottery\b",
    r"\brecipes?\b|\bhow (?:do|to|can)(?: i| you)? (?:cook|bake|make (?:a |an |some )?(?:cake|pizza|bread|pasta|soup|coffee|tea|sushi|pancakes?|cookies|lasagn\w+|curry|rice))\b|\bbest (?:restaurant|pizza|movie|film|phone|laptop|car|hotel)s?\b",
    r"\b(?:tell|know|got|say|give)(?: me| us)?(?: a| another| any| some| one more)?(?: \w+)? jokes?\b|\bmake me laugh\b|\briddle\b|\bsing (?:me )?a\b|\bfun fact\b|^(?:a )?jokes?$",
    r"\b(?:taylor swift|kardashian|beyonce|elon musk|justin bieber|kanye|oprah|brad pitt|tom cruise|netflix|spotify|tiktok|instagram|youtube|game of thrones|harry potter|star wars|pokemon|fortnite|minecraft|horoscope|zodiac|astrolog\w+)\b",
    r"\b(?:donald trump|trump|joe biden|biden|obama|putin|xi jinping|kamala|macron|zelensky|netanyahu)\b|\bwho(?:'?s| is| was) (?:the )?(?:current |next |first )?(?:president|prime minister|king|queen|pope|chancellor|mayor)(?! of the (?:company|sponsor|hospital))\b|\bwho (?:should|would|will|do|did) (?:i|you) vote\b|\bvot(?:e|ing) for\b|\belections?\b(?! criteria)|\brepublicans?\b|\bdemocrats?\b",
    r"\bcapital (?:city )?of \w+|\bsquare root\b|\b(?:solve|calculate|compute)\b.{0,30}\b(?:equation|integral|derivative|\d+ ?[-+*/x×÷^] ?\d+)|^\W*(?:what(?:'?s| is)|how much is|calculate|compute) \d{1,9}(?: ?(?:[-+*/x×÷^]|plus|minus|times|divided by) ?\d{1,9}){1,5}\W*$|^\W*(?!3 ?\+ ?3\W*$)\d{1,9}(?: ?(?:[+*x×÷^]| - |plus|minus|times|divided by) ?\d{1,9}){1,5} ?=?\W*$|\bpythagor\w+|\bquadratic\b|\bprime numbers?\b",
    r"\bwhat (?:time|day) is it\b|\bwhat(?:'?s| is) (?:the time(?= (?:now|right now|in \w+|please|there|here)\b|\W*$)|today'?s date|the date today)|\bset (?:a|an) (?:alarm|timer|reminder)\b|\b(?:book|find|order)(?: me)? (?:a |an |some )?(?:flight|hotel|table|restaurant|taxi|uber|pizza)\b|\bmeaning of life\b|\bwho (?:invented|discovered|painted|wrote)\b|\bdo (?:aliens|ghosts) exist\b|\b(?:my|a) (?:crush|horoscope)\b|\blove advice\b",
    r"\bhack(?:ing)? (?:into )?(?:my|the|a|an|someone\w*|his|her)\b|\b(?:debug|fix|compile|refactor) (?:this|my)\b|\b(?:python|javascript|java|html|css|sql|excel|regex) (?:code|function|script|loop|list|error|formula|tutorial|program)|\bhow (?:do|to) (?:i )?(?:code|program) (?:in|a)\b",
    r"\b(?:que|como) (?:tiempo|clima) (?:hace|hara|esta)\b|\bva a llover\b|\bquien gano\b|\b(?:el )?(?:mundial|la liga|champions|real madrid|barca)\b(?=.{0,20}$)|\breceta (?:de|para)\b(?! medic)|\bcuentame un chiste\b|\bchistes?\b|\bquien es el presidente\b|\belecciones\b|\bprecio de(?:l)? (?:bitcoin|las acciones|la gasolina)\b|\bcapital de \w+|\bque hora es\b|\bhoroscopo\b|\bfutbol\b",
    r"天气(?:怎么样|如何|预报|好)|今天天气|会下雨吗|谁赢了|世界杯|足球比赛|股票|股价|比特币|汇率|菜谱|怎么做(?:菜|饭|蛋糕)|(?:讲|说)个?(?:笑话|故事)|笑话|总统是谁|谁是(?:美国)?总统|选举|首都是|现在几点|今天(?:几号|星期几)|星座|明星|电影推荐|(?:推荐|好看的)电影|等于几|\d+ ?[加减乘除] ?\d+",
)
"""Another subject, told by words that leave no doubt."""

SECRET = _any(
    r"\b(?:wi-?fi|internet|network|parking|car ?park|netflix|router|door|gate|locker|alarm|staff|guest|building|computer) (?:\w+ ){0,2}?(?:password|passcode|pass ?code|pass|code|pin|login)\b",
    r"\b(?:password|passcode|pin)s? (?:for|of|to|at|in) (?:(?:the|your|my|this) )?(?:\w+(?:'s)? )?(?:wi-?fi|internet|network|parking|car ?park|hospital|clinic|computer|door|gate|building|ward|router|netflix)\b",
    r"^\W*(?:what(?:'?s| is)|give me|tell me|can you (?:give|tell) me|i need) (?:the |a |your |my )?(?:\w+(?:'s)? ){0,2}(?:password|passcode)\b",
    r"\b(?:contrasena|clave|codigo) (?:del?|de la) (?:la |el )?(?:wi-?fi|internet|red|aparcamiento|parking|estacionamiento|puerta|ordenador|hospital)\b|\bcual es (?:la|tu|su) contrasena\b|\b(?:wi-?fi|internet|netflix) (?:\w+ )?(?:contrasena|clave)\b",
    r"(?:wi-?fi|无线网?络?|网络|上网|停车场?|大门|门禁|电脑|医院).{0,4}密码|密码是(?:多少|什么)",
)
"""A password or door code, which no record holds, whatever it opens."""

TRIAL_SYSTEM = re.compile(
    r"\b(?:app|diary|portal|trial|study|participants?|patients?|ensayo|estudio)\b|试验|研究|患者|随机|日记"
)
"""What belongs to the trial, even with a password."""

_EN_HELLO = r"(?:hi+|hiya|hello+|helo|hey+|hallo|good (?:morning|afternoon|evening|day)|greetings|howdy|yo|sup|whats up|what's up|how are you(?: doing)?(?: today)?|nice to meet you|there|everyone|doctor|dr|sir|madam|bot|assistant|dear|again|test|testing)"
_THANKS = r"(?:thank(?:s| you| u)?|thx|ty|tysm|cheers|ok(?:ay|ey)?|okey|great|perfect|good|cool|got it|i see|understood|fine|alright|very|so|much|a lot|many|for (?:your|the|all your|all the) (?:help|answer|answers|information|info|time)|for helping(?: me)?|that'?s all|bye|goodbye|good night|see you|take care|have a (?:nice|good|great) day|you|your help|that helps|helpful|that was|really|appreciate it|i|no more questions|nothing else|wonderful|awesome|lol|haha|then|now)"
HELLO = re.compile(
    rf"^(?:{_EN_HELLO}|hola|buenos dias|buenas(?: tardes| noches)?|buen dia|que tal|como estas?|doctora?|saludos|你好+|您好|哈喽|嗨|早上好|下午好|晚上好|早安|大家好|在吗|有人吗|请问|bonjour|salut|guten tag|ciao|ola|こんにちは|안녕하세요|привет|[\s,.!?。,!?~]){{1,8}}$"
)
THANKS = re.compile(
    rf"^(?:{_THANKS}|(?:muchas |mil )?gracias|de acuerdo|vale|adios|hasta luego|muy amable|perfecto|entendido|por (?:todo|su ayuda|la ayuda|tu ayuda)|谢谢+(?:你|您|啊|了)?|多谢|感谢(?:你|您)?(?:的帮助|的回答)?|非常感谢|太感谢了?|好的?|嗯+|明白了?|知道了|了解|再见|拜拜|辛苦了|merci(?: beaucoup)?|danke(?: schon)?|obrigad[oa]|grazie|[\s,.!?。,!?~、]){{1,12}}$"
)
ABOUT = _any(
    r"^(?:so |and |but |hi |hello |hey |ok )?(?:who|what) (?:are|r|is) (?:you|u|this|trialogue|this (?:app|bot|chat(?:bot)?|tool|website|page|program|assistant))(?: exactly| really| for| about)?$",
    r"\b(?:are|r) (?:you|u) (?:a |an |the |really |actually |just )*(?:robot|bot|human|person|real(?: person| human)?|ai|a\.i\.?|machine|computer|doctor|nurse|chat ?gpt|gpt|language model|chatbot|program|medical professional|physician|study team|sponsor)\b",
    r"^(?:so |and |hi |hello )?what (?:can|do|could) (?:you|u) (?:do|help(?: me)? with|know|answer|tell me)(?: for me| here)?$|\bhow (?:can|do|could) (?:you|u) (?:help|assist)(?: me)?$|\bwhat (?:can|could|should|may) i ask(?: you| here)?$|^what (?:questions|things|kind of questions) can (?:i|you) (?:ask|answer)\b|^help(?: me)?(?: please)?$|\bam i (?:talking|speaking|chatting) (?:to|with) (?:a |an )?(?:human|person|robot|bot|real|doctor|ai)\b|\bwho (?:made|built|created|programmed|trained) (?:you|this)\b|\bwhat(?:'?s| is) your name\b|\bhow do (?:you|u) work$|\bdo you (?:store|save|keep|record|remember|share) (?:my|what i|this|our)\b|\bwhat are you able to do\b",
    r"^(?:y )?(?:quien|que) (?:eres|es usted|es esto)(?: tu)?$|\b(?:que|como) (?:puedes|puede|sabes) (?:hacer|ayudar\w*)(?: por mi)?$|\beres (?:un |una |el |la )?(?:robot|humano|persona|doctor|medico|ia|maquina|bot|real)\b|\bes usted (?:un |una )?(?:robot|medico|doctor|persona|maquina)\b|^ayuda(?:me)?$|\bcomo te llamas\b|\bque puedo preguntar\w*$",
    r"^(?:请问)?(?:你|您)(?:是谁|是什么|叫什么)|(?:你|您)是(?:机器人|真人|人|医生|ai|人工智能)(?:吗|还是)|(?:你|您)(?:能|可以|会)(?:做|干|帮我|回答)(?:什么|些什么|哪些)|我(?:能|可以)问(?:你)?什么|^帮助$|^帮帮我$|谁(?:开发|做|制作)(?:的|了)(?:你)?",
)
"""A question about the program itself."""

ASKS = _any(
    r"\?|\?|吗|呢|什么|哪|谁|几|多少|怎么|是否|能不能|可不可以|有没有|多久|为何|为什么|何时",
    r"^\W*(?:is|are|am|do|does|did|can|could|will|would|may|should|has|have)\b|\b(?:who|what|whats|where|when|why|how|which|whose|tell me|explain|list|show me|summari[sz]e|describe|give me the|need to know|want to know|wondering)\b",
    r"^\W*(?:puedo|puede|hay|es|son|tengo)\b|\b(?:que|cual(?:es)?|quien(?:es)?|cuando|cuant[oa]s?|donde|por que|explica|resume)\b",
)
"""The marks of a question."""
