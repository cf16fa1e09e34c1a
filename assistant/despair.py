"""The ways of saying that one wants to die or to harm oneself: a wish beside an act, or weariness of life.

Nobody can list the sentences, but they are made of few parts: who wishes (oneself, or somebody told of), how (wants, is
going to, tried to, speaks of), and what (to die, to kill oneself, not to wake). Each language joins its parts here. The
patterns read text as `assistant.guard` folds it: lower case, no accents, simplified characters.
"""

from __future__ import annotations

_SELF = r"(?:my ?self|him ?self|her ?self|them ?selves|them ?self)"
_THEIR = r"(?:my|his|her|their)"
_NOT_AT_A_NEEDLE = r"(?! (?:of|with|from|if|for) (?:laugh\w*|embarrass\w*|shame|bored\w*|hunger))"

ENGLISH = (
    rf"\b(?:off|offing|offed|unalive|unaliving|top|topping|neck|end|ending|hung|hanged|gas|gassing|overdose|od|starve|starving|stab|stabbing|drown\w*|shoot\w*|burn(?:ing)?|punish(?:ing)?|slit(?:ting)?) {_SELF}\b",
    rf"\b(?:throw\w*|threw|fling\w*|chuck\w*|hurl\w*|launch\w*|drive|driving|crash\w*) (?:{_SELF}|{_THEIR} car) (?:under|in front of|off|from|out|into|over|down)\b",
    r"\b(?:want|wanna|going|gonna|plan\w*|think\w*|thought|feel|ready|about|wants) (?:\w+ ){0,2}?jump(?:ing)? (?:off|in front of|out of|from)\b",
    rf"\bwhat(?:'?s| is)(?: even)? the (?:point|use|sense) (?:in|of|to) (?:living|life|being alive|existing|going on|carrying on|waking up|{_THEIR} life)\b",
    r"\b(?:no|any|a|one|the|much) (?:more )?(?:reasons?|point|purpose|use)(?: left)? (?:to|in|for|of)(?: me)?(?: to)? (?:keep |keeping |stay |staying |go on |carry on |be |being )*(?:liv\w+|alive|exist\w*|going on|carry\w* on|wak\w+ up)\b",
    r"\b(?:pray\w*|hope|hoping|wish\w*|beg\w*|if only|wanted?|rather)(?: \w+){0,4}? (?:i|he|she|god) (?:\w+ )?(?:die|died|dies|(?:do|does|did)(?:n'?t| not) wake up|never w(?:ake|oke)(?: up)?|would ?n'?t wake up|was never born|had ?n'?t been born|were never born|take[sn]? me|don'?t have to wake)\b",
    r"\b(?:wish|wishes|wishing|hope) (?:i|he|she) (?:was|were|had|could|could just|would|would just|did ?n'?t|not)(?: \w+){0,2}? (?:dead|die|gone for good|exist|wake up|born|be dead|stop existing|fall asleep forever)\b",
    rf"\b(?:plan\w*|decid\w+|prepar\w+|try|tried|trying|attempt\w*|want\w*|wanna|going|gonna|ready|threaten\w*|talk\w*|speak\w*|think\w*|about) (?:to |about |of |on )*(?:just )?end(?:ing)? (?:it|it all|everything|{_THEIR} (?:own )?(?:life|suffering|misery|existence|pain))\b(?! (?:early|if|because|when|study|trial))",
    rf"\b(?:tried|try|trying|attempt\w*|threaten\w*|talk\w*|speak\w*|want\w*|wanna|going|gonna|decid\w+|think\w*) (?:to |about |of |on )*(?:kill\w*|suicid\w+|die|dying|hang\w*|drown\w*|shoot\w*|not (?:be|wake|exist)\w*|take|taking) (?:{_SELF}|{_THEIR} (?:own )?life)\b",
    rf"\b(?:would|will|could|can|want to|wanna|let me|just) (?:just |only |simply )?(?:curl up and die|fade away forever|sleep and (?:never|not) wake\w*|not exist|stop existing|drop dead){_NOT_AT_A_NEEDLE}\b",
    r"\b(?:sick|tired|done|bored|weary|exhausted|fed up) (?:of|with) (?:\w+ )?(?:being alive|living|life|existing|existence|breathing)\b(?! with\b| in\b| on\b)",
    r"\b(?:can ?'?t|cannot|can not|couldn'?t) (?:\w+ )?(?:live|living|exist\w*) (?:like this|this way|with (?:this|it|the (?:pain|disease|illness)))\b|\b(?:do ?n'?t|dont|does ?n'?t|can ?'?t) see (?:my|him|her)self (?:living|being (?:here|alive|around)|alive)\b|\b(?:going to|gonna|wants? to|wanna|plan\w* (?:to|on)|about to|thinking (?:of|about)) (?:overdos\w+|od)\b",
    rf"\b(?:bought|got|have|has|found|took|holding|loaded|tied|takes) (?:a |the |my |his |her )?(?:rope|noose|gun|pistol|razor|razor blade|blade)\b(?=.{{0,40}}\b(?:use it|do it|ready|wrists?|end|tonight|{_SELF}|going to)\b)",
    r"\b(?:check|checking|clock|clocking) out (?:for good|of (?:life|this (?:life|world)))\b|\b(?:leave|leaving|be gone from) this (?:world|life|earth)\b|\bnot be(?:ing)? around (?:any ?more|much longer)\b",
    r"\b(?:if i|going to|gonna|about to|ready to|want to|i'?ll|i might|i could) (?:just )?(?:take|took|swallow|swallowed|neck|downed) (?:all|every|the whole|a whole|them all|enough)\b(?=.{0,60}\b(?:would (?:that|it|i) (?:do it|kill|be enough|work|die)|and (?:sleep|die|be done)|to (?:die|sleep forever|end)|not wake|be over|them all)\b)|\bhow many (?:\w+ ){1,3}(?:would it take|does it take|do i (?:need|have to take)|would i need) (?:to )?(?:die|kill|overdose|end|od)\b",
    rf"\b(?:do ?n'?t|dont|does ?n'?t|doesnt|no longer|not|never) (?:\w+ )?(?:want\w*|wanna|wish\w*|care) (?:to |if i )?(?:\w+ )?(?:be alive|stay alive|live(?: any ?more| any longer| like this| or die|\W*$)|exist|keep living|carry on living|see tomorrow|wake up)\b|\b(?:do ?n'?t|does ?n'?t) deserve to (?:live|be alive)\b|\b{_THEIR} life (?:is|feels) (?:\w+ )?(?:over|worthless|pointless|meaningless|not worth)\b",
    r"\b(?:suicide|suicidal) (?:plan|note|pact|attempt (?:last night|yesterday|today|this morning))\b|\b(?:i'?m|i am|im|feel(?:s|ing)?|he'?s|she'?s) (?:\w+ )?suicidal\b",
)

