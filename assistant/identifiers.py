"""Say what identifies a person in a question: names by how they are introduced, numbers, addresses, days of birth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.assertion import CHILDREN, RELATIVES, RELATIVES_ES, RELATIVES_ZH

Kind = Literal["NAME", "EMAIL", "PHONE", "ID", "BIRTHDAY", "ADDRESS", "LINK", "HANDLE"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """One way in which a person is identified: a pattern of the `regex` library, which may look back at any length.

    What is not `sure` is hidden only where the words can be a name at all.
    """

    kind: Kind
    pattern: str
    sure: bool = True


_SPACE = r"[ \t\u00a0]"
# A name in Latin letters: one to four words that open with a capital, with the particles that stand inside names.
_CAP = r"(?!I['’])\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*"
_INITIAL = r"\p{Lu}\."
_PARTICLE = r"(?:de|del|de la|de los|van|von|der|den|bin|al|el|da|dos|di|la|le|y)"
_NAME = rf"(?:{_CAP}|{_INITIAL})(?:{_SPACE}+(?:{_PARTICLE}{_SPACE}+)?(?:{_CAP}|{_INITIAL})){{0,3}}"
_TWO = rf"(?:{_CAP}|{_INITIAL})(?:{_SPACE}+(?:{_PARTICLE}{_SPACE}+)?(?:{_CAP}|{_INITIAL})){{1,3}}"
# After words that can introduce nothing but a name, also in small letters, as people type.
_NOT_SMALL = r"(?!(?:and|but|i|im|from|with|who|on|at|in|by|back|when|if|about|for|the|an?|not|y|e|tengo|con|soy|de|is|was|has|my|en|por|no)\b)"
_SMALL = rf"{_NOT_SMALL}\p{{L}}[\p{{L}}'’-]+(?:{_SPACE}+(?:{_PARTICLE}{_SPACE}+)?{_NOT_SMALL}\p{{L}}[\p{{L}}'’-]+)?"

# The 100 commonest surnames, which cover about 85 of 100 people (Ministry of Public Security, 2020), and the compound ones.
_SURNAMES = (
    "欧阳|上官|司马|诸葛|司徒|皇甫|东方|尉迟|公孙|慕容|夏侯|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤]"
)
_ZH_NAME = rf"(?:{_SURNAMES})[\p{{Han}}]{{1,2}}"
# What may follow a name that was introduced: anything that is no further part of a word.
_ZH_END = r"(?=$|[^\p{Han}]|今年|现年|今年|女|男|是|有|得|患|确诊|想|的|住|来自|电话|手机|和|也|在)"

_DAY = (
    r"(?:(?:the )?\d{1,2}(?:st|nd|rd|th)?[ ./-]+(?:of )?(?:\d{1,2}|\p{L}{3,10}\.?)[ ,./-]+\d{2,4}|\p{L}{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2} de \p{L}{4,10}(?: de| del)? \d{4}|\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|(?:19|20)\d{6})"
)
_MARK = r"(?!NCT\d)(?=[\p{L}\d./-]*\d)[\p{Latin}\d](?:[\p{Latin}\d./-]|(?<=\d) (?=\d)){3,24}(?<![./-])"
_IS = r"(?:\s*(?:is|was|are|es|son|number|no\.?|nº|n\.º|num\.?|número|id|code|号码|号|码|为|是|:|：|#|=|\(|（))*\s*"
_NUMBER_OF = (
    r"(?:\bMRN|\bmedical record(?:s)?(?: number| no\.?| #)?|\b(?:hospital|patient|chart|member(?:ship)?|policy|insurance|"
    r"health card|healthcare|medicare|medicaid|NHS|passport|driver['’]?s? licen[cs]e|national id|identity card|identity|"
    r"social security|file|case|subject|participant|screening|sample|account)(?: card)? (?:number|no\.?|id|code|#)|"
    r"\b(?:SSN|passport|CURP|NSS|NHC|DNI|NIE|RFC|CUIL|CIPA?)|\bpasaporte|\bhistoria cl[ií]nica|\bn[uú]mero de (?:historia|expediente|paciente|"
    r"afiliaci[oó]n|seguridad social|tarjeta|p[oó]liza|identidad|pasaporte)(?: cl[ií]nica| sanitaria)?|\bexpediente|\btarjeta sanitaria|\bc[eé]dula(?: de identidad)?|"
    r"\bseguridad social|住院号?|病历号?|病案号?|门诊号?|就诊卡号?|就诊号|登记号|医保卡?号?|社保卡?号?|身份证号?码?|护照号?码?|档案号|患者编号|受试者编号|床号|"
    r"\b(?:card|tarjeta)(?: number| no\.?)?|卡号|\baccount)"
)

_CARERS = r"doctor|rheumatologist|physician|nurse|gp|reumatólog[oa]|médic[oa]|enfermer[oa]"
_STREET = (
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Boulevard|Blvd\.?|Way|Court|Ct\.?|Square|Terrace|Close|"
    r"Crescent|Place|Highway|Hwy\.?|Parkway|Gardens|Grove|Row|Hill|Walk)"
)
# A Chinese character that is no word between a person and a place ("我住在…").
_HAN = r"[\p{Han}--[我们住在家址是为的]]"
_CALLE = r"(?:calle|c/|avenida|avda\.?|av\.|plaza|pza\.?|paseo|camino|carretera|ronda|colonia|travesía|urbanización)"

IDENTIFIERS: tuple[Identifier, ...] = (
    Identifier("EMAIL", r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    Identifier("LINK", r"(?i)\b(?:https?://|www\.)[^\s，。；、）)>\"”’]+"),
    Identifier(
        "LINK",
        r"(?i)\b(?:facebook|instagram|twitter|linkedin|tiktok|weibo|x|t|wa|vk)\.(?:com|me|cn)/[^\s，。；、）)]+",
    ),
    # Numbers: each with the word that says what it is, or with a form that nothing else has.
    Identifier("ID", rf"(?i)(?<={_NUMBER_OF}{_IS}){_MARK}"),
    Identifier(
        "ID",
        r"(?<![\dA-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])",
    ),
    Identifier("ID", r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
    Identifier("ID", r"(?<![\d-])(?:\d{4}[ -]){3}\d{4}(?![\d-])"),
    Identifier("ID", r"(?<![\w-])(?:\d{8}[ -]?[A-HJ-NP-TV-Z]|[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z])(?![\w-])"),
    Identifier("PHONE", r"(?<![\d.])(?:(?:\+|00)86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d.]*\d)"),
    Identifier("PHONE", r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}"),
    Identifier(
        "PHONE",
        r"(?i)(?<=(?:\b(?:phone|ph|tel\.?|telephone|mobile|cell|my number|mi número|(?:call|reach|ring|phone) me (?:at|on)|whatsapp|text me (?:at|on)|fax|tel[eé]fono|m[oó]vil|"
        rf"celular|ll[aá]m\p{{L}}+ al)|电话|手机|座机|联系方式){_IS})\(?\d[\d ()./-]{{5,18}}\d",
    ),
    Identifier(
        "HANDLE",
        r"(?i)(?<=(?:\b(?:wechat|weixin|qq|whatsapp|telegram|instagram|insta|twitter|facebook|snapchat|tiktok|signal|discord|skype|line id)|微信|微博|抖音|小红书|QQ)"
        r"(?:\s*(?:is|es|handle|name|user(?:name)?|usuario|id|account|number|号码|号|账号|为|是|:|：|@|\())*\s*)(?=[\w.-]*[\d_.@-]|@)@?[A-Za-z0-9_.-]{3,30}",
    ),
    Identifier("HANDLE", r"(?<![\w@.])[A-Za-z][\w.]{2,30}#\d{4}(?!\d)"),
    Identifier("HANDLE", r"(?<![\w@.])@[A-Za-z][\w.]{2,30}"),
    # Days of birth: a day beside the word for it, never another day.
    Identifier(
        "BIRTHDAY",
        rf"(?i)(?<=\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?day|birth ?date|naci[oó]?(?: el)?|nacid[oa](?: el)?|nac[ií](?: el)?|(?:fecha de )?nacimiento|birth|"
        rf"cumpleaños)(?:\s*(?:is|was|on|es|el|:|：|,|\())*\s*){_DAY}",
    ),
    Identifier("BIRTHDAY", rf"(?<=(?:出生(?:日期|年月日?|于|在)?|生日|生于)(?:\s*(?:是|为|:|：|在|于))*\s*){_DAY}"),
    Identifier("BIRTHDAY", rf"{_DAY}(?=\s*(?:出生|生的|生人))"),
    # Addresses: a house, never a town, which is asked about.
    Identifier(
        "ADDRESS",
        rf"(?<![\d.])\d{{1,5}}[A-Za-z]?,?{_SPACE}+(?:(?:[NSEW]\.?|North|South|East|West){_SPACE}+)?(?:(?:\p{{Lu}}[\p{{L}}'’-]+|\d{{1,3}}(?:st|nd|rd|th)){_SPACE}+){{1,3}}{_STREET}(?![\p{{L}}])"
        r"(?:,?\s*(?:(?:Apt|Apartment|Unit|Flat|Suite|Ste|Floor|#)\.?\s*\w{1,5}))?(?:,\s*(?:\p{Lu}[\p{L}'’-]+\s?){1,3})?(?:,?\s*[A-Z]{2})?(?:,?\s*\d{5}(?:-\d{4})?)?",
    ),
    Identifier(
        "ADDRESS",
        rf"(?:\p{{Lu}}\p{{L}}+{_SPACE}+){{1,3}}{_STREET}{_SPACE}+\d{{1,5}}\b(?:,?\s*(?i:apartment|apt|flat|unit|floor)\.?\s*\w{{1,5}})?",
    ),
    Identifier(
        "ADDRESS",
        r"(?i)(?<=\b(?:live at|lives at|living at|address(?: is|:)|my address|home address)\s*:?\s*)\d{1,5}[^.,;?!\n]{4,40}",
    ),
    Identifier(
        "ADDRESS",
        rf"(?i)\b{_CALLE}\s+[\p{{L}}'’ .]{{2,40}}?,?\s*(?:n[ºo°.]*\s*|número\s*|#\s*)?\d{{1,4}}(?:\s*,?\s*(?:\d{{1,2}}\s*[ºª°]\s*[A-Z]?\b|(?:piso|puerta|esc\w*|apto|depto)\.?\s*\w{{1,4}}))*(?:,?\s*\d{{5}}\b)?",
    ),
    Identifier("ADDRESS", r"(?i)\b(?:P\.?\s?O\.?\s?Box|apartado(?: de correos)?|邮政?信箱)\s*:?\s*\d{1,6}"),
    Identifier("ADDRESS", r"(?<![A-Z\d])[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?![A-Z\d])"),
    Identifier(
        "ADDRESS",
        rf"(?:{_HAN}{{2,4}}(?:省|自治区))?(?:{_HAN}{{2,6}}?市)?(?:{_HAN}{{1,6}}?[区县镇乡])?[{_HAN}\d]{{1,10}}(?:路|街|道|巷|弄|胡同|大道|村)\s*\d{{1,5}}\s*[号弄](?:{_HAN}{{2,10}}(?:小区|花园|公寓|大厦|苑|家园))?"
        r"(?:\s*\d{1,4}\s*(?:号楼|栋|幢|单元|室|楼|层))*",
    ),
    Identifier(
        "ADDRESS",
        rf"{_HAN}{{2,10}}(?:小区|花园|公寓|家园)\s*\d{{1,4}}\s*(?:号楼|栋|幢|号)(?:\s*\d{{1,4}}\s*(?:单元|室|楼|层))*",
    ),
    # Names: by the words that introduce them.
    Identifier(
        "NAME",
        rf"(?i)(?<=\b(?:(?:full |first |last |given |family )?name(?:['’]s| is|\s*:)|i am called|i go by|people call me|they call me|call me|on behalf of|en nombre de|"
        rf"me llamo|mi nombre(?: completo)? es|nombre\s*:|se llama|(?:she|he|who|patient|daughter|son|mother|mum|mom|dad|father|wife|husband|sister|brother) is (?:called|named)|"
        rf"signed by|regards,|atentamente,|saludos,){_SPACE}*){_SMALL}",
    ),
    Identifier(
        "NAME",
        rf"(?<=(?i:\bname(?:['’]s| is|\s*:|(?=\s+\p{{Lu}}\p{{Ll}}+\s+\p{{Lu}}\p{{Ll}}))|me llamo|mi nombre(?: completo)? es|nombre\s*:|se llama|i am called|i go by|call me|on behalf of|en nombre de|(?:^|\n)(?:from|to|de|para)\s*:|signed,?|thanks,|gracias,|sincerely,|regards,|(?:called|named)){_SPACE}*){_NAME}",
    ),
    Identifier(
        "NAME", rf"(?<=(?i:(?<![\p{{L}}'’])(?:i['’]?m|i am|this is|it['’]?s|soy|aquí|yo,){_SPACE}+)){_NAME}", sure=False
    ),
    Identifier(
        "NAME",
        rf"(?<=(?i:\b(?:my|our|her|his|their|mi|nuestr[oa]|su) (?:\p{{L}}+ )?(?:{RELATIVES}|{CHILDREN}|{RELATIVES_ES}|mamá|papá|amig[oa]|niet[oa]|niece|"
        rf"nephew|client|{_CARERS}),?){_SPACE}+){_NAME}",
        sure=False,
    ),
    Identifier(
        "NAME",
        rf"(?<=\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Sr|Sra|Srta|Don|Doña|Dra|Doctor|Doctora|Nurse|señor|señora|doctor|doctora|professor)\b\.?:?{_SPACE}+){_NAME}",
    ),
    Identifier("NAME", rf"(?<=(?i:\b(?:patient|paciente|pt)\b(?: name)?\s*:?){_SPACE}+){_TWO}", sure=False),
    Identifier("NAME", rf"(?<=(?i:\b(?:patient|paciente|pt)){_SPACE}+){_CAP}(?=\s*[,(])", sure=False),
    # Two words with capitals that are nothing else: see NO_NAMES and NOT_PEOPLE.
    Identifier("NAME", rf"(?<![\p{{L}}\d'’-]){_TWO}(?![\p{{L}}\d-])", sure=False),
    # "Anna Kowalska, 34 F, …": two names before an age or a sex.
    Identifier(
        "NAME",
        rf"(?<=^\s*){_TWO}(?=\s*[,(]\s*(?:\d{{1,3}}\s*(?:[FMfm]\b|y|años|,|\))|aged? |DOB|MRN|born))",
        sure=False,
    ),
    Identifier(
        "NAME",
        rf"(?<=我叫|我名叫|我的名字是|名字叫|名叫|姓名(?:是|为|:|：)?\s*|本人叫?|我是|患者(?:姓名)?(?:是|为|:|：)?\s*|病人(?:姓名)?(?:是|为|:|：)?\s*){_ZH_NAME}{_ZH_END}",
        sure=False,
    ),
    Identifier(
        "NAME", r"(?<=我叫|我名叫|我的名字是|名字叫|名叫|姓名(?:是|为|:|：)\s*)[\p{Han}·]{2,8}(?=$|[^\p{Han}·])"
    ),
    Identifier(
        "NAME",
        rf"(?<=(?:我|他|她|我的|我们)?(?:{RELATIVES_ZH}|我妈|我爸|我哥|我姐|我弟|我妹|老婆|老公|爱人|孙子|孙女|外孙|阿姨|叔叔|同事|朋友|邻居|家属)(?:叫|是|名叫)?){_ZH_NAME}{_ZH_END}",
        sure=False,
    ),
    Identifier(
        "NAME",
        rf"(?:{_SURNAMES})[\p{{Han}}]{{0,2}}(?=先生|女士|小姐|太太|阿姨|叔叔|医生|大夫|主任|教授|护士)",
        sure=False,
    ),
    Identifier("NAME", r"(?<=我姓|免贵姓)[\p{Han}]{1,2}(?=$|[^\p{Han}])"),
    Identifier("NAME", rf"(?<=^\s*){_TWO}(?= here\b| escribe| aquí)", sure=False),
    Identifier("NAME", rf"(?<=^\s*){_ZH_NAME}(?=\s*[，,、]?\s*(?:男|女)\s*[，,、]?\s*\d{{1,3}}\s*岁)", sure=False),
    Identifier("NAME", r"(?<=我叫|名字是|名字叫|我是)\s*" + _TWO, sure=False),
)
"""Every way, in the order in which nothing needs to come first: where two overlap, the longer is hidden."""

NO_NAMES = frozenset(
    """a an the not no so very too also just still now then here there only already currently always never ever afraid sorry sure asking writing
    looking interested hoping going trying taking using on off in at from with without under over about pregnant ready able allowed eligible willing
    type stage grade phase class group arm cohort monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december covid christian jewish muslim hindu catholic black white asian african hispanic latino latina native
    european american british english scottish welsh irish dutch german french greek swiss polish czech thai filipino turkish finnish swedish danish
    spanish arab kurdish uk us usa eu dr mr mrs ms trial study patient doctor nurse caregiver mother father man woman female male single married
    enfermo enferma paciente mujer hombre diabetico diabetica diabético diabética alergico alergica alérgico alérgica médico médica doctor doctora español
    española mexicano mexicana de un una el la muy mayor menor nuevo nueva
    had has have was were got gets takes took died does did can will would may ill sick blood tuvo tiene tenía toma tomó murió está estuvo fue es
    colombiano colombiana peruano peruana argentino argentina chileno chilena cubano cubana venezolano venezolana boliviano boliviana americano
    americana is are am do does did can could may might must shall should would will has have had was were what which who whom whose when where why how if and
    or but because my your his her its our their this that these those he she it we you they i hello hi hey dear good please thanks thank ok yes any some
    all both each every more most other than as for to of by into after before since until during while me him them us there good morning afternoon
    evening soy estoy tengo qué cuál cuándo dónde cómo por para con hola buenos buenas días tardes gracias mi tu su mis sus americana italiano italiana alemán alemana francés francesa inglés inglesa""".split()  # noqa: SIM905
)
"""Words that follow "I am" with a capital and are no names; peoples that end as these do are told by their ending."""

NOT_PEOPLE = frozenset(
    """hospital hospitals clinic clínica university universidad institute instituto center centre centro college school medical medicine health
    foundation fundación department biotech biotechnology pharma pharmaceuticals pharmaceutical therapeutics inc co ltd corp group company committee
    board agency ministry trial study record protocol phase part arm cohort score scale index tool criteria syndrome disease disorder test therapy
    treatment cell cells car t nk type class grade stage level dose day week month year north south east west new san santa santo st saint city county
    province street road avenue chemotherapy antibody virus vaccine drug level inclusion exclusion primary secondary outcome""".split()  # noqa: SIM905
)
"""Words of which one is enough to make two words with capitals the name of a place, a company or a thing."""

PEOPLES = r"(?:ese|ians?|icans?|ish|eños?|eñas?|istas?|ists?)$"