_SE = r"(?:me|se|te|nos)"
_ES_ACT = (
    rf"(?:mata(?:r|ndo){_SE}|suicida(?:r|ndo){_SE}|(?:la |mi )?muerte\b(?! (?:de|del|por)\b)|morir(?:{_SE})?|muriendome|quita(?:r|ndo){_SE} (?:la|mi) vida|ahorca(?:r|ndo){_SE}|colga(?:r|ndo){_SE}|envenena(?:r|ndo){_SE}"
    rf"|corta(?:r|ndo){_SE} (?:las venas|los brazos|las munecas)|(?:tira|lanza|avent|arroja|aventa|bota)(?:r|ndo){_SE} (?:\w+ )?(?:por|de|del|al?|desde|bajo|debajo)|pega(?:r|ndo){_SE} un tiro|salta(?:r|ndo) (?:de|del|por|desde) "
    rf"|(?:acaba|termina)(?:r|ndo) con (?:todo|(?:mi|su) (?:vida|existencia|sufrimiento))|ac+aba(?:r|ndo) (?:ya )?con esto de una vez|pone(?:r|rle) fin a (?:mi|su) vida|hace(?:r|rse|rme) dano(?<=me dano|se dano)|lastima(?:r|ndo){_SE}|autolesiona(?:r|ndo){_SE}"
    rf"|desaparecer(?: del mapa| para siempre)?\b|(?:no )?despertar(?:{_SE})?(?: nunca)? mas|no despertar|dejar de (?:vivir|existir)|estar muert[oa]|ir{_SE} de este mundo|no (?:haber nacido|existir)|suicidio|dormir(?:{_SE})? para siempre|dormir(?:{_SE})? y no despertar)"
)
_ES_WISH = (
    r"(?:qui(?:ero|ere|eren|siera|so)|quer(?:ia|ria)|dese(?:o|a|aria)|prefier[oea]n?|preferiria|necesit[oa]|planeo|planea|intent[oea]|intentando|(?:he|ha) (?:intentado|pensado|decidido)(?: en)?|voy a|vaya a|va a|iba a|vas a"
    r"|(?:piens[oa]|pensando|pensado|pense|penso)(?: \w+){0,3}? en|pienso|ganas de|(?:tengo|tiene|tenemos|siento|siente|vienen|con|he tenido|ha tenido|tenia) (?:\w+ ){0,2}?(?:ideas?|pensamientos?|impulsos?|planes) (?:de|en)|(?:habl[aoe]|hablan|hablando|hablado)(?: mucho| todo el tiempo| siempre)? de|(?:amenaz\w+|suen[oa]|fantase\w+) con|trat[oea] de|(?:me |le )?(?:gustaria|encantaria)|decid\w+|a punto de|capaz de|dispuest[oa] a|quiero es)"
)
_ES_FIRST = r"(?:quiero|quisiera|queria|querria|deseo|prefiero|preferiria|necesito|voy a|iba a|intente|he intentado|estoy por|pienso|podria|trate de|dan ganas de|debo|deberia)"
_ES_THIRD = (
    r"(?:quiere|quieren|quisiera|queria|querria|desea|prefiere|intento|ha intentado|va a|iba a|piensa|trato de|podria)"
)
_ES_BARE = r"(?:matar|suicidar|ahorcar|colgar|envenenar|quitar (?:la|mi) vida|cortar las venas|tirar (?:por|del?|desde|al?) |lanzar (?:por|del?|desde|al?) |aventar |pegar un tiro|hacer dano|lastimar|autolesionar)"
_ES_NOT_LITERAL = r"(?! de (?:risa|verguenza|pena|amor|hambre|sed|ganas|frio|calor|cancer|esto|esta|viej))"

SPANISH = (
    rf"(?<!\bno )(?<!\bnunca )\b{_ES_WISH} (?:ya |solo |mejor |de verdad |realmente )?{_ES_ACT}{_ES_NOT_LITERAL}",
    rf"(?<!\bno )\bme {_ES_FIRST} (?:ya )?(?:{_ES_BARE}|morir){_ES_NOT_LITERAL}|(?<!\bno )\bse {_ES_THIRD} (?:ya )?{_ES_BARE}|(?<!\bno )\bse (?:quiere|quisiera|queria) morir{_ES_NOT_LITERAL}",
    r"\b(?:me|se) (?:ha |he )?(?:cort[eoa]|cortado|raj[eoa]) (?:las venas|las munecas|los brazos|la piel|a proposito)\b|\bme (?:hago dano|lastimo|corto|quemo) (?:a (?:mi mism[oa]|proposito)|adrede|los brazos|cuando estoy)\b|\b(?:plane|prepar|organiz)(?:o|ando|e) mi (?:propia )?muerte\b|\bcuant[oa]s? (?:\w+ ){1,3}(?:necesito|hacen falta|hay que tomar|me tomo|tomo) para (?:morir|matar|acabar)\w*|\bme (?:mato|suicido|ahorco|mate)\b(?! de\b)|\b(?:me|se) (?:\w+ )?(?:autolesion[aoe]|hace cortes|hago cortes|lastim[ao] a (?:mi|si) mism[oa])\b",
    r"\bojala (?:que )?(?:(?:yo )?(?:ya )?(?:me |se )?(?:hubiera muerto|muriera|muriese|muera)\b|(?:ya )?no (?:me )?(?:despert\w+|despierte|amaneciera|amanezca|hubiera nacido|existiera)|(?:ya )?estuviera muert[oa])",
    r"\b(?:estaria|estaran|estarian|estariamos|estare|estoy|seria|viviria|vivirian)[ns]? (?:mucho |todos |todas )?(?:mejor|mas (?:tranquil\w+|feli\w+|a gusto)|felices|aliviad\w+|tranquil\w+) (?:muert[oa]|(?:si yo )?sin mi\b|si (?:yo )?(?:no (?:est\w+|exist\w+|viv\w+)|me (?:muer[oa]|muriera)|desaparec\w+))",
    r"\bno (?:quiero|quiere|deseo|desea|aguanto|aguanta|soporto|soporta|puedo|puede|(?:tengo|tiene|me quedan|le quedan) (?:ganas|fuerzas|razones|motivos|ilusion)(?: de| para| por)?|hay (?:razon|razones|motivos?) para|merezco|merece|vale la pena|merece la pena)(?: mas| ya| seguir| de)*"
    r" (?:(?:vivir|viviendo|vivir mas|vivo|viva|con vida|existir|existiendo)\b(?! (?:sin|sol[oa]|con|en|de|lejos)\b)|(?:con )?(?:la|mi|esta) vida\b|estar (?:viv[oa]|en este mundo|aqui mas)|despertar(?:me)?\b|seguir aqui\b)",
    r"\b(?:la|mi) vida (?:ya )?no (?:tiene|vale|merece|me importa|sirve)\b|\bno (?:le )?(?:veo|encuentro|tiene|hallo|hay) (?:ningun )?sentido (?:a |en |para )*(?:nada|(?:la|mi) vida|vivir|seguir|estar viv[oa])|\b(?:para|por) que (?:seguir|sigo|vivir|vivo)\b(?: (?:viv\w+|aqui|adelante|si))*\W*$|\bque (?:sentido|caso) tiene (?:vivir|seguir|la vida|mi vida)",
    r"\bya no (?:puedo|aguanto|doy|soporto) mas(?: con (?:todo|la vida|mi vida|esta vida|nada)| asi| vivir\b.*)?\W*$",
    r"\b(?:voy a|quiero|pienso|pensando en) tomar(?:me)?(?:las)? (?:tod[ao]s?|el frasco|la caja|muchas)\b(?=.{0,60}\b(?:acabar|de una vez|no despertar|morir\w*|dormir para siempre|desaparecer|terminar con)\b)",
    r"\b(?:carta|nota|mensaje) de (?:despedida|suicidio)\b|\b(?:se|me) (?:esta |estoy |ha |he )?despid\w+ (?:\w+ )?de (?:todos|la vida|la familia|este mundo)|\b(?:como|manera|forma|metodo)s? (?:de |para )?(?:morir(?:me)?|matarme|suicidarme) (?:sin dolor|rapido|facil)",
)

_ZH_WISH = r"(?:想要|想着|想过|想|要|打算|准备|决定|考虑|计划|说着?|闹着?|嚷着|宁愿|宁可|不如|恨不得|念叨|试图|企图|威胁|提过|提到|尝试)"
_ZH_HOW = r"(?:要|去|着|过|地|就|怎么|怎样|如何|办法|(?:从|往|用|在|吃|喝|吞|服)[^,、。]{1,6}?|马上|现在|今晚|直接|这样|就此|再|一起|他|她|自己|也|赶紧|快点|早点)"
_ZH_ACT = (
    r"(?:自杀|自尽|自残|自裁|寻死|寻短见|轻生|自我了断|跳(?:楼|河|江|桥|海|轨|下去|崖)|上吊|割(?:腕|脉|手)|服毒|喝农药|烧炭|吞枪|投河|卧轨|死(?!亡|因|后|的(?:人|患者)|率|者|细胞)"
    r"|(?:结束|了结|终结)(?:自己|我自己|生命|余生|一切|这一切|(?:我|自己|这)的?(?:人生|生命|一生|命))|离开(?:这个?|这)?(?:世界|人世|人间|世间)|(?:杀|弄死|杀死|杀了)(?:我)?自己|一死了之|一了百了|解脱(?!方法)|永远睡过去|睡过去不?再?(?:不)?醒|不再醒)"
)

CHINESE = (
    rf"(?<!不)(?<!没){_ZH_WISH}{_ZH_HOW}{{0,3}}{_ZH_ACT}(?!的?(?:患者|病人|受试者|人群))",
    r"(?:不想|不愿意?|不要|懒得|没法|无法|不配)(?:再|继续)?(?:活|活着|活下去|存在|醒来|醒过来|睁眼|留在(?:这个)?(?:世上|世界|人间))|活(?:够|腻|烦|厌)了?|活不下去|活得(?:好|太|真|很|特别)?(?:累|痛苦|辛苦|没意思|没劲)|苟活",
    r"活[着著](?:还|也|真|太|又|都|就|是|对我来说|已经|根本|实在)*(?:没有?(?:什么|啥|任何|多大|一点)?(?:意思|意义|劲|用|希望|价值|盼头)|有(?:什么|啥|何)(?:意思|意义|用|劲|价值)|(?:干什么|干嘛|为了?什么)|受罪|煎熬|折磨|是(?:一种)?(?:痛苦|负担|受罪|煎熬|折磨)|[好太真]累)",
    r"没有?(?:勇气|动力|必要|意思|希望|力气|理由)?(?:再|继续)?活(?:下去|着)(?:的)?(?:勇气|动力|必要|意思|希望|力气|理由|意义)?(?!的(?:患者|病人))|生无可恋|生不如死|对(?:生活|人生|活着)(?:已经|完全|彻底)?(?:绝望|没有?(?:希望|留恋|盼头))",
    r"(?<!者)死了?(?:就|反而|也许|可能|倒|也|才|更)(?:好了?|算了|干净|轻松|解脱|不[痛疼苦累]|不难受|不用|没(?:痛苦|烦恼))|死了算了|(?:还|倒|真)不如死|早[点些]死|让我(?:去)?死|(?:想|不如|干脆)死(?:了|掉)|我?(?:真|好|只|很)想死",
    r"(?:打算|想要?|准备|决定|要)(?:把|将)?[^,、]{0,6}(?:药|安眠药|片)[^,、]{0,3}(?:全部?|都|一次|一起)(?:吃|吞|喝|服)(?:了|掉|光|下)",
    r"(?:写|留|准备|交代|安排)(?:好|了|下|过)*(?:遗书|遗言|后事)|(?:我|他|她|妈|爸|弟|妹|哥|姐|孩子|儿子|女儿|老公|老婆|朋友)(?:最近|一直|总是?|经常|常|老|现在)*有(?:强烈的?|了)?(?:自杀|轻生|自残|寻死|想死)的?(?:念头|想法|冲动|打算|计划|倾向)(?!能|可以)",
    r"(?:我|他|她|妈|爸|弟|妹|哥|姐|孩子|儿子|女儿|老公|老婆|丈夫|妻子|朋友)(?:们)?(?:昨晚|昨天|刚才|刚刚|今天|又)+(?:想|试图)?(?:自杀|割腕|自残|轻生|割了)|安眠药.{0,6}想(?:走|睡过去|死|离开|解脱)|(?:割|划)(?:了|伤|破)?(?:我|他|她)?(?:自己|手腕|手臂|胳膊|腕)",
)
